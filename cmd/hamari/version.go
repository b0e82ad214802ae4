package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
)

// notices are the licences of Go and of the modules that the program is built from, word for word: they ask to go with a
// binary. TestNotices makes the file.
//
//go:embed notices.txt
var notices string

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:     "version",
		Short:    "print the version, and what the program was built from",
		Examples: "hamari version\nhamari version --licences\nhamari --version",
		Setup: func(flags *pflag.FlagSet) cli.Run {
			licences := flags.Bool("licences", false, "print the licences of Go and of the libraries that are in the program")
			return func(_ context.Context, env *cli.Env, args []string) error {
				if len(args) > 0 {
					return cli.Usagef("version takes no arguments")
				}
				if *licences {
					_, err := io.WriteString(env.Stdout, notices)
					return err
				}
				info, _ := debug.ReadBuildInfo()
				_, err := fmt.Fprintf(env.Stdout, "hamari %s\n%s", versionOf(info), builtFrom(info))
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

// builtFrom lists the compiler, the revision and the modules, so that a binary can be told without Go's tools.
func builtFrom(info *debug.BuildInfo) string {
	if info == nil {
		return ""
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	var b strings.Builder
	fmt.Fprintf(&b, "built with %s for %s/%s", info.GoVersion, settings["GOOS"], settings["GOARCH"])
	if settings["CGO_ENABLED"] == "0" {
		b.WriteString(", without C")
	}
	if revision := settings["vcs.revision"]; revision != "" {
		b.WriteString("\nfrom revision " + revision)
		if settings["vcs.modified"] == "true" {
			b.WriteString(", and changes that are in none")
		}
	}
	b.WriteString("\n")
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		fmt.Fprintf(&b, "with %s %s %s\n", m.Path, m.Version, m.Sum)
	}
	return b.String()
}
