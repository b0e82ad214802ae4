package timeline

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate"
	"hamari/parsers"
)

// newECS writes a record as a document of the Elastic Common Schema: what the schema has a name for under that name, all
// else under aws.KIND. See https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html
func newECS(Layout) Encoder { return ecs{} }

type ecs struct{ lines }

// ecsVersion is the version of the schema whose names are used.
const ecsVersion = "8.17.0"

func (ecs) Append(dst []byte, r *correlate.Record) []byte {
	d := documents.Get().(*document)
	defer documents.Put(d)
	d.reset()
	d.common(r)
	own := "aws." + r.Kind.Name + "."
	for _, name := range partNames(r.Kind) { // first, since they hold the fields that stand within them
		if v := part(r.Raw, name); v != nil {
			d.raw(own+name, v)
		}
	}
	m := vocabularyOf(r.Kind).ecs
	for slot, to := range m.slots {
		v := r.Value(slot)
		if !v.Exists() {
			continue
		}
		f := &r.Kind.Fields[slot]
		stored := false
		for _, name := range to {
			stored = d.field(name, f, v) || stored
		}
		if !stored {
			d.field(own+f.Name, f, v)
		}
	}
	m.finish(d, r.Event)
	return append(d.append(dst), '\n')
}

// document gathers the members of a document before they are put in order.
type document struct {
	members []member
	values  []byte // JSON, one behind the other
}

// member is one value of a document.
type member struct {
	path       string // with dots
	start, end int    // of its value
}

var documents = sync.Pool{New: func() any { return new(document) }}

func (d *document) reset() { d.members, d.values = d.members[:0], d.values[:0] }

// add takes a member whose value has been appended to values since start. Of several with one path, or with one within the
// other, the first stays: no object has a key twice.
func (d *document) add(path string, start int) bool {
	for i := range d.members {
		if sameOrWithin(d.members[i].path, path) || sameOrWithin(path, d.members[i].path) {
			d.values = d.values[:start]
			return false
		}
	}
	d.members = append(d.members, member{path, start, len(d.values)})
	return true
}

func sameOrWithin(outer, path string) bool {
	return len(path) >= len(outer) && path[:len(outer)] == outer && (len(path) == len(outer) || path[len(outer)] == '.')
}

func (d *document) text(path string, v []byte) {
	if len(v) > 0 {
		start := len(d.values)
		d.values = clean.AppendString(d.values, v)
		d.add(path, start)
	}
}

func (d *document) words(path string, words ...string) {
	start := len(d.values)
	d.values = append(d.values, '[')
	for _, w := range words {
		d.values = clean.AppendString(comma(d.values, '['), []byte(w))
	}
	d.values = append(d.values, ']')
	d.add(path, start)
}

func (d *document) number(path string, n int64) {
	start := len(d.values)
	d.values = strconv.AppendInt(d.values, n, 10)
	d.add(path, start)
}

func (d *document) raw(path string, raw []byte) {
	start := len(d.values)
	d.values = appendRaw(d.values, raw)
	d.add(path, start)
}

// field puts a field under a name, if the name is free and the value is what the schema expects there.
func (d *document) field(path string, f *parsers.Field, v parsers.Value) bool {
	start := len(d.values)
	switch ecsTypes[path] {
	case ecsIP:
		if _, err := netip.ParseAddr(string(v)); err != nil {
			return false
		}
		d.values = clean.AppendString(d.values, v)
	case ecsLong:
		n, ok := v.Int()
		if !ok {
			return false
		}
		d.values = strconv.AppendInt(d.values, n, 10)
	case ecsKeyword:
		d.values = clean.AppendString(d.values, v)
	default: // a name of ours
		d.values = appendTyped(d.values, f, v)
	}
	return d.add(path, start)
}

// common puts down what every document has.
func (d *document) common(r *correlate.Record) {
	start := len(d.values)
	d.values = append(appendTime(append(d.values, '"'), r.Start), '"')
	d.add("@timestamp", start)
	d.text("ecs.version", []byte(ecsVersion))
	d.text("message", summaryOf(nil, r))
	d.text("event.module", []byte("aws"))
	d.text("event.dataset", []byte("aws."+r.Kind.Name))
	d.text("event.id", []byte(r.ID))
	d.number("event.sequence", int64(r.Pos.Record))
	d.text("cloud.provider", []byte("aws"))
	d.text("log.file.path", []byte(r.Pos.Member))
	if r.End.IsZero() {
		return
	}
	start = len(d.values)
	d.values = append(appendTime(append(d.values, '"'), r.Start), '"')
	d.add("event.start", start)
	start = len(d.values)
	d.values = append(appendTime(append(d.values, '"'), r.End), '"')
	d.add("event.end", start)
}

// append writes the document with its members nested and in order.
func (d *document) append(dst []byte) []byte {
	slices.SortFunc(d.members, func(a, b member) int { return comparePaths(a.path, b.path) })
	dst = append(dst, '{')
	before := ""
	for _, m := range d.members {
		shared := sharedObjects(before, m.path)
		dst = closeObjects(dst, before[shared:])
		name, within, found := strings.Cut(m.path[shared:], ".")
		for found {
			dst = append(clean.AppendString(comma(dst, '{'), []byte(name)), ':', '{')
			name, within, found = strings.Cut(within, ".")
		}
		dst = append(clean.AppendString(comma(dst, '{'), []byte(name)), ':')
		dst = append(dst, d.values[m.start:m.end]...)
		before = m.path
	}
	return append(closeObjects(dst, before), '}')
}

// sharedObjects returns how long the part of two paths is that names the same objects, with its last dot.
func sharedObjects(a, b string) int {
	shared := 0
	for i := 0; i < min(len(a), len(b)) && a[i] == b[i]; i++ {
		if a[i] == '.' {
			shared = i + 1
		}
	}
	return shared
}

// closeObjects closes the objects that a part of a path names.
func closeObjects(dst []byte, path string) []byte {
	for range strings.Count(path, ".") {
		dst = append(dst, '}')
	}
	return dst
}

// comparePaths orders paths so that all members of one object stand together.
func comparePaths(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			continue
		}
		switch {
		case a[i] == '.':
			return -1
		case b[i] == '.':
			return 1
		}
		return cmp.Compare(a[i], b[i])
	}
	return cmp.Compare(len(a), len(b))
}
