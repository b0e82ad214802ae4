package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
)

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:     "version",
		Short:    "print the version",
		Examples: "hamari version",
		Setup: func(*pflag.FlagSet) cli.Run {
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) > 0 {
					return cli.Usagef("version takes no arguments")
				}
				_, err := fmt.Fprintf(env.Stdout, "hamari %s\n", version())
				return err
			}
		},
	}
}

// version is what the build says of itself.
func version() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info)
}

// versionOf is the module's version, or the revision that it was built from. Without build information info is nil.
func versionOf(info *debug.BuildInfo) string {
	const none = "(devel)"
	if info == nil {
		return none
	}
	if v := info.Main.Version; v != "" && v != none {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return none + " " + s.Value[:12]
		}
	}
	return none
}
