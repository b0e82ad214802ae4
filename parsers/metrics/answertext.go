package metrics

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"hamari/parsers"
)

// The AWS CLI with --output text writes the answer of get-metric-statistics as its label, alone on a line, and a row for
// each datapoint. The columns of a row are those of the datapoint, in the order of their names, which are left out:
//
//	CPUUtilization
//	DATAPOINTS	4.25	2026-03-04T01:00:00+00:00	Percent
//
// The names of all statistics come before Timestamp, and Unit after it. Of one statistic that says all but its name.

// datapointWord begins the row of a datapoint.
var datapointWord = []byte("DATAPOINTS")

var (
	errManyStatistics = errors.New("several statistics, whose names --output text leaves out: run the command again with --output json")
	errPercentiles    = errors.New("percentiles, whose names --output text leaves out: run the command again with --output json")
)

// isAnswerText reports whether a text is such an answer: a label and the row of a datapoint below it.
func isAnswerText(prefix []byte) bool {
	label, rest, _ := bytes.Cut(bytes.TrimLeft(prefix, "\r\n"), []byte{'\n'})
	row, _, _ := bytes.Cut(rest, []byte{'\n'})
	return len(label) <= maxLabel && isAnswerLabel(trimLineEnd(label)) && bytes.HasPrefix(row, append(datapointWord, '\t'))
}

// maxLabel is the longest name of a metric.
const maxLabel = 255

func isAnswerLabel(row []byte) bool {
	return len(row) > 0 && bytes.IndexByte(row, '\t') < 0
}

// textReader reads one member of such answers, of which there may be several behind each other.
type textReader struct {
	*emitter
	lines *lines
	rows  int
	name  string             // label of the current answer
	units map[string]*series // its series, one for each unit
}

func readAnswerText(ctx context.Context, r *bufio.Reader, offset int64, e *emitter) error {
	e.holdLimit = holdAnswer // the points are in no order
	t := &textReader{emitter: e, lines: newLines(r, offset)}
	return t.lines.each(ctx, t)
}

// row reads a line: a label, a datapoint or nothing.
func (t *textReader) row(row []byte) error {
	cells := bytes.Split(row, []byte{'\t'})
	switch {
	case len(row) == 0:
		return nil
	case bytes.Equal(cells[0], datapointWord) && t.name != "":
		return t.datapoint(row, cells[1:])
	case string(cells[0]) == "EXTENDEDSTATISTICS":
		t.refuse(errPercentiles)
	case len(cells) == 1 && len(row) <= maxLabel:
		t.name, t.units = string(row), map[string]*series{}
	default:
		t.refuse(fmt.Errorf("%q: neither a label nor a datapoint", clip(string(row))))
	}
	return nil
}

// series gives the series of a unit.
func (t *textReader) series(unit []byte) *series {
	s := t.units[string(unit)]
	if s == nil {
		if len(t.units) >= maxStatistics {
			clear(t.units)
		}
		s = t.seriesOf(description{label: t.name, metric: t.name, unit: string(unit)})
		t.units[string(unit)] = s
	}
	return s
}

// datapoint reads the columns of a datapoint: its statistics, its time and its unit.
func (t *textReader) datapoint(row []byte, cells [][]byte) error {
	at := slices.IndexFunc(cells, func(cell []byte) bool { return bytes.IndexByte(cell, ':') > 0 })
	switch {
	case at < 0:
		t.refuse(errNoTimestamp)
		return nil
	case at == 0:
		return nil // the statistics are percentiles, on a row of their own
	case at > 1:
		t.refuse(errManyStatistics)
		return nil
	}
	p, err := newPoint(cells[at], cells[0])
	if err != nil {
		t.refuse(err)
		return nil
	}
	var unit []byte
	if at+1 < len(cells) {
		unit = cells[at+1]
	}
	p.pos, p.raw = t.pos(), row
	t.rows++
	return t.add(t.series(unit), &p)
}

func (t *textReader) pos() parsers.Pos {
	return parsers.Pos{Member: t.member, Line: t.lines.line, Record: t.rows, Offset: t.lines.offset}
}

// refuse rejects the current row.
func (t *textReader) refuse(err error) {
	t.reject(t.pos(), err)
	t.rows++
}
