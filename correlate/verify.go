package correlate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"hamari/correlate/cite"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// Verification is what comes out when a report is held against a bundle.
type Verification struct {
	Bundles Tally `json:"bundles"` // inputs, by their hashes
	Members Tally `json:"members"` // by theirs
	Records Tally `json:"records"` // cited, by their content

	Mismatches []Mismatch `json:"mismatches"`
	Dropped    int        `json:"dropped_mismatches"` // beyond MaxMismatches
}

// MaxMismatches is how many of them are told one by one.
const MaxMismatches = 1000

// Tally counts what was compared, and what of it is the same.
type Tally struct {
	Compared int `json:"compared"`
	Same     int `json:"same"`
}

// Mismatch is something that is not what the report says.
type Mismatch struct {
	What string `json:"what"` // "bundle", "member" or "record"
	Name string `json:"name"` // of a record its place, as MEMBER:LINE or MEMBER#NUMBER
	Why  string `json:"why"`
}

// Holds reports whether the report is one of this bundle, in every point.
func (v *Verification) Holds() bool { return len(v.Mismatches) == 0 }

func (v *Verification) miss(what, name, why string, args ...any) {
	if len(v.Mismatches) == MaxMismatches {
		v.Dropped++
		return
	}
	v.Mismatches = append(v.Mismatches, Mismatch{what, name, fmt.Sprintf(why, args...)})
}

// Verify holds a report against the case that it is said to be about: the hashes of the inputs and of every member, and
// every cited record, which must be where the report says, with the same content. Findings are not judged again. The
// report is changed on the way. An error means that the case could not be compared at all.
func Verify(ctx context.Context, c *bundle.Case, rep *report.Report, opts Options) (*Verification, error) {
	opts.begin(c, 1)
	a, err := read(ctx, c, nil, opts)
	if err != nil {
		return nil, err
	}
	v := &Verification{Mismatches: []Mismatch{}}
	v.bundles(rep.Bundle, a.rep.Bundle)
	v.members(rep.Sources, a.rep.Sources)
	if err := v.records(ctx, c, rep, a.state.Layouts); err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Verification) bundles(said, are []report.Bundle) {
	if len(said) != len(are) {
		v.miss("bundle", "all", "the report speaks of %d, %d were given", len(said), len(are))
	}
	for i := range min(len(said), len(are)) {
		s, is := said[i], are[i]
		v.Bundles.Compared++
		if s.SHA256 == is.SHA256 && s.Bytes == is.Bytes {
			v.Bundles.Same++
			continue
		}
		v.miss("bundle", s.Name, "the report says %d bytes with SHA-256 %s, %s has %d bytes with %s", s.Bytes, orNone(s.SHA256), is.Name, is.Bytes, orNone(is.SHA256))
	}
}

func (v *Verification) members(said, are []report.Source) {
	there := make(map[string]*report.Source, len(are))
	for i := range are {
		there[are[i].Member] = &are[i]
	}
	for _, s := range said {
		v.Members.Compared++
		is := there[s.Member]
		delete(there, s.Member)
		switch {
		case is == nil:
			v.miss("member", s.Member, "it is not in the bundle")
		case s.SHA256 != is.SHA256 || s.Bytes != is.Bytes:
			v.miss("member", s.Member, "the report says %d bytes with SHA-256 %s, the bundle has %d bytes with %s", s.Bytes, orNone(s.SHA256), is.Bytes, orNone(is.SHA256))
		default:
			v.Members.Same++
		}
	}
	for i := range are { // in order
		if there[are[i].Member] != nil {
			v.Members.Compared++
			v.miss("member", are[i].Member, "the report does not know it")
		}
	}
}

func orNone(hash string) string {
	if hash == "" {
		return "none"
	}
	return hash
}

// records reads the cited records again and compares.
func (v *Verification) records(ctx context.Context, c *bundle.Case, rep *report.Report, layouts []string) error {
	type citation struct {
		at  report.Position
		raw json.RawMessage
	}
	var said []citation
	cite.Each(rep, func(e *report.Evidence) {
		said = append(said, citation{e.At, e.Raw})
		e.At.Line = 0 // so that it is found anew
	})
	if err := cite.Fill(ctx, c, rep, layouts); err != nil {
		return err
	}
	n := 0
	cite.Each(rep, func(e *report.Evidence) {
		s := said[n]
		n++
		if s.at.Member == "" {
			return // drawn from many records, none of which stands for it
		}
		v.Records.Compared++
		place := fmt.Sprintf("%s#%d", s.at.Member, s.at.Record)
		if s.at.Line > 0 {
			place = fmt.Sprintf("%s:%d", s.at.Member, s.at.Line)
		}
		switch {
		case isNull(e.Raw) && !isNull(s.raw):
			v.miss("record", place, "there is no such record")
		case !sameJSON(e.Raw, s.raw):
			v.miss("record", place, "its content is not what the report quotes")
		case s.at.Line > 0 && e.At.Line > 0 && s.at.Line != e.At.Line:
			v.miss("record", place, "record %d stands in line %d", s.at.Record, e.At.Line)
		default:
			v.Records.Same++
		}
	})
	return nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// sameJSON compares two values word by word: how they are spaced, and which characters are escaped, does not count.
func sameJSON(a, b json.RawMessage) bool {
	x, y := json.NewDecoder(bytes.NewReader(a)), json.NewDecoder(bytes.NewReader(b))
	x.UseNumber()
	y.UseNumber()
	for {
		s, errS := x.Token()
		t, errT := y.Token()
		if errS != nil || errT != nil {
			return errS == io.EOF && errT == io.EOF
		}
		if s != t {
			return false
		}
	}
}
