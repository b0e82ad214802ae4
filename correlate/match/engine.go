package match

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"text/template"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// Engine judges patterns over what was sighted in one bundle.
type Engine struct {
	Graph     *entity.Graph
	Sightings map[*pattern.Step][]*Sighting // sorted by Compare
	Bundle    string                        // what was looked at, in words; "" for pattern.WholeBundle
	Formats   map[string]bool               // formats of which at least one record was looked at
	Pasted    map[string]bool               // formats of which somebody put a record or several into what they wrote, and may have left out others
	Timeless  map[string]bool               // formats that cover no time: what is not in them may have happened
	Titles    map[string]string             // what formats are called for people: "VPC flow logs"
	Rows      map[string]int                // rows per derived kind
	Described map[string]bool               // types of resources that were described
	Told      map[string]map[string]bool    // fields that some row of a derived kind has, of those that matter
	Periods   map[string]time.Duration      // the shortest of a row, of derived kinds whose rows are averages
	Metrics   map[string]int                // series per metric
	Spans     map[string]report.Span        // for which time each format was looked at
	Funcs     template.FuncMap

	// Hole, where it is set, is told of texts of a pattern in which a placeholder has no value.
	Hole func(p *pattern.Pattern, text string)

	// Asked, where it is set, reports whether the report is to be about one of the entities given, by their keys.
	Asked func(entities map[string][]string) bool

	// Untold has the steps of which nobody knows whether they select some records.
	Untold map[*pattern.Step]Untold

	// LeftOut has the steps of which the described trails leave records out.
	LeftOut map[*pattern.Step]LeftOut

	// Cut has the steps that more records fit than were looked at, and how many these are.
	Cut map[*pattern.Step]int

	// Again makes, by derived kind, rows that come the same however often they are asked for: steps that are needed
	// late need not have them sighted beforehand.
	Again map[string]iter.Seq[lens.Row]

	// Covered reports whether the records of the kind's source are present without a gap from one time to another,
	// for the account and region that the sighting names.
	Covered func(kind string, s *Sighting, from, to time.Time) bool

	// Nameless says of metrics from which rows of a derived kind, or those with the names given, would have come that
	// they do not tell what they are of; "" where there are none.
	Nameless func(kinds, metrics []string) string

	// Assumed says what a sighting rests on that the bundle does not say.
	Assumed func(s *Sighting) []Assumption

	// Drawing says how the rows of a derived kind are drawn over time, where that shows anything.
	Drawing func(kind string) (lens.Drawing, bool)

	index    map[indexKey]map[string][]*Sighting
	failing  string                        // what the hits of the pattern are about that stand
	whole    map[*pattern.Step][]*Sighting // all that the late steps of the pattern select, where a text asked for it
	judging  *pattern.Pattern
	failed   []string // why something that matched the pattern, or was ruled out, cannot be told
	faults   []string // of texts of the pattern that a finding can do without
	looked   int      // candidates that the join of the pattern has looked at, or the search for what speaks for and against its matches
	unjudged int      // matches of the pattern for which nobody looked for that any more

	witnessLooks int // in place of maxWitnessLooks, if it is set
}

type indexKey struct {
	step *pattern.Step
	key  string
}

// Outcome is what became of one pattern.
type Outcome struct {
	Findings []report.Finding
	Attached int // findings that stand in those of other patterns, which explain them
	Pattern  report.Pattern
	Notes    []string
	Limits   []string // what a limit cut
}

// Bounds of a join: a pattern that matches more often, or that has to look at more pairs of records, is not selective,
// and the report says that it was cut.
const (
	maxMatches = 20_000
	maxLooks   = 5_000_000

	// What speaks for and against each match is looked for in this many records, of all matches together.
	maxWitnessLooks = 50_000_000
)

// hit is one way in which all match steps of a pattern were found.
type hit struct {
	by       map[string]*Sighting
	order    []string // step names in the order of matching
	tie      string   // strongest key that ties the last tied relation; "" if none was asked for or none holds
	tieRank  int
	tiedStep string
	// ofRequest says that what is tied has the same request ID as well, which tells no two things of one request apart.
	ofRequest bool
	nearest   time.Duration // of the relation that ties
	unclear   bool          // the tied sighting may speak of another hit as well
	possible  bool
	sure      bool // a step that was matched is certain by itself

	confirm, context []witness
	cleared          map[string][]string // by key, what the finding is not about
}

// one returns what was matched of the first of the steps of which anything was, nil if nothing was.
func (h *hit) one(steps []string) *Sighting {
	for _, step := range steps {
		if s := h.by[step]; s != nil {
			return s
		}
	}
	return nil
}

// witness is a sighting that confirms, refutes or explains.
type witness struct {
	sighting *Sighting
	relation *pattern.Relation
	role     report.Role
}

// judge applies the pattern with the given number, whose findings those that were made before may explain.
func (e *Engine) judge(p *pattern.Pattern, number int, x *explanations) Outcome {
	e.judging, e.whole, e.failed, e.faults, e.unjudged = p, nil, nil, nil, 0
	out := Outcome{Pattern: report.Pattern{ID: p.ID, Title: p.Title, Missing: []string{}, Evidence: []report.Evidence{}, Collect: []report.Collect{}}}
	if missing := e.missing(p); len(missing) > 0 {
		e.notAssessable(p, &out.Pattern, missing, e.lacks(missing))
		return out
	}
	hits, cut := e.join(p, p.Match)
	hits = strongest(hits)
	parts, cutParts := e.join(p, p.Possible)
	e.sightLate(p, slices.Concat(hits, parts))
	defer e.forgetLate(p)
	hits, refuted := e.refuteAll(p, hits)
	if len(p.Attach) == 0 { // else they belong to different findings, and are no rivals of each other
		e.lowerAmbiguous(p, hits)
	}
	parts, ruledOut := e.possible(p, parts, hits, refuted)
	hits, refuted = append(hits, parts...), append(refuted, ruledOut...)
	if cut || cutParts {
		out.Limits = append(out.Limits, fmt.Sprintf("pattern %s matched more than %d times, or more than %d pairs of records would have to be compared: the rest was not looked at",
			p.ID, maxMatches, maxLooks))
	}
	if e.unjudged > 0 {
		out.Limits = append(out.Limits, fmt.Sprintf("pattern %s: for %s more than %d records would have to be looked at that may speak for or against; these are not told of",
			p.ID, lens.Count(e.unjudged, "match", "matches"), e.mostWitnessLooks()))
	}
	e.makeFindings(p, number, hits, x, &out)
	e.status(p, &out, refuted, cut || cutParts || e.unjudged > 0)
	for _, fault := range slices.Concat(e.failed, e.faults) {
		out.Notes = append(out.Notes, "pattern "+p.ID+": "+fault)
	}
	return out
}

// status settles what the report says of a pattern beside its findings.
func (e *Engine) status(p *pattern.Pattern, out *Outcome, refuted []refutation, cut bool) {
	switch {
	case len(out.Findings)+out.Pattern.Untold+out.Attached > 0:
		out.Pattern.Status = report.Matched
		out.Pattern.Why = lens.Count(len(out.Findings)+out.Pattern.Untold, "finding", "findings")
	case len(e.failed) > 0:
		e.untellable(&out.Pattern)
	case len(refuted) > 0:
		out.Pattern.Status = report.RuledOut
		e.explainRefuted(p, out, refuted)
	case cut:
		notAll(&out.Pattern, fmt.Sprintf("of what may show it more than %d pairs of records would have to be compared, and not all were", maxLooks))
	default:
		if e.uncovered(p) {
			e.notEnough(p, &out.Pattern, cmp.Or(e.setAside(p), e.lack(p)))
			return
		}
		if unsaid := e.unsaid(p); len(unsaid) > 0 {
			e.notSaid(p, &out.Pattern, unsaid)
			return
		}
		if why := cmp.Or(e.coarse(p), e.setAside(p)); why != "" {
			e.notEnough(p, &out.Pattern, why)
			return
		}
		if u := e.untold(p); u.Field != "" {
			e.cannotTell(&out.Pattern, u)
			return
		}
		if l := e.leftOut(p); l.Why != "" {
			e.notRecorded(&out.Pattern, l)
			return
		}
		if step := e.cutStep(p); step != nil {
			notAll(&out.Pattern, fmt.Sprintf("more than %d records fit its step %q, and only the earliest were looked at", e.Cut[step], step.Name))
			return
		}
		if logs := e.logsMissing(p); len(logs) > 0 {
			e.notAssessable(p, &out.Pattern, logs, "nothing in descriptions or quoted messages shows it, but they do not tell all: "+e.lacks(logs))
			return
		}
		out.Pattern.Status = report.NotFound
		out.Pattern.Why = "nothing fits in " + e.lookedAt(p)
	}
}

// render fills in a text of the pattern that is judged.
func (e *Engine) render(t *pattern.Template, data map[string]any) (string, error) {
	if e.Bundle != "" {
		t = t.SaidOf(e.Bundle)
	}
	text, withHoles, err := t.Fill(data, e.Funcs)
	if withHoles != "" && e.Hole != nil {
		e.Hole(e.judging, withHoles)
	}
	return text, err
}

// possible judges the hits of which only a part could be seen. They count for entities that have no whole one and none
// that was ruled out; those that begin with a description, for entities that no log has a beginning of.
func (e *Engine) possible(p *pattern.Pattern, parts, hits []*hit, refuted []refutation) (standing []*hit, ruledOut []refutation) {
	settled := map[string]bool{}
	for _, h := range hits {
		settled[e.groupKey(p, h)] = true
	}
	for _, r := range refuted {
		if !r.relation.MatchOnly {
			settled[e.groupKey(p, r.hit)] = true
		}
	}
	logged := map[string]bool{}
	for _, h := range parts {
		logged[e.groupKey(p, h)] = logged[e.groupKey(p, h)] || !h.by[h.order[0]].Start.IsZero()
	}
	parts = slices.DeleteFunc(parts, func(h *hit) bool { return h.by[h.order[0]].Start.IsZero() && logged[e.groupKey(p, h)] })
	standing, ruledOut = e.refuteAll(p, parts)
	standing = slices.DeleteFunc(standing, func(h *hit) bool { return settled[e.groupKey(p, h)] })
	for _, h := range standing {
		h.possible = true
	}
	return standing, ruledOut
}

// early is how much later than its cause a record may say that something began: times of calls are whole seconds.
const early = time.Second

// known returns the entities of a key that a sighting touches, by its own words or through the graph.
func (e *Engine) known(s *Sighting, key string) names {
	if own := s.Named(key); len(own) > 0 {
		return names{list: own, definite: true}
	}
	for i := range s.known {
		if s.known[i].key == key {
			return s.known[i].names
		}
	}
	n := e.reached(s, key)
	s.known = append(s.known, reached{key, n})
	return n
}

// reachers are the entity keys from which the graph may lead on. An account or a role is linked to too much.
var reachers = []string{"volume", "instance", "eni", "subnet", "network-acl", "key", "tgw-attachment", "snapshot", "address", "db-instance", "tunnel"}

func (e *Engine) reached(s *Sighting, key string) names { return e.reachedFrom(s, key, reachers) }

func (e *Engine) reachedFrom(s *Sighting, key string, keys []string) names {
	var n names
	for _, from := range keys {
		for _, name := range s.Named(from) {
			n.list = append(n.list, e.Graph.Linked(entity.ID{Kind: from, Name: name}, key)...)
			n.definite = n.definite || e.Graph.Definite(entity.ID{Kind: from, Name: name}, key)
		}
		if len(n.list) > 0 {
			break
		}
	}
	slices.Sort(n.list)
	n.list = slices.Compact(n.list)
	return n
}

// of returns the entities of a key that a hit touches.
func (e *Engine) of(h *hit, key string) names {
	var n names
	for _, step := range h.order {
		if own := h.by[step].Named(key); len(own) > 0 {
			n.list = append(n.list, own...)
			n.definite = true
		}
	}
	if len(n.list) == 0 {
		n = e.common(h, key)
	}
	slices.Sort(n.list)
	n.list = slices.Compact(n.list)
	return n
}

// common is what the graph adds to the steps of a hit: what all of them that lead anywhere lead to, else everything.
// A key leads to all volumes that it encrypts, the instance only to its own.
func (e *Engine) common(h *hit, key string) (n names) {
	var shared []string
	for _, step := range h.order {
		k := e.known(h.by[step], key)
		n.definite = n.definite || k.definite
		if len(k.list) == 0 {
			continue
		}
		if n.list == nil {
			shared = k.list
		} else {
			shared = slices.DeleteFunc(slices.Clone(shared), func(name string) bool { return !slices.Contains(k.list, name) })
		}
		n.list = append(n.list, k.list...)
	}
	if len(shared) > 0 {
		n.list = slices.Clone(shared)
	}
	return n
}

func intersect(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
