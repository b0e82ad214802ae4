package metric

import (
	"strconv"
	"time"

	"hamari/correlate/entity"
)

// volume is what the bundle says of a volume and what does not change within its metrics.
type volume struct {
	id               entity.ID
	instance, region string
	snapshot         string
	described        bool      // the type or the snapshot is known, so that a missing snapshot means that there is none
	madeEmpty        bool      // it is described as made of no snapshot
	created          time.Time // or, where that is not known, attached
	progress         float64   // of the initialization, percent; negative where unknown
}

func describe(name string, list []*series, graph *entity.Graph) volume {
	id := entity.ID{Kind: "volume", Name: name}
	v := volume{
		id: id, region: regionOf(id, graph), snapshot: graph.Attr(id, "snapshot", time.Time{}), progress: -1,
		instance: attachedTo(id, graph, lastPoint(list)),
	}
	for _, s := range list {
		if v.instance == "" {
			v.instance = s.instance
		}
		if v.region == "" {
			v.region = s.key.region
		}
	}
	if v.region == "" {
		v.region = regionOf(entity.ID{Kind: "instance", Name: v.instance}, graph)
	}
	v.described = v.snapshot != "" || graph.Attr(id, "volume-type", time.Time{}) != ""
	v.madeEmpty = v.snapshot == "" && graph.Attr(id, "made-empty", time.Time{}) != ""
	v.created = createdAt(id, graph)
	if p, err := strconv.ParseFloat(graph.Attr(id, "initialization-progress", time.Time{}), 64); err == nil && p >= 0 && p <= 100 {
		v.progress = p
	}
	return v
}

// createdAt is when a volume was created, else when it was attached, which is later; zero where neither is known.
func createdAt(volume entity.ID, graph *entity.Graph) time.Time {
	for _, name := range []string{"created", "attached"} {
		if at, err := time.Parse(time.RFC3339, graph.Attr(volume, name, time.Time{})); err == nil {
			return at
		}
	}
	return time.Time{}
}

func lastPoint(list []*series) time.Time {
	last := uint32(0)
	for _, s := range list {
		if s.seal(); len(s.chunks) > 0 {
			_, most := s.span()
			last = max(last, most)
		}
	}
	return time.Unix(int64(last), 0).UTC()
}

func regionOf(id entity.ID, graph *entity.Graph) string { return graph.Region(id) }
