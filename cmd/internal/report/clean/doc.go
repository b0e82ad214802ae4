// Package clean makes text that comes from a bundle harmless. Log values are chosen by whoever caused the log: a user
// agent may hold terminal escapes, a tag may turn the direction of writing around. What this package returns shows
// such characters in a visible form (\x1b, \u202e) instead of obeying them.
package clean
