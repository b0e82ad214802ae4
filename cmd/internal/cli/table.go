package cli

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Column is one column of a table.
type Column struct {
	Title string
	Right bool // aligned to the right, for figures
}

// Table writes one line per row, under titles and without lines around. Nothing is wrapped or cut, so that the output
// can be searched; the widest column belongs at the end. The rows are gone over twice and never held, since there may be
// millions.
func Table(w io.Writer, columns []Column, rows iter.Seq[[]string]) error {
	t := table{columns: columns, widths: make([]int, len(columns)), w: bufio.NewWriterSize(w, 64<<10)}
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	t.measure(titles)
	for row := range rows {
		t.measure(row)
	}
	t.line(titles)
	for row := range rows {
		t.line(row)
	}
	return t.w.Flush() // the first error, whenever it was
}

// table is one that is being written.
type table struct {
	columns []Column
	widths  []int
	w       *bufio.Writer
	buf     []byte // of the line at hand
}

func (t *table) measure(cells []string) {
	for i, cell := range cells {
		t.widths[i] = max(t.widths[i], width(strings.TrimSpace(cell)))
	}
}

func (t *table) line(cells []string) {
	const gap = 2
	t.buf = t.buf[:0]
	owed := 0 // spaces, which are not written at the end of a line
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		missing := t.widths[i] - width(cell)
		if t.columns[i].Right {
			owed, missing = owed+missing, 0
		}
		if cell != "" {
			for ; owed > 0; owed-- {
				t.buf = append(t.buf, ' ')
			}
			t.buf = append(t.buf, cell...)
		}
		owed += missing + gap
	}
	t.buf = append(t.buf, '\n')
	_, _ = t.w.Write(t.buf) // Flush gives the error
}

// width is how many columns of a terminal a text takes, whatever the environment says of East Asian characters.
func width(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return twwidth.WidthWithOptions(text, twwidth.Options{})
		}
	}
	return len(text)
}
