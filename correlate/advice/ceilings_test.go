package advice

import (
	"maps"
	"strings"
	"testing"

	"hamari/correlate/limits"
)

// held is a gp3 volume of 3,000 IOPS at its limit, beside others.
func held(instance string, allIOPS float64, more map[string]any) map[string]any {
	v := figures("gp3", 500, 3_000, 125, 60_000, 16)
	maps.Copy(v, map[string]any{"instance_type": instance, "iops": median(3_000), "throughput": median(47),
		"instance_iops": median(allIOPS), "instance_throughput": median(allIOPS / 64)})
	maps.Copy(v, more)
	return v
}

// TestPartOfInstance holds that what is proposed for all volumes of an instance together is no more than it sustains.
func TestPartOfInstance(t *testing.T) {
	sustains := func(iops, mibs float64) func(sighting) rates {
		return func(sighting) rates { return rates{iops, mibs} }
	}
	for _, tt := range []struct {
		name     string
		volume   map[string]any
		instance func(sighting) rates
		iops     int
		basis    string
		both     Both
	}{
		{"alone", held("m6i.xlarge", 3_000, nil), sustains(6_000, 149), 6_000, "twice the IOPS that it has", Both{}},
		{"others do next to nothing", held("m6i.xlarge", 3_040, nil), sustains(6_000, 149), 6_000, "twice the IOPS", Both{}},
		{"others do some", held("m6i.xlarge", 4_500, nil), sustains(6_000, 149), 4_000, "its part of what the instance sustains", Both{}},
		{"a small instance", held("m5.large", 3_000, nil), sustains(3_600, 77), 3_600, "as much as the instance sustains;", Both{}},
		{"another as busy", held("m6i.xlarge", 5_980, nil), sustains(6_000, 149), 3_020, "its part of what",
			Both{Needed: true, Type: "gp3", IOPS: 6_000, MiBs: 125, AllIOPS: 12_000, AllMiBs: 187}},
		{"an io2 volume, another as busy", held("m6i.xlarge", 6_000, map[string]any{"volume_type": "io2"}), sustains(6_000, 149), 3_020, "its part of what",
			Both{Needed: true, Type: "io2", IOPS: 6_000, AllIOPS: 12_000, AllMiBs: 188}},
		{"nothing known", held("", 0, nil), unknown, 6_000, "twice the IOPS", Both{}},
	} {
		got, err := gp3For("iops", tt.volume, nil, tt.instance)
		if err != nil || got.IOPS > tt.iops || got.IOPS < tt.iops-20 || !strings.HasPrefix(got.Basis, tt.basis) {
			t.Errorf("%s: %+v, %v, want %d IOPS", tt.name, got, err, tt.iops)
		}
		both, err := raiseBoth("iops", tt.volume, tt.instance)
		both.Basis = ""
		if !both.Needed {
			both = Both{}
		}
		if err != nil || both != tt.both {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, both, err, tt.both)
		}
	}
}

// TestBesideInstance holds that the instance is called no ceiling only where it is known to be none.
func TestBesideInstance(t *testing.T) {
	share := func(mean, most float64) map[string]any {
		return map[string]any{"instance_share": map[string]any{"mean": mean, "max": most}}
	}
	for _, tt := range []struct {
		kind string
		more map[string]any
		want string
	}{
		{"m6i.xlarge", share(0.4, 0.5), "not the ceiling: of what m6i.xlarge sustains on EBS (6,000 IOPS"},
		{"m6i.xlarge", share(0.7, 1), "comes to its own limit at times"},
		{"m6i.xlarge", share(0.99, 1), "Two ceilings are reached"},
		{"m6i.32xlarge", share(0.99, 1), "alone gains nothing"},
		{"m6i.xlarge", share(2, 2.4), "lasts only as long as its EBS burst credits"},
		{"m6i.xlarge", nil, "what all its volumes moved"},
		{"m99.xlarge", nil, "no EBS limit of m99.xlarge is known here"},
		{"t2.large", nil, "AWS publishes no EBS limit of t2.large"},
		{"", nil, "which type the instance has"},
	} {
		known, _ := limits.InstanceType(tt.kind)
		if got := besideInstance(held(tt.kind, 3_000, tt.more), known); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.kind, got, tt.want)
		}
	}
}
