package match

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"text/template"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/metrics"
)

// Engine judges patterns over what was sighted in one bundle.
type Engine struct {
	Graph     *entity.Graph
	Sightings map[*pattern.Step][]*Sighting // sorted by Compare
	Bundle    string                        // what was looked at, in words; "" for pattern.WholeBundle
	Formats   map[string]bool               // formats of which at least one record was looked at
	Timeless  map[string]bool               // formats that cover no time: what is not in them may have happened
	Titles    map[string]string             // what formats are called for people: "VPC flow logs"
	Rows      map[string]int                // rows per derived kind
	Told      map[string]map[string]bool    // fields that some row of a derived kind has, of those that matter
	Periods   map[string]time.Duration      // the shortest of a row, of derived kinds whose rows are averages
	Metrics   map[string]int                // series per metric
	Spans     map[string]report.Span        // for which time each format was looked at
	Funcs     template.FuncMap

	// Hole, where it is set, is told of texts of a pattern in which a placeholder has no value.
	Hole func(p *pattern.Pattern, text string)

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

	index   map[indexKey]map[string][]*Sighting
	failing string                        // what the hits of the pattern are about that stand
	whole   map[*pattern.Step][]*Sighting // all that the late steps of the pattern select, where a text asked for it
	judging *pattern.Pattern
	failed  []string // why something that matched the pattern, or was ruled out, cannot be told
	faults  []string // of texts of the pattern that a finding can do without
	looked  int      // candidates that the join of the pattern has looked at
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
)

// hit is one way in which all match steps of a pattern were found.
type hit struct {
	by       map[string]*Sighting
	order    []string // step names in the order of matching
	tie      string   // strongest key that ties the last tied relation; "" if none was asked for or none holds
	tieRank  int
	tiedStep string
	nearest  time.Duration // of the relation that ties
	unclear  bool          // the tied sighting may speak of another hit as well
	possible bool
	sure     bool // a step that was matched is certain by itself

	confirm, context []witness
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
	e.judging, e.whole, e.failed, e.faults = p, nil, nil, nil
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
	e.makeFindings(p, number, hits, x, &out)
	e.status(p, &out, refuted, cut || cutParts)
	for _, fault := range slices.Concat(e.failed, e.faults) {
		out.Notes = append(out.Notes, "pattern "+p.ID+": "+fault)
	}
	return out
}

func (e *Engine) missing(p *pattern.Pattern) []string {
	var missing []string
	for _, need := range p.Needs {
		formats := pattern.Alternatives(need)
		if !slices.ContainsFunc(formats, func(f string) bool { return e.Formats[f] }) {
			missing = append(missing, formats...)
		}
	}
	return missing
}

// logsMissing returns the logs of which one would have shown for its time whether it happened, where none was read but
// descriptions or pasted messages instead.
func (e *Engine) logsMissing(p *pattern.Pattern) (logs []string) {
	for _, need := range p.Needs {
		formats := slices.DeleteFunc(pattern.Alternatives(need), func(f string) bool { return e.Timeless[f] })
		if !slices.ContainsFunc(formats, func(f string) bool { return e.Formats[f] }) {
			logs = append(logs, formats...)
		}
	}
	return logs
}

// lacks says that formats are missing.
func (e *Engine) lacks(formats []string) string {
	return e.bundle() + " holds no " + strings.Join(e.titles(formats), " and no ")
}

// titles names formats for people.
func (e *Engine) titles(formats []string) []string {
	titles := make([]string, len(formats))
	for i, f := range formats {
		titles[i] = cmp.Or(e.Titles[f], f+" records")
	}
	return titles
}

// status settles what the report says of a pattern beside its findings.
func (e *Engine) status(p *pattern.Pattern, out *Outcome, refuted []refutation, cut bool) {
	switch {
	case len(out.Findings)+out.Attached > 0:
		out.Pattern.Status = report.Matched
		out.Pattern.Why = lens.Count(len(out.Findings), "finding", "findings")
	case len(e.failed) > 0:
		e.untellable(&out.Pattern)
	case len(refuted) > 0:
		out.Pattern.Status = report.RuledOut
		e.explainRefuted(p, out, refuted)
	case cut:
		notAll(&out.Pattern, fmt.Sprintf("of what may show it more than %d pairs of records would have to be compared, and not all were", maxLooks))
	default:
		if e.uncovered(p) {
			why := e.lack(p)
			if e.Nameless != nil {
				why = cmp.Or(e.Nameless(p.Assess.Kinds, p.Assess.Names), why)
			}
			e.notAssessable(p, &out.Pattern, p.Assess.Kinds, why)
			for i := range out.Pattern.Collect {
				out.Pattern.Collect[i].Why = why
			}
			return
		}
		if unsaid := e.unsaid(p); len(unsaid) > 0 {
			e.notSaid(p, &out.Pattern, unsaid)
			return
		}
		if why := e.coarse(p); why != "" {
			e.notAssessable(p, &out.Pattern, p.Assess.Kinds, why)
			for i := range out.Pattern.Collect {
				out.Pattern.Collect[i].Why = why
			}
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

// notAssessable says that a pattern cannot be judged, and how to get what is missing.
func (e *Engine) notAssessable(p *pattern.Pattern, rp *report.Pattern, missing []string, why string) {
	rp.Status, rp.Missing, rp.Why, rp.Collect = report.NotAssessable, missing, why, e.collects(p)
}

// unsaid returns what no row says that one must say before it can be told that nothing is there.
func (e *Engine) unsaid(p *pattern.Pattern) (list []*pattern.Telling) {
	for i := range p.Assess.Tells {
		t := &p.Assess.Tells[i]
		told := func(kind string) bool {
			return slices.ContainsFunc(t.Fields, func(field string) bool { return e.Told[kind][field] })
		}
		if !slices.ContainsFunc(p.Assess.Kinds, told) {
			list = append(list, t)
		}
	}
	return list
}

// notSaid says that the rows of a pattern do not tell enough to judge it.
func (e *Engine) notSaid(p *pattern.Pattern, rp *report.Pattern, unsaid []*pattern.Telling) {
	var whys []string
	rp.Collect = []report.Collect{}
	for _, t := range unsaid {
		whys = append(whys, t.Why)
		for _, c := range e.commands(t.Get, t.Why) {
			if !slices.ContainsFunc(rp.Collect, func(o report.Collect) bool { return o.Command == c.Command }) {
				rp.Collect = append(rp.Collect, c)
			}
		}
	}
	rp.Status, rp.Missing, rp.Why = report.NotAssessable, p.Assess.Kinds, strings.Join(whys, ", and ")
}

// collects gives the pattern's own commands for what it cannot do without.
func (e *Engine) collects(p *pattern.Pattern) []report.Collect {
	return e.commands(p.Assess.Get, e.lack(p))
}

// commands fills in commands that collect what is missing.
func (e *Engine) commands(templates []*pattern.Template, why string) []report.Collect {
	list := []report.Collect{}
	for _, t := range templates {
		if command, err := e.render(t, map[string]any{}); err == nil {
			list = append(list, report.Collect{Why: why, Command: command})
		}
	}
	return list
}

// lack is what the pattern says that the bundle lacks, or the part of it that was looked at.
func (e *Engine) lack(p *pattern.Pattern) string { return p.Assess.Lacks(e.bundle()) }

// bundle is what was looked at, in words.
func (e *Engine) bundle() string { return cmp.Or(e.Bundle, pattern.WholeBundle) }

// render fills in a text of the pattern that is judged.
func (e *Engine) render(t *pattern.Template, data map[string]any) (string, error) {
	text, withHoles, err := t.Fill(data, e.Funcs)
	if withHoles != "" && e.Hole != nil {
		e.Hole(e.judging, withHoles)
	}
	return text, err
}

// lookedAt says in which logs of which time a pattern was looked for.
func (e *Engine) lookedAt(p *pattern.Pattern) string {
	var parts []string
	for _, need := range p.Needs {
		formats := pattern.Alternatives(need)
		for _, f := range formats {
			if span := e.Spans[f]; span.Start != nil {
				parts = append(parts, fmt.Sprintf("%s from %s to %s", f, stamp(*span.Start), stamp(*span.End)))
			} else if len(formats) == 1 || e.Formats[f] {
				parts = append(parts, f)
			}
		}
	}
	return strings.Join(parts, " and ")
}

// readInstead reports whether a format was read that does as well as metrics: "alb or metrics".
func (e *Engine) readInstead(p *pattern.Pattern) bool {
	return slices.ContainsFunc(p.Needs, func(need string) bool {
		alternatives := pattern.Alternatives(need)
		return slices.Contains(alternatives, metrics.Format.Name) && slices.ContainsFunc(alternatives, func(f string) bool { return f != metrics.Format.Name && e.Formats[f] })
	})
}

func (e *Engine) uncovered(p *pattern.Pattern) bool {
	if len(p.Assess.Kinds) == 0 && e.readInstead(p) {
		return false
	}
	for _, kind := range p.Assess.Kinds {
		if e.Rows[kind] == 0 {
			return true
		}
	}
	return len(p.Assess.Names) > 0 && !slices.ContainsFunc(p.Assess.Names, func(name string) bool { return e.Metrics[name] > 0 })
}

// possible judges the hits of which only a part could be seen. They count for entities that have no whole one and none
// that was ruled out.
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
	standing, ruledOut = e.refuteAll(p, parts)
	standing = slices.DeleteFunc(standing, func(h *hit) bool { return settled[e.groupKey(p, h)] })
	for _, h := range standing {
		h.possible = true
	}
	return standing, ruledOut
}

// join finds all ways to satisfy relations in their order; none where there are no relations.
func (e *Engine) join(p *pattern.Pattern, relations []pattern.Relation) (hits []*hit, cut bool) {
	if len(relations) == 0 {
		return nil, false
	}
	e.looked = 0
	var extend func(h *hit, depth int)
	extend = func(h *hit, depth int) {
		if len(hits) >= maxMatches || e.looked > maxLooks {
			cut = true
			return
		}
		if depth == len(relations) {
			hits = append(hits, h)
			return
		}
		r := &relations[depth]
		if r.Absent || r.Every != "" {
			if _, ok := e.related(p, h, r); ok {
				extend(h, depth+1)
			}
			return
		}
		found, ok := e.related(p, h, r)
		if !ok {
			return
		}
		for _, s := range found {
			next := h.with(s)
			e.tie(next, s, r)
			extend(next, depth+1)
		}
	}
	extend(&hit{by: map[string]*Sighting{}}, 0)
	return hits, cut
}

// with returns the hit with one more matched sighting.
func (h *hit) with(s *Sighting) *hit {
	next := *h
	next.by = make(map[string]*Sighting, len(h.by)+1)
	for k, v := range h.by {
		next.by[k] = v
	}
	next.by[s.Step.Name] = s
	next.order = append(slices.Clone(h.order), s.Step.Name)
	next.possible = h.possible || s.Step.Weak
	next.sure = h.sure || s.Step.Sure
	return &next
}

// tie notes by which of the relation's keys the sighting hangs on what was matched before.
func (e *Engine) tie(h *hit, s *Sighting, r *pattern.Relation) {
	if len(r.Ties) == 0 {
		return
	}
	before := *h
	before.order = h.order[:len(h.order)-1]
	h.tiedStep, h.tieRank, h.tie, h.nearest = s.Step.Name, len(r.Ties), "", r.Nearest
	for rank, key := range r.Ties {
		// Only what the record itself says ties it: what the graph adds holds for others as well.
		if intersect(e.of(&before, key).list, s.Names[key]) {
			h.tie, h.tieRank = key, rank
			return
		}
	}
	h.possible = h.possible || r.Loose
}

// strongest drops hits whose tied sighting hangs more strongly on another hit: a denial that names one instance says
// nothing about the others that the same caller started.
func strongest(hits []*hit) []*hit {
	best := map[*Sighting]int{}
	for _, h := range hits {
		if h.tiedStep == "" {
			continue
		}
		s := h.by[h.tiedStep]
		if rank, ok := best[s]; !ok || h.tieRank < rank {
			best[s] = h.tieRank
		}
	}
	hits = slices.DeleteFunc(hits, func(h *hit) bool {
		return h.tiedStep != "" && h.tieRank > best[h.by[h.tiedStep]]
	})
	return nearest(hits)
}

// early is how much later than its cause a record may say that something began: times of calls are whole seconds.
const early = time.Second

// nearest drops hits whose tied sighting lies much nearer to the beginning of another: when one caller starts one instance
// after the other, each with a denial of its own, a denial belongs to the start just before it.
func nearest(hits []*hit) []*hit {
	closest := map[*Sighting]time.Duration{}
	for _, h := range hits {
		if h.nearest == 0 {
			continue
		}
		s := h.by[h.tiedStep]
		gap := s.Start.Sub(h.by[h.order[0]].Start)
		if least, ok := closest[s]; gap >= -early && (!ok || gap < least) {
			closest[s] = gap
		}
	}
	return slices.DeleteFunc(hits, func(h *hit) bool {
		if h.nearest == 0 {
			return false
		}
		s := h.by[h.tiedStep]
		least, ok := closest[s]
		return ok && s.Start.Sub(h.by[h.order[0]].Start).Abs()-least > h.nearest
	})
}

// lowerAmbiguous lowers hits to possible that share one tied sighting between several entities, where the tie does not
// tell which of them it speaks of, and nothing of their own confirms them.
func (e *Engine) lowerAmbiguous(p *pattern.Pattern, hits []*hit) {
	shared := map[*Sighting]map[string]bool{}
	for _, h := range hits {
		if h.tiedStep == "" {
			continue
		}
		s := h.by[h.tiedStep]
		if shared[s] == nil {
			shared[s] = map[string]bool{}
		}
		shared[s][e.groupKey(p, h)] = true
	}
	for _, h := range hits {
		if h.tiedStep == "" || slices.Contains(p.Group, h.tie) || h.tie == "volume" || h.tie == "key" || len(h.confirm) > 0 {
			continue
		}
		if len(shared[h.by[h.tiedStep]]) > 1 {
			h.possible, h.unclear = true, true
		}
	}
}

// known returns the entities of a key that a sighting touches, by its own words or through the graph.
func (e *Engine) known(s *Sighting, key string) names {
	if own := s.Names[key]; len(own) > 0 {
		return names{list: own, definite: true}
	}
	n, ok := s.known[key]
	if ok {
		return n
	}
	n = e.reached(s, key)
	if s.known == nil {
		s.known = map[string]names{}
	}
	s.known[key] = n
	return n
}

// reachers are the entity keys from which the graph may lead on. An account or a role is linked to too much.
var reachers = []string{"volume", "instance", "eni", "subnet", "network-acl", "key", "tgw-attachment", "snapshot", "address"}

func (e *Engine) reached(s *Sighting, key string) names { return e.reachedFrom(s, key, reachers) }

func (e *Engine) reachedFrom(s *Sighting, key string, keys []string) names {
	var n names
	for _, from := range keys {
		for _, name := range s.Names[from] {
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
		if own := h.by[step].Names[key]; len(own) > 0 {
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
