package advice

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
)

func TestGP3(t *testing.T) {
	tests := []struct {
		name                     string
		need, now, has, instance rates
		size                     int
		want                     Setting
	}{
		{"what is needed", rates{5_200, 81}, rates{3_000, 125}, rates{3_000, 125}, rates{18_750, 566}, 500,
			Setting{IOPS: 5_500, Throughput: 125, Enough: true, WantedIOPS: 5_500, WantedThroughput: 125}},
		{"half again at the least", rates{3_000, 47}, rates{3_000, 125}, rates{3_000, 125}, rates{18_750, 566}, 500,
			Setting{IOPS: 4_500, Throughput: 125, Enough: true, WantedIOPS: 4_500, WantedThroughput: 125}},
		{"four times at the most", rates{90_000, 1_400}, rates{3_000, 125}, rates{3_000, 125}, rates{80_000, 4_000}, 500,
			Setting{IOPS: 12_000, Throughput: 500, Enough: true, WantedIOPS: 12_000, WantedThroughput: 500}},
		{"no more than the instance sustains", rates{12_000, 47}, rates{3_000, 125}, rates{3_000, 125}, rates{3_600, 77.5}, 500,
			Setting{IOPS: 3_600, Throughput: 125, Enough: true, Held: true, WantedIOPS: 12_000, WantedThroughput: 125,
				Notes: "the instance sustains no more than 3,600 IOPS and 78 MiB/s"}},
		{"neither instance nor size known", rates{12_000, 47}, rates{3_000, 125}, rates{3_000, 125}, rates{}, 0,
			Setting{IOPS: 12_000, Throughput: 125, Enough: true, WantedIOPS: 12_000, WantedThroughput: 125}},
		{"no fewer IOPS than a volume has that lacks MiB/s", rates{1_600, 600}, rates{2_000, 750}, rates{16_000, 500}, rates{}, 400,
			Setting{IOPS: 16_000, Throughput: 750, Enough: true, WantedIOPS: 16_000, WantedThroughput: 750}},
		{"no less than it has, whatever the instance sustains", rates{9_000, 47}, rates{6_000, 250}, rates{6_000, 250}, rates{3_600, 77.5}, 500,
			Setting{IOPS: 6_000, Throughput: 250, Enough: true, Held: true, WantedIOPS: 9_000, WantedThroughput: 250,
				Notes: "the instance sustains no more than 3,600 IOPS and 78 MiB/s"}},
		{"more than gp3 can have", rates{3_000, 4_100}, rates{3_000, 6_000}, rates{100_000, 4_000}, rates{}, 500,
			Setting{IOPS: 80_000, Throughput: 2_000, WantedIOPS: 80_000, WantedThroughput: 2_000,
				Notes: "2000 MiB/s instead of 6000: the most of any gp3 volume; 80000 IOPS instead of 100000: the most of any gp3 volume; " +
					"the volume has 100,000 IOPS now, more than gp3 gives it; the volume has 4,000 MiB/s now, more than gp3 gives it"}},
	}
	for _, tt := range tests {
		got := gp3(tt.need, tt.now, tt.has, tt.instance, tt.size)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// median is a figure of a sighting of which all points are alike.
func median(f float64) map[string]any { return map[string]any{"median": f, "mean": f, "max": f} }

// unknown is an instance whose type is not known.
func unknown(sighting) rates { return rates{} }

func TestGP3For(t *testing.T) {
	for _, tt := range []struct {
		cause      string
		volume     map[string]any
		iops, mibs int
	}{
		{"iops", map[string]any{"volume_type": "gp3", "size": median(500), "limit_iops": median(3_000), "limit_throughput": median(125),
			"needed_iops": median(5_200), "needed_throughput": median(81)}, 5_500, 125},
		{"throughput", map[string]any{"volume_type": "gp3", "size": median(500), "limit_iops": median(3_000), "limit_throughput": median(125),
			"iops": median(500), "needed_iops": median(1_600), "needed_throughput": median(400)}, 3_000, 400},
		{"gp2", map[string]any{"volume_type": "gp2", "size": median(900), "limit_iops": median(2_700), "limit_throughput": median(250),
			"needed_iops": median(9_000), "needed_throughput": median(300)}, 9_000, 300},
		{"gp2", map[string]any{"volume_type": "gp2", "size": median(400), "limit_iops": median(1_200),
			"needed_iops": median(4_000), "needed_throughput": median(60)}, 4_000, 250}, // 250 MiB/s is what it has
		{"hdd", map[string]any{"volume_type": "sc1", "size": median(1_024), "throughput": median(12)}, 3_000, 125},
		{"hdd", map[string]any{"volume_type": "st1", "size": median(2_048), "throughput": median(80)}, 3_000, 500},
	} {
		got, err := gp3For(tt.cause, tt.volume, unknown)
		if err != nil || got.IOPS != tt.iops || got.Throughput != tt.mibs {
			t.Errorf("%s of %v: %+v, %v, want %d IOPS and %d MiB/s", tt.cause, tt.volume, got, err, tt.iops, tt.mibs)
		}
	}
	if s, err := gp3For("latency", nil, unknown); err == nil {
		t.Errorf("a cause that is unknown: %+v", s)
	}
}

func TestProvisionedIOPS(t *testing.T) {
	tests := []struct {
		kind                              string
		needed, now, instance, size, want float64
	}{
		{"io2", 20_000, 4_000, 0, 300, 16_000},
		{"io2", 4_100, 4_000, 0, 300, 6_000},
		{"io1", 20_000, 4_000, 0, 100, 5_000}, // 50 IOPS per GiB
		{"io1", 200_000, 60_000, 0, 10_000, 64_000},
		{"io2", 20_000, 4_000, 6_000, 300, 6_000}, // the instance sustains no more
		{"io2", 20_000, 4_000, 0, 0, 16_000},
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
		{"t3.large", 800, 108, "m5.xlarge "},
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
