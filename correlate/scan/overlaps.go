package scan

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Limits of the samples of flow log records by which members are told that hold the same ones. Those of a member take 1 to
// 2 KiB.
const (
	maxSample  = 128
	maxSampled = 20_000 // members; of more, nothing is told
	leastSame  = 5      // records of a sample
	maxHolders = 32     // members with one record that each is held against; of more it is told that they are many
)

// sample is some of a member's flow log records, by a hash of what is in them: all whose hash is below a limit, which is
// halved where there are too many, at most 32 times. So it depends on the records alone which are in it, and where two members hold the same
// record, both have it in their samples or the one with the lower limit has not.
type sample struct {
	halved int
	hashes []uint64
}

// flow takes in a record. Records have no ID: two that agree in interface, parties, counts and times are one that was
// exported twice.
func (s *sample) flow(ev *parsers.Event) {
	f := flowlog.FlowOf(ev)
	if f == nil || f.Packets() == 0 {
		return
	}
	// The upper half, of what differs most, mostly settles that the record is not in the sample.
	a, b := f.SrcAddr().Halves()
	c, d := f.DstAddr().Halves()
	h := mix(a^b<<32^d, uint64(f.Bytes())<<40^uint64(f.SrcPort())<<24^uint64(f.DstPort())<<48^uint64(f.Start()))
	if h>>(64-s.halved) != 0 {
		return
	}
	id := f.Value(flowlog.SlotInterfaceID)
	if len(id) < 8 {
		return
	}
	rest := mix(h^c^uint64(f.Protocol()), binary.LittleEndian.Uint64(id[len(id)-8:]))
	rest = mix(rest^b^uint64(f.Packets())<<32, uint64(f.End())<<32^uint64(f.Bytes()))
	s.add(h&^math.MaxUint32 | rest>>32)
}

// mix is fixed, so that samples can be merged across processes. Whoever writes logs to deceive it gets a remark that is
// untrue, or none.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xe7037ed1a0b428db)
	return high ^ low
}

func (s *sample) add(h uint64) {
	if s.hashes = append(s.hashes, h); len(s.hashes) >= 2*maxSample {
		s.settle()
	}
}

// settle keeps the sample within its bounds.
func (s *sample) settle() {
	slices.Sort(s.hashes)
	s.hashes = slices.Compact(s.hashes)
	for len(s.hashes) > maxSample && s.halved < 32 {
		s.halve(s.halved + 1)
	}
}

// halve leaves out the records of a settled sample whose hash is not below the limit.
func (s *sample) halve(times int) {
	s.halved = max(s.halved, times)
	n, _ := slices.BinarySearch(s.hashes, below(s.halved))
	s.hashes = s.hashes[:n]
}

// below is the limit of the hashes after so many halvings.
func below(halved int) uint64 {
	if halved == 0 {
		return math.MaxUint64
	}
	return 1 << (64 - halved)
}

func (s *sample) merge(o *sample) {
	s.hashes = append(s.hashes, o.hashes...)
	slices.Sort(s.hashes)
	s.halve(max(s.halved, o.halved))
	s.settle()
}

// holdersOf lists the members that hold the records of the samples; nil where there are too many members.
func holdersOf(sources []*Source) map[uint64][]*Source {
	holders := map[uint64][]*Source{}
	sampled := 0
	for _, src := range sources {
		if src.flows == nil {
			continue
		}
		if sampled++; sampled > maxSampled {
			return nil
		}
		src.flows.settle()
		for _, h := range src.flows.hashes {
			if len(holders[h]) < maxHolders {
				holders[h] = append(holders[h], src)
			}
		}
	}
	return holders
}

// overlapping lists the members that hold flow log records which others hold as well.
func overlapping(sources []*Source) (paths []string) {
	holders := holdersOf(sources)
	for _, src := range sources {
		if src.flows == nil || holders == nil {
			continue
		}
		if most, _, _ := src.sharesMost(holders); most != nil {
			paths = append(paths, src.Member)
		}
	}
	return paths
}

// tellOverlaps remarks on members whose flow log records other members hold as well.
func tellOverlaps(sources []*Source) {
	holders := holdersOf(sources)
	for _, src := range sources {
		if src.flows != nil && holders != nil {
			src.tellOverlap(holders)
		}
	}
}

// sharesMost returns the other member that holds most of the records, what part of them that is, and how many others hold
// some. That others hold the same can be told of those records alone which would be in their samples, too.
func (src *Source) sharesMost(holders map[uint64][]*Source) (most *Source, share float64, others int) {
	same := map[*Source]int{}
	for _, h := range src.flows.hashes {
		for _, other := range holders[h] {
			same[other]++
		}
	}
	delete(same, src)
	for other, n := range same {
		limit, _ := slices.BinarySearch(src.flows.hashes, below(max(src.flows.halved, other.flows.halved)))
		if n < leastSame {
			continue
		}
		others++
		if s := float64(n) / float64(limit); s > share || s == share && other.Member < most.Member {
			most, share = other, s
		}
	}
	return most, share, others
}

// tellOverlap remarks on a member.
func (src *Source) tellOverlap(holders map[uint64][]*Source) {
	switch most, share, n := src.sharesMost(holders); {
	case most == nil:
	case n == 1:
		src.Note(fmt.Sprintf("%s of its flow log records are in %s as well", part(share), most.Member))
	default:
		others := fmt.Sprint(n - 1)
		if n >= maxHolders-1 { // one of those looked at may be the member itself
			others = "many"
		}
		src.Note(fmt.Sprintf("%s of its flow log records are in %s as well, and some in %s more", part(share), most.Member, others))
	}
}

// part says how much a share that was found by a sample is.
func part(share float64) string {
	switch {
	case share == 1:
		return "all, or nearly all,"
	case share > 0.5:
		return "most"
	}
	return "a part"
}
