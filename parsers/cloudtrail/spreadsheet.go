package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Spreadsheet programs change what they open: they round account numbers, write times in the form of their country and
// truth values in capitals. A value is put right where something else proves it, and left out or rejected where nothing
// does.

const accountDigits = 12

// accountOf restores an account number that lost its leading zeros. It returns false for one that was rounded:
// 1.11122E+11.
func accountOf(cell string) (string, bool) {
	if strings.Trim(cell, "0123456789") != "" {
		return "", false
	}
	return strings.Repeat("0", max(0, accountDigits-len(cell))) + cell, true
}

// provenAccount finds the account number that was rounded to the cell among the texts: it must be the only one of its
// length that rounds to it.
func provenAccount(cell string, texts ...string) (string, bool) {
	digits, ok := roundedDigits(cell)
	if !ok {
		return "", false
	}
	found := ""
	for _, text := range texts {
		for _, account := range accountsIn(text) {
			if !roundsTo(account, digits) || account == found {
				continue
			}
			if found != "" {
				return "", false
			}
			found = account
		}
	}
	return found, found != ""
}

// roundedDigits returns the digits that are left of an account number: those of 1.11122E+11, or 1,11122E+11 where the
// comma is the decimal point.
func roundedDigits(cell string) (string, bool) {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(cell), "E+")
	if !ok || exponent != strconv.Itoa(accountDigits-1) {
		return "", false
	}
	digits := strings.NewReplacer(".", "", ",", "").Replace(mantissa)
	if digits == "" || len(digits) > accountDigits || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// roundsTo reports whether a number of twelve digits, rounded to as many digits, has these.
func roundsTo(account, digits string) bool {
	n, err := strconv.ParseInt(account, 10, 64)
	if err != nil {
		return false
	}
	unit := int64(1)
	for range accountDigits - len(digits) {
		unit *= 10
	}
	return strconv.FormatInt((n+unit/2)/unit, 10) == digits
}

// accountsIn returns the numbers of twelve digits in a text, as they stand in ARNs and in paths of deliveries.
func accountsIn(text string) []string {
	var found []string
	for _, run := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(`:/_-.,;=" @`, c) }) {
		if len(run) == accountDigits && strings.Trim(run, "0123456789") == "" {
			found = append(found, run)
		}
	}
	return found
}

// truths are the truth values as Excel writes them in other languages: German, French, Spanish, Italian, Portuguese,
// Dutch, Polish and Russian.
var truths = map[string]bool{"WAHR": true, "FALSCH": false, "VRAI": true, "FAUX": false, "VERDADERO": true, "FALSO": false,
	"VERO": true, "VERDADEIRO": true, "WAAR": true, "ONWAAR": false, "PRAWDA": true, "FAŁSZ": false, "ИСТИНА": true, "ЛОЖЬ": false}

// dateOrder is the order of day and month in times like 3/4/2026.
type dateOrder int

const (
	orderUnknown dateOrder = iota
	orderMonthFirst
	orderDayFirst
)

// Stamps as spreadsheet programs write them, each order of the date's parts with and without seconds.
var (
	yearFirst  = [2]string{"2006/1/2 15:04:05", "2006/1/2 15:04"}
	monthFirst = [2]string{"1/2/2006 15:04:05", "1/2/2006 15:04"}
	dayFirst   = [2]string{"2/1/2006 15:04:05", "2/1/2006 15:04"}
)

var errDateOrder = errors.New("which is the day and which the month is not clear")

// parseCellTime reads a time as CloudTrail or a spreadsheet program writes it; whole says that it has its seconds. A
// date whose day and month could be either is read in the given order, and is an error without one.
func parseCellTime(cell string, order dateOrder) (t time.Time, whole bool, err error) {
	if t, err := parseTime([]byte(cell)); err == nil {
		return t, true, nil
	}
	slashed := strings.NewReplacer("-", "/", ".", "/").Replace(cell)
	for i := range yearFirst {
		whole := i == 0
		if t, err := time.Parse(yearFirst[i], slashed); err == nil {
			return t, whole, nil
		}
		m, monthErr := time.Parse(monthFirst[i], slashed)
		d, dayErr := time.Parse(dayFirst[i], slashed)
		switch {
		case dayErr == nil && dotted(cell): // no country writes the month first and dots
			return d, whole, nil
		case monthErr == nil && dayErr == nil && !m.Equal(d):
			switch order {
			case orderMonthFirst:
				return m, whole, nil
			case orderDayFirst:
				return d, whole, nil
			}
			return time.Time{}, false, fmt.Errorf("event time %s: %w", clip([]byte(cell)), errDateOrder)
		case monthErr == nil:
			return m, whole, nil
		case dayErr == nil:
			return d, whole, nil
		}
	}
	return time.Time{}, false, fmt.Errorf("event time: %s is not a time", clip([]byte(cell)))
}

// dotted reports whether the parts of a date are separated by dots, as in 10.03.2026.
func dotted(cell string) bool {
	day, rest, _ := strings.Cut(cell, ".")
	_, rest, found := strings.Cut(rest, ".")
	return found && len(day) <= 2 && len(rest) >= 4
}

// orderIn finds the order that the first rows of a file prove: by a date that makes sense in one order only.
func (h *header) orderIn(sample []byte) dateOrder {
	cells, order := newCellReader(h.comma), orderUnknown
	for line := range bytes.Lines(sample) {
		if bytes.IndexByte(line, '\n') < 0 {
			break // cut
		}
		row, err := cells.read(bytes.TrimRight(line, "\r\n"))
		if err != nil || len(row) != len(h.slots) {
			continue
		}
		proven := h.orderOf(row)
		if proven != orderUnknown && order != orderUnknown && proven != order {
			return orderUnknown
		}
		order = max(order, proven)
	}
	return order
}

// orderOf returns the order that the row's time proves.
func (h *header) orderOf(row []string) dateOrder {
	for i, slot := range h.slots {
		if slot != SlotEventTime {
			continue
		}
		if _, _, err := parseCellTime(row[i], orderUnknown); err != nil {
			return orderUnknown
		}
		parts := strings.FieldsFunc(row[i], func(c rune) bool { return strings.ContainsRune("/-. ", c) })
		switch {
		case len(parts) < 3 || len(parts[0]) > 2:
			return orderUnknown
		case isPast12(parts[1]):
			return orderMonthFirst
		case isPast12(parts[0]):
			return orderDayFirst
		}
	}
	return orderUnknown
}

func isPast12(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n > 12
}
