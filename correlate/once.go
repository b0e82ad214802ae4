package correlate

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/formats"
	"hamari/parsers/ssmagent"
)

// countOnce scans anew where several members hold the same records, so that these count once, and returns notes on what
// could not be told apart. What is not judged need not be counted.
func (a *analysis) countOnce(ctx context.Context) (notes []string, err error) {
	if len(a.patterns) == 0 {
		return nil, nil
	}
	a.state.JoinSources()
	copies, err := a.copies(ctx)
	if err != nil {
		return nil, err
	}
	once := a.state.NewOnce(copies, a.agentLogs())
	if once == nil {
		return nil, nil
	}
	if shared := once.Shared(); len(shared) > 0 {
		again := formats.Again{
			Layouts: a.state.Layouts,
			Sinks: func(path string) func(int) parsers.Sink {
				sink := once.Learn(path)
				return func(int) parsers.Sink { return sink }
			},
		}
		if err := again.Read(ctx, a.c, shared); err != nil {
			return nil, fmt.Errorf("learn which records are there several times: %w", err)
		}
	}
	if notes = once.Learned(); once.Empty() {
		return notes, nil
	}
	a.once, a.state, a.outcomes, a.archives = once, nil, nil, nil
	a.bytes.Store(0)
	a.opts.Progress.oneMore()
	return notes, a.scan(ctx)
}

// agentLogs lists the logs of SSM agents that stand in one folder with the agent's log of errors: that holds again what
// the other says of errors.
//
// Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-logs.html
func (a *analysis) agentLogs() (paths []string) {
	const ofErrors, others = 1, 2
	has, logs := map[string]int{}, map[string][]string{} // by folder
	for _, o := range a.outcomes {
		if o.format != ssmagent.Format {
			continue
		}
		folder, name := path.Split(o.path)
		if logs[folder] = append(logs[folder], o.path); strings.HasPrefix(name, "errors.log") {
			has[folder] |= ofErrors
		} else {
			has[folder] |= others
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(logs)) {
		if has[folder] == ofErrors|others {
			paths = append(paths, logs[folder]...)
		}
	}
	return paths
}

// noteOnce says how many records are there several times and count once.
func (a *analysis) noteOnce() {
	if a.once == nil {
		return
	}
	var members int
	var records int64
	for _, src := range a.state.Sources {
		if n := src.Repeated(); n > 0 {
			members++
			records += n
		}
	}
	if records > 0 {
		a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("%s in %s are in other members as well, as in copies and overlapping exports: they count once, and are duplicates under Sources",
			lens.Count(int(records), "record", "records"), lens.Count(members, "member", "members")))
	}
}
