package redact

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/parquet"
)

// legible is the text of a member. What names are gathered from is what is written, or some would stay.
type legible struct {
	io.Reader
	table parsers.RandomAccess // the member itself, where the text is the rows of its table; else nil
	rows  *rows                // of the table
}

const headSize = 64 << 10

// legibleOf returns the text of a member that in reads. The error says why a member cannot be looked through; in may have
// been read by then.
func legibleOf(ctx context.Context, c *bundle.Case, in *bufio.Reader) (legible, error) {
	head, _ := in.Peek(headSize)
	switch {
	case parquet.Is(head):
		return tableOf(ctx, c, in)
	case !isReadable(head):
		return legible{}, errors.New("it is no text, and what it holds cannot be seen")
	}
	return legible{Reader: in}, nil
}

// Close frees what the text needed.
func (l *legible) Close() error {
	if l.table == nil {
		return nil
	}
	return l.table.Close()
}

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

// tableOf gives the rows of a Parquet file as lines.
func tableOf(ctx context.Context, c *bundle.Case, in io.Reader) (legible, error) {
	file, err := c.Spool(ctx, in)
	if err != nil {
		return legible{}, err
	}
	t, err := parquet.Open(file, file.Size())
	if err != nil {
		return legible{}, errors.Join(err, file.Close())
	}
	r := &rows{t: t}
	return legible{io.MultiReader(strings.NewReader(t.Header()+"\n"), r), file, r}, nil
}

// rows reads a table as text. A row that cannot be read, or is no line, is not there.
type rows struct {
	t    *parquet.Table
	line []byte // the current row
	rest []byte // of it, not yet read
	lost int64  // rows that are not there
}

func (r *rows) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		line, err := r.t.Next(r.line[:0])
		if errors.Is(err, parquet.ErrRow) {
			r.lost++
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
