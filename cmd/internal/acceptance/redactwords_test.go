package acceptance

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"hamari/correlate/patterntest"
)

// Words that formats are read by: keys, and values that are AWS's own words.
var (
	keyWord   = regexp.MustCompile(`"(\w{3,60})" ?:`)
	valueWord = regexp.MustCompile(`"(?:eventName|errorCode|eventType|eventCategory|State|Status|(?:State|Status)" ?: ?\{[^}]*"Name)" ?: ?"(\w{3,60})"|perform: \w+:(\w+)`)
)

// TestNamesLikeWords holds that the analysis of a redacted bundle finds the same where users are called as the words are that the
// bundle is read by.
func TestNamesLikeWords(t *testing.T) {
	paths, err := filepath.Glob("../../../correlate/catalogue/*/testdata/*.txtar")
	if err != nil || len(paths) < 50 {
		t.Fatalf("%d test bundles, %v", len(paths), err)
	}
	seen := map[string]bool{}
	for _, path := range paths {
		dir := filepath.Base(filepath.Dir(filepath.Dir(path)))
		b, err := patterntest.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if seen[dir] || len(b.Expect.Findings) == 0 {
			continue
		}
		seen[dir] = true
		t.Run(dir, func(t *testing.T) {
			packed, err := b.Zip(nil)
			if err != nil {
				t.Fatal(err)
			}
			members := membersOf(t, packed)
			members["users.txt"] = usersCalled(members)
			packed = zipOf(t, members)
			redacted, r, leftOut := redactedCase(t, packed)
			before, after := analyzeIn(t, packed, b.Expect.Timezone, 1), analyzeIn(t, redacted, b.Expect.Timezone, 1)
			if diff := gocmp.Diff(essence(before, r.Text), essence(after, func(s string) string { return s })); diff != "" && len(leftOut) == 0 {
				t.Errorf("the redacted bundle gives other findings:\n%s", diff)
			}
		})
	}
}

// usersCalled are users that have the words of the members as their names.
func usersCalled(members map[string]string) string {
	words := map[string]bool{}
	for _, text := range members {
		for _, m := range keyWord.FindAllStringSubmatch(text, -1) {
			words[m[1]] = true
		}
		for _, m := range valueWord.FindAllStringSubmatch(text, -1) {
			words[m[1]+m[2]] = true
		}
	}
	var b strings.Builder
	for _, word := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(&b, "arn:aws:iam::111122223333:user/%s\n", word)
	}
	return b.String()
}
