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
	Basis            string // what the figures rest on
	Notes            string
	Enough           bool
	Futile           bool // the instance leaves the volume no more than it has

	// Held says that the instance sustains less than what would be asked for without it, which is Wanted.
	Held                         bool
	WantedIOPS, WantedThroughput int
}

// rates are IOPS and MiB/s.
type rates struct{ iops, mibs float64 }

// gp3For chooses a setting for the volume of a sighting. The cause says what the volume has of which it lacks more: its own
// limits where it is held at one of them (iops, throughput), what is left of a gp2 volume without burst credits (gp2), or
// of a larger and slower one (hdd). For the last two, peak is the sighting of what it did while it had credits, if it did.
func gp3For(cause string, of, peak any, instance func(sighting) rates) (Setting, error) {
	v, before := sightingOf(of), sightingOf(peak)
	has := rates{v.median("limit_iops"), v.median("limit_throughput")}
	size := v.stat("mean", "io_size")
	var want rates
	var basis string
	switch cause {
	case "iops":
		want.iops, basis = firstStep(v.median("needed_iops"), has.iops, "IOPS")
		want.mibs = want.iops * size / 1024
	case "throughput":
		want.mibs, basis = firstStep(v.median("needed_throughput"), has.mibs, "MiB/s")
		if size > 0 {
			want.iops = want.mibs * 1024 / size
		}
	case "gp2":
		has.mibs = math.Max(has.mibs, v.mostMiBs())
		want, basis = withoutCredits(v, before, has)
	case "hdd":
		want.mibs = math.Max(3*v.stat("mean", "throughput"), before.stat("max", "throughput"))
		has = rates{0, v.mostMiBs()}
	default:
		return Setting{}, fmt.Errorf("gp3 for %q: unknown cause", cause)
	}
	top := instance(v)
	part := top
	if cause == "iops" || cause == "throughput" {
		part = v.partOf(top, has)
	}
	s := gp3(want, has, part, int(v.median("size")))
	s.Futile = cause == "iops" && s.heldBelow(s.IOPS, s.WantedIOPS, has.iops) || cause == "throughput" && s.heldBelow(s.Throughput, s.WantedThroughput, has.mibs)
	if cause == "iops" && s.Held && s.IOPS < s.WantedIOPS || cause == "throughput" && s.Held && s.Throughput < s.WantedThroughput {
		basis = "as much as the instance sustains"
		if part != top {
			basis = "its part of what the instance sustains for all its volumes"
		}
	} else if cause == "throughput" && float64(s.Throughput) > 1.05*want.mibs || cause != "throughput" && float64(s.IOPS) > 1.05*want.iops {
		basis = moreThan(basis)
	}
	if size > 0 && cause != "hdd" {
		basis += fmt.Sprintf("; its operations have %s KiB on average", num(size))
	}
	if s.IOPS > 3000 || s.Throughput > 125 {
		basis += "; what is above 3,000 IOPS and 125 MiB/s is billed"
	}
	s.Basis = strings.TrimPrefix(basis, "; ")
	if part != top {
		s.Notes = strings.Replace(s.Notes, sustains, "its part of what the instance sustains is ", 1)
	}
	return s, nil
}

// worthwhile is how many times as much as it has a volume must get for a change to be worth its while.
const worthwhile = 1.1

// heldBelow reports whether the instance keeps a figure at what the volume has.
func (s Setting) heldBelow(get, wanted int, has float64) bool {
	return s.Held && get < wanted && float64(get) <= worthwhile*has
}

// What the basis of a setting begins with.
const (
	twice     = "twice "
	halfAgain = "half again "
	estimate  = "estimated from the operations that wait"
)

// moreThan words the basis of a figure that is larger than it: a round one, or the least that gp3 has.
func moreThan(basis string) string {
	switch {
	case strings.HasPrefix(basis, twice), strings.HasPrefix(basis, halfAgain):
		return "more than " + basis
	case strings.HasPrefix(basis, estimate):
		return basis + " and rounded up"
	}
	return basis
}

// firstStep is how much more to give a volume that is held at a limit. What the workload would do without it is not known:
// it is more than it does, and what the waiting operations come to is an estimate from above, because a program that waits
// for its operations does not send as many as fit. Twice of what there is now is enough for a step; the queue then tells.
func firstStep(need, has float64, unit string) (want float64, basis string) {
	const unknown = "as a first step, because how much the workload would do is not known"
	switch least, most := 1.5*has, 2*has; {
	case need >= most:
		return most, twice + "the " + unit + " that it has, " + unknown
	case need > least:
		return need, estimate
	default:
		return least, halfAgain + "of the " + unit + " that it has, " + unknown
	}
}

// burstIOPS is what a gp2 volume does with credits, where it does not do more without.
const burstIOPS = 3000

// promptly is how many milliseconds an operation takes at most that did not wait: a volume that stays short of its limit at
// that is held at nothing, even where it is near.
const promptly = 2

// withoutCredits is what a gp2 volume that has spent its credits needs: what it did before, unless it was held then, too.
func withoutCredits(v, before sighting, has rates) (want rates, basis string) {
	most := rates{before.stat("max", "iops"), before.stat("max", "throughput")}
	size := v.stat("mean", "io_size")
	held := 0.9
	if latency := before.stat("mean", "latency"); latency > 0 && latency < promptly {
		held = 0.985
	}
	if most.iops > 0 && most.iops < held*math.Max(burstIOPS, has.iops) {
		return most, fmt.Sprintf("while it had credits it did %s IOPS and %s MiB/s at most", num(most.iops), num(most.mibs))
	}
	from := math.Max(most.iops, has.iops)
	want.iops, basis = firstStep(v.median("needed_iops"), from, "IOPS")
	if want.iops <= burstIOPS {
		want.iops, basis = burstIOPS, fmt.Sprintf("%s IOPS are the least that gp3 has, and more than it does without credits (%s)", num(float64(burstIOPS)), num(has.iops))
	} else if most.iops > 0 {
		basis = strings.Replace(basis, "that it has", "that it did while it had credits", 1)
	}
	want.mibs = want.iops * size / 1024
	return want, basis
}

// sustains begins the note on a setting that the instance bounds.
const sustains = "the instance sustains no more than "

// gp3 chooses a setting for a volume that is to have some IOPS and MiB/s, on an instance that sustains only so much: there
// is no use in paying for more than the instance can move. What the volume has, which may be more than it uses now, is not
// taken from it; where gp3 cannot give as much, the notes say so.
func gp3(want, has, instance rates, size int) Setting {
	iops, mibs := roundUp(want.iops, 500), roundUp(want.mibs, 25)
	wanted := limits.GP3(math.Max(iops, has.iops), math.Max(mibs, has.mibs), size)
	var tops, notes []string
	if top := instance.iops; top > 0 && iops > top {
		iops = math.Max(math.Floor(top), 3000)
		tops = append(tops, num(top)+" IOPS")
	}
	if top := instance.mibs; top > 0 && mibs > top {
		mibs = math.Max(math.Floor(top), 125)
		tops = append(tops, num(top)+" MiB/s")
	}
	if len(tops) > 0 {
		notes = append(notes, sustains+strings.Join(tops, " and "))
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
	has := rates{v.median("limit_iops"), v.median("limit_throughput")}
	iops, _ := provisioned(v, v.partOf(instance(v), has))
	return iops
}

// provisioned chooses the IOPS of an io1 or io2 volume that may have so much of what its instance sustains, 0 for any.
func provisioned(v sighting, top rates) (iops float64, basis string) {
	perGiB, most := 50.0, 64_000.0
	if text(v["volume_type"]) == "io2" {
		perGiB, most = 1_000, 256_000
	}
	now := v.median("limit_iops")
	iops, basis = firstStep(v.median("needed_iops"), now, "IOPS")
	iops = roundUp(iops, 500)
	if top.iops > 0 {
		iops = math.Min(iops, math.Max(math.Floor(top.iops), now))
	}
	if gib := v.median("size"); gib > 0 {
		most = math.Min(most, perGiB*gib)
	}
	return math.Min(iops, most), basis
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
// sizes of T types sustain about the same, so that for them the general purpose families of the same processor come last.
func biggerTypes(name string, iops, mibs float64) string {
	types := limits.Larger(name, iops, mibs)
	if len(types) == 0 {
		types = limits.SameClass(name, iops, mibs)
	}
	if len(types) == 0 {
		types = limits.GeneralPurpose(name, iops, mibs)
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
