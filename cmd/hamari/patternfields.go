package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/correlate/catalogue"
	"hamari/parsers"
)

func patternsFieldsCommand() *cli.Command {
	return &cli.Command{
		Name:     "fields",
		Args:     "[KIND]",
		Short:    "list the kinds of records that patterns may speak of, or the fields of one kind",
		Examples: "hamari patterns fields\nhamari patterns fields cloudtrail",
		Complete: completeKind,
		Setup: func(*pflag.FlagSet) cli.Run {
			return func(_ context.Context, env *cli.Env, args []string) error {
				switch kinds := catalogue.Vocabulary().Kinds; len(args) {
				case 0:
					return listKinds(env, kinds)
				case 1:
					return listFields(env, kinds, args[0])
				}
				return cli.Usagef("patterns fields takes one kind at the most")
			}
		},
	}
}

func listKinds(env *cli.Env, kinds []*parsers.Kind) error {
	derived := catalogue.DerivedKinds()
	rows := make([][]string, len(kinds))
	for i, k := range kinds {
		from := "log"
		if slices.Contains(derived, k) {
			from = "derived"
		}
		rows[i] = []string{k.Name, from, fmt.Sprint(len(k.Fields)), k.Title}
	}
	columns := []cli.Column{{Title: "kind"}, {Title: "from"}, {Title: "fields", Right: true}, {Title: "what a record is"}}
	return cli.Table(env.Stdout, columns, rows)
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
	if err := cli.Table(env.Stdout, columns, rows); err != nil {
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
		roots = fmt.Sprintf("%q", k.Roots)
	}
	_, err := fmt.Fprintf(env.Stdout, "\nBeside these, any path into the record (a.b, list.#.c, as gjson writes them) below %s.\n", roots)
	return err
}
