package match

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// refusals finds each instance whose start is refused, for a principal and by a code.
const refusals = `
id: refusal
title: A start is refused
severity: low
needs: [calls]
steps:
  refused: {kind: call, where: {name: Refused}, bind: {instance: instance, code: code}}
match: [refused]
group: [instance]
cause: [principal, code]
variants:
  - id: gone
    when: [{step: refused, where: {code: gone}}]
    cause: [volume]
    report: {severity: low}
report: {summary: '{{.instance}}', explain: e}
`

// TestCause holds by what findings have one cause: all that the pattern names, each of which must be known.
func TestCause(t *testing.T) {
	g := entity.NewGraph()
	link := func(volume, instance string) {
		g.Connect(entity.ID{Kind: "volume", Name: volume}, entity.ID{Kind: "instance", Name: instance}, day, lens.Cite{}, "test")
	}
	link("vol-1", "i-6")
	link("vol-1", "i-7")
	link("vol-2", "i-7")
	e, p := world(t, refusals, g,
		"1 Refused instance=i-1 principal=ann code=kms",
		"2 Refused instance=i-2 principal=ann code=kms",
		"3 Refused instance=i-3 principal=bob code=kms",
		"4 Refused instance=i-4 principal=ann code=quota",
		"5 Refused instance=i-5 principal=ann",
		"6 Refused instance=i-6 principal=ann code=gone",
		"7 Refused instance=i-7 principal=ann code=gone", // of two volumes nobody knows which
		"8 Refused instance=i-8 principal=ann code=kms", "9 Refused instance=i-8 principal=bob code=kms",
	)
	got := map[string]string{}
	for _, f := range e.Judge(p).Findings {
		got[f.Summary] = fmt.Sprint(f.Cause, f.Apart)
	}
	want := map[string]string{
		"i-1": "map[account:[] code:[kms] principal:[ann] region:[]] [i-1]",
		"i-2": "map[account:[] code:[kms] principal:[ann] region:[]] [i-2]",
		"i-3": "map[account:[] code:[kms] principal:[bob] region:[]] [i-3]",
		"i-4": "map[account:[] code:[quota] principal:[ann] region:[]] [i-4]",
		"i-5": "map[] []",
		"i-6": "map[account:[] region:[] variant:[gone] volume:[vol-1]] [i-6]",
		"i-7": "map[] []",
		"i-8": "map[account:[] code:[kms] principal:[ann bob] region:[]] [i-8]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMostFindingsOfEachCause holds that of very many findings of one cause none keeps another cause from being told of.
func TestMostFindingsOfEachCause(t *testing.T) {
	var calls []string
	for i := range maxFindings + 5 {
		calls = append(calls, fmt.Sprintf("%d Refused instance=i-%04d principal=ann code=kms", i, i))
	}
	calls = append(calls, fmt.Sprintf("%d Refused instance=i-last principal=bob code=kms", len(calls)))
	e, p := world(t, refusals, nil, calls...)
	out := e.Judge(p)
	var told []string
	for _, f := range out.Findings {
		told = append(told, f.Summary)
	}
	if text := strings.Join(told, " "); len(told) != maxFindings || !strings.HasPrefix(text, "i-0000 i-last ") || out.Pattern.Untold != 6 {
		t.Errorf("%d are told of, %d are not: %s", len(told), out.Pattern.Untold, text)
	}
}
