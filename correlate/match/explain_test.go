package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// denials finds one denial per principal, code and pattern id; what explains it is put in.
func denials(id, name, rest string) string {
	return fmt.Sprintf(`id: %s
title: %s
severity: low
needs: [calls]
steps: {one: {kind: call, where: {name: %s}}}
match: [one]
group: [principal, volume]
%s
report: {summary: '{{.one.code}}', explain: e}
`, id, id, name, rest)
}

// failures finds a start that failed, by the start and the denial.
const failures = `id: failure
title: Failure
severity: high
needs: [calls]
steps:
  start: {kind: call, where: {name: start}}
  deny: {kind: call, where: {name: deny, code: kms}}
match: [start, {step: deny, same: [principal], within: [0s, 2m, start]}]
group: [instance]
report: {summary: '{{.instance}}', explain: e}
`

// judged is what several patterns make of the calls, one line per finding: "pattern(entities) count <- what it explains".
func judged(t *testing.T, yamls []string, calls ...string) []string {
	t.Helper()
	e, patterns := worlds(t, yamls, calls...)
	outcomes, err := e.JudgeAll(t.Context(), patterns)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	name := func(f report.Finding) string {
		return fmt.Sprintf("%s(%s%s) %d", f.Pattern, strings.Join(f.Entities["instance"], ","), strings.Join(f.Entities["volume"], ","), f.Count)
	}
	for i, out := range outcomes {
		if len(out.Notes) > 0 {
			t.Errorf("notes %q", out.Notes)
		}
		if found := len(out.Findings)+out.Attached > 0; found != (out.Pattern.Status == report.Matched) {
			t.Errorf("%s is %s with %d findings and %d attached", patterns[i].ID, out.Pattern.Status, len(out.Findings), out.Attached)
		}
		for _, f := range out.Findings {
			line := name(f)
			for _, g := range f.Explains {
				line += " <- " + name(g)
				if len(g.Explains) > 0 {
					t.Errorf("what is attached explains something itself: %+v", g.Explains)
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// worlds is world for several patterns.
func worlds(t *testing.T, yamls []string, calls ...string) (*Engine, []*pattern.Pattern) {
	t.Helper()
	all, first := world(t, yamls[0], nil, calls...)
	patterns := []*pattern.Pattern{first}
	for _, yaml := range yamls[1:] {
		e, p := world(t, yaml, nil, calls...)
		for step, list := range e.Sightings {
			all.Sightings[step] = list
		}
		patterns = append(patterns, p)
	}
	return all, patterns
}

const byFailure = "explained_by: {pattern: failure, same: [principal]}"

func TestExplained(t *testing.T) {
	for _, tt := range []struct {
		name     string
		patterns []string
		calls    []string
		want     []string
	}{
		{
			"the same principal at the same time", []string{denials("denied", "deny", byFailure), failures},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms"},
			[]string{"failure(i1) 1 <- denied() 1"},
		},
		{
			"only the instance that belongs to it", []string{denials("denied", "deny", byFailure), failures},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "5 deny principal=a code=s3", "9 deny principal=a code=s3"},
			[]string{"denied() 2", "failure(i1) 1 <- denied() 1"},
		},
		{
			"another principal", []string{denials("denied", "deny", byFailure), failures},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "1 deny principal=b code=s3"},
			[]string{"denied() 1", "failure(i1) 1 <- denied() 1"},
		},
		{
			"no principal", []string{denials("denied", "deny", byFailure), failures},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "1 deny code=s3"},
			[]string{"denied() 1", "failure(i1) 1 <- denied() 1"},
		},
		{
			"within the slack, at its end", []string{denials("denied", "deny", "explained_by: {pattern: failure, same: [principal], within: 3m}"), failures},
			[]string{"3 start principal=a instance=i1", "4 deny principal=a code=kms", "7 deny principal=a code=s3", "7.1 deny principal=a code=s3", "0 deny principal=a code=s3"},
			[]string{"denied() 1", "failure(i1) 1 <- denied() 3"},
		},
		{
			"only of those that name a word", []string{denials("denied", "deny", "explained_by: {pattern: failure, same: [principal], naming: [volume]}"), failures},
			[]string{"0 start principal=a instance=i1 volume=v", "1 deny principal=a code=kms volume=v", "1.2 deny principal=a code=s3"},
			[]string{"denied() 1", "failure(i1v) 1 <- denied(v) 1"},
		},
		{
			"the pattern is not loaded", []string{denials("denied", "deny", byFailure)},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms"},
			[]string{"denied() 1"},
		},
		{
			"the pattern found nothing", []string{denials("denied", "deny", byFailure), failures},
			[]string{"1 deny principal=a code=kms"},
			[]string{"denied() 1"},
		},
		{
			"every kind must be the same", []string{denials("denied", "deny", "explained_by: {pattern: failure, same: [principal, volume]}"), failures},
			[]string{"0 start principal=a instance=i1 volume=v1", "1 deny principal=a code=kms volume=v1", "1 deny principal=a code=s3 volume=v2"},
			[]string{"denied(v2) 1", "failure(i1v1) 1 <- denied(v1) 1"},
		},
		{
			"what shares the record goes before what is nearer",
			[]string{denials("denied", "deny", "explained_by: {pattern: failure, same: [principal], within: 9m}"), failures},
			[]string{"0 start principal=a instance=i1", "1.5 deny principal=a code=kms", "2 start principal=a instance=i2", "3 deny principal=a code=kms"},
			[]string{"failure(i1) 1 <- denied() 1", "failure(i2) 1 <- denied() 1"},
		},
		{
			"the same record, whoever it names", []string{denials("denied", "deny", "explained_by: {pattern: failure, same: [record]}"), failures},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "1.5 deny principal=a code=s3"},
			[]string{"denied() 1", "failure(i1) 1 <- denied() 1"},
		},
		{
			"what reaches beyond it is not inside", []string{strings.NewReplacer("denied", "spell", "{one: {kind: call, where: {name: deny}}}", "{one: {kind: call, where: {name: begin}}, last: {kind: call, where: {name: finish}}}",
				"match: [one]", "match: [one, {step: last, same: [principal], within: [0s, 9m, one]}]").Replace(denials("denied", "deny", "explained_by: {pattern: failure, same: [principal], inside: 1m}")), failures},
			[]string{"2 start principal=a instance=i1", "3 deny principal=a code=kms", "1 begin principal=a volume=v1", "4 finish principal=a",
				"12 start principal=b instance=i2", "13 deny principal=b code=kms", "10 begin principal=b volume=v2", "13 finish principal=b",
				"22 start principal=c instance=i3", "23 deny principal=c code=kms", "22 begin principal=c volume=v3", "25 finish principal=c"},
			[]string{"spell(v2) 1", "spell(v3) 1", "failure(i1) 1 <- spell(v1) 1", "failure(i2) 1", "failure(i3) 1"},
		},
		{
			"what contradicts it is another one", []string{denials("denied", "deny", "explained_by: {pattern: failure, same: [principal], agree: [volume]}"), failures},
			[]string{"0 start principal=a instance=i1 volume=v1", "1 deny principal=a code=kms", "1.5 deny principal=a code=s3 volume=v2"},
			[]string{"denied(v2) 1", "failure(i1v1) 1 <- denied() 1"},
		},
		{
			"only one of its variants explains", []string{denials("denied", "deny", "explained_by: {pattern: failure, same: [principal], variants: [again]}"),
				failures + "variants:\n  - {id: again, when: [{step: start, where: {code: again}}], report: {title: Again}}\n"},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "0 start principal=b instance=i2 code=again", "1 deny principal=b code=kms"},
			[]string{"denied() 1", "failure(i1) 1", "failure(i2) 1 <- denied() 1"},
		},
		{
			"alternatives in their order",
			[]string{denials("denied", "deny", "explained_by: [{pattern: none, same: [account]}, {pattern: halted, same: [principal]}, {pattern: failure, same: [principal]}]"),
				failures, denials("halted", "halt", "")},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "1 halt principal=a"},
			[]string{"failure(i1) 1", "halted() 1 <- denied() 1"},
		},
		{
			"a chain ends at its head",
			[]string{denials("a", "alive", "explained_by: {pattern: denied, same: [principal], within: 1m}"), denials("denied", "deny", byFailure), failures},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms", "2 alive principal=a", "3 alive principal=a", "8 deny principal=a code=s3", "9 alive principal=a"},
			[]string{"a() 1", "denied() 1 <- a() 1", "failure(i1) 1 <- denied() 1 <- a() 1"},
		},
		{
			"in a circle the gravest explains",
			[]string{denials("denied", "deny", byFailure), strings.Replace(failures, "group:", "explained_by: {pattern: denied, same: [principal]}\ngroup:", 1)},
			[]string{"0 start principal=a instance=i1", "1 deny principal=a code=kms"},
			[]string{"failure(i1) 1 <- denied() 1"},
		},
	} {
		if diff := cmp.Diff(tt.want, judged(t, tt.patterns, tt.calls...)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestExplainedInAnyOrder holds that neither the order of the patterns nor that of the records leaves a trace.
func TestExplainedInAnyOrder(t *testing.T) {
	yamls := []string{
		denials("a", "alive", "explained_by: {pattern: denied, same: [principal], within: 1m}"), denials("denied", "deny", byFailure), failures,
	}
	calls := []string{
		"0 start principal=a instance=i1", "0 start principal=a instance=i2", "1 deny principal=a code=kms", "2 alive principal=a",
		"3 alive principal=a", "8 deny principal=a code=s3", "9 alive principal=a",
	}
	want := judged(t, yamls, calls...)
	slices.Sort(want)
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 0))
		rng.Shuffle(len(yamls), func(i, j int) { yamls[i], yamls[j] = yamls[j], yamls[i] })
		got := judged(t, yamls, calls...)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order %d: %s", seed, diff)
		}
	}
}

func TestJudgingOrder(t *testing.T) {
	make := func(text string) (all []*pattern.Pattern) {
		for _, word := range strings.Fields(text) {
			id, by, _ := strings.Cut(word, "<")
			p := &pattern.Pattern{ID: strings.ToLower(id), Severity: report.Low}
			if id != p.ID {
				p.Severity = report.High
			}
			for _, other := range strings.Split(by, ",") {
				if other != "" {
					p.ExplainedBy = append(p.ExplainedBy, pattern.Explainer{Pattern: other})
				}
			}
			all = append(all, p)
		}
		return all
	}
	for _, tt := range []struct{ patterns, want string }{
		{"a b c", "a b c"},
		{"a<c b<a c", "c a b"},
		{"a<none b<a", "a b"},
		{"a<b b<a", "a b"},
		{"a<b B<a", "b a"},             // the graver one explains
		{"a<b b<c C<a d<a", "c b a d"}, // then those that it explains
		{"Z<x x<y Y<x", "y x z"},       // what hangs on a circle is not taken for a part of it
		{"a<z z<a,y Y<z x<a", "y a z x"},
	} {
		patterns := make(tt.patterns)
		var got []string
		for _, i := range judgingOrder(patterns) {
			got = append(got, patterns[i].ID)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s, want %s", tt.patterns, strings.Join(got, " "), tt.want)
		}
	}
}
