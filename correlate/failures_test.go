package correlate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// TestRejectsOfTheInternet holds that packets of internet addresses are counted as well when they are rejected: by the service
// where the port is served, else together.
func TestRejectsOfTheInternet(t *testing.T) {
	const header = "account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags\n"
	lines := []string{
		"111122223333 eni-0a1 203.0.113.9 10.0.0.5 41000 443 6 3 180 1767600000 1767600050 ACCEPT OK 3\n",
		"111122223333 eni-0a1 203.0.113.7 10.0.0.5 41000 443 6 3 180 1767600010 1767600060 REJECT OK 2\n",
		"111122223333 eni-0a1 198.51.100.7 10.0.0.5 41000 23 6 3 180 1767600020 1767600070 REJECT OK 2\n",
		"111122223333 eni-0a1 198.51.100.8 10.0.0.5 41000 3389 6 3 180 1767600030 1767600080 REJECT OK 2\n",
	}
	tell := func(lines ...string) (all []string) {
		log := txtar.File{Name: "f.log", Data: []byte(header + strings.Join(lines, ""))}
		for _, f := range analyzeWithAll(t, log).Failures {
			all = append(all, fmt.Sprintf("%d %s %s", f.Count, f.Code, f.What))
		}
		return all
	}
	got := tell(lines...)
	want := []string{"2 REJECT of internet addresses, at ports on which nothing was accepted: scanners try them all the time",
		"1 REJECT 10.0.0.5 port 443/tcp at eni-0a1, of internet addresses"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = tell(append([]string{
		"111122223333 eni-0a1 2a05:d018:1c3:4a01::9 2a05:d018:1c3:4a02::20 41000 5432 6 3 180 1767600010 1767600060 REJECT OK 2\n",
	}, lines[:1]...)...)
	want = []string{"1 REJECT 2a05:d018:1c3:4a02::20 port 5432/tcp at eni-0a1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("of the same VPC by IPv6:", diff)
	}
	got = tell(lines[1:]...)
	want = []string{"3 REJECT of internet addresses, at ports of which the log does not tell whether anything is accepted"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("of rejected traffic alone:", diff)
	}
}
