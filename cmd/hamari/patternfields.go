package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

func patternsFieldsCommand() *cli.Command {
	return &cli.Command{
		Name:  "fields",
		Args:  "[KIND]",
		Short: "list the kinds of records that patterns may speak of, or the fields of one kind",
		Long: "Without a KIND: all kinds, whether they are records of a log or rows that are derived from many of them, the formats that they need, " +
			"and the words for things. With one: its fields, their types, and the things that they name.",
		Examples: "hamari patterns fields\nhamari patterns fields cloudtrail",
		Complete: completeKind,
		Setup: func(*pflag.FlagSet) cli.Run {
			return func(_ context.Context, env *cli.Env, args []string) error {
				switch voc := catalogue.Vocabulary(); len(args) {
				case 0:
					return listKinds(env, voc)
				case 1:
					return listFields(env, voc.Kinds, args[0])
				}
				return cli.Usagef("patterns fields takes one kind at the most")
			}
		},
	}
}

func listKinds(env *cli.Env, voc *pattern.Vocabulary) error {
	derived := catalogue.DerivedKinds()
	rows := make([][]string, len(voc.Kinds))
	for i, k := range voc.Kinds {
		from := "log"
		if slices.Contains(derived, k) {
			from = "derived"
		}
		needs := strings.Join(voc.Origins[k.Name], " or ")
		rows[i] = []string{k.Name, from, needs, fmt.Sprint(len(k.Fields)), k.Title}
	}
	columns := []cli.Column{{Title: "kind"}, {Title: "from"}, {Title: "needs"}, {Title: "fields", Right: true}, {Title: "what a record is"}}
	if err := cli.Table(env.Stdout, columns, slices.Values(rows)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(env.Stdout, "\nA pattern names under needs, or helps, the formats that its kinds come from.\n"+
		"Words for things, in same, group and the like, beside what a step binds: %s.\n", strings.Join(voc.EntityKeys, ", "))
	return err
}

func listFields(env *cli.Env, kinds []*parsers.Kind, name string) error {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	i := slices.Index(names, name)
	if i < 0 {
		return &cli.Error{
			Code: cli.ExitUsage, Err: fmt.Errorf("unknown kind %q%s", name, cli.DidYouMean(name, names)),
			Hint: "Run 'hamari patterns fields' for all kinds.",
		}
	}
	k := kinds[i]
	rows := make([][]string, len(k.Fields))
	for i, f := range k.Fields {
		rows[i] = []string{f.Name, f.Type.String(), f.Unit, f.Entity, f.Doc}
	}
	columns := []cli.Column{{Title: "field"}, {Title: "type"}, {Title: "unit"}, {Title: "names a"}, {Title: "meaning"}}
	if err := cli.Table(env.Stdout, columns, slices.Values(rows)); err != nil {
		return err
	}
	return describePaths(env, k)
}

// describePaths tells what else of a record can be reached.
func describePaths(env *cli.Env, k *parsers.Kind) error {
	if !k.Nested {
		return nil
	}
	roots := "any key that begins with a capital letter"
	if len(k.Roots) > 0 {
		roots = strings.Join(k.Roots, ", ")
	}
	_, err := fmt.Fprintf(env.Stdout, "\nBeside these, any path into the record (a.b, list.#.c, as gjson writes them) below %s.\n", roots)
	return err
}
