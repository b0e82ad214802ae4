//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// maxRSS is the most memory that a process held at a time, in bytes. See getrusage(2): Linux counts in kilobytes.
func maxRSS(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "linux" {
		return int64(usage.Maxrss) << 10
	}
	return int64(usage.Maxrss)
}

// ownUsage is what the tests have used.
func ownUsage() *syscall.Rusage {
	var own syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &own) // it fails for no process of one's own
	return &own
}
