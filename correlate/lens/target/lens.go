package target

import (
	"fmt"
	"strings"
	"time"

	"hamari/parsers"
	"hamari/parsers/alb"
)

// Bounds of what is held, of all target groups together. Beyond the number of target groups the others are left out,
// which is told; beyond that of targets these are no longer told apart; of URLs a sample is kept that does not depend on
// the order of the records; slots become longer.
const (
	maxGroups  = 5_000
	maxTargets = 50_000
	maxURLs    = 200_000
	maxSlots   = 200_000
)

// Lens gathers ALB access log records. One worker feeds one lens; lenses merge.
type Lens struct {
	groups map[string]*group // by load balancer and ARN
	last   *group            // records of one target group mostly come one after the other
	key    []byte            // scratch

	targets, urls, slots int // held in all
	spells               int
	noTargets            bool
	noSeconds            bool
	urlLevel, slotLevel  uint8
	dropped              int64 // requests of target groups that found no room
}

// group is what one load balancer sent to one target group.
type group struct {
	balancer, arn, account, region string

	all     tally
	targets map[string]*tally
	urls    map[uint64]*url
	slots   map[int64]*slot
	spells  map[int64]*spell

	lastSlot *slot // records come more or less in order
	lastN    int64

	lastSpell  *spell
	lastSpellN int64
}

// slot is five minutes, or longer.
type slot struct {
	requests uint32
	failures [failuresCount]uint32
}

// New returns an empty lens.
func New() *Lens { return &Lens{groups: map[string]*group{}} }

// Event takes in one ALB access log record.
func (l *Lens) Event(ev *parsers.Event) {
	if !ev.Value(alb.SlotTargetGroupARN).Exists() {
		return
	}
	g := l.group(ev)
	if g == nil {
		l.dropped++
		return
	}
	how, wait := classify(ev)
	g.all.requests++
	l.second(g, ev)
	t := l.target(g, ev)
	if t != nil {
		t.requests++
	}
	at := ev.End
	if at.IsZero() {
		at = ev.Time
	}
	s := l.slot(g, at)
	s.requests++
	u := l.urlOf(g, ev, how)
	if u != nil {
		u.requests++
	}
	if how == answered {
		return
	}
	s.failures[how]++
	if u != nil {
		u.failures[how]++
	}
	g.all.add(ev, how, wait)
	if t != nil {
		t.add(ev, how, wait)
	}
}

func (l *Lens) group(ev *parsers.Event) *group {
	balancer, arn := ev.Value(alb.SlotELB), ev.Value(alb.SlotTargetGroupARN)
	if l.last != nil && l.last.balancer == string(balancer) && l.last.arn == string(arn) {
		return l.last
	}
	l.key = append(append(append(l.key[:0], balancer...), ' '), arn...)
	g := l.groups[string(l.key)]
	if g == nil {
		if len(l.groups) >= maxGroups {
			return nil
		}
		g = newGroup(balancer.String(), arn.String())
		l.groups[string(l.key)] = g
	}
	greatest(&g.account, ev.Value(alb.SlotAccount))
	greatest(&g.region, ev.Value(alb.SlotRegion))
	l.last = g
	return g
}

// greatest keeps the greatest of the names that records tell, so that their order does not matter.
func greatest(into *string, name parsers.Value) {
	if string(name) > *into {
		*into = name.String()
	}
}

func newGroup(balancer, arn string) *group {
	return &group{balancer: balancer, arn: arn, targets: map[string]*tally{}, urls: map[uint64]*url{}, slots: map[int64]*slot{}, spells: map[int64]*spell{}}
}

// target is the tally of the record's target; nil if it has none or targets are not told apart.
func (l *Lens) target(g *group, ev *parsers.Event) *tally {
	name := ev.Value(alb.SlotTarget)
	if !name.Exists() || l.noTargets {
		return nil
	}
	t := g.targets[string(name)]
	if t == nil {
		t = &tally{}
		g.targets[strings.Clone(string(name))] = t
		l.targets++
		l.bound()
	}
	return t
}

func (l *Lens) slot(g *group, at time.Time) *slot {
	n := l.slotOf(at)
	if g.lastSlot != nil && g.lastN == n {
		return g.lastSlot
	}
	s := g.slots[n]
	if s == nil {
		s = &slot{}
		g.slots[n] = s
		if l.slots++; l.slots > maxSlots {
			l.bound()
			return g.slots[l.slotOf(at)]
		}
	}
	g.lastSlot, g.lastN = s, n
	return s
}

func (l *Lens) slotOf(at time.Time) int64 {
	return at.Unix() / int64(slotLength/time.Second) >> l.slotLevel
}

// bound gives up detail where there is too much of it.
func (l *Lens) bound() {
	if l.targets > maxTargets && !l.noTargets {
		l.dropTargets()
	}
	if l.spells > maxSpells {
		l.dropSeconds()
	}
	for l.slots > maxSlots {
		l.lengthenSlots(l.slotLevel + 1)
	}
	for l.urls > maxURLs {
		l.sampleURLs(l.urlLevel + 1)
	}
}

func (l *Lens) dropTargets() {
	l.noTargets, l.targets = true, 0
	for _, g := range l.groups {
		g.targets = map[string]*tally{}
	}
}

func (l *Lens) lengthenSlots(level uint8) {
	by := level - l.slotLevel
	l.slotLevel, l.slots = level, 0
	for _, g := range l.groups {
		longer := map[int64]*slot{}
		for n, s := range g.slots {
			merge(longer, n>>by, s)
		}
		g.slots, g.lastSlot = longer, nil
		l.slots += len(longer)
	}
}

// merge adds a slot to those that are there.
func merge(slots map[int64]*slot, n int64, s *slot) (added bool) {
	mine := slots[n]
	if mine == nil {
		slots[n] = s
		return true
	}
	mine.requests += s.requests
	for i := range s.failures {
		mine.failures[i] += s.failures[i]
	}
	return false
}

// Merge adds what the other lens gathered; the other must not be used afterwards.
func (l *Lens) Merge(o *Lens) {
	l.last, o.last = nil, nil
	l.dropped += o.dropped
	l.level(o)
	o.level(l)
	for key, g := range o.groups {
		mine := l.groups[key]
		if mine == nil {
			if len(l.groups) >= maxGroups {
				l.dropped += g.all.requests
				continue
			}
			mine = newGroup(g.balancer, g.arn)
			l.groups[key] = mine
		}
		l.join(mine, g)
	}
	l.bound()
}

// level gives up the detail that the other has given up.
func (l *Lens) level(o *Lens) {
	if o.noTargets && !l.noTargets {
		l.dropTargets()
	}
	if o.noSeconds && !l.noSeconds {
		l.dropSeconds()
	}
	if o.slotLevel > l.slotLevel {
		l.lengthenSlots(o.slotLevel)
	}
	if o.urlLevel > l.urlLevel {
		l.sampleURLs(o.urlLevel)
	}
}

func (l *Lens) join(mine, g *group) {
	mine.account, mine.region = max(mine.account, g.account), max(mine.region, g.region)
	mine.all.merge(&g.all)
	l.joinSeconds(mine, g)
	for name, t := range g.targets {
		if known := mine.targets[name]; known != nil {
			known.merge(t)
		} else {
			mine.targets[name] = t
			l.targets++
		}
	}
	for n, s := range g.slots {
		if merge(mine.slots, n, s) {
			l.slots++
		}
	}
	for hash, u := range g.urls {
		if known := mine.urls[hash]; known != nil {
			known.merge(u)
		} else {
			mine.urls[hash] = u
			l.urls++
		}
	}
}

// Notes say what was not looked at, or not told apart, for want of room.
func (l *Lens) Notes() (notes []string) {
	if l.noTargets {
		notes = append(notes, fmt.Sprintf("more than %d targets in the ALB access logs: failed requests are told by target group, not by target", maxTargets))
	}
	if l.dropped > 0 {
		notes = append(notes, fmt.Sprintf("more than %d target groups in the ALB access logs: %d requests to the others were not looked at", maxGroups, l.dropped))
	}
	return notes
}
