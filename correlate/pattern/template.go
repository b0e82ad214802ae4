package pattern

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"

	"hamari/parsers/lazy"
)

// Template is a piece of text in which {{...}} stands for what was found: a Go text/template over step names
// ({{.denied.errorMessage}}), entity keys ({{.instance}}) and the functions of package correlate/advice.
type Template struct {
	source string
	funcs  template.FuncMap // that it is parsed with
	into   pasting

	once  sync.Once // for what follows
	trees map[string]*parse.Tree
	err   error

	quoting  sync.Once // for what follows
	quoters  template.FuncMap
	quoteErr error
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
	text, _, err := t.Fill(data, funcs)
	return text, err
}

// Fill is Render, and tells where a placeholder left a hole in the text: there is no value for it, and none of another beside
// it, as where one of several steps was found. The text with holes says where they are; it is empty where there are none. A
// text of nothing else, such as a cell of a table, is just empty.
func (t *Template) Fill(data any, funcs template.FuncMap) (text, withHoles string, err error) {
	if t == nil {
		return "", "", nil
	}
	if !isTemplate(t.source) {
		return strings.TrimSpace(t.source), "", nil
	}
	trees, err := t.quoted()
	if err != nil {
		return "", "", err
	}
	tmpl := template.New(templateName).Option("missingkey=zero").Funcs(t.funcs).Funcs(funcs).Funcs(t.quoters)
	for name, tree := range trees {
		if _, err := tmpl.AddParseTree(name, tree); err != nil {
			return "", "", fmt.Errorf("template %q: %w", t.source, err)
		}
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, data); err != nil {
		return "", "", fmt.Errorf("fill in template: %s", strings.TrimPrefix(err.Error(), "template: "+templateName+":"))
	}
	text = strings.TrimSpace(strings.ReplaceAll(b.String(), noValue, ""))
	if text != "" && strings.Contains(b.String(), noValue) && holes().MatchString(b.String()) {
		withHoles = strings.TrimSpace(holes().ReplaceAllString(b.String(), "$1[no value]$2"))
	}
	return text, withHoles, nil
}

// noValue is what text/template writes for what is not there.
const noValue = "<no value>"

// holes finds what stands for values that are not there, behind what is hardly the end of another value and before what is
// hardly the beginning of one.
var holes = lazy.Regexp(`(^|[^\pL\pN)\]}%>])(?:` + noValue + `)+($|[^\pL\pN<])`)

// isTemplate reports whether anything is to be filled in; most texts are just texts.
func isTemplate(source string) bool { return strings.Contains(source, "{{") }

const templateName = "text"

// parsed returns the trees of the text and of what it defines. The template that text/template executes is made when
// it is filled in: a catalogue has thousands of texts, a report needs few of them.
func (t *Template) parsed() (map[string]*parse.Tree, error) {
	t.once.Do(func() {
		if t.trees, t.err = parse.Parse(templateName, t.source, "", "", t.funcs, builtinFuncs); t.err != nil {
			t.err = fmt.Errorf("bad template: %s", strings.TrimPrefix(t.err.Error(), "template: text:"))
		}
	})
	return t.trees, t.err
}

// quoted returns the trees of a text whose values are quoted as what it is pasted into wants it.
func (t *Template) quoted() (map[string]*parse.Tree, error) {
	trees, err := t.parsed()
	if err != nil || t.into == nowhere {
		return trees, err
	}
	t.quoting.Do(func() {
		written := map[string]bool{}
		t.quoters = quoters(written)
		for _, tree := range trees {
			literals(tree.Root, written)
			if _, t.quoteErr = quoteValues(tree.Root, spot{}, t.into); t.quoteErr != nil {
				return
			}
		}
	})
	return trees, t.quoteErr
}

// check parses the text and holds it to known names.
func (t *Template) check(known names) error {
	trees, err := t.parsed()
	if err != nil {
		return err
	}
	for _, used := range fieldsUsed(trees[templateName].Root) {
		if err := known.check(used); err != nil {
			return err
		}
	}
	return nil
}

// builtinFuncs has the names of the functions that text/template itself brings.
var builtinFuncs = map[string]any{
	"and": true, "or": true, "not": true, "len": true, "index": true, "slice": true, "call": true, "html": true, "js": true,
	"print": true, "printf": true, "println": true, "urlquery": true, "eq": true, "ge": true, "gt": true, "le": true, "lt": true,
	"ne": true,
}

// names are the first words of the fields that a template may use, each with the second words that may follow; nil
// where anything may.
type names map[string][]string

func (n names) add(words ...string) {
	for _, w := range words {
		n[GoName(w)] = nil
	}
}

func (n names) has(word string) bool {
	_, known := n[word]
	return known
}

func (n names) check(used []string) error {
	first := used[0]
	second, known := n[first]
	if !known {
		return fmt.Errorf("template uses unknown name .%s%s", first, orBind(suggest("."+first, dotted("", slices.Collect(maps.Keys(n))))))
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

// fieldsUsed lists all fields that a template uses of the finding's data. Within range and with blocks the dot is
// something else; there the data is reached as $ only.
func fieldsUsed(n parse.Node) (used [][]string) {
	var walk func(n parse.Node, dotIsData bool)
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
				used = append(used, n.Ident)
			}
		case *parse.VariableNode:
			if n.Ident[0] == "$" && len(n.Ident) > 1 {
				used = append(used, n.Ident[1:])
			}
		}
	}
	walk(n, true)
	return used
}
