package main

import (
	"bytes"
	"fmt"
	"os"
)

// maxRSS is the most memory that this program held at a time, in bytes. What getrusage(2) tells includes the process that started
// it; see proc_pid_status(5).
func maxRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	_, peak, _ := bytes.Cut(status, []byte("VmHWM:"))
	var kilobytes int64
	if _, err := fmt.Sscan(string(peak), &kilobytes); err != nil {
		panic(err)
	}
	return kilobytes << 10
}
