package integrity

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// row is a row in the making.
type row struct {
	start, end time.Time
	values     [slots]string
	cites      []lens.Cite
}

func (r *row) set(slot int, value string) *row {
	r.values[slot] = value
	return r
}

// over gives the row the time of the events in a log file, where the digest tells it.
func (r *row) over(f file) {
	if !f.oldest.IsZero() && !f.newest.Before(f.oldest) {
		r.start, r.end = f.oldest, f.newest
	}
}

// row begins a row on the digest, with its hour as the time.
func (d *digest) row(checked, state, why string) *row {
	r := &row{start: d.start, end: d.end, cites: []lens.Cite{d.cite}}
	return r.set(slotChecked, checked).set(slotState, state).set(slotWhy, why).set(slotAccount, d.account).set(slotRegion, d.region).
		set(slotTrail, d.trail).set(slotBucket, d.bucket).set(slotHour, d.start.Format(time.RFC3339))
}

func truth(b bool) string {
	if b {
		return strconv.FormatBool(b)
	}
	return ""
}

func (l *Lens) add(r *row) {
	out := lens.Row{Kind: Kind, Start: r.start, End: r.end, Cites: r.cites, Records: 1, Values: make([]lens.Value, slots)}
	for slot, v := range r.values {
		out.Values[slot] = lens.Text(v)
	}
	l.rows = append(l.rows, out)
}

// Check makes the rows, once the members have been hashed, and returns what a reader of the report must know.
func (l *Lens) Check() (notes []string) {
	digests := l.sorted()
	l.rows, l.holes = nil, nil
	notes = l.logFiles(digests)
	l.chains(digests)
	for _, u := range l.unnamed(digests) {
		r := u.hour.row(logFile, notNamed, "no digest of its time names the file: another trail delivered it, or something else than CloudTrail put it there")
		l.add(r.set(slotObject, stem(u.member.Path)).set(slotMember, u.member.Path).set(slotTrail, ""))
	}
	l.results()
	return append(notes, l.summary(digests)...)
}

// summary says in a sentence what was checked, and what would prove more.
func (l *Lens) summary(digests []*digest) (notes []string) {
	fared, unverified := map[string]int{}, 0
	for i := range l.rows {
		r := &l.rows[i]
		if r.Value(slotChecked).String() == logFile {
			fared[r.Value(slotState).String()]++
		}
		if r.Value(slotSignature).String() == noKey {
			unverified++
		}
	}
	var parts []string
	for _, state := range []string{ok, differs, missing, notNamed, unchecked} {
		if n := fared[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, stateWords[state]))
		}
	}
	if len(parts) > 0 {
		notes = append(notes, "log files held against CloudTrail's digests: "+strings.Join(parts, ", "))
	}
	if unverified > 0 {
		first, last := l.extent(digests)
		notes = append(notes, fmt.Sprintf("signatures of %s cannot be verified without their public keys; collect them in each region: aws cloudtrail list-public-keys --start-time %s --end-time %s --output json > list-public-keys.json",
			lens.Count(unverified, "digest or sign file", "digest or sign files"), first.Format(time.RFC3339), last.Format(time.RFC3339)))
	}
	return notes
}

var stateWords = map[string]string{
	ok: "as delivered", differs: "changed or rewritten", missing: "not in the bundle", notNamed: "named by no digest", unchecked: "not checked",
}

// extent is the time of all digests and sign files.
func (l *Lens) extent(digests []*digest) (first, last time.Time) {
	add := func(start, end time.Time) {
		if first.IsZero() || start.Before(first) {
			first = start
		}
		if end.After(last) {
			last = end
		}
	}
	for _, d := range digests {
		add(d.start, d.end)
	}
	for _, s := range l.signs {
		add(s.at, s.at)
	}
	return first, last
}

// Rows returns what was checked.
func (l *Lens) Rows() []lens.Row { return l.rows }
