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

	// Held says that the instance sustains less than what would be asked for without it, which is Wanted.
	Held                         bool
	WantedIOPS, WantedThroughput int
}

// rates are IOPS and MiB/s.
type rates struct{ iops, mibs float64 }

// gp3For chooses a setting for the volume of a sighting. The cause says what the volume has of which it lacks more: its own
// limits where it is held at one of them (iops, throughput), what is left of a gp2 volume without burst credits (gp2), or
// of a larger and slower one (hdd).
func gp3For(cause string, of any, instance func(sighting) rates) (Setting, error) {
	v := sightingOf(of)
	need := rates{v.median("needed_iops"), v.median("needed_throughput")}
	has := rates{v.median("limit_iops"), v.median("limit_throughput")}
	now := has
	switch cause {
	case "iops":
	case "throughput":
		now = rates{math.Max(2000, v.stat("max", "iops")), 1.5 * has.mibs}
	case "gp2":
		now = rates{math.Max(1000, has.iops), 125}
		has.mibs = math.Max(has.mibs, v.mostMiBs())
	case "hdd":
		now = rates{1000, v.stat("mean", "throughput")}
		need = rates{0, 3 * now.mibs}
		has.mibs = v.mostMiBs()
	default:
		return Setting{}, fmt.Errorf("gp3 for %q: unknown cause", cause)
	}
	return gp3(need, now, has, instance(v), int(v.median("size"))), nil
}

// gp3 chooses a setting for a volume that needs some IOPS and MiB/s, on an instance that sustains only so much: there
// is no use in paying for more than the instance can move, nor in less than half again of what is not enough now. The
// need is an upper estimate, so that four times of what there is now is the most to try. What the volume has, which may be
// more than it uses now, is not taken from it; where gp3 cannot give as much, the notes say so.
func gp3(need, now, has, instance rates, size int) Setting {
	iops := roundUp(math.Max(math.Min(need.iops, 4*now.iops), 1.5*now.iops), 500)
	mibs := roundUp(math.Max(math.Min(need.mibs, 4*now.mibs), now.mibs), 25)
	wanted := limits.GP3(math.Max(iops, has.iops), math.Max(mibs, has.mibs), size)
	var tops, notes []string
	if top := instance.iops; top > 0 && iops > top {
		iops = math.Max(top, 3000)
		tops = append(tops, num(top)+" IOPS")
	}
	if top := instance.mibs; top > 0 && mibs > top {
		mibs = math.Max(math.Floor(top), 125)
		tops = append(tops, num(top)+" MiB/s")
	}
	if len(tops) > 0 {
		notes = append(notes, "the instance sustains no more than "+strings.Join(tops, " and "))
	}
	s := limits.GP3(math.Max(iops, has.iops), math.Max(mibs, has.mibs), size)
	notes = append(notes, s.Notes...)
	if float64(s.IOPS) < has.iops {
		notes = append(notes, fmt.Sprintf("the volume has %s IOPS now, more than gp3 gives it", num(has.iops)))
	}
	if float64(s.ThroughputMiBs) < has.mibs {
		notes = append(notes, fmt.Sprintf("the volume has %s MiB/s now, more than gp3 gives it", num(has.mibs)))
	}
	return Setting{
		IOPS: s.IOPS, Throughput: s.ThroughputMiBs, Notes: strings.Join(notes, "; "), Enough: s.OK,
		Held: len(tops) > 0, WantedIOPS: wanted.IOPS, WantedThroughput: wanted.ThroughputMiBs,
	}
}

// provisionedIOPS chooses the IOPS of an io1 or io2 volume by the same rules as gp3 does, within what the type and the
// size allow.
func provisionedIOPS(of any, instance func(sighting) rates) float64 {
	v := sightingOf(of)
	perGiB, most := 50.0, 64_000.0
	if text(v["volume_type"]) == "io2" {
		perGiB, most = 1_000, 256_000
	}
	now := v.median("limit_iops")
	iops := roundUp(math.Max(math.Min(v.median("needed_iops"), 4*now), 1.5*now), 500)
	if top := instance(v).iops; top > 0 {
		iops = math.Min(iops, math.Max(top, now))
	}
	if gib := v.median("size"); gib > 0 {
		most = math.Min(most, perGiB*gib)
	}
	return math.Min(iops, most)
}

// sighting are the fields of a sighting of a volume, as templates see them.
type sighting map[string]any

func sightingOf(v any) sighting {
	fields, _ := v.(map[string]any)
	return fields
}

func (v sighting) stat(name, field string) float64 { return stat(name, v[field]) }

func (v sighting) median(field string) float64 { return stat("median", v[field]) }

// mostMiBs is the most that the volume moves at its size, with burst credits where it has them.
func (v sighting) mostMiBs() float64 {
	return limits.Volume{Type: text(v["volume_type"]), SizeGiB: int(v.median("size"))}.Limits().MiBs
}

func roundUp(f, step float64) float64 { return math.Ceil(f/step) * step }

// biggerTypes names the next instance types whose baseline suffices: of the same family, else of its successors. All
// sizes of T types sustain about the same, so that for them the general purpose family of the same processor comes last.
func biggerTypes(name string, iops, mibs float64) string {
	types := limits.Larger(name, iops, mibs)
	if len(types) == 0 {
		types = limits.SameClass(name, iops, mibs)
	}
	if size, ok := strings.CutPrefix(name, "t3."); ok && len(types) == 0 {
		types = limits.Larger("m5."+size, iops, mibs)
	} else if size, ok := strings.CutPrefix(name, "t4g."); ok && len(types) == 0 {
		types = limits.Larger("m6g."+size, iops, mibs)
	}
	var names []string
	for _, t := range types[:min(len(types), 3)] {
		names = append(names, fmt.Sprintf("%s (%s IOPS, %s MiB/s sustained)", t.Type, num(float64(t.BaselineIOPS)), num(t.BaselineMiBs())))
	}
	return strings.Join(names, ", ")
}

func typeLimits(t limits.Instance) string {
	if !t.Known() {
		return ""
	}
	s := fmt.Sprintf("%s IOPS and %s MiB/s sustained", num(float64(t.BaselineIOPS)), num(t.BaselineMiBs()))
	if t.Burst {
		s += fmt.Sprintf(", up to %s IOPS and %s MiB/s for 30 minutes a day", num(float64(t.MaxIOPS)), num(t.MaxMiBs()))
	}
	return s
}

// fastSnapshotRestore says how long a snapshot takes until it is ready; nothing where its size is not known or too large.
func fastSnapshotRestore(size any) string {
	r := limits.FastSnapshotRestore(int(float(size)))
	if r.Optimizing == 0 || !r.Supported {
		return ""
	}
	return fmt.Sprintf("it takes about %s to become ready for a snapshot of %s GiB, and %s more until the first volume may be made of it",
		duration(float64(r.Optimizing)), num(size), duration(float64(r.FirstCredit)))
}

// initialize says how long loading a whole volume takes at the slowest and the fastest rate on offer; nothing where its
// size is not known.
func initialize(size any) string {
	slow, fast := limits.InitializationTime(float(size), limits.MinInitializationMiBs), limits.InitializationTime(float(size), limits.MaxInitializationMiBs)
	if slow == 0 {
		return ""
	}
	return fmt.Sprintf("%s GiB take %s at 300 MiB/s, %s at 100 MiB/s", num(size), duration(float64(fast)), duration(float64(slow)))
}
