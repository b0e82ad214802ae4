package cloudtrail

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The reader below is slow and plain: it takes a text apart with encoding/json and looks every field up from the
// record's beginning. What package cloudtrail reads is held against it.

// told is what the plain reader says of a record.
type told struct {
	Record   int
	Raw      string
	Rejected bool
	Time     time.Time
	Fields   map[string]string
}

// plainRead returns the records of a valid text.
func plainRead(t *testing.T, text string) (all []told) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var doc json.RawMessage
		if err := d.Decode(&doc); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatalf("the text is not valid: %v", err)
		}
		for _, raw := range plainRecords(doc) {
			r := plainRecord(raw)
			r.Record = len(all)
			all = append(all, r)
		}
	}
}

// plainRecords returns the records of one document.
func plainRecords(doc json.RawMessage) (records []json.RawMessage) {
	isEnvelope := false
	if doc[0] == '[' {
		return elements(doc)
	}
	for _, m := range pairs(doc) {
		if m.key == "Records" && m.value[0] == '[' {
			isEnvelope = true
			records = append(records, elements(m.value)...)
		}
	}
	if isEnvelope {
		return records
	}
	return []json.RawMessage{doc}
}

type pair struct {
	key   string
	value json.RawMessage
}

// pairs returns the members of an object in their order, nil if it is none.
func pairs(raw json.RawMessage) (list []pair) {
	if raw[0] != '{' {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	_, _ = d.Token()
	for d.More() {
		key, _ := d.Token()
		var value json.RawMessage
		_ = d.Decode(&value)
		list = append(list, pair{key.(string), value})
	}
	return list
}

func elements(raw json.RawMessage) (list []json.RawMessage) {
	_ = json.Unmarshal(raw, &list)
	return list
}

func plainRecord(raw json.RawMessage) told {
	r := told{Raw: string(raw), Fields: map[string]string{}}
	names := map[string]string{"eventId": "eventID", "accountId": "recipientAccountId"}
	for _, f := range fields {
		names[f.Name] = f.Name
	}
	// Of several spellings of one field the one that stands first counts.
	for _, m := range pairs(raw) {
		for path, name := range names {
			first, rest, nested := strings.Cut(path, ".")
			if _, known := r.Fields[name]; m.key != first || known {
				continue
			}
			text, ok := scalar(m.value)
			if nested {
				text, ok = lookUp(m.value, rest)
			}
			if ok {
				r.Fields[name] = text
			}
		}
	}
	if service := plainService(r.Fields); service != "" {
		r.Fields["callerService"] = service
	}
	source := r.Fields["eventSource"]
	_, hasName := r.Fields["eventName"]
	_, hasType := r.Fields["eventType"]
	var err error
	r.Time, err = plainTime(r.Fields["eventTime"])
	r.Rejected = err != nil || source == "" && !hasName && !hasType || strings.HasPrefix(source, "aws:")
	return r
}

// lookUp returns the first value that stands at the path.
func lookUp(raw json.RawMessage, path string) (string, bool) {
	first, rest, nested := strings.Cut(path, ".")
	for _, m := range pairs(raw) {
		if m.key != first {
			continue
		}
		text, ok := scalar(m.value)
		if nested {
			text, ok = lookUp(m.value, rest)
		}
		if ok {
			return text, true
		}
	}
	return "", false
}

// scalar returns the text of a value; null and "" are none.
func scalar(raw json.RawMessage) (string, bool) {
	var s string
	if raw[0] == '"' {
		_ = json.Unmarshal(raw, &s)
		return s, s != ""
	}
	return string(raw), string(raw) != "null"
}

func plainTime(text string) (t time.Time, err error) {
	for _, layout := range []string{time.RFC3339, time.DateTime} {
		if t, err = time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return t, err
}

func plainService(fields map[string]string) string {
	if by := fields["userIdentity.invokedBy"]; by != "" {
		return by
	}
	for _, name := range []string{"sourceIPAddress", "userAgent"} {
		v := fields[name]
		console := name == "userAgent" && (strings.HasPrefix(v, "console.") || strings.HasPrefix(v, "signin."))
		if v == "AWS Internal" || (strings.HasSuffix(v, ".amazonaws.com") || strings.HasSuffix(v, ".amazonaws.com.cn")) && !console {
			return v
		}
	}
	return ""
}

// tell puts what a collector got into the same form.
func tell(c *collector) (all []told) {
	for _, e := range c.events {
		all = append(all, told{Record: e.Pos.Record, Raw: e.Raw, Time: e.Time, Fields: e.Fields})
	}
	for _, n := range c.rejected {
		all = append(all, told{Record: n, Rejected: true})
	}
	slices.SortFunc(all, func(a, b told) int { return a.Record - b.Record })
	return all
}

var rejectsAlike = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.FilterValues(func(a, b told) bool { return a.Rejected && b.Rejected },
		cmp.Comparer(func(a, b told) bool { return a.Record == b.Record })),
}

// TestAgainstPlainReader holds what is read of valid texts against the plain reader.
func TestAgainstPlainReader(t *testing.T) {
	for seed := range uint64(200) {
		text := randomText(seed)
		want := plainRead(t, text)
		for name, r := range readers(text) {
			c := &collector{}
			if err := readFrom(r, c); err != nil {
				t.Fatalf("seed %d, %s: %v", seed, name, err)
			}
			if slices.Contains(c.notes, emptyNote) {
				continue // what is empty is no record, but has a number
			}
			if diff := cmp.Diff(want, tell(c), rejectsAlike); diff != "" {
				t.Fatalf("seed %d, %s: %s", seed, name, diff)
			}
		}
	}
}

// TestDamagedAgainstPlainReader holds of damaged texts that what stands before the damage is read as if there were none,
// that every record is an event or a reject, and that how the text comes makes no difference.
func TestDamagedAgainstPlainReader(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		whole := randomText(seed)
		text, at := damage(r, whole)
		before := &collector{}
		_ = readFrom(strings.NewReader(whole), before)
		before.events = slices.DeleteFunc(before.events, func(e kept) bool { return int(e.Pos.Offset)+len(e.Raw) >= at })
		damaged := &collector{}
		_ = readFrom(strings.NewReader(text), damaged)
		if diff := cmp.Diff(before.events, damaged.events[:min(len(before.events), len(damaged.events))], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: before the damage at %d: %s", seed, at, diff)
		}
		var first *collector
		for name, reader := range readers(text) {
			c := &collector{}
			_ = readFrom(reader, c)
			if first == nil {
				first = c
			} else if diff := cmp.Diff(first, c, cmp.AllowUnexported(collector{})); diff != "" {
				t.Fatalf("seed %d, %s: %s", seed, name, diff)
			}
			for i, got := range tell(c) {
				if got.Record != i && !slices.Contains(c.notes, emptyNote) {
					t.Fatalf("seed %d, %s: neither event nor reject, or both: the record before %d", seed, name, got.Record)
				}
			}
		}
	}
}
