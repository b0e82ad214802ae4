package scan

import (
	"encoding/binary"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"

	"hamari/parsers"
	"hamari/parsers/flowlog"
	"hamari/parsers/ssmagent"
)

// maxOnce is how many flow log records of members that share some are remembered, in 22 to 32 bytes each.
const maxOnce = 1 << 21

// Once sees to it that records which several members hold count once: those of a member that is a copy of another, flow
// log records of exports that overlap, and what an SSM agent writes into its log of errors as well. These records have no
// ID, and that members share some is known when all have been read; so it takes a reading of those that do, to learn which
// records they share, and then a new scan.
type Once struct {
	copies  map[string]bool
	numbers map[string]int // of the members that share records, in the order of their paths

	mu    sync.Mutex
	first idTable // by the hash of a record: the first member that has it
	full  bool
}

// NewOnce looks at what a first scan has read, whose sources have been joined: copies are the paths of members that are copies of others, sharing those that
// are known to hold some of the same records. It is nil where no record is there twice.
func (s *State) NewOnce(copies, sharing []string) *Once {
	o := &Once{copies: map[string]bool{}, numbers: map[string]int{}, first: newIDTable()}
	for _, path := range copies {
		o.copies[path] = true
	}
	var single []*Source
	for _, src := range s.Sources {
		if !o.copies[src.Member] {
			single = append(single, src)
		}
	}
	for _, path := range append(overlapping(single), sharing...) {
		if !o.copies[path] {
			o.numbers[path] = len(o.numbers)
		}
	}
	if s.apart = len(o.copies)+len(o.numbers) == 0; s.apart {
		return nil
	}
	return o
}

// Shared lists the members that have to be learned.
func (o *Once) Shared() (paths []string) {
	for path := range o.numbers {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// Learn is the sink of a member's records while it is learned which are shared.
func (o *Once) Learn(path string) parsers.Sink { return &onceSink{once: o, number: o.numbers[path]} }

type onceSink struct {
	parsers.Unheard
	once   *Once
	number int
}

func (s *onceSink) Event(ev *parsers.Event) error {
	h := recordHash(ev)
	if h == 0 {
		return nil
	}
	o := s.once
	o.mu.Lock()
	defer o.mu.Unlock()
	switch known, seen := o.first.find(h); {
	case seen:
		known.place = min(known.place, place(s.number))
	case o.first.len >= maxOnce:
		o.full = true
	default:
		o.first.add(h, place(s.number))
	}
	return nil
}

// Learned ends the learning. Where there are too many records, all of them count; that is what it returns a note on.
func (o *Once) Learned() (notes []string) {
	if !o.full {
		return nil
	}
	n := len(o.numbers)
	clear(o.numbers)
	o.first = newIDTable()
	return []string{fmt.Sprintf("%d members share flow log records and have more than %d: those that are there several times count as often", n, maxOnce)}
}

// Empty reports whether there is nothing to leave out.
func (o *Once) Empty() bool { return len(o.copies)+len(o.numbers) == 0 }

// onceOf is what a member's records are looked up by; nil where all of them count.
type onceOf struct {
	once   *Once
	number int
	copied bool
}

func (o *Once) of(path string) *onceOf {
	if o == nil {
		return nil
	}
	number, shares := o.numbers[path]
	if copied := o.copies[path]; copied || shares {
		return &onceOf{o, number, copied}
	}
	return nil
}

// repeats reports whether a record is one that counts for another member.
func (o *onceOf) repeats(ev *parsers.Event) bool {
	if o == nil || o.copied {
		return o != nil
	}
	h := recordHash(ev)
	if h == 0 {
		return false
	}
	first, seen := o.once.first.find(h)
	return seen && first.place != place(o.number)
}

// recordHash is a hash of what makes a record the same as another one; 0 for those of which that cannot be said.
func recordHash(ev *parsers.Event) uint64 {
	if ev.Kind == ssmagent.Kind {
		return agentHash(ev)
	}
	f := flowlog.FlowOf(ev)
	if f == nil || ev.Kind != flowlog.VPC.Kinds[0] || f.Packets() == 0 {
		return 0
	}
	id, action := f.Value(flowlog.SlotInterfaceID), f.Value(flowlog.SlotAction)
	if len(id) < 8 {
		return 0
	}
	a, b := f.SrcAddr().Halves()
	c, d := f.DstAddr().Halves()
	h := mix(a^uint64(len(action)), b)
	h = mix(h^c, d)
	h = mix(h^uint64(f.SrcPort())<<40^uint64(f.DstPort())<<16^uint64(f.Protocol()), binary.LittleEndian.Uint64(id[len(id)-8:]))
	h = mix(h^uint64(f.Packets())<<32^uint64(f.Bytes()), uint64(f.End())<<32^uint64(f.Start()))
	if strings.HasPrefix(string(action), "R") {
		h = ^h
	}
	return max(1, h)
}

// agentHash is that of a record of an SSM agent. Its two logs stand in one folder and name the place in the source in one
// of them only, but the time, to a tenth of a millisecond, and the level are the same.
func agentHash(ev *parsers.Event) uint64 {
	h := mix(xxhash.Sum64String(path.Dir(ev.Pos.Member)), uint64(ev.Time.UnixNano()))
	return max(1, mix(h, xxhash.Sum64(ev.Value(ssmagent.SlotLevel))))
}
