package pattern

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"

	"hamari/parsers/lazy"
)

// What a reader pastes into a shell or into a policy holds names from logs, and a log may be forged: a user whose name is
// "a$(rm -rf ~)" must be a word of the command and nothing more. So in such a text each value is quoted as its place wants
// it, as html/template does for pages.

// pasting is what a text is pasted into.
type pasting int

const (
	nowhere pasting = iota // it is only read
	shell                  // commands, in the quoting of POSIX shells; also lines of configuration, whose values need none
	policy                 // JSON
)

// pastedInto says what remedies of a kind are pasted into.
func pastedInto(kind string) pasting {
	if strings.HasSuffix(kind, "-policy") {
		return policy
	}
	return shell
}

// spot is where in a pasted text a value stands.
type spot struct {
	quote    byte // ' or " that is open, # in a comment, 0 outside of all
	inString bool // within single quotes: in a string of JSON
	before   byte // the last character

	// Where no value can be quoted for sure.
	inBackticks  bool
	inHereDoc    bool // or behind one
	inDollar     bool // $'...'
	substitution int  // how many parentheses are open of $(...) within double quotes
}

// same reports whether what follows two ends of a text is read in the same way.
func (p spot) same(other spot) bool {
	p.before, other.before = 0, 0
	return p == other
}

// takesValue reports whether a value that stands there can be quoted.
func (p spot) takesValue() bool {
	return !p.inBackticks && !p.inHereDoc && !p.inDollar && p.substitution == 0
}

// quoter is the name of the function that quotes a value which stands there.
func (p spot) quoter(into pasting) string {
	switch {
	case into == policy && p.quote == '"':
		return "quoted_string"
	case into == policy:
		return "quoted_json"
	case p.quote == '\'' && p.inString:
		return "quoted_string_in_single"
	case p.quote == '\'':
		return "quoted_single"
	case p.quote == '"':
		return "quoted_double"
	case p.quote == '#':
		return "quoted_comment"
	}
	return "quoted_word"
}

// quoters has the functions by the names that quoter gives. What the text itself writes, such as the name of a variable of
// the shell, is left as it is.
func quoters(written map[string]bool) template.FuncMap {
	quoter := func(quote func(string) string) func(any) string {
		return func(v any) string {
			switch v := v.(type) {
			case nil:
				return noValue
			case Pasteable:
				return v.Pasteable()
			}
			s := fmt.Sprint(v)
			if written[s] {
				return s
			}
			return quote(s)
		}
	}
	return template.FuncMap{
		"quoted_word": quoter(shellWord), "quoted_single": quoter(inSingleQuotes), "quoted_double": quoter(inDoubleQuotes),
		"quoted_comment": quoter(inComment), "quoted_string": quoter(inString), "quoted_json": quoter(asJSON),
		"quoted_string_in_single": quoter(func(s string) string { return inSingleQuotes(inString(s)) }),
	}
}

// Pasteable is a value that is a piece of a command already: the program made it, and nothing in it is from a log.
type Pasteable interface{ Pasteable() string }

// Arguments are several arguments of a command.
type Arguments []string

// Pasteable returns the arguments, each quoted where it must be.
func (a Arguments) Pasteable() string {
	words := make([]string, len(a))
	for i, arg := range a {
		words[i] = shellWord(arg)
	}
	return strings.Join(words, " ")
}

// plainWord finds a word that means to a shell what it is.
var plainWord = lazy.Regexp(`^[\pL\pN_./:@%+=,-]*$`)

// Plain reports whether a name means to a shell, and within quotes, what it is.
func Plain(name string) bool { return plainWord().MatchString(name) }

func shellWord(s string) string {
	if s == noValue || Plain(s) {
		return s
	}
	return "'" + inSingleQuotes(s) + "'"
}

func inSingleQuotes(s string) string { return strings.ReplaceAll(s, "'", `'\''`) }

var inDouble = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")

func inDoubleQuotes(s string) string { return inDouble.Replace(s) }

func inComment(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

func inString(s string) string {
	quoted := quoteJSON(s)
	return quoted[1 : len(quoted)-1]
}

// asJSON leaves what is JSON already.
func asJSON(s string) string {
	if s == noValue || json.Valid([]byte(s)) {
		return s
	}
	return quoteJSON(s)
}

func quoteJSON(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string has always a form in JSON
	return strings.TrimSuffix(b.String(), "\n")
}

// literals adds the strings that a text itself writes.
func literals(n parse.Node, written map[string]bool) {
	switch n := n.(type) {
	case *parse.StringNode:
		written[n.Text] = true
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				literals(child, written)
			}
		}
	case *parse.ActionNode:
		literals(n.Pipe, written)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			for _, arg := range c.Args {
				literals(arg, written)
			}
		}
	case *parse.IfNode:
		literalsOfBranches(&n.BranchNode, written)
	case *parse.WithNode:
		literalsOfBranches(&n.BranchNode, written)
	case *parse.RangeNode:
		literalsOfBranches(&n.BranchNode, written)
	}
}

func literalsOfBranches(n *parse.BranchNode, written map[string]bool) {
	literals(n.Pipe, written)
	literals(n.List, written)
	literals(n.ElseList, written)
}

var (
	errQuotes = errors.New("bad template: the branches of a condition, or the turns of a range, leave different quotes open")
	errSpot   = errors.New("bad template: a value cannot be quoted within backticks, $'...', a here-document, or $(...) within double quotes")
)

// quoteValues makes the values of a text quote themselves, and returns what is open behind it.
func quoteValues(list *parse.ListNode, at spot, into pasting) (spot, error) {
	if list == nil {
		return at, nil
	}
	for _, n := range list.Nodes {
		var err error
		switch n := n.(type) {
		case *parse.TextNode:
			at = at.behind(n.Text, into)
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				if !at.takesValue() {
					return at, errSpot
				}
				call := parse.NewIdentifier(at.quoter(into)).SetPos(n.Pos)
				n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{call}})
				at.before = 'x'
			}
		case *parse.IfNode:
			at, err = quoteBranches(&n.BranchNode, at, into)
		case *parse.WithNode:
			at, err = quoteBranches(&n.BranchNode, at, into)
		case *parse.RangeNode:
			before := at
			if at, err = quoteBranches(&n.BranchNode, at, into); err == nil && !at.same(before) {
				err = errQuotes
			}
		}
		if err != nil {
			return at, err
		}
	}
	return at, nil
}

func quoteBranches(n *parse.BranchNode, at spot, into pasting) (spot, error) {
	one, err := quoteValues(n.List, at, into)
	if err != nil {
		return at, err
	}
	other, err := quoteValues(n.ElseList, at, into)
	if err != nil {
		return at, err
	}
	if !one.same(other) {
		return at, errQuotes
	}
	return one, nil
}

// behind is the place behind some text.
func (p spot) behind(text []byte, into pasting) spot {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\\' && p.escapes(text[i+1:]) {
			i++ // what follows is itself
		} else if p.substitution > 0 {
			p.nest(c)
		} else {
			p.pass(c, into)
		}
		p.before = c
	}
	return p
}

// escapes reports whether a backslash takes its meaning from what follows. Within single quotes a shell knows none, but JSON does.
func (p spot) escapes(next []byte) bool {
	switch p.quote {
	case '\'':
		return p.inDollar || p.inString && !bytes.HasPrefix(next, []byte("'"))
	case '#':
		return false
	}
	return true
}

// pass goes over a character.
func (p *spot) pass(c byte, into pasting) {
	switch p.quote {
	case 0:
		p.open(c, into)
	case '#':
		if c == '\n' {
			p.quote = 0
		}
	case c:
		p.quote, p.inString, p.inDollar = 0, false, false
	case '\'':
		p.inString = p.inString != (c == '"')
	case '"':
		if into == shell && c == '`' {
			p.inBackticks = !p.inBackticks
		} else if into == shell && c == '(' && p.before == '$' {
			p.substitution = 1
		}
	}
}

// open enters what a character opens.
func (p *spot) open(c byte, into pasting) {
	if into == policy {
		if c == '"' {
			p.quote = c
		}
		return
	}
	switch c {
	case '"':
		p.quote = c
	case '\'':
		p.quote, p.inDollar = c, p.before == '$'
	case '#':
		if p.before == 0 || strings.IndexByte(" \t\n;|&()", p.before) >= 0 { // else it is a part of a word
			p.quote = c
		}
	case '`':
		p.inBackticks = !p.inBackticks
	case '<':
		p.inHereDoc = p.inHereDoc || p.before == '<'
	}
}

// nest counts the parentheses of a substitution, in which quotes begin anew.
func (p *spot) nest(c byte) {
	switch c {
	case '(':
		p.substitution++
	case ')':
		p.substitution--
	}
}
