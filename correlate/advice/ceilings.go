package advice

import (
	"fmt"
	"math"

	"hamari/correlate/limits"
)

// nearCeiling is the share of what an instance sustains on EBS from which on it counts as held by that, as a volume does by
// its own limit; above overCeiling it lives on burst credits.
const (
	nearCeiling = 0.9
	overCeiling = 1.1
)

// besideInstance says how near the instance was to its own EBS limit while a volume was held at the volume's.
func besideInstance(v sighting, t limits.Instance) string {
	const unknown = "Whether the instance's own EBS limit is near as well is not known, because "
	kind := text(v["instance_type"])
	_, measured := v["instance_share"].(map[string]any)
	switch {
	case kind == "":
		return unknown + "the bundle does not say which type the instance has."
	case !measured && !t.Known():
		return unknown + typeWords(kind, t) + "."
	case !measured:
		return unknown + "the bundle does not say what all its volumes moved."
	}
	sustained := "what " + kind + " sustains on EBS"
	if words := typeLimits(t); words != "" {
		sustained += " (" + words + ")"
	}
	average, most := v.stat("mean", "instance_share"), v.stat("max", "instance_share")
	switch {
	case most < nearCeiling:
		return fmt.Sprintf("The instance is not the ceiling: of %s, %s was used at most.", sustained, percent(most))
	case average < nearCeiling:
		return fmt.Sprintf("The instance comes to its own limit at times: of %s, all its volumes together used %s on average and %s at most.",
			sustained, percent(average), percent(most))
	case average > overCeiling:
		return fmt.Sprintf("The instance will not keep that up either: all its volumes together use %s of %s, and that lasts only as long as its EBS burst credits.",
			percent(average), sustained)
	case t.Burst:
		return fmt.Sprintf("Two ceilings are reached at the same time: the instance is at %s of %s, too. A faster volume alone helps only while the instance has EBS burst credits.",
			percent(average), sustained)
	}
	return fmt.Sprintf("Two ceilings are reached at the same time: the instance is at %s of %s, too. A faster volume alone gains nothing.", percent(average), sustained)
}

func percent(share float64) string { return dec(0, share*100) + " %" }

// typeWords says what an instance type has, or that it is not known.
func typeWords(name string, t limits.Instance) string {
	switch {
	case t.Known():
		return name + " has " + typeLimits(t)
	case t.Type != "":
		return "AWS publishes no EBS limit of " + name
	}
	return "no EBS limit of " + name + " is known here (aws ec2 describe-instance-types tells it)"
}

// othersLeast is the share of what an instance sustains below which its other volumes are left out of account.
const othersLeast = 0.05

// others is what the other volumes of the instance do meanwhile; nothing where that is not known, or little.
func (v sighting) others(top rates) rates {
	o := rates{v.stat("mean", "instance_iops") - v.stat("mean", "iops"), v.stat("mean", "instance_throughput") - v.stat("mean", "throughput")}
	if o.iops < othersLeast*top.iops {
		o.iops = 0
	}
	if o.mibs < othersLeast*top.mibs {
		o.mibs = 0
	}
	return o
}

// partOf is a volume's part of what its instance sustains, so that all of its volumes together are not given more: as much
// of it as the volume has now of what all of them do.
func (v sighting) partOf(top, has rates) rates {
	o := v.others(top)
	if top.iops > 0 && has.iops > 0 {
		top.iops *= has.iops / (has.iops + o.iops)
	}
	if top.mibs > 0 && has.mibs > 0 {
		top.mibs *= has.mibs / (has.mibs + o.mibs)
	}
	return top
}

// Both is what a volume and its instance are to have where both are held: without the other, either gains nothing.
type Both struct {
	Needed     bool
	Type       string // of the volume
	IOPS, MiBs int    // of the volume; MiBs is 0 where they follow from the IOPS
	Basis      string

	AllIOPS, AllMiBs float64 // of all volumes of the instance together, if the others are to do as much more
}

// raiseBoth chooses what to ask for where the instance leaves no room for a faster volume. It is not Needed where there is
// room, or where it is not known.
func raiseBoth(cause string, of any, instance func(sighting) rates) (Both, error) {
	v := sightingOf(of)
	has, top := rates{v.median("limit_iops"), v.median("limit_throughput")}, instance(v)
	kind := text(v["volume_type"])
	if kind == "io1" || kind == "io2" {
		most, basis := provisioned(v, rates{})
		part := v.partOf(top, has).iops
		b := Both{Needed: cause == "iops" && part > 0 && part <= worthwhile*has.iops && most > worthwhile*has.iops, Type: kind, IOPS: int(most), Basis: basis}
		b.together(v, top, has, most/has.iops)
		return b, nil
	}
	held, err := gp3For(cause, of, nil, instance)
	if err != nil || !held.Futile {
		return Both{}, err
	}
	free, err := gp3For(cause, of, nil, func(sighting) rates { return rates{} })
	b := Both{Needed: true, Type: "gp3", IOPS: free.IOPS, MiBs: free.Throughput, Basis: free.Basis}
	more := float64(free.IOPS) / has.iops
	if cause == "throughput" {
		more = float64(free.Throughput) / has.mibs
	}
	b.together(v, top, has, more)
	return b, err
}

// together tells what all volumes do when each does so many times as much. What is held counts with its limit, of which a
// little less is delivered.
func (b *Both) together(v sighting, top, has rates, more float64) {
	o := v.others(top)
	now := rates{v.stat("mean", "iops"), v.stat("mean", "throughput")}
	if now.iops > nearCeiling*has.iops {
		now.iops = has.iops
	}
	if now.mibs > nearCeiling*has.mibs {
		now.mibs = has.mibs
	}
	b.AllIOPS = 100 * math.Round(more*(now.iops+o.iops)/100)
	b.AllMiBs = math.Round(more * (now.mibs + o.mibs))
}
