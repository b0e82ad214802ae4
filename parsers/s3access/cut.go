package s3access

import (
	"bytes"
	"errors"

	"hamari/parsers/accesslog"
)

var errUnfinished = errors.New("the time or a quoted column does not end on its line")

// cut cuts a line at its blanks, except within the brackets of the time and within quotes. Where the columns end that
// clients fill follows from what stands behind them.
func cut(cells [][]byte, line []byte) ([][]byte, error) {
	for i := 0; ; {
		for i < len(line) && line[i] == ' ' {
			i++
		}
		if i == len(line) {
			return cells, nil
		}
		begin, end := i, i
		switch n := len(cells); {
		case line[i] == '[' && n == SlotTime:
			begin, end = i+1, i+bytes.IndexByte(line[i:], ']')
		case line[i] == '"' && n >= SlotRequestURI:
			begin, end = i+1, quoteEnd(line, i+1, n)
		default:
			for end < len(line) && line[end] != ' ' {
				end++
			}
			cells = append(cells, line[begin:end:end])
			i = end
			continue
		}
		if end < begin {
			return cells, errUnfinished
		}
		cells = append(cells, line[begin:end:end])
		i = end + 1
	}
}

// quoteEnd returns the place of the quote that ends the n-th column, whose text begins at i.
func quoteEnd(line []byte, i, n int) int {
	switch n {
	case SlotRequestURI:
		return requestEnd(line, i)
	case SlotReferer: // the User-Agent follows, in quotes as well
		if end := bytes.Index(line[i:], []byte(`" "`)); end >= 0 {
			return i + end
		}
	case SlotUserAgent:
		return userAgentEnd(line, i)
	}
	return accesslog.ClosingQuote(line, i)
}

// requestEnd looks for a quote that the HTTP status follows.
func requestEnd(line []byte, i int) int {
	for from := i; ; {
		n := bytes.IndexByte(line[from:], '"')
		if n < 0 {
			return -1
		}
		end := from + n
		from = end + 1
		rest := line[from:]
		if len(rest) < 3 || rest[0] != ' ' {
			continue
		}
		if status, _, _ := bytes.Cut(rest[1:], []byte(" ")); string(status) == "-" || isStatus(status) {
			return end
		}
	}
}

func isStatus(text []byte) bool {
	return len(text) == 3 && '1' <= text[0] && text[0] <= '9' && '0' <= text[1] && text[1] <= '9' && '0' <= text[2] && text[2] <= '9'
}

// userAgentEnd takes the first quote that may end the column, if the columns behind it have no quotes within them, and
// otherwise the last quote of the line.
func userAgentEnd(line []byte, i int) int {
	end := i
	for {
		n := bytes.IndexByte(line[end:], '"')
		if n < 0 {
			return -1
		}
		end += n
		if end+1 == len(line) || line[end+1] == ' ' {
			break
		}
		end++
	}
	behind := line[end+1:]
	if bytes.IndexByte(behind, '"') < 0 {
		return end
	}
	columns, err := accesslog.Quoted(nil, behind)
	for _, c := range columns {
		if err != nil || bytes.IndexByte(c, '"') >= 0 {
			return i + bytes.LastIndexByte(line[i:], '"')
		}
	}
	return end
}
