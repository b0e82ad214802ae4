package advice

import (
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/limits"
)

// Raised is what a volume may do by its newest settings.
type Raised struct {
	Type       string
	Size       float64 // GiB
	IOPS, MiBs float64 // 0 where the settings are still those of the time asked for; without burst credits for types that have them
	At         string  // since when; nothing where only a description tells it
	UnderWay   string  // that EBS had not done with it when it was described, in words; nothing where it had, or is not known
}

// raised looks at the settings that a volume got after a time, which a finding of that time would miss. Where no record
// tells of a change, the described ones are the newest.
func raised(graph *entity.Graph, volume, since string) Raised {
	id := entity.ID{Kind: "volume", Name: volume}
	at := lastChange(graph, id, since, "volume-type", "size", "iops", "throughput")
	now := settings(graph, id, at)
	r := Raised{Type: now.Type, Size: float64(now.SizeGiB), At: stampOf(at), UnderWay: underWay(graph, id, at)}
	from, err := time.Parse(stampLayout, since)
	if err != nil || now == settings(graph, id, from) {
		return r
	}
	l := now.Limits()
	r.IOPS, r.MiBs = l.IOPS, l.MiBs
	if l.Burst {
		r.IOPS, r.MiBs = l.BaselineIOPS, l.BaselineMiBs
	}
	return r
}

// underWay says how far EBS was with the modification that began at a time, if it was not completed when it was described.
// Until then a volume does something between the old setting and the new one.
func underWay(graph *entity.Graph, volume entity.ID, at time.Time) string {
	state, ok := graph.Fact(volume, "modification-state", time.Time{})
	if !ok || state.Value != "modifying" && state.Value != "optimizing" || state.At.Sub(at).Abs() > time.Minute {
		return ""
	}
	words := "describe-volumes-modifications says " + state.Value
	if progress := graph.Attr(volume, "modification-progress", time.Time{}); progress != "" {
		words += ", " + progress + " %"
	}
	return words + ": until it is completed, the volume does something between the old setting and the new"
}

// settings are those of a volume at a time; the zero time asks for the newest.
func settings(graph *entity.Graph, id entity.ID, at time.Time) limits.Volume {
	number := func(fact string) float64 { return float(graph.Attr(id, fact, at)) }
	return limits.Volume{
		Type: graph.Attr(id, "volume-type", at), SizeGiB: int(number("size")), IOPS: number("iops"), ThroughputMiBs: number("throughput"),
	}
}

// Retyped is the type that an instance has by the newest record.
type Retyped struct {
	Type string
	At   string // since when; nothing where only a description tells it
}

func retyped(graph *entity.Graph, instance, since string) Retyped {
	id := entity.ID{Kind: "instance", Name: instance}
	at := lastChange(graph, id, since, "instance-type")
	return Retyped{Type: graph.Attr(id, "instance-type", at), At: stampOf(at)}
}

// lastChange is when the newest of some facts became so, if that was after a time; zero if not, or if that time is not
// known.
func lastChange(graph *entity.Graph, id entity.ID, since string, facts ...string) time.Time {
	from, err := time.Parse(stampLayout, since)
	if err != nil {
		return time.Time{}
	}
	changes := graph.Changes(id, facts...)
	if n := len(changes); n > 0 && changes[n-1].After(from) {
		return changes[n-1]
	}
	return time.Time{}
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}
