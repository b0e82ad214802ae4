package inventory

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/jsonsplit"
)

// maxNested is how deep arrays may stand in arrays around the resources: Reservations[*].Instances[*] needs two.
const maxNested = 4

// maxOthers bounds how many lists unknown to the table are told apart in one file.
const maxOthers = 1000

// Reasons why a record is not a resource.
var (
	errNotObject     = errors.New("not a JSON object")
	errBare          = errors.New("a bare value, of which --query left no name; ask without --query")
	errUnknown       = errors.New("not the answer of a known describe, get or list call")
	errFragment      = errors.New("part of a broken record")
	errMembers       = fmt.Errorf("more than %d members, or not JSON", maxMembers)
	errTooNested     = fmt.Errorf("arrays nested deeper than %d", maxNested)
	errConfiguration = errors.New("configuration item whose configuration is not valid JSON")
	errManyOthers    = fmt.Errorf("more than %d different lists", maxOthers)
)

// Read emits one event for each resource. Large answers are split while they are read; memory is that of one resource,
// or of one document where the answer keeps its resources in an unusual place.
func Read(ctx context.Context, in io.Reader, src *parsers.Source, sink parsers.Sink) error {
	buffered := bufio.NewReaderSize(in, parsers.HeaderSize)
	prefix, _ := buffered.Peek(parsers.HeaderSize) // an error comes again with the read that meets it
	r := &reader{sink: sink, member: src.Member, hints: hintsFrom(src.Member), others: map[string]*row{}}
	r.event = parsers.Event{Kind: Kind, Values: make([]parsers.Value, slots)}
	r.powerShell = looksLikePowerShell(prefix)
	split := jsonsplit.New(buffered, jsonsplit.Options{Lists: streamed(prefix), Field: r.beside})
	defer split.Close()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := split.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if err := r.undelimited(err); err != nil {
				return err
			}
			continue
		}
		r.offset, r.line, r.counted, r.raw = rec.Offset, rec.Line, 0, rec.Raw
		if rec.List != "" {
			r.owner = nil
			err = r.element(rec.List, rec.Raw, 0)
		} else {
			err = r.value(rec.Raw, 0, 0)
		}
		if err != nil {
			return err
		}
	}
}

// reader is the state of reading one file.
type reader struct {
	sink   parsers.Sink
	member string
	hints  hints
	event  parsers.Event
	record int  // number of the next record
	broken bool // the last record was broken: what follows may be a part of it

	powerShell bool // the beginning of the file is as PowerShell writes: a word or date stands in every resource

	// The record at hand, and how far its lines have been counted.
	raw     []byte
	offset  int64
	line    int
	counted int

	document, members, inner []member // reused for each document, each element, each resource within one
	dates, config, shell     []byte
	named                    []byte
	others                   map[string]*row
	parentRow                *row
	parent                   parsers.Value
	owner                    []byte // of the resources in the answer at hand, where the answer names it
}

// undelimited reports a record that the splitter could not delimit. Any other error ends the reading.
func (r *reader) undelimited(err error) error {
	var broken *jsonsplit.Error
	if !errors.As(err, &broken) {
		return fmt.Errorf("reading %s: %w", r.member, err)
	}
	if errors.Is(err, jsonsplit.ErrUnclosed) {
		r.sink.Note("the file ends inside a list: it was cut between two resources")
		return nil
	}
	r.broken = true
	pos := parsers.Pos{Member: r.member, Line: broken.Line, Record: r.record, Offset: broken.Offset}
	r.record++
	r.sink.Reject(&parsers.SyntaxError{Pos: pos, Err: broken.Err})
	return nil
}

// beside sees the scalars that stand beside a list.
func (r *reader) beside(key, value []byte) {
	switch string(key) {
	case "NextToken", "nextToken", "NextMarker", "nextMarker", "Marker":
		if len(value) > 0 && string(value) != "null" && string(value) != `""` {
			r.sink.Note("the answer was cut: " + string(key) + " present")
		}
	case "Truncated", "IsTruncated", "AdditionalRoutesAvailable":
		if string(value) == "true" {
			r.sink.Note("the answer was cut: " + string(key) + " is true")
		}
	}
}

// value reads a whole document, or an element of a top-level array. at is where it begins in the record.
func (r *reader) value(value []byte, at, depth int) error {
	switch {
	case opens(value, '{'):
		return r.object(value, at)
	case opens(value, '"'):
		return r.bareID(value, at)
	case !opens(value, '['):
		return r.reject(at, errBare)
	case depth == maxNested:
		return r.reject(at, errTooNested)
	}
	w := walk(value)
	for {
		m, ok := w.next()
		if !ok {
			return r.cutAt(&w, at)
		}
		if err := r.value(m.value, at+m.at, depth+1); err != nil {
			return err
		}
	}
}

// object reads an object that stands by itself: a resource, or an answer with resources in it.
func (r *reader) object(object []byte, at int) error {
	members, whole := membersOf(object, r.document[:0])
	r.document = members
	doc := identify(members, object)
	if !whole {
		if err := r.reject(at, cmp.Or(syntaxError(object), errMembers)); err != nil || doc.form != answer {
			return err
		}
	}
	if doc.form == recorded {
		content := doc.content
		if members, whole = membersOf(content.value, nil); !whole {
			return r.reject(at, errMembers)
		}
		object, at = content.value, at+content.at
		for _, m := range members {
			if !opens(m.value, '{') && !opens(m.value, '[') {
				r.beside(m.key, bytes.Trim(m.value, `"`))
			}
		}
		doc = identify(members, object)
	}
	switch {
	case doc.form == resource:
		return r.emit(doc.row, members, object, at, nil)
	case doc.form == answer:
		return r.answer(members, at)
	case r.broken:
		return r.reject(at, errFragment)
	case doc.form == lone:
		return r.answer(members, at)
	}
	if row := rowByID(members); row != nil {
		return r.emit(row, members, object, at, nil)
	}
	return r.reject(at, errUnknown)
}

// answer reads the lists of an envelope.
func (r *reader) answer(members []member, at int) error {
	r.owner = nil
	if find(members, "ReservationId") != nil { // --query Reservations
		r.owner = text(find(members, "OwnerId"))
	}
	for _, m := range members {
		if !isAnswer(m) && !isLone(m) {
			continue
		}
		if err := r.list(m, at); err != nil {
			return err
		}
	}
	return nil
}

// list reads a list of resources, or the single resource that stands in its place.
func (r *reader) list(list member, at int) error {
	key := string(list.key)
	if opens(list.value, '{') {
		return r.element(key, list.value, at+list.at)
	}
	w := walk(list.value)
	for {
		m, ok := w.next()
		if !ok {
			return r.cutAt(&w, at+list.at)
		}
		if err := r.element(key, m.value, at+list.at+m.at); err != nil {
			return err
		}
	}
}

// cutAt rejects what a walk could not read.
func (r *reader) cutAt(w *walker, at int) error {
	if !w.cut {
		return nil
	}
	return r.reject(at+w.pos, jsonsplit.ErrNotJSON)
}

// element reads what stands in the list with the given key.
func (r *reader) element(key string, raw []byte, at int) error {
	if isSelected(key, raw) {
		var ok bool
		if raw, ok = unquoted(raw); !ok {
			return r.reject(at, jsonsplit.ErrNotJSON)
		}
	}
	if !opens(raw, '{') {
		return r.reject(at, errNotObject)
	}
	members, whole := membersOf(raw, r.members[:0])
	r.members = members
	if !whole {
		return r.reject(at, cmp.Or(syntaxError(raw), errMembers))
	}
	row := rowByList(key, members, raw, r.broken)
	switch {
	case row == nil && r.broken:
		return r.reject(at, errFragment)
	case row == nil:
		if row = r.other(key, members); row == nil {
			return r.reject(at, errManyOthers)
		}
	case row.Each != "":
		return r.each(row, members, at)
	}
	return r.emit(row, members, raw, at, r.owner)
}

// each reads the resources inside an element: the instances of a reservation.
func (r *reader) each(row *row, members []member, at int) error {
	owner := text(find(members, "OwnerId"))
	for _, list := range members {
		if string(list.key) != row.Each {
			continue
		}
		at += list.at
		for w := walk(list.value); ; {
			m, ok := w.next()
			if !ok {
				return r.cutAt(&w, at)
			}
			inner, whole := membersOf(m.value, r.inner[:0])
			r.inner = inner
			var err error
			if !opens(m.value, '{') || !whole {
				err = r.reject(at+m.at, cmp.Or(syntaxError(m.value), errNotObject))
			} else {
				err = r.emit(row, inner, m.value, at+m.at, owner)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// other returns the row for a list that the table does not know; nil if there are too many of them.
func (r *reader) other(key string, members []member) *row {
	row, ok := r.others[key]
	if !ok && len(r.others) < maxOthers {
		row = otherRow(key, members)
		r.others[key] = row
	}
	return row
}

// emit hands one resource to the sink.
func (r *reader) emit(row *row, members []member, raw []byte, at int, owner []byte) error {
	if !gjson.ValidBytes(raw) {
		return r.reject(at, cmp.Or(syntaxError(raw), jsonsplit.ErrNotJSON))
	}
	r.broken = false
	if plain := plainDates(raw, r.dates); len(plain) != len(raw) {
		r.dates, raw = plain, plain
		members, _ = membersOf(raw, nil)
	}
	if r.powerShell && looksLikePowerShell(raw) {
		var cut bool
		r.shell, cut = plainPowerShell(r.shell[:0], raw)
		if cut {
			r.sink.Note("ConvertTo-Json has cut what lies deep in the objects: run it again with -Depth 10")
		}
		raw = r.shell
		members, _ = membersOf(raw, nil)
	}
	if named := awsNames(row.Name, members, r.named[:0]); len(named) > 0 {
		r.named, raw = named, named
		members, _ = membersOf(raw, nil)
	}
	if row.Name == configItem {
		return r.configured(members, at)
	}
	r.fill(row, members, owner)
	r.setTime(row, members)
	r.event.Raw = raw
	r.event.Pos = r.pos(at)
	r.record++
	return r.sink.Event(&r.event)
}

func (r *reader) reject(at int, reason error) error {
	r.sink.Reject(&parsers.SyntaxError{Pos: r.pos(at), Err: reason})
	r.record++
	return nil
}

// pos returns the position of a part of the record at hand. Parts come in their order, so that lines are counted once.
func (r *reader) pos(at int) parsers.Pos {
	at = min(at, len(r.raw))
	if at > r.counted {
		r.line += bytes.Count(r.raw[r.counted:at], []byte{'\n'})
		r.counted = at
	}
	return parsers.Pos{Member: r.member, Line: r.line, Record: r.record, Offset: r.offset + int64(at)}
}

// syntaxError says where in a record its JSON breaks; nil if it does not.
func syntaxError(raw []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(raw, &any)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	line := 1 + bytes.Count(raw[:min(max(syntax.Offset, 0), int64(len(raw)))], []byte{'\n'})
	return fmt.Errorf("%w, in line %d of the record: %s", jsonsplit.ErrNotJSON, line, syntax.Error())
}
