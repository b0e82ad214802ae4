package patterntest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"hamari/correlate"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// Expectation is the file expect.yaml of a test bundle.
type Expectation struct {
	Findings []Finding         `yaml:"findings"` // all that the patterns under test may find; empty for a near miss
	Status   map[string]string `yaml:"status"`   // pattern id -> matched, ruled-out, not-found, not-assessable
	Why      map[string]string `yaml:"why"`      // pattern id -> a part of the reason that the report gives
	Notes    []string          `yaml:"notes"`    // parts of notes that the report must hold
	Timezone string            `yaml:"timezone"` // as --timezone; empty to estimate
}

// Finding is one finding that is expected.
type Finding struct {
	Pattern  string              `yaml:"pattern"`
	Verdict  string              `yaml:"verdict"`
	Entities map[string][]string `yaml:"entities"` // each named one must be there
	Without  []string            `yaml:"without"`  // names that no entity list may hold
	Contains []string            `yaml:"contains"` // texts that summary, explanation, evidence, tables, remedies or rivals must hold
	Lacks    []string            `yaml:"lacks"`    // texts that none of these may hold
	Count    int                 `yaml:"count"`    // 0 for any
	Explains []Finding           `yaml:"explains"` // findings that must be attached to it; others may be
}

// Bundle is one test bundle.
type Bundle struct {
	Name   string
	Expect Expectation
	Files  []txtar.File
}

// Expects reports whether the bundle is one in which the pattern must match.
func (b *Bundle) Expects(id string) bool {
	return expects(b.Expect.Findings, id)
}

func expects(findings []Finding, id string) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Pattern == id || expects(f.Explains, id) })
}

const expectFile = "expect.yaml"

// Load reads a test bundle.
func Load(path string) (*Bundle, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read test bundle: %w", err)
	}
	b := &Bundle{Name: path}
	found := false
	for _, f := range txtar.Parse(data).Files {
		if f.Name != expectFile {
			b.Files = append(b.Files, f)
			continue
		}
		found = true
		if err := yaml.Load(f.Data, &b.Expect, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, expectFile, err)
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: no file %s in it", path, expectFile)
	}
	return b, nil
}

// Zip packs the bundle's members, in the order of the file or another.
func (b *Bundle) Zip(order func([]txtar.File)) ([]byte, error) {
	files := slices.Clone(b.Files)
	if order != nil {
		order(files)
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range files {
		m, err := w.Create(f.Name)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", b.Name, err)
		}
		if _, err := m.Write(f.Data); err != nil {
			return nil, fmt.Errorf("pack %s: %w", b.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack %s: %w", b.Name, err)
	}
	return buf.Bytes(), nil
}

// Analyze runs the patterns over the bundle.
func (b *Bundle) Analyze(ctx context.Context, patterns []*pattern.Pattern, jobs int) (*report.Report, error) {
	data, err := b.Zip(nil)
	if err != nil {
		return nil, err
	}
	return Analyze(ctx, data, patterns, b.Expect.Timezone, jobs)
}

// Analyze runs the patterns over a packed bundle.
func Analyze(ctx context.Context, data []byte, patterns []*pattern.Pattern, timezone string, jobs int) (*report.Report, error) {
	c, err := bundle.Open(ctx, []string{bundle.Stdin}, bytes.NewReader(data), bundle.Options{Jobs: jobs})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	opts := correlate.Options{}
	if timezone != "" {
		if opts.Zone, err = time.LoadLocation(timezone); err != nil {
			return nil, err
		}
	}
	return correlate.Analyze(ctx, c, patterns, opts)
}

// on names what a finding is on; nothing where that is not said.
func on(entities map[string][]string) string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(entities)) {
		names = append(names, key+" "+strings.Join(entities[key], " "))
	}
	if len(names) == 0 {
		return ""
	}
	return " on " + strings.Join(names, ", ")
}

// Compare lists in words how a report differs from what the bundle expects; nil if it does not.
func (b *Bundle) Compare(r *report.Report) (differences []string) {
	left := slices.Clone(r.Findings)
	for _, want := range b.Expect.Findings {
		i := slices.IndexFunc(left, func(f report.Finding) bool { return want.matches(f) })
		if i < 0 {
			differences = append(differences, "expected a finding of "+want.Pattern+on(want.Entities))
			continue
		}
		differences = append(differences, want.compare(left[i])...)
		left = slices.Delete(left, i, i+1)
	}
	for _, f := range left {
		differences = append(differences, fmt.Sprintf("unexpected finding of %s (%s)%s: %s", f.Pattern, f.Verdict, on(f.Entities), f.Summary))
	}
	for _, id := range slices.Sorted(maps.Keys(b.Expect.Status)) {
		differences = append(differences, compareStatus(r, id, b.Expect.Status[id], b.Expect.Why[id])...)
	}
	for _, note := range b.Expect.Notes {
		if !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, note) }) {
			differences = append(differences, fmt.Sprintf("expected a note with %q, got %q", note, r.Notes))
		}
	}
	return differences
}

func compareStatus(r *report.Report, id, status, why string) []string {
	for _, p := range r.Patterns {
		if p.ID != id {
			continue
		}
		if string(p.Status) != status {
			return []string{fmt.Sprintf("pattern %s is %s (%s), expected %s", id, p.Status, p.Why, status)}
		}
		if !strings.Contains(p.Why, why) {
			return []string{fmt.Sprintf("pattern %s says %q, expected %q in it", id, p.Why, why)}
		}
		return nil
	}
	return []string{"pattern " + id + " is not in the report"}
}

// matches reports whether a finding is the one that is meant: of the pattern, with the named entities.
func (w Finding) matches(f report.Finding) bool {
	if f.Pattern != w.Pattern {
		return false
	}
	for key, names := range w.Entities {
		for _, name := range names {
			if !slices.Contains(f.Entities[key], name) {
				return false
			}
		}
	}
	for _, text := range w.Contains {
		if !strings.Contains(Text(f), text) {
			return false
		}
	}
	return true
}

func (w Finding) compare(f report.Finding) (differences []string) {
	say := func(format string, args ...any) {
		differences = append(differences, w.Pattern+on(w.Entities)+": "+fmt.Sprintf(format, args...))
	}
	if w.Verdict != "" && string(f.Verdict) != w.Verdict {
		say("verdict %s, expected %s", f.Verdict, w.Verdict)
	}
	if w.Count > 0 && f.Count != w.Count {
		say("count %d, expected %d", f.Count, w.Count)
	}
	for _, name := range w.Without {
		for key, names := range f.Entities {
			if slices.Contains(names, name) {
				say("%s %s must not be part of it", key, name)
			}
		}
	}
	for _, text := range w.Lacks {
		if strings.Contains(Text(f), text) {
			say("it says %q", text)
		}
	}
	left := slices.Clone(f.Explains)
	for _, attached := range w.Explains {
		i := slices.IndexFunc(left, attached.matches)
		if i < 0 {
			say("expected a finding of %s attached to it", attached.Pattern+on(attached.Entities))
			continue
		}
		differences = append(differences, attached.compare(left[i])...)
		left = slices.Delete(left, i, i+1)
	}
	for _, e := range f.Evidence {
		if string(e.Raw) == "null" || len(e.Raw) == 0 {
			say("the record at %s#%d was not fetched", e.At.Member, e.At.Record)
		}
	}
	return differences
}

// Text is all that a finding says in words.
func Text(f report.Finding) string {
	parts := []string{f.Title, f.Summary, f.Explain}
	for _, e := range f.Evidence {
		parts = append(parts, e.Text)
	}
	for _, t := range f.Tables {
		for _, row := range append([][]string{t.Header}, t.Rows...) {
			parts = append(parts, strings.Join(row, " | "))
		}
	}
	for _, r := range f.Remedy {
		parts = append(parts, r.Text, r.Body)
	}
	for _, c := range f.Collect {
		parts = append(parts, c.Why, c.Command)
	}
	for _, r := range f.Rivals {
		if parts = append(parts, r.TellApart); r.Collect != nil {
			parts = append(parts, r.Collect.Why, r.Collect.Command)
		}
	}
	return strings.Join(parts, "\n")
}
