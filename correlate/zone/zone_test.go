package zone

import (
	"strings"
	"testing"
	"time"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFind(t *testing.T) {
	day := Known{From: at(t, "2026-05-27 15:00"), To: at(t, "2026-05-27 19:00")}
	tests := []struct {
		name     string
		from, to string
		regions  []string
		first    string // first reading of vol-1, by the source's clock
		known    Known
		label    string
	}{
		{"nothing else has a zone", "2026-05-27 15:00", "2026-05-27 16:00", nil, "", Known{}, "assumed UTC"},
		{"fits as UTC", "2026-05-27 15:10", "2026-05-27 18:50", nil, "", day, "assumed UTC"},
		{"Tokyo, by the region", "2026-05-28 00:10", "2026-05-28 03:50", []string{"ap-northeast-1"}, "", day, "estimated +09:00"},
		{"Tokyo, exact fit without a region", "2026-05-28 00:00", "2026-05-28 04:00", nil, "", day, "estimated +09:00"},
		{"Kolkata", "2026-05-27 20:30", "2026-05-28 00:30", []string{"ap-south-1"}, "", day, "estimated +05:30"},
		{"St. John's in summer", "2026-05-27 12:30", "2026-05-27 16:30", nil, "", day, "estimated -02:30"},
		{"a volume cannot have metrics before it is made", "2026-05-27 14:30", "2026-05-27 18:30", nil, "2026-05-27 14:30",
			Known{From: at(t, "2026-05-27 08:00"), To: at(t, "2026-05-27 23:00"), Created: map[string]time.Time{"vol-1": at(t, "2026-05-27 20:00")}}, "estimated -05:30"},
	}
	for _, tt := range tests {
		r := Reading{Member: "m.csv", From: at(t, tt.from), To: at(t, tt.to), Regions: tt.regions, Firsts: map[string]time.Time{}}
		if tt.first != "" {
			r.Firsts["vol-1"] = at(t, tt.first)
		}
		if e := Find(r, tt.known); e.Label != tt.label {
			t.Errorf("%s: %s, want %s (%s)", tt.name, e.Label, tt.label, e.Note)
		} else if !strings.Contains(e.Note, "m.csv") {
			t.Errorf("%s: the note does not name the source: %s", tt.name, e.Note)
		}
	}
}

// TestStopped holds that readings of an instance are not put where it was stopped.
func TestStopped(t *testing.T) {
	r := Reading{Member: "cpu.csv", Regions: []string{"ap-northeast-1"}, Readings: map[string][]int64{}, From: at(t, "2026-03-01 00:00"), To: at(t, "2026-03-02 00:00")}
	for m := range 288 {
		now := r.From.Add(time.Duration(5*m) * time.Minute)
		if now.Before(at(t, "2026-03-01 11:00")) || !now.Before(at(t, "2026-03-01 12:00")) { // silent for an hour, by its clock
			r.Readings["i-1"] = append(r.Readings["i-1"], now.Unix())
		}
	}
	k := Known{From: at(t, "2026-02-27 00:00"), To: at(t, "2026-03-04 00:00"), Stopped: map[string][]Interval{
		"i-1": {{at(t, "2026-03-01 02:05"), at(t, "2026-03-01 02:55")}},
	}}
	if e := Find(r, k); e.Label != "estimated +09:00" {
		t.Errorf("%s (%s)", e.Label, e.Note)
	}
}

func TestToUTC(t *testing.T) {
	load := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	for _, tt := range []struct{ zone, wall, utc string }{
		{"Asia/Tokyo", "2026-05-28 00:34", "2026-05-27 15:34"},
		{"America/St_Johns", "2026-01-10 12:00", "2026-01-10 15:30"},
		{"America/St_Johns", "2026-07-10 12:00", "2026-07-10 14:30"},
		{"Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"}, // the clock is set forward at two
		{"Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"},
		{"Europe/Berlin", "2026-10-25 04:00", "2026-10-25 03:00"}, // after it was set back
	} {
		if got := Given(load(tt.zone)).ToUTC(at(t, tt.wall)); !got.Equal(at(t, tt.utc)) {
			t.Errorf("%s in %s is %s, want %s", tt.wall, tt.zone, got, tt.utc)
		}
	}
}

// TestBoth holds that the hour that a clock is set back over may stand for two times, and every other for one.
func TestBoth(t *testing.T) {
	for _, tt := range []struct{ zone, wall, earliest, latest string }{
		{"Europe/Berlin", "2026-10-25 01:59", "2026-10-24 23:59", "2026-10-24 23:59"},
		{"Europe/Berlin", "2026-10-25 02:00", "2026-10-25 00:00", "2026-10-25 01:00"},
		{"Europe/Berlin", "2026-10-25 02:59", "2026-10-25 00:59", "2026-10-25 01:59"},
		{"Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00", "2026-10-25 02:00"},
		{"Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30", "2026-03-29 01:30"}, // no clock shows this
		{"America/St_Johns", "2026-11-01 01:30", "2026-11-01 04:00", "2026-11-01 05:00"},
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"}, // set back by half an hour
		{"Asia/Kolkata", "2026-10-25 02:30", "2026-10-24 21:00", "2026-10-24 21:00"},
		{"UTC", "2026-10-25 02:30", "2026-10-25 02:30", "2026-10-25 02:30"},
	} {
		loc, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		earliest, latest := Given(loc).Both(at(t, tt.wall))
		if !earliest.Equal(at(t, tt.earliest)) || !latest.Equal(at(t, tt.latest)) {
			t.Errorf("%s in %s is %s or %s, want %s or %s", tt.wall, tt.zone, earliest, latest, tt.earliest, tt.latest)
		}
	}
}

// TestNotes holds that the report tells why a zone was taken.
func TestNotes(t *testing.T) {
	known := Known{From: at(t, "2026-05-27 15:00"), To: at(t, "2026-05-27 19:00")}
	created := Known{From: at(t, "2026-05-27 00:00"), To: at(t, "2026-05-28 23:00"), Created: map[string]time.Time{"vol-1": at(t, "2026-05-27 18:00")}}
	for _, tt := range []struct {
		name, from, to string
		known          Known
		label          string
		note           []string
	}{
		{"nothing to compare with", "2026-05-27 15:00", "2026-05-27 19:00", Known{}, "assumed UTC", []string{"nothing else in the bundle tells which", "--timezone"}},
		{"everything fits", "2026-05-27 16:00", "2026-05-27 17:00", known, "assumed UTC", []string{"Clocks from UTC-02:00 to UTC+01:00 fit the other sources; its times are taken for UTC"}},
		{"a quarter is no zone", "2026-05-27 15:00", "2026-05-27 18:45", known, "assumed UTC", []string{"only as UTC do its times fit the other sources"}},
		{"weeks apart", "2026-04-01 16:00", "2026-04-01 17:00", known, "assumed UTC", []string{"meet those of the other sources (2026-05-27 15:00Z to 2026-05-27 19:00Z) in none"}},
		{"beside", "2026-05-28 00:00", "2026-05-28 04:00", known, "estimated +09:00", []string{"would lie beside", "UTC+09:00"}},
		{"partly beside", "2026-05-27 16:00", "2026-05-27 20:00", known, "estimated +01:00", []string{"would lie partly beside"}},
		{"before its volume", "2026-05-27 15:00", "2026-05-27 19:00", created, "estimated -03:00", []string{"where a volume did not exist yet"}},
	} {
		e := Find(Reading{Member: "m.csv", From: at(t, tt.from), To: at(t, tt.to), Firsts: map[string]time.Time{"vol-1": at(t, tt.from)}}, tt.known)
		if open := strings.HasPrefix(e.Label, "assumed ") && !strings.Contains(e.Note, "only as UTC"); e.Label != tt.label || open && !e.Open {
			t.Errorf("%s: %s, want %s (open: %v)", tt.name, e.Label, tt.label, e.Open)
		}
		for _, part := range tt.note {
			if !strings.Contains(e.Note, part) {
				t.Errorf("%s: %q is not in the note %q", tt.name, part, e.Note)
			}
		}
	}
	if e := Given(time.FixedZone("+09:00", 9*3600)); e.Label != "given +09:00" || e.Open {
		t.Errorf("a zone that was given is called %q", e.Label)
	}
}

func TestRegionsHaveZones(t *testing.T) {
	for region := range homes {
		if homeOf(region) == nil {
			t.Errorf("%s: no such zone %s", region, homes[region])
		}
	}
	if homeOf("mars-north-1") != nil {
		t.Error("an unknown region has a zone")
	}
}
