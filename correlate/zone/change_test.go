package zone

import (
	"strings"
	"testing"
	"time"
)

// TestSetClock holds that a source over the night in which a clock is set follows the rule of a zone, where one explains what
// its times leave out or have twice.
func TestSetClock(t *testing.T) {
	around := func(from, to string) Known { return Known{From: at(t, from), To: at(t, to)} }
	spring, fall := around("2026-03-08 04:50", "2026-03-08 08:15"), around("2026-11-01 04:50", "2026-11-01 08:05")
	exact := around("2026-03-08 06:00", "2026-03-08 08:00")
	for _, tt := range []struct {
		name              string
		from, to          string
		skipped, repeated string // from
		long              time.Duration
		regions           []string
		known             Known
		label             string
		open              bool
		note              string
	}{
		{"set forward, zone of the Region", "2026-03-08 01:00", "2026-03-08 04:00", "2026-03-08 02:00", "", time.Hour, []string{"us-east-1"}, spring, "estimated -05:00/-04:00", true, "leave out 02:00 to 03:00 on 2026-03-08, as on clocks of America/New_York, the zone of us-east-1: UTC-05:00 is taken before"},
		{"set forward, no Region", "2026-03-08 01:00", "2026-03-08 04:00", "2026-03-08 02:00", "", time.Hour, nil, exact, "estimated -05:00/-04:00", false, "UTC-04:00 after it"},
		{"set forward, nothing else known", "2026-03-08 01:00", "2026-03-08 04:00", "2026-03-08 02:00", "", time.Hour, []string{"us-west-2"}, Known{}, "estimated -08:00/-07:00", true, "the zone of us-west-2"},
		{"set forward, neither", "2026-03-08 01:00", "2026-03-08 04:00", "2026-03-08 02:00", "", time.Hour, nil, Known{}, "assumed UTC", true, "which zone's that would be is not known"},
		{"five minutes beside the hour", "2026-03-08 01:03", "2026-03-08 04:03", "2026-03-08 02:03", "", time.Hour, []string{"us-east-1"}, spring, "estimated -05:00/-04:00", true, "02:03"},
		{"half an hour", "2026-10-04 01:00", "2026-10-04 04:00", "2026-10-04 02:00", "", 30 * time.Minute, nil, Known{}, "estimated +10:30/+11:00", true, "Lord_Howe"},
		{"an hour is missing on another day", "2026-03-09 01:00", "2026-03-09 04:00", "2026-03-09 02:00", "", time.Hour, []string{"us-east-1"}, around("2026-03-09 01:00", "2026-03-09 04:00"), "assumed UTC", false, "only as UTC"},
		{"an hour is missing, and the offset is known", "2026-03-08 01:00", "2026-03-08 04:00", "2026-03-08 02:00", "", time.Hour, []string{"us-east-1"}, around("2026-03-08 01:00", "2026-03-08 04:00"), "assumed UTC", true, "only as UTC"},
		{"set back, zone of the Region", "2026-11-01 01:00", "2026-11-01 03:00", "", "2026-11-01 01:00", time.Hour, []string{"us-east-1"}, fall, "estimated -04:00/-05:00", false, "from 01:00 to 02:00 on 2026-11-01 stand there twice"},
		{"set back, a part of the hour", "2026-11-01 01:00", "2026-11-01 03:00", "", "2026-11-01 01:20", 40 * time.Minute, []string{"us-east-1"}, fall, "estimated -04:00/-05:00", false, "twice"},
		{"twice without a reason", "2026-11-02 01:00", "2026-11-02 03:00", "", "2026-11-02 01:00", time.Hour, []string{"us-east-1"}, Known{}, "assumed UTC", true, "nothing else in the bundle"},
	} {
		r := Reading{Member: "m.csv", From: at(t, tt.from), To: at(t, tt.to), Regions: tt.regions}
		if tt.skipped != "" {
			r.Skipped = []Interval{{at(t, tt.skipped), at(t, tt.skipped).Add(tt.long)}}
		}
		if tt.repeated != "" {
			r.Repeated = []Interval{{at(t, tt.repeated), at(t, tt.repeated).Add(tt.long)}}
		}
		if e := Find(r, tt.known); e.Label != tt.label || e.Open != tt.open || !strings.Contains(e.Note, tt.note) {
			t.Errorf("%s: %s, open %v (%s)", tt.name, e.Label, e.Open, e.Note)
		}
	}
}

// TestShortOthers holds that a few minutes of other logs beside hours of metrics are no reason to shift these.
func TestShortOthers(t *testing.T) {
	r := Reading{Member: "net.csv", From: at(t, "2026-06-20 01:00"), To: at(t, "2026-06-20 03:00"), Regions: []string{"eu-west-1"}}
	k := Known{From: at(t, "2026-06-19 23:53"), To: at(t, "2026-06-20 00:00")}
	if e := Find(r, k); e.Label != "assumed UTC" || !e.Open || !strings.Contains(e.Note, "those span 7 min only") {
		t.Errorf("%s (%s)", e.Label, e.Note)
	}
	if e := Find(Reading{Member: "net.csv", From: r.From, To: r.To, Regions: []string{"eu-central-1"}}, k); e.Label != "estimated +02:00" {
		t.Errorf("by the Region: %s (%s)", e.Label, e.Note)
	}
}
