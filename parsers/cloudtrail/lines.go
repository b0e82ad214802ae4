package cloudtrail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxLine bounds a line of a CSV file. Rows have about 500 bytes; only their list of resources can be long.
const maxLine = 1 << 20

var errLineTooLong = fmt.Errorf("line longer than %d bytes", maxLine)

// lines reads a text line by line in bounded memory.
type lines struct {
	r      *bufio.Reader
	long   []byte // a line that did not fit into the reader's buffer
	number int    // of the last line, from 1
	offset int64  // of its first byte
	behind int64  // of the first byte after it
}

// next returns the next line without its end, valid until the next call. Of a line that is too long nothing is
// returned but errLineTooLong; reading may go on behind it.
func (l *lines) next() ([]byte, error) {
	l.number++
	l.offset = l.behind
	l.long = l.long[:0]
	tooLong := false
	for {
		part, err := l.r.ReadSlice('\n')
		l.behind += int64(len(part))
		full := errors.Is(err, bufio.ErrBufferFull)
		switch {
		case err != nil && !full && !errors.Is(err, io.EOF):
			return nil, err
		case err != nil && !full && l.behind == l.offset:
			return nil, io.EOF
		case len(l.long)+len(part) > maxLine:
			tooLong = true
		case full || len(l.long) > 0:
			l.long = append(l.long, part...)
		}
		if full {
			continue
		}
		if tooLong {
			return nil, errLineTooLong
		}
		if len(l.long) > 0 {
			part = l.long
		}
		return bytes.TrimRight(part, "\r\n"), nil
	}
}
