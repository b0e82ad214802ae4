package target

import (
	"math/bits"
	"time"

	"hamari/parsers"
	"hamari/parsers/alb"
)

// spell has the requests of one slot of five minutes by the second in which they were received.
type spell struct {
	received [slotSeconds]uint32
	sent     [(slotSeconds + 63) / 64]uint64 // a bit for each second in which one was sent to a target
}

const (
	slotSeconds = int64(slotLength / time.Second)
	maxSpells   = 16_000 // of 1.2 kB
)

// second counts a request in the second in which it was received, as long as there is room.
func (l *Lens) second(g *group, ev *parsers.Event) {
	if l.noSeconds {
		return
	}
	n, second := ev.Time.Unix()/slotSeconds, ev.Time.Unix()%slotSeconds
	if second < 0 {
		return // no log is from before 1970
	}
	s := g.lastSpell
	if s == nil || g.lastSpellN != n {
		if s = g.spells[n]; s == nil {
			if l.spells++; l.spells > maxSpells {
				l.dropSeconds()
				return
			}
			s = &spell{}
			g.spells[n] = s
		}
		g.lastSpell, g.lastSpellN = s, n
	}
	s.received[second]++
	if ev.Value(alb.SlotTarget).Exists() {
		s.sent[second/64] |= 1 << (second % 64)
	}
}

// dropSeconds gives up counting by the second.
func (l *Lens) dropSeconds() {
	l.noSeconds, l.spells = true, 0
	for _, g := range l.groups {
		g.spells, g.lastSpell = map[int64]*spell{}, nil
	}
}

// joinSeconds adds another's requests by the second.
func (l *Lens) joinSeconds(mine, g *group) {
	mine.lastSpell = nil
	for n, s := range g.spells {
		known := mine.spells[n]
		if known == nil {
			mine.spells[n] = s
			l.spells++
			continue
		}
		for i := range s.received {
			known.received[i] += s.received[i]
		}
		for i := range s.sent {
			known.sent[i] |= s.sent[i]
		}
	}
}

// between is how many requests were received from the second of one time to that of another.
func (g *group) between(from, to time.Time) (requests int64) {
	for n, s := range g.spells {
		begin := n * slotSeconds
		for i := max(0, from.Unix()-begin); i < min(slotSeconds, to.Unix()-begin+1); i++ {
			requests += int64(s.received[i])
		}
	}
	return requests
}

// sentAfter is the first second after that of a time in which a request was sent to a target; zero where there is none.
func (g *group) sentAfter(at time.Time) time.Time {
	var first int64
	for n, s := range g.spells {
		begin := n * slotSeconds
		if begin+slotSeconds <= at.Unix()+1 || first > 0 && begin > first {
			continue
		}
		for i, set := range s.sent {
			word := begin + int64(i)*64
			if past := at.Unix() + 1 - word; past >= 64 {
				continue
			} else if past > 0 {
				set &^= 1<<past - 1
			}
			if found := word + int64(bits.TrailingZeros64(set)); set != 0 && (first == 0 || found < first) {
				first = found
			}
		}
	}
	return inSeconds(first)
}

// sentBefore is the last second before that of a time in which a request was sent to a target; zero where there is none.
func (g *group) sentBefore(at time.Time) time.Time {
	var last int64
	for n, s := range g.spells {
		begin := n * slotSeconds
		if begin >= at.Unix() || begin+slotSeconds <= last {
			continue
		}
		for i, set := range s.sent {
			word := begin + int64(i)*64
			if room := at.Unix() - word; room <= 0 {
				break
			} else if room < 64 {
				set &= 1<<room - 1
			}
			if set != 0 {
				last = max(last, word+int64(bits.Len64(set))-1)
			}
		}
	}
	return inSeconds(last)
}

func inSeconds(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}
