package cli

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// How often progress is told.
const (
	screenInterval = 250 * time.Millisecond
	logInterval    = time.Minute // in a log file every line stays
)

// Progress tells on standard error how much has been read: on a terminal in one line that is written anew, elsewhere
// in a line a minute.
type Progress struct {
	w       io.Writer
	screen  bool
	started time.Time

	members, bytes atomic.Int64

	mu sync.Mutex // held while something is written to standard error

	stop chan struct{}
	done sync.WaitGroup
}

// NewProgress starts to tell. It must be stopped before anything else is written to standard error.
func NewProgress(env *Env) *Progress {
	_, terminal := env.Screen(env.Stderr)
	p := &Progress{w: env.Stderr, screen: terminal, started: time.Now(), stop: make(chan struct{})}
	p.done.Go(p.run)
	return p
}

// Update takes what has been read so far. It may be called by several goroutines; numbers that are behind what is
// known already count for nothing.
func (p *Progress) Update(members, bytes int64) {
	raise(&p.members, members)
	raise(&p.bytes, bytes)
}

func raise(to *atomic.Int64, n int64) {
	for old := to.Load(); n > old && !to.CompareAndSwap(old, n); old = to.Load() {
	}
}

// Hold keeps silent while f asks something on the terminal.
func (p *Progress) Hold(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.screen {
		io.WriteString(p.w, clearLine)
	}
	f()
}

// Stop ends it and clears the line.
func (p *Progress) Stop() {
	close(p.stop)
	p.done.Wait()
}

// clearLine returns to the first column of the terminal's line and erases it.
const clearLine = "\r\x1b[K"

func (p *Progress) run() {
	interval := logInterval
	if p.screen {
		interval = screenInterval
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-tick.C:
			p.tell()
			shown = true
		case <-p.stop:
			if shown && p.screen {
				io.WriteString(p.w, clearLine)
			}
			return
		}
	}
}

func (p *Progress) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := progressLine(p.members.Load(), p.bytes.Load(), time.Since(p.started))
	if p.screen {
		io.WriteString(p.w, clearLine+line)
		return
	}
	io.WriteString(p.w, line+"\n")
}

func progressLine(members, bytes int64, took time.Duration) string {
	rate := float64(bytes) / max(took.Seconds(), 0.001)
	return fmt.Sprintf("reading: %s members, %s, %s/s", Count(members), Bytes(bytes), Bytes(int64(rate)))
}
