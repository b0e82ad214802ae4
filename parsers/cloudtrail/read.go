package cloudtrail

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"hamari/parsers"
	"hamari/parsers/chunk"
	"hamari/parsers/jsonsplit"
)

// Format reads CloudTrail events in all forms that hold whole records, and the CSV of the event history.
//
// An event's Time is its eventTime. Aggregated events have none: Time and End are those of their time window.
var Format = &parsers.Format{
	Name:   "cloudtrail",
	Title:  "AWS CloudTrail events",
	URL:    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
	Kinds:  []*parsers.Kind{Kind},
	Detect: detect, Records: true,
	Read: read,
}

// recordsKey is the key of the list in S3 deliveries and in event history downloads.
const recordsKey = "Records"

var recordLists = []string{recordsKey}

// nextToken is the key that stands beside the records of an answer that was cut.
const nextToken = "NextToken"

const emptyNote = "an empty object where a record was expected"

// peekSize is how much of a member is looked at to tell its CSV form from the JSON ones: room for a header line.
const peekSize = 8 << 10

// checkEvery is the number of records between two looks at the context.
const checkEvery = 256

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	br := bufio.NewReaderSize(r, peekSize)
	head, _ := br.Peek(peekSize) // an error shows again at the next read
	if _, ok := historyHeader(head); ok {
		if src.Defer {
			return parsers.ErrDeferred // a row says less than the record itself
		}
		return readHistory(ctx, br, src, sink)
	}
	return readRecords(ctx, br, src, sink)
}

// readRecords reads the JSON forms.
func readRecords(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	opts := jsonsplit.Options{
		Lists: recordLists,
		Field: func(key, value []byte) { noteToken(key, value, sink) },
	}
	splitter, shared := jsonsplit.New(r, opts), false
	defer func() { splitter.Close() }() // the one that reads the end
	rec := newRecord()
	defer rec.free()
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		part, err := splitter.Next()
		if err != nil {
			if err == io.EOF {
				return nil
			}
			if err := broken(err, src, sink); err != nil {
				return err
			}
			continue
		}
		if isEmptyDocument(part) {
			sink.Note(emptyNote)
			continue
		}
		if !src.Skips(part.Index) {
			pos := parsers.Pos{Member: src.Member, Line: part.Line, Record: part.Index, Offset: part.Offset}
			if err := rec.emit(part.Raw, pos, sink); err != nil {
				return err
			}
		}
		if !shared && chunk.Worthwhile(src, part.Offset) {
			shared = true
			rest, err := share(ctx, splitter, opts, src)
			if err != nil {
				return err
			}
			splitter = rest
		}
	}
}

// broken reports a record that could not be delimited. It returns the error after which nothing more can be read, or
// nil if reading goes on.
func broken(err error, src *parsers.Source, sink parsers.Sink) error {
	var e *jsonsplit.Error
	switch {
	case !errors.As(err, &e):
		return err
	case errors.Is(e, jsonsplit.ErrUnclosed):
		return fmt.Errorf("the file is cut short: %w", e)
	}
	pos := parsers.Pos{Member: src.Member, Line: e.Line, Record: e.Index, Offset: e.Offset}
	sink.Reject(&parsers.SyntaxError{Pos: pos, Err: e.Err})
	if errors.Is(e, jsonsplit.ErrGivenUp) {
		return e
	}
	return nil
}

// isEmptyDocument reports whether the whole of a top-level value is {}: what an answer without events looks like.
func isEmptyDocument(part jsonsplit.Record) bool {
	raw := part.Raw
	return part.List == "" && len(raw) >= 2 && raw[0] == '{' && raw[skipSpace(raw, 1)] == '}'
}

// noteToken tells of an answer that was cut: what is missing from it must not count as absent.
func noteToken(key, value []byte, sink parsers.Sink) {
	if string(key) == nextToken && len(value) > 0 && string(value) != "null" {
		sink.Note("NextToken present: the answer was cut, more events exist than the file holds")
	}
}
