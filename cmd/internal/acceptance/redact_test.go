package acceptance

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"hamari/cmd/internal/generate"
	"hamari/correlate/redact"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// TestRedactedBundle holds that the analysis of a redacted bundle finds what that of the bundle does, about the pseudonyms,
// and that nothing of the originals is left.
func TestRedactedBundle(t *testing.T) {
	for _, tt := range []struct {
		scenario string
		opts     generate.Options
	}{
		{"start-denied", generate.Options{Seed: 21}},
		{"start-denied", generate.Options{Seed: 23, Forms: generate.Forms{CloudTrail: "cwl-csv"}}},
		{"slow-after-migration", generate.Options{Seed: 24, Forms: generate.Forms{Metrics: "get-metric-data"}}},
		{"intermittent", generate.Options{Seed: 26, Forms: generate.Forms{FlowLog: "cwl-csv"}}},
		{"mixed", generate.Options{Seed: 27, Size: 1_500_000, Duplicates: 5}},
	} {
		t.Run(fmt.Sprintf("%s-%d", tt.scenario, tt.opts.Seed), func(t *testing.T) {
			packed, _ := written(t, tt.scenario, tt.opts)
			redacted, r := redactedBundle(t, packed)
			before, after := analyzeIn(t, packed, "", 2), analyzeIn(t, redacted, "", 2)
			if diff := gocmp.Diff(essence(before, r.Text), essence(after, func(s string) string { return s })); diff != "" {
				t.Errorf("the redacted bundle gives other findings:\n%s", diff)
			}
			if len(before.Findings) == 0 {
				t.Error("nothing was found, so that nothing was compared")
			}
			holdGone(t, packed, redacted)
		})
	}
}

// redactedBundle redacts a bundle of which nothing may be left out.
func redactedBundle(t *testing.T, packed []byte) ([]byte, *redact.Redactor) {
	t.Helper()
	out, r, leftOut := redactedCase(t, packed)
	if len(leftOut) > 0 {
		t.Fatalf("left out %v", leftOut)
	}
	return out, r
}

// fixedKey is the same in every run: with another, one network in 256 becomes itself.
func fixedKey(t *testing.T) *redact.Key {
	t.Helper()
	key, err := redact.ReadKey(strings.NewReader(`{"version":1,"secret":"` + strings.Repeat("5e", 32) + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func redactedCase(t *testing.T, packed []byte) ([]byte, *redact.Redactor, []redact.LeftOut) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.zip")
	if err := os.WriteFile(path, packed, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{path}, nil, bundle.Options{Limits: bundle.DefaultLimits(), Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	names, formats, err := redact.Gather(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	r := redact.New(fixedKey(t), names)
	var out bytes.Buffer
	outcome, err := r.Bundle(t.Context(), c, formats, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), r, outcome.LeftOut
}

// essence is what findings say beside their wording.
func essence(rep *report.Report, text func(string) string) []string {
	var all []string
	for _, f := range rep.Findings {
		var entities []string
		for key, names := range f.Entities {
			for _, name := range names {
				entities = append(entities, key+"="+text(name))
			}
		}
		slices.Sort(entities)
		all = append(all, fmt.Sprint(f.Pattern, f.Verdict, f.Severity, f.Start, f.End, f.Count, len(f.Evidence), entities))
	}
	slices.SortFunc(all, cmp.Compare)
	return all
}

// What an original looks like. Names of users are told by their ARNs.
var (
	accountIn  = regexp.MustCompile(`(?:arn:aws:[a-z0-9]*:[a-z0-9-]*:|AWSLogs/|"OwnerId": ?")(\d{12})`)
	keyIn      = regexp.MustCompile(`\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16,17}\b`)
	sessionIn  = regexp.MustCompile(`:assumed-role/[^/"\\]+/([^"\\,\s]+)`)
	addressIn  = regexp.MustCompile(`"sourceIPAddress": ?"(\d+\.\d+\.\d+\.\d+)"`)
	keepsItsID = regexp.MustCompile(`^i-[0-9a-f]+$|^AutoScaling$|^AWS`)
)

// holdGone looks for the originals of one bundle in another.
func holdGone(t *testing.T, packed, redacted []byte) {
	t.Helper()
	before, after := contents(t, packed), contents(t, redacted)
	originals := map[string]bool{}
	for _, re := range []*regexp.Regexp{accountIn, keyIn, sessionIn, addressIn} {
		for _, m := range re.FindAllStringSubmatch(before, -1) {
			if original := m[len(m)-1]; len(original) > 3 && !keepsItsID.MatchString(original) {
				originals[original] = true
			}
		}
	}
	if len(originals) == 0 {
		t.Error("there are no originals to look for")
	}
	for original := range originals {
		if i := strings.Index(after, original); i >= 0 {
			t.Errorf("%s is left: %.120s", original, after[max(0, i-50):])
		}
	}
}

// contents are the names and the plain text of all members.
func contents(t *testing.T, packed []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var r io.Reader = in
		if strings.HasSuffix(f.Name, ".gz") {
			if r, err = gzip.NewReader(in); err != nil {
				t.Fatal(err)
			}
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s\n%s\n", f.Name, text)
		in.Close()
	}
	return all.String()
}
