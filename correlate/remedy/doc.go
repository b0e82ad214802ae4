// Package remedy makes one fix of those that several findings of one cause ask for. Findings have one fix only where theirs
// are the same but for what [Together] can put together without making it allow, or do, anything else.
package remedy
