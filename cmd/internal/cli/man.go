package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// ManCommand returns the command that prints the manual page of the program with this name. The environment is a list of
// variables and what they do.
func ManCommand(name string, program func() *Command, version string, environment []Word) *Command {
	return &Command{
		Name:  "man",
		Short: "print the manual page, in the form that man reads",
		Long:  "Prints one manual page on all commands, written from the same descriptions as --help.",
		Examples: name + " man > " + name + ".1 && man ./" + name + ".1\n" +
			name + " man > /usr/local/share/man/man1/" + name + ".1",
		Setup: func(*pflag.FlagSet) Run {
			return func(_ context.Context, env *Env, args []string) error {
				if len(args) > 0 {
					return Usagef("man takes no arguments")
				}
				_, err := io.WriteString(env.Stdout, manual(program(), version, environment))
				return err
			}
		},
	}
}

// manual is the page in the macros of man(7).
func manual(c *Command, version string, environment []Word) string {
	m := &roff{}
	m.macro("TH", strings.ToUpper(c.Name), "1", "", c.Name+" "+version, "")
	m.macro("SH", "NAME")
	m.text(c.Name + " - " + strings.ToLower(c.Short[:1]) + strings.TrimSuffix(c.Short[1:], "."))
	m.macro("SH", "SYNOPSIS")
	for _, leaf := range leaves(c, c.Name) {
		m.macro("B", leaf.path)
		if leaf.Args != "" {
			m.text(leaf.Args)
		}
		m.macro("br")
	}
	m.macro("SH", "DESCRIPTION")
	m.paragraphs(c.Long)
	m.macro("SH", "COMMANDS")
	for _, leaf := range leaves(c, c.Name) {
		m.command(leaf)
	}
	if len(environment) > 0 {
		m.macro("SH", "ENVIRONMENT")
		for _, variable := range environment {
			m.macro("TP")
			m.macro("B", variable.Text)
			m.text(variable.Means)
		}
	}
	m.macro("SH", "EXAMPLES")
	m.verbatim(c.Examples)
	return m.b.String()
}

// leaf is a command that does something, with how it is called.
type leaf struct {
	*Command
	path string
}

func leaves(c *Command, path string) []leaf {
	if len(c.Commands) == 0 {
		return []leaf{{c, path}}
	}
	var all []leaf
	for _, sub := range c.Commands {
		all = append(all, leaves(sub, path+" "+sub.Name)...)
	}
	return all
}

// roff writes the page.
type roff struct{ b strings.Builder }

func (m *roff) command(c leaf) {
	m.macro("SS", strings.TrimSpace(c.path+" "+c.Args))
	if c.Long != "" {
		m.paragraphs(c.Long)
	} else {
		m.text(strings.ToUpper(c.Short[:1]) + c.Short[1:] + ".")
	}
	flags, _ := c.flags()
	flags.VisitAll(func(f *pflag.Flag) {
		head, usage := flagHead(f)
		m.macro("TP")
		m.macro("B", head)
		m.text(usage)
	})
	if c.Notes != "" {
		m.macro("PP")
		m.verbatim(c.Notes)
	}
	if c.Examples != "" {
		m.macro("PP")
		m.text("Examples:")
		m.verbatim(c.Examples)
	}
}

// macro writes a line for the formatter, with its arguments.
func (m *roff) macro(name string, args ...string) {
	m.b.WriteString("." + name)
	for _, arg := range args {
		m.b.WriteString(` "` + strings.ReplaceAll(escapeRoff(arg), `"`, `\(dq`) + `"`)
	}
	m.b.WriteByte('\n')
}

// text writes lines that the formatter fills.
func (m *roff) text(text string) {
	for line := range strings.SplitSeq(Wrap(text, PlainWidth), "\n") {
		m.line(line)
	}
}

func (m *roff) paragraphs(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			m.macro("PP")
		}
		m.text(paragraph)
	}
}

// verbatim writes lines that stay as they are.
func (m *roff) verbatim(text string) {
	m.macro("RS", "4")
	m.macro("nf")
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		m.line(line)
	}
	m.macro("fi")
	m.macro("RE")
}

func (m *roff) line(text string) {
	text = escapeRoff(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	fmt.Fprintln(&m.b, text)
}

// escapeRoff takes from characters what they mean to the formatter, so that what is copied from the page is what was meant.
func escapeRoff(text string) string { return roffEscapes.Replace(text) }

var roffEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`)
