package advice

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
)

func TestGP3(t *testing.T) {
	tests := []struct {
		name                string
		want, has, instance rates
		size                int
		get                 Setting
	}{
		{"what is wanted", rates{5_200, 81}, rates{3_000, 125}, rates{18_750, 566}, 500,
			Setting{IOPS: 5_500, Throughput: 125, Enough: true, WantedIOPS: 5_500, WantedThroughput: 125}},
		{"no more than the instance sustains", rates{6_000, 47}, rates{3_000, 125}, rates{3_600, 77.5}, 500,
			Setting{IOPS: 3_600, Throughput: 125, Enough: true, Held: true, WantedIOPS: 6_000, WantedThroughput: 125,
				Notes: "the instance sustains no more than 3,600 IOPS"}},
		{"neither instance nor size known", rates{6_000, 47}, rates{3_000, 125}, rates{}, 0,
			Setting{IOPS: 6_000, Throughput: 125, Enough: true, WantedIOPS: 6_000, WantedThroughput: 125}},
		{"no fewer IOPS than a volume has that lacks MiB/s", rates{1_600, 750}, rates{16_000, 500}, rates{}, 400,
			Setting{IOPS: 16_000, Throughput: 750, Enough: true, WantedIOPS: 16_000, WantedThroughput: 750}},
		{"no less than it has, whatever the instance sustains", rates{9_000, 47}, rates{6_000, 250}, rates{3_600, 77.5}, 500,
			Setting{IOPS: 6_000, Throughput: 250, Enough: true, Held: true, WantedIOPS: 9_000, WantedThroughput: 250,
				Notes: "the instance sustains no more than 3,600 IOPS"}},
		{"more than gp3 can have", rates{3_000, 6_000}, rates{100_000, 4_000}, rates{}, 500,
			Setting{IOPS: 80_000, Throughput: 2_000, WantedIOPS: 80_000, WantedThroughput: 2_000,
				Notes: "2000 MiB/s instead of 6000: the most of any gp3 volume; 80000 IOPS instead of 100000: the most of any gp3 volume; " +
					"the volume has 100,000 IOPS now, more than gp3 gives it; the volume has 4,000 MiB/s now, more than gp3 gives it"}},
	}
	for _, tt := range tests {
		got := gp3(tt.want, tt.has, tt.instance, tt.size)
		if diff := cmp.Diff(tt.get, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// median is a figure of a sighting of which all points are alike.
func median(f float64) map[string]any { return map[string]any{"median": f, "mean": f, "max": f} }

// unknown is an instance whose type is not known.
func unknown(sighting) rates { return rates{} }

// figures are those of a volume at its limits.
func figures(kind string, size, iops, mibs, needed, kib float64) map[string]any {
	return map[string]any{"volume_type": kind, "size": median(size), "limit_iops": median(iops), "limit_throughput": median(mibs),
		"needed_iops": median(needed), "needed_throughput": median(needed * kib / 1024), "io_size": median(kib)}
}

// TestGP3For holds that the figures follow from what was measured, and that they say how.
func TestGP3For(t *testing.T) {
	peak := func(iops, mibs float64) map[string]any {
		return map[string]any{"iops": median(iops), "throughput": median(mibs)}
	}
	prompt := func(iops, mibs float64) map[string]any {
		p := peak(iops, mibs)
		p["latency"] = median(1)
		return p
	}
	for _, tt := range []struct {
		name, cause  string
		volume, peak map[string]any
		iops, mibs   int
		basis        string
	}{
		{"an estimate within bounds", "iops", figures("gp3", 500, 3_000, 125, 5_200, 16), nil, 5_500, 125,
			"estimated from the operations that wait and rounded up; its operations have 16 KiB on average; what is above 3,000 IOPS and 125 MiB/s is billed"},
		{"far more wait", "iops", figures("gp3", 500, 3_000, 125, 64_594, 8), nil, 6_000, 125,
			"twice the IOPS that it has, as a first step, because how much the workload would do is not known; its operations have 8 KiB on average; what is above 3,000 IOPS and 125 MiB/s is billed"},
		{"few wait", "iops", figures("gp3", 500, 3_000, 125, 3_000, 16), nil, 4_500, 125, "half again of the IOPS that it has, "},
		{"larger operations", "iops", figures("gp3", 500, 3_000, 125, 60_000, 40), nil, 6_000, 250, "twice the IOPS that it has, "},
		{"no bytes measured", "iops", figures("gp3", 500, 3_000, 125, 60_000, 0), nil, 6_000, 125, "twice the IOPS that it has, "},
		{"throughput", "throughput", figures("gp3", 500, 3_000, 125, 1_600, 256), nil, 3_000, 250, "twice the MiB/s that it has, "},
		{"throughput of small operations", "throughput", figures("gp3", 500, 3_000, 125, 9_000, 48), nil, 5_500, 250, "twice the MiB/s that it has, "},
		{"the least of gp3 is more", "throughput", figures("st1", 500, 20, 20, 90, 1_024), nil, 3_000, 125, "more than twice the MiB/s that it has, "},
		{"rounded up by a tenth", "throughput", figures("st1", 2_048, 80, 80, 900, 1_024), nil, 3_000, 175, "more than twice the MiB/s that it has, "},
		{"gp2 that was not held before", "gp2", figures("gp2", 100, 300, 128, 4_000, 15), peak(1_450, 21), 3_000, 128,
			"while it had credits it did 1,450 IOPS and 21 MiB/s at most; its operations have 15 KiB on average; "},
		{"gp2 near its limit before, and prompt", "gp2", figures("gp2", 100, 300, 128, 4_000, 16), prompt(2_928, 45.7), 3_000, 128,
			"while it had credits it did 2,928 IOPS and 46 MiB/s at most; "},
		{"gp2 at its limit before, and prompt", "gp2", figures("gp2", 100, 300, 128, 9_000, 16), prompt(2_990, 47), 6_000, 128,
			"twice the IOPS that it did while it had credits, "},
		{"gp2 that was held with credits, too", "gp2", figures("gp2", 100, 300, 128, 9_000, 16), peak(2_990, 47), 6_000, 128,
			"twice the IOPS that it did while it had credits, "},
		{"gp2 that has no credits at all", "gp2", figures("gp2", 100, 300, 128, 9_000, 16), nil, 3_000, 128, "3,000 IOPS are the least that gp3 has"},
		{"larger gp2", "gp2", figures("gp2", 900, 2_700, 250, 9_000, 16), nil, 5_500, 250, "twice the IOPS that it has, "},
		{"sc1", "hdd", map[string]any{"volume_type": "sc1", "size": median(1_024), "throughput": median(12)}, nil, 3_000, 125, ""},
		{"st1", "hdd", map[string]any{"volume_type": "st1", "size": median(2_048), "throughput": median(80)}, nil, 3_000, 500, "what is above "},
	} {
		got, err := gp3For(tt.cause, tt.volume, tt.peak, unknown)
		if err != nil || got.IOPS != tt.iops || got.Throughput != tt.mibs || !strings.HasPrefix(got.Basis, tt.basis) {
			t.Errorf("%s: %+v, %v, want %d IOPS and %d MiB/s", tt.name, got, err, tt.iops, tt.mibs)
		}
	}
	if s, err := gp3For("latency", nil, nil, unknown); err == nil {
		t.Errorf("a cause that is unknown: %+v", s)
	}
}

func TestProvisionedIOPS(t *testing.T) {
	tests := []struct {
		kind                              string
		needed, now, instance, size, want float64
	}{
		{"io2", 20_000, 4_000, 0, 300, 8_000},
		{"io2", 4_100, 4_000, 0, 300, 6_000},
		{"io1", 20_000, 4_000, 0, 100, 5_000}, // 50 IOPS per GiB
		{"io1", 200_000, 60_000, 0, 10_000, 64_000},
		{"io2", 20_000, 4_000, 6_000, 300, 6_000}, // the instance sustains no more
		{"io2", 20_000, 4_000, 0, 0, 8_000},
	}
	for _, tt := range tests {
		volume := map[string]any{"volume_type": tt.kind, "size": median(tt.size), "limit_iops": median(tt.now), "needed_iops": median(tt.needed)}
		if got := provisionedIOPS(volume, func(sighting) rates { return rates{iops: tt.instance} }); got != tt.want {
			t.Errorf("%s that needs %v, has %v, is %v GiB: %g, want %g", tt.kind, tt.needed, tt.now, tt.size, got, tt.want)
		}
	}
}

func TestBiggerTypes(t *testing.T) {
	for _, tt := range []struct {
		name       string
		iops, mibs float64
		first      string
	}{
		{"m5.large", 4_700, 40, "m5.xlarge (6,000 IOPS, 137 MiB/s sustained)"},
		{"t3.large", 800, 108, "m6in.large "},
		{"t3.xlarge", 800, 108, "m5.xlarge "},
		{"t4g.large", 800, 108, "m6g.xlarge "},
	} {
		if got := biggerTypes(tt.name, tt.iops, tt.mibs); !strings.HasPrefix(got, tt.first) {
			t.Errorf("instead of %s: %q, want %q first", tt.name, got, tt.first)
		}
	}
	for _, name := range []string{"", "x99.large", "m5.large"} {
		if got := biggerTypes(name, 1e9, 1e9); got != "" {
			t.Errorf("instead of %q for a billion IOPS: %q", name, got)
		}
	}
}

// TestUnknownSize holds that a text has no times in it for a volume whose size is not known.
func TestUnknownSize(t *testing.T) {
	if got := fastSnapshotRestore(nil); got != "" {
		t.Error(got)
	}
	if got := initialize(nil); got != "" {
		t.Error(got)
	}
	if got, want := initialize(500.0), "500 GiB take 28 min at 300 MiB/s, 1 h 25 min at 100 MiB/s"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := fastSnapshotRestore(20_000.0); got != "" {
		t.Errorf("Fast Snapshot Restore takes no snapshot of 20,000 GiB: %q", got)
	}
}

// TestDescribedType holds that describe-instance-types overrides the table in texts, too.
func TestDescribedType(t *testing.T) {
	g := entity.NewGraph()
	limits := func() string { return Funcs(g, nil)["type_limits"].(func(any) string)("m5.large") }
	if got := limits(); !strings.HasPrefix(got, "3,600 IOPS") {
		t.Errorf("by the table: %q", got)
	}
	g.Know(entity.ID{Kind: "instance-type", Name: "m5.large"}, "description", entity.Fact{
		Value: `{"InstanceType":"m5.large","EbsInfo":{"EbsOptimizedInfo":{"BaselineThroughputInMBps":162.5,"BaselineIops":7200,"MaximumThroughputInMBps":162.5,"MaximumIops":7200}}}`,
	})
	if got, want := limits(), "7,200 IOPS and 155 MiB/s sustained"; got != want {
		t.Errorf("as described: %q, want %q", got, want)
	}
}
