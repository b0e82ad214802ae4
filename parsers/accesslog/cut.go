package accesslog

import (
	"bytes"
	"errors"
	"slices"
)

var errUnfinishedQuote = errors.New("a quoted column does not end on its line")

// Quoted cuts a line at its blanks, except within quotes, which it takes off. A quote ends where one is followed by a
// blank or by the end of the line: what clients send may have quotes in it.
func Quoted(cells [][]byte, line []byte) ([][]byte, error) {
	for i := 0; ; {
		for i < len(line) && line[i] <= ' ' {
			i++
		}
		if i == len(line) {
			return cells, nil
		}
		if line[i] == '"' {
			end := ClosingQuote(line, i+1)
			if end < 0 {
				return cells, errUnfinishedQuote
			}
			cells = append(cells, line[i+1:end:end])
			i = end + 1
			continue
		}
		begin := i
		for i < len(line) && line[i] > ' ' {
			i++
		}
		cells = append(cells, line[begin:i:i])
	}
}

// ClosingQuote returns the place of the quote that ends the column whose text begins at i, -1 if there is none. One
// behind a backslash counts only if no other does: it is an escaped quote, or the backslash is the text's last byte.
func ClosingQuote(line []byte, i int) int {
	escaped := -1
	for from := i; from < len(line); {
		n := bytes.IndexByte(line[from:], '"')
		if n < 0 {
			break
		}
		place := from + n
		from = place + 1
		switch {
		case from < len(line) && line[from] > ' ':
		case place > i && line[place-1] == '\\':
			escaped = place
		default:
			return place
		}
	}
	return escaped
}

// Tabbed cuts a line at its tabs, or, where it has no tab, at its blanks as [Quoted] does. It takes off quotes, too.
func Tabbed(cells [][]byte, line []byte) ([][]byte, error) {
	if bytes.IndexByte(line, '\t') < 0 {
		return Quoted(cells, line)
	}
	for {
		cell, rest, more := bytes.Cut(line, []byte("\t"))
		cell = bytes.TrimSpace(cell)
		if n := len(cell); n > 1 && cell[0] == '"' && cell[n-1] == '"' {
			cell = cell[1 : n-1]
		}
		cells = append(cells, slices.Clip(cell))
		if !more {
			return cells, nil
		}
		line = rest
	}
}

// SplitRequest takes a request line such as "GET https://example.com:443/ HTTP/1.1" apart. The URL may have blanks in
// it. Of a request that was not understood ("- http://example.com:80- ") or a connection ("- - - ") there is nothing.
func SplitRequest(line []byte) (verb, url, proto []byte) {
	verb, rest, ok := bytes.Cut(line, []byte(" "))
	last := bytes.LastIndexByte(rest, ' ')
	if !ok || last < 0 || string(verb) == "-" {
		return nil, nil, nil
	}
	if proto = rest[last+1:]; string(proto) == "-" {
		proto = nil
	}
	return verb, rest[:last:last], proto
}
