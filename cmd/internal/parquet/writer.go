package parquet

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/s2"
)

// Type is what a column holds.
type Type int

// The types of columns.
const (
	Text      Type = iota // UTF-8
	Integer               // 64 bits, signed
	Number                // a double
	Timestamp             // microseconds since 1970, UTC
)

// Column is one column of a table.
type Column struct {
	Name string
	Type Type
}

// What a row group holds at most. Readers work on one at a time.
const (
	maxRows  = 122_880
	maxBytes = 16 << 20
)

// Writer writes a table. A row is begun by Row; its values are set before the next one begins.
type Writer struct {
	out     io.Writer
	offset  int64
	columns []*column
	rows    int // of the open row group
	bytes   int // of its values
	total   int64
	groups  []group
	packed  []byte
	err     error
}

// column gathers the values of the open row group.
type column struct {
	Column
	values []byte // encoded plainly
	set    []byte // one bit per row
	count  int    // values that are set
}

// group is what the end of the file says of a row group.
type group struct {
	rows   int
	chunks []chunk
}

// chunk is what the end of the file says of one column of a row group.
type chunk struct {
	offset               int64
	unpacked, compressed int64
}

const magic = "PAR1"

// NewWriter begins a table.
func NewWriter(out io.Writer, columns []Column) *Writer {
	w := &Writer{out: out}
	for _, c := range columns {
		w.columns = append(w.columns, &column{Column: c})
	}
	w.write([]byte(magic))
	return w
}

// Row begins a row, in which no column has a value yet.
func (w *Writer) Row() error {
	if w.rows == maxRows || w.bytes >= maxBytes {
		w.flush()
	}
	if w.rows%8 == 0 {
		for _, c := range w.columns {
			c.set = append(c.set, 0)
		}
		w.bytes += len(w.columns)
	}
	w.rows++
	return w.err
}

// Text sets a column of the row to a text.
func (w *Writer) Text(column int, text []byte) {
	c := w.mark(column, 4+len(text))
	c.values = append(binary.LittleEndian.AppendUint32(c.values, uint32(len(text))), text...)
}

// Integer sets a column of the row to an integer or a timestamp.
func (w *Writer) Integer(column int, n int64) {
	c := w.mark(column, 8)
	c.values = binary.LittleEndian.AppendUint64(c.values, uint64(n))
}

// Number sets a column of the row to a number.
func (w *Writer) Number(column int, f float64) { w.Integer(column, int64(math.Float64bits(f))) }

func (w *Writer) mark(i, size int) *column {
	c := w.columns[i]
	row := w.rows - 1
	c.set[row/8] |= 1 << (row % 8)
	c.count++
	w.bytes += size
	return c
}

// Close writes the last row group and the end of the file. It does not close what is below.
func (w *Writer) Close() error {
	w.flush()
	foot := w.footer()
	w.write(foot)
	w.write(binary.LittleEndian.AppendUint32(nil, uint32(len(foot))))
	w.write([]byte(magic))
	return w.err
}

func (w *Writer) write(p []byte) {
	if w.err != nil {
		return
	}
	n, err := w.out.Write(p)
	w.offset += int64(n)
	if err != nil {
		w.err = fmt.Errorf("write the table: %w", err)
	}
}

func (w *Writer) flush() {
	if w.rows == 0 {
		return
	}
	g := group{rows: w.rows}
	for _, c := range w.columns {
		g.chunks = append(g.chunks, w.chunk(c))
		c.values, c.set, c.count = c.values[:0], c.set[:0], 0
	}
	w.groups = append(w.groups, g)
	w.total += int64(w.rows)
	w.rows, w.bytes = 0, 0
}

// chunk writes the values of a column as one page.
func (w *Writer) chunk(c *column) chunk {
	levels := c.levels(w.rows)
	page := binary.LittleEndian.AppendUint32(nil, uint32(len(levels)))
	page = append(append(page, levels...), c.values...)
	if need := s2.MaxEncodedLen(len(page)); cap(w.packed) < need {
		w.packed = make([]byte, need)
	}
	packed := s2.EncodeSnappy(w.packed[:cap(w.packed)], page)
	head := pageHeader(w.rows, len(page), len(packed))
	at := chunk{offset: w.offset, unpacked: int64(len(head) + len(page)), compressed: int64(len(head) + len(packed))}
	w.write(head)
	w.write(packed)
	return at
}

// levels says which rows have a value, in the hybrid of runs and bits that Parquet uses.
// See https://parquet.apache.org/docs/file-format/data-pages/encodings/
func (c *column) levels(rows int) []byte {
	switch c.count {
	case 0:
		return append(binary.AppendUvarint(nil, uint64(rows)<<1), 0)
	case rows:
		return append(binary.AppendUvarint(nil, uint64(rows)<<1), 1)
	}
	return append(binary.AppendUvarint(nil, uint64(len(c.set))<<1|1), c.set...)
}
