package scan

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"hamari/correlate/catalogue"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

const afterDenial = `id: sample
title: Sample
severity: low
needs: [cloudtrail]
steps:
  denied: {kind: cloudtrail, where: {eventName: AssumeRole, errorCode: AccessDenied}}
  assumed: {kind: cloudtrail, again: true, where: {eventName: AssumeRole, errorCode|exists: false}}
match: [denied]
refute: [{step: assumed, same: [account], within: [0s, 1m, denied], why: w}]
group: [account]
report: {summary: s, explain: e}
`

// TestAgain holds that records of a step that comes again are not kept at first, and then found around what was matched
// alone, each once.
func TestAgain(t *testing.T) {
	p, err := pattern.Parse("sample.yaml", []byte(afterDenial), catalogue.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	event := func(seconds int, code string) *parsers.Event {
		values := make([]parsers.Value, len(cloudtrail.Kind.Fields))
		values[cloudtrail.SlotEventName] = parsers.Value("AssumeRole")
		if code != "" {
			values[cloudtrail.SlotErrorCode] = parsers.Value(code)
		}
		return &parsers.Event{Kind: cloudtrail.Kind, Time: day.Add(time.Duration(seconds) * time.Second), Values: values,
			ID: fmt.Sprint(seconds, code), Raw: []byte("{}"), Pos: parsers.Pos{Member: "m", Record: seconds}}
	}
	events := []*parsers.Event{event(0, ""), event(100, "AccessDenied"), event(130, ""), event(130, ""), event(160, ""), event(161, ""), event(400, "")}

	plan := NewPlan([]*pattern.Pattern{p}, catalogue.LogKinds())
	s := NewState(plan, time.Time{}, time.Time{})
	for _, ev := range events {
		s.event(ev)
	}
	s.Finish()
	if len(plan.Steps) != 1 || len(s.Sightings(0)) != 1 {
		t.Fatalf("%d steps are sighted at first", len(plan.Steps))
	}
	again := s.Again([]*pattern.Pattern{p}, func(*pattern.Step) []*match.Sighting { return s.Sightings(0) })
	for _, tt := range []struct {
		from, to int
		want     bool
	}{{0, 99, false}, {0, 100, true}, {160, 500, true}, {161, 500, false}} {
		if got := again.Touches("cloudtrail", event(tt.from, "").Time, event(tt.to, "").Time); got != tt.want {
			t.Errorf("%d to %d: %v", tt.from, tt.to, got)
		}
	}
	for _, ev := range slices.Backward(events) {
		if err := again.Event(ev); err != nil {
			t.Fatal(err)
		}
	}
	var got []int
	if notes := again.Sightings(func(step *pattern.Step, found []*match.Sighting) {
		for _, s := range found {
			got = append(got, int(s.Start.Sub(day)/time.Second))
		}
	}); len(notes) > 0 || !slices.Equal(got, []int{130, 160}) {
		t.Errorf("%v, %q", got, notes)
	}
}
