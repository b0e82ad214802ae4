package failure

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/lens/metric"
)

// TestPoints holds which values of which metrics are failures, and that those that are fine, and those of a series that
// another one says better, are not.
func TestPoints(t *testing.T) {
	for _, tt := range []struct {
		metric, stat string
		repeats      bool
		values       []float64
		want         string
	}{
		{"VolumeStalledIOCheck", "Maximum", false, []float64{0, 1, 1, 0, 1}, "3 VolumeStalledIOCheck above 0, VolumeId=vol-1, InstanceId=i-1, 12:01 to 12:05"},
		{"VolumeStalledIOCheck", "Maximum", false, []float64{0, 0}, ""},
		{"VolumeStalledIOCheck", "SampleCount", false, []float64{1, 1}, ""},
		{"VolumeStalledIOCheck", "Average", true, []float64{1}, ""},
		{"TunnelState", "Maximum", false, []float64{1, 0, 1}, "1 TunnelState 0, VolumeId=vol-1, InstanceId=i-1, 12:01 to 12:02"},
		{"TunnelState", "Average", false, []float64{1, 0.5}, "1 TunnelState below 1, VolumeId=vol-1, InstanceId=i-1, 12:01 to 12:02"},
		{"TunnelState", "Sum", false, []float64{5, 0.5}, ""},
		{"TunnelState", "Minimum", false, []float64{1, 1}, ""},
		{"HTTPCode_ELB_502_Count", "Sum", false, []float64{0, 3, 0}, "1 HTTPCode_ELB_502_Count above 0, VolumeId=vol-1, InstanceId=i-1, 12:01 to 12:02"},
		{"StatusCheckFailed_System", "Sum", false, []float64{0, 2}, "1 StatusCheckFailed_System above 0, VolumeId=vol-1, InstanceId=i-1, 12:01 to 12:02"},
	} {
		var rows lens.Rows
		for i, v := range tt.values {
			values := make([]lens.Value, len(metric.PointKind.Fields))
			for name, v := range map[string]lens.Value{"namespace": lens.Text("AWS/X"), "name": lens.Text(tt.metric), "stat": lens.Text(tt.stat),
				"dimensions": lens.Text("VolumeId=vol-1,InstanceId=i-1"), "repeats": lens.Truth(tt.repeats), "value": lens.Number(v)} {
				values[metric.PointKind.Slot(name)] = v
			}
			at := noon.Add(time.Duration(i) * time.Minute)
			rows = append(rows, lens.Row{Kind: metric.PointKind, Start: at, End: at.Add(time.Minute), Values: values, Cites: []lens.Cite{{Time: at}}})
		}
		l := New()
		l.Points(rows)
		var got []string
		for _, s := range l.Sorts() {
			got = append(got, fmt.Sprintf("%d %s, %s, %s to %s", s.Count, s.Code, s.Concern, s.Start.Format("15:04"), s.End.Format("15:04")))
			if s.Records != 0 || s.Unit != "points" || !s.Cite.Time.Equal(s.Start) {
				t.Errorf("got %+v", s)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s %s %v: got %q, want %q", tt.metric, tt.stat, tt.values, got, tt.want)
		}
	}
	if !Watched("AWS/VPN", "TunnelState") || !Watched("", "VolumeStalledIOCheck") || Watched("AWS/RDS", "TunnelState") || Watched("AWS/EC2", "CPUUtilization") {
		t.Error("metrics of other namespaces, or others, are looked at")
	}
}
