package parquet

import (
	"encoding/binary"
	"errors"
)

var (
	errShort  = errors.New("the data end too early")
	errThrift = errors.New("a description that makes no sense")
)

// Types of the compact protocol,
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

const maxThriftDepth = 32

// thrift reads values in the compact protocol. The first error stays; what is read after it is zero.
type thrift struct {
	b     []byte
	depth int
	err   error
}

func (t *thrift) fail(err error) {
	if t.err == nil {
		t.err = err
	}
	t.b = nil
}

func (t *thrift) take(n uint64) []byte {
	if n > uint64(len(t.b)) {
		t.fail(errShort)
		return nil
	}
	taken := t.b[:n:n]
	t.b = t.b[n:]
	return taken
}

func (t *thrift) byte() byte {
	if b := t.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (t *thrift) varint() uint64 {
	n, size := binary.Uvarint(t.b)
	switch {
	case size == 0:
		t.fail(errShort)
		return 0
	case size < 0:
		t.fail(errThrift)
		return 0
	}
	t.b = t.b[size:]
	return n
}

// integer reads a number of any width.
func (t *thrift) integer() int64 {
	n := t.varint()
	return int64(n>>1) ^ -int64(n&1)
}

func (t *thrift) binary() []byte { return t.take(t.varint()) }

// structure calls field for each field of a structure. What field does not read, which it tells with false, is skipped.
func (t *thrift) structure(field func(id int, kind byte) (read bool)) {
	if t.depth++; t.depth > maxThriftDepth {
		t.fail(errThrift)
	}
	defer func() { t.depth-- }()
	for id := 0; t.err == nil; {
		head := t.byte()
		kind := head & 0x0f
		if kind == 0 {
			return
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			id = int(t.integer())
		}
		if !field(id, kind) {
			t.skip(kind)
		}
	}
}

// list calls element for each element of a list. No list has more elements than bytes.
func (t *thrift) list(element func(kind byte)) {
	head := t.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = t.varint()
	}
	if n > uint64(len(t.b)) {
		t.fail(errShort)
	}
	for i := uint64(0); i < n && t.err == nil; i++ {
		element(head & 0x0f)
	}
}

func (t *thrift) skip(kind byte) {
	switch kind {
	case thriftTrue, thriftFalse:
	case thriftByte:
		t.take(1)
	case thriftI16, thriftI32, thriftI64:
		t.varint()
	case thriftDouble:
		t.take(8)
	case thriftBinary:
		t.binary()
	case thriftStruct:
		t.structure(func(int, byte) bool { return false })
	case thriftList, thriftSet:
		t.skipList()
	case thriftMap:
		t.skipMap()
	default:
		t.fail(errThrift)
	}
}

func (t *thrift) skipList() {
	if t.depth++; t.depth > maxThriftDepth {
		t.fail(errThrift)
	}
	defer func() { t.depth-- }()
	t.list(t.skipElement)
}

// skipElement skips an element of a list. Truth values take a byte there.
func (t *thrift) skipElement(kind byte) {
	if kind == thriftTrue || kind == thriftFalse {
		t.take(1)
		return
	}
	t.skip(kind)
}

func (t *thrift) skipMap() {
	if t.depth++; t.depth > maxThriftDepth {
		t.fail(errThrift)
	}
	defer func() { t.depth-- }()
	n := t.varint()
	if n == 0 {
		return
	}
	kinds := t.byte()
	for i := uint64(0); i < n && t.err == nil; i++ {
		t.skipElement(kinds >> 4)
		t.skipElement(kinds & 0x0f)
	}
}
