package words

import (
	"strings"
	"testing"
	"time"

	"hamari/correlate/report"
)

// TestReach holds that what was not found is said of the regions and the time of the logs only.
func TestReach(t *testing.T) {
	start := time.Date(2026, time.January, 14, 10, 0, 0, 0, time.UTC)
	end := start.Add(10 * time.Minute)
	of := func(regions ...string) (list []report.Coverage) {
		for _, region := range regions {
			list = append(list, report.Coverage{Region: region, Start: &start, End: &end})
		}
		return list
	}
	for _, tt := range []struct {
		list []report.Coverage
		want string
	}{
		{nil, ""},
		{[]report.Coverage{{Region: "us-east-1"}}, ""},
		{of(""), "This holds only for the time that the logs cover, 2026-01-14 10:00:00 to 10:10:00 UTC."},
		{of("us-east-1", "eu-west-1", "us-east-1"), "This holds only for where and when the logs reach: eu-west-1, us-east-1, 2026-01-14 10:00:00 to 10:10:00 UTC."},
		{of("a", "b", "c", "d", "e"), "This holds only for where and when the logs reach: 5 regions, 2026-01-14 10:00:00 to 10:10:00 UTC."},
	} {
		if got := Reach(&report.Report{Coverage: tt.list}); got != tt.want {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
	}
}

// TestUnread holds that where something was not found it is said which members may hold it, as they were not read in full.
func TestUnread(t *testing.T) {
	ok, partial, failed, skipped := report.Source{Member: "a", State: report.OK}, report.Source{Member: "b", State: report.Partial},
		report.Source{Member: "c", State: report.Failed}, report.Source{Member: "d", State: report.Skipped}
	picture, last := report.Source{Member: "e", State: report.Unrecognised}, report.Source{Member: "f", State: report.Partial}
	const rest = " could not be read in full: what was not read there may show what was not found."
	for _, tt := range []struct {
		sources []report.Source
		want    string
	}{
		{nil, ""},
		{[]report.Source{ok, picture}, ""},
		{[]report.Source{ok, partial}, "b" + rest},
		{[]report.Source{partial, failed, skipped, last}, "b, c, d and 1 more" + rest},
	} {
		r := &report.Report{Sources: report.SourcesOf(tt.sources...), Patterns: []report.Pattern{{Status: report.NotFound}}}
		doubt := strings.TrimSpace(tt.want + " The cause may be something that no pattern knows: hamari timeline lists every record.")
		if got := Reach(r); got != tt.want {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
		if got := Doubt(r); got != doubt {
			t.Errorf("got %s\nwant %s", got, doubt)
		}
	}
}
