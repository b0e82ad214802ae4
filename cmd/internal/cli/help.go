package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// helpWidth is where help stops to grow with the terminal: longer lines are hard to read.
const helpWidth = 100

func (c *Command) printHelp(w io.Writer, path string, env *Env) error {
	_, err := io.WriteString(w, c.help(path, env.Width()))
	return err
}

// help returns the text of --help.
func (c *Command) help(path string, width int) string {
	width = min(width, helpWidth)
	var b strings.Builder
	if text := c.Long; text != "" {
		b.WriteString(Wrap(text, width) + "\n\n")
	} else {
		b.WriteString(c.Short + "\n\n")
	}
	fmt.Fprintf(&b, "Usage:\n  %s %s\n", path, c.Args)
	if len(c.Commands) > 0 {
		b.WriteString("\nCommands:\n")
		for _, sub := range c.Commands {
			fmt.Fprintf(&b, "  %-10s %s\n", sub.Name, sub.Short)
		}
		fmt.Fprintf(&b, "\nRun '%s help COMMAND' for more on one of them.\n", path)
	}
	if c.Examples != "" {
		b.WriteString("\nExamples:\n" + Indent(strings.TrimSpace(c.Examples), "  ") + "\n")
	}
	flags, _ := c.flags()
	if flags.HasFlags() {
		b.WriteString("\nFlags:\n" + flagHelp(flags, width))
	}
	if c.Notes != "" {
		b.WriteString("\n" + strings.TrimSpace(c.Notes) + "\n")
	}
	return b.String()
}

// flagColumn is the column in which the explanations of flags begin.
const flagColumn = 24

// flagHelp explains every flag in the order of declaration.
func flagHelp(flags *pflag.FlagSet, width int) string {
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		head, usage := flagHead(f)
		if f.Shorthand == "" {
			head = "    " + head // below the long names of the others
		}
		head = "  " + head
		text := Indent(Wrap(usage, width-flagColumn), strings.Repeat(" ", flagColumn))
		if len(head) <= flagColumn-2 {
			text = head + text[len(head):]
		} else {
			text = head + "\n" + text
		}
		b.WriteString(text + "\n")
	})
	return b.String()
}

// flagHead returns how a flag is given, and what it does.
func flagHead(f *pflag.Flag) (head, usage string) {
	name, usage := pflag.UnquoteUsage(f)
	head = "--" + f.Name
	if f.Shorthand != "" {
		head = "-" + f.Shorthand + ", " + head
	}
	if name != "" {
		head += " " + name
	}
	if f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false" && f.DefValue != "[]" {
		usage += " (default " + f.DefValue + ")"
	}
	return head, usage
}

// Wrap breaks text into lines of at most width bytes. Single line breaks in it count as spaces; an empty line ends a
// paragraph. Words are never broken.
func Wrap(text string, width int) string {
	var b strings.Builder
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			b.WriteString("\n\n")
		}
		used := 0
		for word := range strings.FieldsSeq(paragraph) {
			switch {
			case used == 0:
			case used+1+len(word) > width:
				b.WriteByte('\n')
				used = 0
			default:
				b.WriteByte(' ')
				used++
			}
			b.WriteString(word)
			used += len(word)
		}
	}
	return b.String()
}

// Indent puts a prefix before every line that is not empty.
func Indent(text, prefix string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = prefix + line
		}
	}
	return strings.Join(lines, "\n")
}
