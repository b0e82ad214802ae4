package acceptance

import (
	"testing"

	"hamari/cmd/internal/generate"
	"hamari/correlate/report"
)

// TestRequests holds that every line of the access logs that the generator writes is read, and of which account and
// Region it is known.
func TestRequests(t *testing.T) {
	for seed := range uint64(3) {
		packed, truth := written(t, "requests", generate.Options{Seed: seed, Size: 2_000_000, Shuffle: seed > 0, Stored: seed > 1})
		rep := analyze(t, packed, 2)
		records := map[string]int64{}
		for _, s := range rep.Sources.All() {
			if s.State != report.OK || s.Rejected > 0 {
				t.Errorf("%s is %s: %s", s.Member, s.State, s.Reason)
			}
			records[s.Format] += s.Records
		}
		if records["alb"] == 0 || records["s3access"] == 0 || records["alb"]+records["s3access"] != truth.Requests {
			t.Errorf("%v records read, %d written", records, truth.Requests)
		}
		for _, c := range rep.Coverage {
			if c.Region != truth.Region || c.Format == "alb" && c.Account != truth.Account {
				t.Errorf("coverage of %+v in %s, %s", c, truth.Account, truth.Region)
			}
		}
	}
}
