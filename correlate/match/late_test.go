package match

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// lateSample is a pattern whose steps on rows are all late, in every way in which a step can be.
const lateSample = `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  start: {kind: call, where: {name: start}}
  part: {kind: call, where: {name: part}}
  row: {kind: load, bind: {name: volume}}
  high: {kind: load, where: {share|gte: 0.9}, text: '{{.volume}} at {{.share}}'}
  low: {kind: load, where: {share|lt: 0.1}}
  full: {kind: load, where: {share: 1}}
  asked: {kind: load, where: {share|gte: 0.5}}
match: [start]
possible: [part]
confirm: [{step: high, same: [volume], within: [-2h, 2h, start]}]
refute: [{step: full, same: [volume], why: '{{.full.volume}} is full'}]
context: [{step: low, same: [volume]}]
group: [instance]
tables:
  - {title: All, steps: [row, low], same: [volume], order: share, columns: {volume: '{{.row.volume}}', share: '{{.row.share}}', step: '{{.row.step}}'}}
report: {summary: '{{.instance}} {{sighted "asked" "v70" "time"}}', explain: e}
`

// lateRows are the rows of a world in which nearly every volume has nothing to do with what is matched.
func lateRows() iter.Seq[lens.Row] {
	return func(yield func(lens.Row) bool) {
		rng := rand.New(rand.NewPCG(3, 4))
		for n := range 4000 {
			row := lens.Row{Kind: load, Start: day.Add(time.Duration(rng.IntN(300)) * time.Minute), Records: 1,
				Values: []lens.Value{lens.Text(fmt.Sprint("v", n%200)), lens.Number(float64(rng.IntN(100)) / 100)},
				Cites:  []lens.Cite{{Pos: parsers.Pos{Member: "loads", Record: n}}}}
			if n == 5 {
				row.Values[1] = lens.Number(1)
			}
			if !yield(row) {
				return
			}
		}
	}
}

func lateWorld(t *testing.T) (*Engine, *pattern.Pattern) {
	t.Helper()
	return world(t, lateSample, nil, "0 start instance=i1 volume=v1", "5 start instance=i2 volume=v2", "6 start instance=i3 volume=v5",
		"7 start instance=i4", "8 part instance=i2 volume=v3", "9 part instance=i6 volume=v4", "10 start instance=i7 volume=nowhere")
}

// TestLate holds that it leaves no trace in the report whether rows were sighted beforehand or while a pattern is judged.
func TestLate(t *testing.T) {
	before, p := lateWorld(t)
	for _, step := range p.Steps {
		if step.Kind == load {
			before.Sightings[step] = before.sightAll(step, lateRows())
		}
	}
	want := before.Judge(p)
	if len(want.Findings) != 5 || len(want.Findings[0].Tables) != 1 || !strings.Contains(want.Findings[0].Summary, "i1 2026-03-04 0") {
		t.Fatalf("the sample should find more: %+v", want)
	}

	late, p := lateWorld(t)
	passes := 0
	late.Again = map[string]iter.Seq[lens.Row]{"load": func(yield func(lens.Row) bool) {
		passes++
		lateRows()(yield)
	}}
	for range 2 { // judging once leaves nothing behind that would change the next time
		if diff := cmp.Diff(want, late.Judge(p)); diff != "" {
			t.Fatal(diff)
		}
	}
	if passes != 4 { // each time one for the relations, one for the text
		t.Errorf("%d passes over the rows", passes)
	}
	for step := range late.Sightings {
		if step.Kind == load {
			t.Errorf("the sightings of %s are still there", step.Name)
		}
	}
}

// TestLateSelects holds that of a step that selects every row only what the hits name is sighted.
func TestLateSelects(t *testing.T) {
	e, p := lateWorld(t)
	e.Again = map[string]iter.Seq[lens.Row]{"load": lateRows()}
	hits, _ := e.join(p, p.Match)
	e.sightLate(p, hits)
	if n := len(e.Sightings[p.Step("row")]); n != 60 { // 20 of each of v1, v2 and v5
		t.Errorf("%d rows sighted", n)
	}
	e.forgetLate(p)
	if e.sightLate(p, nil); len(e.Sightings[p.Step("row")]) != 0 {
		t.Error("rows sighted although nothing is matched")
	}
}

// sightAll sights what a step selects of rows.
func (e *Engine) sightAll(step *pattern.Step, rows iter.Seq[lens.Row]) (all []*Sighting) {
	for row := range rows {
		all = append(all, FromSeries(step, lens.Rows{row})...)
	}
	slices.SortStableFunc(all, Compare)
	return all
}
