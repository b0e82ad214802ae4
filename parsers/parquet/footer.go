package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Physical types.
const (
	typeBoolean    = 0
	typeInt32      = 1
	typeInt64      = 2
	typeInt96      = 3
	typeFloat      = 4
	typeDouble     = 5
	typeByteArray  = 6
	typeFixedBytes = 7
)

const (
	repetitionRequired = 0
	repetitionOptional = 1
)

const (
	maxFooter  = 64 << 20
	maxColumns = 2000
)

var magic = []byte("PAR1")

const encryptedMagic = "PARE"

// NestedError says that a table has columns inside of columns, and which columns there are.
type NestedError struct{ Columns []string }

func (e *NestedError) Error() string {
	return "a table with nested columns: " + strings.Join(e.Columns, ", ")
}

var (
	errNoFooter  = errors.New("the Parquet file is cut off: its description, which stands at the end, is missing")
	errEncrypted = errors.New("the Parquet file is encrypted")
	errOutside   = errors.New("the Parquet file's description points outside of the file")
)

// field is a column as the footer describes it.
type field struct {
	name     string
	physical int
	length   int // of typeFixedBytes
	optional bool
	perUnit  int64 // of a timestamp: how many make a second; 0 for what is none
	date     bool
}

// group is a row group.
type group struct {
	rows   int64
	chunks []chunk // by column
}

// chunk is where the pages of one column in one row group are.
type chunk struct {
	at, end int64 // in the file
	codec   int
	values  int64
}

// footer is the description of a table.
type footer struct {
	fields []field
	groups []group
	rows   int64
}

// element is a node of the schema.
type element struct {
	field
	children   int
	repetition int
}

func readFooter(r io.ReaderAt, size int64) (*footer, error) {
	const tail = 8
	var end [tail]byte
	if size < int64(len(magic)+tail) {
		return nil, errNoFooter
	}
	if _, err := r.ReadAt(end[:], size-tail); err != nil && err != io.EOF {
		return nil, err
	}
	switch string(end[4:]) {
	case string(magic):
	case encryptedMagic:
		return nil, errEncrypted
	default:
		return nil, errNoFooter
	}
	length := int64(binary.LittleEndian.Uint32(end[:]))
	if length > size-int64(len(magic)+tail) {
		return nil, errOutside
	}
	if length > maxFooter {
		return nil, fmt.Errorf("the Parquet file's description has %d bytes, the limit is %d", length, maxFooter)
	}
	text := make([]byte, length)
	if _, err := r.ReadAt(text, size-tail-length); err != nil && err != io.EOF {
		return nil, err
	}
	return parseFooter(text, size)
}

func parseFooter(text []byte, size int64) (*footer, error) {
	f, elements, encrypted := &footer{}, []element(nil), false
	t := &thrift{b: text}
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == 2 && kind == thriftList:
			t.list(func(byte) {
				if len(elements) > 2*maxColumns {
					t.fail(fmt.Errorf("more than %d columns", maxColumns))
				}
				elements = append(elements, t.element())
			})
		case id == 3 && kind == thriftI64:
			f.rows = t.integer()
		case id == 4 && kind == thriftList:
			t.list(func(byte) { f.groups = append(f.groups, t.group()) })
		case id == 8:
			encrypted = true
			return false
		default:
			return false
		}
		return true
	})
	switch {
	case t.err != nil:
		return nil, fmt.Errorf("the Parquet file's description cannot be read: %w", t.err)
	case encrypted:
		return nil, errEncrypted
	}
	if err := f.flatten(elements); err != nil {
		return nil, err
	}
	return f, f.check(size)
}

func (t *thrift) element() (e element) {
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == thriftI32:
			e.physical = int(t.integer())
		case id == 2 && kind == thriftI32:
			e.length = int(t.integer())
		case id == 3 && kind == thriftI32:
			e.repetition = int(t.integer())
		case id == 4 && kind == thriftBinary:
			e.name = string(t.binary())
		case id == 5 && kind == thriftI32:
			e.children = int(t.integer())
		case id == 6 && kind == thriftI32:
			e.convert(t.integer())
		case id == 10 && kind == thriftStruct:
			t.logicalType(&e)
		default:
			return false
		}
		return true
	})
	return e
}

// convert takes in the older way to say what values mean.
func (e *element) convert(converted int64) {
	const date, timestampMillis, timestampMicros = 6, 9, 10
	switch converted {
	case date:
		e.date = true
	case timestampMillis:
		e.perUnit = 1e3
	case timestampMicros:
		e.perUnit = 1e6
	}
}

// logicalType takes in the newer way.
func (t *thrift) logicalType(e *element) {
	const date, timestamp, unit = 6, 8, 2
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == date:
			e.date = true
		case id == timestamp && kind == thriftStruct:
			t.structure(func(id int, kind byte) bool {
				if id != unit || kind != thriftStruct {
					return false
				}
				t.structure(func(id int, _ byte) bool {
					e.perUnit = map[int]int64{1: 1e3, 2: 1e6, 3: 1e9}[id]
					return false
				})
				return true
			})
			return true
		}
		return false
	})
}

func (t *thrift) group() (g group) {
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == thriftList:
			t.list(func(byte) { g.chunks = append(g.chunks, t.chunk()) })
		case id == 3 && kind == thriftI64:
			g.rows = t.integer()
		default:
			return false
		}
		return true
	})
	return g
}

func (t *thrift) chunk() (c chunk) {
	t.structure(func(id int, kind byte) bool {
		if id == 3 && kind == thriftStruct {
			t.chunkData(&c)
			return true
		}
		return false
	})
	return c
}

func (t *thrift) chunkData(c *chunk) {
	var length, data, dictionary int64
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == 4 && kind == thriftI32:
			c.codec = int(t.integer())
		case id == 5 && kind == thriftI64:
			c.values = t.integer()
		case id == 7 && kind == thriftI64:
			length = t.integer()
		case id == 9 && kind == thriftI64:
			data = t.integer()
		case id == 11 && kind == thriftI64:
			dictionary = t.integer()
		default:
			return false
		}
		return true
	})
	c.at = data
	if 0 < dictionary && dictionary < data {
		c.at = dictionary
	}
	c.end = c.at + length
}

// flatten takes the columns out of the schema, whose first element is the root.
func (f *footer) flatten(elements []element) error {
	if len(elements) < 2 {
		return errors.New("the Parquet file describes no columns")
	}
	nested := &NestedError{}
	left, flat := 0, true
	for _, e := range elements[1:] {
		if left == 0 {
			nested.Columns = append(nested.Columns, e.name)
			left = 1
		}
		left += e.children - 1
		flat = flat && e.children == 0 && (e.repetition == repetitionRequired || e.repetition == repetitionOptional)
		e.optional = e.repetition == repetitionOptional
		f.fields = append(f.fields, e.field)
	}
	switch {
	case !flat:
		return nested
	case len(f.fields) > maxColumns:
		return fmt.Errorf("the Parquet file has %d columns, the limit is %d", len(f.fields), maxColumns)
	}
	return nil
}

// maxRowsPerByte bounds what a table can expand to. A value that never changes takes no space at all, but records of
// which nothing ever changes are none.
const maxRowsPerByte = 16

// check holds what the footer states against the size of the file.
func (f *footer) check(size int64) error {
	const few = 1 << 20
	rows := int64(0)
	for _, g := range f.groups {
		if g.rows < 0 || len(g.chunks) != len(f.fields) {
			return errors.New("the Parquet file's description contradicts itself")
		}
		if rows += g.rows; rows < 0 || rows > few+maxRowsPerByte*size {
			return fmt.Errorf("the Parquet file of %d bytes states more rows than it can hold", size)
		}
		for _, c := range g.chunks {
			if c.at < 0 || c.end < c.at || c.end > size {
				return errOutside
			}
		}
	}
	if f.rows != rows {
		return fmt.Errorf("the Parquet file states %d rows, its parts have %d", f.rows, rows)
	}
	return nil
}
