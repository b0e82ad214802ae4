package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

// scaffold is a pattern to begin with: an example that works, with test bundles of both kinds.
//
//go:embed scaffold
var scaffold embed.FS

// scaffoldFiles says where in a new pattern's folder the files go.
var scaffoldFiles = []struct{ from, to string }{
	{"scaffold/pattern.yaml", "pattern.yaml"},
	{"scaffold/match.txtar", "testdata/match.txtar"},
	{"scaffold/near-miss.txtar", "testdata/near-miss.txtar"},
}

// placeholder stands for the id in the files of the scaffold.
const placeholder = "PATTERN-ID"

func patternsNewCommand() *cli.Command {
	return &cli.Command{
		Name:  "new",
		Args:  "[flags] ID",
		Short: "begin a pattern of your own: a folder with an example that works and its test bundles",
		Long: "Writes the folder ID with pattern.yaml, an example that explains every part of a pattern, and with two test bundles, one " +
			"that matches and one that must not. No programming is needed to go on from there.",
		Examples: "hamari patterns new volume-in-use\nhamari patterns new --in our-patterns volume-in-use",
		Setup: func(flags *pflag.FlagSet) cli.Run {
			parent := "."
			flags.Var(cli.Text(&parent, cli.Folders), "in", "`DIR` in which the folder is made")
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) != 1 {
					return cli.Usagef("patterns new takes the id of the new pattern")
				}
				return newPattern(env, parent, args[0])
			}
		},
	}
}

// newPattern writes the folder of a new pattern. It never touches what is there.
func newPattern(env *cli.Env, parent, id string) error {
	if !pattern.ValidID(id) {
		return cli.Usagef("%q is no id: small letters and digits, in words joined by hyphens", id)
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("make the folder of patterns: %w", err)
	}
	dir := filepath.Join(parent, id)
	if err := os.Mkdir(dir, 0o777); errors.Is(err, fs.ErrExist) {
		return cli.Usagef("%s is there already", dir)
	} else if err != nil {
		return fmt.Errorf("make the folder of the pattern: %w", err)
	}
	for _, f := range scaffoldFiles {
		data, err := scaffold.ReadFile(f.from)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(f.to))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("make the folder of the pattern: %w", err)
		}
		if err := os.WriteFile(path, bytes.ReplaceAll(data, []byte(placeholder), []byte(id)), 0o666); err != nil {
			return fmt.Errorf("write the pattern: %w", err)
		}
	}
	if builtin, err := catalogue.Load(); err == nil && indexOf(builtin, id) >= 0 {
		fmt.Fprintf(env.Stderr, "hamari: %s is the id of a built-in pattern, whose place this one takes with --patterns\n", id)
	}
	fmt.Fprintf(env.Stdout, "%s\n\nEdit %s, then run 'hamari patterns test %s'.\n", dir, filepath.Join(dir, "pattern.yaml"), dir)
	return nil
}
