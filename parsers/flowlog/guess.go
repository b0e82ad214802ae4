package flowlog

import (
	"bytes"
	"errors"
	"fmt"

	"hamari/parsers"
)

// ErrUnknownLayout says that a member has no header line and that the order of its columns cannot be told from its
// records. Read returns it before it emits anything; reading again with the LogFormat of the flow log in
// Source.Layouts may succeed.
var ErrUnknownLayout = errors.New("no header line, and the order of the columns is not known")

// sampleSize is how much of a member without a header line is looked at to find its layout.
const sampleSize = parsers.HeaderSize

// sampleLines calls visit for the lines in the first bytes of a member that are not blank, until it returns false. The
// last line of an incomplete sample is cut and left out, unless it is the only one.
func sampleLines(sample []byte, complete bool, visit func(text []byte) bool) {
	first := true
	for len(sample) > 0 {
		text, rest, ended := bytes.Cut(sample, []byte("\n"))
		if !ended && !complete && !first {
			return
		}
		first, sample = false, rest
		text = bytes.TrimSuffix(text, []byte("\r"))
		if !isBlank(text) && !visit(text) {
			return
		}
	}
}

// guess returns the layout of the records in the sample. What the bundle says of its flow logs counts more than what
// AWS documents; of the layouts of one source, the one that most records fit is taken. Where two that differ fit
// equally well, nothing tells which is right.
func (w *vocabulary) guess(sample []byte, complete bool, formats []string) (*layout, error) {
	lines := fittingLines(sample, complete)
	for _, candidates := range [][]*layout{w.given(formats), w.documented()} {
		best, ambiguous := bestFit(candidates, lines)
		if ambiguous {
			return nil, unknownLayout(lines, "several known layouts fit")
		}
		if best != nil {
			return best, nil
		}
	}
	for _, text := range lines { // broken records of the default format are to be rejected one by one
		if w.documented()[0].resembles(text) {
			return w.documented()[0], nil
		}
	}
	return nil, unknownLayout(lines, "no known layout fits")
}

// maxFitted bounds the work of guessing.
const maxFitted = 500

func fittingLines(sample []byte, complete bool) [][]byte {
	var lines [][]byte
	sampleLines(sample, complete, func(text []byte) bool {
		lines = append(lines, text)
		return len(lines) < maxFitted
	})
	return lines
}

// given returns the layouts of this kind among the formats found in the bundle, each once.
func (w *vocabulary) given(formats []string) []*layout {
	var layouts []*layout
next:
	for _, format := range formats {
		l, ok := w.parseLogFormat(format)
		if !ok {
			continue
		}
		for _, other := range layouts {
			if l.equal(other) {
				continue next
			}
		}
		layouts = append(layouts, l)
	}
	return layouts
}

// bestFit returns the candidate that most lines fit, nil if none fits any.
func bestFit(candidates []*layout, lines [][]byte) (best *layout, ambiguous bool) {
	most := 0
	for _, candidate := range candidates {
		fitting := 0
		d := newDecoder(candidate)
		for _, text := range lines {
			if d.fits(text) {
				fitting++
			}
		}
		switch {
		case fitting > most:
			best, most, ambiguous = candidate, fitting, false
		case fitting == most && most > 0:
			ambiguous = true
		}
	}
	return best, ambiguous
}

// fits reports whether the line is a record of the layout beyond doubt.
func (d *decoder) fits(text []byte) bool {
	if d.decode(text) != nil || d.surplus || !d.layout.resembles(text) {
		return false
	}
	if d.layout.words != vpcWords {
		return true
	}
	counted, measured := d.flow.Value(SlotPackets).Exists(), d.flow.Value(SlotBytes).Exists()
	return !counted || !measured || d.flow.Bytes() >= d.flow.Packets() // tells apart the two where they are swapped
}

// resembles reports whether the line has the layout's columns, with values that look like those of their fields, even
// if they are not valid.
func (l *layout) resembles(text []byte) bool {
	identified := false
	rest := text
	for _, column := range l.columns {
		cell, next, ok := cut(rest, l.separator)
		if !ok {
			return false
		}
		rest = next
		if column.slot < 0 || string(cell) == "-" || len(cell) == 0 {
			continue
		}
		field := &l.words.kind.Fields[column.slot]
		if !looksLike(field, cell) {
			return false
		}
		identified = identified || field.Entity != "" || column.check != anyText
	}
	return identified && isBlank(rest)
}

// unknownLayout returns ErrUnknownLayout with what was seen.
func unknownLayout(lines [][]byte, why string) error {
	if len(lines) == 0 {
		return ErrUnknownLayout
	}
	text := lines[0]
	columns := len(bytes.FieldsFunc(text, func(r rune) bool { return r <= ' ' }))
	return fmt.Errorf("%w: %s %d columns such as %q; the LogFormat in the answer of aws ec2 describe-flow-logs, put beside it, tells the order",
		ErrUnknownLayout, why, columns, shorten(text))
}
