// Package logtest holds what the tests of every text log have in common: reading a text with a format, and the rules
// that hold for any text whatever.
package logtest
