// Hamari tells from a bundle of AWS logs what a customer is stuck on. This package is its command line: a file or more per
// command, its flags and exit codes, and what only one command prints (the page of a pattern, an explanation). What the commands share with other programs lives in cmd/internal/cli.
package main
