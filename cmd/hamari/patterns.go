package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

func patternsCommand() *cli.Command {
	return &cli.Command{
		Name:     "patterns",
		Args:     "COMMAND",
		Short:    "list and explain the failure patterns",
		Commands: []*cli.Command{patternsListCommand(), patternsShowCommand()},
	}
}

func patternsListCommand() *cli.Command {
	return &cli.Command{
		Name:  "list",
		Short: "list the built-in patterns",
		Setup: func(*pflag.FlagSet) cli.Run {
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) > 0 {
					return cli.Usagef("patterns list takes no arguments")
				}
				patterns, err := catalogue.Load()
				if err != nil {
					return err
				}
				rows := make([][]string, len(patterns))
				for i, p := range patterns {
					rows[i] = []string{p.ID, string(p.Severity), strings.Join(p.Needs, ", "), p.Title}
				}
				return cli.Table(env.Stdout, []cli.Column{{Title: "id"}, {Title: "severity"}, {Title: "needs"}, {Title: "title"}}, rows)
			}
		},
	}
}

func patternsShowCommand() *cli.Command {
	return &cli.Command{
		Name:     "show",
		Args:     "ID",
		Short:    "explain one pattern: what it looks for, what confirms it and what rules it out",
		Examples: "hamari patterns show kms-ebs-start-denied",
		Setup: func(*pflag.FlagSet) cli.Run {
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) != 1 {
					return cli.Usagef("patterns show takes the id of one pattern")
				}
				patterns, err := catalogue.Load()
				if err != nil {
					return err
				}
				p, err := find(patterns, args[0])
				if err != nil {
					return err
				}
				_, err = env.Stdout.Write(explain(p, min(env.Width(), 100)))
				return err
			}
		},
	}
}

// explain writes the documentation of a pattern.
func explain(p *pattern.Pattern, width int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n\n", p.ID, cli.Wrap(p.Title, width))
	fmt.Fprintf(&b, "severity  %s\nneeds     %s\n", p.Severity, strings.Join(p.Needs, ", "))
	if len(p.Helps) > 0 {
		fmt.Fprintf(&b, "helps     %s\n", strings.Join(p.Helps, ", "))
	}
	section := func(title string, relations []pattern.Relation) {
		if len(relations) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n%s\n", title)
		for i := range relations {
			text := cli.Wrap("- "+relations[i].String(), width-4)
			b.WriteString("  " + strings.ReplaceAll(text, "\n", "\n    ") + "\n")
			if why := relations[i].Why.Source(); why != "" {
				b.WriteString(cli.Indent(cli.Wrap("then: "+why, width-6), "      ") + "\n")
			}
		}
	}
	b.WriteString("\nSteps\n")
	for _, s := range p.Steps {
		b.WriteString("  " + s.Name + "\n" + cli.Indent(cli.Wrap(s.String(), width-6), "      ") + "\n")
	}
	section("Matches if there are, one after the other", p.Match)
	section("Is possible already if there are", p.Possible)
	section("Confirmed by", p.Confirm)
	section("Ruled out by", p.Refute)
	if len(p.Variants) > 0 {
		b.WriteString("\nVariants\n")
		for _, v := range p.Variants {
			fmt.Fprintf(&b, "  %s\n", v.ID)
		}
	}
	if len(p.Report.References) > 0 {
		b.WriteString("\nReferences\n" + cli.Indent(strings.Join(p.Report.References, "\n"), "  ") + "\n")
	}
	return b.Bytes()
}
