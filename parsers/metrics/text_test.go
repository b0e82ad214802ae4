package metrics

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

func TestParseFullLabel(t *testing.T) {
	type label struct{ Region, Account, Namespace, Dims, Metric, Stat string }
	for text, want := range map[string]label{
		"us-east-1:AWS/EC2 InstanceId:i-0abc CPUUtilization Average 300": {"us-east-1", "", "AWS/EC2", "InstanceId=i-0abc", "CPUUtilization", "Average"},
		"us-gov-west-1:AWS/ApplicationELB TargetGroup:targetgroup/a/0123456789abcdef LoadBalancer:app/a/0123456789abcdef HTTPCode_ELB_5XX_Count Sum 60": {
			"us-gov-west-1", "", "AWS/ApplicationELB", "LoadBalancer=app/a/0123456789abcdef,TargetGroup=targetgroup/a/0123456789abcdef", "HTTPCode_ELB_5XX_Count", "Sum"},
		"eu-west-1:123456789012:AWS/EBS VolumeId:vol-0aaa VolumeReadOps p99.9 60":                     {"eu-west-1", "123456789012", "AWS/EBS", "VolumeId=vol-0aaa", "VolumeReadOps", "p99.9"},
		"eu-west-1:CWAgent objectname:PhysicalDisk instance:0 C: PhysicalDisk % Disk Time Average 60": {"eu-west-1", "", "CWAgent", "instance=0 C:,objectname=PhysicalDisk", "PhysicalDisk % Disk Time", "Average"},
		"eu-west-1:My App Host:a b Role:c Queue depth TM(2%:98%) 60":                                  {"eu-west-1", "", "My App", "Host=a b,Role=c", "Queue depth", "TM(2%:98%)"},
		"ap-northeast-1:AWS/S3 AllRequests Sum 86400":                                                 {"ap-northeast-1", "", "AWS/S3", "", "AllRequests", "Sum"},
	} {
		d, ok := parseFullLabel(text)
		if ok != (want.Metric != "") {
			t.Errorf("%s: ok is %v, metric %q", text, ok, d.metric)
		}
		got := label{d.region, d.account, d.namespace, d.dims.String(), d.metric, d.stat}
		if diff := cmp.Diff(want, got); diff != "" && want.Metric != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	for _, text := range []string{"", "CPUUtilization", "my label: Average 300", "us-east-1:AWS/EC2 CPUUtilization Average",
		"us-east-1:AWS/EC2 CPUUtilization Often 300", "us-east-1:AWS/EC2 CPUUtilization Average -300", "us-east-1:"} {
		if d, ok := parseFullLabel(text); ok {
			t.Errorf("%q taken for a full label: %+v", text, d)
		}
	}
}

func TestParsePath(t *testing.T) {
	type hints struct {
		Namespace, Metric, Stat, Dims string
		Period                        int64
	}
	for path, want := range map[string]hints{
		"VolumeReadOps_vol-0abc_Sum.csv":                     {"", "VolumeReadOps", "Sum", "VolumeId=vol-0abc", 0},
		"metrics/i-0abc/CPUUtilization.csv":                  {"", "CPUUtilization", "", "InstanceId=i-0abc", 0},
		"AWS_EBS-VolumeReadBytes-vol-0abc-60s.csv":           {"AWS/EBS", "VolumeReadBytes", "", "VolumeId=vol-0abc", 60},
		"i-0abc/StatusCheckFailed_Instance-max-5min.csv":     {"", "StatusCheckFailed_Instance", "Maximum", "InstanceId=i-0abc", 300},
		"EBSIOBalance%.json":                                 {"", "EBSIOBalance%", "", "", 0},
		"eni-0abc12/tgw-attach-0abc/BytesIn-tgw-0def.json":   {"", "BytesIn", "", "TransitGateway=tgw-0def,TransitGatewayAttachment=tgw-attach-0abc", 0},
		"net/web/0123456789abcdef/NewFlowCount_TCP p99.json": {"", "NewFlowCount_TCP", "p99", "LoadBalancer=net/web/0123456789abcdef", 0},
		"vpn-0abc/TunnelState-203.0.113.21-Minimum-60s.csv":  {"", "TunnelState", "Minimum", "TunnelIpAddress=203.0.113.21,VpnId=vpn-0abc", 60},
		"TunnelState-203.0.113.21-203.0.113.22.csv":          {"", "TunnelState", "", "", 0},
		"CPUUtilization-203.0.113.21.csv":                    {"", "CPUUtilization", "", "", 0},
		"mem_used_percent-i-0abc.csv":                        {"", "mem_used_percent", "", "InstanceId=i-0abc", 0},
		"i-0abc Memory % Committed Bytes In Use Average.csv": {"", "Memory % Committed Bytes In Use", "Average", "InstanceId=i-0abc", 0},
		"ena/ethtool_conntrack_allowance_exceeded i-0abc":    {"", "ethtool_conntrack_allowance_exceeded", "", "InstanceId=i-0abc", 0},
		"metrics.csv": {},
	} {
		d := parsePath(path)
		if diff := cmp.Diff(want, hints{d.namespace, d.metric, d.stat, d.dims.String(), d.period}); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// TestPathDimensions holds that a path adds only dimensions that the metric can have.
func TestPathDimensions(t *testing.T) {
	for metric, want := range map[string]string{
		"CPUUtilization": "InstanceId=i-0abc",
		"VolumeReadOps":  "InstanceId=i-0abc,VolumeId=vol-0aaa",
		"TunnelState":    "",
		"MyOwnMetric":    "InstanceId=i-0abc,VolumeId=vol-0aaa",
	} {
		d := description{metric: metric}
		d.complete(parsePath("i-0abc/vol-0aaa.csv"))
		if d.dims.String() != want {
			t.Errorf("%s: dimensions %q, want %q", metric, d.dims, want)
		}
	}
}

func TestAddDimensions(t *testing.T) {
	for cell, want := range map[string]string{
		"vol-0aaa":                               "VolumeId=vol-0aaa",
		"InstanceId=i-0abc,VolumeId=vol-0aaa":    "InstanceId=i-0abc,VolumeId=vol-0aaa",
		"VolumeId:vol-0aaa InstanceId:i-0abc":    "InstanceId=i-0abc,VolumeId=vol-0aaa",
		`[{"Name":"VolumeId","Value":"vol-0a"}]`: "VolumeId=vol-0a",
		`{"VolumeId":"vol-0a"}`:                  "VolumeId=vol-0a",
		"app/web/0123456789abcdef":               "LoadBalancer=app/web/0123456789abcdef",
		"something else":                         "something else",
		"":                                       "",
	} {
		var d description
		d.addDimensions(cell)
		if got := parsers.Value(d.values()[SlotDimensions]).String(); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

func TestParseStamp(t *testing.T) {
	const at = "2026-02-03T04:05:06Z"
	for _, tt := range []struct {
		text  string
		order dateOrder
		want  string
		zoned bool
		err   error
	}{
		{text: "2026/02/03 04:05:06", want: at},
		{text: "2026-02-03 04:05:06", want: at},
		{text: "2026-02-03T04:05:06", want: at},
		{text: " 2026-02-03T04:05:06Z ", want: at, zoned: true},
		{text: "2026-02-03T13:05:06+09:00", want: at, zoned: true},
		{text: "2026-02-02T20:05:06.000000-0800", want: at, zoned: true},
		{text: "2026-02-03 04:05:06 UTC", want: at, zoned: true},
		{text: "2026-02-03 04:05:06.25", want: "2026-02-03T04:05:06.25Z"},
		{text: "2026/2/3 4:05", want: "2026-02-03T04:05:00Z"},
		{text: "1770091506", want: at, zoned: true},
		{text: "1770091506.5", want: "2026-02-03T04:05:06.5Z", zoned: true},
		{text: "1770091506000", want: at, zoned: true},
		{text: "2/13/2026 4:05", want: "2026-02-13T04:05:00Z"},
		{text: "13/02/2026 04:05:06", want: "2026-02-13T04:05:06Z"},
		{text: "2/3/2026 4:05", order: monthFirst, want: "2026-02-03T04:05:00Z"},
		{text: "2/3/2026 4:05", order: dayFirst, want: "2026-03-02T04:05:00Z"},
		{text: "2/2/2026 4:05", want: "2026-02-02T04:05:00Z"},
		{text: "2/3/2026 4:05", err: errAmbiguous},
		{text: "2/13/2026 4:05", order: dayFirst, err: errNoStamp},
		{text: "2024/02/29 00:00:00", want: "2024-02-29T00:00:00Z"},
		{text: "2100-02-29 00:00:00", err: errNoStamp},
		{text: "2026-02-03", err: errNoStamp},
		{text: "2026-02-03 24:00:00", err: errNoStamp},
		{text: "2026-02-03 04:05:06 JST", err: errNoStamp},
		{text: "2026-02-03 04:05:06+99:00", err: errNoStamp},
		{text: "2026-02/03 04:05:06", err: errNoStamp},
		{text: "1.7700915E+12", err: errNoStamp},
		{text: "17", err: errNoStamp},
		{text: "-1770091506", err: errNoStamp},
		{text: "", err: errNoStamp},
	} {
		got, err := parseStamp([]byte(tt.text), tt.order)
		if !errors.Is(err, tt.err) {
			t.Errorf("%q: error %v, want %v", tt.text, err, tt.err)
		}
		if err == nil && (got.time.Format(time.RFC3339Nano) != tt.want || got.zoned != tt.zoned) {
			t.Errorf("%q: %v, zoned %v", tt.text, got.time, got.zoned)
		}
	}
}

// TestDays holds the calendar against the standard library's over 200 years.
func TestDays(t *testing.T) {
	for at := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2170; at = at.AddDate(0, 0, 1) {
		if got := daysSince1970(at.Year(), int(at.Month()), at.Day()); got*86400 != at.Unix() {
			t.Fatalf("%s is day %d", at, got)
		}
		if next := at.AddDate(0, 0, 1); next.Day() == 1 && daysIn(at.Year(), int(at.Month())) != at.Day() {
			t.Fatalf("%s is not the last of its month", at)
		}
	}
}

func TestCheckNumber(t *testing.T) {
	for _, text := range []string{"0", "-1", "+1.5", "2.083", "1e3", "1E-5", ".5", "5.", strings.Repeat("1", 250)} {
		f, ok := parsers.Value(text).Float()
		if err := checkNumber([]byte(text)); err != nil || !ok || math.IsInf(f, 0) {
			t.Errorf("%q: %v; as a value: %v %v", text, err, f, ok)
		}
	}
	for _, text := range []string{"", "-", ".", "NaN", "Inf", "1e999", "1e301", "0x10", "1_000", "1,5", "1.2.3", "1-2", "--1",
		"e5", "1e", "1 2", "five", strings.Repeat("9", 400)} {
		if checkNumber([]byte(text)) == nil {
			t.Errorf("%q taken for a number", text)
		}
	}
}

func TestInferPeriod(t *testing.T) {
	for _, tt := range []struct {
		times []int64
		want  int64
	}{
		{nil, 0},
		{[]int64{0, 60}, 0},
		{[]int64{120, 0, 60}, 60},
		{[]int64{0, 60, 120, 600, 1200}, 60},
		{[]int64{0, 0, 300, 300, 600}, 300},
		{[]int64{0, 3600, 10800}, 0},
		{[]int64{0, 7, 14}, 0}, // no period of CloudWatch's
		{[]int64{0, 60, 120, 420, 720}, 60},
	} {
		if got := inferPeriod(tt.times); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.times, got, tt.want)
		}
	}
}

// TestFilesOfLoadBalancers holds that a file may be called after its load balancer and target group, with dots for slashes,
// and that the kind of the load balancer tells the namespace.
func TestFilesOfLoadBalancers(t *testing.T) {
	for path, want := range map[string]string{
		"UnHealthyHostCount-net.in-b.0123456789abcdef-targetgroup.web-a.fedcba9876543210.json": "AWS/NetworkELB LoadBalancer=net/in-b/0123456789abcdef,TargetGroup=targetgroup/web-a/fedcba9876543210",
		"HealthyHostCount-app.web.0123456789abcdef.json":                                       "AWS/ApplicationELB LoadBalancer=app/web/0123456789abcdef",
		"app/web/0123456789abcdef/HealthyHostCount.json":                                       "AWS/ApplicationELB LoadBalancer=app/web/0123456789abcdef",
		"HealthyHostCount-app.web.json":                                                        " ",
	} {
		var d description
		d.complete(parsePath(path))
		if got := d.namespace + " " + d.dims.String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// TestMaxWords holds that no name of a metric has more words than are looked at together, and that some name has so many.
func TestMaxWords(t *testing.T) {
	most := 0
	for i := range namespaces {
		for _, name := range namespaces[i].names() {
			most = max(most, len(wordSpans(name)))
		}
	}
	if most != maxWords {
		t.Errorf("the longest name has %d words, maxWords is %d", most, maxWords)
	}
}
