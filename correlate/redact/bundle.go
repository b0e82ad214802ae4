package redact

import (
	"archive/zip"
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
	"hamari/parsers/traildigest"
)

// Gather reads a case and gathers the names in it.
func Gather(ctx context.Context, c *bundle.Case) (*Names, error) {
	gatherers := make([]*gatherer, c.Jobs())
	for i := range gatherers {
		gatherers[i] = &gatherer{case_: c, texts: Collector{newNames()}, records: Collector{newNames()}}
	}
	err := c.Walk(ctx, func(ctx context.Context, w *bundle.Worker, m *bundle.Member, r io.Reader) error {
		return gatherers[w.Number].member(ctx, m.Path, r)
	}, nil)
	if err != nil {
		return nil, fmt.Errorf("gather the names: %w", err)
	}
	names := newNames()
	for _, g := range gatherers {
		names.merge(g.texts.names)
		names.merge(g.records.names)
	}
	if names.full {
		return nil, fmt.Errorf("gather the names: %w", errTooMany)
	}
	return names, nil
}

// gatherer is one worker that gathers names: from the text of members and, at the same time, from their records.
type gatherer struct {
	parsers.Unheard
	case_          *bundle.Case
	texts, records Collector
	count          int64 // of the records of the current member
}

// member reads a member to its end. What is wrong with its format is no matter here.
func (g *gatherer) member(ctx context.Context, path string, r io.Reader) error {
	g.texts.Text([]byte(path))
	in := bufio.NewReaderSize(r, headSize)
	raw := io.Reader(in) // what the records are read from
	text, err := legibleOf(ctx, g.case_, in)
	switch {
	case err != nil: // it will be left out
	case text.table != nil:
		defer text.Close()
		_ = g.text(text) // as far as its rows can be read, which is as far as they are written
		raw = io.NewSectionReader(text.table, 0, text.table.Size())
	default:
		out, pipe := io.Pipe()
		done := make(chan error, 1)
		go func() { done <- g.text(out) }()
		defer func() {
			pipe.Close()
			<-done
		}()
		raw = io.TeeReader(in, pipe)
	}
	g.count = 0
	result, _ := formats.Read(ctx, raw, &parsers.Source{Member: path, Spool: g.case_.Spool}, g)
	if text.table == nil { // whose rows are written as lines
		g.records.names.readable[path] = readable{formatName(result), g.count}
	}
	if result.Format != nil && result.Format.Name == traildigest.Format.Name {
		g.records.names.digests[path] = true
	}
	_, err = io.Copy(io.Discard, raw)
	return err
}

func (g *gatherer) text(r io.Reader) error {
	m := new(mail)
	return pieces(r, func(piece []byte) error {
		g.texts.piece(m, piece)
		return nil
	})
}

// Event gathers from a record.
func (g *gatherer) Event(ev *parsers.Event) error {
	g.count++
	g.records.Record(ev)
	return nil
}

// Outcome is what became of a case.
type Outcome struct {
	Members int
	LeftOut []LeftOut
}

// LeftOut is a member that is not in the redacted bundle.
type LeftOut struct{ Member, Why string }

// Bundle writes the case as a zip in which every original is replaced, member by member in the order in which they are read.
// Members that cannot be looked through are left out.
func (r *Redactor) Bundle(ctx context.Context, c *bundle.Case, out io.Writer) (*Outcome, error) {
	w := &writer{redactor: r, case_: c, zip: zip.NewWriter(out), taken: map[string]bool{}, outcome: &Outcome{}}
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
	redactor *Redactor
	case_    *bundle.Case
	zip      *zip.Writer
	taken    map[string]bool
	outcome  *Outcome
	err      error // of the output; nothing is written after it
}

func (w *writer) leaveOut(member, why string) {
	w.outcome.LeftOut = append(w.outcome.LeftOut, LeftOut{member, why})
}

func (w *writer) member(ctx context.Context, path string, in io.Reader) {
	if w.err != nil {
		return
	}
	if w.redactor.digests[path] {
		w.leaveOut(path, "a digest vouches for the originals, and would accuse their pseudonyms")
		return
	}
	text, err := legibleOf(ctx, w.case_, bufio.NewReaderSize(in, headSize))
	if err != nil {
		w.leaveOut(path, err.Error())
		return
	}
	defer text.Close()
	name := path
	if text.table != nil {
		name = strings.TrimSuffix(path, ".parquet") + ".log"
	}
	if err := w.write(ctx, path, w.name(name), text); err != nil && name != path {
		w.leaveOut(path, "its rows break off: "+err.Error()) // of other members the result says so
	}
	if text.rows != nil && text.rows.lost > 0 {
		w.leaveOut(path, fmt.Sprintf("%d of its rows: they cannot be read, or their values hold blanks, so that they are no lines", text.rows.lost))
	}
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

// noTime is the time of every member, so that the same bundle gives the same zip: the first that a zip can tell.
var noTime = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// write returns the error of reading the member, of which what came before is written.
func (w *writer) write(ctx context.Context, path, name string, text io.Reader) error {
	method := zip.Deflate
	packed := strings.HasSuffix(strings.ToLower(name), ".gz")
	if packed {
		method = zip.Store
	}
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: noTime})
	if err != nil {
		w.err = err
		return nil
	}
	var gz *gzip.Writer
	if packed {
		gz = gzip.NewWriter(out)
		out = gz
	}
	copied, again := reread(ctx, w.case_, name)
	m := new(mail)
	err = pieces(text, func(piece []byte) error {
		redacted := w.redactor.piece(m, nil, piece)
		_, _ = copied.Write(redacted) // it is read to its end
		_, err := out.Write(redacted)
		if err != nil {
			w.err = err
		}
		return err
	})
	if now := again(); err == nil && ctx.Err() == nil { // it was read to its end, as before
		w.err = w.redactor.readable[path].hold(path, now)
	}
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
