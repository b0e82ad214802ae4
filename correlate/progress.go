package correlate

import (
	"sync"

	"hamari/parsers/bundle"
)

// Progress is how far an analysis has got. It may be asked from any goroutine while the analysis runs. The zero value is
// an analysis that has not begun; of a nil one nothing is recorded.
type Progress struct {
	mu      sync.Mutex
	c       *bundle.Case
	passes  int64 // over the bundle, in all
	over    int64 // that are behind
	from    int64 // what had been read of the case when the pass began
	members int64
	judging bool
}

// Reached is how far an analysis has got at a moment.
type Reached struct {
	Read, Size int64 // bytes of the bundle as it is stored, counted as often as it is read
	Members    int64 // that were read, of the pass that runs
	Judging    bool  // what the pass has read is being judged
}

// Reached returns how far the analysis has got.
func (p *Progress) Reached() Reached {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := Reached{Members: p.members, Judging: p.judging}
	if p.c == nil {
		return r
	}
	read, size := p.c.Distance()
	r.Size = p.passes * size
	r.Read = p.over*size + min(read-p.from, size)
	if p.judging {
		r.Read = (p.over + 1) * size
	}
	return r
}

// Begin says what is read, and in how many passes. [Analyze] and its like say it themselves.
func (p *Progress) Begin(c *bundle.Case, passes int64) {
	p.set(func() {
		p.c, p.passes, p.over, p.members, p.judging = c, passes, 0, 0, false
		p.from, _ = c.Distance()
	})
}

func (p *Progress) member() { p.set(func() { p.members++ }) }

// Again ends a pass after which another one follows.
func (p *Progress) Again() {
	p.set(func() {
		p.over, p.members, p.judging = p.over+1, 0, false
		p.from, _ = p.c.Distance()
	})
}

// oneMore ends a pass after which another one follows that was not foreseen.
func (p *Progress) oneMore() {
	p.set(func() { p.passes++ })
	p.Again()
}

func (p *Progress) judge() { p.set(func() { p.judging = true }) }

func (p *Progress) set(f func()) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}
