package pattern

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hamari/parsers"
)

// Where is one selection as it is typed outside of a pattern file: FIELD=VALUE or FIELD|MODIFIER=VALUE.
type Where struct {
	byKind map[*parsers.Kind]Condition
}

// ParseWhere reads a selection. Several values stand with commas between them and any of them will do; behind |re all is
// one expression. The field must be one of at least one of the kinds; records of kinds that lack it are not selected.
func ParseWhere(text string, kinds []*parsers.Kind) (*Where, error) {
	field, value, ok := strings.Cut(text, "=")
	if !ok || field == "" {
		return nil, fmt.Errorf("%q is no selection: want FIELD=VALUE, or FIELD|contains=VALUE", text)
	}
	words := strings.Split(field, "|")
	literals := &node{kind: sequenceNode}
	values := []string{value}
	if !slices.Contains(words[1:], "re") {
		values = strings.Split(value, ",")
	}
	for _, v := range values {
		literals.content = append(literals.content, node{kind: scalarNode, value: v, number: -1})
	}
	w := &Where{byKind: map[*parsers.Kind]Condition{}}
	var known []string
	for _, kind := range kinds {
		for _, f := range kind.Fields {
			known = append(known, f.Name)
		}
		if kind.Slot(words[0]) < 0 && !kind.Reaches(words[0]) {
			continue
		}
		d := &decoder{voc: &Vocabulary{}}
		c := d.condition(&node{kind: scalarNode, value: field, number: -1}, literals, kind)
		if len(d.problems) > 0 {
			return nil, errors.New(d.problems[0].Text)
		}
		w.byKind[kind] = c
	}
	if len(w.byKind) == 0 {
		return nil, fmt.Errorf("no record has a field %s%s", words[0], suggest(words[0], known))
	}
	return w, nil
}

// Selects reports whether the selection holds for a record.
func (w *Where) Selects(ev *parsers.Event) bool {
	c, ok := w.byKind[ev.Kind]
	return ok && c.Event(ev)
}
