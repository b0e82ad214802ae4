package advice

import (
	"fmt"
	"math"
	"strings"

	"hamari/correlate/limits"
)

// Setting is the gp3 setting to ask for, for templates.
type Setting struct {
	IOPS, Throughput int
	Notes            string
	Enough           bool
}

// gp3 chooses a setting for a volume that needs some IOPS and MiB/s, on an instance that sustains only so much: there
// is no use in paying for more than the instance can move, nor in less than half again of what is not enough now.
func gp3(neededIOPS, neededMiBs, nowIOPS, nowMiBs, instanceIOPS, instanceMiBs, size any) Setting {
	iops := roundUp(math.Max(math.Min(float(neededIOPS), 4*float(nowIOPS)), 1.5*float(nowIOPS)), 500)
	mibs := roundUp(math.Max(math.Min(float(neededMiBs), 4*float(nowMiBs)), float(nowMiBs)), 25)
	var notes []string
	if top := float(instanceIOPS); top > 0 && iops > top {
		iops = math.Max(top, 3000)
		notes = append(notes, fmt.Sprintf("the instance sustains no more than %s IOPS", num(top)))
	}
	if top := float(instanceMiBs); top > 0 && mibs > top {
		mibs = math.Max(math.Floor(top), 125)
		notes = append(notes, fmt.Sprintf("the instance sustains no more than %s MiB/s", num(top)))
	}
	s := limits.GP3(iops, mibs, int(float(size)))
	return Setting{IOPS: s.IOPS, Throughput: s.ThroughputMiBs, Notes: strings.Join(append(notes, s.Notes...), "; "), Enough: s.OK}
}

func roundUp(f, step float64) float64 { return math.Ceil(f/step) * step }

// biggerTypes names the next instance types whose baseline suffices, of the same family, else of its successors.
func biggerTypes(name string, iops, mibs float64) string {
	types := limits.Larger(name, iops, mibs)
	if len(types) == 0 {
		types = limits.SameClass(name, iops, mibs)
	}
	var names []string
	for _, t := range types[:min(len(types), 3)] {
		names = append(names, fmt.Sprintf("%s (%s IOPS, %s MiB/s sustained)", t.Type, num(float64(t.BaselineIOPS)), num(t.BaselineMiBs())))
	}
	return strings.Join(names, ", ")
}

func typeLimits(name string) string {
	t, ok := limits.InstanceType(name)
	if !ok || !t.Known() {
		return ""
	}
	s := fmt.Sprintf("%s IOPS and %s MiB/s sustained", num(float64(t.BaselineIOPS)), num(t.BaselineMiBs()))
	if t.Burst {
		s += fmt.Sprintf(", up to %s IOPS and %s MiB/s for 30 minutes a day", num(float64(t.MaxIOPS)), num(t.MaxMiBs()))
	}
	return s
}

// fastSnapshotRestore says how long a snapshot takes until it is ready, and how many volumes an hour it then serves.
func fastSnapshotRestore(size any) string {
	r := limits.FastSnapshotRestore(int(float(size)))
	return fmt.Sprintf("it takes %s to become ready for a snapshot of %s GiB, which must be before the volume is made",
		duration(float64(r.Optimizing)), num(size))
}

// initialize says how long loading a whole volume takes at the slowest and the fastest rate on offer.
func initialize(size any) string {
	return fmt.Sprintf("%s GiB take %s at 300 MiB/s, %s at 100 MiB/s", num(size),
		duration(float64(limits.InitializationTime(float(size), 300))), duration(float64(limits.InitializationTime(float(size), 100))))
}

// baseline is what an instance type sustains; zero where AWS publishes nothing.
func baseline(name string) limits.Instance {
	t, _ := limits.InstanceType(name)
	return t
}
