package generate

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Write writes a bundle of the named scenario as a zip and returns what is true of it.
func Write(w io.Writer, scenario string, opts Options) (Truth, error) {
	s, err := find(scenario)
	if err != nil {
		return Truth{}, err
	}
	if opts, err = opts.orDefault(); err != nil {
		return Truth{}, err
	}
	p := newPlan(s, opts)
	s.build(p)
	p.gatherCrowd()
	files := p.files()
	a := newArchive(w, opts.Stored, opts.Start)
	if err := a.write(files); err != nil {
		return Truth{}, fmt.Errorf("scenario %s: %w", scenario, err)
	}
	t := p.truth
	t.Members, t.RawBytes = len(files), a.counts.raw
	t.Events, t.Duplicates, t.Flows, t.Points = a.counts.events, a.counts.duplicates, a.counts.flows, a.counts.points
	t.Requests = a.counts.requests
	return t, nil
}

func find(name string) (Scenario, error) {
	var names []string
	for _, s := range Scenarios {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Scenario{}, fmt.Errorf("scenario %q is not one of %s", name, strings.Join(names, ", "))
}

// newPlan sets the stage: an account with its everyday callers, and the time.
func newPlan(s Scenario, opts Options) *plan {
	if opts.Size == 0 {
		opts.Size = s.size
	}
	r := newRandom(opts.Seed, 0)
	end := opts.Start.Add(time.Duration(s.hours) * time.Hour)
	p := &plan{opts: opts, r: r, when: span{opts.Start.Unix(), end.Unix()}}
	p.world = newWorld(r, pick(r, regions), 120, opts.Start)
	p.truth = Truth{
		Scenario: s.Name, Seed: opts.Seed, Start: opts.Start, End: end, Zone: opts.Zone.String(),
		Account: p.world.account, Region: p.world.region.name, Expect: []Expected{}, Healthy: []Expected{},
	}
	return p
}
