package flowlog

import (
	"bytes"
	"errors"
	"fmt"

	"hamari/parsers"
)

// maxQuote is how much of a line is shown in an error.
const maxQuote = 200

var (
	errUnfinishedQuote = errors.New("a quoted cell does not end on its line")
	errEndsEarly       = errors.New("ends before it starts")
)

// columnsError says that a line has too few columns.
type columnsError struct{ have, want int }

func (e *columnsError) Error() string {
	return fmt.Sprintf("%d columns, where the layout has %d", e.have, e.want)
}

// decoder takes the lines of one layout apart.
type decoder struct {
	layout  *layout
	flow    Flow            // the record
	values  []parsers.Value // room for those of flow; what the layout lacks stays nil
	surplus bool            // the line had columns that the layout lacks
	account int             // slot of the account in exports, whose numbers a spreadsheet may have rounded; else -1
	rounded bool            // that was so in the line
	scanner scanner
}

func newDecoder(l *layout) *decoder {
	d := &decoder{layout: l, values: make([]parsers.Value, len(l.words.checks)), account: -1}
	if l.separator != blanks {
		d.account = l.words.slot("account-id")
	}
	d.flow.column = make([]uint8, len(d.values))
	d.scanner.compile(l, &d.flow)
	return d
}

// decode takes one record apart. The values are parts of text and valid as long as it is.
func (d *decoder) decode(text []byte) error {
	if d.scan(text) {
		return d.checkTimes()
	}
	d.surplus, d.rounded = false, false
	d.flow.values = d.values
	var err error
	if d.layout.separator == blanks {
		err = d.splitBlanks(text)
	} else {
		err = d.splitCells(text)
	}
	switch err {
	case nil:
		return d.checkTimes()
	case errUnfinishedQuote:
		return err
	}
	// Of a line that is both too short and wrong, the former says more: it was cut, or is no record at all.
	if have := d.layout.count(text); have < len(d.layout.columns) {
		return &columnsError{have: have, want: len(d.layout.columns)}
	}
	return err
}

// splitBlanks splits at runs of blanks. Every byte up to the blank counts as one, so tabs and a carriage return do.
func (d *decoder) splitBlanks(text []byte) error {
	rest := text
	for n := range d.layout.columns {
		cell, next, ok := cut(rest, blanks)
		if !ok {
			return &columnsError{have: n, want: len(d.layout.columns)}
		}
		if err := d.set(&d.layout.columns[n], cell); err != nil {
			return err
		}
		rest = next
	}
	d.surplus = !isBlank(rest)
	return nil
}

// splitCells splits at the separator of an export, outside of quotes.
func (d *decoder) splitCells(text []byte) error {
	rest := text
	for n := range d.layout.columns {
		cell, next, ok := cut(rest, d.layout.separator)
		if !ok {
			if rest != nil {
				return errUnfinishedQuote
			}
			return &columnsError{have: n, want: len(d.layout.columns)}
		}
		if err := d.set(&d.layout.columns[n], cell); err != nil {
			return err
		}
		rest = next
	}
	d.surplus = len(rest) > 0
	return nil
}

// set keeps the value of one column. "-" stands for no value, and so does the empty cell of an export.
func (d *decoder) set(c *column, text []byte) error {
	ok := true
	switch {
	case c.form == passedOver:
		return nil
	case len(text) == 0 || len(text) == 1 && text[0] == '-':
		d.unset(c)
		return nil
	case c.slot == d.account && isRounded(text):
		d.rounded = true
		d.unset(c)
		return nil
	case c.form == asNumber:
		value, digits := leadingNumber(text)
		d.flow.numbers[c.place&15] = value
		ok = digits == len(text) && c.admits(value, digits)
	case c.form == asAddress:
		d.flow.addrs[c.place&3], ok = parseAddr(text)
	case c.form == asWord:
		ok = c.check.holds(text)
	}
	if !ok {
		return d.violation(c, text)
	}
	d.values[c.slot] = text
	return nil
}

// isRounded reports whether the text is a number as spreadsheets write long ones: 1.11122E+11. Its last digits are lost.
func isRounded(text []byte) bool {
	digits, exponent, found := bytes.Cut(text, []byte("E+"))
	return found && isDigits(exponent) && isDigits(bytes.Replace(digits, []byte("."), nil, 1))
}

// unset notes that the record does not have the value of a column.
func (d *decoder) unset(c *column) {
	switch c.form {
	case passedOver:
		return
	case asNumber:
		d.flow.numbers[c.place&15] = 0
	case asAddress:
		d.flow.addrs[c.place&3] = Addr{}
	}
	d.values[c.slot] = nil
}

// admits reports whether a number of so many digits is within the limits.
func (c *column) admits(value uint64, digits int) bool {
	return 0 < digits && digits <= maxDigits && c.least <= value && value <= c.most
}

// checkTimes holds that a record has the times that its layout has, in their order.
func (d *decoder) checkTimes() error {
	for _, slot := range d.layout.times {
		if d.flow.Value(slot) == nil {
			return fmt.Errorf("%s is absent", d.layout.words.kind.Fields[slot].Name)
		}
	}
	if len(d.layout.times) == 2 && d.flow.End() < d.flow.Start() {
		return errEndsEarly
	}
	return nil
}

// violation says what is wrong with the text of a column.
func (d *decoder) violation(c *column, text []byte) error {
	return fmt.Errorf("%s %q is not %s", d.layout.words.kind.Fields[c.slot].Name, shorten(text), c.check.wanted())
}

// count counts the columns of a line; one that cannot be taken apart further counts as one.
func (l *layout) count(text []byte) int {
	n := 0
	rest := text
	for {
		_, next, ok := cut(rest, l.separator)
		if !ok {
			return n
		}
		n++
		rest = next
	}
}

// cut splits off the first column of text: at a run of blanks, or at the separator of an export, whose cells may be
// quoted. The rest behind the last cell is nil. ok is false when there is no column, or when its quote does not end. A
// doubled quote within a cell stays doubled: no field has one.
func cut(text []byte, separator byte) (cell, rest []byte, ok bool) {
	if separator == blanks {
		begin := 0
		for begin < len(text) && text[begin] <= ' ' {
			begin++
		}
		end := begin
		for end < len(text) && text[end] > ' ' {
			end++
		}
		return text[begin:end:end], text[end:], end > begin
	}
	if text == nil {
		return nil, nil, false
	}
	if len(text) > 0 && text[0] == '"' {
		return cutQuoted(text, separator)
	}
	if i := bytes.IndexByte(text, separator); i >= 0 {
		return bytes.TrimSpace(text[:i:i]), text[i+1:], true
	}
	return bytes.TrimSpace(text), nil, true
}

// cutQuoted splits off the first cell of an export, which begins with a quote.
func cutQuoted(text []byte, separator byte) (cell, rest []byte, ok bool) {
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		cell, rest = text[1:i:i], bytes.TrimSpace(text[i+1:])
		switch {
		case len(rest) == 0:
			return cell, nil, true
		case rest[0] != separator:
			return nil, text, false
		}
		return cell, rest[1:], true
	}
	return nil, text, false
}

func isBlank(text []byte) bool {
	for _, c := range text {
		if c > ' ' {
			return false
		}
	}
	return true
}

func shorten(text []byte) []byte {
	return text[:min(len(text), maxQuote)]
}
