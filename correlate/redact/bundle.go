package redact

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"

	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
	"hamari/parsers/parquet"
	"hamari/parsers/traildigest"
)

// Gather reads a case and gathers the names in it. formats tells how each member was recognised, "" for not at all.
func Gather(ctx context.Context, c *bundle.Case) (names *Names, recognised map[string]string, err error) {
	texts, records := make([]*Collector, c.Jobs()), make([]*Collector, c.Jobs())
	known := make([]map[string]string, c.Jobs())
	for i := range texts {
		texts[i], records[i], known[i] = &Collector{newNames()}, &Collector{newNames()}, map[string]string{}
	}
	err = c.Walk(ctx, func(ctx context.Context, w *bundle.Worker, m *bundle.Member, r io.Reader) error {
		text := texts[w.Number]
		text.Text([]byte(m.Path))
		out, in := io.Pipe()
		done := make(chan error, 1)
		go func() {
			done <- pieces(out, func(piece []byte) error {
				text.Text(piece)
				return nil
			})
		}()
		src := &parsers.Source{Member: m.Path, Spool: c.Spool}
		tee := io.TeeReader(r, in)
		result, _ := formats.Read(ctx, tee, src, &gatherer{records[w.Number]})
		_, err := io.Copy(io.Discard, tee)
		in.Close()
		<-done
		if result.Format != nil {
			known[w.Number][m.Path] = result.Format.Name
		}
		return err
	}, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("gather the names: %w", err)
	}
	names, recognised = newNames(), map[string]string{}
	for i := range texts {
		names.merge(texts[i].names)
		names.merge(records[i].names)
		for path, format := range known[i] {
			recognised[path] = format
		}
	}
	if names.full {
		return nil, nil, fmt.Errorf("gather the names: %w", errTooMany)
	}
	return names, recognised, nil
}

// gatherer gives a collector the records of a member.
type gatherer struct{ collector *Collector }

func (g *gatherer) Event(ev *parsers.Event) error {
	g.collector.Record(ev)
	return nil
}
func (g *gatherer) Reject(*parsers.SyntaxError) {}
func (g *gatherer) Note(string)                 {}

// Outcome is what became of a case.
type Outcome struct {
	Members int
	LeftOut []LeftOut
}

// LeftOut is a member that is not in the redacted bundle.
type LeftOut struct{ Member, Why string }

// Bundle writes the case as a zip in which every original is replaced, member by member in the order in which they are read.
// Members that cannot be looked through are left out.
func (r *Redactor) Bundle(ctx context.Context, c *bundle.Case, recognised map[string]string, out io.Writer) (*Outcome, error) {
	w := &writer{redactor: r, case_: c, recognised: recognised, zip: zip.NewWriter(out), taken: map[string]bool{}, outcome: &Outcome{}}
	err := c.Walk(ctx, func(ctx context.Context, _ *bundle.Worker, m *bundle.Member, in io.Reader) error {
		w.member(ctx, m.Path, in)
		return w.err
	}, func(_ int, result bundle.Result) {
		if result.Err != nil {
			w.leaveOut(result.Member.Path, result.Err.Text())
		}
	})
	if err == nil {
		err = w.err
	}
	if err != nil {
		return nil, fmt.Errorf("write the redacted bundle: %w", err)
	}
	if err := w.zip.Close(); err != nil {
		return nil, fmt.Errorf("write the redacted bundle: %w", err)
	}
	return w.outcome, nil
}

// writer writes the redacted bundle.
type writer struct {
	redactor   *Redactor
	case_      *bundle.Case
	recognised map[string]string
	zip        *zip.Writer
	taken      map[string]bool
	outcome    *Outcome
	err        error // of the output; nothing is written after it
}

func (w *writer) leaveOut(member, why string) {
	w.outcome.LeftOut = append(w.outcome.LeftOut, LeftOut{member, why})
}

func (w *writer) member(ctx context.Context, path string, in io.Reader) {
	if w.err != nil {
		return
	}
	if w.recognised[path] == traildigest.Format.Name {
		w.leaveOut(path, "a digest vouches for the originals, and would accuse their pseudonyms")
		return
	}
	text := bufio.NewReaderSize(in, headSize)
	head, _ := text.Peek(headSize)
	var lines io.Reader = text
	name := path
	switch {
	case parquet.Is(head):
		table, closer, err := w.table(ctx, text)
		if err != nil {
			w.leaveOut(path, err.Error())
			return
		}
		defer closer.Close()
		lines, name = table, strings.TrimSuffix(path, ".parquet")+".log"
	case !isReadable(head):
		w.leaveOut(path, "it is no text, and what it holds cannot be seen")
		return
	}
	if err := w.write(w.name(name), lines); err != nil && name != path {
		w.leaveOut(path, "its rows break off: "+err.Error()) // of other members the result says so
	}
}

const headSize = 64 << 10

// isReadable reports whether the beginning of a member is text, in whichever encoding: hardly a character of it controls
// anything but lines and colours.
func isReadable(head []byte) bool {
	const most = 100 // one of so many
	odd := 0
	for _, c := range head {
		switch {
		case c == 0:
			return false
		case c < 0x80 && !isPlain(c) && c != '\f' && c != 0x1b && c != 0x08:
			odd++
		}
	}
	return odd <= len(head)/most
}

// table gives the rows of a Parquet file as lines.
func (w *writer) table(ctx context.Context, in io.Reader) (io.Reader, io.Closer, error) {
	file, err := w.case_.Spool(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	t, err := parquet.Open(file, file.Size())
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return io.MultiReader(strings.NewReader(t.Header()+"\n"), &rows{t: t}), file, nil
}

// rows reads a table as text. A row that cannot be read is not there.
type rows struct {
	t    *parquet.Table
	line []byte // the current row
	rest []byte // of it, not yet read
}

func (r *rows) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		line, err := r.t.Next(r.line[:0])
		if errors.Is(err, parquet.ErrRow) {
			continue
		}
		if err != nil {
			return 0, err
		}
		r.line = append(line, '\n')
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// name is the member's name in the redacted bundle. Compression that Go cannot write is gone from it.
func (w *writer) name(path string) string {
	for _, ending := range []string{".bz2", ".zst", ".xz", ".sz", ".snappy"} {
		path = strings.TrimSuffix(path, ending)
	}
	path = w.redactor.Text(path)
	name := path
	for n := 2; w.taken[name]; n++ {
		name = fmt.Sprintf("%d-%s", n, path)
	}
	w.taken[name] = true
	return name
}

// write returns the error of reading the member, of which what came before is written.
func (w *writer) write(name string, text io.Reader) error {
	method := zip.Deflate
	packed := strings.HasSuffix(strings.ToLower(name), ".gz")
	if packed {
		method = zip.Store
	}
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		w.err = err
		return nil
	}
	var gz *gzip.Writer
	if packed {
		gz = gzip.NewWriter(out)
		out = gz
	}
	err = pieces(text, func(piece []byte) error {
		_, err := out.Write(w.redactor.Append(nil, piece))
		if err != nil {
			w.err = err
		}
		return err
	})
	if gz != nil {
		if err := gz.Close(); err != nil {
			w.err = err
		}
	}
	if err != nil && w.err == nil {
		return err
	}
	w.outcome.Members++
	return nil
}
