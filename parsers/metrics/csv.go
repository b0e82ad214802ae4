package metrics

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"

	"hamari/parsers"
)

// maxColumns bounds the width of a table; a CloudWatch graph has at most 500 metrics.
const maxColumns = 20_000

// maxWaiting bounds the rows, in bytes, that wait for another row to show the order of day and month.
const maxWaiting = 4 << 20

var errTooManyColumns = fmt.Errorf("more than %d columns", maxColumns)

// layout says what the columns of the data rows are.
type layout struct {
	width   int // cells that a row must have, the time included
	timeCol int
	utc     bool      // the header says that times are UTC
	columns []*series // console and wide tables: the series of each column; nil for a column that is not read
	long    *longTable
}

// csvReader reads one CSV member.
type csvReader struct {
	*emitter
	lines  *lines
	delim  byte
	layout *layout
	head   *consoleHead // label rows read since the last data row
	rows   int          // data rows so far
	cells  [][]byte
	point  point

	lastCell  []byte // a time of the usual form, and what it means
	lastStamp stamp

	order        dateOrder
	waiting      []waitingRow // rows whose day and month cannot be told apart yet
	waitingBytes int
}

type waitingRow struct {
	row    []byte
	pos    parsers.Pos
	layout *layout
}

func readCSV(ctx context.Context, r *bufio.Reader, offset int64, delim byte, e *emitter) error {
	c := &csvReader{emitter: e, lines: newLines(r, offset), delim: delim}
	return c.lines.each(ctx, c)
}

// finish settles what still waits at the end.
func (c *csvReader) finish() error {
	c.rejectWaiting()
	return c.emitter.finish()
}

func (c *csvReader) pos() parsers.Pos {
	return parsers.Pos{Member: c.member, Line: c.lines.line, Record: c.rows, Offset: c.lines.offset}
}

// refuse rejects the current row as a whole.
func (c *csvReader) refuse(err error) {
	c.reject(c.pos(), err)
	c.rows++
}

// row reads a line: a label row, a header, a data row or nothing.
func (c *csvReader) row(row []byte) error {
	if len(row) == 0 {
		return nil
	}
	if row[0]-'0' > 9 {
		taken, err := c.headRow(row)
		if taken || err != nil {
			return err
		}
	}
	if c.head != nil || c.layout == nil {
		if err := c.startBlock(row); err != nil {
			return err
		}
	}
	pos := c.pos()
	c.rows++
	return c.dataRow(row, pos, c.layout)
}

// headRow takes a row that holds no data: label rows, headers, rows without content.
func (c *csvReader) headRow(row []byte) (taken bool, err error) {
	if bytes.Count(row, []byte{c.delim}) >= maxColumns {
		return false, errTooManyColumns
	}
	c.cells = splitCells(c.cells[:0], row, c.delim)
	if isBlank(c.cells) {
		return true, nil
	}
	if label, ok := labelRows[string(c.cells[0])]; ok && !c.isTableHeader() {
		row = c.lines.closeQuotes(row)
		c.cells = splitCells(c.cells[:0], row, c.delim)
		if c.head == nil {
			c.head = &consoleHead{}
		}
		c.head.add(label, c.cells)
		return true, nil
	}
	if c.layout != nil && c.layout.timeCol < len(c.cells) {
		if _, err := parseStamp(c.cells[c.layout.timeCol], monthFirst); err == nil {
			return false, nil
		}
	}
	if header, ok := parseHeader(c.cells, c.path); ok {
		c.head, c.layout = nil, header.layout(c.emitter)
		return true, nil
	}
	return false, nil
}

// isTableHeader tells the header of a table whose first column is named Id or Label from the first row of a graph.
func (c *csvReader) isTableHeader() bool {
	if c.head != nil {
		return false
	}
	_, ok := parseHeader(c.cells, c.path)
	return ok
}

// startBlock makes the layout for the first data row behind label rows, or for a file without any header.
func (c *csvReader) startBlock(row []byte) error {
	width := bytes.Count(row, []byte{c.delim}) + 1
	if width > maxColumns {
		return errTooManyColumns
	}
	head := c.head
	if head == nil {
		head = &consoleHead{}
	}
	c.head = nil
	c.layout = head.layout(c.emitter, width)
	return nil
}

// dataRow reads a row of points. It is also given the rows that had to wait.
func (c *csvReader) dataRow(row []byte, pos parsers.Pos, l *layout) error {
	if l.timeCol == 0 && l.long == nil && bytes.IndexByte(row, '"') < 0 && bytes.Count(row, []byte{c.delim})+1 == l.width {
		return c.plainRow(row, pos, l)
	}
	if l.long != nil && l.long.telling && bytes.IndexByte(row, '"') < 0 && bytes.Count(row, []byte{c.delim})+1 == l.width {
		return c.longRow(row, pos, l)
	}
	c.cells = splitCells(c.cells[:0], row, c.delim)
	if err := checkWidth(c.cells, l.width); err != nil {
		c.reject(pos, err)
		return nil
	}
	if ok, err := c.time(c.cells[l.timeCol], row, pos, l); !ok {
		return err
	}
	if l.long != nil {
		return l.long.row(c, c.cells)
	}
	for i, s := range l.columns {
		if s != nil && len(c.cells[i]) > 0 {
			if err := c.cell(s, c.cells[i], false); err != nil {
				return err
			}
		}
	}
	return nil
}

// plainRow reads a row without quotes that has the right number of cells: the path of nearly all rows.
func (c *csvReader) plainRow(row []byte, pos parsers.Pos, l *layout) error {
	delim := c.delim
	i := bytes.IndexByte(row, delim)
	if i < 0 {
		i = len(row)
	}
	if ok, err := c.time(row[:i], row, pos, l); !ok {
		return err
	}
	c.at(&c.point)
	gathers := c.gathers()
	for _, s := range l.columns[1:] {
		i++
		value, n, plain := decimal(row[i:], delim)
		cell := row[i : i+n]
		i += n
		var err error
		switch {
		case s == nil || len(cell) == 0:
		case plain && s.settled && gathers:
			err = c.gather(s, value)
		case plain && s.settled:
			err = c.measured(s, cell)
		default:
			if cell = bytes.TrimSpace(cell); len(cell) > 0 {
				err = c.cell(s, cell, plain)
				c.at(&c.point) // points that were held back may have been emitted in between
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// longRow reads a row without quotes of a table whose cells between the time and the value all tell the series.
func (c *csvReader) longRow(row []byte, pos parsers.Pos, l *layout) error {
	first, last := bytes.IndexByte(row, c.delim), bytes.LastIndexByte(row, c.delim)
	if ok, err := c.time(row[:first], row, pos, l); !ok {
		return err
	}
	s := l.long.told(c, row, row[first+1:last])
	value, _, plain := decimal(row[last+1:], c.delim)
	if c.at(&c.point); plain && s.settled && c.gathers() {
		return c.gather(s, value)
	}
	if cell := bytes.TrimSpace(row[last+1:]); len(cell) > 0 {
		return c.cell(s, cell, plain)
	}
	return nil
}

// time sets the time of the row's points. ok is false if the row has none, or has to wait for it.
func (c *csvReader) time(cell, row []byte, pos parsers.Pos, l *layout) (ok bool, err error) {
	if c.order == orderUnknown && len(cell) > 2 && (cell[1] == '/' || cell[2] == '/') && orderShownBy(cell) != orderUnknown {
		c.order = orderShownBy(cell)
		if err := c.releaseWaiting(); err != nil {
			return false, err
		}
	}
	at, err := c.stamp(cell)
	switch {
	case errors.Is(err, errAmbiguous):
		c.wait(row, pos, l)
		return false, nil
	case err != nil:
		c.reject(pos, fmt.Errorf("%q: %w", clip(string(cell)), err))
		return false, nil
	}
	at.zoned = at.zoned || l.utc
	c.point = point{at: at, raw: row, pos: pos}
	return true, nil
}

// stamp reads the time of a row, which in a table of many series is that of the row before.
func (c *csvReader) stamp(cell []byte) (stamp, error) {
	if len(cell) > 0 && bytes.Equal(cell, c.lastCell) {
		return c.lastStamp, nil
	}
	at, ok := parseFixed(cell)
	if !ok {
		return parseStamp(cell, c.order)
	}
	c.lastCell, c.lastStamp = append(c.lastCell[:0], cell...), at
	return at, nil
}

// cell emits one point of the row; valid says that the cell is known to be a number.
func (c *csvReader) cell(s *series, cell []byte, valid bool) error {
	if !valid {
		if err := checkNumber(cell); err != nil {
			c.reject(c.point.pos, fmt.Errorf("%q: %w", clip(string(cell)), err))
			return nil
		}
	}
	c.point.value = cell
	return c.add(s, &c.point)
}

// wait keeps a row until another one shows the order of day and month.
func (c *csvReader) wait(row []byte, pos parsers.Pos, l *layout) {
	if c.waitingBytes+len(row) > maxWaiting {
		c.rejectWaiting()
		c.reject(pos, errAmbiguous)
		return
	}
	c.waiting = append(c.waiting, waitingRow{bytes.Clone(row), pos, l})
	c.waitingBytes += len(row)
}

// releaseWaiting reads the rows that waited, now that the order is known.
func (c *csvReader) releaseWaiting() error {
	waiting := c.waiting
	c.waiting, c.waitingBytes = nil, 0
	cells := c.cells // of the row that brought the proof; still needed
	defer func() { c.cells = cells }()
	c.cells = nil
	for _, w := range waiting {
		if err := c.dataRow(w.row, w.pos, w.layout); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvReader) rejectWaiting() {
	for _, w := range c.waiting {
		c.reject(w.pos, errAmbiguous)
	}
	c.waiting, c.waitingBytes = nil, 0
}

func isBlank(cells [][]byte) bool {
	for _, cell := range cells {
		if len(cell) > 0 {
			return false
		}
	}
	return true
}

// checkWidth holds that a row has as many cells as the header; empty ones may follow.
func checkWidth(cells [][]byte, width int) error {
	if len(cells) < width || !isBlank(cells[width:]) {
		return fmt.Errorf("%s, the header has %d", plural(len(cells), "column"), width)
	}
	return nil
}
