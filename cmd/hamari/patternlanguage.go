package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/correlate/pattern"
	"hamari/correlate/patterntest"
)

func patternsLanguageCommand() *cli.Command {
	return &cli.Command{
		Name:  "language",
		Short: "describe the words of a pattern and of its test bundles",
		Long: "Says what each word of a pattern means, and how the test bundles are written that patterns test runs. hamari patterns fields " +
			"lists the fields that a pattern may speak of.",
		Examples: "hamari patterns language | less",
		Setup: func(*pflag.FlagSet) cli.Run {
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) > 0 {
					return cli.Usagef("patterns language takes nothing")
				}
				_, err := fmt.Fprintf(env.Stdout, "%s\n%s", pattern.Language(), patterntest.Language())
				return err
			}
		},
	}
}
