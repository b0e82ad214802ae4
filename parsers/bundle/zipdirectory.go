package bundle

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"hamari/parsers/stringblock"
)

// zipListing is the table of contents of a zip.
type zipListing struct {
	headers []zipHeader
	size    int64  // of the archive in bytes
	dropped int    // members beyond the limit
	note    string // on a directory that had to be pieced together
}

// listZip reads the central directory, or pieces it together from the local headers where it is missing or broken.
func listZip(ctx context.Context, r io.ReaderAt, size int64, maxMembers int) (*zipListing, error) {
	listing, err := readDirectory(r, size, maxMembers)
	if listing != nil {
		listing.size = size
	}
	if err == nil {
		return listing, nil
	}
	recovered, scanErr := recoverDirectory(ctx, r, size, maxMembers)
	if recovered != nil {
		recovered.size = size
	}
	if scanErr != nil {
		return nil, scanErr
	}
	switch {
	case len(recovered.headers) == 0 && (listing == nil || len(listing.headers) == 0):
		return nil, &fault{Damaged, err.Error(), err}
	case listing != nil && len(listing.headers) >= len(recovered.headers):
		listing.note = fmt.Sprintf("zip: %v; read as far as it goes", err)
		return listing, nil
	}
	recovered.note = fmt.Sprintf("zip: %v; the members were found by their own headers", err)
	return recovered, nil
}

// directoryEnd is what the end record says of the central directory.
type directoryEnd struct {
	start   int64 // where in the file the directory begins
	base    int64 // bytes before the zip proper, to be added to every offset
	members uint64
	zip64   bool
}

// readDirectory reads the central directory. With an error, the listing holds what was read before, or is nil.
func readDirectory(r io.ReaderAt, size int64, maxMembers int) (*zipListing, error) {
	end, err := findDirectory(r, size)
	if err != nil {
		return nil, err
	}
	in := getBuffer(io.NewSectionReader(r, end.start, size-end.start))
	defer putBuffer(in)
	listing, found := new(zipListing), uint64(0)
	mostFit := (size - end.start) / zipCentralLen // whatever the archive states
	listing.headers = make([]zipHeader, 0, min(end.members, uint64(mostFit), uint64(maxMembers)))
	names := stringblock.Block{Size: 32 << 10} // a directory has very many
	for {
		h, err := readCentral(in, &names)
		if err != nil {
			if complete(found, end) {
				return listing, nil
			}
			return listing, fmt.Errorf("the central directory breaks off after %d of %d members", found, end.members)
		}
		found++
		h.offset += end.base
		listing.add(h, maxMembers)
	}
}

// complete compares the number of members found with the stated one, of which plain zip keeps only 16 bits.
func complete(found uint64, end directoryEnd) bool {
	if end.zip64 {
		return found == end.members
	}
	return uint16(found) == uint16(end.members)
}

// findDirectory finds the end record, which stands before a comment of up to 64 KiB.
func findDirectory(r io.ReaderAt, size int64) (directoryEnd, error) {
	tail := make([]byte, min(size, zipEndLen+0xffff))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return directoryEnd{}, err
	}
	at := bytes.LastIndex(tail, zipEnd)
	if at < 0 || len(tail)-at < zipEndLen {
		return directoryEnd{}, errNoDirectory
	}
	record, pos := tail[at:], size-int64(len(tail))+int64(at)
	le := binary.LittleEndian
	end := directoryEnd{members: uint64(le.Uint16(record[10:]))}
	length, offset := uint64(le.Uint32(record[12:])), uint64(le.Uint32(record[16:]))
	if big, bigPos := findEnd64(r, pos); big != nil {
		end.zip64, pos = true, bigPos
		end.members, length, offset = le.Uint64(big[32:]), le.Uint64(big[40:]), le.Uint64(big[48:])
	}
	if length > uint64(pos) || offset > uint64(pos) {
		return end, errors.New("the end record points outside of the file")
	}
	end.start = pos - int64(length)
	if !hasSignature(r, end.start, zipCentral) && hasSignature(r, int64(offset), zipCentral) {
		end.start = int64(offset)
	}
	end.base = max(0, end.start-int64(offset))
	return end, nil
}

// findEnd64 returns the zip64 end record that the locator before the end record at pos points to, or nil.
func findEnd64(r io.ReaderAt, pos int64) (record []byte, at int64) {
	var locator [zipLocator64Len]byte
	if _, err := r.ReadAt(locator[:], pos-zipLocator64Len); err != nil || !bytes.HasPrefix(locator[:], zipLocator64) {
		return nil, 0
	}
	record = make([]byte, zipEnd64Len)
	stated := int64(binary.LittleEndian.Uint64(locator[8:]))
	for _, at := range []int64{stated, pos - zipLocator64Len - zipEnd64Len} { // the second: something precedes the zip
		if at < 0 || at > pos {
			continue
		}
		if _, err := r.ReadAt(record, at); err == nil && bytes.HasPrefix(record, zipEnd64) {
			return record, at
		}
	}
	return nil, 0
}

func hasSignature(r io.ReaderAt, at int64, signature []byte) bool {
	var head [4]byte
	_, err := r.ReadAt(head[:], at)
	return err == nil && bytes.Equal(head[:], signature)
}

// readCentral reads one header of the central directory.
func readCentral(r *bufio.Reader, names *stringblock.Block) (zipHeader, error) {
	fixed, err := r.Peek(zipCentralLen)
	if err != nil {
		return zipHeader{}, err
	}
	if !bytes.HasPrefix(fixed, zipCentral) {
		return zipHeader{}, errNoDirectory
	}
	le := binary.LittleEndian
	h := zipHeader{
		flags:      le.Uint16(fixed[8:]),
		method:     le.Uint16(fixed[10:]),
		clock:      le.Uint16(fixed[12:]),
		crc:        le.Uint32(fixed[16:]),
		compressed: int64(le.Uint32(fixed[20:])),
		size:       int64(le.Uint32(fixed[24:])),
		offset:     int64(le.Uint32(fixed[42:])),
	}
	if madeOn := fixed[5]; madeOn == 3 { // Unix
		const typeMask, typeSymlink = 0o170000, 0o120000
		h.isLink = le.Uint32(fixed[38:])>>16&typeMask == typeSymlink
	}
	nameLen, extraLen, commentLen := int(le.Uint16(fixed[28:])), int(le.Uint16(fixed[30:])), int(le.Uint16(fixed[32:]))
	_, _ = r.Discard(zipCentralLen) // cannot fail: the bytes are in the buffer
	variable, err := r.Peek(nameLen + extraLen)
	if errors.Is(err, bufio.ErrBufferFull) {
		variable = make([]byte, nameLen+extraLen)
		_, err = io.ReadFull(r, variable)
		commentLen -= len(variable) // it is read already
	}
	if err != nil {
		return zipHeader{}, err
	}
	h.name = names.String(variable[:nameLen])
	h.readExtra(variable[nameLen:])
	if _, err := r.Discard(len(variable) + commentLen); err != nil {
		return zipHeader{}, err
	}
	if h.compressed < 0 || h.size < 0 || h.offset < 0 {
		return zipHeader{}, errors.New("a size beyond 2^63")
	}
	return h, nil
}

// readExtra takes the zip64 sizes (APPNOTE 4.5.3), the Unicode name (4.6.9) and what AES encryption needs out of the
// extra field.
func (h *zipHeader) readExtra(extra []byte) {
	const tagZip64, tagUnicodeName, tagAES = 0x0001, 0x7075, 0x9901
	le := binary.LittleEndian
	for len(extra) >= 4 {
		tag, n := le.Uint16(extra), int(le.Uint16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			return
		}
		field := extra[:n]
		extra = extra[n:]
		switch tag {
		case tagZip64:
			for _, value := range []*int64{&h.size, &h.compressed, &h.offset} {
				if *value == 0xffffffff && len(field) >= 8 {
					*value = int64(le.Uint64(field))
					field = field[8:]
				}
			}
		case tagUnicodeName:
			if len(field) > 5 && field[0] == 1 && le.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(h.name)) {
				h.name = string(field[5:])
			}
		case tagAES:
			h.readAES(field)
		}
	}
}

// recoverDirectory finds members by their local headers, one after the other, without inflating them.
func recoverDirectory(ctx context.Context, r io.ReaderAt, size int64, maxMembers int) (*zipListing, error) {
	scan := newScanner(ctx, r, size)
	defer scan.close()
	listing := new(zipListing)
	for next := int64(0); ; {
		at, err := scan.find(next, zipLocal)
		if err != nil || at >= size {
			return listing, err
		}
		var h zipHeader
		if h, next, err = scan.member(at); err != nil {
			return nil, err
		}
		if next <= at {
			next = at + 1
			continue
		}
		listing.add(h, maxMembers)
	}
}

func (l *zipListing) add(h zipHeader, maxMembers int) {
	if len(l.headers) < maxMembers {
		l.headers = append(l.headers, h)
	} else {
		l.dropped++
	}
}

// member reads the local header at the given place and returns where its data end; next is at where it is none.
func (s *scanner) member(at int64) (h zipHeader, next int64, err error) {
	h, dataAt, ok := readLocal(s.r, at)
	if !ok {
		return h, at, nil
	}
	if h.flags&zipFlagDescriptor != 0 && h.compressed == 0 {
		next, err = s.descriptor(&h, dataAt)
		return h, next, err
	}
	return h, dataAt + h.compressed, nil
}

// readLocal reads the local header at the given place, if one stands there.
func readLocal(r io.ReaderAt, at int64) (h zipHeader, dataAt int64, ok bool) {
	var fixed [zipLocalLen]byte
	if _, err := r.ReadAt(fixed[:], at); err != nil || !bytes.HasPrefix(fixed[:], zipLocal) {
		return h, 0, false
	}
	le := binary.LittleEndian
	h = zipHeader{
		flags:      le.Uint16(fixed[6:]),
		method:     le.Uint16(fixed[8:]),
		clock:      le.Uint16(fixed[10:]),
		crc:        le.Uint32(fixed[14:]),
		compressed: int64(le.Uint32(fixed[18:])),
		size:       int64(le.Uint32(fixed[22:])),
	}
	nameLen := int(le.Uint16(fixed[26:]))
	variable := make([]byte, nameLen+int(le.Uint16(fixed[28:])))
	if _, err := r.ReadAt(variable, at+zipLocalLen); err != nil && err != io.EOF {
		return h, 0, false
	}
	h.name = string(variable[:nameLen])
	h.readExtra(variable[nameLen:])
	h.offset = at
	return h, at + zipLocalLen + int64(len(variable)), h.compressed >= 0 && h.size >= 0
}

// descriptor finds the sizes that a streaming writer put behind the data. It is told from data that look like one by
// the compressed size, which must be the distance to it. Data without a descriptor are of unknown size and reach to
// the end of the file.
func (s *scanner) descriptor(h *zipHeader, dataAt int64) (next int64, err error) {
	const shortLen, longLen = 16, 24
	le := binary.LittleEndian
	for at := dataAt; ; at++ {
		if at, err = s.find(at, zipDescriptor); err != nil {
			return 0, err
		}
		if at >= s.size {
			h.compressed, h.size, h.crc = max(0, s.size-dataAt), -1, 0
			return s.size, nil
		}
		var d [longLen]byte
		n, _ := s.r.ReadAt(d[:], at) // a short read is judged by its length
		switch distance := uint64(at - dataAt); {
		case n >= longLen && le.Uint64(d[8:]) == distance && int64(le.Uint64(d[16:])) >= 0:
			h.crc, h.compressed, h.size = le.Uint32(d[4:]), int64(distance), int64(le.Uint64(d[16:]))
			return at + longLen, nil
		case n >= shortLen && uint64(le.Uint32(d[8:])) == distance:
			h.crc, h.compressed, h.size = le.Uint32(d[4:]), int64(distance), int64(le.Uint32(d[12:]))
			return at + shortLen, nil
		}
	}
}
