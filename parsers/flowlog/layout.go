package flowlog

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"hamari/parsers"
)

// vocabulary is a kind with what reading its records takes: the same code reads both kinds.
type vocabulary struct {
	kind       *parsers.Kind
	checks     []check // by slot
	start, end int     // slots
	documented func() []*layout
}

// newVocabulary returns the vocabulary of a kind. Orders gives the orders of columns that AWS documents, the default
// format first; it is called when a file without a header line is met.
func newVocabulary(kind *parsers.Kind, orders func() [][]string) *vocabulary {
	words := &vocabulary{kind: kind, start: kind.Slot("start"), end: kind.Slot("end")}
	for _, field := range kind.Fields {
		words.checks = append(words.checks, checkOf(field.Name))
	}
	words.documented = sync.OnceValue(func() (all []*layout) {
		for _, order := range orders() {
			all = append(all, words.layout(order, blanks))
		}
		return all
	})
	return words
}

var (
	vpcWords = newVocabulary(vpcKind, vpcOrders)
	tgwWords = newVocabulary(tgwKind, func() [][]string { return [][]string{fieldNames(tgwKind)} })
)

// vpcOrders returns the default format, the documented order of the fields of each later version, and the order of
// the custom format in AWS's examples, which many flow logs were created with.
// See https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html.
func vpcOrders() [][]string {
	names := fieldNames(vpcKind)
	var orders [][]string
	for _, last := range []int{SlotLogStatus, SlotPktDstAddr, SlotSublocationID, SlotTrafficPath, SlotECSTaskID,
		SlotRejectReason, SlotResourceID, SlotEncryptionStatus, SlotNextHopInterfaceType} {
		orders = append(orders, names[:last+1])
	}
	return append(orders, strings.Fields(`version vpc-id subnet-id instance-id interface-id account-id type srcaddr
		dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status`))
}

func fieldNames(kind *parsers.Kind) []string {
	names := make([]string, len(kind.Fields))
	for i, field := range kind.Fields {
		names[i] = field.Name
	}
	return names
}

// blanks stands for any run of blanks and tabs between columns.
const blanks = ' '

// layout is an order of columns.
type layout struct {
	words     *vocabulary
	columns   []column
	times     []int    // slots of those of start and end that are among the columns
	separator byte     // blanks, or the comma or semicolon of an export
	unknown   []string // names of columns that the vocabulary lacks
}

// column is one column of a layout.
type column struct {
	slot        int // -1 for a column that the vocabulary lacks
	check       check
	form        form
	place       uint8  // in Flow
	least, most uint64 // limits of a number; most is 0 for what is not a number
}

// layout returns the layout with these field names, written in any of the ways that fieldKey knows.
func (w *vocabulary) layout(names []string, separator byte) *layout {
	l := &layout{words: w, separator: separator}
	seen := make([]bool, len(w.checks))
	for _, name := range names {
		slot := w.slot(name)
		if slot < 0 || seen[slot] {
			l.columns = append(l.columns, column{slot: -1, form: passedOver})
			l.unknown = append(l.unknown, name)
			continue
		}
		seen[slot] = true
		c := column{slot: slot, check: w.checks[slot], form: w.checks[slot].form(), place: placeOf(w.kind.Fields[slot].Name)}
		c.least, c.most = c.check.limits()
		l.columns = append(l.columns, c)
		if slot == w.start || slot == w.end {
			l.times = append(l.times, slot)
		}
	}
	return l
}

// slot returns the slot of the field with the given name, in any spelling, or -1.
func (w *vocabulary) slot(name string) int {
	if field, ok := canonical([]byte(name)); ok {
		return w.kind.Slot(field)
	}
	return -1
}

// known counts the columns that the vocabulary has.
func (l *layout) known() int { return len(l.columns) - len(l.unknown) }

// equal reports whether two layouts read a line in the same way.
func (l *layout) equal(other *layout) bool {
	return l.separator == other.separator && slices.Equal(l.columns, other.columns)
}

// spellings maps the key of every field name of both kinds to the name as AWS writes it.
var spellings = sync.OnceValue(func() map[string]string {
	byKey := make(map[string]string)
	for _, kind := range []*parsers.Kind{vpcKind, tgwKind} {
		for _, name := range fieldNames(kind) {
			byKey[strings.ReplaceAll(name, "-", "")] = name
		}
	}
	// The column names of the CREATE TABLE statement that the Athena documentation gave for version 2.
	for key, name := range map[string]string{
		"account": "account-id", "sourceaddress": "srcaddr", "destinationaddress": "dstaddr",
		"sourceport": "srcport", "destinationport": "dstport", "numpackets": "packets", "numbytes": "bytes",
		"starttime": "start", "endtime": "end",
	} {
		byKey[key] = name
	}
	return byKey
})

const maxNameSize = 64

// canonical returns the field name as AWS writes it (pkt-srcaddr) for any way that it is written in: pkt_srcaddr
// (Parquet, Athena), pktSrcAddr (CloudWatch Logs Insights), ${pkt-srcaddr} (LogFormat), PKT-SRCADDR (a spreadsheet).
func canonical(name []byte) (string, bool) {
	if len(name) > maxNameSize {
		return "", false
	}
	var buf [maxNameSize]byte
	key := buf[:0]
	for _, c := range name {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			key = append(key, c)
		case 'A' <= c && c <= 'Z':
			key = append(key, c|0x20)
		case c == '-', c == '_', c == '$', c == '{', c == '}':
		default:
			return "", false
		}
	}
	field, ok := spellings()[string(key)]
	return field, ok
}

// header is a line that names the columns.
type header struct {
	names     []string
	separator byte
}

// parseHeader takes a line for a header if it has field names, few words that are none, and no number. Names that are
// not known are let pass: AWS adds fields, and exports add columns of their own.
func parseHeader(text []byte) (header, bool) {
	h := header{separator: blanks}
	for _, separator := range []byte{',', ';'} {
		if bytes.IndexByte(text, separator) >= 0 {
			h.separator = separator
			break
		}
	}
	names, known := 0, 0
	for cell, rest, ok := cut(text, h.separator); ok; cell, rest, ok = cut(rest, h.separator) {
		if isDigits(cell) || isAggregate(cell) {
			return header{}, false
		}
		if _, isField := canonical(cell); isField {
			known++
		}
		names++
	}
	if known == 0 || 2*known < names {
		return header{}, false // as for most lines, of which nothing need be kept
	}
	h.names = make([]string, 0, names)
	for cell, rest, ok := cut(text, h.separator); ok; cell, rest, ok = cut(rest, h.separator) {
		h.names = append(h.names, string(cell))
	}
	return h, true
}

// isAggregate reports whether a column is one of a query that counts or sums: count(*). Its rows are no records.
func isAggregate(name []byte) bool {
	for _, f := range []string{"count(", "count_distinct(", "sum(", "avg(", "min(", "max(", "pct("} {
		if len(name) > len(f) && bytes.EqualFold(name[:len(f)], []byte(f)) {
			return true
		}
	}
	return false
}

// mayBeginHeader is a cheap test whether the line begins with the name of a field, which hardly any record does.
func mayBeginHeader(text []byte) bool {
	for _, c := range text {
		if c > ' ' && c != '"' {
			if '0' <= c && c <= '9' || c == '-' {
				return false
			}
			break
		}
	}
	name := bytes.TrimLeft(text, " \t\"")
	if i := bytes.IndexAny(name, " \t\",;"); i >= 0 {
		name = name[:i]
	}
	_, ok := canonical(name)
	return ok
}

// in returns the layout that the header gives, in the words of the given kind; ok is false if the header suits the
// other kind better.
func (h *header) in(words *vocabulary) (l *layout, ok bool) {
	l = words.layout(h.names, h.separator)
	other := words.other().layout(h.names, h.separator)
	return l, l.known() > other.known() || l.known() == other.known() && words == vpcWords
}

// other returns the vocabulary of the other kind of flow log.
func (w *vocabulary) other() *vocabulary {
	if w == vpcWords {
		return tgwWords
	}
	return vpcWords
}

// parseLogFormat returns the layout that a flow log was created with, such as "${version} ${account-id}"; ok is false
// if it is one of the other kind's.
func (w *vocabulary) parseLogFormat(format string) (l *layout, ok bool) {
	h := header{names: strings.Fields(format), separator: blanks}
	if l, ok = h.in(w); !ok || l.known() == 0 {
		return nil, false
	}
	return l, true
}
