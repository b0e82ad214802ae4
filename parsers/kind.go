package parsers

import (
	"slices"
	"strings"
	"sync"
)

// Type is the type of a field's values. Pattern literals are checked against it.
type Type int

// The types of fields.
const (
	String Type = iota
	Int
	Float
	Bool
	Timestamp
	Address // an IP address
)

// String returns the type's name as the documentation prints it.
func (t Type) String() string {
	return [...]string{"string", "integer", "number", "boolean", "time", "address"}[t]
}

// Field is one field of a kind of event: a word of the vocabulary that patterns may use.
type Field struct {
	Name   string
	Type   Type
	Unit   string // "seconds", "bytes" ...; empty for none
	Entity string // the entity key that the value names ("instance", "principal"); empty if it names none
	Doc    string // what it means, in a sentence

	// From is, of a kind whose records are made of others, the field of those without which this one cannot be told;
	// empty where there is none, and where others do as well.
	From string
}

// Kind is the vocabulary of one kind of event.
type Kind struct {
	Name   string
	Title  string
	Fields []Field

	// Nested says that Raw is a JSON object whose inner parts may be reached by a dotted path, beyond Fields.
	Nested bool

	// Roots are the first words of such paths. Without them any path is allowed that begins with a capital letter, as
	// the keys of AWS's describe answers do.
	Roots []string

	// Small are the first words in small letters that are allowed beside capital ones, where there are no Roots: services
	// whose protocol is younger have such keys.
	Small []string

	// Series says that records of this kind are readings of one thing after the other, so that a condition may be asked to
	// hold for some time.
	Series bool

	// Averages says that what a record reads are averages over its period, in which what is much shorter does not show.
	// Its field period has the length in seconds.
	Averages bool

	index sync.Once
	slots map[string]int // by name; made when first asked for, as most kinds of most starts are not
}

// NewKind returns a kind with the given fields; a field's place in the list is its slot.
func NewKind(name, title string, fields []Field) *Kind {
	return &Kind{Name: name, Title: title, Fields: fields}
}

// Reaches reports whether a path may be looked up in the JSON of the kind's records.
func (k *Kind) Reaches(path string) bool {
	if !k.Nested || path == "" {
		return false
	}
	first, _, _ := strings.Cut(path, ".")
	if len(k.Roots) == 0 {
		return path[0] >= 'A' && path[0] <= 'Z' || slices.Contains(k.Small, first)
	}
	return slices.Contains(k.Roots, first)
}

// Slot returns the slot of the field with the given name, or -1.
func (k *Kind) Slot(name string) int {
	k.index.Do(k.indexFields)
	if i, ok := k.slots[name]; ok {
		return i
	}
	return -1
}

func (k *Kind) indexFields() {
	k.slots = make(map[string]int, len(k.Fields))
	for i, f := range k.Fields {
		k.slots[f.Name] = i
	}
}
