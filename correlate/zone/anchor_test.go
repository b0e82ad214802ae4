package zone

import (
	"strings"
	"testing"
	"time"
)

// clockOf makes anchors of a source whose clock follows a zone, one for each time and delay.
func clockOf(t *testing.T, zone string, told ...struct {
	utc   string
	delay time.Duration
}) (anchors []Anchor) {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range told {
		utc := at(t, x.utc)
		_, seconds := utc.In(loc).Zone()
		anchors = append(anchors, Anchor{Wall: utc.Add(x.delay + time.Duration(seconds)*time.Second), UTC: utc})
	}
	return anchors
}

type said = struct {
	utc   string
	delay time.Duration
}

func TestAnchored(t *testing.T) {
	known := Known{From: at(t, "2026-01-01 00:00"), To: at(t, "2026-12-31 00:00")}
	soon := 3 * time.Second
	for _, tt := range []struct {
		name    string
		anchors []Anchor
		logged  []Anchor
		regions []string
		label   string
		note    string
	}{
		{"Tokyo", clockOf(t, "Asia/Tokyo", said{"2026-05-27 15:00", soon}), nil, nil, "estimated +09:00", "1 request(s) or command(s)"},
		{"Kathmandu", clockOf(t, "Asia/Kathmandu", said{"2026-05-27 15:00", soon}), nil, nil, "estimated +05:45", ""},
		{"St. John's in winter", clockOf(t, "America/St_Johns", said{"2026-01-27 15:00", soon}), nil, nil, "estimated -03:30", ""},
		{"St. John's in summer", clockOf(t, "America/St_Johns", said{"2026-07-27 15:00", soon}), nil, nil, "estimated -02:30", ""},
		{"summer and winter", clockOf(t, "Australia/Lord_Howe", said{"2026-02-01 15:00", soon}, said{"2026-06-01 15:00", soon}, said{"2026-11-01 15:00", soon}), nil, nil,
			"estimated +11:00/+10:30", "3 request(s)"},
		{"the Region's zone", clockOf(t, "Europe/Paris", said{"2026-02-01 15:00", soon}), nil, []string{"eu-west-3"}, "estimated +01:00", ""},
		{"UTC, whatever the Region", clockOf(t, "UTC", said{"2026-02-01 15:00", soon}), nil, []string{"eu-west-2"}, "estimated +00:00", ""},
		{"one command waited for hours", clockOf(t, "Asia/Tokyo", said{"2026-02-01 15:00", soon}, said{"2026-02-01 16:00", soon}, said{"2026-02-01 17:00", 3*time.Hour + soon}), nil, nil,
			"estimated +09:00", "2 request(s) or command(s) that CloudTrail dates in UTC, by their ID, put its clock at UTC+09:00, 1 elsewhere"},
		{"one command waited and says nothing", clockOf(t, "UTC", said{"2026-02-01 15:00", 8 * time.Minute}), nil, nil, "assumed UTC", "fit the other sources"},
		{"a clock that is no zone's", []Anchor{{Wall: at(t, "2026-02-03 15:00"), UTC: at(t, "2026-02-01 15:00")}}, nil, nil, "assumed UTC", ""},
		{"envelopes", nil, clockOf(t, "Asia/Tokyo", said{"2026-02-01 15:00", -3 * time.Second}, said{"2026-02-01 17:00", -9 * time.Second}), nil, "estimated +09:00", "2 record(s) that their envelope"},
		{"envelopes, slower", nil, clockOf(t, "Asia/Tokyo", said{"2026-02-01 15:00", -50 * time.Second}, said{"2026-02-01 17:00", -20 * time.Second}, said{"2026-02-01 18:00", -3 * time.Second}), nil,
			"estimated +09:00", "3 record(s)"},
		{"one record, collected who knows when", nil, clockOf(t, "Asia/Tokyo", said{"2026-02-01 15:00", -50 * time.Second}), nil, "assumed UTC", ""},
		{"collected in bulk", nil, clockOf(t, "UTC", said{"2026-02-01 15:00", -time.Hour}, said{"2026-02-01 15:00", -2 * time.Hour}, said{"2026-02-01 15:00", -3 * time.Hour}), nil, "assumed UTC", ""},
		{"IDs go before envelopes", clockOf(t, "Asia/Tokyo", said{"2026-02-01 15:00", soon}), clockOf(t, "UTC", said{"2026-02-01 15:00", 0}), nil, "estimated +09:00", ""},
	} {
		r := Reading{Member: "agent.log", From: at(t, "2026-02-01 00:00"), To: at(t, "2026-06-15 00:00"), Regions: tt.regions, Anchors: tt.anchors, Logged: tt.logged}
		if !strings.Contains(tt.label, "/") { // of one season
			for _, a := range append(tt.anchors, tt.logged...) {
				r.From, r.To = a.Wall, a.Wall
			}
		}
		e := Find(r, known)
		if e.Label != tt.label || !strings.Contains(e.Note, tt.note) || !strings.Contains(e.Note, "agent.log") {
			t.Errorf("%s: %s, want %s (%s)", tt.name, e.Label, tt.label, e.Note)
		}
		if tt.label == "estimated +00:00" && e.Location != time.UTC {
			t.Errorf("%s: follows %s, which sets its clocks", tt.name, e.Location)
		}
	}
}

func TestTurns(t *testing.T) {
	const i1 = "i-1"
	r := Reading{Member: "agent.log", From: at(t, "2026-03-01 12:01"), To: at(t, "2026-03-03 18:41"), Turns: []Turn{
		{i1, false, at(t, "2026-03-01 12:02")}, {i1, true, at(t, "2026-03-02 14:21")}, {i1, false, at(t, "2026-03-03 18:41")},
	}}
	k := Known{From: at(t, "2026-02-01 00:00"), To: at(t, "2026-04-01 00:00"), Turns: []Turn{
		{i1, false, at(t, "2026-03-01 03:00")}, {i1, true, at(t, "2026-03-02 05:20")}, {i1, false, at(t, "2026-03-03 09:40")},
		{"i-2", false, at(t, "2026-03-01 12:00")}, {i1, true, at(t, "2026-03-01 12:00")},
	}}
	if e := Find(r, k); e.Label != "estimated +09:00" || !strings.Contains(e.Note, "3 call(s)") {
		t.Errorf("%s (%s)", e.Label, e.Note)
	}
}

// TestFewTurns holds that a start which lies near a call by chance tells no zone.
func TestFewTurns(t *testing.T) {
	day := Known{From: at(t, "2026-03-01 00:00"), To: at(t, "2026-03-01 23:00"), Turns: []Turn{{"i-1", false, at(t, "2026-03-01 03:00")}}}
	r := Reading{Member: "agent.log", Log: true, From: at(t, "2026-03-01 12:01"), To: at(t, "2026-03-01 12:05"), Turns: []Turn{{"i-1", false, at(t, "2026-03-01 12:02")}}}
	if e := Find(r, day); e.Label != "assumed UTC" {
		t.Errorf("one start: %s (%s)", e.Label, e.Note)
	}
	for hour := range 23 { // an agent that starts every hour, and a call at every hour
		r.Turns = append(r.Turns, Turn{"i-1", false, at(t, "2026-03-01 00:02").Add(time.Duration(hour) * time.Hour)})
		day.Turns = append(day.Turns, Turn{"i-1", false, at(t, "2026-03-01 00:00").Add(time.Duration(hour) * time.Hour)})
	}
	if e := Find(r, day); e.Label != "assumed UTC" {
		t.Errorf("a start every hour: %s (%s)", e.Label, e.Note)
	}
}

// TestOverlapOfLogs holds that overlap alone moves a log only where it leaves little choice.
func TestOverlapOfLogs(t *testing.T) {
	hours := Known{From: at(t, "2026-03-04 00:00"), To: at(t, "2026-03-04 04:00")}
	for _, tt := range []struct {
		from, to string
		regions  []string
		label    string
		note     string
	}{
		{"2026-03-04 11:15", "2026-03-04 11:16", nil, "assumed UTC", "clocks from UTC+07:30 to UTC+11:15 and not as UTC"},
		{"2026-03-04 11:15", "2026-03-04 11:16", []string{"ap-northeast-1"}, "estimated +09:00", "as the zone of ap-northeast-1"},
		{"2026-03-04 09:00", "2026-03-04 13:00", nil, "estimated +09:00", "only a clock at UTC+09:00 fits"},
		{"2026-03-04 01:00", "2026-03-04 02:00", []string{"ap-northeast-1"}, "assumed UTC", "Clocks from UTC-02:00 to UTC+01:00 fit the other sources; its times are taken for UTC"},
		{"2026-03-01 00:00", "2026-03-09 00:00", []string{"ap-northeast-1"}, "assumed UTC", "Clocks from UTC-12:00 to UTC+14:00 fit the other sources"},
	} {
		e := Find(Reading{Member: "agent.log", Log: true, From: at(t, tt.from), To: at(t, tt.to), Regions: tt.regions}, hours)
		if e.Label != tt.label || !strings.Contains(e.Note, tt.note) {
			t.Errorf("%s to %s, %q: %s (%s)", tt.from, tt.to, tt.regions, e.Label, e.Note)
		}
	}
}

// TestSettingZones holds that every zone in the list is one, and sets its clocks.
func TestSettingZones(t *testing.T) {
	for _, name := range setting {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
}
