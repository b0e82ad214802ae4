package match

import (
	"testing"
	"time"

	"hamari/correlate/pattern"
)

// TestConfirmedAt holds that what confirms a hit without a time tells when it was: of each relation the record told of.
func TestConfirmedAt(t *testing.T) {
	at := time.Date(2026, 9, 2, 11, 0, 0, 0, time.UTC)
	stopped, described := &pattern.Relation{}, &pattern.Relation{}
	h := &hit{confirm: []witness{
		{sighting: &Sighting{}, relation: described},
		{sighting: &Sighting{Start: at}, relation: stopped},
		{sighting: &Sighting{Start: at.AddDate(0, -1, 0)}, relation: stopped},
	}}
	if start, end := confirmedAt([]*hit{h}); !start.Equal(at) || !end.Equal(at) {
		t.Errorf("from %s to %s", start, end)
	}
	if start, _ := confirmedAt([]*hit{{}}); !start.IsZero() {
		t.Error(start)
	}
}
