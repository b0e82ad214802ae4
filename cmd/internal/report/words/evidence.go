package words

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"hamari/correlate/report"
)

// InOrder returns the evidence in the order of its times, what has none at the end.
func InOrder(all []report.Evidence) []report.Evidence {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b report.Evidence) int {
		switch {
		case a.Time != nil && b.Time != nil:
			return a.Time.Compare(*b.Time)
		case a.Time == nil && b.Time == nil:
			return 0
		case a.Time == nil:
			return 1
		}
		return -1
	})
	return all
}

// Cited is a record with all that is said of it.
type Cited struct {
	report.Evidence                   // the first piece, whose text says what the others do, too
	Parts           []report.Evidence // the pieces, with their own texts
}

// PerRecord returns evidence in the order of its times, each record once for each time that is told of it: several steps may
// rest on one.
func PerRecord(all []report.Evidence) []Cited {
	type place struct {
		at         report.Position
		start, end int64
	}
	var list []Cited
	seen := make(map[place]int)
	for _, e := range InOrder(all) {
		k := place{e.At, nanoseconds(e.Time), nanoseconds(e.End)}
		i, known := seen[k]
		if !known || e.At == (report.Position{}) {
			seen[k] = len(list)
			list = append(list, Cited{e, []report.Evidence{e}})
			continue
		}
		c := &list[i]
		c.Parts = append(c.Parts, e)
		if e.Role == c.Role {
			c.Text = Shows(c.Evidence) + "; " + Shows(e)
		} else {
			c.Text = Shows(c.Evidence) + "; " + string(e.Role) + ": " + Shows(e)
		}
	}
	return list
}

func nanoseconds(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixNano()
}

// Shows is what a piece of evidence shows.
func Shows(e report.Evidence) string { return cmp.Or(e.Text, e.Step) }

// Untimed is said of evidence without a time.
const Untimed = "without a time"

// When says of evidence, or of a moment, when it was.
func When(start, end *time.Time) string {
	switch {
	case start == nil:
		return Untimed
	case end == nil:
		return Stamp(*start)
	}
	return Span(*start, *end)
}

// Place says where in its member a record stands.
func Place(at report.Position) string {
	if at.Line > 1 { // on the first line there may be a thousand records
		return fmt.Sprintf("line %d", at.Line)
	}
	return fmt.Sprintf("record %d", at.Record)
}

// longPath is the length beyond which the path of a member would push the rest of a row aside.
const longPath = 40

// Files are the members with long paths that a list of evidence names by numbers.
type Files []string

// Number returns the number from 1 under which a member is named, 0 for one whose path is short enough to stand in the row.
func (f *Files) Number(member string) int {
	if len(member) <= longPath {
		return 0
	}
	i := slices.Index(*f, member)
	if i < 0 {
		i = len(*f)
		*f = append(*f, member)
	}
	return i + 1
}

// maxMoments is the number of moments that a reader can take in; the JSON report has all of them.
const maxMoments = 60

// OtherMoments returns the moments that belong to no finding, where they would stand as evidence, and how many more there are.
func OtherMoments(moments []report.Moment) (others []report.Moment, more int) {
	for _, m := range moments {
		if m.Finding == 0 {
			others = append(others, m)
		}
	}
	shown := min(len(others), maxMoments)
	return others[:shown], len(others) - shown
}
