package access

import (
	"testing"
	"time"

	"hamari/parsers"
	"hamari/parsers/console"
)

// pastedAt is a message in a log, with what its clock said.
func pastedAt(member string, record int, at time.Time) *parsers.Event {
	ev := &parsers.Event{Kind: console.Kind, Time: at, WallClock: true, Pos: parsers.Pos{Member: member, Record: record}, Values: make([]parsers.Value, len(console.Kind.Fields))}
	for slot, text := range map[int]string{
		console.SlotErrorCode: "AccessDenied", console.SlotOperation: "GetObject", console.SlotTimeSource: console.FromLine,
		console.SlotMessage: "User: arn:aws:sts::111122223333:assumed-role/app/s is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::data/x because no identity-based policy allows the s3:GetObject action",
	} {
		ev.Values[slot] = parsers.Value(text)
	}
	return ev
}

// TestClock holds that what a clock without a zone says becomes a time, that it counts only where there is no certain one, and
// that what lies outside the time asked for is left out.
func TestClock(t *testing.T) {
	reading := time.Date(2026, 9, 2, 11, 0, 0, 0, time.UTC)
	zones := func(sure, asked bool) func(string, time.Time) (time.Time, bool, bool) {
		return func(member string, reading time.Time) (time.Time, bool, bool) {
			return reading.Add(-9 * time.Hour), sure && member == "tokyo.log", asked
		}
	}
	gather := func() *Lens {
		one, two := New(), New()
		one.Message(pastedAt("app.log", 0, reading))
		two.Message(pastedAt("tokyo.log", 0, reading.Add(time.Hour)))
		one.Merge(two)
		return one
	}
	l := gather()
	l.Resolve(zones(true, true))
	rows, _ := l.Rows()
	if len(rows) != 1 || !rows[0].Start.Equal(reading.Add(-8*time.Hour)) || !rows[0].End.Equal(rows[0].Start) {
		t.Errorf("with a certain time: %+v", rows)
	}
	l = gather()
	l.Resolve(zones(false, true))
	if rows, _ = l.Rows(); len(rows) != 1 || !rows[0].Start.Equal(reading.Add(-9*time.Hour)) || !rows[0].End.Equal(reading.Add(-8*time.Hour)) {
		t.Errorf("with doubtful ones: %+v", rows)
	}
	for _, d := range l.denials {
		if start, _ := d.provenSpan(); !start.IsZero() {
			t.Errorf("%s is certain", start)
		}
	}
	l = gather()
	l.Resolve(zones(true, false))
	if rows, _ = l.Rows(); len(rows) != 0 {
		t.Errorf("outside the time asked for: %+v", rows)
	}
}
