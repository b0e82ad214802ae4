package metrics

import (
	"fmt"
	"strings"
)

// labelRow is one of the rows that the console puts above the data.
type labelRow int

const (
	rowID labelRow = iota
	rowStatusCode
	rowMessages
	rowFullLabel
	rowLabel

	labelRowCount
)

// labelRows are the first cells of the rows above the data of a graph's "Download as .csv".
var labelRows = map[string]labelRow{
	"Id":         rowID,
	"StatusCode": rowStatusCode,
	"Messages":   rowMessages,
	"Full label": rowFullLabel,
	"Label":      rowLabel,
}

// consoleHead gathers the label rows of one graph.
type consoleHead struct {
	rows [labelRowCount][]string
}

func (h *consoleHead) add(label labelRow, cells [][]byte) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = string(cell)
	}
	h.rows[label] = row
}

func (h *consoleHead) cell(label labelRow, column int) string {
	if column < len(h.rows[label]) {
		return h.rows[label][column]
	}
	return ""
}

// width returns the number of columns that have a label of some kind, the names of the rows included.
func (h *consoleHead) width() int {
	width := 1
	for _, row := range h.rows {
		for i := len(row) - 1; i >= width; i-- {
			if row[i] != "" {
				width = i + 1
			}
		}
	}
	return width
}

// layout describes the columns. rowWidth is the width of the first data row, for a graph without labels.
func (h *consoleHead) layout(e *emitter, rowWidth int) *layout {
	width := h.width()
	if width == 1 {
		width = rowWidth
	}
	l := &layout{width: width, columns: make([]*series, width)}
	var status statusCount
	for i := 1; i < width; i++ {
		d := h.describe(i)
		if d.id == "" && d.label == "" && width > 2 {
			d.id = fmt.Sprintf("column %d", i)
		}
		l.columns[i] = e.seriesOf(d)
		status.add(h.cell(rowStatusCode, i), strings.TrimSpace(d.id+" "+d.label))
	}
	status.note(e.sink)
	h.noteMessages(e)
	return l
}

func (h *consoleHead) describe(column int) description {
	full, label := h.cell(rowFullLabel, column), h.cell(rowLabel, column)
	d, ok := parseFullLabel(full)
	if !ok {
		if label == "" {
			label = full
		}
		d = parseLabel(label)
	}
	d.label = label
	d.id = h.cell(rowID, column)
	return d
}

// maxMessages bounds the notes made of CloudWatch's own messages.
const maxMessages = 5

func (h *consoleHead) noteMessages(e *emitter) {
	notes := 0
	for i, text := range h.rows[rowMessages] {
		if i == 0 || text == "" {
			continue
		}
		if notes++; notes > maxMessages {
			e.sink.Note("CloudWatch gave further messages, see the file")
			return
		}
		e.sink.Note("CloudWatch message: " + clip(text))
	}
}
