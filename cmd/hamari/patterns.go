package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
)

func patternsCommand() *cli.Command {
	return &cli.Command{
		Name:  "patterns",
		Args:  "COMMAND",
		Short: "list and explain the failure patterns; write and test your own",
		Examples: `hamari patterns list
hamari patterns show kms-ebs-start-denied
hamari patterns new volume-in-use && hamari patterns test volume-in-use`,
		Commands: []*cli.Command{
			patternsListCommand(), patternsShowCommand(), patternsFieldsCommand(), patternsLanguageCommand(), patternsNewCommand(), patternsTestCommand(),
		},
	}
}

func declarePatternDirs(flags *pflag.FlagSet, dirs *[]string) {
	flags.Var(cli.List(dirs, cli.Folders), "patterns", "`DIR` with patterns of your own, beside the built-in ones; may be given several times")
}

func patternsListCommand() *cli.Command {
	var dirs []string
	return &cli.Command{
		Name:     "list",
		Args:     "[flags]",
		Short:    "list the patterns",
		Examples: "hamari patterns list --patterns ./our-patterns",
		Setup: func(flags *pflag.FlagSet) cli.Run {
			declarePatternDirs(flags, &dirs)
			format := "text"
			flags.Var(cli.Choice(&format, "text", "markdown"), "format", "a table, or a page that documents every pattern")
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) > 0 {
					return cli.Usagef("patterns list takes no arguments")
				}
				patterns, err := loadPatterns(dirs)
				if err != nil {
					return err
				}
				if format == "markdown" {
					_, err := io.WriteString(env.Stdout, page(patterns))
					return err
				}
				rows := make([][]string, len(patterns))
				for i, p := range patterns {
					rows[i] = []string{p.ID, string(p.Severity), strings.Join(p.Needs, ", "), clean.Line(p.Title)}
				}
				return cli.Table(env.Stdout, []cli.Column{{Title: "id"}, {Title: "severity"}, {Title: "needs"}, {Title: "title"}}, slices.Values(rows))
			}
		},
	}
}

func patternsShowCommand() *cli.Command {
	var dirs []string
	return &cli.Command{
		Name:     "show",
		Args:     "[flags] ID",
		Short:    "explain one pattern: what it looks for, what confirms it and what rules it out",
		Examples: "hamari patterns show kms-ebs-start-denied",
		Complete: func(args []string, typed string) cli.Completion {
			if len(args) > 0 {
				return cli.Completion{}
			}
			return completePatterns(&dirs)(typed)
		},
		Setup: func(flags *pflag.FlagSet) cli.Run {
			declarePatternDirs(flags, &dirs)
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) != 1 {
					return cli.Usagef("patterns show takes the id of one pattern")
				}
				patterns, err := loadPatterns(dirs)
				if err != nil {
					return err
				}
				p, err := find(patterns, args[0])
				if err != nil {
					return err
				}
				_, err = io.WriteString(env.Stdout, explain(p, env.Width()))
				return err
			}
		},
	}
}
