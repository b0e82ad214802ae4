// Package jsonscan finds where strings, objects and arrays of JSON text end, many bytes at once: strings of logs are
// short and of changing length, so that a loop over bytes pays a mispredicted branch for each of them.
//
// It tells ends, not whether the text is valid: nothing but quotes, backslashes and brackets is looked at.
package jsonscan
