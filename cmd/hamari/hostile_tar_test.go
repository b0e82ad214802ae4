package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
)

// tarEntry is a member of a tar as its header tells of it. See pax(1), "ustar Interchange Format".
type tarEntry struct {
	name, link string
	kind       byte
	content    []byte
	size       string // as told, 12 bytes; "" for the truth
	sparse     int64  // of an old GNU sparse file: its size, all of it a hole
}

// writeTar writes a tar header by header.
func writeTar(w io.Writer, entries ...tarEntry) {
	for _, e := range entries {
		const block = 512
		head := make([]byte, block)
		copy(head, e.name)
		copy(head[100:], "0000600\x000000000\x000000000\x00")
		copy(head[124:], fmt.Sprintf("%011o\x00", len(e.content)))
		if e.size != "" {
			copy(head[124:136], e.size)
		}
		copy(head[136:], "00000000000\x00        ")
		head[156] = e.kind
		copy(head[157:], e.link)
		copy(head[257:], "ustar\x0000")
		if e.sparse > 0 {
			copy(head[257:], "ustar  \x00")
			copy(head[386:], fmt.Sprintf("%011o\x00%011o\x00", 0, 0))
			head[483] = 0x80
			binary.BigEndian.PutUint64(head[487:], uint64(e.sparse))
		}
		sum := 0
		for _, c := range head {
			sum += int(c)
		}
		copy(head[148:], fmt.Sprintf("%06o\x00 ", sum))
		_, _ = w.Write(head) // bad fails the test
		_, _ = w.Write(e.content)
		_, _ = w.Write(make([]byte, (block-len(e.content)%block)%block))
	}
}

func healthyTar(t testing.TB) (entries []tarEntry) {
	t.Helper()
	for _, f := range healthyFiles(t) {
		entries = append(entries, tarEntry{name: healthyFolder + f.name, kind: tar.TypeReg, content: f.data})
	}
	return entries
}

// tarOf writes a tar of the healthy case with other members before it and behind it.
func tarOf(before []tarEntry, behind ...tarEntry) func(*bad) {
	return func(b *bad) {
		writeTar(b, before...)
		writeTar(b, healthyTar(b.t)...)
		writeTar(b, behind...)
		fmt.Fprint(b, strings.Repeat("\x00", 1024))
	}
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// gzipZeros is a gzip of so many zeros, in steps of a megabyte.
func gzipZeros(n int) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level exists
	for range n >> 20 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = w.Close()
	return b.Bytes()
}

func TestHostileTar(t *testing.T) {
	log := tarEntry{name: "a.log", kind: tar.TypeReg, content: []byte(aLog)}
	named := func(name string) tarEntry { e := log; e.name = name; return e }
	huge := "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff" // 2^63-1, in the binary form
	for _, h := range []hostile{
		{name: "path escape and absolute names", write: tarOf([]tarEntry{named("../../etc/cron.d/x"), named("/etc/passwd"), named("..")}),
			sources: map[string]string{"etc/cron.d/x": "ok: ", "etc/passwd": "ok: ", "unnamed": "ok: "}},
		{name: "links and devices", write: tarOf([]tarEntry{
			{name: "soft", kind: tar.TypeSymlink, link: "/etc/passwd"}, {name: "hard", kind: tar.TypeLink, link: "../../etc/shadow"},
			{name: "zero", kind: tar.TypeChar}, {name: "disk", kind: tar.TypeBlock}, {name: "pipe", kind: tar.TypeFifo},
			{name: "soft/inside.log", kind: tar.TypeReg, content: []byte(aLog)},
		}), code: 4, stderr: "5 of ", sources: map[string]string{
			"soft": "skipped: not a regular file: a symbolic link", "hard": "skipped: not a regular file: a hard link", "zero": "skipped: not a regular file: a device",
			"disk": "skipped: not a regular file: a device", "pipe": "skipped: not a regular file: a named pipe", "soft/inside.log": "ok: ",
		}},
		{name: "sparse", write: tarOf([]tarEntry{{name: "small", kind: tar.TypeGNUSparse, sparse: 1 << 20}}),
			sources: map[string]string{"small": "unrecognised: "}},
		{name: "sparse without end", write: tarOf([]tarEntry{{name: "holes", kind: tar.TypeGNUSparse, sparse: 1 << 50}}), code: 4, stderr: "1 of ",
			sources: map[string]string{"holes": "failed: compression ratio limit: "}},
		{name: "huge size", write: tarOf(nil, tarEntry{name: "huge", kind: tar.TypeReg, content: []byte(aLog), size: huge}), code: 4, stderr: "2 of ",
			sources: map[string]string{"huge": "partial: truncated: ", "case.tar": "failed: truncated: "}},
		{name: "negative size", write: tarOf(nil, tarEntry{name: "less", kind: tar.TypeReg, content: []byte(aLog), size: strings.Repeat("\xff", 12)}), code: 4, stderr: "1 of ",
			sources: map[string]string{"case.tar": "failed: damaged: "}},
		{name: "huge header", write: tarOf(nil, tarEntry{name: "pax", kind: tar.TypeXHeader, size: huge}), code: 4, stderr: "1 of ",
			sources: map[string]string{"case.tar": "failed: "}},
		{name: "truncated", write: func(b *bad) {
			writeTar(b, healthyTar(b.t)...)
			var cut bytes.Buffer
			writeTar(&cut, log)
			b.check(writeAll(b, cut.Bytes()[:512+len(aLog)-20]))
		}, code: 4, stderr: "2 of ", sources: map[string]string{"a.log": "partial: truncated: ", "case.tar": "failed: truncated: "}},
		{name: "noise behind a member", write: func(b *bad) {
			writeTar(b, healthyTar(b.t)...)
			fmt.Fprint(b, strings.Repeat("noise", 1000))
		}, code: 4, stderr: "1 of ", sources: map[string]string{"case.tar": "failed: damaged: "}},
	} {
		h.file = "case.tar"
		t.Run(h.name, h.hold)
	}
}

func writeAll(w io.Writer, p []byte) error {
	_, err := w.Write(p)
	return err
}

func TestHostileGzip(t *testing.T) {
	whole := gzipped([]byte(aLog))
	wrong := bytes.Clone(whole)
	wrong[len(wrong)-6] ^= 1
	deep := []byte(aLog)
	for range 7 {
		deep = gzipped(deep)
	}
	lines := strings.SplitAfter(aLog, "\n")
	for _, h := range []hostile{
		{name: "bomb", heavy: true, write: zipOf(storedEntry("bomb.gz", gzipZeros(1<<30))), sources: map[string]string{"bomb.gz": "unrecognised: "}},
		{name: "bomb in a bomb", write: zipOf(storedEntry("bomb.gz", gzipped(gzipZeros(1<<30)))), code: 4, stderr: "1 of ",
			sources: map[string]string{"bomb.gz": "failed: compression ratio limit: "}},
		{name: "garbage behind the end", write: zipOf(storedEntry("a.log.gz", append(bytes.Clone(whole), "garbage"...))),
			sources: map[string]string{"a.log.gz": "ok: "}},
		{name: "several streams", write: zipOf(storedEntry("a.log.gz", append(gzipped([]byte(lines[0]+lines[1])), gzipped([]byte(lines[2]))...))),
			sources: map[string]string{"a.log.gz": "ok: "}},
		{name: "truncated", write: zipOf(storedEntry("a.log.gz", whole[:len(whole)-10])), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log.gz": "partial: truncated: "}},
		{name: "bad CRC", write: zipOf(storedEntry("a.log.gz", wrong)), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log.gz": "partial: bad checksum: "}},
		{name: "layers without end", write: zipOf(storedEntry("a.log.gz", deep)), code: 4, stderr: "1 of ",
			sources: map[string]string{"a.log.gz": "skipped: nesting limit: "}},
	} {
		h.file = "case.zip"
		t.Run(h.name, h.hold)
	}
}
