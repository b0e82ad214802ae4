package accesslog

import (
	"context"
	"io"
	"regexp"
	"strings"
	"sync"

	"hamari/parsers"
)

// None stands for no slot.
const None = -1

// Log describes one kind of access log.
type Log struct {
	Columns []Column // of a line without a header, in their order
	Named   []Column // further ones, that only header lines and JSON records name
	Fewest  int      // columns that a line without a header has at least

	// Cut appends the columns of a line without a header to cells. It returns what it has together with an error.
	Cut func(cells [][]byte, line []byte) ([][]byte, error)

	// Looks reports whether the columns of a line, Fewest at least, are those of this log. It is asked for detection.
	Looks func(cells [][]byte) bool

	// Marks are names of columns that tell this log from all others. Of a header line or a JSON object, Sure of them
	// make it one of this log.
	Marks []string
	Sure  int

	Foreign []string // names of columns of other logs that have some of the same names: one of them and it is not this log

	FileName func() *regexp.Regexp // names that AWS gives to files of this log

	// Finish sets the times of a record whose columns have been read, and the fields that follow from others.
	Finish func(*Record) error

	kind    *parsers.Kind
	columns []Column        // Columns and Named
	byName  map[string]int  // places in columns, by plain name
	marks   map[int]bool    // places in columns
	foreign map[string]bool // plain names
}

// Column is one column of a line, or one member of a JSON record. It fills one field, or, being an endpoint like
// 192.0.2.7:443, several.
type Column struct {
	Name                 string
	whole, address, port int      // slots
	also                 []string // other names
}

// Field returns the column that fills a field of the same name.
func Field(kind *parsers.Kind, slot int, also ...string) Column {
	return Column{Name: kind.Fields[slot].Name, whole: slot, address: None, port: None, also: also}
}

// Fields returns the columns that fill the fields from one slot to another.
func Fields(kind *parsers.Kind, from, to int) []Column {
	var columns []Column
	for slot := from; slot <= to; slot++ {
		columns = append(columns, Field(kind, slot))
	}
	return columns
}

// Endpoint returns the column of an address and a port. It fills a field with both of them, unless whole is None.
func Endpoint(name string, whole, address, port int) Column {
	return Column{Name: name, whole: whole, address: address, port: port}
}

// NewFormat makes a format of a description. That is asked for when the first member is looked at: a start of the program
// that reads none should not pay for it.
func NewFormat(name, title, url string, kind *parsers.Kind, describe func() *Log) *parsers.Format {
	log := sync.OnceValue(func() *Log {
		l := describe()
		l.kind = kind
		l.index()
		return l
	})
	return &parsers.Format{
		Name: name, Title: title, URL: url, Kinds: []*parsers.Kind{kind},
		Detect: func(h *parsers.Header) parsers.Confidence { return log().detect(h) },
		Read: func(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
			return log().read(ctx, r, src, sink)
		},
	}
}

func (l *Log) index() {
	l.columns = append(append(l.columns, l.Columns...), l.Named...)
	l.byName, l.marks, l.foreign = map[string]int{}, map[int]bool{}, map[string]bool{}
	for i, c := range l.columns {
		for _, name := range append(c.also, c.Name) {
			if _, taken := l.byName[plainName(name)]; !taken {
				l.byName[plainName(name)] = i
			}
		}
	}
	for _, name := range l.Marks {
		l.marks[l.byName[plainName(name)]] = true
	}
	for _, name := range l.Foreign {
		l.foreign[plainName(name)] = true
	}
}

// spelling turns the ways in which AWS, Firehose and Athena spell a name into one.
var spelling = strings.NewReplacer("_", "-", ":", "-", "(", "-", ")", "")

// plainName is a column's name without the differences of spelling.
func plainName(name string) string {
	return strings.Trim(strings.ReplaceAll(spelling.Replace(strings.ToLower(name)), "--", "-"), "-")
}
