// Hamari tells from a bundle of AWS logs what a customer is stuck on. This package is its command line: one file per
// command, flags and exit codes, nothing else. What the commands share with other programs lives in cmd/internal/cli.
package main
