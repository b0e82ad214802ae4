package wrapper

import (
	"io"

	"hamari/parsers"
)

// Table gives the rows of a file that is no text, as lines. A row for which Next has an error other than io.EOF is
// rejected, and the next one is asked for.
type Table interface {
	Header() string // the line that names the columns
	Next(line []byte) ([]byte, error)
}

// OpenTable returns the lines of a table, the header first. Record numbers are those of the rows.
func OpenTable(t Table, member string, sink parsers.Sink) *Reader {
	r := &Reader{wrapper: table, entries: &rows{table: t}, member: member, sink: sink}
	r.line = append([]byte(t.Header()), '\n')
	r.rest = r.line
	r.places.add(parsers.Pos{Record: -1})
	return r
}

// table stands for the files that OpenTable reads where an envelope is named.
var table = &Wrapper{Name: "parquet"}

// rows gives the rows of a table as entries.
type rows struct {
	table Table
	count int
}

func (r *rows) next(line []byte) (entry, error) {
	message, err := r.table.Next(line)
	if err == io.EOF {
		return entry{}, err
	}
	e := entry{message: message, err: err, pos: parsers.Pos{Record: r.count}}
	r.count++
	return e, nil
}

func (r *rows) notes() []string { return nil }

func (r *rows) close() {} // the table belongs to whoever opened it
