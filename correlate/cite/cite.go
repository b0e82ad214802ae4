package cite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/tidwall/gjson"

	"hamari/correlate/report"
	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// maxRaw is the longest record, in bytes, that is put into a report whole.
const maxRaw = 256 << 10

// Fill puts the raw record into every piece of evidence. layouts are the flow log formats that the scan used. Records
// that cannot be read a second time, because a file has changed meanwhile, stay null, and a note says so; the error is
// that of a cancelled context.
func Fill(ctx context.Context, c *bundle.Case, rep *report.Report, layouts []string) error {
	wanted := map[string]map[int][]*report.Evidence{}
	Each(rep, func(e *report.Evidence) {
		if wanted[e.At.Member] == nil {
			wanted[e.At.Member] = map[int][]*report.Evidence{}
		}
		wanted[e.At.Member][e.At.Record] = append(wanted[e.At.Member][e.At.Record], e)
		e.Raw = json.RawMessage("null")
	})
	if len(wanted) == 0 {
		return nil
	}
	// Whatever keeps a member from being read again shows in the records that are missing afterwards.
	again := formats.Again{Layouts: layouts, Sinks: func(path string) func(int) parsers.Sink {
		p := &picker{wanted: wanted[path], found: map[int]bool{}}
		return func(int) parsers.Sink { return p }
	}, Wants: func(path string) func(int) bool {
		return func(record int) bool { return wanted[path][record] != nil }
	}}
	_ = again.Read(ctx, c, slices.Sorted(maps.Keys(wanted)))
	if ctx.Err() != nil {
		return fmt.Errorf("fetch the cited records: %w", ctx.Err())
	}
	missing := 0
	Each(rep, func(e *report.Evidence) {
		if string(e.Raw) == "null" {
			missing++
		}
	})
	if missing > 0 {
		rep.Notes = append(rep.Notes, fmt.Sprintf("%d cited record(s) could not be read a second time and are not shown", missing))
	}
	return nil
}

// Each visits every piece of evidence in a report.
func Each(rep *report.Report, visit func(*report.Evidence)) {
	eachOf(rep.Findings, visit)
	for i := range rep.Patterns {
		for j := range rep.Patterns[i].Evidence {
			visit(&rep.Patterns[i].Evidence[j])
		}
	}
}

func eachOf(findings []report.Finding, visit func(*report.Evidence)) {
	for i := range findings {
		for j := range findings[i].Evidence {
			visit(&findings[i].Evidence[j])
		}
		eachOf(findings[i].Explains, visit)
	}
}

// errEnough ends the reading of a member whose cited records have all been seen.
var errEnough = errors.New("all cited records were found")

// picker is a sink that keeps the records with certain numbers. Several workers may give it records of one member.
type picker struct {
	parsers.Unheard
	wanted map[int][]*report.Evidence // by number; not changed while the member is read

	mu    sync.Mutex
	found map[int]bool
}

func (p *picker) Event(ev *parsers.Event) error {
	cited, ok := p.wanted[ev.Pos.Record]
	if !ok {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found[ev.Pos.Record] { // records such as a table's row make several events
		return nil
	}
	p.found[ev.Pos.Record] = true
	raw := record(ev.Raw)
	for _, e := range cited {
		e.Raw = raw
		if e.At.Line == 0 {
			e.At.Line = ev.Pos.Line
		}
	}
	if len(p.found) == len(p.wanted) {
		return errEnough
	}
	return nil
}

// record gives a record as JSON: itself if it is JSON, else its text.
func record(raw []byte) json.RawMessage {
	if len(raw) > maxRaw {
		raw = append(slices.Clone(raw[:maxRaw]), "... (cut)"...)
	} else if len(raw) > 0 && raw[0] == '{' && gjson.ValidBytes(raw) {
		return slices.Clone(raw)
	}
	text, err := json.Marshal(string(raw))
	if err != nil {
		return json.RawMessage("null")
	}
	return text
}
