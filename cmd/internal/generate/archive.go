package generate

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// file is a member to come.
type file struct {
	name   string
	gzip   bool
	size   int64 // raw bytes, roughly
	render func(*text)
}

// largestPacked is up to which raw size a member is packed in memory, aside from the others.
const largestPacked = 16 << 20

// archive writes the zip.
type archive struct {
	zip    *zip.Writer
	stored bool
	stamp  time.Time
	counts counts
}

func newArchive(w io.Writer, stored bool, stamp time.Time) *archive {
	a := &archive{zip: zip.NewWriter(w), stored: stored, stamp: stamp}
	a.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestSpeed)
	})
	return a
}

// write packs the files, several at a time, and writes them in the given order.
func (a *archive) write(files []file) error {
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan chan packed, workers)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(queue)
		for _, f := range files {
			result := make(chan packed, 1)
			select {
			case queue <- result:
			case <-stop:
				return
			}
			if f.size > largestPacked {
				result <- packed{file: f}
				continue
			}
			go func() { result <- a.pack(f) }()
		}
	}()
	for result := range queue {
		if err := a.add(<-result); err != nil {
			return err
		}
	}
	if err := a.zip.Close(); err != nil {
		return fmt.Errorf("finish zip: %w", err)
	}
	return nil
}

// packed is a member as it goes into the zip; without data it is still to be rendered.
type packed struct {
	file
	data   *bytes.Buffer
	header *zip.FileHeader
	counts counts
	err    error
}

// header returns the zip header of a member, whose name gets its suffix here.
func (a *archive) header(f file) *zip.FileHeader {
	h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: a.stamp}
	if f.gzip && !a.stored {
		h.Name += ".gz"
	}
	if f.gzip || a.stored {
		h.Method = zip.Store
	}
	return h
}

// pack renders and compresses a member in memory.
func (a *archive) pack(f file) packed {
	p := packed{file: f, data: new(bytes.Buffer), header: a.header(f)}
	sum := &summed{hash: crc32.NewIEEE()}
	switch {
	case p.header.Method == zip.Store:
		sum.w = p.data
		p.counts, p.err = a.render(f, sum)
	default:
		deflate, err := flate.NewWriter(p.data, flate.BestSpeed)
		if err != nil {
			p.err = err
			return p
		}
		sum.w = deflate
		p.counts, p.err = a.render(f, sum)
		if err := deflate.Close(); p.err == nil {
			p.err = err
		}
	}
	p.header.CRC32 = sum.hash.Sum32()
	p.header.UncompressedSize64 = sum.n
	p.header.CompressedSize64 = uint64(p.data.Len())
	//lint:ignore SA1019 CreateRaw writes these fields as they are and ignores Modified
	p.header.ModifiedDate, p.header.ModifiedTime = dosTime(a.stamp)
	return p
}

// dosTime returns a time the way zip headers hold it.
func dosTime(t time.Time) (date, clock uint16) {
	date = uint16(t.Day() | int(t.Month())<<5 | (t.Year()-1980)<<9)
	return date, uint16(t.Second()/2 | t.Minute()<<5 | t.Hour()<<11)
}

// summed counts and checks what the zip calls the uncompressed bytes of a member.
type summed struct {
	w    io.Writer
	hash interface {
		io.Writer
		Sum32() uint32
	}
	n uint64
}

func (s *summed) Write(p []byte) (int, error) {
	s.n += uint64(len(p))
	s.hash.Write(p) // never fails
	return s.w.Write(p)
}

// render writes a member's content, gzipped where it is to be.
func (a *archive) render(f file, w io.Writer) (counts, error) {
	t := &text{w: w}
	if !f.gzip || a.stored {
		f.render(t)
		t.flush()
		t.counts.raw = t.done
		return t.counts, t.err
	}
	gz, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return counts{}, err
	}
	t.w = gz
	f.render(t)
	t.flush()
	t.counts.raw = t.done
	if err := gz.Close(); t.err == nil {
		t.err = err
	}
	return t.counts, t.err
}

// add writes a packed member, or renders a large one straight into the zip.
func (a *archive) add(p packed) error {
	if p.err == nil {
		p.counts, p.err = a.emit(p)
	}
	if p.err != nil {
		return fmt.Errorf("write %s: %w", p.name, p.err)
	}
	a.counts.add(p.counts)
	return nil
}

func (a *archive) emit(p packed) (counts, error) {
	if p.data == nil {
		w, err := a.zip.CreateHeader(a.header(p.file))
		if err != nil {
			return counts{}, err
		}
		return a.render(p.file, w)
	}
	w, err := a.zip.CreateRaw(p.header)
	if err != nil {
		return counts{}, err
	}
	_, err = p.data.WriteTo(w)
	return p.counts, err
}
