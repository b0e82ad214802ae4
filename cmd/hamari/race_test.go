//go:build race

package main

// raceDetector multiplies the memory of a program.
const raceDetector = true
