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
	IOPS, MiBs float64 // with burst credits where it has them
	At         string  // since when; nothing where only a description tells it
}

// raised looks at the settings that a volume got after a time, which a finding of that time would miss: they are none
// that it had then. Where nothing tells of a change, they are the described ones.
func raised(graph *entity.Graph, volume, since string) Raised {
	id := entity.ID{Kind: "volume", Name: volume}
	at := lastChange(graph, id, since, "volume-type", "size", "iops", "throughput")
	number := func(fact string) float64 { return float(graph.Attr(id, fact, at)) }
	r := Raised{Type: graph.Attr(id, "volume-type", at), Size: number("size"), At: stampOf(at)}
	l := limits.Volume{Type: r.Type, SizeGiB: int(r.Size), IOPS: number("iops"), ThroughputMiBs: number("throughput")}.Limits()
	r.IOPS, r.MiBs = l.IOPS, l.MiBs
	return r
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
