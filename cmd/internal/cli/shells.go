package cli

import (
	"context"
	"embed"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// scripts teach shells to ask the program what may be typed next. PROGRAM stands for its name.
//
//go:embed shell
var scripts embed.FS

// shells are those that there is a script for.
var shells = []string{"bash", "zsh", "fish"}

// CompletionCommand returns the command that prints the script of a shell.
func CompletionCommand(program string) *Command {
	return &Command{
		Name:  "completion",
		Args:  "SHELL",
		Short: "print the script that completes the command line: bash, zsh or fish",
		Long: "Prints a script for a shell. Loaded, it completes commands, flags and the values of flags, such as formats and the ids of patterns, " +
			"by asking " + program + " itself, so that it never goes out of date.",
		Examples: "source <(" + program + " completion bash)   # in ~/.bashrc\n" +
			"source <(" + program + " completion zsh)    # in ~/.zshrc, below compinit\n" +
			program + " completion fish | source       # in ~/.config/fish/config.fish",
		Complete: func(args []string, _ string) Completion {
			if len(args) > 0 {
				return Completion{}
			}
			return Completion{Words: WordsOf(shells...)}
		},
		Setup: func(*pflag.FlagSet) Run {
			return func(_ context.Context, env *Env, args []string) error {
				if len(args) != 1 {
					return Usagef("name one shell: %s", strings.Join(shells, ", "))
				}
				script, err := scripts.ReadFile("shell/" + args[0])
				if err != nil {
					return Usagef("there is no script for %s: want one of %s%s", args[0], strings.Join(shells, ", "), DidYouMean(args[0], shells))
				}
				_, err = io.WriteString(env.Stdout, strings.ReplaceAll(string(script), "PROGRAM", program))
				return err
			}
		},
	}
}
