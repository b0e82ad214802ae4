package advice

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
)

func TestGP3(t *testing.T) {
	tests := []struct {
		name                                                                                 string
		needIOPS, needMiBs, nowIOPS, nowMiBs, hasIOPS, hasMiBs, instanceIOPS, instMiBs, size any
		want                                                                                 Setting
	}{
		{"what is needed", 5_200.0, 81.0, 3_000.0, 125.0, 3_000.0, 125.0, 18_750.0, 566.0, 500.0,
			Setting{IOPS: 5_500, Throughput: 125, Enough: true, WantedIOPS: 5_500, WantedThroughput: 125}},
		{"half again at the least", 3_000.0, 47.0, 3_000.0, 125.0, 3_000.0, 125.0, 18_750.0, 566.0, 500.0,
			Setting{IOPS: 4_500, Throughput: 125, Enough: true, WantedIOPS: 4_500, WantedThroughput: 125}},
		{"four times at the most", 90_000.0, 1_400.0, 3_000.0, 125.0, 3_000.0, 125.0, 80_000.0, 4_000.0, 500.0,
			Setting{IOPS: 12_000, Throughput: 500, Enough: true, WantedIOPS: 12_000, WantedThroughput: 500}},
		{"no more than the instance sustains", 12_000.0, 47.0, 3_000.0, 125.0, 3_000.0, 125.0, 3_600.0, 77.5, 500.0,
			Setting{IOPS: 3_600, Throughput: 125, Enough: true, Held: true, WantedIOPS: 12_000, WantedThroughput: 125,
				Notes: "the instance sustains no more than 3,600 IOPS; the instance sustains no more than 78 MiB/s"}},
		{"neither instance nor size known", 12_000.0, 47.0, 3_000.0, 125.0, 3_000.0, 125.0, nil, nil, nil,
			Setting{IOPS: 12_000, Throughput: 125, Enough: true, WantedIOPS: 12_000, WantedThroughput: 125}},
		{"no fewer IOPS than a volume has that lacks MiB/s", 1_600.0, 600.0, 2_000.0, 750.0, 16_000.0, 500.0, nil, nil, 400.0,
			Setting{IOPS: 16_000, Throughput: 750, Enough: true, WantedIOPS: 16_000, WantedThroughput: 750}},
		{"no less than it has, whatever the instance sustains", 9_000.0, 47.0, 6_000.0, 250.0, 6_000.0, 250.0, 3_600.0, 77.5, 500.0,
			Setting{IOPS: 6_000, Throughput: 250, Enough: true, Held: true, WantedIOPS: 9_000, WantedThroughput: 250,
				Notes: "the instance sustains no more than 3,600 IOPS; the instance sustains no more than 78 MiB/s"}},
		{"more than gp3 can have", 3_000.0, 4_100.0, 3_000.0, 6_000.0, 100_000.0, 4_000.0, nil, nil, 500.0,
			Setting{IOPS: 80_000, Throughput: 2_000, WantedIOPS: 80_000, WantedThroughput: 2_000,
				Notes: "MiB/s cut from 6000 to 2000: the most of any gp3 volume; IOPS cut from 100000 to 80000: the most of any gp3 volume; " +
					"the volume has 100,000 IOPS now, more than gp3 gives it; the volume has 4,000 MiB/s now, more than gp3 gives it"}},
	}
	for _, tt := range tests {
		got := gp3(tt.needIOPS, tt.needMiBs, tt.nowIOPS, tt.nowMiBs, tt.hasIOPS, tt.hasMiBs, tt.instanceIOPS, tt.instMiBs, tt.size)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestVolumeMiBs(t *testing.T) {
	for _, tt := range []struct {
		kind       string
		size, want any
	}{{"st1", 2_048.0, 500.0}, {"sc1", 1_024.0, 80.0}, {"gp2", 100.0, 128.0}, {"gp2", 400.0, 250.0}, {"gp2", nil, 0.0}} {
		if got := volumeMiBs(tt.kind, tt.size); got != tt.want {
			t.Errorf("%s of %v GiB: %v, want %v", tt.kind, tt.size, got, tt.want)
		}
	}
}

func TestProvisionedIOPS(t *testing.T) {
	tests := []struct {
		kind                        string
		needed, now, instance, size any
		want                        float64
	}{
		{"io2", 20_000.0, 4_000.0, nil, 300.0, 16_000},
		{"io2", 4_100.0, 4_000.0, nil, 300.0, 6_000},
		{"io1", 20_000.0, 4_000.0, nil, 100.0, 5_000}, // 50 IOPS per GiB
		{"io1", 200_000.0, 60_000.0, nil, 10_000.0, 64_000},
		{"io2", 20_000.0, 4_000.0, 6_000.0, 300.0, 6_000}, // the instance sustains no more
		{"io2", 20_000.0, 4_000.0, nil, nil, 16_000},
	}
	for _, tt := range tests {
		if got := provisionedIOPS(tt.kind, tt.needed, tt.now, tt.instance, tt.size); got != tt.want {
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
