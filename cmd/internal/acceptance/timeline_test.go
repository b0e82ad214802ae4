package acceptance

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hamari/cmd/internal/generate"
	forms "hamari/cmd/internal/timeline"
	"hamari/correlate"
	"hamari/correlate/report"
	"hamari/correlate/timeline"
	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// TestTimeline holds that a timeline has every record of a bundle that has a time, once, in order, and that it depends on
// neither the order of members, the number of workers, nor the memory there is.
func TestTimeline(t *testing.T) {
	for _, opts := range []generate.Options{
		{Seed: 5, Size: 2_500_000, Duplicates: 4},
		{Seed: 6, Size: 1_000_000, Duplicates: 60, NoInventory: true, Zone: location(t, "Asia/Kolkata")},
		{Seed: 7, Size: 1_000_000, Forms: generate.Forms{CloudTrail: "lookup-events", FlowLog: "custom", Metrics: "plain-csv"}},
	} {
		inOrder, _ := written(t, "mixed", opts)
		opts.Shuffle = true
		shuffled, _ := written(t, "mixed", opts)
		want := timelineOf(t, inOrder, 1, 0)
		for n, got := range []string{timelineOf(t, inOrder, 2, 0), timelineOf(t, shuffled, 2, 100_000), timelineOf(t, shuffled, 8, 1)} {
			if got != want {
				t.Fatalf("seed %d, attempt %d: another timeline", opts.Seed, n)
			}
		}
	}
}

func timelineOf(t *testing.T, packed []byte, jobs, memory int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.zip")
	if err := os.WriteFile(path, packed, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{path}, nil, bundle.Options{Limits: bundle.DefaultLimits(), Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	form, err := forms.Lookup("jsonl")
	if err != nil {
		t.Fatal(err)
	}
	encoder := form.New(forms.Layout{Kinds: allKinds()})
	sorter := timeline.NewSorter(c.Jobs(), timeline.Options{TempDir: t.TempDir(), Memory: memory})
	defer sorter.Close()
	var listed, given atomic.Int64
	begin := func(rep *report.Report, _ int64) error {
		for _, s := range rep.Sources.All() {
			listed.Add(s.Records + s.Duplicates)
		}
		return nil
	}
	err = correlate.Records(t.Context(), c, correlate.Options{}, begin, func(worker int, r *correlate.Record) error {
		given.Add(1)
		if r.Start.IsZero() {
			return nil
		}
		k := timeline.Key{Time: r.Start, Member: 0, Record: 0, ID: timeline.HashID(r.Kind.Name, r.ID)} // the text settles the order
		return sorter.Worker(worker).Add(k, func(dst []byte) []byte { return withoutPlace(encoder.Append(dst, r), len(dst)) })
	})
	if err != nil {
		t.Fatal(err)
	}
	if given.Load() != listed.Load() {
		t.Errorf("%d records given, %d listed", given.Load(), listed.Load())
	}
	var text bytes.Buffer
	w := bufio.NewWriter(&text)
	var last time.Time
	_, err = sorter.Each(t.Context(), func(encoded []byte) error {
		at := recordTime(t, encoded)
		if at.Before(last) {
			t.Fatalf("%s comes after %s", at, last)
		}
		last = at
		return encoder.Write(w, encoded)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return text.String()
}

// withoutPlace takes away what depends on the order of members.
func withoutPlace(line []byte, from int) []byte {
	text := string(line[from:])
	start := strings.Index(text, `,"at":{`)
	end := strings.Index(text[start:], "}") + start + 1
	return append(line[:from], text[:start]+text[end:]...)
}

func recordTime(t *testing.T, line []byte) time.Time {
	text, _, ok := strings.Cut(strings.TrimPrefix(string(line), `{"time":"`), `"`)
	at, err := time.Parse(time.RFC3339Nano, text)
	if !ok || err != nil {
		t.Fatalf("no time in %.100s: %v", line, err)
	}
	return at
}

func allKinds() []*parsers.Kind {
	var kinds []*parsers.Kind
	for _, f := range formats.All() {
		kinds = append(kinds, f.Kinds...)
	}
	return kinds
}
