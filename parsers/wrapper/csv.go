package wrapper

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"hamari/parsers"
)

var logCSV = &Wrapper{
	Name:   "log-csv",
	Title:  "search results that the CloudWatch Logs console downloaded as CSV",
	URL:    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SearchDataFilterPattern.html",
	Detect: byContent(func(prefix []byte) bool { return mayHoldMessages(prefix) && headerOf(prefix).console() }),
	marks:  notJSON,
	open:   func(r io.Reader) entries { return &csvEntries{window: newWindow(r)} },
	lines:  true,

	LogEvents: true,
}

var insightsCSV = &Wrapper{
	Name:   "insights-csv",
	Title:  "CSV export of a CloudWatch Logs Insights query",
	URL:    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html",
	Detect: byContent(func(prefix []byte) bool { return mayHoldMessages(prefix) && headerOf(prefix).insights() }),
	marks:  notJSON,
	open:   func(r io.Reader) entries { return &csvEntries{window: newWindow(r)} },
	lines:  true,
	limit:  maxRows,

	LogEvents: true,
}

var jsonCells = &Wrapper{
	Name:   "json-cells",
	Title:  "lines of JSON that a spreadsheet program saved as the cells of a CSV",
	URL:    "https://www.rfc-editor.org/rfc/rfc4180",
	Detect: byContent(func(prefix []byte) bool { return bytes.HasPrefix(prefix, []byte(`"{""`)) }),
	open:   func(r io.Reader) entries { return &cellEntries{csvEntries{window: newWindow(r), times: -1}} },
	lines:  true,
}

// cellEntries reads a CSV without a header line, whose first cells are the messages. The others are empty: rows are
// filled up to the width of the widest.
type cellEntries struct{ csvEntries }

func (c *cellEntries) next(line []byte) (entry, error) {
	if c.separator == 0 {
		c.separator = c.sniff()
	}
	return c.csvEntries.next(line)
}

// sniff returns what stands behind the first cell, a comma where nothing does.
func (c *cellEntries) sniff() byte {
	c.window.reach(readSize)
	text := c.window.text()
	for i := 1; i+1 < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i++; text[i] == '"' {
			continue
		}
		if text[i] == ';' || text[i] == '\t' {
			return text[i]
		}
		break
	}
	return ','
}

// csvHeader is the first line of a CSV text.
type csvHeader struct {
	names     [][]byte
	separator byte
}

// headerLine returns the first line of the text.
func headerLine(text []byte) []byte {
	const maxHeader = 4 << 10
	line := text[:min(len(text), maxHeader)]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	return line
}

// mayHoldMessages spares most texts the taking apart of their first line. JSON has no header line.
func mayHoldMessages(text []byte) bool {
	return !isJSON(text) && bytes.Contains(headerLine(text), []byte("message"))
}

// headerOf reads the first line of the text. Spreadsheets put semicolons or tabs in place of the commas.
func headerOf(text []byte) csvHeader {
	line := headerLine(text)
	h := csvHeader{separator: ','}
	for _, separator := range []byte{',', ';', '\t'} {
		if bytes.IndexByte(line, separator) >= 0 {
			h.separator = separator
			break
		}
	}
	for name := range bytes.SplitSeq(bytes.TrimRight(line, "\r"), []byte{h.separator}) {
		h.names = append(h.names, bytes.Trim(name, `" `))
	}
	return h
}

// column returns the place of the column with the given name, or -1.
func (h csvHeader) column(name string) int {
	for i, n := range h.names {
		if string(n) == name {
			return i
		}
	}
	return -1
}

func (h csvHeader) insights() bool { return h.column("@message") >= 0 }

func (h csvHeader) console() bool { return h.column("timestamp") >= 0 && h.column("message") >= 0 }

// times returns the column that says when a message was logged, or -1.
func (h csvHeader) times() int {
	if i := h.column("@timestamp"); i >= 0 {
		return i
	}
	return h.column("timestamp")
}

// messages returns the column that holds the messages, or -1.
func (h csvHeader) messages() int {
	if i := h.column("@message"); i >= 0 {
		return i
	}
	return h.column("message")
}

var (
	errUnclosedQuote = errors.New("quoted cell that is not closed")
	errAfterQuote    = errors.New("text behind the closing quote of a cell")
)

// csvEntries reads a CSV export. A row that cannot be read costs itself only: reading goes on at the next line.
type csvEntries struct {
	window    *window
	separator byte // 0 until the header was read
	column    int  // of the messages
	times     int  // the column of when they were logged; -1 where there is none
	rows      int
}

func (c *csvEntries) notes() []string { return nil }

func (c *csvEntries) close() { c.window.close() }

func (c *csvEntries) next(line []byte) (entry, error) {
	if c.separator == 0 {
		c.readHeader()
	}
	c.skipEmptyLines()
	if len(c.window.text()) == 0 {
		return entry{}, c.window.err
	}
	e := entry{pos: parsers.Pos{Record: c.rows, Line: c.window.line, Offset: c.window.offset()}}
	c.rows++
	if end := c.row(line, &e); end == 0 {
		c.window.dropLine()
	} else {
		c.window.drop(end)
	}
	return e, nil
}

func (c *csvEntries) readHeader() {
	c.window.lineEnd(0)
	h := headerOf(c.window.text())
	c.separator, c.column, c.times = h.separator, h.messages(), h.times()
	c.window.dropLine()
}

func (c *csvEntries) skipEmptyLines() {
	for c.window.reach(1) {
		text := c.window.text()
		switch {
		case text[0] == '\n':
			c.window.drop(1)
		case text[0] == '\r' && c.window.reach(2) && c.window.text()[1] == '\n':
			c.window.drop(2)
		default:
			return
		}
	}
}

// row reads a row into e, whose message it appends to line, and returns where the row ends; 0 if that cannot be told.
func (c *csvEntries) row(line []byte, e *entry) (end int) {
	found := false
	var logged time.Time
	for column, i := 0, 0; ; column++ {
		cell, err := c.cell(i)
		if err != nil {
			*e = entry{pos: e.pos, err: err}
			return 0
		}
		switch text := c.window.text(); column {
		case c.column:
			e.message, found = cell.appendTo(line, text), true
		case c.times:
			logged = loggedAt(text[cell.begin:cell.end])
		}
		if i = cell.next; !cell.last {
			continue
		}
		if !found {
			e.err = fmt.Errorf("%w: the row has %d cells", errNoMessage, column+1)
		} else if needsTime(e.message) {
			e.at = logged
		}
		return i
	}
}

// cell is one cell of a row, as places in the window.
type cell struct {
	begin, end int  // of what is in it, without the quotes around it
	doubled    bool // quotes in it are doubled
	next       int  // where the next cell or row begins
	last       bool // of the row
}

// appendTo appends what is in the cell.
func (c cell) appendTo(dst, text []byte) []byte {
	text = text[c.begin:c.end]
	for c.doubled {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			break
		}
		dst = append(dst, text[:i+1]...)
		text = text[i+2:] // every quote in the cell is one of two
	}
	return append(dst, text...)
}

// cell reads the cell that begins at i.
func (c *csvEntries) cell(i int) (cell, error) {
	if c.window.reach(i+1) && c.window.text()[i] == '"' {
		return c.quoted(i)
	}
	scanned := i
	for {
		text := c.window.text()
		rest := text[scanned:]
		separator := bytes.IndexByte(rest, c.separator)
		if separator >= 0 {
			rest = rest[:separator]
		}
		if feed := bytes.IndexByte(rest, '\n'); feed >= 0 {
			end := scanned + feed
			return cell{begin: i, end: end, next: end + 1, last: true}, nil
		}
		if separator >= 0 {
			end := scanned + separator
			return cell{begin: i, end: end, next: end + 1}, nil
		}
		scanned = len(text)
		if !c.window.more() {
			if c.window.full() {
				return cell{}, errTooLong
			}
			return cell{begin: i, end: scanned, next: scanned, last: true}, nil
		}
	}
}

// quoted reads the cell whose opening quote is at i.
func (c *csvEntries) quoted(i int) (cell, error) {
	found := cell{begin: i + 1}
	text := c.window.text()
	for scanned := i + 1; ; {
		quote := bytes.IndexByte(text[scanned:], '"')
		if quote < 0 {
			scanned = len(text)
			if !c.window.more() {
				return cell{}, c.unclosed()
			}
			text = c.window.text()
			continue
		}
		found.end = scanned + quote
		if scanned = found.end + 2; scanned > len(text) && c.window.reach(scanned) {
			text = c.window.text()
		}
		if scanned > len(text) || text[found.end+1] != '"' {
			return c.behind(found)
		}
		found.doubled = true
	}
}

func (c *csvEntries) unclosed() error {
	if c.window.full() {
		return fmt.Errorf("%w: %w", errTooLong, errUnclosedQuote)
	}
	return errUnclosedQuote
}

// behind looks at what follows the closing quote.
func (c *csvEntries) behind(found cell) (cell, error) {
	i := found.end + 1
	if c.window.reach(i+1) && c.window.text()[i] == '\r' {
		i++
	}
	if !c.window.reach(i + 1) {
		found.next, found.last = i, true
		return found, nil
	}
	switch c.window.text()[i] {
	case '\n':
		found.next, found.last = i+1, true
	case c.separator:
		found.next = i + 1
	default:
		return cell{}, errAfterQuote
	}
	return found, nil
}
