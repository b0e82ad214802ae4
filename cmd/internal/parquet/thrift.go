package parquet

import "encoding/binary"

// Numbers of Parquet's definition, https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
const (
	typeInt64     = 2
	typeDouble    = 5
	typeByteArray = 6

	optional = 1

	convertedUTF8            = 0
	convertedTimestampMicros = 10

	encodingPlain = 0
	encodingRLE   = 3

	codecSnappy = 1
)

func (t Type) physical() int64 {
	switch t {
	case Integer, Timestamp:
		return typeInt64
	case Number:
		return typeDouble
	}
	return typeByteArray
}

// thrift writes structs in Thrift's compact protocol.
// See https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
type thrift struct {
	buf  []byte
	last []int // the last field of each open struct
}

// Types of fields.
const (
	thriftTrue   = 1
	thriftI32    = 5
	thriftI64    = 6
	thriftBinary = 8
	thriftList   = 9
	thriftStruct = 12
)

func (t *thrift) field(id, kind int) {
	last := &t.last[len(t.last)-1]
	if delta := id - *last; delta < 16 {
		t.buf = append(t.buf, byte(delta<<4|kind))
	} else {
		t.buf = binary.AppendVarint(append(t.buf, byte(kind)), int64(id))
	}
	*last = id
}

func (t *thrift) begin()              { t.last = append(t.last, 0) }
func (t *thrift) end()                { t.buf, t.last = append(t.buf, 0), t.last[:len(t.last)-1] }
func (t *thrift) strukt(id int)       { t.field(id, thriftStruct); t.begin() }
func (t *thrift) i32(id int, n int64) { t.field(id, thriftI32); t.buf = binary.AppendVarint(t.buf, n) }
func (t *thrift) i64(id int, n int64) { t.field(id, thriftI64); t.buf = binary.AppendVarint(t.buf, n) }

func (t *thrift) text(id int, s string) {
	t.field(id, thriftBinary)
	t.element(s)
}

// element writes a text within a list.
func (t *thrift) element(s string) {
	t.buf = append(binary.AppendUvarint(t.buf, uint64(len(s))), s...)
}

func (t *thrift) list(id, kind, size int) {
	t.field(id, thriftList)
	if size < 15 {
		t.buf = append(t.buf, byte(size<<4|kind))
		return
	}
	t.buf = binary.AppendUvarint(append(t.buf, byte(15<<4|kind)), uint64(size))
}

func pageHeader(rows, unpacked, packed int) []byte {
	t := &thrift{}
	t.begin()
	t.i32(1, 0) // a data page
	t.i32(2, int64(unpacked))
	t.i32(3, int64(packed))
	t.strukt(5)
	t.i32(1, int64(rows))
	t.i32(2, encodingPlain)
	t.i32(3, encodingRLE)
	t.i32(4, encodingRLE)
	t.end()
	t.end()
	return t.buf
}

// footer is the FileMetaData.
func (w *Writer) footer() []byte {
	t := &thrift{}
	t.begin()
	t.i32(1, 1)
	t.list(2, thriftStruct, len(w.columns)+1)
	t.begin()
	t.text(4, "schema")
	t.i32(5, int64(len(w.columns)))
	t.end()
	for _, c := range w.columns {
		t.schema(c.Column)
	}
	t.i64(3, w.total)
	t.list(4, thriftStruct, len(w.groups))
	for _, g := range w.groups {
		w.group(t, g)
	}
	t.text(6, "hamari")
	t.end()
	return t.buf
}

func (t *thrift) schema(c Column) {
	t.begin()
	t.i32(1, c.Type.physical())
	t.i32(3, optional)
	t.text(4, c.Name)
	switch c.Type {
	case Text:
		t.i32(6, convertedUTF8)
		t.strukt(10)
		t.strukt(1) // STRING
		t.end()
		t.end()
	case Timestamp:
		t.i32(6, convertedTimestampMicros)
		t.strukt(10)
		t.strukt(8)            // TIMESTAMP
		t.field(1, thriftTrue) // in UTC
		t.strukt(2)
		t.strukt(2) // MICROS
		t.end()
		t.end()
		t.end()
		t.end()
	}
	t.end()
}

func (w *Writer) group(t *thrift, g group) {
	t.begin()
	t.list(1, thriftStruct, len(g.chunks))
	var size int64
	for i, at := range g.chunks {
		size += at.unpacked
		t.begin()
		t.i64(2, at.offset)
		t.strukt(3)
		t.i32(1, w.columns[i].Type.physical())
		t.list(2, thriftI32, 2)
		t.buf = binary.AppendVarint(binary.AppendVarint(t.buf, encodingPlain), encodingRLE)
		t.list(3, thriftBinary, 1)
		t.element(w.columns[i].Name)
		t.i32(4, codecSnappy)
		t.i64(5, int64(g.rows))
		t.i64(6, at.unpacked)
		t.i64(7, at.compressed)
		t.i64(9, at.offset)
		t.end()
		t.end()
	}
	t.i64(2, size)
	t.i64(3, int64(g.rows))
	t.end()
}
