package pattern

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template/parse"

	"hamari/parsers"
)

// names are what a template may use.
type names struct {
	words map[string][]string // the first words of fields, each with the second words that may follow; nil where anything may
	texts map[string]string   // by field, in full: what it is instead of a figure
}

func newNames(words ...string) names {
	n := names{map[string][]string{}, map[string]string{}}
	n.add(words...)
	return n
}

// with returns the names and one more.
func (n names) with(word string) names {
	n.words = maps.Clone(n.words)
	n.add(word)
	return n
}

func (n names) add(words ...string) {
	for _, w := range words {
		n.words[GoName(w)] = nil
	}
}

func (n names) has(word string) bool {
	_, known := n.words[word]
	return known
}

// figures are the functions that write or make a figure, of whatever field they are given.
var figures = []string{"num", "num_plain", "count", "dec", "pct", "percentage", "hour", "mins", "max", "min", "add", "mul"}

// checkFigure holds that a field from which a figure is wanted has one: of a text it would be 0, and nobody would notice.
func (n names) checkFigure(used fieldUse) error {
	what := n.texts[strings.Join(used.ident, ".")]
	if what == "" || !slices.Contains(figures, used.by) {
		return nil
	}
	return fmt.Errorf("%s is of figures: .%s %s", used.by, strings.Join(used.ident, "."), what)
}

// noFigures tells of the fields of a step that are no figures what they are.
func noFigures(s *Step) map[string]string {
	texts := map[string]string{}
	for _, f := range s.Kind.Fields {
		switch number := f.Type == parsers.Int || f.Type == parsers.Float; {
		case slices.ContainsFunc(bindsOf(s), func(b Bind) bool { return b.Name == f.Name }):
		case !number:
			texts[GoName(f.Name)] = "is a " + f.Type.String()
		case s.For > 0:
			texts[GoName(f.Name)] = "has " + strings.Join(Stats, ", ")
		}
	}
	return texts
}

// bindsOf lists what a step binds, that of which it makes a sighting each included.
func bindsOf(s *Step) []Bind {
	if s.Each == nil {
		return s.Binds
	}
	return append(slices.Clone(s.Binds), *s.Each)
}

func (n names) check(used []string) error {
	first := used[0]
	second, known := n.words[first]
	if !known {
		return fmt.Errorf("template uses unknown name .%s%s", first, orBind(suggest("."+first, dotted("", slices.Collect(maps.Keys(n.words))))))
	}
	if len(used) > 1 && second != nil && !slices.Contains(second, used[1]) {
		word := "." + first + "." + used[1]
		return fmt.Errorf("template uses unknown name %s%s", word, orBind(suggest(word, dotted("."+first, second))))
	}
	if len(used) > 2 && first == "all" && n.has("all."+used[1]) {
		return n.check(append([]string{"all." + used[1]}, used[2:]...))
	}
	return nil
}

// orBind says how texts come to know what they do not.
func orBind(meant string) string {
	return cmp.Or(meant, ": what stands elsewhere in a record is known by the name that bind gives it")
}

func dotted(prefix string, words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = prefix + "." + w
	}
	return out
}

// fieldUse is a field that a template uses, and the function that it is given to.
type fieldUse struct {
	ident []string
	by    string
}

// fieldsUsed lists all fields that a template uses of the finding's data. Within range and with blocks the dot is
// something else; there the data is reached as $ only.
func fieldsUsed(n parse.Node) (used []fieldUse) {
	var walk func(n parse.Node, dotIsData bool)
	by := ""
	list := func(n *parse.ListNode, dotIsData bool) {
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, dotIsData)
		}
	}
	pipe := func(n *parse.PipeNode, dotIsData bool) {
		if n == nil {
			return
		}
		for _, c := range n.Cmds {
			for _, arg := range c.Args {
				by = ""
				if f, ok := c.Args[0].(*parse.IdentifierNode); ok {
					by = f.Ident
				}
				walk(arg, dotIsData)
			}
		}
	}
	branch := func(n *parse.BranchNode, dotIsData, dotIsDataInside bool) {
		pipe(n.Pipe, dotIsData)
		list(n.List, dotIsDataInside)
		list(n.ElseList, dotIsData)
	}
	walk = func(n parse.Node, dotIsData bool) {
		switch n := n.(type) {
		case *parse.ListNode:
			list(n, dotIsData)
		case *parse.ActionNode:
			pipe(n.Pipe, dotIsData)
		case *parse.PipeNode:
			pipe(n, dotIsData)
		case *parse.IfNode:
			branch(&n.BranchNode, dotIsData, dotIsData)
		case *parse.RangeNode:
			branch(&n.BranchNode, dotIsData, false)
		case *parse.WithNode:
			branch(&n.BranchNode, dotIsData, false)
		case *parse.ChainNode:
			walk(n.Node, dotIsData)
		case *parse.FieldNode:
			if dotIsData {
				used = append(used, fieldUse{n.Ident, by})
			}
		case *parse.VariableNode:
			if n.Ident[0] == "$" && len(n.Ident) > 1 {
				used = append(used, fieldUse{n.Ident[1:], by})
			}
		}
	}
	walk(n, true)
	return used
}

// templateNames are what templates may use: entities, the finding's own figures, and the steps with what they show.
func (d *decoder) templateNames(p *Pattern) names {
	all := newNames("tie", "verdict", "count", "first_seen", "last_seen", "variant", "failing", "unclear", "cleared", "all")
	all.add(d.keys...)
	inAll := newNames(d.keys...)
	for _, s := range p.Steps {
		all.add(s.Name)
		if name := GoName(s.Name); !inAll.has(name) {
			inAll.add(name)
			all.words["all."+name] = overAll(s)
		}
		if s.Kind.Name != "" { // else its kind is unknown, and so are its fields
			all.words[GoName(s.Name)] = slices.Collect(maps.Keys(d.shown(s).words))
			for field, what := range noFigures(s) {
				all.texts[GoName(s.Name)+"."+field] = what
			}
		}
	}
	all.words["all"] = slices.Collect(maps.Keys(inAll.words))
	return all
}

// overAll are the names of what texts see of all records of a step.
func overAll(s *Step) []string {
	list := []string{"times", "count", "time", "end", Minutes}
	for _, f := range s.Kind.Fields {
		if f.Type == parsers.Int || f.Type == parsers.Float {
			list = append(list, GoName(f.Name))
		}
	}
	return list
}

// shown are the names that a record of a step has for templates.
func (d *decoder) shown(s *Step) names {
	all := newNames("step", "time", "end", "count", "minutes", "seen")
	for _, f := range s.Kind.Fields {
		first, _, _ := strings.Cut(f.Name, ".")
		all.add(first)
	}
	for _, b := range s.Binds {
		all.add(b.Name)
	}
	if s.Each != nil {
		all.add(s.Each.Name)
	}
	all.add(d.voc.EntityKeys...)
	all.texts = noFigures(s)
	return all
}
