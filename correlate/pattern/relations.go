package pattern

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// relations reads a list of steps, each bare or with how it hangs together with those before it.
func (d *decoder) relations(n *yaml.Node, p *Pattern, into *[]Relation) {
	d.each(n, func(e *yaml.Node) { *into = append(*into, d.relation(e, p)) })
}

func (d *decoder) relation(n *yaml.Node, p *Pattern) (r Relation) {
	steps, keys := stepNames(p), d.keys(p)
	if n.Kind == yaml.ScalarNode {
		d.words("step", steps, &r.Steps)(n)
		return r
	}
	d.mapping(n, "relation", fields{
		"step":     d.words("step", steps, &r.Steps),
		"same":     d.words("entity", keys, &r.Same),
		"agree":    d.words("entity", keys, &r.Agree),
		"differ":   d.words("entity", keys, &r.Differ),
		"within":   func(n *yaml.Node) { r.Within = d.window(n, steps) },
		"overlaps": d.word("step", steps, &r.Overlaps),
		"until":    d.word("step", steps, &r.Until),
		"every":    d.word("entity", keys, &r.Every),
		"ties":     d.words("entity", keys, &r.Ties),
		"loose":    d.looseness(&r.Loose),
		"untied":   d.words("entity", keys, &r.Untied),
		"at_least": d.number(&r.AtLeast),
		"absent":   d.truth(&r.Absent),
		"why":      d.template(&r.Why),
	}, "step")
	return r
}

// looseness reads the only word that loose knows.
func (d *decoder) looseness(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var word string
		d.word("verdict", []string{"possible"}, &word)(n)
		*into = word == "possible"
	}
}

// window reads [from, to, step] or [from, to, end of step].
func (d *decoder) window(n *yaml.Node, steps []string) *Window {
	w := &Window{}
	if n.Kind != yaml.SequenceNode || len(n.Content) != 3 {
		d.problem(n, "within takes [from, to, step], such as [-5s, 2m, start]")
		return w
	}
	d.duration(&w.From)(n.Content[0])
	d.duration(&w.To)(n.Content[1])
	w.Of = d.text(n.Content[2])
	if of, isEnd := strings.CutPrefix(w.Of, "end of "); isEnd {
		w.Of, w.OfEnd = of, true
	}
	if !slices.Contains(steps, w.Of) {
		d.problem(n.Content[2], "unknown step %s%s", w.Of, suggest(w.Of, steps))
	}
	if w.To < w.From {
		d.problem(n, "the window ends before it begins")
	}
	return w
}
