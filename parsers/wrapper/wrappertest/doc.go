// Package wrappertest puts messages into every envelope that package wrapper opens, for tests that hold that a message
// is the same message however it was handed over.
package wrappertest
