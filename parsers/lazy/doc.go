// Package lazy puts off work that most runs of the program never need, so that the program starts at once.
package lazy
