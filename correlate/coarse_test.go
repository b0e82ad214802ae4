package correlate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/report"
)

// TestCoarseMetrics holds that averages over long periods do not show that a volume was never at its limit, and that
// shorter ones do.
func TestCoarseMetrics(t *testing.T) {
	volumes := txtar.File{Name: "describe-volumes.json", Data: []byte(`{"Volumes":[{"VolumeId":"vol-0b7d5e21f9c3406aa","Size":100,"VolumeType":"gp3","Iops":3000,"Throughput":125,"State":"in-use","Attachments":[]}]}`)}
	series := func(period int) txtar.File {
		var points []string
		for i := range 4 {
			at := time.Date(2026, 3, 4, 0, 0, i*period, 0, time.UTC).Format(time.RFC3339)
			points = append(points, fmt.Sprintf(`{"Timestamp":%q,"Sum":%d,"Unit":"Count"}`, at, 700*period))
		}
		ops := fmt.Sprintf(`{"Label":"VolumeReadOps","Datapoints":[%s]}`, strings.Join(points, ","))
		return txtar.File{Name: fmt.Sprintf("VolumeReadOps-vol-0b7d5e21f9c3406aa-Sum-%d.json", period), Data: []byte(ops)}
	}
	queue := func(period int) txtar.File {
		f := series(period)
		f.Name = strings.ReplaceAll(f.Name, "ReadOps", "TotalReadTime")
		f.Data = []byte(strings.ReplaceAll(string(f.Data), "ReadOps", "TotalReadTime"))
		f.Data = []byte(strings.ReplaceAll(string(f.Data), fmt.Sprintf(`"Sum":%d`, 700*period), fmt.Sprintf(`"Sum":%d`, period/2)))
		return f
	}
	for _, tt := range []struct {
		periods []int
		status  report.Status
		why     string
	}{
		{[]int{60}, report.NotFound, ""},
		{[]int{300}, report.NotFound, ""},
		{[]int{900}, report.NotAssessable, "averages over 15 minutes, in which 5 minutes"},
		{[]int{3600}, report.NotAssessable, "averages over 60 minutes, in which 5 minutes"},
	} {
		files := []txtar.File{volumes}
		for _, period := range tt.periods {
			files = append(files, series(period), queue(period))
		}
		p := judged(t, files...)["ebs-volume-throttled"]
		if p.Status != tt.status || !strings.Contains(p.Why, tt.why) {
			t.Errorf("%v: %s: %s", tt.periods, p.Status, p.Why)
		}
		if p.Status == report.NotAssessable && (len(p.Collect) == 0 || p.Collect[0].Why != p.Why || !strings.Contains(p.Collect[0].Command, "--period 60")) {
			t.Errorf("%v: collect %+v", tt.periods, p.Collect)
		}
	}
}

// TestCoarseCPU holds that averages over long periods do for an instance whose type has no CPU credits.
func TestCoarseCPU(t *testing.T) {
	for name, status := range map[string]report.Status{"m5.xlarge": report.NotFound, "t3.medium": report.NotAssessable} {
		instance := txtar.File{Name: "describe-instances.json", Data: fmt.Appendf(nil, `{"Reservations":[{"Instances":[{"InstanceId":"i-0dfa308f3fa16d8ed","InstanceType":%q}]}]}`, name)}
		var points []string
		for i := range 4 {
			points = append(points, fmt.Sprintf(`{"Timestamp":%q,"Average":12.5,"Unit":"Percent"}`, time.Date(2026, 3, 4, i, 0, 0, 0, time.UTC).Format(time.RFC3339)))
		}
		used := txtar.File{Name: "i-0dfa308f3fa16d8ed/CPUUtilization.json", Data: fmt.Appendf(nil, `{"Label":"CPUUtilization","Datapoints":[%s]}`, strings.Join(points, ","))}
		if p := judged(t, instance, used)["ec2-cpu-credits-exhausted"]; p.Status != status {
			t.Errorf("%s: %s: %s", name, p.Status, p.Why)
		}
	}
}
