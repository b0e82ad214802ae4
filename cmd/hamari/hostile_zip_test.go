package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"
)

// zipEntry is one member of a zip as headers tell of it, true or not.
type zipEntry struct {
	name          string
	stored        []byte
	method, flags uint16
	crc, size     uint32
	compressed    uint32 // as told; 0 for the truth
	at            int64  // where the directory says that it stands; 0 for the truth
	comment       string
}

func storedEntry(name string, data []byte) zipEntry {
	return zipEntry{name: name, stored: data, crc: crc32.ChecksumIEEE(data), size: uint32(len(data))}
}

func deflatedEntry(name string, data []byte) zipEntry {
	e := storedEntry(name, data)
	e.method, e.stored = zip.Deflate, deflate(data)
	return e
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression) // the level exists
	_, _ = w.Write(data)                               // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// zipWriter writes a zip header by header, see APPNOTE.TXT 4.3.
type zipWriter struct {
	w         io.Writer
	at        int64
	directory bytes.Buffer
	members   uint64
}

func (z *zipWriter) write(p []byte) {
	n, _ := z.w.Write(p) // bad fails the test
	z.at += int64(n)
}

func (z *zipWriter) add(e zipEntry) {
	at := z.at
	if e.compressed == 0 {
		e.compressed = uint32(len(e.stored))
	}
	z.write([]byte("PK\x03\x04\x14\x00"))
	z.write(e.common())
	z.write([]byte(e.name))
	z.write(e.stored)
	if e.at != 0 {
		at = e.at
	}
	z.list(e, at)
}

// list puts a member into the directory only.
func (z *zipWriter) list(e zipEntry, at int64) {
	if e.compressed == 0 {
		e.compressed = uint32(len(e.stored))
	}
	le := binary.LittleEndian
	d := append([]byte("PK\x01\x02\x14\x03\x14\x00"), e.common()...)
	d = le.AppendUint16(d, uint16(len(e.comment)))
	d = append(d, 0, 0, 0, 0, 0, 0, 0, 0)
	d = le.AppendUint32(d, uint32(at))
	z.directory.Write(d)
	z.directory.WriteString(e.name + e.comment)
	z.members++
}

// common is the part that both headers have.
func (e *zipEntry) common() []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, e.flags)
	b = le.AppendUint16(b, e.method)
	b = append(b, 0, 0, 0x21, 0) // 1980-01-01
	b = le.AppendUint32(b, e.crc)
	b = le.AppendUint32(b, e.compressed)
	b = le.AppendUint32(b, e.size)
	b = le.AppendUint16(b, uint16(len(e.name)))
	return append(b, 0, 0)
}

// end writes the directory and what follows it.
func (z *zipWriter) end(comment string) {
	le := binary.LittleEndian
	start, size := z.at, z.directory.Len()
	z.write(z.directory.Bytes())
	if z.members > 0xffff {
		z.end64(start)
	}
	b := []byte("PK\x05\x06\x00\x00\x00\x00")
	b = le.AppendUint16(b, uint16(min(z.members, 0xffff)))
	b = le.AppendUint16(b, uint16(min(z.members, 0xffff)))
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, uint32(start))
	z.write(append(le.AppendUint16(b, uint16(len(comment))), comment...))
}

func (z *zipWriter) end64(start int64) {
	le := binary.LittleEndian
	at := z.at
	b := []byte("PK\x06\x06\x2c\x00\x00\x00\x00\x00\x00\x00\x2d\x00\x2d\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	b = le.AppendUint64(le.AppendUint64(b, z.members), z.members)
	b = le.AppendUint64(le.AppendUint64(b, uint64(z.directory.Len())), uint64(start))
	b = append(b, "PK\x06\x07\x00\x00\x00\x00"...)
	b = le.AppendUint64(b, uint64(at))
	z.write(le.AppendUint32(b, 1))
}

// addHealthy adds the healthy case.
func (z *zipWriter) addHealthy(t testing.TB) {
	t.Helper()
	for _, f := range healthyFiles(t) {
		z.add(deflatedEntry(healthyFolder+f.name, f.data))
	}
}

func unzip(packed []byte) ([]file, error) {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, err
	}
	var files []file
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		files = append(files, file{f.Name, data})
	}
	return files, nil
}

// zipOf writes a zip of members and the healthy case behind them.
func zipOf(entries ...zipEntry) func(*bad) {
	return func(b *bad) {
		z := &zipWriter{w: b}
		for _, e := range entries {
			z.add(e)
		}
		z.addHealthy(b.t)
		z.end("")
	}
}

// changed is a member of which its headers lie.
func changed(e zipEntry, change func(*zipEntry)) zipEntry {
	change(&e)
	return e
}

// aLog is a log of two records.
const aLog = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n" +
	"2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.7 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK\n" +
	"2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.7 52012 22 6 3 180 1772590230 1772590290 REJECT OK\n"

// stub stands where a self-extracting archive has its program.
const stub = "MZ\x90\x00\x03\x00\x00\x00\x04" + "This program cannot be run in DOS mode."

// manyMembers are many, and few enough for the memory that a hostile bundle may cost: the report lists each.
const manyMembers = 200_000

func TestHostileZip(t *testing.T) {
	good := deflatedEntry("a.log", []byte(aLog))
	encrypted := changed(good, func(e *zipEntry) { e.flags = 1 })
	for _, h := range []hostile{
		{name: "path escape and absolute names", write: zipOf(
			changed(good, func(e *zipEntry) { e.name = "../../../etc/cron.d/x" }), changed(good, func(e *zipEntry) { e.name = "/etc/passwd" }),
			changed(good, func(e *zipEntry) { e.name = `C:\Windows\x.log` }), changed(good, func(e *zipEntry) { e.name = "" }),
			changed(good, func(e *zipEntry) { e.name = "a/../../b" }), changed(good, func(e *zipEntry) { e.name = `\\server\share\x` }),
		), sources: map[string]string{"etc/cron.d/x": "ok: ", "etc/passwd": "ok: ", "Windows/x.log": "ok: ", "unnamed": "ok: ", "a/b": "ok: ", "server/share/x": "ok: "}},
		{name: "names of devices", write: zipOf(
			changed(good, func(e *zipEntry) { e.name = "CON" }), changed(good, func(e *zipEntry) { e.name = "NUL" }),
			changed(good, func(e *zipEntry) { e.name = "aux.txt" }), changed(good, func(e *zipEntry) { e.name = "dir/com1.log:stream" }),
		), sources: map[string]string{"CON": "ok: ", "NUL": "ok: ", "aux.txt": "ok: ", "dir/com1.log:stream": "ok: "}},
		{name: "names that write to the terminal", write: zipOf(
			changed(good, func(e *zipEntry) { e.name = "a\x1b]8;;http:x\x07b.log" }), changed(good, func(e *zipEntry) { e.name = "c\n\r\x00d" }),
			changed(good, func(e *zipEntry) { e.name = "gol\u202egpj.x" }),
		), sources: map[string]string{"a\x1b]8;;http:x\x07b.log": "ok: ", "c\n\r\x00d": "ok: ", "gol\u202egpj.x": "ok: "}},
		{name: "duplicate names", write: zipOf(good, good, good),
			sources: map[string]string{"a.log": "ok: ", "a.log (2)": "ok: ", "a.log (3)": "ok: "}},
		{name: "a size too small", write: zipOf(changed(good, func(e *zipEntry) { e.size = 10 })), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log": "partial: wrong size: "}},
		{name: "a size too large", write: zipOf(changed(good, func(e *zipEntry) { e.size = 1 << 31 })), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log": "partial: truncated: "}},
		{name: "a compressed size too small", write: zipOf(changed(good, func(e *zipEntry) { e.compressed = 20 })), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log": "failed: truncated: "}},
		{name: "a compressed size too large", write: zipOf(changed(good, func(e *zipEntry) { e.compressed = 1 << 31 })),
			sources: map[string]string{"a.log": "ok: "}},
		{name: "a wrong CRC", write: zipOf(changed(good, func(e *zipEntry) { e.crc++ })), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log": "partial: bad checksum: "}},
		{name: "encrypted", write: zipOf(encrypted), code: 4, stderr: "1 of ", sources: map[string]string{"a.log": "skipped: encrypted: "}},
		{name: "an unknown compression method", write: zipOf(changed(good, func(e *zipEntry) { e.method = 0xbeef })), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log": "skipped: unsupported compression method: "}},
		{name: "garbage in comments", write: func(b *bad) {
			z := &zipWriter{w: b}
			z.add(changed(good, func(e *zipEntry) { e.comment = "PK\x05\x06" + strings.Repeat("\xff", 60000) }))
			z.addHealthy(b.t)
			z.end("PK\x01\x02\x1b[2J" + strings.Repeat("PK\x03\x04", 10000))
		}, sources: map[string]string{"a.log": "ok: "}},
		{name: "an end record in the comment", write: func(b *bad) {
			z := &zipWriter{w: b}
			z.add(good)
			z.addHealthy(b.t)
			z.end("PK\x05\x06" + strings.Repeat("\xff", 40))
		}, sources: map[string]string{"a.log": "ok: "}, note: "zip: "},
		{name: "self-extracting", file: "case.exe", write: func(b *bad) {
			fmt.Fprint(b, stub)
			zipOf(good)(b)
		}, sources: map[string]string{"a.log": "ok: "}},
		{name: "self-extracting, offsets corrected", file: "case.exe", write: func(b *bad) {
			z := &zipWriter{w: b}
			z.write([]byte(stub))
			z.add(good)
			z.addHealthy(b.t)
			z.end("")
		}, sources: map[string]string{"a.log": "ok: "}},
		{name: "no central directory", write: func(b *bad) {
			z := &zipWriter{w: b}
			z.add(good)
			z.addHealthy(b.t)
		}, sources: map[string]string{"a.log": "ok: "}, note: "central directory is missing"},
		{name: "half a central directory", write: func(b *bad) {
			z := &zipWriter{w: b}
			z.add(good)
			z.addHealthy(b.t)
			z.write(z.directory.Bytes()[:z.directory.Len()/2])
		}, sources: map[string]string{"a.log": "ok: "}, note: "central directory is missing"},
		{name: "a directory that lists a member that is not there", write: func(b *bad) {
			z := &zipWriter{w: b}
			z.add(good)
			z.addHealthy(b.t)
			z.list(changed(good, func(e *zipEntry) { e.name = "nowhere" }), 1<<31)
			z.list(changed(good, func(e *zipEntry) { e.name = "elsewhere" }), 7)
			z.end("")
		}, code: 4, stderr: "2 of ", sources: map[string]string{"a.log": "ok: ", "nowhere": "failed: truncated: ", "elsewhere": "failed: damaged: "}},
		{name: "bomb of overlapping members", write: overlapping, heavy: true, code: 4, stderr: "sources could not be read in full",
			sources: map[string]string{"bomb-*": "skipped: compression ratio limit: |unrecognised: "}},
		{name: "bomb of quoted members", write: quoted, heavy: true, code: 4, stderr: "sources could not be read in full",
			sources: map[string]string{"bomb-*": "skipped: compression ratio limit: |failed: damaged: "}},
		{name: "nested bomb", write: func(b *bad) { zipOf(nested(4, 5))(b) }, heavy: true, code: 4, stderr: "sources could not be read in full",
			sources: map[string]string{"in-*": "failed: compression ratio limit: "}},
		{name: "quine", write: func(b *bad) { zipOf(storedEntry("quine.zip", quine(b.t)))(b) }, code: 4, stderr: "1 of ",
			sources: map[string]string{"quine.zip" + strings.Repeat("!/"+quineName, 4): "skipped: nesting limit: "}},
		{name: "overlapping members", write: func(b *bad) {
			z := &zipWriter{w: b}
			inner := deflatedEntry("inner.log", []byte(aLog))
			var whole bytes.Buffer
			(&zipWriter{w: &whole}).add(inner)
			z.add(storedEntry("outer.bin", slices.Concat([]byte("noise\x00"), whole.Bytes())))
			z.list(inner, 30+int64(len("outer.bin")+len("noise\x00"))) // lies within the other
			z.addHealthy(b.t)
			z.end("")
		}, sources: map[string]string{"outer.bin": "unrecognised: ", "inner.log": "ok: "}},
		{name: "archives without end", write: func(b *bad) { zipOf(nested(30, 1))(b) }, heavy: true, code: 4, stderr: "1 of ",
			sources: map[string]string{"in-0.zip!/in-0.zip!/in-0.zip!/in-0.zip!/in-0.zip": "skipped: nesting limit: "}},
		{name: "very many members", write: func(b *bad) {
			w := bufio.NewWriter(b)
			z := &zipWriter{w: w}
			for i := range manyMembers {
				z.add(zipEntry{name: fmt.Sprintf("empty/%06d", i)})
			}
			z.addHealthy(b.t)
			z.end("")
			b.check(w.Flush())
		}, heavy: true, sources: map[string]string{"empty/*": "unrecognised: "}},
		{name: "flat bomb", write: func(b *bad) { zipOf(zeroEntry("bomb.log", 256<<20))(b) }, heavy: true, sources: map[string]string{"bomb.log": "unrecognised: "}},
	} {
		if h.file == "" {
			h.file = "case.zip"
		}
		t.Run(h.name, h.hold)
	}
}

// zeroEntry is a member of very many zeros, as deflate packs them best.
func zeroEntry(name string, n int64) zipEntry {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	crc, block := crc32.NewIEEE(), make([]byte, 1<<20)
	for range n / int64(len(block)) {
		_, _ = w.Write(block)
		_, _ = crc.Write(block)
	}
	_ = w.Close()
	return zipEntry{name: name, stored: b.Bytes(), method: zip.Deflate, crc: crc.Sum32(), size: uint32(n)}
}

// overlapping is a zip of very many members that all stand at the same place.
func overlapping(b *bad) {
	z := &zipWriter{w: b}
	bomb := zeroEntry("bomb-0", 32<<20)
	z.add(bomb)
	for i := range 500 {
		bomb.name = fmt.Sprintf("bomb-%d", i+1)
		z.list(bomb, 0) // with its own name
	}
	z.addHealthy(b.t)
	z.end("")
}

// quoted is a zip whose members each hold the headers of those behind them, and then the same zeros, as David Fifield
// describes it in "A better zip bomb" (2019): a block of deflate that is not compressed quotes the next header.
func quoted(b *bad) {
	const members, size = 200, 32 << 20
	kernel := zeroEntry("", size)
	names := make([]string, members)
	for i := range names {
		names[i] = fmt.Sprintf("bomb-%03d", i)
	}
	// From the last to the first: what follows a header is its content.
	content, plainCRC, plainSize := kernel.stored, kernel.crc, kernel.size
	tail := content
	var entries []zipEntry
	for i := members - 1; i >= 0; i-- {
		e := zipEntry{name: names[i], method: zip.Deflate, crc: plainCRC, size: plainSize, stored: tail}
		entries = append(entries, e)
		if i == 0 {
			break
		}
		e.compressed = uint32(len(tail))
		header := append([]byte("PK\x03\x04\x14\x00"), e.common()...)
		header = append(header, e.name...)
		quote := []byte{0}
		quote = binary.LittleEndian.AppendUint16(quote, uint16(len(header)))
		quote = binary.LittleEndian.AppendUint16(quote, ^uint16(len(header)))
		tail = slices.Concat(quote, header, tail)
		plainCRC, plainSize = 0, plainSize+uint32(len(header)) // 0: not known
	}
	slices.Reverse(entries)
	z := &zipWriter{w: b}
	z.add(entries[0])
	end := z.at
	for _, e := range entries[1:] {
		e.compressed = uint32(len(e.stored))
		z.list(e, end-int64(len(e.stored))-int64(len(e.name))-30)
	}
	z.addHealthy(b.t)
	z.end("")
}

// nested is a zip of so many zips, of so many zips, down to zeros.
func nested(depth, width int) zipEntry {
	inner := zeroEntry("zeros", 80<<20)
	for range depth {
		var b bytes.Buffer
		z := &zipWriter{w: &b}
		for i := range width {
			inner.name = fmt.Sprintf("in-%d.zip", i)
			z.add(inner)
		}
		z.end("")
		inner = deflatedEntry("", b.Bytes())
	}
	inner.name = "in-0.zip"
	return inner
}
