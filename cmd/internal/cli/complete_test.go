package cli

import (
	"context"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// wordy is a program with flags of every kind.
func wordy() *Command {
	var dir, color string
	var formats []string
	return &Command{
		Name: "tool",
		Commands: []*Command{
			{
				Name: "do", Short: "does a thing",
				Complete: func(args []string, _ string) Completion {
					if len(args) > 0 {
						return Completion{Words: WordsOf("second-of-"+args[0], dir+"!")}
					}
					return Completion{Words: WordsOf("first", "fist"), Files: true}
				},
				Setup: func(flags *pflag.FlagSet) Run {
					flags.VarP(List(&formats, func(typed string) Completion {
						if name, _, ok := strings.Cut(typed, "="); ok {
							return Completion{Files: true, Prefix: name + "="}
						}
						return Completion{Words: WordsOf("text", "json")}
					}), "format", "f", "`FORMAT` of it; more")
					flags.VarP(Text(&dir, Folders), "dir", "d", "`DIR`")
					flags.Var(Text(new(string), nil), "any", "any `TEXT`")
					flags.Var(Choice(&color, "auto", "always"), "color", "colours")
					flags.BoolP("quiet", "q", false, "say nothing")
					return func(context.Context, *Env, []string) error { return nil }
				},
			},
			{Name: "more", Short: "does more", Commands: []*Command{{Name: "inner", Short: "does it inside"}}},
		},
	}
}

func TestComplete(t *testing.T) {
	for _, test := range []struct{ line, want string }{ // the last word of the line is being typed
		{"", "do\tdoes a thing|more\tdoes more|help\texplain a command|:words"},
		{"d", "do\tdoes a thing|:words"},
		{"-", "--help\tshow this help|:words"},
		{"x", ":words"},
		{"x ", ":words"},
		{"more ", "inner\tdoes it inside|help\texplain a command|:words"},
		{"help m", "more\tdoes more|:words"},
		{"help more ", "inner\tdoes it inside|:words"},
		{"do ", "first|fist|:files "},
		{"do fir", "first|:files "},
		{"do a ", "second-of-a|!|:words"},
		{"do -d /x a ", "second-of-a|/x!|:words"},
		{"do --dir=/x a ", "second-of-a|/x!|:words"},
		{"do -d/x a ", "second-of-a|/x!|:words"},
		{"do -qd /x a ", "second-of-a|/x!|:words"},
		{"do --quiet a ", "second-of-a|!|:words"},
		{"do -", "--format\tFORMAT of it|--dir\tDIR|--any\tany TEXT|--color\tcolours|--quiet\tsay nothing|--help\tshow this help|:words"},
		{"do -q --dir x -f text --", "--format\tFORMAT of it|--any\tany TEXT|--color\tcolours|--help\tshow this help|:words"},
		{"do --fo", "--format\tFORMAT of it|:words"},
		{"do -f ", "text|json|:words"},
		{"do --format j", "json|:words"},
		{"do --format=j", "--format=json|:words"},
		{"do -f json=re", ":files json="},
		{"do --format=json=re", ":files --format=json="},
		{"do --dir ", ":folders "},
		{"do --dir=x", ":folders --dir="},
		{"do --any ", ":words"},
		{"do --color al", "always|:words"},
		{"do --unknown=x", ":words"},
		{"do --unknown a ", "second-of-a|!|:words"},
		{"do -- -f ", "second-of--f|!|:words"},
		{"do -- -", ":files "},
	} {
		t.Run(test.line, func(t *testing.T) {
			words := strings.Split(test.line, " ")
			var out strings.Builder
			env := &Env{Stdout: &out}
			if code := wordy().Main(t.Context(), env, append([]string{completeCommand, "--"}, words...), 1); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if got := strings.ReplaceAll(strings.TrimSuffix(out.String(), "\n"), "\n", "|"); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestFirstPart(t *testing.T) {
	for usage, want := range map[string]string{
		"say nothing": "say nothing", "FORMAT: text or json": "FORMAT", "most bytes (default 7)": "most bytes", "": "",
		strings.Repeat("word ", 20): strings.Repeat("word ", 12) + "...",
	} {
		if got := firstPart(usage); got != want {
			t.Errorf("%q: got %q, want %q", usage, got, want)
		}
	}
}
