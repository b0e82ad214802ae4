package limits

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestTableIsWholeAndPlausible(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(tableCSV), "\n")[1:]
	if len(table()) != len(lines) {
		t.Errorf("table holds %d types, the file %d lines", len(table()), len(lines))
	}
	for _, line := range lines {
		if strings.Count(line, ",") != 9 || strings.Contains(line, `"`) {
			t.Errorf("line is not ten plain cells: %s", line)
		}
	}
	for name, i := range table() {
		if _, ok := parseType(name); !ok {
			t.Errorf("%s: name not understood", name)
		}
		if i.Source == "" {
			t.Errorf("%s: no source", name)
		}
		if !i.Known() {
			if i.Note == "" {
				t.Errorf("%s: no figures and no word why", name)
			}
			continue
		}
		if i.MaxMbps < i.BaselineMbps || i.MaxMBs < i.BaselineMBs || i.MaxIOPS < i.BaselineIOPS {
			t.Errorf("%s: maximum below baseline: %+v", name, i)
		}
		if math.Abs(i.BaselineMbps/8-i.BaselineMBs) > 0.01*i.BaselineMBs {
			t.Errorf("%s: %v Mbps are not %v MB/s", name, i.BaselineMbps, i.BaselineMBs)
		}
	}
}

func TestInstanceType(t *testing.T) {
	m5, ok := InstanceType("m5.large")
	if !ok || m5.BaselineMbps != 650 || m5.MaxMbps != 4750 || m5.BaselineIOPS != 3600 || m5.MaxIOPS != 18750 || !m5.Burst {
		t.Errorf("m5.large = %+v, %v", m5, ok)
	}
	if got := math.Round(Instance{BaselineMBs: 593.75}.BaselineMiBs()); got != 566 {
		t.Errorf("593.75 MB/s = %v MiB/s, want 566", got)
	}
	if t2, ok := InstanceType("t2.micro"); !ok || t2.Known() {
		t.Errorf("t2.micro = %+v, %v; want it listed without figures", t2, ok)
	}
	if _, ok := InstanceType("m5.huge"); ok {
		t.Error("m5.huge exists")
	}
}

func TestFromDescribe(t *testing.T) {
	const element = `{"InstanceType":"m6in.large","EbsInfo":{"EbsOptimizedSupport":"default","EbsOptimizedInfo":{
		"BaselineBandwidthInMbps":1562,"BaselineThroughputInMBps":195.31,"BaselineIops":6250,
		"MaximumBandwidthInMbps":25000,"MaximumThroughputInMBps":3125.0,"MaximumIops":100000}}}`
	i, ok := FromDescribe([]byte(element))
	if !ok || i.Type != "m6in.large" || i.BaselineIOPS != 6250 || i.MaxMBs != 3125 || !i.Burst || i.Source != "describe-instance-types" {
		t.Errorf("got %+v, %v", i, ok)
	}
	for _, broken := range []string{
		``, `{}`, `null`, `{"InstanceType":"t2.micro","EbsInfo":{"EbsOptimizedSupport":"unsupported"}}`,
		`{"InstanceType":"x","EbsInfo":{"EbsOptimizedInfo":{"BaselineThroughputInMBps":-1,"BaselineIops":"many"}}}`,
	} {
		if i, ok := FromDescribe([]byte(broken)); ok {
			t.Errorf("%s gave %+v", broken, i)
		}
	}
}

func TestLargerAndSameClass(t *testing.T) {
	tests := []struct {
		name       string
		find       func(string, float64, float64) []Instance
		iops, mibs float64
		first      string // prefix of the list, comma-separated; "" for none
	}{
		{"m5.large", Larger, 5000, 100, "m5.xlarge,m5.2xlarge,m5.4xlarge,m5.8xlarge"},
		{"m5.xlarge", Larger, 5000, 100, "m5.2xlarge,m5.4xlarge"},
		{"m5.2xlarge", Larger, 16000, 300, "m5.4xlarge,m5.8xlarge,m5.12xlarge,m5.16xlarge,m5.24xlarge,m5.metal"},
		{"m5.large", Larger, 200_000, 100, ""},
		{"m7i.48xlarge", Larger, 1000, 100, "m7i.metal-24xl,m7i.metal-48xl"},
		{"nonsense", Larger, 1, 1, ""},
		{"u-3tb1.56xlarge", SameClass, 1e9, 1, ""},
		{"m5.24xlarge", SameClass, 100_000, 2500, "m6a.24xlarge,m6i.24xlarge"},
		{"m6g.16xlarge", SameClass, 100_000, 2500, "m8g.24xlarge"},
	}
	for _, tt := range tests {
		var names []string
		for _, i := range tt.find(tt.name, tt.iops, tt.mibs) {
			names = append(names, i.Type)
		}
		got := strings.Join(names, ",")
		if !strings.HasPrefix(got, tt.first) || (tt.first == "") != (got == "") {
			t.Errorf("%s for %v IOPS, %v MiB/s: got %q, want it to begin with %q", tt.name, tt.iops, tt.mibs, got, tt.first)
		}
	}
}

func TestSameClassStaysWithArchitectureAndSize(t *testing.T) {
	offers := SameClass("m5.4xlarge", 20_000, 500)
	if len(offers) < 3 {
		t.Fatalf("only %d offers", len(offers))
	}
	seen := map[string]bool{}
	for _, i := range offers {
		family := familyOf(i.Type)
		if seen[family] || family == "m5" || strings.HasPrefix(family, "m6g") || strings.HasPrefix(family, "m7g") {
			t.Errorf("unwanted offer %s", i.Type)
		}
		seen[family] = true
		if i.BaselineIOPS < 20_000 || i.BaselineMiBs() < 500 {
			t.Errorf("%s does not suffice", i.Type)
		}
	}
}

func TestVolumeLimits(t *testing.T) {
	tests := []struct {
		volume                         Volume
		iops, mibs, baseIOPS, baseMiBs float64
		burstSeconds                   float64 // 0: no burst
		source                         string
	}{
		// The table of sizes in general-purpose.html.
		{Volume{Type: "gp2", SizeGiB: 20}, 3000, 128, 100, 25, 1862, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 100}, 3000, 128, 300, 75, 2000, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 170}, 3000, 128, 510, 127.5, 2169, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 171}, 3000, 250, 513, 128.25, 2171, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 334}, 3000, 250, 1002, 250, 2703, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 750}, 3000, 250, 2250, 250, 7200, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 1000}, 3000, 250, 3000, 250, 0, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", SizeGiB: 5334}, 16000, 250, 16000, 250, 0, "gp2 formula 3 IOPS/GiB"},
		{Volume{Type: "gp2", IOPS: 300}, 3000, 128, 300, 75, 2000, "describe-volumes Iops"},
		{Volume{Type: "gp2"}, 0, 0, 0, 0, 0, "gp2 volume whose size is not stated"},

		{Volume{Type: "gp3", SizeGiB: 100}, 3000, 125, 3000, 125, 0, "gp3 defaults 3,000 IOPS, 125 MiB/s"},
		{Volume{Type: "gp3", SizeGiB: 100, IOPS: 16000}, 16000, 125, 16000, 125, 0, "describe-volumes Iops, gp3 default 125 MiB/s"},
		{Volume{Type: "gp3", IOPS: 4000, ThroughputMiBs: 1000}, 4000, 1000, 4000, 1000, 0, "describe-volumes Iops, Throughput"},

		// The examples in provisioned-iops.html.
		{Volume{Type: "io1", IOPS: 1000}, 1000, 250, 1000, 250, 0, "describe-volumes Iops"},
		{Volume{Type: "io1", IOPS: 2000}, 2000, 500, 2000, 500, 0, "describe-volumes Iops"},
		{Volume{Type: "io1", IOPS: 32000}, 32000, 500, 32000, 500, 0, "describe-volumes Iops"},
		{Volume{Type: "io1", IOPS: 48000}, 48000, 750, 48000, 750, 0, "describe-volumes Iops"},
		{Volume{Type: "io1", IOPS: 64000}, 64000, 1000, 64000, 1000, 0, "describe-volumes Iops"},
		{Volume{Type: "io1"}, 0, 0, 0, 0, 0, "io1 volume whose Iops is not stated"},
		{Volume{Type: "io2", IOPS: 10000}, 10000, 2560, 10000, 2560, 0, "describe-volumes Iops"},
		{Volume{Type: "io2", IOPS: 16000}, 16000, 4000, 16000, 4000, 0, "describe-volumes Iops"},

		// The tables in hdd-vols.html.
		{Volume{Type: "st1", SizeGiB: 128}, 31.25, 31.25, 5, 5, 4993, "st1 formula 40 MiB/s per TiB"},
		{Volume{Type: "st1", SizeGiB: 1024}, 250, 250, 40, 40, 4993, "st1 formula 40 MiB/s per TiB"},
		{Volume{Type: "st1", SizeGiB: 12800}, 500, 500, 500, 500, 0, "st1 formula 40 MiB/s per TiB"},
		{Volume{Type: "sc1", SizeGiB: 3200}, 250, 250, 37.5, 37.5, 15420, "sc1 formula 12 MiB/s per TiB"},
		{Volume{Type: "sc1", SizeGiB: 16384}, 250, 250, 192, 192, 289262, "sc1 formula 12 MiB/s per TiB"},

		{Volume{Type: "standard", SizeGiB: 10}, 200, 90, 40, 40, 0, "standard: 40-200 IOPS, 40-90 MiB/s"},
		{Volume{Type: "gp9"}, 0, 0, 0, 0, 0, `volume type "gp9" is not known`},
	}
	for _, tt := range tests {
		got := tt.volume.Limits()
		if got.IOPS != tt.iops || got.MiBs != tt.mibs || got.BaselineIOPS != tt.baseIOPS || got.BaselineMiBs != tt.baseMiBs ||
			got.Source != tt.source {
			t.Errorf("%+v: got %+v, want %v IOPS %v MiB/s, baseline %v, %v, %q",
				tt.volume, got, tt.iops, tt.mibs, tt.baseIOPS, tt.baseMiBs, tt.source)
		}
		if got.Burst != (tt.burstSeconds > 0) || math.Abs(got.BurstFor.Seconds()-tt.burstSeconds) > 1 {
			t.Errorf("%+v: burst %v for %v, want %v s", tt.volume, got.Burst, got.BurstFor, tt.burstSeconds)
		}
	}
}

func TestGP3(t *testing.T) {
	tests := []struct {
		iops, mibs float64
		size       int
		want       GP3Setting
	}{
		{0, 0, 100, GP3Setting{IOPS: 3000, ThroughputMiBs: 125, OK: true}},
		{500, 20, 100, GP3Setting{IOPS: 3000, ThroughputMiBs: 125, OK: true,
			Notes: []string{"125 MiB/s are included, less cannot be set", "3000 IOPS are included, less cannot be set"}}},
		{6000.2, 250, 100, GP3Setting{IOPS: 6001, ThroughputMiBs: 250, OK: true}},
		{3000, 1000, 8, GP3Setting{IOPS: 4000, ThroughputMiBs: 1000, OK: true,
			Notes: []string{"4000 IOPS instead of 3000: 0.25 MiB/s per IOPS"}}},
		{16000, 125, 32, GP3Setting{IOPS: 16000, ThroughputMiBs: 125, OK: true}},
		{16000, 125, 31, GP3Setting{IOPS: 15500, ThroughputMiBs: 125,
			Notes: []string{"15500 IOPS instead of 16000: 500 IOPS per GiB of 31 GiB"}}},
		{3000, 2000, 10, GP3Setting{IOPS: 5000, ThroughputMiBs: 1250, Notes: []string{
			"8000 IOPS instead of 3000: 0.25 MiB/s per IOPS",
			"5000 IOPS instead of 8000: 500 IOPS per GiB of 10 GiB",
			"1250 MiB/s instead of 2000: 0.25 MiB/s per IOPS"}}},
		{90000, 3000, 1000, GP3Setting{IOPS: 80000, ThroughputMiBs: 2000, Notes: []string{
			"2000 MiB/s instead of 3000: the most of any gp3 volume",
			"80000 IOPS instead of 90000: the most of any gp3 volume"}}},
		{math.NaN(), math.Inf(1), -5, GP3Setting{IOPS: 3000, ThroughputMiBs: 750, Notes: []string{
			"2000 MiB/s instead of 1000000000: the most of any gp3 volume",
			"8000 IOPS instead of 3000: 0.25 MiB/s per IOPS",
			"3000 IOPS instead of 8000: 500 IOPS per GiB of -5 GiB",
			"750 MiB/s instead of 2000: 0.25 MiB/s per IOPS"}}},
	}
	for _, tt := range tests {
		got := GP3(tt.iops, tt.mibs, tt.size)
		if got.IOPS != tt.want.IOPS || got.ThroughputMiBs != tt.want.ThroughputMiBs || got.OK != tt.want.OK ||
			strings.Join(got.Notes, "\n") != strings.Join(tt.want.Notes, "\n") {
			t.Errorf("GP3(%v, %v, %d) = %+v, want %+v", tt.iops, tt.mibs, tt.size, got, tt.want)
		}
	}
}

func TestFastSnapshotRestore(t *testing.T) {
	// The example in volume-creation-credits.html: 128 GiB, 8 credits an hour, the first after about 8 minutes.
	got := FastSnapshotRestore(128)
	if got.Bucket != 8 || got.PerHour != 8 || got.FirstCredit != 450*time.Second || got.Optimizing != 450*time.Second || !got.Supported {
		t.Errorf("128 GiB: %+v", got)
	}
	if got := FastSnapshotRestore(50); got.Bucket != 10 || got.PerHour != 10 {
		t.Errorf("50 GiB: %+v", got)
	}
	if got := FastSnapshotRestore(4096); got.Bucket != 1 || got.PerHour != 0.25 || got.Optimizing != 4*time.Hour {
		t.Errorf("4 TiB: %+v", got)
	}
	if got := FastSnapshotRestore(16385); got.Supported {
		t.Errorf("above 16 TiB: %+v", got)
	}
	if got := FastSnapshotRestore(0); got != (SnapshotRestore{}) {
		t.Errorf("no size: %+v", got)
	}
}

func TestInitializationTime(t *testing.T) {
	// The example in initalize-volume.html: 10 GiB at 300 MiB/s take 34 seconds.
	if got := InitializationTime(10, 300).Round(time.Second); got != 34*time.Second {
		t.Errorf("10 GiB at 300 MiB/s = %v", got)
	}
	for _, rate := range []float64{0, 99, 301, math.NaN()} {
		if got := InitializationTime(10, rate); got != 0 {
			t.Errorf("rate %v gave %v", rate, got)
		}
	}
}

func FuzzFromDescribe(f *testing.F) {
	f.Add([]byte(`{"InstanceType":"m5.large","EbsInfo":{"EbsOptimizedInfo":{"BaselineThroughputInMBps":81.25,"BaselineIops":3600}}}`))
	f.Add([]byte(`{"InstanceType":"x","EbsInfo":{"EbsOptimizedInfo":{"BaselineThroughputInMBps":1e400,"BaselineIops":1}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		i, ok := FromDescribe(raw)
		if ok && (i.Type == "" || !i.Known() || i.MaxMBs < i.BaselineMBs || i.MaxIOPS < i.BaselineIOPS || i.BaselineIOPS < 0) {
			t.Errorf("implausible limits %+v from %q", i, raw)
		}
	})
}

func BenchmarkParseTable(b *testing.B) {
	b.SetBytes(int64(len(tableCSV)))
	for b.Loop() {
		parseTable(tableCSV)
	}
}

func TestMoreCPU(t *testing.T) {
	for name, want := range map[string]string{
		"m5.large": "m5.xlarge", "c7g.medium": "c7g.large", "r6i.8xlarge": "r6i.12xlarge", "m5.24xlarge": "", "m5.metal": "",
		"t3.micro": "t3.xlarge", "t3.medium": "t3.xlarge", "t3.2xlarge": "", "t2.small": "t2.medium", "t4g.large": "t4g.xlarge", "quantum.large": "", "": "",
	} {
		if got := MoreCPU(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
