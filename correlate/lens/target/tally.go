package target

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/alb"
)

// tally counts the requests of a target group or a target.
type tally struct {
	requests int64
	failed   [failuresCount]*failed // nil for none
}

// failed is what failed in one way.
type failed struct {
	count, unsent int64
	waits         map[uint16]uint32 // by whole seconds
	least, most   float64
	first, last   time.Time
	cites         []lens.Cite // the earliest, in order
	nodes         []string    // addresses of the load balancer, the first in order
}

// maxWait is the longest idle timeout that a load balancer can be given, in seconds; longer waits are counted with it.
const maxWait = 4_000

// maxCites is how many records are named of each way of failing.
const maxCites = 4

func (t *tally) add(ev *parsers.Event, how failure, wait float64) {
	f := t.failed[how]
	if f == nil {
		f = &failed{waits: map[uint16]uint32{}, least: wait, first: ev.Time}
		t.failed[how] = f
	}
	f.count++
	if _, sent := seconds(ev, alb.SlotRequestProcessingTime); !sent {
		f.unsent++
	}
	f.waits[uint16(math.Round(min(wait, maxWait)))]++ // a limit of 60 s ends waits of 59.6 s, too, as the log tells them
	f.least, f.most = min(f.least, wait), max(f.most, wait)
	if ev.Time.Before(f.first) {
		f.first = ev.Time
	}
	if end := ev.End; end.After(f.last) {
		f.last = end
	} else if ev.Time.After(f.last) {
		f.last = ev.Time
	}
	if node := ev.Value(alb.SlotIPAddress); node.Exists() {
		f.node(string(node))
	}
	if c := (lens.Cite{Pos: ev.Pos, ID: ev.ID, Time: ev.Time, End: ev.End}); f.early(c) {
		c.ID, c.Text = strings.Clone(ev.ID), inWords(ev, wait)
		f.cite(c)
	}
}

// inWords says what one failed request was.
func inWords(ev *parsers.Event, wait float64) string {
	what := "a request"
	if where := ev.Value(alb.SlotRequestURL); where.Exists() {
		what = urlName(ev.Value(alb.SlotRequestVerb), pathOf(where))
	}
	if target := ev.Value(alb.SlotTarget); target.Exists() {
		what += " at " + target.String()
	}
	return fmt.Sprintf("%s after %.3f s", what, wait)
}

// early reports whether a record is among the earliest, which are kept.
func (f *failed) early(c lens.Cite) bool {
	return len(f.cites) < maxCites || c.Compare(f.cites[maxCites-1]) < 0
}

// cite keeps a record, if it is among the earliest.
func (f *failed) cite(c lens.Cite) {
	if !f.early(c) {
		return
	}
	i, _ := slices.BinarySearchFunc(f.cites, c, lens.Cite.Compare)
	f.cites = slices.Insert(f.cites, i, c)
	f.cites = f.cites[:min(len(f.cites), maxCites)]
}

// node keeps an address, if it belongs to the first in order.
func (f *failed) node(address string) {
	i, known := slices.BinarySearch(f.nodes, address)
	if known || i == maxListed {
		return
	}
	f.nodes = slices.Insert(f.nodes, i, strings.Clone(address))
	f.nodes = f.nodes[:min(len(f.nodes), maxListed)]
}

func (t *tally) merge(o *tally) {
	t.requests += o.requests
	for how, theirs := range o.failed {
		switch mine := t.failed[how]; {
		case theirs == nil:
		case mine == nil:
			t.failed[how] = theirs
		default:
			mine.merge(theirs)
		}
	}
}

func (f *failed) merge(o *failed) {
	f.count += o.count
	f.unsent += o.unsent
	for wait, n := range o.waits {
		f.waits[wait] += n
	}
	f.least, f.most = min(f.least, o.least), max(f.most, o.most)
	if o.first.Before(f.first) {
		f.first = o.first
	}
	if o.last.After(f.last) {
		f.last = o.last
	}
	for _, c := range o.cites {
		f.cite(c)
	}
	for _, n := range o.nodes {
		f.node(n)
	}
}

// usual is the most frequent wait in whole seconds, the shortest of equally frequent ones, and the share of the
// failures that waited about as long.
func (f *failed) usual() (wait int, share float64) {
	most := uint32(0)
	for w, n := range f.waits {
		if n > most || n == most && int(w) < wait {
			wait, most = int(w), n
		}
	}
	near := f.waits[uint16(wait)] + f.waits[uint16(wait+1)]
	if wait > 0 {
		near += f.waits[uint16(wait-1)]
	}
	return wait, float64(near) / float64(f.count)
}
