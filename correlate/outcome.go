package correlate

import (
	"slices"
	"strings"

	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// memberOutcome is what the reading of a member gave beside its records. A bundle may have hundreds of thousands of
// members of which there is nothing to tell: what few have stands aside.
type memberOutcome struct {
	path   string
	format *parsers.Format // nil where the member was not recognised
	bytes  int64
	sha256 string
	more   *oddity // nil where there is none
}

// oddity is what is to be told of a member that is not just a log like any other.
type oddity struct {
	via, ambiguous []string
	nature         string
	notes          []string
	broken         *bundle.MemberError
	err            error // of the format
}

// read takes what the reading gave. It may be read again.
func (o *memberOutcome) read(result formats.Result, err error) {
	o.format = result.Format
	if o.more == nil && err == nil && len(result.Via)+len(result.Ambiguous) == 0 && result.Nature == "" {
		return
	}
	m := o.oddity()
	m.via, m.ambiguous, m.nature, m.err = result.Via, result.Ambiguous, result.Nature, err
}

// done takes what became of the member.
func (o *memberOutcome) done(r bundle.Result) {
	o.bytes, o.sha256 = r.Member.Bytes, r.Member.SHA256
	if r.Err != nil || len(r.Member.Notes) > 0 {
		m := o.oddity()
		m.broken, m.notes = r.Err, r.Member.Notes
	}
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

// add begins the outcome of a further member.
func (l *outcomeList) add(path string) *memberOutcome {
	const blockSize = 1024
	if len(l.open) == cap(l.open) {
		l.full = append(l.full, l.open)
		l.open = make([]memberOutcome, 0, blockSize)
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

// outcomes are those of all members, in the order of their paths.
type outcomes []memberOutcome

// joinOutcomes puts what the workers saw in order.
func joinOutcomes(lists []outcomeList) outcomes {
	var blocks [][]memberOutcome
	for _, l := range lists {
		blocks = append(append(blocks, l.full...), l.open)
	}
	all := slices.Concat(blocks...)
	slices.SortFunc(all, func(a, b memberOutcome) int { return strings.Compare(a.path, b.path) })
	return all
}

// find returns the outcome of a member, nil if there is none.
func (all outcomes) find(path string) *memberOutcome {
	i, found := slices.BinarySearchFunc(all, path, func(o memberOutcome, path string) int { return strings.Compare(o.path, path) })
	if !found {
		return nil
	}
	return &all[i]
}
