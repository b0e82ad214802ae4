package pattern

import (
	"fmt"
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

// SaidOf returns the template with another name in the place of [WholeBundle], in what it says itself: where only a part of
// the bundle was looked at, nothing may be said of the whole. What is pasted says nothing.
func (t *Template) SaidOf(bundle string) *Template {
	if t == nil || t.into != nowhere {
		return t
	}
	capital := func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
	other := strings.NewReplacer(WholeBundle, bundle, capital(WholeBundle), capital(bundle))
	var b strings.Builder
	for rest := t.source; rest != ""; {
		said, action, found := strings.Cut(rest, "{{")
		b.WriteString(other.Replace(said))
		if !found {
			break
		}
		action, rest, _ = strings.Cut(action, "}}")
		b.WriteString("{{" + action + "}}")
	}
	return &Template{source: b.String(), funcs: t.funcs}
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
			t.err = t.unparsed(t.err)
		}
	})
	return t.trees, t.err
}

// unparsed says why a text is no template: in which of its lines, if there are several, and how a name is written that is not
// one of Go's.
func (t *Template) unparsed(err error) error {
	line, why, _ := strings.Cut(strings.TrimPrefix(err.Error(), "template: "+templateName+":"), ": ")
	if strings.Contains(strings.TrimSpace(t.source), "\n") {
		why = "in line " + line + " of it: " + why
	}
	if name := nameWithHyphen().FindString(t.source); name != "" && strings.Contains(why, "'-'") {
		why += "; write " + GoName(name)
	}
	return fmt.Errorf("bad template: %s", why)
}

// nameWithHyphen finds a name within {{...}} that is written as entities are elsewhere in a pattern.
var nameWithHyphen = lazy.Regexp(`\.[A-Za-z_][A-Za-z0-9_.]*-[A-Za-z][A-Za-z0-9_-]*`)

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
		if err := known.check(used.ident); err != nil {
			return err
		}
		if err := known.checkFigure(used); err != nil {
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
