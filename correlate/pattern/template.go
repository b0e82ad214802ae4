package pattern

import (
	"fmt"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// Template is a piece of text in which {{...}} stands for what was found: a Go text/template over step names
// ({{.denied.errorMessage}}), entity keys ({{.instance}}) and the functions of package correlate/advice.
type Template struct {
	source string
	tmpl   *template.Template
}

// TextTemplate is a Template that a table cell or a command is made of.
type TextTemplate = *Template

// Source returns the text as it was written.
func (t *Template) Source() string {
	if t == nil {
		return ""
	}
	return t.source
}

// Render fills the template in. The functions replace those of the same names that it was checked with.
func (t *Template) Render(data any, funcs template.FuncMap) (string, error) {
	if t == nil {
		return "", nil
	}
	if !strings.Contains(t.source, "{{") {
		return strings.TrimSpace(t.source), nil
	}
	clone, err := t.tmpl.Clone()
	if err != nil {
		return "", fmt.Errorf("template %q: %w", t.source, err)
	}
	var b strings.Builder
	if err := clone.Funcs(funcs).Execute(&b, data); err != nil {
		return "", fmt.Errorf("fill in template: %w", err)
	}
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "<no value>", "")), nil
}

// newTemplate parses a text and checks that it uses known names only.
func newTemplate(source string, funcs template.FuncMap, known []string) (*Template, error) {
	tmpl, err := template.New("text").Option("missingkey=zero").Funcs(funcs).Parse(source)
	if err != nil {
		return nil, fmt.Errorf("bad template: %s", strings.TrimPrefix(err.Error(), "template: text:"))
	}
	for _, name := range rootNames(tmpl.Tree.Root) {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("template uses unknown name .%s%s", name, suggest(name, dotted(known)))
		}
	}
	return &Template{source: source, tmpl: tmpl}, nil
}

func dotted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "." + n
	}
	return out
}

// rootNames lists the first words of all fields that a template uses, outside range and with blocks.
func rootNames(n parse.Node) []string {
	switch n := n.(type) {
	case *parse.ListNode:
		var names []string
		if n != nil {
			for _, child := range n.Nodes {
				names = append(names, rootNames(child)...)
			}
		}
		return names
	case *parse.ActionNode:
		return rootNames(n.Pipe)
	case *parse.IfNode:
		return slices.Concat(rootNames(n.Pipe), rootNames(n.List), rootNames(n.ElseList))
	case *parse.RangeNode:
		return slices.Concat(rootNames(n.Pipe), rootNames(n.ElseList))
	case *parse.WithNode:
		return slices.Concat(rootNames(n.Pipe), rootNames(n.ElseList))
	case *parse.PipeNode:
		var names []string
		if n != nil {
			for _, c := range n.Cmds {
				names = append(names, rootNames(c)...)
			}
		}
		return names
	case *parse.CommandNode:
		var names []string
		for _, a := range n.Args {
			names = append(names, rootNames(a)...)
		}
		return names
	case *parse.FieldNode:
		return n.Ident[:1]
	case *parse.ChainNode:
		return rootNames(n.Node)
	}
	return nil
}
