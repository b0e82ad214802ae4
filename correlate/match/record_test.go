package match

import (
	"slices"
	"testing"

	"hamari/correlate/pattern"
	"hamari/parsers"
)

// TestRecordShares holds that steps that take the same from a record share it, in whatever order they name it: there may be
// very many records, and dozens of steps that select each.
func TestRecordShares(t *testing.T) {
	kind := parsers.NewKind("call", "A call", []parsers.Field{{Name: "who"}, {Name: "what"}})
	ev := &parsers.Event{Kind: kind, Values: []parsers.Value{parsers.Value("ann"), parsers.Value("stop")}}
	who, what := pattern.Bind{Name: "a", From: []pattern.FieldRef{{Name: "who", Slot: 0}}}, pattern.Bind{Name: "b", From: []pattern.FieldRef{{Name: "what", Slot: 1}}}
	r := RecordOf(ev)
	first := r.Sightings(&pattern.Step{Kind: kind, Binds: []pattern.Bind{who, what}})[0]
	second := r.Sightings(&pattern.Step{Kind: kind, Binds: []pattern.Bind{what, who}})[0]
	other := r.Sightings(&pattern.Step{Kind: kind, Binds: []pattern.Bind{who}})[0]
	if first.taken != second.taken || first.taken == other.taken || first.taken.common != other.taken.common {
		t.Error("what is the same is not shared, or what differs is")
	}
	if got := first.Field("a"); got != "ann" || !slices.Equal(first.Named("b"), []string{"stop"}) || other.Field("b") != nil || other.Field("what") != "stop" {
		t.Errorf("%v", got)
	}
}
