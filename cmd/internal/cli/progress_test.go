package cli

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// progressOver returns what is told about a reading that takes a while.
func progressOver(terminal bool, took time.Duration, t *testing.T) string {
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		p := NewProgress(&Env{Stderr: &out, Screen: func(any) (int, bool) { return 80, terminal }})
		p.Update(1500, 3e9)
		p.Update(1400, 2e9) // from a worker that is late
		time.Sleep(took)
		p.Stop()
	})
	return out.String()
}

func TestProgressOnATerminal(t *testing.T) {
	got := progressOver(true, 1100*time.Millisecond, t)
	if n := strings.Count(got, "reading:"); n != 4 {
		t.Errorf("it is told %d times in 1.1 seconds: %q", n, got)
	}
	if !strings.Contains(got, "\r\x1b[Kreading: 1,500 members, 3.0 GB, 3.0 GB/s\r") {
		t.Errorf("got %q", got)
	}
	if !strings.HasSuffix(got, "\r\x1b[K") || strings.Contains(got, "\n") {
		t.Errorf("the line is not cleared: %q", got)
	}
}

func TestProgressInALog(t *testing.T) {
	want := "reading: 1,500 members, 3.0 GB, 50.0 MB/s\nreading: 1,500 members, 3.0 GB, 25.0 MB/s\n"
	if got := progressOver(false, 150*time.Second, t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressOfAShortReading(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		if got := progressOver(terminal, 100*time.Millisecond, t); got != "" {
			t.Errorf("terminal %v: got %q", terminal, got)
		}
	}
}
