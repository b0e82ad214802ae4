package main

import (
	"strings"
	"text/template/parse"

	"hamari/correlate/pattern"
)

// legible returns a template as a reader understands it who has no finding before them: {{.instance}} becomes
// <instance>, and of alternatives the first is shown.
func legible(t *pattern.Template) string { return spelled(t.Source()) }

func spelled(source string) string {
	root := parsed(source)
	if root == nil {
		return strings.TrimSpace(source) // it was checked when it was loaded
	}
	var b strings.Builder
	spell(&b, root)
	return strings.TrimSpace(b.String())
}

func parsed(source string) *parse.ListNode {
	tree := parse.New("text")
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(source, "", "", map[string]*parse.Tree{}); err != nil {
		return nil
	}
	return tree.Root
}

// told returns a template as legible does, but apart from it the sentences that stand in some findings only: one after the
// other they would contradict each other.
func told(t *pattern.Template) (always string, sometimes []string) {
	root := parsed(t.Source())
	if root == nil {
		return strings.TrimSpace(t.Source()), nil
	}
	return apart(root)
}

func apart(list *parse.ListNode) (always string, sometimes []string) {
	if list == nil {
		return "", nil
	}
	var b strings.Builder
	for _, n := range list.Nodes {
		var cases []string
		ok := false
		if isSentence(b.String()) {
			cases, ok = sentences(n)
		}
		if ok {
			sometimes = append(sometimes, cases...)
			continue
		}
		spell(&b, n)
	}
	return strings.TrimSpace(b.String()), sometimes
}

// sentences returns what the branches of a node say, if that is whole sentences only.
func sentences(n parse.Node) (cases []string, ok bool) {
	var branches *parse.BranchNode
	about := ""
	switch n := n.(type) {
	case *parse.IfNode:
		branches = &n.BranchNode
	case *parse.WithNode:
		branches, about = &n.BranchNode, subject(n.Pipe)
	default:
		return nil, false
	}
	for i, list := range []*parse.ListNode{branches.List, branches.ElseList} {
		always, sometimes := apart(list)
		if !isSentence(always) {
			return nil, false
		}
		for _, text := range append([]string{always}, sometimes...) {
			if about != "" && i == 0 {
				text = strings.ReplaceAll(text, "<"+bareDot+">", "<"+about+">")
			}
			if text != "" {
				cases = append(cases, text)
			}
		}
	}
	return cases, true
}

// isSentence reports whether a text is whole sentences, or nothing.
func isSentence(text string) bool {
	text = strings.TrimRight(text, " \n")
	return text == "" || strings.HasSuffix(text, ".")
}

func spell(b *strings.Builder, n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			spell(b, child)
		}
	case *parse.TextNode:
		b.Write(n.Text)
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 && function(n.Pipe) != "so_often" { // a sentence that stands where there are several
			b.WriteString("<" + subject(n.Pipe) + ">" + counted(n.Pipe))
		}
	case *parse.IfNode:
		spellIf(b, n)
	case *parse.RangeNode:
		spell(b, n.List)
	case *parse.WithNode:
		spellWith(b, n)
	}
}

// spellIf shows the first alternative that says anything.
func spellIf(b *strings.Builder, n *parse.IfNode) {
	var first strings.Builder
	spell(&first, n.List)
	b.WriteString(first.String())
	if strings.TrimSpace(first.String()) == "" && n.ElseList != nil {
		spell(b, n.ElseList)
	}
}

// spellWith names what {{with .x}} ... {{.}} is about instead of the bare dot.
func spellWith(b *strings.Builder, n *parse.WithNode) {
	var inner strings.Builder
	spell(&inner, n.List)
	b.WriteString(strings.ReplaceAll(inner.String(), "<"+bareDot+">", "<"+subject(n.Pipe)+">"))
}

// function is the name of the function that an expression begins with, if it does.
func function(pipe *parse.PipeNode) string {
	if f, ok := pipe.Cmds[0].Args[0].(*parse.IdentifierNode); ok {
		return f.Ident
	}
	return ""
}

// counted is the noun of {{count .x "call" "calls"}} in the plural, nothing for other expressions.
func counted(pipe *parse.PipeNode) string {
	args := pipe.Cmds[0].Args
	if function(pipe) != "count" {
		return ""
	}
	if many, ok := args[len(args)-1].(*parse.StringNode); ok {
		return " " + many.Text
	}
	return ""
}

// bareDot is the subject of {{.}}.
const bareDot = "value"

// results are what functions give that is of another sort than what they are given.
var results = map[string]string{"denying": "statement", "statement_ids": "Sid"}

// subject is the name that an expression is about: the last word of its first field, or its function.
func subject(pipe *parse.PipeNode) string {
	function := ""
	for _, c := range pipe.Cmds {
		for _, arg := range c.Args {
			switch arg := arg.(type) {
			case *parse.DotNode:
				return bareDot
			case *parse.FieldNode:
				return strings.Join(arg.Ident, " ")
			case *parse.VariableNode:
				return strings.TrimSpace(strings.TrimPrefix(strings.Join(arg.Ident, " "), "$"))
			case *parse.PipeNode:
				return subject(arg)
			case *parse.IdentifierNode:
				if result := results[arg.Ident]; result != "" {
					return result
				}
				if function == "" {
					function = arg.Ident
				}
			}
		}
	}
	if function != "" {
		return function
	}
	return bareDot
}
