package entity

import (
	"slices"
	"time"

	"hamari/parsers/lazy"
)

// regionName is the part of an Availability Zone's name that names the Region: us-west-2 of us-west-2a and of
// us-west-2-lax-1a.
var regionName = lazy.Regexp(`^[a-z]+(-[a-z]+)+-[0-9]+`)

// Region is the one that something lies in, as it is described or by its Availability Zone; nothing where neither tells it.
func (g *Graph) Region(id ID) string {
	if region := g.Attr(id, "region", time.Time{}); region != "" {
		return region
	}
	return regionName().FindString(g.Attr(id, "az", time.Time{}))
}

// Regions are those that anything of some kinds lies in, each once.
func (g *Graph) Regions(kinds ...string) (regions []string) {
	for id := range g.nodes {
		if slices.Contains(kinds, id.Kind) {
			if region := g.Region(id); region != "" && !slices.Contains(regions, region) {
				regions = append(regions, region)
			}
		}
	}
	slices.Sort(regions)
	return regions
}
