package words

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/report"
)

func TestAffected(t *testing.T) {
	f := &report.Finding{
		Entities:        map[string][]string{"region": {"r"}, "volume": {"v"}, "instance": {"1", "2", "3", "4", "5"}, "subnet": nil},
		DroppedEntities: map[string]int{"instance": 20},
	}
	want := []Names{{[]string{"1", "2", "3"}, 22}, {[]string{"v"}, 0}}
	if diff := cmp.Diff(want, Affected(f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNamed(t *testing.T) {
	ten := strings.Fields("0 1 2 3 4 5 6 7 8 9")
	f := &report.Finding{
		Entities:        map[string][]string{"principal": ten, "instance": ten, "role": {"r"}},
		DroppedEntities: map[string]int{"principal": 50, "instance": 3},
	}
	got := []Names{Named(f, "principal"), Named(f, "instance"), Named(f, "role")}
	if diff := cmp.Diff([]Names{{ten[:8], 52}, {ten, 3}, {[]string{"r"}, 0}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestZones(t *testing.T) {
	sources := []report.Source{{Member: "u", Timezone: "UTC"}, {Member: "n"}, {Member: "z", Timezone: "given Asia/Tokyo"}}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		sources = append(sources, report.Source{Member: name, Timezone: "assumed UTC"})
	}
	want := []Zone{{"assumed UTC", Names{[]string{"a", "b", "c", "d"}, 1}}, {"given Asia/Tokyo", Names{[]string{"z"}, 0}}}
	if diff := cmp.Diff(want, Zones(report.SourcesOf(sources...))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOtherMoments(t *testing.T) {
	moments := []report.Moment{{Text: "evidence", Finding: 1}}
	for range maxMoments + 7 {
		moments = append(moments, report.Moment{Text: "other"})
	}
	others, more := OtherMoments(moments)
	if len(others) != maxMoments || more != 7 || others[0].Text != "other" {
		t.Errorf("%d shown, %d more", len(others), more)
	}
}

func TestFiles(t *testing.T) {
	long := strings.Repeat("x", longPath+1)
	var f Files
	if a, b, c, d := f.Number("short"), f.Number(long), f.Number(long+"y"), f.Number(long); a != 0 || b != 1 || c != 2 || d != 1 || len(f) != 2 {
		t.Errorf("numbers %d, %d, %d, %d", a, b, c, d)
	}
}

func TestPlaces(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 15, 0, 0, time.UTC)
	end := at.Add(time.Minute)
	for _, test := range []struct{ got, want string }{
		{When(nil, nil), "without a time"},
		{When(&at, nil), "2026-03-04 09:15:00"},
		{When(&at, &end), "2026-03-04 09:15:00 to 09:16:00"},
		{Place(report.Position{Line: 7, Record: 5}), "line 7"},
		{Place(report.Position{Line: 1, Record: 5}), "record 5"},
		{RejectPlace(report.Reject{Line: 1, Record: 5}), "line 1"},
		{RejectPlace(report.Reject{Record: 5}), "record 5"},
		{Gap(report.Gap{Start: at, End: end, Why: "SKIPDATA"}), "2026-03-04 09:15:00 to 09:16:00 (1 min): SKIPDATA"},
		{GapCount(nil), "none"},
		{Log(report.Coverage{Format: "alb", Region: "eu-west-1"}), "alb eu-west-1"},
		{Doubt(&report.Report{Patterns: []report.Pattern{{Status: report.NotFound}}}), "The cause may be something that no pattern knows: hamari timeline lists every record."},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
