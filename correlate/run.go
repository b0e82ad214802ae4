package correlate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"hamari/correlate/catalogue"
	"hamari/correlate/lens"
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
	once         *scan.Once        // nil where no record is in several members
	bytes        atomic.Int64      // of all members, without compression
	changed      []lens.Row        // calls that changed what others depend on
	peaks        map[string][]peak // how near to their limits the volumes and instances of the metrics came
	throttled    []lens.Row        // storms of refused calls, and who called
	nameless     []metric.Nameless
	asked        []string                      // what the report is to be about, in the words of whoever asked
	assumed      map[string][]match.Assumption // what records of a member rest on, by its path

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
	onceNotes, err := a.countOnce(ctx)
	if err != nil {
		return nil, err
	}
	opts.Progress.judge()
	a.rep = newReport(opts.Version)
	a.limit(onceNotes)
	a.noteOnce()
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
		Bundle: []report.Bundle{}, Coverage: []report.Coverage{}, Findings: []report.Finding{},
		Patterns: []report.Pattern{}, Timeline: []report.Moment{}, Failures: []report.FailureSort{}, Notes: []string{},
	}
}

// resolveBounds turns spans back from the end of the bundle into times, which takes a pass of its own.
func (a *analysis) resolveBounds(ctx context.Context) error {
	opts := a.opts
	opts.Since, opts.Until = Bound{}, Bound{}
	whole, err := read(ctx, a.c, nil, opts)
	if err != nil {
		return err
	}
	a.opts.Progress.Again()
	end := whole.rep.Window.End
	if end == nil {
		return nil
	}
	if b := a.opts.Since.Back; b > 0 {
		a.since = end.Add(-b)
	}
	if b := a.opts.Until.Back; b > 0 {
		a.until = end.Add(-b)
	}
	return nil
}

// scan reads every member, in parallel, and merges what the workers saw. Members that had to wait for what others
// tell are read then.
func (a *analysis) scan(ctx context.Context) error {
	states := a.newStates()
	lists := make([]outcomeList, len(states))
	archives := make([][]report.Source, len(states))
	err := a.c.Walk(ctx, func(ctx context.Context, w *bundle.Worker, m *bundle.Member, r io.Reader) error {
		sink := sinks(states, m.Path)
		src := w.Source(m.Path, sink)
		src.Defer = true
		result, err := formats.Read(ctx, r, src, sink(w.Number))
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
	return a.readLate(ctx)
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

// readLate reads members that had to wait for the others: flow logs without a header line, for the layouts found in the
// bundle, and what holds less of its records than others may, so that it counts only where those do not have them.
func (a *analysis) readLate(ctx context.Context) error {
	var paths []string
	for _, o := range a.outcomes {
		if o.more == nil {
			continue
		}
		if errors.Is(o.more.err, parsers.ErrDeferred) || errors.Is(o.more.err, flowlog.ErrUnknownLayout) && len(a.state.Layouts) > 0 {
			paths = append(paths, o.path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	slices.Sort(a.state.Layouts)
	a.state.Forget(paths)
	states := a.newStates()
	for _, s := range states {
		s.Follow(a.state)
	}
	again := formats.Again{
		Layouts: a.state.Layouts,
		Sinks:   func(path string) func(int) parsers.Sink { return sinks(states, path) },
		Done:    func(path string, result formats.Result, err error) { a.outcomes.find(path).read(result, err) },
	}
	if err := again.Read(ctx, a.c, paths); err != nil {
		return fmt.Errorf("read what was left for later: %w", err)
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
		states[i].Once = a.once
	}
	return states
}
