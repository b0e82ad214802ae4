package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Column is one column of a table.
type Column struct {
	Title string
	Right bool // aligned to the right, for figures
}

// Table writes one line per row, under titles and without lines around. Nothing is wrapped or cut, so that the output
// can be searched; the widest column belongs at the end.
func Table(w io.Writer, columns []Column, rows [][]string) error {
	var b bytes.Buffer
	titles, aligns := make([]string, len(columns)), make([]tw.Align, len(columns))
	for i, c := range columns {
		titles[i], aligns[i] = c.Title, tw.AlignLeft
		if c.Right {
			aligns[i] = tw.AlignRight
		}
	}
	t := tablewriter.NewTable(&b, tableOptions(aligns)...)
	t.Header(titles)
	for _, row := range rows {
		if err := t.Append(row); err != nil {
			return fmt.Errorf("table: %w", err)
		}
	}
	if err := t.Render(); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	for line := range strings.Lines(b.String()) {
		if _, err := io.WriteString(w, strings.TrimRight(line, " \n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// tableOptions turn everything off that tablewriter would do to text by itself.
func tableOptions(aligns []tw.Align) []tablewriter.Option {
	gap := tw.CellPadding{Global: tw.Padding{Right: "  ", Overwrite: true}}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: aligns},
		Padding:    gap,
	}
	return []tablewriter.Option{
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})),
		tablewriter.WithEastAsian(tw.Off), // the environment must not change the output
		tablewriter.WithHeaderConfig(cell),
		tablewriter.WithRowConfig(cell),
		tablewriter.WithHeaderAutoFormat(tw.Off),
	}
}
