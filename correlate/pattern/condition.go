package pattern

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// operator is how a condition compares.
type operator int

const (
	equals operator = iota
	contains
	startsWith
	endsWith
	matches
	inCIDR
	greater
	greaterOrEqual
	less
	lessOrEqual
	exists
)

// modifiers are Sigma's words for the operators.
var modifiers = map[string]operator{
	"contains": contains, "startswith": startsWith, "endswith": endsWith, "re": matches, "cidr": inCIDR,
	"gt": greater, "gte": greaterOrEqual, "lt": less, "lte": lessOrEqual, "exists": exists,
}

// Condition is one test of one field: it holds if the field compares to one of the literals.
type Condition struct {
	Field FieldRef
	op    operator

	texts    []string  // equals, contains, startswith, endswith
	numbers  []float64 // gt, gte, lt, lte, and equals where the field is a number: 3000 and 3000.0 are the same
	patterns []func() *regexp.Regexp
	prefixes []netip.Prefix
	want     bool // exists

	nocase bool
}

// Literals returns the texts that the field must be equal to, for dispatch; ok is false for any other test.
func (c *Condition) Literals() (texts []string, ok bool) {
	return c.texts, c.op == equals && !c.nocase && len(c.texts) > 0
}

// Bound returns the number that the field must come up to, and in words how; ok is false for any other test.
func (c *Condition) Bound() (how string, number float64, ok bool) {
	how = map[operator]string{greater: "above", greaterOrEqual: "at least", less: "below", lessOrEqual: "at most"}[c.op]
	if how == "" || len(c.numbers) != 1 {
		return "", 0, false
	}
	return how, c.numbers[0], true
}

// untold returns the field without which nobody knows whether the condition holds, if it is among those that the notation
// of a record leaves out; else "".
func (c *Condition) untold(kind *parsers.Kind, lacks []string) string {
	name := c.Field.Name
	if c.Field.Slot >= 0 {
		name = cmp.Or(kind.Fields[c.Field.Slot].From, name)
	}
	first, _, _ := strings.Cut(name, ".")
	switch {
	case slices.Contains(lacks, name):
		return name
	case slices.Contains(lacks, first):
		return first
	}
	return ""
}

// Untold returns the field for lack of which nobody knows whether the step selects a record of which the notation leaves
// some out; "" where there is none, or where the record fails the step by what it has. Holds tests a condition.
func (s *Step) Untold(lacks []string, holds func(*Condition) bool) (field string) {
	for i := range s.Where {
		c := &s.Where[i]
		if untold := c.untold(s.Kind, lacks); untold != "" {
			field = cmp.Or(field, untold)
		} else if !holds(c) {
			return ""
		}
	}
	for i := range s.Not {
		if c := &s.Not[i]; c.untold(s.Kind, lacks) == "" && holds(c) {
			return ""
		}
	}
	return field
}

// Present reports whether the condition holds only where the field has a value.
func (c *Condition) Present() bool { return c.op != exists || c.want }

// Event reports whether the condition holds for a record of a log.
func (c *Condition) Event(ev *parsers.Event) bool {
	if c.Field.Slot >= 0 {
		return c.test(ev.Value(c.Field.Slot))
	}
	return c.result(c.Field.In(ev.Raw))
}

// result tests a part of a JSON record; of an array one element must pass.
func (c *Condition) result(r gjson.Result) bool {
	if c.op == exists {
		return present(r) == c.want
	}
	if !r.IsArray() {
		return r.Type != gjson.Null && c.test(parsers.Value(r.String()))
	}
	passes := false
	r.ForEach(func(_, element gjson.Result) bool {
		passes = c.result(element)
		return !passes
	})
	return passes
}

// present reports whether a part of a JSON record holds anything. AWS writes "none" as null and as an empty array.
func present(r gjson.Result) bool {
	if !r.IsArray() {
		return r.Type != gjson.Null
	}
	found := false
	r.ForEach(func(_, element gjson.Result) bool {
		found = present(element)
		return !found
	})
	return found
}

// Value reports whether the condition holds for a field of a derived record.
func (c *Condition) Value(v lens.Value) bool {
	if c.op == exists {
		return v.Exists() == c.want
	}
	if len(c.numbers) > 0 {
		f, ok := v.Float()
		return ok && c.compare(f)
	}
	return v.Exists() && c.test(parsers.Value(v.String()))
}

// Narrow unsets fits for the rows in whose column the condition does not hold, or holds if wanted is false, and reports
// whether any are left.
func (c *Condition) Narrow(col lens.Column, fits []bool, wanted bool) (left bool) {
	if col.Numbers != nil && len(c.numbers) == 1 {
		c.narrowNumbers(col.Numbers, fits, wanted)
	} else {
		for i := range fits {
			fits[i] = fits[i] && c.Value(col.Value(i)) == wanted
		}
	}
	return slices.Contains(fits, true)
}

// narrowNumbers is Narrow for one literal that is a number. An absent figure, NaN, compares to nothing.
func (c *Condition) narrowNumbers(numbers []float64, fits []bool, wanted bool) {
	literal := c.numbers[0]
	fits = fits[:len(numbers)]
	switch c.op {
	case greater:
		for i, f := range numbers {
			fits[i] = fits[i] && (f > literal) == wanted
		}
	case greaterOrEqual:
		for i, f := range numbers {
			fits[i] = fits[i] && (f >= literal) == wanted
		}
	case less:
		for i, f := range numbers {
			fits[i] = fits[i] && (f < literal) == wanted
		}
	case lessOrEqual:
		for i, f := range numbers {
			fits[i] = fits[i] && (f <= literal) == wanted
		}
	default:
		for i, f := range numbers {
			fits[i] = fits[i] && c.compare(f) == wanted
		}
	}
}

// Text reports whether the condition holds for a value that was kept as text.
func (c *Condition) Text(s string, present bool) bool {
	if !present {
		return c.test(nil)
	}
	return c.test(parsers.Value(s))
}

func (c *Condition) test(v parsers.Value) bool {
	if c.op == exists {
		return v.Exists() == c.want
	}
	if !v.Exists() {
		return false
	}
	if len(c.numbers) > 0 {
		f, ok := v.Float()
		return ok && c.compare(f)
	}
	if c.nocase && c.op != matches {
		v = bytes.ToLower(v)
	}
	switch c.op {
	case matches:
		for _, re := range c.patterns {
			if re().Match(v) {
				return true
			}
		}
		return false
	case inCIDR:
		addr, err := netip.ParseAddr(string(v))
		if err != nil {
			return false
		}
		for _, p := range c.prefixes {
			if p.Contains(addr.Unmap()) {
				return true
			}
		}
		return false
	}
	for _, t := range c.texts {
		if c.compareText(v, t) {
			return true
		}
	}
	return false
}

func (c *Condition) compareText(v parsers.Value, t string) bool {
	switch c.op {
	case contains:
		return bytes.Contains(v, []byte(t))
	case startsWith:
		return len(v) >= len(t) && string(v[:len(t)]) == t
	case endsWith:
		return len(v) >= len(t) && string(v[len(v)-len(t):]) == t
	}
	return string(v) == t
}

func (c *Condition) compare(f float64) bool {
	for _, n := range c.numbers {
		switch {
		case c.op == equals && f == n,
			c.op == greater && f > n, c.op == greaterOrEqual && f >= n,
			c.op == less && f < n, c.op == lessOrEqual && f <= n:
			return true
		}
	}
	return false
}

// compiler makes regular expressions.
type compiler func(text string) (func() *regexp.Regexp, error)

// setLiterals gives the condition what it compares to, checked against the operator and the field's type.
func (c *Condition) setLiterals(words []string, field *parsers.Field, compile compiler) error {
	for _, w := range words {
		if err := c.addLiteral(w, field, compile); err != nil {
			return err
		}
	}
	return nil
}

func (c *Condition) addLiteral(w string, field *parsers.Field, compile compiler) error {
	switch c.op {
	case exists:
		want, err := strconv.ParseBool(w)
		if err != nil {
			return fmt.Errorf("|exists takes true or false, not %q", w)
		}
		c.want = want
	case greater, greaterOrEqual, less, lessOrEqual:
		n, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return fmt.Errorf("%q is not a number", w)
		}
		if field != nil && (field.Type == parsers.String || field.Type == parsers.Bool || field.Type == parsers.Address) {
			return fmt.Errorf("field %s is a %s and has no order", field.Name, field.Type)
		}
		c.numbers = append(c.numbers, n)
	case matches:
		if c.nocase {
			w = "(?i)" + w
		}
		re, err := compile(w)
		if err != nil {
			return fmt.Errorf("bad regular expression: %w", err)
		}
		c.patterns = append(c.patterns, re)
	case inCIDR:
		p, err := netip.ParsePrefix(w)
		if err != nil {
			return fmt.Errorf("%q is not an address range like 10.0.0.0/8", w)
		}
		c.prefixes = append(c.prefixes, p)
	default:
		if c.nocase {
			w = strings.ToLower(w)
		}
		if c.op == equals && field != nil {
			return c.addEqual(w, field)
		}
		c.texts = append(c.texts, w)
	}
	return nil
}

// addEqual adds the literal of an equality, in the form in which the field's values are compared.
func (c *Condition) addEqual(w string, field *parsers.Field) error {
	fits := true
	switch field.Type {
	case parsers.Int, parsers.Float:
		var n float64
		if n, fits = parsers.Value(w).Float(); fits && (field.Type == parsers.Float || n == math.Trunc(n)) {
			c.numbers = append(c.numbers, n)
			return nil
		}
		fits = false
	case parsers.Bool:
		var truth bool
		if truth, fits = parsers.Value(w).Bool(); fits {
			w = strconv.FormatBool(truth)
		}
	case parsers.Address:
		_, err := netip.ParseAddr(w)
		fits = err == nil
	}
	if !fits {
		return fmt.Errorf("field %s is a %s, %q is none", field.Name, field.Type, w)
	}
	c.texts = append(c.texts, w)
	return nil
}
