package flowlog

import (
	"bytes"
	"context"

	"hamari/parsers"
	"hamari/parsers/chunk"
	"hamari/parsers/lines"
)

// share reads as much of a large member as can be read in chunks, from the next line on, and makes the text that of the
// rest.
func (rr *recordReader) share(ctx context.Context, text *lines.Reader) error {
	at := parsers.Pos{Member: rr.src.Member, Line: text.Number() + 1, Record: rr.record, Offset: text.Offset()}
	c := cutter{words: rr.words, layout: rr.decoder.layout, header: rr.header, wants: rr.src.Wants}
	read, follows := text.Unread()
	rest, at, err := chunk.Read(ctx, read, follows, at, rr.src, c)
	if err != nil {
		return err
	}
	rr.record = at.Record
	text.Restart(rest, at.Line-1, at.Offset)
	return nil
}

// cutter cuts lines of one layout.
type cutter struct {
	words  *vocabulary
	layout *layout
	header []byte // that gave the layout; empty without one
	wants  func(record int) bool
}

func (c cutter) Cut(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }

// Split counts the records. A header line that changes the layout matters to what follows it, and a line that is too
// long is more than a chunk can be trusted with.
func (c cutter) Split(text []byte) (chunk.Part, bool) {
	p := &part{cutter: c, text: text}
	for rest := text; len(rest) > 0; p.lines++ {
		end := bytes.IndexByte(rest, '\n')
		if end > lines.MaxSize {
			return nil, false
		}
		line := bytes.TrimSuffix(rest[:end], []byte("\r"))
		rest = rest[end+1:]
		switch {
		case len(line) > 0 && '0' <= line[0] && line[0] <= '9': // nearly always
			p.records++
		case isBlank(line), len(c.header) > 0 && bytes.Equal(line, c.header):
		case mayBeginHeader(line):
			return nil, false
		default:
			p.records++
		}
	}
	return p, true
}

// part is a chunk of whole lines.
type part struct {
	cutter
	text           []byte
	records, lines int
}

func (p *part) Records() int { return p.records }
func (p *part) Lines() int   { return p.lines }

func (p *part) Read(ctx context.Context, at parsers.Pos, sink parsers.Sink) error {
	rr := newRecordReader(p.words, &parsers.Source{Member: at.Member, Wants: p.wants}, sink)
	rr.use(p.layout)
	rr.header, rr.record = p.header, at.Record
	return rr.readLines(ctx, lines.Text(p.text, at.Line-1, at.Offset))
}
