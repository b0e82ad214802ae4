package burst

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Bounds of what is kept.
const (
	maxCells   = 100_000 // refused operations per caller, minute and region; of more, the earliest
	maxAllowed = 200_000 // operations that callers were allowed
	maxHashes  = 64      // different parameters that are told apart in a cell
	maxWords   = 4       // addresses, and agents, of a cell
	maxKnown   = 10_000  // words that are remembered while records are read
)

// Lens gathers refused calls. One worker feeds one lens; lenses merge.
type Lens struct {
	cells   map[cellKey]*cell
	cut     bool                            // later ones were given up
	allowed map[string]map[string]time.Time // by caller and operation, the first time
	pairs   int                             // in allowed
	crowded bool                            // there were too many to say what was allowed
	words   map[string]string               // that stand in the keys of cells
	name    []byte                          // scratch
}

// cellKey is a caller, a minute and an operation in a region.
type cellKey struct {
	minute                    int64
	caller, operation, region string
	write                     bool
}

func (k cellKey) compare(o cellKey) int {
	return cmp.Or(cmp.Compare(k.minute, o.minute), cmp.Compare(k.caller, o.caller), cmp.Compare(k.operation, o.operation),
		cmp.Compare(k.region, o.region))
}

// cell is what belongs to one key. All of it comes the same whatever the order of the records, and however often one of
// them is delivered.
type cell struct {
	first                                 lens.Cite
	seconds                               uint64            // bit by bit, in which it was refused
	hashes                                map[uint64]uint64 // seconds by hash of the parameters; the smallest hashes
	principal, account                    string
	addresses, agents, codes, permissions []string // the first in the order of the alphabet
	keys                                  []string // likewise
}

// New returns an empty lens.
func New() *Lens {
	return &Lens{cells: map[cellKey]*cell{}, allowed: map[string]map[string]time.Time{}, words: map[string]string{}}
}

// Event takes in one CloudTrail record.
func (l *Lens) Event(ev *parsers.Event) {
	code := ev.Value(cloudtrail.SlotErrorCode)
	switch {
	case ev.Time.IsZero():
	case code.Exists():
		if look := looks(ev); (look || writes(ev)) && refused(code) {
			l.refuse(ev, !look)
		}
	case looks(ev):
		l.allow(cloudtrail.Caller(ev), ev)
	}
}

func (l *Lens) refuse(ev *parsers.Event, write bool) {
	caller := cloudtrail.Caller(ev)
	if caller == nil {
		return
	}
	k := cellKey{ev.Time.Unix() / 60, l.word(caller), l.word(l.operation(ev)), l.word(ev.Value(cloudtrail.SlotAWSRegion)), write}
	c := l.cells[k]
	if c == nil {
		c = &cell{hashes: map[uint64]uint64{}}
		l.cells[k] = c
	}
	c.take(ev, k.operation)
	if len(l.cells) > 2*maxCells {
		l.trim()
	}
}

// word returns a text that stands in many records once for all of them.
func (l *Lens) word(text []byte) string {
	if known, ok := l.words[string(text)]; ok {
		return known
	}
	if len(l.words) >= maxKnown {
		clear(l.words)
	}
	s := string(text)
	l.words[s] = s
	return s
}

// operation names what was called: ec2:DescribeInstances. The result holds until the next call.
func (l *Lens) operation(ev *parsers.Event) []byte {
	source, _, _ := bytes.Cut(ev.Value(cloudtrail.SlotEventSource), []byte("."))
	l.name = append(append(append(l.name[:0], source...), ':'), ev.Value(cloudtrail.SlotEventName)...)
	return l.name
}

// take puts a refused call to the cell.
func (c *cell) take(ev *parsers.Event, operation string) {
	cite := lens.Cite{Pos: ev.Pos, ID: ev.ID, Time: ev.Time}
	if c.seconds == 0 || cite.Compare(c.first) < 0 {
		c.first = cite
		c.first.ID = strings.Clone(ev.ID)
		c.principal, c.account = ev.Value(cloudtrail.SlotIdentityARN).String(), ev.Value(cloudtrail.SlotRecipientAccountID).String()
	}
	second := uint64(1) << (ev.Time.Unix() % 60)
	c.seconds |= second
	c.hashes[xxhash.Sum64String(gjson.GetBytes(ev.Raw, "requestParameters").Raw)] |= second
	c.bound()
	c.addresses = firstWith(c.addresses, ev.Value(cloudtrail.SlotSourceIPAddress))
	c.agents = firstWith(c.agents, ev.Value(cloudtrail.SlotUserAgent))
	c.keys = firstWith(c.keys, ev.Value(cloudtrail.SlotIdentityAccessKeyID))
	c.codes = firstWith(c.codes, ev.Value(cloudtrail.SlotErrorCode))
	c.permissions = firstWith(c.permissions, permission(ev, operation))
}

// add puts another cell of the same key to this one.
func (c *cell) add(o *cell) {
	if c.seconds == 0 || o.first.Compare(c.first) < 0 {
		c.first = o.first
		c.first.ID = strings.Clone(o.first.ID)
		c.principal, c.account = o.principal, o.account
	}
	c.seconds |= o.seconds
	for h, seconds := range o.hashes {
		c.hashes[h] |= seconds
	}
	c.bound()
	c.addresses, c.agents, c.keys = first(c.addresses, o.addresses), first(c.agents, o.agents), first(c.keys, o.keys)
	c.codes, c.permissions = first(c.codes, o.codes), first(c.permissions, o.permissions)
}

// bound keeps the smallest of too many hashes.
func (c *cell) bound() {
	if len(c.hashes) <= maxHashes {
		return
	}
	for _, h := range slices.Sorted(maps.Keys(c.hashes))[maxHashes:] {
		delete(c.hashes, h)
	}
}

// firstWith is first with one more word, which is copied where it is kept.
func firstWith(a []string, word []byte) []string {
	if len(word) == 0 || slices.ContainsFunc(a, func(known string) bool { return known == string(word) }) {
		return a
	}
	return first(a, []string{string(word)})
}

// first returns the words of two lists that come first in the alphabet.
func first(a, b []string) []string {
	for _, word := range b {
		if i, known := slices.BinarySearch(a, word); !known && i < maxWords {
			a = slices.Insert(a, i, word)
			a = a[:min(len(a), maxWords)]
		}
	}
	return a
}

// trim gives up what is beyond the bound: the latest cells, whoever reads them first.
func (l *Lens) trim() {
	if len(l.cells) <= maxCells {
		return
	}
	l.cut = true
	for _, k := range slices.SortedFunc(maps.Keys(l.cells), cellKey.compare)[maxCells:] {
		delete(l.cells, k)
	}
}

// allow notes that a caller was allowed to look. Most of what is read comes here, and most of it is known.
func (l *Lens) allow(caller parsers.Value, ev *parsers.Event) {
	if caller == nil || l.crowded {
		return
	}
	operation := l.operation(ev)
	known, has := l.allowed[string(caller)][string(operation)]
	if has && !ev.Time.Before(known) {
		return
	}
	l.allowAt(caller.String(), string(operation), ev.Time)
}

func (l *Lens) allowAt(caller, operation string, at time.Time) {
	if l.crowded {
		return
	}
	operations := l.allowed[caller]
	if operations == nil {
		operations = map[string]time.Time{}
		l.allowed[caller] = operations
	}
	known, has := operations[operation]
	if !has || at.Before(known) {
		operations[operation] = at
	}
	if !has {
		l.pairs++
	}
	if l.pairs > maxAllowed {
		l.crowd()
	}
}

// crowd gives up saying what was allowed.
func (l *Lens) crowd() { l.allowed, l.crowded = nil, true }

// Merge adds what another lens gathered.
func (l *Lens) Merge(o *Lens) {
	for k, theirs := range o.cells {
		if mine := l.cells[k]; mine != nil {
			mine.add(theirs)
		} else {
			l.cells[k] = theirs
		}
	}
	l.cut = l.cut || o.cut
	l.trim()
	if o.crowded {
		l.crowd()
	}
	for caller, operations := range o.allowed {
		for operation, at := range operations {
			l.allowAt(caller, operation, at)
		}
	}
}

// Notes says what was cut.
func (l *Lens) Notes() []string {
	if l.trim(); !l.cut {
		return nil
	}
	return []string{fmt.Sprintf("more than %d read-only calls of different callers and minutes were refused: bursts of them are told of the earliest only", maxCells)}
}

// count is how often the cell's operation was refused, at least.
func (c *cell) count() (n int) {
	for _, seconds := range c.hashes {
		n += bits.OnesCount64(seconds)
	}
	return n
}
