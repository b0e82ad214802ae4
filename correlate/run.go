package correlate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hamari/correlate/advice"
	"hamari/correlate/catalogue"
	"hamari/correlate/cite"
	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/gateway"
	"hamari/correlate/lens/metric"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/correlate/zone"
	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/flowlog"
	"hamari/parsers/formats"
)

// analysis is one run over a case.
type analysis struct {
	c        *bundle.Case
	opts     Options
	patterns []*pattern.Pattern
	plan     *scan.Plan

	since, until time.Time
	state        *scan.State
	zones        map[string]zone.Estimate // of members that state none
	outcomes     outcomes                 // of all members, by path
	archives     []report.Source
	bytes        atomic.Int64 // of all members, without compression
	throttled    []lens.Row   // storms of refused calls, and who called

	rep *report.Report
}

func analyze(ctx context.Context, c *bundle.Case, patterns []*pattern.Pattern, opts Options) (*report.Report, error) {
	a, err := read(ctx, c, patterns, opts)
	if err != nil {
		return nil, err
	}
	if err := a.judge(ctx); err != nil {
		return nil, err
	}
	a.finish()
	return a.rep, nil
}

// read scans the case and reports its sources.
func read(ctx context.Context, c *bundle.Case, patterns []*pattern.Pattern, opts Options) (*analysis, error) {
	a := &analysis{c: c, opts: opts, patterns: patterns, plan: scan.NewPlan(patterns, catalogue.LogKinds()),
		since: opts.Since.At, until: opts.Until.At}
	if opts.Since.Back > 0 || opts.Until.Back > 0 {
		if err := a.resolveBounds(ctx); err != nil {
			return nil, err
		}
	}
	if err := a.scan(ctx); err != nil {
		return nil, err
	}
	opts.Progress.judge()
	a.rep = newReport(opts.Version)
	a.limit(a.state.Finish())
	if err := a.checkDigests(ctx); err != nil {
		return nil, err
	}
	a.zones = a.resolveZones()
	a.reportSources(a.zones)
	return a, nil
}

// limit notes what a limit of the analysis cut.
func (a *analysis) limit(texts []string) {
	a.rep.Limits = append(a.rep.Limits, texts...)
	a.rep.Notes = append(a.rep.Notes, texts...)
}

func newReport(version string) *report.Report {
	return &report.Report{
		Schema: report.Schema, Tool: report.Tool{Name: "hamari", Version: version},
		Bundle: []report.Bundle{}, Sources: []report.Source{}, Coverage: []report.Coverage{}, Findings: []report.Finding{},
		Patterns: []report.Pattern{}, Timeline: []report.Moment{}, Notes: []string{},
	}
}

// resolveBounds turns spans back from the end of the bundle into times, which takes a pass of its own.
func (a *analysis) resolveBounds(ctx context.Context) error {
	opts := a.opts
	opts.Since, opts.Until = Bound{}, Bound{}
	whole, err := analyze(ctx, a.c, nil, opts)
	if err != nil {
		return err
	}
	a.opts.Progress.Again()
	if whole.Window.End == nil {
		return nil
	}
	if b := a.opts.Since.Back; b > 0 {
		a.since = whole.Window.End.Add(-b)
	}
	if b := a.opts.Until.Back; b > 0 {
		a.until = whole.Window.End.Add(-b)
	}
	return nil
}

// scan reads every member, in parallel, and merges what the workers saw. Members whose layout could not be known are
// read again once describe-flow-logs, wherever it stood, has told it.
func (a *analysis) scan(ctx context.Context) error {
	states := a.newStates()
	lists := make([]outcomeList, len(states))
	archives := make([][]report.Source, len(states))
	err := a.c.Walk(ctx, func(ctx context.Context, w *bundle.Worker, m *bundle.Member, r io.Reader) error {
		src := &parsers.Source{Member: m.Path, Spool: a.c.Spool, Pool: newPool(w, sinks(states, m.Path))}
		result, err := formats.Read(ctx, r, src, states[w.Number].Member(m.Path))
		lists[w.Number].add(m.Path).read(result, err)
		return err
	}, func(worker int, r bundle.Result) {
		a.done(&lists[worker], &archives[worker], r)
	})
	if err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	a.state, a.archives = states[0], slices.Concat(archives...)
	for _, other := range states[1:] {
		a.state.Merge(other)
	}
	a.outcomes = joinOutcomes(lists)
	return a.rereadUnknownLayouts(ctx)
}

// pool gives each of those who help with a member a sink of their own.
type pool struct {
	*bundle.Team
	sink func(worker int) parsers.Sink
}

// newPool returns the help that a worker has with a member, nil if it has none.
func newPool(w *bundle.Worker, sink func(worker int) parsers.Sink) parsers.Pool {
	if team := w.Team(); team != nil {
		return &pool{team, sink}
	}
	return nil
}

func (p *pool) Go(task func(parsers.Sink)) {
	p.Team.Go(func(worker int) { task(p.sink(worker)) })
}

// sinks returns the sinks of a member's records, one of each worker's state.
func sinks(states []*scan.State, member string) func(worker int) parsers.Sink {
	return func(worker int) parsers.Sink { return states[worker].Member(member) }
}

func (a *analysis) done(list *outcomeList, archives *[]report.Source, r bundle.Result) {
	if r.Archive {
		*archives = append(*archives, report.Source{
			Member: r.Member.Path, State: report.Failed, Bytes: r.Member.Bytes, SHA256: r.Member.SHA256,
			Reason: r.Err.Text(), Notes: r.Member.Notes, Rejects: []report.Reject{},
		})
		return
	}
	o := list.last(r.Member.Path)
	if o == nil {
		o = list.add(r.Member.Path) // nothing of it was read
	}
	o.done(r)
	a.bytes.Add(r.Member.Content)
	a.opts.Progress.member()
}

// rereadUnknownLayouts reads flow logs without a header line once more, with the layouts found in the bundle.
func (a *analysis) rereadUnknownLayouts(ctx context.Context) error {
	var paths []string
	for i := range a.outcomes {
		if o := &a.outcomes[i]; o.more != nil && errors.Is(o.more.err, flowlog.ErrUnknownLayout) && len(a.state.Layouts) > 0 {
			paths = append(paths, o.path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	slices.Sort(a.state.Layouts)
	a.state.Forget(paths)
	states := a.newStates()
	err := a.c.ReopenMany(ctx, paths, func(w *bundle.Worker, path string, r io.Reader) error {
		src := &parsers.Source{Member: path, Layouts: a.state.Layouts, Spool: a.c.Spool, Pool: newPool(w, sinks(states, path))}
		result, err := formats.Read(ctx, r, src, states[w.Number].Member(path))
		a.outcomes.find(path).read(result, err)
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("read flow logs again: %w", err)
	}
	for _, s := range states {
		a.state.Merge(s)
	}
	return nil
}

// newStates returns an empty state for each worker.
func (a *analysis) newStates() []*scan.State {
	states := make([]*scan.State, a.c.Jobs())
	for i := range states {
		states[i] = scan.NewState(a.plan, a.since, a.until)
	}
	return states
}

// judge derives rows, applies every pattern and collects the findings.
func (a *analysis) judge(ctx context.Context) error {
	if err := a.countThrottled(ctx); err != nil {
		return err
	}
	e := a.engine()
	if err := a.sightAgain(ctx, e); err != nil {
		return err
	}
	outcomes, err := e.JudgeAll(ctx, a.patterns)
	if err != nil {
		return err
	}
	for i, p := range a.patterns {
		out := &outcomes[i]
		a.rep.Findings = append(a.rep.Findings, out.Findings...)
		a.rep.Patterns = append(a.rep.Patterns, a.withCommands(p, out.Pattern))
		a.rep.Notes = append(a.rep.Notes, out.Notes...)
		a.limit(out.Limits)
	}
	a.focus()
	sortFindings(a.rep.Findings)
	a.tellAttached()
	a.draw()
	if err := cite.Fill(ctx, a.c, a.rep, a.state.Layouts); err != nil {
		return err
	}
	a.timeline()
	return nil
}

// engine hands everything that was sighted to the matcher.
func (a *analysis) engine() *match.Engine {
	e := &match.Engine{
		Graph: a.state.Graph, Sightings: map[*pattern.Step][]*match.Sighting{}, Formats: a.formatsRead(), Rows: map[string]int{},
		Spans: a.spans(), Titles: map[string]string{},
	}
	for _, f := range formats.All() {
		e.Titles[f.Name] = f.Title
	}
	for i, step := range a.plan.Steps {
		e.Sightings[step] = a.state.Sightings(i)
	}
	e.Metrics = a.state.Metrics.Names()
	e.Again = a.rowsAgain()
	a.sightRows(e)
	e.LearnKeys()
	e.Funcs = advice.Funcs(a.state.Graph, e.Lookup())
	e.Covered = a.covered
	e.Drawing = metric.Drawing
	return e
}

// sightRows hands the rows that the lenses derive to the steps of their kind.
func (a *analysis) sightRows(e *match.Engine) {
	d := &derived{steps: map[string][]*pattern.Step{}, rows: e.Rows, found: map[int][]*match.Sighting{}}
	for _, k := range catalogue.DerivedKinds() {
		for _, p := range a.patterns {
			for _, step := range p.Steps {
				if step.Kind.Name == k.Name && !e.Late(p, step) {
					d.steps[k.Name] = append(d.steps[k.Name], step)
				}
			}
		}
	}
	a.derive(e.Again, d.sight)
	for _, part := range slices.Sorted(maps.Keys(d.found)) {
		for _, s := range d.found[part] {
			e.Sightings[s.Step] = append(e.Sightings[s.Step], s)
		}
	}
	for _, list := range d.steps {
		for _, step := range list {
			slices.SortStableFunc(e.Sightings[step], match.Compare)
		}
	}
}

// derived is what the steps select of the rows that the lenses derive.
type derived struct {
	steps map[string][]*pattern.Step // by kind of row

	mu    sync.Mutex
	rows  map[string]int
	found map[int][]*match.Sighting // by part
}

// sight takes in a series. Those of one part come in order; of different parts, several may come at a time.
func (d *derived) sight(part int, series lens.Series) {
	kind := series.Kind().Name
	var found []*match.Sighting
	for _, step := range d.steps[kind] {
		found = append(found, match.FromSeries(step, series)...)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rows[kind] += series.Len()
	if len(found) > 0 {
		d.found[part] = append(d.found[part], found...)
	}
}

// rowsAgain returns the rows that can be made as often as they are asked for, by their kind.
func (a *analysis) rowsAgain() map[string]iter.Seq[lens.Row] {
	if len(a.patterns) == 0 {
		return nil
	}
	s := a.state
	s.Gateways.Teach(s.Graph)
	s.Conversations.Teach(s.Graph)
	return map[string]iter.Seq[lens.Row]{
		conversation.Kind.Name:         s.Conversations.Rows(s.Graph),
		conversation.ExchangeKind.Name: s.Conversations.Exchanges(s.Graph),
		gateway.Kind.Name:              s.Gateways.Rows(),
	}
}

// derive gives what the lenses make of the bulk records, one series in order of time after the other. They may be far
// larger than what they were made of, so that no more need be there at a time than there are workers.
func (a *analysis) derive(again map[string]iter.Seq[lens.Row], add func(part int, series lens.Series)) {
	s := a.state
	s.Metrics.Clip(a.since, a.until)
	if len(a.patterns) == 0 {
		return
	}
	a.rep.Notes = append(a.rep.Notes, s.Conversations.Remarks()...)
	for _, kind := range slices.Sorted(maps.Keys(again)) { // conversations and exchanges before gateways
		for row := range again[kind] {
			add(0, lens.Rows{row})
		}
	}
	for _, row := range slices.Concat(s.Integrity.Rows(), s.Targets.Rows()) {
		add(0, lens.Rows{row})
	}
	denials, around := s.Access.Rows()
	for _, row := range slices.Concat(denials, around, s.Bursts.Rows(), s.Changes.Rows(), a.throttled) {
		add(0, lens.Rows{row})
	}
	a.rep.Notes = append(a.rep.Notes, s.Metrics.Loads(s.Graph, a.c.Jobs(), add)...)
	s.Metrics.Points(a.wantsPoints(), a.c.Jobs(), add)
	wanted := a.instancesNamed()
	s.Metrics.Running(wanted, func(instance string, start, end time.Time, metric string, c lens.Cite) {
		s.Life.Reading(instance, "metrics", "it published "+metric, start, end, c)
	})
	s.Conversations.Outbound(s.Graph, func(instance string, start, end time.Time, c lens.Cite) {
		s.Life.Reading(instance, "flowlog", "it sent packets", start, end, c)
	})
	for _, series := range s.Life.Rows(wanted) {
		add(0, lens.Rows(series))
	}
}

// instancesNamed tells which instances a call that some step selected speaks of. Signs of life matter only around such
// calls, and there may be very many.
func (a *analysis) instancesNamed() func(instance string) bool {
	named := map[string]bool{}
	for i := range a.plan.Steps {
		for _, s := range a.state.Sightings(i) {
			if s.Start.IsZero() {
				continue // every described instance would be named
			}
			for _, name := range s.Names["instance"] {
				named[name] = true
			}
		}
	}
	return func(instance string) bool { return named[instance] }
}

// wantsPoints tells which raw metrics any step asks for, so that the others need not become rows.
func (a *analysis) wantsPoints() func(namespace, metric string) bool {
	any, wanted := false, map[string]bool{}
	for _, p := range a.patterns {
		for _, s := range p.Steps {
			if s.Kind.Name != "metric" {
				continue
			}
			named := false
			for i := range s.Where {
				if words, ok := s.Where[i].Literals(); ok && s.Where[i].Field.Name == "name" {
					named = true
					for _, w := range words {
						wanted[w] = true
					}
				}
			}
			any = any || !named
		}
	}
	return func(_, metric string) bool { return any || wanted[metric] }
}

// spans says for which time the bundle holds each format.
func (a *analysis) spans() map[string]report.Span {
	spans := map[string]report.Span{}
	for i := range a.rep.Sources {
		s := &a.rep.Sources[i]
		if s.Start == nil {
			continue
		}
		span := spans[s.Format]
		if span.Start == nil || s.Start.Before(*span.Start) {
			span.Start = s.Start
		}
		if span.End == nil || s.End.After(*span.End) {
			span.End = s.End
		}
		spans[s.Format] = span
	}
	return spans
}

func (a *analysis) formatsRead() map[string]bool {
	read := map[string]bool{}
	for i := range a.rep.Sources {
		if s := &a.rep.Sources[i]; s.Format != "" && s.Records > 0 {
			read[s.Format] = true
		}
	}
	return read
}

// covered reports whether records of a kind are there for a stretch of time. Derived kinds rest on several formats: a
// sign of life may come from any of them.
func (a *analysis) covered(kind string, s *match.Sighting, from, to time.Time) bool {
	account, region := first(s.Names["account"]), first(s.Names["region"])
	kinds := []string{kind}
	if kind == "sign-of-life" {
		kinds = []string{"cloudtrail", "metrics", "flowlog"}
	}
	for _, k := range kinds {
		if a.state.Coverage.Covered(k, account, region, from, to) {
			return true
		}
	}
	if slices.Contains(kinds, "metrics") {
		return a.state.Metrics.Covers(from, to)
	}
	return false
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// focus keeps the findings that touch one of the named entities.
func (a *analysis) focus() {
	if len(a.opts.Focus) == 0 {
		return
	}
	all := len(a.rep.Findings)
	a.rep.Findings = slices.DeleteFunc(a.rep.Findings, func(f report.Finding) bool { return !a.inFocus(&f) })
	a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("only findings that touch %s are shown: %d of %d",
		strings.Join(a.opts.Focus, ", "), len(a.rep.Findings), all))
}

// inFocus reports whether a finding, or one that it explains, touches a named entity.
func (a *analysis) inFocus(f *report.Finding) bool {
	return touches(f.Entities, a.opts.Focus) ||
		slices.ContainsFunc(f.Explains, func(g report.Finding) bool { return touches(g.Entities, a.opts.Focus) })
}

// touches reports whether one of the names is an entity, or the last part of an entity's ARN.
func touches(entities map[string][]string, focus []string) bool {
	for key, names := range entities {
		for _, name := range names {
			for _, want := range focus {
				if name == want || entity.Canonical(key, name) == want || strings.HasSuffix(name, "/"+want) {
					return true
				}
			}
		}
	}
	return false
}
