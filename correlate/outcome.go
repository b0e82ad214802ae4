package correlate

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"hamari/correlate/scan"
	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// memberOutcome is what the reading of a member gave beside its records. A bundle may have hundreds of thousands of
// members of which there is nothing to tell: what few have stands aside.
type memberOutcome struct {
	path    string
	format  *parsers.Format // nil where the member was not recognised
	nature  string          // what it looks like then
	bytes   int64
	content int64             // bytes, without compression
	sha256  [sha256.Size]byte // zero where it is not known
	account *scan.Source      // what was read of it, once all is; nil for nothing
	more    *oddity           // nil where there is none
}

// oddity is what is to be told of a member that is not just a log like any other.
type oddity struct {
	via, ambiguous []string
	notes          []string
	broken         *bundle.MemberError
	err            error // of the format
}

// read takes what the reading gave. It may be read again.
func (o *memberOutcome) read(result formats.Result, err error) {
	o.format, o.nature = result.Format, result.Nature
	if o.more == nil && err == nil && len(result.Via)+len(result.Ambiguous) == 0 {
		return
	}
	m := o.oddity()
	m.via, m.ambiguous, m.err = result.Via, result.Ambiguous, err
}

// done takes what became of the member.
func (o *memberOutcome) done(r bundle.Result) {
	o.bytes, o.content = r.Member.Bytes, r.Member.Content
	o.sha256 = [sha256.Size]byte{}
	_, _ = hex.Decode(o.sha256[:], []byte(r.Member.SHA256)) // empty or a hash
	if r.Err != nil || len(r.Member.Notes) > 0 {
		m := o.oddity()
		m.broken, m.notes = r.Err, r.Member.Notes
	}
}

// hash returns the hash of the member in hex, "" where it is not known.
func (o *memberOutcome) hash() string {
	if o.sha256 == ([sha256.Size]byte{}) {
		return ""
	}
	return hex.EncodeToString(o.sha256[:])
}

func (o *memberOutcome) oddity() *oddity {
	if o.more == nil {
		o.more = new(oddity)
	}
	return o.more
}

// outcomeList gathers what one worker read. It grows in blocks: very many outcomes need not be moved again and again.
type outcomeList struct {
	full [][]memberOutcome
	open []memberOutcome
}

const outcomeBlock = 1024

// add begins the outcome of a further member.
func (l *outcomeList) add(path string) *memberOutcome {
	if len(l.open) == cap(l.open) {
		l.full = append(l.full, l.open)
		l.open = make([]memberOutcome, 0, outcomeBlock)
	}
	l.open = append(l.open, memberOutcome{path: path})
	return &l.open[len(l.open)-1]
}

// last returns the outcome that was begun last if it is that of the given member, else nil: a worker has done with one
// member before it begins the next.
func (l *outcomeList) last(path string) *memberOutcome {
	if n := len(l.open); n > 0 && l.open[n-1].path == path {
		return &l.open[n-1]
	}
	return nil
}

// outcomes are those of all members, in the order of their paths. They stay where they are: very many are not moved.
type outcomes []*memberOutcome

// joinOutcomes puts what the workers saw in order.
func joinOutcomes(lists []outcomeList) outcomes {
	var blocks [][]memberOutcome
	n := 0
	for _, l := range lists {
		blocks = append(append(blocks, l.full...), l.open)
		n += len(l.full)*outcomeBlock + len(l.open)
	}
	all := make(outcomes, 0, n)
	for _, block := range blocks {
		for i := range block {
			all = append(all, &block[i])
		}
	}
	slices.SortFunc(all, func(a, b *memberOutcome) int { return strings.Compare(a.path, b.path) })
	return all
}

// find returns the outcome of a member, nil if there is none.
func (all outcomes) find(path string) *memberOutcome {
	i, found := slices.BinarySearchFunc(all, path, func(o *memberOutcome, path string) int { return strings.Compare(o.path, path) })
	if !found {
		return nil
	}
	return all[i]
}
