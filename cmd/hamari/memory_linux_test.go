package main

import (
	"bytes"
	"fmt"
	"os"
)

// maxRSS is the most memory that this program held at a time, in bytes. What getrusage(2) tells includes the process that started
// it; see proc_pid_status(5).
func maxRSS() int64 {
	peak := residentOf(os.Getpid())
	if peak == 0 {
		panic("how much memory is used is not told")
	}
	return peak
}

// residentOf is the most memory that a process has held so far, 0 if nobody tells.
func residentOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, peak, _ := bytes.Cut(status, []byte("VmHWM:"))
	var kilobytes int64
	if _, err := fmt.Sscan(string(peak), &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}
