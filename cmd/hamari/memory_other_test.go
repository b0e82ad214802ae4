//go:build !linux

package main

import "runtime"

// maxRSS is what the runtime took from the system, where nothing better is known.
func maxRSS() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}

// residentOf tells nothing of other processes.
func residentOf(int) int64 { return 0 }
