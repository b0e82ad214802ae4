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

// TestMetricCoverage holds that metrics whose clock states no zone stand in the coverage, too.
func TestMetricCoverage(t *testing.T) {
	graph := txtar.File{Name: "graph.csv", Data: []byte(`Id,m1
StatusCode,Complete
Messages,
Full label,eu-west-1:AWS/EC2 InstanceId:i-0a1c0000000000001 CPUUtilization Average 60
Label,CPUUtilization
2026/03/04 09:00:00,10
2026/03/04 09:01:00,11
2026/03/04 09:02:00,12
`)}
	got := analyzeWithAll(t, graph).Coverage
	if len(got) != 1 || got[0].Format != "metrics" || got[0].Region != "eu-west-1" || got[0].Start.Format("15:04") != "09:00" || got[0].End.Format("15:04") != "09:03" {
		t.Errorf("got %+v", got)
	}
}
