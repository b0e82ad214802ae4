package accesslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"hamari/parsers"
	"hamari/parsers/lines"
)

var (
	errTooLong   = fmt.Errorf("a line of more than %d bytes is no record", lines.MaxSize)
	errTruncated = errors.New("the text ends within this record")
	errOther     = errors.New("stands under the header line of another kind of log")
)

const noteSurplus = "records have more columns than are known; the surplus columns are left out"

// checkEvery is the number of records between two looks at the context.
const checkEvery = 1024

// firstBytes is how much is looked at to tell JSON from lines.
const firstBytes = 512

func (l *Log) read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	text := lines.New(r)
	defer text.Close()
	rd := &reader{log: l, sink: sink, member: src.Member}
	rd.record = Record{log: l, Values: make([]parsers.Value, len(l.kind.Fields)), Place: placeOf(src.Member)}
	rd.event = parsers.Event{Kind: l.kind, Values: rd.record.Values}
	if head, _ := text.Peek(firstBytes); isJSON(head) {
		return rd.readJSON(ctx, text.Rest())
	}
	return rd.readLines(ctx, text)
}

// isJSON reports whether a text begins like JSON.
func isJSON(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

// reader turns the records of one member into events.
type reader struct {
	log    *Log
	member string
	sink   parsers.Sink
	record Record
	event  parsers.Event
	count  int // of records, rejected ones included

	// Of lines:
	header  []byte // the last header line
	layout  []int  // that it gives; nil without one
	foreign bool   // it is that of another log
	cells   [][]byte
	width   int // columns of the last good record

	columns map[string]int // of JSON records, by their keys as they are spelt
}

func (rd *reader) readLines(ctx context.Context, text *lines.Reader) error {
	for {
		line, ok := text.Next()
		if !ok {
			break
		}
		if line.Number%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if len(bytes.TrimLeft(line.Text, " \t")) == 0 || !line.TooLong && rd.takeHeader(line.Text) {
			continue
		}
		pos := parsers.Pos{Member: rd.member, Line: line.Number, Record: rd.count, Offset: line.Offset}
		if err := rd.emit(line.Text, pos, rd.decodeLine(line, text.Failure() != nil)); err != nil {
			return err
		}
	}
	if err := text.Failure(); err != nil {
		return fmt.Errorf("access log cut off after line %d: %w", text.Number(), err)
	}
	return nil
}

// takeHeader reports whether a line is no record but a header or a comment. Without "#", only a first line is a header,
// or one that repeats it.
func (rd *reader) takeHeader(line []byte) bool {
	if len(rd.header) > 0 && bytes.Equal(line, rd.header) {
		return true
	}
	if !isComment(line) && rd.count > 0 {
		return false
	}
	h, ok := rd.log.parseHeader(line)
	if !ok {
		return isComment(line)
	}
	rd.header = append(rd.header[:0], line...)
	rd.layout, rd.foreign, rd.width = h.layout, h.marks == 0, 0
	if note := h.note(); note != "" {
		rd.sink.Note(note)
	}
	return true
}

// decodeLine fills the record from a line, or says why it cannot be.
func (rd *reader) decodeLine(line lines.Line, failed bool) error {
	switch {
	case line.TooLong:
		return errTooLong
	case rd.foreign:
		return errOther
	case !line.Ended && failed:
		return errTruncated
	}
	cut := rd.log.Cut
	if rd.layout != nil {
		cut = Tabbed
	}
	cells, err := cut(rd.cells[:0], line.Text)
	rd.cells = cells
	if err == nil {
		err = rd.fill(cells)
	}
	switch {
	case err != nil && !line.Ended:
		return fmt.Errorf("%w: %w", errTruncated, err)
	case err != nil:
		return err
	case len(cells) < rd.width && !line.Ended: // not a record of an older form
		return errTruncated
	}
	rd.width = len(cells)
	return nil
}

// fill gives the columns of a line to the record.
func (rd *reader) fill(cells [][]byte) error {
	l, r := rd.log, &rd.record
	r.Named = rd.layout != nil
	clear(r.Values)
	wanted, known := l.Fewest, len(l.Columns)
	if r.Named {
		wanted, known = len(rd.layout), len(rd.layout)
	}
	switch {
	case len(cells) < wanted:
		return fmt.Errorf("%d columns, where at least %d belong", len(cells), wanted)
	case len(cells) > known:
		rd.sink.Note(noteSurplus)
		cells = cells[:known]
	}
	for i, cell := range cells {
		if r.Named {
			if i = rd.layout[i]; i == unknown {
				continue
			}
		}
		if err := r.set(&l.columns[i], cell); err != nil {
			return err
		}
	}
	return r.finish()
}

// emit hands the record to the sink, or the reason why there is none.
func (rd *reader) emit(raw []byte, pos parsers.Pos, err error) error {
	rd.count++
	if err != nil {
		rd.sink.Reject(&parsers.SyntaxError{Pos: pos, Err: err})
		return nil
	}
	rd.event.Time, rd.event.End, rd.event.Pos, rd.event.Raw = rd.record.Time, rd.record.End, pos, raw
	return rd.sink.Event(&rd.event)
}
