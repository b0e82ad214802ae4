package correlate_test

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestMetricFailures holds that points of metrics which say that something is down stand among what failed, each once.
func TestMetricFailures(t *testing.T) {
	tunnel := txtar.File{Name: "TunnelState-Maximum-60.json", Data: []byte(`{"Label":"TunnelState","Datapoints":[
{"Timestamp":"2026-03-04T09:00:00Z","Maximum":1,"Average":1,"Unit":"None"},
{"Timestamp":"2026-03-04T09:01:00Z","Maximum":0,"Average":0,"Unit":"None"},
{"Timestamp":"2026-03-04T09:02:00Z","Maximum":0,"Average":0,"Unit":"None"},
{"Timestamp":"2026-03-04T09:03:00Z","Maximum":1,"Average":1,"Unit":"None"}]}`)}
	got := analyzeWithAll(t, tunnel).Failures
	if len(got) != 1 || got[0].Code != "TunnelState 0" || got[0].Count != 2 || got[0].Unit != "points" || got[0].Format != "metrics" || got[0].Start.Format("15:04") != "09:01" {
		t.Errorf("got %+v", got)
	}
}
