package cloudtrail

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// This file reads rows of text with one record each: the event history's download, and what queries of CloudTrail Lake
// and Athena give (lake.go).
//
// The CSV that the console offers for download on its page "Event history" has these columns, some of which may be
// hidden: User name, AWS access key, Event time, Event source, Event name, AWS region, Source IP address, User agent,
// Error code, Resources, Request ID, Event ID, Read-only, Event type, Recipient Account Id, Event category.
// It lacks errorMessage, requestParameters and responseElements.
// See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html

// Columns that are not a field of the kind.
const (
	columnUnknown   = -1
	columnEventJSON = -2 // the whole record, as CloudTrail Lake has it
	columnNested    = -3 // and below: a column of nestedColumns
)

// columnSlots finds a column's slot by its letters and digits: by the console's title or by CloudTrail's own name, which
// mostly come to the same ("Event time", "eventTime").
var columnSlots = newColumnSlots()

func newColumnSlots() map[string]int {
	m := map[string]int{
		"username":     SlotIdentityUserName,
		"awsaccesskey": SlotIdentityAccessKeyID,
		"accesskeyid":  SlotIdentityAccessKeyID,
		"eventjson":    columnEventJSON,
	}
	for i, c := range nestedColumns {
		m[bareName(c.name)] = columnNested - i
	}
	for slot, f := range fields {
		if strings.Count(f.Name, ".") <= 1 && slot != SlotCallerService {
			m[bareName(f.Name)] = slot
		}
	}
	return m
}

// bareName reduces a title to its letters and digits, in lower case.
func bareName(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, title)
}

// header is the first line of a CSV download.
type header struct {
	comma rune // spreadsheet programs use ; where the comma is the decimal point
	cells []string
	slots []int // by column
}

// historyHeader returns the header line that the text begins with, if it does.
func historyHeader(text []byte) (header, bool) {
	text = bytes.TrimLeft(text, "\r\n")
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if len(line) == 0 || line[0] == '{' || line[0] == '[' {
		return header{}, false
	}
	for _, comma := range []rune{',', ';', '\t'} {
		cells, err := newCellReader(comma).read(bytes.TrimRight(line, "\r"))
		if err != nil {
			continue
		}
		h := newHeader(comma, cells)
		if h.has(columnEventJSON) || h.has(SlotEventTime) && (h.has(SlotEventName) || h.has(SlotEventSource)) {
			return h, true
		}
	}
	return header{}, false
}

func newHeader(comma rune, cells []string) header {
	h := header{comma: comma, cells: slices.Clone(cells)}
	for _, cell := range cells {
		slot, ok := columnSlots[bareName(cell)]
		if !ok || h.has(slot) {
			slot = columnUnknown
		}
		h.slots = append(h.slots, slot)
	}
	return h
}

func (h *header) has(slot int) bool { return slices.Contains(h.slots, slot) }

// lacks returns what CloudTrail may record and no column has, in general and of a call that succeeded, which has no error
// whatever the columns are.
func (h *header) lacks() (general, succeeded []string) {
	for slot, f := range fields {
		if !h.has(slot) && slot != SlotCallerService && !h.hasAround(f.Name) {
			general = append(general, f.Name)
		}
	}
	for _, root := range roots {
		if !h.hasAround(root) {
			general = append(general, root)
		}
	}
	return general, slices.DeleteFunc(slices.Clone(general), func(name string) bool { return name == fields[SlotErrorMessage].Name })
}

// hasAround reports whether there is a column of the object that a name stands in, or that it names itself.
func (h *header) hasAround(name string) bool {
	name, _, _ = strings.Cut(name, ".")
	slot, known := columnSlots[bareName(name)]
	return known && h.has(slot)
}

// noteUnknown tells which columns are not read.
func (h *header) noteUnknown(sink parsers.Sink) {
	const most = 20
	var names []string
	for i, slot := range h.slots {
		if slot == columnUnknown && h.cells[i] != "" && len(names) < most {
			names = append(names, clip([]byte(h.cells[i])))
		}
	}
	if len(names) > 0 {
		sink.Note("columns that are not read: " + strings.Join(names, ", "))
	}
}

// cellReader takes one line after the other apart. A line is a record: no cell of an event history has a line break,
// and so a quote that is not closed costs one row instead of all that follow.
type cellReader struct {
	comma rune
	line  bytes.Reader
	buf   *bufio.Reader // large enough for csv.NewReader to use it as its own
}

func newCellReader(comma rune) *cellReader {
	return &cellReader{comma: comma, buf: bufio.NewReader(nil)}
}

func (c *cellReader) read(line []byte) ([]string, error) {
	c.line.Reset(line)
	c.buf.Reset(&c.line)
	r := csv.NewReader(c.buf)
	r.Comma = c.comma
	r.LazyQuotes = true
	return r.Read()
}

// history reads one CSV download.
type history struct {
	header header
	sink   parsers.Sink
	record *record
	json   []byte // the row as a CloudTrail record
	member string
	order  dateOrder // of times that are written in it

	lacks, succeeded []string // what has no column: in general, and of what a call that succeeded may have
}

func readHistory(ctx context.Context, r *bufio.Reader, src *parsers.Source, sink parsers.Sink) error {
	text := &lines{r: r}
	first, err := text.next()
	for err == nil && len(first) == 0 {
		first, err = text.next()
	}
	if err != nil {
		return fmt.Errorf("header line: %w", err)
	}
	head, ok := historyHeader(first)
	if !ok {
		return errors.New("header line: no columns for time and name of events")
	}
	head.noteUnknown(sink)
	sample, _ := r.Peek(r.Size()) // an error comes back with the next line
	h := &history{header: head, sink: sink, record: newRecord(), member: src.Member, order: head.orderIn(sample)}
	h.lacks, h.succeeded = head.lacks()
	defer h.record.free()
	cells := newCellReader(head.comma)
	for n := 0; ; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := text.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil && !errors.Is(err, errLineTooLong):
			return err
		case err == nil && len(line) == 0:
			continue
		}
		var row []string
		if err == nil {
			row, err = cells.read(line)
		}
		if slices.Equal(row, head.cells) {
			continue // another page, appended with its header
		}
		pos := parsers.Pos{Member: src.Member, Line: text.number, Record: n, Offset: text.offset}
		n++
		if err == nil {
			err = h.rewrite(row)
		}
		if err != nil {
			sink.Reject(&parsers.SyntaxError{Pos: pos, Err: err})
			continue
		}
		if err := h.record.emit(h.json, pos, sink); err != nil {
			return err
		}
	}
}

// rewrite turns a row into the JSON that CloudTrail would have written, as far as the row has it. Elements of resources
// keep the console's keys, resourceType and resourceName. A cell that is the record itself counts for all others.
func (h *history) rewrite(row []string) error {
	if len(row) != len(h.header.slots) {
		return fmt.Errorf("%d columns instead of %d", len(row), len(h.header.slots))
	}
	if i := slices.Index(h.header.slots, columnEventJSON); i >= 0 && strings.HasPrefix(row[i], "{") {
		h.json = append(h.json[:0], row[i]...)
		h.record.lacks = nil
		return nil
	}
	h.json = append(h.json[:0], '{')
	h.record.lacks = h.lacks
	if i := slices.Index(h.header.slots, SlotErrorCode); i >= 0 && row[i] == "" {
		h.record.lacks = h.succeeded
	}
	for i, slot := range h.header.slots {
		switch {
		case slot == columnUnknown || slot == columnEventJSON || row[i] == "" || isIdentity(slot):
		case slot <= columnNested:
			h.nested(&nestedColumns[columnNested-slot], row[i])
		default:
			value, err := h.value(slot, row, i)
			if err != nil {
				return err
			}
			h.json = append(appendKey(h.json, fields[slot].Name), value...)
		}
	}
	h.appendIdentity(row)
	h.json = append(h.json, '}')
	return nil
}

// appendIdentity appends the columns that belong into userIdentity, if there are any.
func (h *history) appendIdentity(row []string) {
	from := len(h.json)
	h.json = append(appendKey(h.json, "userIdentity"), '{')
	empty := len(h.json)
	for i, slot := range h.header.slots {
		if isIdentity(slot) && row[i] != "" {
			_, name, _ := strings.Cut(fields[slot].Name, ".")
			h.json = gjson.AppendJSONString(appendKey(h.json, name), row[i])
		}
	}
	if len(h.json) == empty {
		h.json = h.json[:from]
		return
	}
	h.json = append(h.json, '}')
}

func isIdentity(slot int) bool {
	return slot >= 0 && strings.HasPrefix(fields[slot].Name, "userIdentity.")
}

// value returns a cell of a row as JSON, with the harm undone that spreadsheet programs do to it.
func (h *history) value(slot int, row []string, column int) ([]byte, error) {
	cell := row[column]
	switch {
	case slot == SlotEventTime:
		t, whole, err := parseCellTime(cell, h.order)
		if err != nil {
			return nil, err
		}
		if !whole {
			h.sink.Note("a spreadsheet program has cut the seconds off event times: they are the start of the minute")
		}
		return t.AppendFormat(nil, `"`+time.RFC3339Nano+`"`), nil
	case slot == SlotRecipientAccountID:
		account, ok := accountOf(cell)
		if !ok {
			if account, ok = provenAccount(cell, append(row, h.member)...); !ok {
				h.sink.Note("a spreadsheet program has rounded account numbers: they are left out where nothing else tells them")
				return []byte("null"), nil
			}
			h.sink.Note("a spreadsheet program has rounded account numbers: they are taken from the row's resources or the file's path, where the one number that fits stands")
		}
		cell = account
	case fields[slot].Type == parsers.Bool:
		if b, ok := parsers.Value(cell).Bool(); ok {
			return fmt.Appendf(nil, "%t", b), nil
		}
		if b, ok := truths[cell]; ok {
			return fmt.Appendf(nil, "%t", b), nil
		}
	}
	return gjson.AppendJSONString(nil, cell), nil
}

func appendKey(dst []byte, key string) []byte {
	if c := dst[len(dst)-1]; c != '{' {
		dst = append(dst, ',')
	}
	return append(gjson.AppendJSONString(dst, key), ':')
}
