package advice

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
)

func TestRaised(t *testing.T) {
	at := func(clock string) time.Time {
		parsed, err := time.Parse(stampLayout, "2026-03-04 "+clock+":00Z")
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	g := entity.NewGraph()
	know := func(volume, fact, value string, at time.Time) {
		g.Know(entity.ID{Kind: "volume", Name: volume}, fact, entity.Fact{Value: value, At: at})
	}
	// vol-1 was raised twice; vol-2 is only described.
	for fact, value := range map[string]string{"volume-type": "gp3", "size": "100", "iops": "3000", "throughput": "125"} {
		know("vol-1", fact, value, at("08:00"))
		know("vol-2", fact, value, time.Time{})
	}
	know("vol-1", "iops", "6000", at("10:00"))
	know("vol-1", "throughput", "250", at("12:00"))
	know("vol-1", "iops", "3000", time.Time{}) // described before it was raised
	know("vol-4", "volume-type", "st1", at("08:00"))
	know("vol-4", "size", "512", at("08:00"))
	know("vol-4", "size", "1024", at("10:00"))
	g.Finish()
	for _, tt := range []struct {
		volume, since string
		want          Raised
	}{
		{"vol-1", "2026-03-04 09:00:00Z", Raised{Type: "gp3", Size: 100, IOPS: 6000, MiBs: 250, At: "2026-03-04 12:00:00Z"}},
		{"vol-1", "2026-03-04 13:00:00Z", Raised{Type: "gp3", Size: 100, IOPS: 3000, MiBs: 250}},
		{"vol-2", "2026-03-04 09:00:00Z", Raised{Type: "gp3", Size: 100}},
		{"vol-3", "2026-03-04 09:00:00Z", Raised{}}, {"vol-2", "", Raised{Type: "gp3", Size: 100}},
		{"vol-4", "2026-03-04 09:00:00Z", Raised{Type: "st1", Size: 1024, IOPS: 40, MiBs: 40, At: "2026-03-04 10:00:00Z"}}, // without credits
	} {
		if diff := cmp.Diff(tt.want, raised(g, tt.volume, tt.since)); diff != "" {
			t.Errorf("%s since %s (-want +got):\n%s", tt.volume, tt.since, diff)
		}
	}
}
