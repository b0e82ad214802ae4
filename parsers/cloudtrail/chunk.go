package cloudtrail

import (
	"bytes"
	"context"

	"hamari/parsers"
	"hamari/parsers/chunk"
	"hamari/parsers/jsonsplit"
)

// share reads as much of a large member as can be read in chunks, from where the splitter stands, and returns a splitter
// of the rest.
func share(ctx context.Context, splitter *jsonsplit.Splitter, opts jsonsplit.Options, src *parsers.Source) (*jsonsplit.Splitter, error) {
	place, ok := splitter.Place()
	if !ok {
		return splitter, nil
	}
	text, r := splitter.Unread()
	at := parsers.Pos{Member: src.Member, Line: place.Line, Record: place.Index, Offset: place.Offset}
	rest, at, err := chunk.Read(ctx, text, r, at, src, cutter{around: place.Around, marker: []byte(place.Marker), skips: src.Skips})
	if err != nil {
		return nil, err
	}
	place.Line, place.Index, place.Offset = at.Line, at.Record, at.Offset
	return jsonsplit.Continue(rest, place, opts), nil
}

// cutter cuts a text of records that all begin with the same key.
type cutter struct {
	around jsonsplit.Around
	marker []byte
	skips  func(record int) bool
}

func (c cutter) Cut(text []byte) int { return jsonsplit.Cut(text, c.marker, c.around) }

func (c cutter) Split(text []byte) (chunk.Part, bool) {
	token := false
	s := jsonsplit.Text(text, c.around, jsonsplit.Options{
		Lists: []string{recordsKey},
		Field: func(key, _ []byte) { token = token || string(key) == nextToken },
	})
	p := &part{text: text, skips: c.skips}
	for {
		rec, err := s.Next()
		if err != nil {
			return p, s.Between(c.around, err) && !token
		}
		if !bytes.HasPrefix(rec.Raw, c.marker) {
			return nil, false
		}
		start := int(rec.Offset)
		p.records = append(p.records, span{start: start, end: start + len(rec.Raw), line: rec.Line - 1})
	}
}

// part is a chunk of records.
type part struct {
	text    []byte
	records []span
	skips   func(record int) bool
}

// span is where in the text a record stands, and how many line ends are before it.
type span struct{ start, end, line int }

func (p *part) Records() int { return len(p.records) }

func (p *part) Read(ctx context.Context, at parsers.Pos, sink parsers.Sink) error {
	rec := newRecord()
	defer rec.free()
	for i, s := range p.records {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if p.skips(at.Record + i) {
			continue
		}
		pos := parsers.Pos{Member: at.Member, Line: at.Line + s.line, Record: at.Record + i, Offset: at.Offset + int64(s.start)}
		if err := rec.emit(p.text[s.start:s.end], pos, sink); err != nil {
			return err
		}
	}
	return nil
}

func (p *part) Lines() int { return bytes.Count(p.text, []byte{'\n'}) }
