package timeline

import (
	"github.com/tidwall/gjson"

	"hamari/correlate"
	"hamari/parsers"
)

// columns are the fields of several kinds as the columns of one table: a name that several kinds have is one column. Of
// kinds that are JSON, the parts of a record that no field names are columns, too.
type columns struct {
	names  []string
	byKind map[*parsers.Kind][]cell // one for each column
}

// cell is what fills a column.
type cell struct {
	slot int    // -1 for none
	part string // a path into the record's JSON; "" for none
}

// whole is the part that is all of a record.
const whole = "@this"

func newColumns(kinds []*parsers.Kind) *columns {
	c := &columns{byKind: map[*parsers.Kind][]cell{}}
	places := map[string]int{}
	for _, k := range kinds {
		for _, name := range append(fieldNames(k), partNames(k)...) {
			if _, has := places[name]; !has {
				places[name] = len(c.names)
				c.names = append(c.names, name)
			}
		}
	}
	for _, k := range kinds {
		cells := make([]cell, len(c.names))
		for i, name := range c.names {
			cells[i] = cell{slot: k.Slot(name)}
		}
		for _, name := range partNames(k) {
			if at := &cells[places[name]]; at.slot < 0 {
				at.part = name
				if name == recordColumn {
					at.part = whole
				}
			}
		}
		c.byKind[k] = cells
	}
	return c
}

// recordColumn holds records of kinds whose JSON may have any keys.
const recordColumn = "record"

func fieldNames(k *parsers.Kind) []string {
	var names []string
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	return names
}

func partNames(k *parsers.Kind) []string {
	switch {
	case !k.Nested:
		return nil
	case len(k.Roots) == 0:
		return []string{recordColumn}
	}
	return k.Roots
}

// each gives the value of every column, nil where the record has none.
func (c *columns) each(r *correlate.Record, take func(v []byte)) {
	for _, cell := range c.byKind[r.Kind] {
		switch {
		case cell.slot >= 0:
			take(r.Value(cell.slot))
		case cell.part == "":
			take(nil)
		default:
			take(part(r.Raw, cell.part))
		}
	}
}

// part returns a part of a record's JSON, nil where it is absent or null.
func part(raw []byte, path string) []byte {
	if path == whole {
		return raw
	}
	v := gjson.GetBytes(raw, path)
	if v.Type == gjson.Null {
		return nil
	}
	if v.Type == gjson.String {
		return []byte(v.Str)
	}
	return []byte(v.Raw)
}
