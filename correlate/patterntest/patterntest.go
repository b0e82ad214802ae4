package patterntest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"hamari/correlate"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
	"hamari/parsers/lazy"
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
	Severity string              `yaml:"severity"`
	Entities map[string][]string `yaml:"entities"` // each named one must be there
	Without  []string            `yaml:"without"`  // names that no entity list may hold
	Contains []string            `yaml:"contains"` // texts that summary, explanation, evidence, tables, remedies or rivals must hold
	Lacks    []string            `yaml:"lacks"`    // texts that none of these may hold
	Count    int                 `yaml:"count"`    // 0 for any
	Explains []Finding           `yaml:"explains"` // findings that must be attached to it; others may be

	SameCauseAs string `yaml:"same_cause_as"` // a name of the finding, of the same cause, that is told in full; empty for one that is so itself
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
			return nil, fmt.Errorf("%s: %s: %s", path, expectFile, legible(err))
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: no file %s in it", path, expectFile)
	}
	if key := unknownEntity(b.Expect.Findings); key != "" {
		return nil, fmt.Errorf("%s: %s: no finding is on a %s: it may be a word that the pattern itself binds, but entities are of the words that patterns fields lists (%s); "+
			"what the pattern binds stands in its texts, for contains", path, expectFile, key, strings.Join(match.EntityKeys, ", "))
	}
	return b, nil
}

// unknownEntity returns a word under which findings name nothing, or "".
func unknownEntity(findings []Finding) string {
	for _, f := range findings {
		for _, key := range slices.Sorted(maps.Keys(f.Entities)) {
			if !slices.Contains(match.EntityKeys, key) {
				return key
			}
		}
		if key := unknownEntity(f.Explains); key != "" {
			return key
		}
	}
	return ""
}

var unknownWord = lazy.Regexp(`field (\S+) not found in type patterntest\.(\w+)`)

// legible says what is wrong with expect.yaml without the names of Go's types.
func legible(err error) string {
	text := unknownWord().ReplaceAllStringFunc(err.Error(), func(found string) string {
		parts := unknownWord().FindStringSubmatch(found)
		words := wordsOf(reflect.TypeFor[Expectation]())
		if parts[2] == "Finding" {
			words = wordsOf(reflect.TypeFor[Finding]())
		}
		return "unknown word " + parts[1] + ", known: " + words
	})
	return strings.TrimPrefix(strings.TrimPrefix(text, "yaml: "), "construct errors: ")
}

// wordsOf are the words that a type is written with.
func wordsOf(t reflect.Type) string {
	words := make([]string, t.NumField())
	for i := range words {
		words[i] = t.Field(i).Tag.Get("yaml")
	}
	return strings.Join(words, ", ")
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
	opts := correlate.Options{Holes: true}
	if timezone != "" {
		if opts.Zone, err = time.LoadLocation(timezone); err != nil {
			return nil, err
		}
	}
	return correlate.Analyze(ctx, c, patterns, opts)
}
