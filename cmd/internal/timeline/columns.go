package timeline

import (
	"slices"

	"github.com/tidwall/gjson"

	"hamari/correlate"
	"hamari/parsers"
)

// columns are the fields of several kinds as the columns of one table: a name that several kinds have is one column. Of
// kinds that are JSON, the parts of a record that no field names are columns, too.
type columns struct {
	names  []string                 // of the fields and parts
	titles []string                 // of the columns
	byKind map[*parsers.Kind][]cell // one for each column
}

// cell is what fills a column.
type cell struct {
	slot int    // -1 for none
	part string // a path into the record's JSON; "" for none
}

// newColumns takes the names of the columns that every record fills: a field of that name has a title of its own.
func newColumns(kinds []*parsers.Kind, head []string) *columns {
	c := &columns{byKind: map[*parsers.Kind][]cell{}}
	places := map[string]int{}
	for _, k := range kinds {
		for _, name := range append(fieldNames(k), partNames(k)...) {
			if _, has := places[name]; has {
				continue
			}
			places[name] = len(c.names)
			c.names = append(c.names, name)
			if slices.Contains(head, name) {
				name = "field_" + name
			}
			c.titles = append(c.titles, name)
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
			}
		}
		c.byKind[k] = cells
	}
	return c
}

func fieldNames(k *parsers.Kind) []string {
	var names []string
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	return names
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
			take(partText(r.Raw, cell.part))
		}
	}
}

// recordPart is the part that is all of a record, for kinds whose JSON may have any keys.
const recordPart = "record"

// partNames names the parts of a kind's records that no field names.
func partNames(k *parsers.Kind) []string {
	switch {
	case !k.Nested:
		return nil
	case len(k.Roots) == 0:
		return []string{recordPart}
	}
	return k.Roots
}

// part returns a part of a record's JSON as it stands there, nil where it is absent or null.
func part(raw []byte, name string) []byte {
	if name == recordPart {
		return raw
	}
	v := gjson.GetBytes(raw, name)
	if v.Type == gjson.Null {
		return nil
	}
	return []byte(v.Raw)
}

// partText is a part for a cell: JSON on one line, a string as what it says.
func partText(raw []byte, name string) []byte {
	v := part(raw, name)
	if v == nil {
		return nil
	}
	if v[0] == '"' {
		return []byte(gjson.ParseBytes(v).Str)
	}
	return appendRaw(nil, v)
}
