package cli

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// progressOver returns what is told over a while about work that begins now.
func progressOver(t *testing.T, terminal bool, took time.Duration, stage func(since time.Duration) Stage) string {
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := NewProgress(&Env{Stderr: &out, Screen: func(any) (int, bool) { return 80, terminal }}, func() Stage {
			return stage(time.Since(began))
		})
		time.Sleep(took)
		p.Stop()
	})
	return out.String()
}

// reading gets through 50 MB a second of 7.5 GB.
func reading(since time.Duration) Stage {
	return Stage{Task: "reading", Done: int64(since.Seconds() * 50e6), Size: 7_500_000_000, Note: "1,500 members"}
}

func TestProgressOnATerminal(t *testing.T) {
	got := progressOver(t, true, 15100*time.Millisecond, reading)
	lines := strings.Split(strings.TrimSuffix(got, clearLine), clearLine)
	if len(lines) != 61 || lines[0] != "" {
		t.Fatalf("it is told %d times in 15.1 seconds: %q", len(lines)-1, got)
	}
	const want = "reading  10% [=>                 ] 750.00 MB of 7.50 GB, 50.00 MB/s, 2m14s left"
	if last := lines[60]; last != want {
		t.Errorf("got %q", last)
	}
	if !strings.HasSuffix(got, clearLine) || strings.Contains(got, "\n") {
		t.Errorf("the line is not cleared: %q", got)
	}
	for _, line := range lines {
		if len(line) > 79 {
			t.Errorf("%d columns would be wrapped: %q", len(line), line)
		}
	}
}

func TestProgressInALog(t *testing.T) {
	want := "reading: 40%, 3.00 GB of 7.50 GB, 50.00 MB/s, 1m30s left, 1,500 members\n" +
		"reading: 80%, 6.00 GB of 7.50 GB, 50.00 MB/s, 29s left, 1,500 members\n"
	if got := progressOver(t, false, 130*time.Second, reading); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestProgressOfStages holds that each task has a time and a rate of its own, and that an unknown end is told as such.
func TestProgressOfStages(t *testing.T) {
	got := progressOver(t, false, 250*time.Second, func(since time.Duration) Stage {
		switch {
		case since < 90*time.Second:
			return Stage{Task: "receiving", Done: int64(since.Seconds() * 2e6)}
		case since < 150*time.Second:
			return reading(since - 90*time.Second)
		}
		return Stage{Task: "judging"}
	})
	want := "receiving: 120.00 MB, 2.00 MB/s\n" +
		"reading: 20%, 1.50 GB of 7.50 GB, 1,500 members\n" +
		"judging: 0s\njudging: 1m0s\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressOfAShortReading(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		if got := progressOver(t, terminal, 100*time.Millisecond, reading); got != "" {
			t.Errorf("terminal %v: got %q", terminal, got)
		}
	}
}
