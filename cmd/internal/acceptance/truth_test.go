package acceptance

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"hamari/cmd/internal/generate"
	"hamari/correlate/report"
)

// scenarios are those that have a truth to be held against.
var scenarios = []string{"start-denied", "slow-after-migration", "intermittent", "quiet", "mixed"}

// TestForms analyses every scenario in every form that customers hand logs over in.
func TestForms(t *testing.T) {
	if testing.Short() {
		t.Skip("many bundles")
	}
	for _, scenario := range scenarios {
		for kind, forms := range generate.FormNames {
			for n, form := range forms {
				t.Run(scenario+"/"+kind+"="+form, func(t *testing.T) {
					t.Parallel()
					parsed, err := generate.ParseForms(kind + "=" + form)
					if err != nil {
						t.Fatal(err)
					}
					hold(t, scenario, generate.Options{
						Seed: uint64(100*n + len(scenario)), Size: 1_000_000, Forms: parsed, Shuffle: n%2 == 1, Duplicates: float64(5 * n),
					})
				})
			}
		}
	}
}

// TestCircumstances analyses every scenario as it comes in from several customers: without descriptions, from consoles
// in other zones, delivered out of order and more than once.
func TestCircumstances(t *testing.T) {
	if testing.Short() {
		t.Skip("many bundles")
	}
	circumstances := map[string]generate.Options{
		"plain":        {},
		"no inventory": {NoInventory: true},
		"tokyo":        {Zone: location(t, "Asia/Tokyo")},
		"kolkata":      {Zone: location(t, "Asia/Kolkata"), Start: time.Date(2025, 11, 30, 17, 25, 0, 0, time.UTC)},
		"new york":     {Zone: location(t, "America/New_York"), Start: time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)}, // the night the clocks change
		"disorder":     {Shuffle: true, Duplicates: 30},
		"few members":  {Members: 4},
		"stored":       {Stored: true},
	}
	for _, scenario := range scenarios {
		for name, opts := range circumstances {
			for seed := range uint64(4) {
				t.Run(fmt.Sprintf("%s/%s/%d", scenario, name, seed), func(t *testing.T) {
					t.Parallel()
					opts.Seed, opts.Size = seed, 1_000_000
					hold(t, scenario, opts)
				})
			}
		}
	}
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// hold generates a bundle and holds the report on it against the truth.
func hold(t *testing.T, scenario string, opts generate.Options) {
	t.Helper()
	packed, truth := written(t, scenario, opts)
	holdTruth(t, analyze(t, packed, 2), truth)
}

// written returns a generated bundle and what is true of it.
func written(t testing.TB, scenario string, opts generate.Options) ([]byte, generate.Truth) {
	t.Helper()
	var packed bytes.Buffer
	truth, err := generate.Write(&packed, scenario, opts)
	if err != nil {
		t.Fatal(err)
	}
	return packed.Bytes(), truth
}

// refusals are the patterns that find, at low severity, what the noise of the bundles holds: calls that read, refused
// now and then, that nothing hangs on.
var refusals = map[string]bool{"iam-implicit-deny": true, "ec2-unauthorized-operation": true}

// holdTruth compares a report with what is true of a generated bundle: every expected cause is found with all its
// entities, nothing else is, no look-alike is named, and every record is accounted for.
func holdTruth(t *testing.T, rep *report.Report, truth generate.Truth) {
	t.Helper()
	left := slices.Clone(rep.Findings)
	for _, want := range truth.Expect {
		i := slices.IndexFunc(left, func(f report.Finding) bool { return names(f, want) && overlap(f, want) })
		if i < 0 {
			t.Errorf("not found: %s on %v at %s", want.Pattern, want.Entities, want.Start)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, f := range left {
		if refusals[f.Pattern] && f.Severity == report.Low {
			continue
		}
		t.Errorf("found, but not there: %s (%s) on %v: %s", f.Pattern, f.Verdict, f.Entities, f.Summary)
	}
	for _, f := range rep.Findings {
		for _, healthy := range truth.Healthy {
			if f.Pattern == healthy.Pattern && touches(f, healthy) {
				t.Errorf("%s (%s) names what is healthy: %v", f.Pattern, f.Verdict, healthy.Entities)
			}
		}
	}
	holdAccount(t, rep, truth)
}

// holdAccount compares the counts of records with what was written.
func holdAccount(t *testing.T, rep *report.Report, truth generate.Truth) {
	t.Helper()
	got := map[string]int64{}
	for _, s := range rep.Sources.All() {
		if s.State != report.OK {
			t.Errorf("%s is %s: %s", s.Member, s.State, s.Reason)
		}
		got[s.Format] += s.Records + s.Rejected + s.Duplicates
	}
	for format, want := range map[string]int64{"cloudtrail": truth.Events, "flowlog": truth.Flows, "metrics": truth.Points} {
		if got[format] != want {
			t.Errorf("%d records of %s are accounted for, %d were written", got[format], format, want)
		}
	}
}

// names reports whether a finding is of the pattern and names all that must be named.
func names(f report.Finding, want generate.Expected) bool {
	for key, list := range want.Entities {
		for _, name := range list {
			if !slices.Contains(f.Entities[key], name) {
				return false
			}
		}
	}
	return f.Pattern == want.Pattern
}

// touches reports whether a finding names any of the entities.
func touches(f report.Finding, e generate.Expected) bool {
	for key, list := range e.Entities {
		for _, name := range list {
			if slices.Contains(f.Entities[key], name) {
				return true
			}
		}
	}
	return false
}

func overlap(f report.Finding, want generate.Expected) bool {
	return !f.Start.After(want.End) && !f.End.Before(want.Start)
}
