package cli

import (
	"io"
	"strings"
	"sync"
	"time"

	"github.com/cheggaaa/pb/v3"
)

// How often progress is told.
const (
	screenInterval = 250 * time.Millisecond
	logInterval    = time.Minute // in a log file every line stays
)

// Stage is how far work has got at a moment.
type Stage struct {
	Task       string // what is being done: reading
	Done, Size int64  // bytes; a size of 0 is not known
	Note       string // what else there is to say, in a few words; may be empty
}

// Progress tells on standard error how far work has got, at what rate, and how long it will take: on a terminal in one
// line with a bar, which is written anew, elsewhere in a line a minute.
type Progress struct {
	w      io.Writer
	screen bool
	width  int
	stage  func() Stage

	task string
	bar  *pb.ProgressBar // of the task

	mu   sync.Mutex // held while something is written to standard error
	stop chan struct{}
	done sync.WaitGroup
}

// NewProgress starts to tell what stage returns, which is called from another goroutine. It must be stopped before
// anything else is written to standard error.
func NewProgress(env *Env, stage func() Stage) *Progress {
	width, terminal := env.Screen(env.Stderr)
	p := &Progress{w: env.Stderr, screen: terminal, width: width, stage: stage, stop: make(chan struct{})}
	p.done.Go(p.run)
	return p
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
	p.line() // the rate counts from here
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
	if p.screen {
		line := p.line()
		io.WriteString(p.w, clearLine+line[:min(len(line), p.width-1)]) // it is ASCII
		return
	}
	io.WriteString(p.w, p.line()+"\n")
}

// The forms of a line: of work whose end is known, on a terminal and in a log, of work whose end is not known, and of work
// that is not measured in bytes.
const (
	barForm     = `{{string . "task"}} {{percent . "%3.0f%%"}} {{bar . "[" "=" ">" " " "]"}} {{counters . "%s of %s"}}` + rateForm + leftForm
	logForm     = `{{string . "task"}}: {{percent . "%.0f%%"}}, {{counters . "%s of %s"}}` + rateForm + leftForm + noteForm
	openForm    = `{{string . "task"}}: {{counters .}}` + rateForm + noteForm
	workingForm = `{{string . "task"}}: {{etime .}}` + noteForm

	rateForm = `{{speed . ", %s/s" " "}}` // a blank where it is not known yet
	leftForm = `{{rtime . ", %s left" "" ""}}`
	noteForm = `{{with string . "note"}}, {{.}}{{end}}`
)

func (p *Progress) form(s Stage) string {
	switch {
	case s.Size == 0 && s.Done == 0:
		return workingForm
	case s.Size == 0:
		return openForm
	case p.screen:
		return barForm
	}
	return logForm
}

// line is what there is to say now. Each task has a bar, and thus a rate, of its own.
func (p *Progress) line() string {
	s := p.stage()
	if p.bar == nil || s.Task != p.task {
		p.task, p.bar = s.Task, p.newBar(s)
	}
	p.bar.SetTemplateString(p.form(s)).SetTotal(s.Size).SetCurrent(s.Done).Set("task", s.Task).Set("note", s.Note)
	return strings.TrimRight(strings.ReplaceAll(p.bar.String(), " ,", ","), " ")
}

// newBar returns a bar that only draws: when and where it is shown is told here.
func (p *Progress) newBar(s Stage) *pb.ProgressBar {
	bar := new(pb.ProgressBar).SetWriter(io.Discard).SetTemplateString(rateForm).SetCurrent(s.Done)
	bar.Set(pb.Static, true).Set(pb.Bytes, true).Set(pb.SIBytesPrefix, true).SetWidth(p.width - 1)
	bar.Start()
	_ = bar.String() // the rate counts from here
	return bar
}
