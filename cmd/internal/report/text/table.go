package text

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// column describes one column of a table.
type column struct {
	title string
	right bool                                          // aligned to the right, for figures
	min   int                                           // least width; 0 for the longest word
	fit   func(cell string, width int) (lines []string) // how a cell is broken to a width; nil for wrap
	style func(row int, line string) style              // nil for plain
}

const columnGap = 2

// table writes rows under column titles. Cells are wrapped until the table fits; cells may also hold line feeds of
// their own. If the ids in it leave no way to fit, the rows are written as lists.
func (p *page) table(indent int, cols []column, rows [][]string) {
	if len(cols) == 0 {
		return
	}
	for i := range rows {
		rows[i] = level(rows[i], len(cols))
	}
	widths, fits := share(cols, rows, p.width-indent-columnGap*(len(cols)-1))
	if !fits {
		p.list(indent, cols, rows)
		return
	}
	text, err := p.draw(cols, rows, widths)
	if err != nil {
		p.err = cmp.Or(p.err, err)
		return
	}
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		p.line(indent, line)
	}
}

// level returns the row with exactly n cells. The cells that a title is missing for go into the last one.
func level(row []string, n int) []string {
	if len(row) > n {
		return append(append([]string(nil), row[:n-1]...), strings.Join(row[n-1:], ", "))
	}
	return append(append(make([]string, 0, n), row...), make([]string, n-len(row))...)
}

// share divides the room among the columns: what they need if there is enough, otherwise the widest give way first,
// down to their least widths. It reports whether that is possible.
func share(cols []column, rows [][]string, room int) (widths []int, fits bool) {
	least := make([]int, len(cols))
	widths = make([]int, len(cols))
	total := 0
	for i, c := range cols {
		widths[i], least[i] = natural(c, i, rows)
		total += widths[i]
	}
	for total > room {
		widest := -1
		for i := range cols {
			if widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		widths[widest]--
		total--
	}
	return widths, true
}

// natural returns the width at which no cell of the column is wrapped, and the least one.
func natural(c column, i int, rows [][]string) (most, least int) {
	least = max(c.min, longestWord(c.title))
	for line := range strings.SplitSeq(c.title, "\n") {
		most = max(most, columns(line))
	}
	for _, row := range rows {
		for line := range strings.SplitSeq(row[i], "\n") {
			most = max(most, columns(line))
			if c.min == 0 {
				least = max(least, longestWord(line))
			}
		}
	}
	return max(most, 1), min(least, max(most, 1))
}

// longestWord returns the width below which an id of the text would be broken.
func longestWord(text string) int {
	longest := 1
	for word := range strings.FieldsSeq(text) {
		if isID(word) {
			longest = max(longest, columns(word))
		} else {
			longest = max(longest, min(columns(word), 2)) // one wide character
		}
	}
	return longest
}

// list writes each row as a list of its cells, for rows that no table can hold.
func (p *page) list(indent int, cols []column, rows [][]string) {
	titles := 0
	for _, c := range cols {
		titles = max(titles, columns(strings.ReplaceAll(c.title, "\n", " ")))
	}
	for r, row := range rows {
		if r > 0 {
			p.blank()
		}
		for i, c := range cols {
			if row[i] == "" {
				continue
			}
			title := strings.ReplaceAll(c.title, "\n", " ")
			p.item(indent, pad(p.palette.paint(c.styleOf(r, row[i]), title), titles)+"  ", row[i])
		}
	}
}

func (c column) styleOf(row int, line string) style {
	if c.style == nil {
		return plain
	}
	return c.style(row, line)
}

// broken returns the lines of a cell at a width.
func (c column) broken(cell string, width int) []string {
	fit := c.fit
	if fit == nil {
		fit = wrap
	}
	var lines []string
	for line := range strings.SplitSeq(cell, "\n") {
		lines = append(lines, fit(line, width)...)
	}
	return lines
}

// cell returns a cell with its lines broken and coloured, in this order, so that no colour is cut in two.
func (p *page) cell(c column, row int, text string, width int) string {
	lines := c.broken(text, width)
	for i, line := range lines {
		lines[i] = p.palette.paint(c.styleOf(row, line), line)
	}
	return strings.Join(lines, "\n")
}

// draw has tablewriter set the cells, which are broken and coloured before, beside each other.
func (p *page) draw(cols []column, rows [][]string, widths []int) (string, error) {
	var b bytes.Buffer
	aligns := make([]tw.Align, len(cols))
	exact := tw.NewMapper[int, int]()
	titles, rules := make([]string, len(cols)), make([]string, len(cols))
	for i, c := range cols {
		aligns[i] = tw.AlignLeft
		if c.right {
			aligns[i] = tw.AlignRight
		}
		titles[i] = p.palette.paint(bold, strings.Join(c.broken(c.title, widths[i]), "\n"))
		if c.title != "" {
			rules[i] = p.palette.paint(dim, strings.Repeat("-", widths[i]))
		}
		exact.Set(i, widths[i]+trailing(i, len(cols)))
	}
	t := tablewriter.NewTable(&b, tableOptions(aligns, exact, len(cols))...)
	t.Header(titles)
	if err := t.Append(rules); err != nil {
		return "", fmt.Errorf("table: %w", err)
	}
	for r, row := range rows {
		cells := make([]string, len(cols))
		for i, c := range cols {
			cells[i] = p.cell(c, r, row[i], widths[i])
		}
		if err := t.Append(cells); err != nil {
			return "", fmt.Errorf("table: %w", err)
		}
	}
	if err := t.Render(); err != nil {
		return "", fmt.Errorf("table: %w", err)
	}
	return strings.ReplaceAll(b.String(), " "+reset, " "), nil // it ends the padding of a coloured cell once more
}

// trailing returns the width of the gap after a column; the last has none.
func trailing(i, n int) int {
	if i == n-1 {
		return 0
	}
	return columnGap
}

// tableOptions turn everything off that tablewriter would do to text by itself.
func tableOptions(aligns []tw.Align, widths tw.Mapper[int, int], n int) []tablewriter.Option {
	padding := make([]tw.Padding, n)
	for i := range padding {
		padding[i] = tw.Padding{Right: strings.Repeat(" ", trailing(i, n)), Overwrite: true}
	}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: aligns},
		Padding:    tw.CellPadding{PerColumn: padding},
	}
	return []tablewriter.Option{
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{
				Lines:      tw.LinesNone,
				Separators: tw.SeparatorsNone,
			},
		})),
		tablewriter.WithEastAsian(tw.Off), // the environment must not change the output
		tablewriter.WithHeaderConfig(cell),
		tablewriter.WithRowConfig(cell),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithTrimLine(tw.Off),
		tablewriter.WithColumnWidths(widths),
	}
}
