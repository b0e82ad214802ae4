package flowlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"hamari/parsers"
	"hamari/parsers/chunk"
	"hamari/parsers/lines"
)

var (
	errTooLong      = fmt.Errorf("a line of more than %d bytes is no record", lines.MaxSize)
	errTruncated    = errors.New("truncated")
	errOtherKind    = errors.New("stands under the header line of another kind of flow log")
	errBeforeHeader = errors.New("stands before the header line, and is not a record of its layout")
)

// recordReader turns the lines of one member into events.
type recordReader struct {
	words  *vocabulary
	src    *parsers.Source
	sink   parsers.Sink
	header []byte // the header line that gave the layout; empty without one

	decoder *decoder // nil where unreadable says why there is no layout
	reason  error
	surplus bool // noted

	record int
	event  parsers.Event
}

func newRecordReader(words *vocabulary, src *parsers.Source, sink parsers.Sink) *recordReader {
	return &recordReader{words: words, src: src, sink: sink, event: parsers.Event{Kind: words.kind}}
}

// read is the Read of both formats.
func (w *vocabulary) read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	rr, text := newRecordReader(w, src, sink), lines.New(r)
	defer text.Close()
	if err := rr.findLayout(text); err != nil {
		return err
	}
	return rr.readLines(ctx, text)
}

// readLines reads lines to their end in the layout that holds. Where they are not the first of their member, record
// and the text say what stands before them.
func (rr *recordReader) readLines(ctx context.Context, text *lines.Reader) error {
	shared := false
	for {
		line, ok := text.Next()
		if !ok {
			break
		}
		if line.Number%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := rr.line(line, text); err != nil {
			return err
		}
		if !shared && rr.decoder != nil && chunk.Worthwhile(rr.src, line.Offset) {
			shared = true
			if err := rr.share(ctx, text); err != nil {
				return err
			}
		}
	}
	if err := text.Failure(); err != nil {
		return fmt.Errorf("flow log cut off after line %d: %w", text.Number(), err)
	}
	return nil
}

// findLayout settles how the first records are read. A header line further down counts where the records above it
// cannot be understood by themselves.
func (rr *recordReader) findLayout(text *lines.Reader) error {
	sample, complete := text.Peek(sampleSize)
	var headers []string
	empty, begins := true, false
	sampleLines(sample, complete, func(text []byte) bool {
		h, ok := parseHeader(text)
		if ok {
			headers = append(headers, strings.Join(h.names, " "))
			begins = begins || empty
		}
		empty = false
		return !begins
	})
	switch {
	case begins:
		rr.reason = errBeforeHeader
		return nil
	case empty && complete:
		return nil
	}
	l, err := rr.words.guess(sample, complete, append(headers, rr.src.Layouts...))
	switch {
	case err == nil:
		rr.use(l)
	case len(headers) > 0:
		rr.reason = errBeforeHeader
	default:
		return err
	}
	return nil
}

// line deals with one line: blank, header or record.
func (rr *recordReader) line(l lines.Line, from *lines.Reader) error {
	text := l.Text
	if rr.src.Skips(rr.record) && l.Ended && rr.decoder != nil && len(text) > 0 && '0' <= text[0] && text[0] <= '9' {
		rr.record++ // no header line begins with a digit
		return nil
	}
	decoded := rr.decodesAtOnce(l)
	if !decoded && !l.TooLong && (isBlank(text) || rr.takeHeader(text)) {
		return nil
	}
	rr.event.Pos = parsers.Pos{Member: rr.src.Member, Line: l.Number, Record: rr.record, Offset: l.Offset}
	rr.record++
	if !decoded {
		if err := rr.decode(l, from); err != nil {
			rr.sink.Reject(&parsers.SyntaxError{Pos: rr.event.Pos, Err: err})
			return nil
		}
	}
	if rr.decoder.surplus && !rr.surplus {
		rr.surplus = true
		rr.sink.Note("flow log records have more columns than their layout; the surplus columns are left out")
	}
	if rr.decoder.rounded {
		rr.sink.Note("a spreadsheet program has rounded account numbers: they are left out")
	}
	return rr.emit(text)
}

// decodesAtOnce takes apart what is a record without doubt, so that it need not be asked whether it is a header line: it
// has a time, and a number is no name of a column.
func (rr *recordReader) decodesAtOnce(l lines.Line) bool {
	return l.Ended && !l.TooLong && rr.decoder != nil && len(rr.decoder.layout.times) > 0 &&
		rr.decoder.scan(l.Text) && rr.decoder.checkTimes() == nil
}

// decode takes the record apart, or says why it cannot be.
func (rr *recordReader) decode(l lines.Line, from *lines.Reader) error {
	switch {
	case l.TooLong:
		return errTooLong
	case rr.decoder == nil:
		return rr.reason
	case !l.Ended && from.Failure() != nil:
		return fmt.Errorf("%w: the text ends within this line", errTruncated)
	}
	err := rr.decoder.decode(l.Text)
	if err != nil && !l.Ended && isIncomplete(err) {
		return fmt.Errorf("%w: %w", errTruncated, err)
	}
	return err
}

// isIncomplete reports whether the error is one that a longer line would not have.
func isIncomplete(err error) bool {
	var columns *columnsError
	return errors.As(err, &columns) || errors.Is(err, errUnfinishedQuote)
}

// emit hands the decoded record to the sink. Without start, the record's time is its end.
func (rr *recordReader) emit(text []byte) error {
	e := &rr.event
	e.Raw = text
	e.Time, e.End = time.Time{}, time.Time{}
	for _, slot := range rr.decoder.layout.times {
		if slot == rr.words.start {
			e.Time = time.Unix(rr.decoder.flow.Start(), 0).UTC()
		} else {
			e.End = time.Unix(rr.decoder.flow.End(), 0).UTC()
		}
	}
	if e.Time.IsZero() {
		e.Time = e.End
	}
	return rr.sink.Event(e)
}

// takeHeader switches to the layout of a header line: the first line of a file, or of one of several files that were
// appended to each other. It reports whether the line is one.
func (rr *recordReader) takeHeader(text []byte) bool {
	if len(rr.header) > 0 && bytes.Equal(text, rr.header) {
		return true
	}
	if (len(rr.header) > 0 || rr.decoder != nil) && !mayBeginHeader(text) {
		return false
	}
	h, ok := parseHeader(text)
	if !ok {
		return false
	}
	rr.header = bytes.Clone(text)
	l, ours := h.in(rr.words)
	if !ours {
		rr.decoder, rr.reason = nil, errOtherKind
		return true
	}
	rr.use(l)
	return true
}

// use makes a layout that of the records that follow, and notes which columns it leaves out.
func (rr *recordReader) use(l *layout) {
	if len(l.unknown) > 0 {
		rr.sink.Note(fmt.Sprintf("flow log columns that are not known are left out: %q",
			shorten([]byte(strings.Join(l.unknown, " ")))))
	}
	rr.decoder = newDecoder(l)
	rr.event.Record = &rr.decoder.flow
}
