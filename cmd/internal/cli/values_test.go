package cli

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestSize(t *testing.T) {
	tests := []struct {
		text string
		want Size // 0 for an error
	}{
		{"4096", 4096}, {"10GB", 10e9}, {"10GiB", 10 << 30}, {"1.5 MB", 1_500_000}, {"64k", 64e3}, {"2tib", 2 << 40}, {"7B", 7},
		{"", 0}, {"GB", 0}, {"-1", 0}, {"0", 0}, {"0.1", 0}, {"10XB", 0}, {"nan", 0}, {"inf", 0}, {"1e30", 0}, {"9223372036854775807", 0},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var s Size
			if err := s.Set(tt.text); (err == nil) != (tt.want != 0) || s != tt.want {
				t.Errorf("got %d, %v, want %d", s, err, tt.want)
			}
		})
	}
}

func TestSizeReadsWhatItWrites(t *testing.T) {
	for _, s := range []Size{1, 999, 1e6, 3e9, 1 << 20, 64 << 30, 5e12, 123_456_789} {
		var again Size
		if err := again.Set(s.String()); err != nil || again != s {
			t.Errorf("%d is written %q and read as %d, %v", s, s, again, err)
		}
	}
}

func TestBytesAndCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB", 8_300_000_000: "8.3 GB", math.MaxInt64: "9.2 EB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) is %q, want %q", n, got, want)
		}
	}
}

func TestMoment(t *testing.T) {
	at := func(s string) Moment {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return Moment{At: v.UTC()}
	}
	tests := []struct {
		text string
		want Moment // zero for an error
	}{
		{"2026-03-04T09:00:00Z", at("2026-03-04T09:00:00Z")},
		{"2026-03-04T09:00:00.25+09:00", at("2026-03-04T00:00:00.25Z")},
		{"2026-03-04 09:00", at("2026-03-04T09:00:00Z")},
		{"2026-03-04 09:00:30", at("2026-03-04T09:00:30Z")},
		{"2026-03-04T09:00", at("2026-03-04T09:00:00Z")},
		{"2026-03-04", at("2026-03-04T00:00:00Z")},
		{"6h", Moment{Back: 6 * time.Hour}},
		{"90m", Moment{Back: 90 * time.Minute}},
		{"2d", Moment{Back: 48 * time.Hour}},
		{"1d12h", Moment{Back: 36 * time.Hour}},
		{" 6h ", Moment{Back: 6 * time.Hour}},
		{"", Moment{}}, {"-6h", Moment{}}, {"0s", Moment{}}, {"-2d", Moment{}}, {"2d-1h", Moment{}}, {"nand", Moment{}},
		{"999999999d", Moment{}}, {"2026-13-04", Moment{}}, {"09:00", Moment{}}, {"d", Moment{}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var m Moment
			err := m.Set(tt.text)
			bad := tt.want == Moment{}
			if (err != nil) != bad || !m.At.Equal(tt.want.At) || m.Back != tt.want.Back {
				t.Errorf("got %v, %v, %v", m.At, m.Back, err)
			}
		})
	}
}

func TestZone(t *testing.T) {
	tests := []struct {
		text, name string // name is "" for an error
		hours      float64
	}{
		{"Asia/Tokyo", "Asia/Tokyo", 9}, {"UTC", "UTC", 0}, {"+09:00", "+09:00", 9}, {"+0530", "+05:30", 5.5}, {"-08", "-08:00", -8},
		{"Local", "", 0}, {"", "", 0}, {"Mars/Olympus", "", 0}, {"+15:00", "", 0}, {"+09:60", "", 0}, {"9", "", 0}, {"../etc/passwd", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var z Zone
			if err := z.Set(tt.text); (err == nil) != (tt.name != "") || z.String() != tt.name {
				t.Fatalf("got %q, %v", z.String(), err)
			}
			if tt.name == "" {
				return
			}
			if _, seconds := time.Date(2026, 1, 1, 0, 0, 0, 0, z.Location).Zone(); float64(seconds)/3600 != tt.hours {
				t.Errorf("%d seconds from UTC", seconds)
			}
		})
	}
}

// TestZoneAbbreviated holds that who writes an abbreviation is told what to write instead.
func TestZoneAbbreviated(t *testing.T) {
	for text, want := range map[string]string{"JST": "Asia/Tokyo (+09:00)", "ist": "Asia/Kolkata", "PDT": "America/Los_Angeles"} {
		if err := new(Zone).Set(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, names := range abbreviated {
		if new(Zone).Set(text) == nil {
			t.Errorf("%s is the name of a zone", text)
		}
		for name := range strings.FieldsSeq(names) {
			if name = strings.TrimSuffix(name, ","); strings.Contains(name, "/") && new(Zone).Set(name) != nil {
				t.Errorf("%s: %s is no zone", text, name)
			}
		}
	}
}

func TestChoice(t *testing.T) {
	color := "auto"
	c := Choice(&color, "auto", "always", "never")
	if err := c.Set("alway"); err == nil || err.Error() != "it is none of auto, always, never, did you mean always?" || color != "auto" {
		t.Errorf("got %v, and the value %q", err, color)
	}
	if err := c.Set("never"); err != nil || color != "never" || c.String() != "never" {
		t.Errorf("got %v, and the value %q", err, color)
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"analyze", "ls", "patterns", "version", "bash", "kms-ebs-start-denied"}
	for word, want := range map[string]string{
		"analyse": "analyze", "anlayze": "analyze", "ANALYZE": "analyze", "l": "ls", "sl": "ls", "pattern": "patterns",
		"start-denied": "kms-ebs-start-denied", "frobnicate": "", "tcsh": "", "x": "", "": "",
	} {
		if got := Suggest(word, known); got != want {
			t.Errorf("for %q %q is suggested, want %q", word, got, want)
		}
	}
}
