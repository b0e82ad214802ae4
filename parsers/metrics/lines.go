package metrics

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// maxLine is the longest row. A row of the widest graph that CloudWatch draws (500 metrics) stays below 100 KiB.
const maxLine = 4 << 20

var errLineTooLong = errors.New("row longer than the limit")

// lines cuts a stream into rows and knows where each stands.
type lines struct {
	r      *bufio.Reader
	line   int   // of the row that next returned last, 1-based
	offset int64 // of that row

	nextLine   int
	nextOffset int64
	spill      []byte // a row that does not fit the reader's buffer, or spans several lines
}

func newLines(r *bufio.Reader, offset int64) *lines {
	return &lines{r: r, nextLine: 1, nextOffset: offset}
}

// rowReader is what makes points of rows.
type rowReader interface {
	row(row []byte) error // an error ends the reading
	refuse(err error)     // of a row that cannot be understood
	finish() error        // at the end of what can be read
}

// each hands the rows to a reader.
func (l *lines) each(ctx context.Context, r rowReader) error {
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return r.finish()
		case errors.Is(err, errLineTooLong):
			r.refuse(err)
		case err != nil:
			return errors.Join(err, r.finish())
		default:
			if err := r.row(row); err != nil {
				return err
			}
		}
	}
}

// next returns the next row without its line end; the bytes are valid until the following call. Too long a row is
// skipped with errLineTooLong, io.EOF ends the stream, other errors are the reader's.
func (l *lines) next() ([]byte, error) {
	l.line, l.offset = l.nextLine, l.nextOffset
	row, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		row, err = l.long(row)
		if errors.Is(err, errLineTooLong) {
			return nil, err
		}
	} else {
		l.nextOffset += int64(len(row))
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(row) == 0) {
		return nil, err
	}
	l.nextLine++
	return trimLineEnd(row), nil
}

// long gathers a row that is longer than the reader's buffer, up to maxLine.
func (l *lines) long(start []byte) ([]byte, error) {
	l.spill = append(l.spill[:0], start...)
	total := len(start)
	for {
		part, err := l.r.ReadSlice('\n')
		total += len(part)
		if total <= maxLine {
			l.spill = append(l.spill, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		l.nextOffset += int64(total)
		if total > maxLine && (err == nil || errors.Is(err, io.EOF)) {
			l.nextLine++
			return nil, errLineTooLong
		}
		return l.spill, err
	}
}

// closeQuotes adds to a row the lines that belong to its last, quoted cell, if the closing quote is near; otherwise the
// row stays as it is. Labels may contain line breaks.
func (l *lines) closeQuotes(row []byte) []byte {
	if bytes.Count(row, []byte{'"'})%2 == 0 {
		return row
	}
	row = bytes.Clone(row) // Peek may move the buffer that it stands in
	ahead, _ := l.r.Peek(min(64<<10, l.r.Size()))
	quotes := 1
	for end := 0; end < len(ahead); {
		n := bytes.IndexByte(ahead[end:], '\n') + 1
		if n == 0 {
			n = len(ahead) - end
		}
		quotes += bytes.Count(ahead[end:end+n], []byte{'"'})
		end += n
		if quotes%2 == 0 {
			return l.join(row, ahead, end)
		}
	}
	return row
}

func (l *lines) join(row, ahead []byte, n int) []byte {
	joined := make([]byte, 0, len(row)+1+n)
	joined = append(append(append(joined, row...), '\n'), ahead[:n]...)
	l.nextLine += max(1, bytes.Count(ahead[:n], []byte{'\n'}))
	l.nextOffset += int64(n)
	_, _ = l.r.Discard(n) // n bytes have been seen by Peek
	return trimLineEnd(joined)
}

func trimLineEnd(row []byte) []byte {
	row = bytes.TrimSuffix(row, []byte{'\n'})
	return bytes.TrimSuffix(row, []byte{'\r'})
}

// splitCells cuts a row into cells, appended to dst. Quotes around a cell are removed, doubled ones within it undone.
func splitCells(dst [][]byte, row []byte, delim byte) [][]byte {
	for {
		var cell []byte
		var more bool
		if len(row) > 0 && row[0] == '"' {
			cell, row, more = quotedCell(row, delim)
		} else {
			cell, row, more = cutByte(row, delim)
		}
		dst = append(dst, bytes.TrimSpace(cell))
		if !more {
			return dst
		}
	}
}

func cutByte(row []byte, delim byte) (cell, rest []byte, more bool) {
	if i := bytes.IndexByte(row, delim); i >= 0 {
		return row[:i], row[i+1:], true
	}
	return row, nil, false
}

// quotedCell reads a cell that begins with a quote. One that is not closed reaches to the end of the row.
func quotedCell(row []byte, delim byte) (cell, rest []byte, more bool) {
	text := row[1:]
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		cell = text[:i]
		if bytes.Contains(cell, []byte(`""`)) {
			cell = bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
		}
		_, rest, more = cutByte(text[i+1:], delim)
		return cell, rest, more
	}
	return text, nil, false
}
