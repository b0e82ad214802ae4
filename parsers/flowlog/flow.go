package flowlog

import "hamari/parsers"

// Flow is a record of either kind, with its numbers and addresses decoded once, when the record is checked. Where the
// record does not have a field, its number is 0 and its address the zero Addr; Value tells whether it does.
type Flow struct {
	numbers [16]uint64
	addrs   [4]Addr

	values []parsers.Value   // by slot; where they are nil, what follows tells them
	text   []byte            // the line
	ends   [maxScanned]int32 // of the columns in text; the first stands for one that ends before the line
	column []uint8           // by slot: the number of its column, counted from 1, or 0 without one
}

// FlowOf returns the record of an event that this package has read, nil for any other event.
func FlowOf(ev *parsers.Event) *Flow {
	f, _ := ev.Record.(*Flow)
	return f
}

// Value returns the text of the field with the given slot, nil where the record does not have it.
func (f *Flow) Value(slot int) parsers.Value {
	if uint(slot) >= uint(len(f.column)) {
		return nil
	}
	if f.values != nil {
		return f.values[slot]
	}
	column := f.column[slot] & (maxScanned - 1)
	if column == 0 {
		return nil
	}
	begin, end := f.ends[column-1]+1, f.ends[column]
	if end-begin == 1 && f.text[begin] == '-' {
		return nil
	}
	return f.text[begin:end:end]
}

// Has reports whether the log has the field with the given slot, also where this record has no value of it. Of a log that is
// no text it reports whether the record has one.
func (f *Flow) Has(slot int) bool {
	if f.values != nil {
		return f.Value(slot).Exists()
	}
	return uint(slot) < uint(len(f.column)) && f.column[slot] != 0
}

// Stretch returns the text of the columns of the slots from first to last, blanks included, where they stand side by side
// in that order; nil where they do not. Texts that are equal hold equal values, so that one comparison does for several.
func (f *Flow) Stretch(first, last int) []byte {
	begin := int(f.column[first])
	if begin == 0 || f.values != nil {
		return nil
	}
	for n := 1; n <= last-first; n++ {
		if int(f.column[first+n]) != begin+n {
			return nil
		}
	}
	return f.text[f.ends[(begin-1)&(maxScanned-1)]+1 : f.ends[(begin+last-first)&(maxScanned-1)]]
}

// Places in Flow.numbers. Numbers that nobody has asked for yet share the first.
const (
	otherNumber uint8 = iota
	startNumber
	endNumber
	srcPortNumber
	dstPortNumber
	protocolNumber
	packetsNumber
	bytesNumber
	tcpFlagsNumber
)

// Places in Flow.addrs.
const (
	srcAddrPlace uint8 = iota
	dstAddrPlace
	pktSrcAddrPlace
	pktDstAddrPlace
)

// placeOf returns where in Flow.numbers or Flow.addrs the value of a field is kept.
func placeOf(field string) uint8 {
	return map[string]uint8{
		"start": startNumber, "end": endNumber, "srcport": srcPortNumber, "dstport": dstPortNumber, "protocol": protocolNumber,
		"packets": packetsNumber, "bytes": bytesNumber, "tcp-flags": tcpFlagsNumber,
		"srcaddr": srcAddrPlace, "dstaddr": dstAddrPlace, "pkt-srcaddr": pktSrcAddrPlace, "pkt-dstaddr": pktDstAddrPlace,
	}[field]
}

// Start is when the first packet of the flow was received, in Unix seconds.
func (f *Flow) Start() int64 { return int64(f.numbers[startNumber]) }

// End is when the last packet of the flow was received, in Unix seconds.
func (f *Flow) End() int64 { return int64(f.numbers[endNumber]) }

// SrcAddr is the field srcaddr.
func (f *Flow) SrcAddr() Addr { return f.addrs[srcAddrPlace] }

// DstAddr is the field dstaddr.
func (f *Flow) DstAddr() Addr { return f.addrs[dstAddrPlace] }

// PktSrcAddr is the field pkt-srcaddr.
func (f *Flow) PktSrcAddr() Addr { return f.addrs[pktSrcAddrPlace] }

// PktDstAddr is the field pkt-dstaddr.
func (f *Flow) PktDstAddr() Addr { return f.addrs[pktDstAddrPlace] }

// SrcPort is the field srcport.
func (f *Flow) SrcPort() int64 { return int64(f.numbers[srcPortNumber]) }

// DstPort is the field dstport.
func (f *Flow) DstPort() int64 { return int64(f.numbers[dstPortNumber]) }

// Protocol is the IANA number of the protocol.
func (f *Flow) Protocol() uint8 { return uint8(f.numbers[protocolNumber]) }

// Packets is the number of packets in the interval.
func (f *Flow) Packets() int64 { return int64(f.numbers[packetsNumber]) }

// Bytes is the number of bytes in the interval.
func (f *Flow) Bytes() int64 { return int64(f.numbers[bytesNumber]) }

// TCPFlags are the flags of all packets in the interval, OR-ed.
func (f *Flow) TCPFlags() int64 { return int64(f.numbers[tcpFlagsNumber]) }
