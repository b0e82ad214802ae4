package timeline

import (
	"cmp"
	"encoding/binary"
	"math"
	"time"

	"github.com/cespare/xxhash/v2"
)

// Key is a record's place in the timeline: by its time, then by the place where it stands.
type Key struct {
	Time   time.Time
	Member uint32 // number of the member in the order of paths
	Record uint64 // number of the record within it

	// ID is a hash of the record's own identity, 0 if it has none. Of several records with the same time and ID only the
	// first stays: they are one record that was delivered several times.
	ID uint64
}

// keySize is the length of a key in bytes.
const keySize = 8 + 4 + 8 + 8

// nanos is the time as a number that orders like it. Times that no 64 bits of nanoseconds reach (before 1678, after 2262)
// come before, or after, all others.
func nanos(t time.Time) uint64 {
	const flip = 1 << 63 // signed numbers order like unsigned ones once their sign bit is flipped
	switch seconds := t.Unix(); {
	case seconds <= math.MinInt64/int64(time.Second):
		return 0
	case seconds >= math.MaxInt64/int64(time.Second):
		return math.MaxUint64
	}
	return uint64(t.UnixNano()) ^ flip
}

func (k *Key) append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(dst, nanos(k.Time))
	dst = binary.BigEndian.AppendUint32(dst, k.Member)
	dst = binary.BigEndian.AppendUint64(dst, k.Record)
	return binary.BigEndian.AppendUint64(dst, k.ID)
}

// entry is a record with its key, as runs hold them.
type entry []byte

func (e entry) time() uint64    { return binary.BigEndian.Uint64(e) }
func (e entry) place() []byte   { return e[8:20] }
func (e entry) id() uint64      { return binary.BigEndian.Uint64(e[20:]) }
func (e entry) payload() []byte { return e[keySize:] }

// compare orders entries. Records of one place, which one record of a log may give several of, are ordered by what they
// hold, so that the order does not depend on who read them.
func (e entry) compare(o entry) int {
	if c := cmp.Compare(e.time(), o.time()); c != 0 {
		return c
	}
	if c := cmp.Compare(string(e.place()), string(o.place())); c != 0 {
		return c
	}
	return cmp.Compare(string(e.payload()), string(o.payload()))
}

// HashID makes of a record's own identity what a Key holds of it; 0 where it has none. IDs of different kinds differ.
func HashID(kind, id string) uint64 {
	if id == "" {
		return 0
	}
	var d xxhash.Digest
	d.Reset()
	_, _ = d.WriteString(kind)
	_, _ = d.WriteString("\x00")
	_, _ = d.WriteString(id)
	return max(d.Sum64(), 1)
}
