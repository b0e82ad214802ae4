// Package cli is what the command line of hamari is made of, without knowing what hamari does: commands with their
// flags and help, errors that carry an exit code, suggestions for misspelt words, flag values (a size, a time, a zone),
// files that are written whole or not at all, tables, and the line that tells how far reading has got.
//
// A command takes everything it touches from an [Env], so that tests run it in-process, as golang.org/x/vuln/scan does.
package cli
