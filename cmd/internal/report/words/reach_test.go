package words

import (
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
		if got := Reach(tt.list); got != tt.want {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
	}
}
