package correlate

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"hamari/correlate/cite"
	"hamari/correlate/report"
	"hamari/parsers"
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
	now := v.bundles(rep.Bundle, a.rep.Bundle).in(a.rep.Sources)
	v.members(rep.Sources, a.rep.Sources, now, slices.Contains(rep.Notes, report.RedactedNote))
	if err := v.records(ctx, c, rep, now, a.state.Layouts); err != nil {
		return nil, err
	}
	return v, nil
}

// bundles compares the inputs, in whichever order they were given, and returns those of another name.
func (v *Verification) bundles(said, are []report.Bundle) renaming {
	if len(said) != len(are) {
		v.miss("bundle", "all", "the report speaks of %d, %d were given", len(said), len(are))
	}
	renamed := renaming{names: map[string]string{}, several: len(said) > 1}
	left := slices.Clone(are)
	var others []report.Bundle
	for _, s := range said {
		v.Bundles.Compared++
		same := func(is report.Bundle) bool { return s.SHA256 != "" && s.SHA256 == is.SHA256 && s.Bytes == is.Bytes }
		i := slices.IndexFunc(left, func(is report.Bundle) bool { return same(is) && is.Name == s.Name })
		if i < 0 {
			i = slices.IndexFunc(left, same)
		}
		if i < 0 {
			others = append(others, s)
			continue
		}
		v.Bundles.Same++
		if left[i].Name != s.Name {
			renamed.names[s.Name] = left[i].Name
		}
		left = slices.Delete(left, i, i+1)
	}
	for i, s := range others {
		switch {
		case i >= len(left):
			v.miss("bundle", s.Name, "none of those given has %d bytes with SHA-256 %s", s.Bytes, cmp.Or(s.SHA256, "none"))
		case s.SHA256 == "" && left[i].SHA256 == "":
			v.miss("bundle", s.Name, "not all of it could be read, neither then nor now, so that there is no hash to compare")
		default:
			is := left[i]
			v.miss("bundle", s.Name, "the report says %d bytes with SHA-256 %s, %s has %d bytes with %s", s.Bytes, cmp.Or(s.SHA256, "none"), is.Name, is.Bytes, cmp.Or(is.SHA256, "none"))
		}
	}
	return renamed
}

// renaming has, by the names that inputs have in the report, those that they have now.
type renaming struct {
	names   map[string]string
	several bool // inputs, so that every path begins with the name of its own
}

// in returns a function that gives the path of a member of the report as it is in the case. Of a single input only that of a
// plain file is its name.
func (r renaming) in(members report.Sources) func(path string) string {
	there := make(map[string]bool, members.Len())
	for _, s := range members.Briefly() {
		there[s.Member] = true
	}
	return func(path string) string {
		if !r.several && there[path] {
			return path
		}
		for was, is := range r.names {
			rest, ok := strings.CutPrefix(path, was)
			if ok && (rest == "" || r.several && (rest[0] == '/' || strings.HasPrefix(rest, "!/"))) && there[is+rest] {
				return is + rest
			}
		}
		return path
	}
}

// members compares the members. now gives their paths as they are in the case. Those of a redacted report may stand under
// pseudonyms: their hashes tell which they are.
func (v *Verification) members(said, are report.Sources, now func(path string) string, redacted bool) {
	there := make(map[string]int, are.Len())
	for i, s := range are.Briefly() {
		there[s.Member] = i
	}
	var others map[string][]string
	if redacted {
		others = notNamed(said, are, now)
	}
	for _, s := range said.All() {
		path, is := now(s.Member), (*report.Source)(nil)
		if same := others[s.SHA256]; len(same) > 0 {
			if _, has := there[path]; !has {
				path, others[s.SHA256] = same[0], same[1:]
			}
		}
		if i, has := there[path]; has {
			one := are.At(i)
			is = &one
		}
		delete(there, path)
		if is != nil && s.SHA256 == "" && is.SHA256 == "" && s.Bytes == is.Bytes && s.State == is.State {
			continue // it was not read then, and is not now
		}
		v.member(s, is)
	}
	for i, s := range are.Briefly() { // in order
		if j, left := there[s.Member]; left && i == j {
			v.Members.Compared++
			v.miss("member", s.Member, "the report does not know it")
		}
	}
}

// notNamed gives the members that a report does not name, by their hashes.
func notNamed(said, are report.Sources, now func(path string) string) map[string][]string {
	named := make(map[string]bool, said.Len())
	for _, s := range said.Briefly() {
		named[now(s.Member)] = true
	}
	paths := map[string][]string{}
	for _, s := range are.All() {
		if !named[s.Member] && s.SHA256 != "" {
			paths[s.SHA256] = append(paths[s.SHA256], s.Member)
		}
	}
	return paths
}

// member compares a member with what the bundle has in its place, if anything.
func (v *Verification) member(said, is *report.Source) {
	v.Members.Compared++
	switch {
	case is == nil:
		v.miss("member", said.Member, "it is not in the bundle")
	case said.SHA256 != is.SHA256 || said.Bytes != is.Bytes:
		v.miss("member", said.Member, "the report says %d bytes with SHA-256 %s, the bundle has %d bytes with %s", said.Bytes, cmp.Or(said.SHA256, "none"), is.Bytes, cmp.Or(is.SHA256, "none"))
	case said.Records+said.Duplicates != is.Records+is.Duplicates || said.Rejected != is.Rejected || said.Format != is.Format:
		v.miss("member", said.Member, "the report says %d records of %s and %d that could not be read, the bundle has %d of %s and %d",
			said.Records+said.Duplicates, cmp.Or(said.Format, "none"), said.Rejected, is.Records+is.Duplicates, cmp.Or(is.Format, "none"), is.Rejected)
	default:
		v.Members.Same++
	}
}

// records reads the cited records again and compares. now is that of members.
func (v *Verification) records(ctx context.Context, c *bundle.Case, rep *report.Report, now func(string) string, layouts []string) error {
	var said []report.Evidence
	cite.Each(rep, func(e *report.Evidence) {
		said = append(said, *e)
		e.At.Member, e.At.Line = now(e.At.Member), 0 // so that it is found anew
	})
	if err := cite.Fill(ctx, c, rep, layouts); err != nil {
		return err
	}
	n := 0
	cite.Each(rep, func(is *report.Evidence) {
		v.record(&said[n], is)
		n++
	})
	return nil
}

// record compares a piece of evidence with what the bundle has in its place.
func (v *Verification) record(said, is *report.Evidence) {
	at := said.At
	if at.Member == "" && isNull(said.Raw) {
		return // drawn from many records, none of which stands for it
	}
	v.Records.Compared++
	place := parsers.Pos{Member: at.Member, Line: at.Line, Record: at.Record}.String()
	switch {
	case at.Member == "":
		v.miss("record", said.Step, "the report quotes it and does not say where it stands")
	case isNull(is.Raw):
		v.miss("record", place, "there is no such record")
	case !sameJSON(is.Raw, said.Raw):
		v.miss("record", place, "its content is not what the report quotes")
	case at.Line != is.At.Line:
		v.miss("record", place, "record %d stands in line %d", at.Record, is.At.Line)
	case !bytes.Contains(is.Raw, []byte(at.ID)):
		v.miss("record", place, "its ID is not %s", at.ID)
	default:
		v.Records.Same++
	}
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
