package catalogue_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

// TestBundles runs all patterns over the test bundles of each: what one pattern's bundle shows must not be mistaken by
// another. It takes them from their files, so that an edit is tried at once; see TestTrees.
func TestBundles(t *testing.T) {
	patterns, err := catalogue.LoadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(p.ID, "testdata", "*.txtar"))
		if err != nil {
			t.Fatal(err)
		}
		matching, missing := 0, 0
		for i, file := range files {
			b, err := patterntest.Load(file)
			if err != nil {
				t.Error(err)
				continue
			}
			if b.Expects(p.ID) {
				matching++
			} else {
				missing++
			}
			if testing.Short() && i%4 != 0 {
				continue // enough for the race detector
			}
			t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
				t.Parallel()
				r, err := b.Analyze(t.Context(), patterns, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range b.Compare(r) {
					t.Error(d)
				}
				checkRemedies(t, r)
				checkCounts(t, r)
			})
		}
		if matching < 3 || missing < 3 {
			t.Errorf("pattern %s has %d bundles that match and %d near misses, and needs three of each", p.ID, matching, missing)
		}
	}
}

// checkCounts holds that one of a thing is told in the singular.
func checkCounts(t *testing.T, r *report.Report) {
	t.Helper()
	texts := slices.Clone(r.Notes)
	for _, f := range r.Findings {
		for _, f := range append([]report.Finding{f}, f.Explains...) {
			texts = append(texts, patterntest.Text(f))
		}
	}
	for _, p := range r.Patterns {
		texts = append(texts, p.Why)
	}
	for _, text := range texts {
		for _, wrong := range wrongCount.FindAllString(text, -1) {
			t.Errorf("not in the singular: %q in %s", wrong, text)
		}
	}
}

// wrongCount finds a 1 with a noun in the plural that a text counts, and nouns that leave it open.
var wrongCount = regexp.MustCompile(`(?:^|[^\w.,:/-])1 (?:free |flow |CPU |waiting |different |such |failed |rejected |accepted |other |more |REJECT |ACCEPT )?(?:accounts|activities|addresses|attempts|bursts|calls|changes|clients|` +
	`connections|credits|days|files|findings|hours|interfaces|intervals|lines|minutes|operations|packets|parties|ports|reads|records|` +
	`replies|requests|resources|seconds|services|sessions|spells|targets|times|zones)\b|[a-z]\(s\)`)

// checkRemedies holds that policies can be pasted as they are, and that no command lost an argument.
func checkRemedies(t *testing.T, r *report.Report) {
	t.Helper()
	var all []report.Finding
	for _, f := range r.Findings {
		all = append(append(all, f), f.Explains...)
	}
	for _, f := range all {
		var commands []string
		for _, c := range f.Collect {
			commands = append(commands, c.Command)
		}
		for _, r := range f.Rivals {
			if r.Collect != nil {
				commands = append(commands, r.Collect.Command)
			}
		}
		for _, remedy := range f.Remedy {
			switch remedy.Kind {
			case "iam-policy":
				checkJSON(t, remedy.Body)
			case "key-policy": // statements, to be added to those that are there
				checkJSON(t, "["+remedy.Body+"]")
			case "command":
				commands = append(commands, strings.Split(remedy.Body, "\n")...)
			}
		}
		for _, command := range commands {
			if emptyOption.MatchString(command) {
				t.Errorf("an option without its value: %s", command)
			}
		}
	}
}

func checkJSON(t *testing.T, policy string) {
	t.Helper()
	if !json.Valid([]byte(policy)) {
		t.Errorf("not JSON: %s", policy)
	}
}

// emptyOption finds an option of the AWS CLI that takes a value and is followed by none.
var emptyOption = regexp.MustCompile(`--(region|[a-z-]+-ids?|[a-z-]+-arns?|start-time|end-time|grantee-principal) *(--|>|$)`)
