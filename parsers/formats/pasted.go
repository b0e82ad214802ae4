package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/console"
	"hamari/parsers/textlog"
)

// maxPasted is how many JSON texts within a member are looked at.
const maxPasted = 20_000

// readText reads what people wrote: the messages in it with the format that finds them, and the JSON in it with the formats that
// know it.
func readText(ctx context.Context, formats []*parsers.Format, l *layers, src *parsers.Source) error {
	all := &numbered{sink: l.sink}
	alone := *src // nobody else knows the numbers of its records
	alone.Pool, alone.Wants = nil, nil
	if l.header.LogEvents {
		return console.Format.Read(ctx, l.text, &alone, l.sink)
	}
	seen := 0
	alone.Pasted = func(text []byte, lines []int) (bool, error) {
		if seen++; seen > maxPasted {
			l.sink.Note(fmt.Sprintf("more than %d pieces of JSON in a text: the others are not looked at", maxPasted))
			return false, nil
		}
		inner := unwrapPasted(formats, text, pastedSink{numbered: all, member: src.Member, lines: lines})
		defer inner.close()
		format := inner.pasted()
		if format == nil {
			return false, nil
		}
		return true, format.Read(ctx, inner.text, &parsers.Source{Member: src.Member, Layouts: src.Layouts}, inner.sink)
	}
	return console.Format.Read(ctx, l.text, &alone, all)
}

// errHeld ends a detection: one text is enough.
var errHeld = errors.New("a text was found")

// holdsPasted reports whether a text that no format claims has JSON in it that one knows.
func (l *layers) holdsPasted() bool {
	if l.header.LogEvents || len(l.via) > 0 || textlog.IsJSON(l.header.Prefix) || bytes.IndexByte(l.header.Prefix, 0) >= 0 || bytes.IndexByte(l.header.Prefix, '{') < 0 {
		return false
	}
	src := &parsers.Source{Pasted: func(text []byte, _ []int) (bool, error) {
		inner := unwrapPasted(l.formats, text, discard{})
		defer inner.close()
		if inner.pasted() != nil {
			return true, errHeld
		}
		return false, nil
	}}
	err := console.Format.Read(context.Background(), bytes.NewReader(l.header.Prefix), src, discard{})
	return errors.Is(err, errHeld)
}

// unwrapPasted looks into a JSON text within another one, whose name says nothing of it.
func unwrapPasted(formats []*parsers.Format, text []byte, sink parsers.Sink) *layers {
	l := newLayers(formats, sink)
	l.look(bytes.NewReader(text), "")
	l.unwrap()
	return l
}

// pasted returns the format that knows what was pasted by its content, nil if none does.
func (l *layers) pasted() *parsers.Format {
	if gjson.GetBytes(l.header.Prefix, "Statement").Exists() {
		return nil // a policy, and whose it is, or whether it is in force, the text around it tells at best
	}
	var known *parsers.Format
	for _, f := range l.formats {
		if f == console.Format || f.Detect(&l.header) != parsers.ByContent {
			continue
		}
		if known != nil {
			return nil
		}
		known = f
	}
	return known
}

// numbered numbers the records of a member that several formats read.
type numbered struct {
	sink  parsers.Sink
	count int
}

func (n *numbered) Event(e *parsers.Event) error {
	inner := e.Pos.Record
	e.Pos.Record = n.count
	n.count++
	err := n.sink.Event(e)
	e.Pos.Record = inner
	return err
}

func (n *numbered) Reject(e *parsers.SyntaxError) { n.sink.Reject(e) }

func (n *numbered) Note(text string) { n.sink.Note(text) }

// pastedSink is the sink of records within a text.
type pastedSink struct {
	*numbered
	member string
	lines  []int // of the text, in the member
}

func (p pastedSink) Event(e *parsers.Event) error {
	inner := e.Pos
	e.Pos, e.Pasted = p.outer(inner), true
	err := p.numbered.Event(e)
	e.Pos, e.Pasted = inner, false
	return err
}

func (p pastedSink) Reject(e *parsers.SyntaxError) {
	p.numbered.Reject(&parsers.SyntaxError{Pos: p.outer(e.Pos), Err: e.Err})
}

// outer is the place of a record in the member.
func (p pastedSink) outer(inner parsers.Pos) parsers.Pos {
	line := min(max(inner.Line, 1), len(p.lines))
	return parsers.Pos{Member: p.member, Line: p.lines[line-1], Record: p.numbered.count, Offset: -1}
}
