package scan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens/access"
	"hamari/correlate/lens/burst"
	"hamari/correlate/lens/changes"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/failure"
	"hamari/correlate/lens/gateway"
	"hamari/correlate/lens/integrity"
	"hamari/correlate/lens/journey"
	"hamari/correlate/lens/life"
	"hamari/correlate/lens/metric"
	"hamari/correlate/lens/route"
	"hamari/correlate/lens/target"
	"hamari/correlate/lens/throttle"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/clb"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/console"
	"hamari/parsers/flowlog"
	"hamari/parsers/inventory"
	"hamari/parsers/metrics"
	"hamari/parsers/ssmagent"
	"hamari/parsers/traildigest"
)

// DefaultSightings is how many records of one step are kept; of more, the earliest. The report says when there were.
const DefaultSightings = 20_000

// State is what one worker, or after merging all of them, saw.
type State struct {
	plan         *Plan
	since, until time.Time

	Sources       []*Source // accounts of members, perhaps several of one; after Finish one of each, in the order of paths
	Coverage      Coverage
	Graph         *entity.Graph
	Conversations *conversation.Lens
	Gateways      *gateway.Lens
	Journeys      *journey.Lens
	Targets       *target.Lens
	Metrics       *metric.Lens
	Life          *life.Lens
	Integrity     *integrity.Lens
	Access        *access.Lens
	Bursts        *burst.Lens
	Changes       *changes.Lens
	Throttle      *throttle.Lens
	Failures      *failure.Lens
	Stops         Stops
	Clocks        *Clocks
	Trails        Trails
	Layouts       []string        // flow log formats that describe-flow-logs names
	Described     map[string]bool // types of resources that were described
	Pasted        map[string]bool // formats of which somebody put records into what they wrote
	Messages      bool            // a record was an error message of AWS, whatever log it stood in
	Once          *Once           // nil where all records count

	calls  calls // who takes CloudTrail records
	failed failures

	// The lenses whose rows somebody asks for; the others are fed nothing.
	access, targets, journeys bool

	sightings [][]*match.Sighting
	cut       []bool
	last      []time.Time    // by step, of what is kept; zero until something is cut
	untold    []match.Untold // by step
	seen      *eventIDs
	apart     bool // it is known that no members share records
	requests  entity.Requests
	clipped   []metrics.Point // scratch
}

// NewState returns an empty state. Records outside since and until, where those are set, count as read but reach no
// lens and no step.
func NewState(plan *Plan, since, until time.Time) *State {
	conversations := conversation.New()
	if !plan.wants(conversation.ExchangeKind, conversation.SilenceKind, route.Kind, route.TransitKind) {
		conversations.LeaveOutExchanges()
	}
	s := &State{
		plan: plan, since: since, until: until,
		Coverage: Coverage{}, Graph: entity.NewGraph(),
		Conversations: conversations, Gateways: gateway.New(), Journeys: journey.New(), Metrics: metric.New(), Life: life.New(),
		Integrity: integrity.New(), Access: access.New(), Bursts: burst.New(), Changes: changes.New(), Throttle: throttle.New(),
		Targets: target.New(), Clocks: newClocks(), Failures: failure.New(), Described: map[string]bool{}, Pasted: map[string]bool{},
		sightings: make([][]*match.Sighting, len(plan.Steps)), cut: make([]bool, len(plan.Steps)), last: make([]time.Time, len(plan.Steps)),
		untold: make([]match.Untold, len(plan.Steps)),
		seen:   newEventIDs(), access: plan.wants(access.Kind, access.AroundKind), targets: plan.wants(target.Kind), journeys: plan.wants(journey.Kind, journey.OpeningKind, journey.CrossingKind),
	}
	s.calls.outside = []taker{{s.Graph.ObserveCall, entity.Observes}, {s.Stops.Observe, observesStops}, {s.Clocks.call, nil}, {s.Trails.call, nil}}
	s.feed(s.Life.Event, nil, plan.wants(life.Kind))
	s.feed(s.Access.Event, nil, s.access)
	s.feed(s.Access.Change, access.Changes, s.access)
	s.feed(s.Bursts.Event, nil, plan.wants(burst.Kind))
	s.feed(s.Changes.Event, changes.Takes, plan.wants(changes.Kind))
	s.feed(s.Throttle.Event, nil, plan.wants(throttle.Kind, throttle.CallerKind))
	return s
}

func (s *State) feed(lens func(*parsers.Event), names func([]byte) bool, wanted bool) {
	if wanted {
		s.calls.inside = append(s.calls.inside, taker{lens, names})
	}
}

// Member returns the sink for one member's records, or for those of them that this worker reads.
func (s *State) Member(path string) *Source {
	if n := len(s.Sources); n > 0 && s.Sources[n-1].Member == path {
		return s.Sources[n-1]
	}
	return &Source{Member: path, state: s, once: s.Once.of(path)}
}

// event takes in one record that is not a duplicate.
func (s *State) event(ev *parsers.Event) {
	inside := s.inside(ev)
	switch ev.Kind {
	case cloudtrail.Kind:
		s.calls.event(ev, inside)
		if inside {
			s.failed.call(ev)
		}
	case console.Kind:
		s.Messages = s.Messages || inside
		if inside && s.access {
			s.Access.Message(ev)
		}
	case ssmagent.Kind:
		if inside && s.access && s.Access.Logged(ev) {
			s.Messages = true
		}
	case inventory.Kind:
		s.resource(ev)
	case traildigest.Kind, traildigest.SignKind:
		s.Integrity.Event(ev)
	case metrics.Kind:
		if inside {
			s.Metrics.Event(ev)
		}
	case flowlog.VPC.Kinds[0]:
		if inside && s.plan.judges {
			s.Conversations.Event(ev)
			if s.journeys {
				s.Journeys.Event(ev)
			}
		}
	case flowlog.TransitGateway.Kinds[0]:
		if inside && s.plan.judges {
			s.Gateways.Event(ev)
			if s.journeys {
				s.Journeys.Gateway(ev)
			}
		}
	case alb.Kind, clb.Kind:
		s.requests.Observe(s.Graph, ev)
		if inside && s.targets && ev.Kind == alb.Kind {
			s.Targets.Event(ev)
		}
	}
	if ev.WallClock && ev.Kind != metrics.Kind && !ev.Time.IsZero() {
		s.Clocks.wall(ev)
	}
	if inside {
		if s.plan.judges {
			s.Failures.Event(ev)
		}
		record := match.RecordOf(ev)
		s.plan.each(ev, func(step int) { s.sight(step, &record) }, func(step int, field string) {
			s.untold[step] = s.untold[step].Or(match.Untold{Member: ev.Pos.Member, Field: field})
		})
	}
}

func (s *State) inside(ev *parsers.Event) bool {
	if ev.Kind == console.Kind && mailedBefore(ev, s.since) {
		return false
	}
	return ev.Time.IsZero() || ev.WallClock || Whenever(ev.Kind) || Within(s.since, s.until, ev.Time, ev.End)
}

// mailedBefore reports whether a message without a time stands in a mail that was sent before the given one, so that it cannot
// be of later.
func mailedBefore(ev *parsers.Event, since time.Time) bool {
	sent, err := time.Parse(console.MailTime, ev.Value(console.SlotMail).String())
	return err == nil && sent.Before(since)
}

// Whenever reports whether records of a kind count, whatever time was asked for: what a resource was like is worth knowing
// whenever it was described, and a digest speaks of log files of other hours than its own. What somebody pasted counts so
// only where it has no time.
func Whenever(k *parsers.Kind) bool {
	return k == inventory.Kind || k == traildigest.Kind || k == traildigest.SignKind
}

// Within reports whether a stretch of time, or an instant whose end is zero, touches the time from since to until, of which
// either may be zero for open.
func Within(since, until, start, end time.Time) bool {
	if end.IsZero() {
		end = start
	}
	return (since.IsZero() || !end.Before(since)) && (until.IsZero() || !start.After(until))
}

func (s *State) resource(ev *parsers.Event) {
	s.Graph.ObserveResource(ev)
	kind := ev.Value(inventory.SlotType).String()
	if !strings.HasPrefix(kind, "other:") { // of which there may be any number
		s.Described[kind] = true
	}
	if s.access {
		s.Access.Policy(ev)
	}
	switch kind {
	case "trail-public-key":
		s.Integrity.Key(ev.Raw)
	case "event-selectors":
		s.Trails.resource(ev)
	case "flow-log":
		id := entity.ID{Kind: "flow-log", Name: ev.Value(inventory.SlotID).String()}
		if layout := s.Graph.Attr(id, "log-format", time.Time{}); layout != "" && !slices.Contains(s.Layouts, layout) {
			s.Layouts = append(s.Layouts, layout)
		}
	}
}

// sight keeps what a step selects, until there is more of it than is kept: then only what is earlier than the last kept.
func (s *State) sight(step int, record *match.Record) {
	if last := s.last[step]; !last.IsZero() && record.After(s.plan.Steps[step], last) {
		return
	}
	s.sightings[step] = append(s.sightings[step], record.Sightings(s.plan.Steps[step])...)
	if n := s.limit(step); len(s.sightings[step]) > n+n/2 {
		s.trim(step)
		if s.cut[step] {
			s.last[step] = s.sightings[step][n-1].Start
		}
	}
}

func (s *State) limit(step int) int { return limitOf(s.plan.Steps[step]) }

func limitOf(step *pattern.Step) int { return cmp.Or(step.Limit, DefaultSightings) }

func (s *State) trim(step int) {
	kept, cut := earliestOf(s.sightings[step], s.limit(step))
	s.sightings[step], s.cut[step] = kept, s.cut[step] || cut
}

// earliestOf puts sightings of a step in order and keeps the earliest. Duplicates go first: how many of them were
// sighted depends on the order of reading, and they must not take the room of others.
func earliestOf(list []*match.Sighting, limit int) (kept []*match.Sighting, cut bool) {
	slices.SortFunc(list, match.Compare)
	list = dropDuplicates(list)
	if len(list) <= limit {
		return list, false
	}
	return slices.Clip(list[:limit]), true
}

// Follow makes a state take events that another one has for duplicates, wherever they stand. The other must not be added to
// while this one is.
func (s *State) Follow(o *State) { s.seen.base = o.seen }

// Merge adds what another state saw; the other must not be used afterwards.
func (s *State) Merge(o *State) {
	s.seen.level(o.seen)
	for _, src := range o.Sources {
		src.state = s
	}
	s.Sources = append(s.Sources, o.Sources...)
	s.seen.merge(o.seen)
	s.Coverage.merge(&o.Coverage)
	s.Graph.Merge(o.Graph)
	s.Conversations.Merge(o.Conversations)
	s.Gateways.Merge(o.Gateways)
	s.Journeys.Merge(o.Journeys)
	s.Targets.Merge(o.Targets)
	s.Metrics.Merge(o.Metrics)
	s.Life.Merge(o.Life)
	s.Integrity.Merge(o.Integrity)
	s.Access.Merge(o.Access)
	s.Bursts.Merge(o.Bursts)
	s.Changes.Merge(o.Changes)
	s.Throttle.Merge(o.Throttle)
	s.Failures.Merge(o.Failures)
	s.Stops.merge(&o.Stops)
	s.Clocks.merge(o.Clocks)
	s.Trails.merge(&o.Trails)
	s.failed.merge(&o.failed)
	s.Messages = s.Messages || o.Messages
	maps.Copy(s.Described, o.Described)
	maps.Copy(s.Pasted, o.Pasted)
	for _, l := range o.Layouts {
		if !slices.Contains(s.Layouts, l) {
			s.Layouts = append(s.Layouts, l)
		}
	}
	for step := range s.sightings {
		s.sightings[step] = append(s.sightings[step], o.sightings[step]...)
		s.cut[step] = s.cut[step] || o.cut[step]
		s.untold[step] = s.untold[step].Or(o.untold[step])
		s.trim(step)
	}
}

// Finish puts everything in order and returns notes on what was cut. No record is taken in afterwards.
func (s *State) Finish() (notes []string) {
	notes = append(notes, s.seen.notes()...)
	s.seen = nil
	s.JoinSources()
	if !s.apart {
		tellOverlaps(s.Sources)
	}
	s.Graph.Finish()
	s.markTold()
	slices.Sort(s.Layouts)
	for step := range s.sightings {
		s.trim(step)
		if s.cut[step] {
			notes = append(notes, fmt.Sprintf("more than %d records fit the step %q of a pattern: only the earliest were looked at",
				s.limit(step), s.plan.Steps[step].Name))
		}
	}
	if s.Graph.Full() {
		notes = append(notes, fmt.Sprintf("more than %d resources are named: what hangs together with the others is not known", entity.MaxEntities))
	}
	notes = append(notes, s.Conversations.Notes()...)
	notes = append(notes, s.Gateways.Notes()...)
	notes = append(notes, s.Targets.Notes()...)
	notes = append(notes, s.Access.Notes()...)
	notes = append(notes, s.Bursts.Notes()...)
	notes = append(notes, s.Changes.Notes()...)
	notes = append(notes, s.Failures.Notes()...)
	if n := s.Metrics.Dropped(); n > 0 {
		notes = append(notes, fmt.Sprintf("%d metric points found no room and were not looked at", n))
	}
	return notes
}

// dropDuplicates removes sightings of records that were delivered twice: the one in the first place counts.
func dropDuplicates(list []*match.Sighting) []*match.Sighting {
	type key struct{ id, each string }
	seen := map[key]bool{}
	return slices.DeleteFunc(list, func(s *match.Sighting) bool {
		if s.Cites[0].ID == "" {
			return false
		}
		k := key{id: s.Cites[0].ID}
		if s.Step.Each != nil {
			k.each = s.Named(s.Step.Each.Name)[0]
		}
		if seen[k] {
			return true
		}
		seen[k] = true
		return false
	})
}

// Sightings returns what the n-th step of the plan selected, in order.
func (s *State) Sightings(n int) []*match.Sighting { return s.sightings[n] }

// Cut returns how many records of the n-th step of the plan were looked at where there are more; else 0.
func (s *State) Cut(n int) int {
	if !s.cut[n] {
		return 0
	}
	return s.limit(n)
}

// Untold says of the n-th step of the plan what keeps anybody from knowing whether it selects some record.
func (s *State) Untold(n int) match.Untold { return s.untold[n] }
