package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Is reports whether a file with these first bytes is one.
func Is(head []byte) bool {
	return bytes.HasPrefix(head, magic) || bytes.HasPrefix(head, []byte(encryptedMagic))
}

// Table is an open table.
type Table struct {
	r       io.ReaderAt
	footer  *footer
	added   []Partition
	suffix  []byte // of each line: the values that were added
	group   int    // the next row group
	left    int64  // rows left in the current one
	columns []*column
	held    int64
	damage  error // what keeps the rest of the current row group from being read
}

// Open reads the description of a table. The error is a [*NestedError] for one whose rows are no lines.
func Open(r io.ReaderAt, size int64) (*Table, error) {
	f, err := readFooter(r, size)
	if err != nil {
		return nil, err
	}
	return &Table{r: r, footer: f}, nil
}

// Columns returns the names of the columns, added ones included.
func (t *Table) Columns() []string {
	var names []string
	for _, f := range t.footer.fields {
		names = append(names, f.name)
	}
	for _, p := range t.added {
		names = append(names, p.Name)
	}
	return names
}

// Rows returns how many rows the table states to have.
func (t *Table) Rows() int64 { return t.footer.rows }

// Add adds a column that has the same value in every row, unless the table has it; it reports whether it did.
func (t *Table) Add(p Partition) bool {
	if t.has(p.Name) || !isWord([]byte(p.Value)) {
		return false
	}
	t.added = append(t.added, p)
	t.suffix = append(append(t.suffix, ' '), p.Value...)
	return true
}

func (t *Table) has(name string) bool {
	for _, column := range t.Columns() {
		if bareName(column) == bareName(name) {
			return true
		}
	}
	return false
}

// bareName makes names equal that differ in the sign between their words only: account-id, account_id.
func bareName(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
}

// Header returns the line that names the columns.
func (t *Table) Header() string {
	names := t.Columns()
	for i, name := range names {
		names[i] = strings.Map(func(c rune) rune {
			if c <= ' ' {
				return '_'
			}
			return c
		}, name)
	}
	return strings.Join(names, " ")
}

// ErrRow says that a row cannot be read, or is no line. Those that follow can be asked for.
var ErrRow = errors.New("row that cannot be read")

const maxLine = 64 << 10

// Next appends the next row to the line. Where a row group is damaged, each row that is lost by it is an [ErrRow]; the
// next row group is read again. Every other error is io.EOF.
func (t *Table) Next(line []byte) ([]byte, error) {
	for t.left == 0 {
		if t.group == len(t.footer.groups) {
			return line, io.EOF
		}
		t.nextGroup()
	}
	t.left--
	if t.damage == nil {
		row, broken, err := t.row(line)
		if err == nil && broken == nil {
			return append(row, t.suffix...), nil
		}
		if err == nil {
			return line, broken
		}
		t.damage, t.columns = fmt.Errorf("%w: %w", ErrRow, err), nil
	}
	return line, t.damage
}

// row appends the values of a row. broken says that it is no line, err that nothing more can be read from the group.
func (t *Table) row(line []byte) (row []byte, broken, err error) {
	for i, c := range t.columns {
		if i > 0 {
			line = append(line, ' ')
		}
		begin := len(line)
		value, absent, err := c.append(line)
		if err != nil {
			return nil, nil, err
		}
		line = value
		switch {
		case absent || len(line) == begin:
			line = append(line, '-')
		case len(line) > maxLine:
			line, broken = line[:begin], fmt.Errorf("%w: longer than %d bytes", ErrRow, maxLine)
		case !isWord(line[begin:]):
			broken = fmt.Errorf("%w: column %s holds blanks or control characters", ErrRow, c.name)
		}
	}
	return line, broken, nil
}

// nextGroup begins the next row group.
func (t *Table) nextGroup() {
	g := t.footer.groups[t.group]
	t.group++
	t.left, t.held, t.columns, t.damage = g.rows, 0, nil, nil
	for i, f := range t.footer.fields {
		t.columns = append(t.columns, &column{field: f, r: t.r, chunk: g.chunks[i], held: &t.held, rows: g.rows})
	}
}

// isWord reports whether a text has neither blanks nor control characters.
func isWord(text []byte) bool {
	for _, c := range text {
		if c <= ' ' || c == 0x7f {
			return false
		}
	}
	return true
}
