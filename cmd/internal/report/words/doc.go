// Package words puts into words what every readable report says in the same way: times, places and stretches of time, figures,
// which entity comes first, what is left out of a list, how members that were read alike are put together.
package words
