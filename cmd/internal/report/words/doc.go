// Package words puts into words what every readable report says in the same way: times, stretches of time, figures, which
// entity comes first, how members that were read alike are put together.
package words
