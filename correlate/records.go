package correlate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// Record is one record of a log, with its times in UTC whatever clock wrote it.
type Record struct {
	*parsers.Event
	Start, End time.Time // Start is zero for a record without a time, End for an instant
	Member     int       // number of its member in the order of the report's sources
}

// RecordFunc takes a record. It is called by several workers at once, but never twice at once with the same worker number.
// The record is reused afterwards. An error ends the reading of the whole case.
type RecordFunc func(worker int, r *Record) error

// Records hands out every record of the case, in no order. The case is read twice: what the zone of a clock is, and what
// the columns of a flow log without a header line are, can be known only when all members have been seen. Between the two,
// begin is given the report of the first, as [List] returns it, and how many bytes the members hold without compression; an
// error of it ends the matter.
//
// Records outside of opts.Since and opts.Until are left out, and those that touch none of the entities in opts.Focus. An error
// means that not all was handed out.
func Records(ctx context.Context, c *bundle.Case, opts Options, begin func(rep *report.Report, bytes int64) error, take RecordFunc) error {
	opts.begin(c, 2)
	a, err := read(ctx, c, nil, opts)
	if err != nil {
		return err
	}
	layouts := a.state.Layouts
	a.resolveFocus()
	a.state = nil // what it holds is of no more use, and may be large
	a.finish()
	if err := begin(a.rep, a.bytes.Load()); err != nil {
		return err
	}
	opts.Progress.Again()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := &recordReader{analysis: a, layouts: layouts, take: take, fail: cancel}
	err = r.read(ctx)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// recordReader is the second reading.
type recordReader struct {
	*analysis
	layouts []string
	take    RecordFunc
	fail    context.CancelCauseFunc
}

func (r *recordReader) read(ctx context.Context) error {
	members := map[string]int{}
	var paths []string
	for i, s := range r.rep.Sources.Briefly() {
		if s.Records+s.Duplicates > 0 {
			members[s.Member] = i
			paths = append(paths, s.Member)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	// What keeps a member from being read again kept the first reading from it, too, and stands in the report.
	again := formats.Again{Layouts: r.layouts, Sinks: func(path string) func(int) parsers.Sink { return r.sink(path, members[path]) }}
	if err := again.Read(ctx, r.c, paths); err != nil {
		return fmt.Errorf("read the records: %w", err)
	}
	return nil
}

// sink returns the sinks of a member, one for each worker who takes part in reading it.
func (r *recordReader) sink(path string, number int) func(worker int) parsers.Sink {
	var zone func(time.Time) time.Time
	if e, ok := r.zones[path]; ok {
		zone = e.ToUTC
	}
	return func(worker int) parsers.Sink {
		return &recordSink{reader: r, worker: worker, zone: zone, record: Record{Member: number}}
	}
}

// recordSink hands on what one worker reads of a member. Rejects and notes were reported by the first reading.
type recordSink struct {
	parsers.Unheard
	reader *recordReader
	worker int
	zone   func(wall time.Time) time.Time // nil where the member states its zone
	record Record
}

func (s *recordSink) Event(ev *parsers.Event) error {
	r := &s.record
	r.Event, r.Start, r.End = ev, ev.Time, ev.End
	if ev.WallClock && s.zone != nil && !r.Start.IsZero() {
		r.Start = s.zone(r.Start)
		if !r.End.IsZero() {
			r.End = s.zone(r.End)
		}
	}
	if !s.reader.wants(r) {
		return nil
	}
	if err := s.reader.take(s.worker, r); err != nil {
		s.reader.fail(err)
		return err
	}
	return nil
}

func (a *analysis) wants(r *Record) bool {
	if !r.Start.IsZero() && !scan.Within(a.since, a.until, r.Start, r.End) {
		return false
	}
	return len(a.opts.Focus) == 0 || slices.ContainsFunc(a.opts.Focus, func(name string) bool { return r.names(name) })
}

// names reports whether the record speaks of an entity: one of its fields holds the name, or the ARN that ends in it, or
// the name stands somewhere in its JSON.
func (r *Record) names(name string) bool {
	for slot, f := range r.Kind.Fields {
		if f.Entity == "" {
			continue
		}
		v := r.Value(slot)
		if !v.Exists() || len(v) < len(name) {
			continue
		}
		if isNamed(f.Entity, string(v), name) {
			return true
		}
	}
	return r.Kind.Nested && entity.NamedIn(r.Raw, name)
}
