package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// tool is a program with one command, which does what it is told.
func tool(do func(env *Env, args []string) error) *Command {
	return &Command{
		Name: "tool", Args: "COMMAND", Short: "Does things.",
		Commands: []*Command{{
			Name: "do", Args: "[flags] THING", Short: "does a thing",
			Setup: func(flags *pflag.FlagSet) Run {
				flags.Bool("hard", false, "`with` force; a sentence about it that is long enough to be wrapped at eighty columns")
				flags.String("very-long-flag-name", "x", "takes a `WORD`")
				return func(_ context.Context, env *Env, args []string) error { return do(env, args) }
			},
		}},
	}
}

func runTool(t *testing.T, do func(env *Env, args []string) error, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	env := &Env{Stdout: &out, Stderr: &err, Screen: func(any) (int, bool) { return 0, false }}
	code = tool(do).Main(t.Context(), env, args, 7)
	return code, out.String(), err.String()
}

func TestMainTellsErrors(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		code   int
		stderr string
	}{
		{"none", nil, 0, ""},
		{"a code alone", Exit(4), 4, ""},
		{"no code", errors.New("it broke"), 7, "tool: it broke\n"},
		{"a code and a hint", &Error{Code: 3, Err: errors.New("it broke"), Hint: "Mend it."}, 3, "tool: it broke\nMend it.\n"},
		{"wrong usage", Usagef("no thing"), 2, "tool: no thing\nRun 'tool do --help' for how it is used.\n"},
		{"cancelled", fmt.Errorf("reading: %w", context.Canceled), 130, "tool: interrupted\n"},
		{"a wrapped code", fmt.Errorf("first: %w", &Error{Code: 5, Err: errors.New("second")}), 5, "tool: first: second\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := runTool(t, func(*Env, []string) error { return tt.err }, "do", "it")
			if code != tt.code || stdout != "" || stderr != tt.stderr {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
			}
		})
	}
}

func TestMainFindsTheCommand(t *testing.T) {
	done := func(env *Env, args []string) error {
		_, err := fmt.Fprint(env.Stdout, strings.Join(args, "|"))
		return err
	}
	tests := []struct {
		args           string
		code           int
		stdout, stderr string // the beginning
	}{
		{"do this --hard that -", 0, "this|that|-", ""},
		{"do -- --hard", 0, "--hard", ""},
		{"", 2, "", "tool: no command given\n"},
		{"dot", 2, "", `tool: unknown command "dot", did you mean do?` + "\nCommands: do."},
		{"--hard", 2, "", `tool: unknown flag "--hard"`},
		{"do --herd", 2, "", "tool: unknown flag: --herd, did you mean --hard?\nRun 'tool do --help'"},
		{"do --very-long-flag-name", 2, "", "tool: flag needs an argument: --very-long-flag-name"},
		{"do -x", 2, "", "tool: unknown shorthand flag: 'x' in -x\nRun"},
		{"help do", 0, "does a thing\n\nUsage:\n  tool do [flags] THING\n", ""},
		{"do -h", 0, "does a thing\n\nUsage:\n  tool do [flags] THING\n", ""},
		{"help doo", 2, "", `tool: unknown command "doo", did you mean do?`},
		{"--help", 0, "Does things.\n\nUsage:\n  tool COMMAND\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			code, stdout, stderr := runTool(t, done, strings.Fields(tt.args)...)
			if code != tt.code || !strings.HasPrefix(stdout, tt.stdout) || !strings.HasPrefix(stderr, tt.stderr) {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
			}
			if (stdout == "") != (tt.stdout == "") || (stderr == "") != (tt.stderr == "") {
				t.Errorf("something was written to the wrong place: stdout %q, stderr %q", stdout, stderr)
			}
		})
	}
}

func TestHelpExplainsFlags(t *testing.T) {
	_, help, _ := runTool(t, nil, "do", "--help")
	want := `
Flags:
      --hard with       with force; a sentence about it that is long enough to
                        be wrapped at eighty columns
      --very-long-flag-name WORD
                        takes a WORD (default x)
`
	if !strings.HasSuffix(help, want) {
		t.Errorf("got %s", help)
	}
}

func TestWrap(t *testing.T) {
	if got := Wrap("  one two\n three  four-is-a-word-too-long\n\nfive", 10); got != "one two\nthree\nfour-is-a-word-too-long\n\nfive" {
		t.Errorf("got %q", got)
	}
	if got := Indent("a\n\nb", "  "); got != "  a\n\n  b" {
		t.Errorf("got %q", got)
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	err := Table(&b, []Column{{Title: "eventName"}, {Title: "n", Right: true}, {Title: "last"}}, slices.Values([][]string{
		{"StartInstances", "7", "a very long text that is neither wrapped nor cut, whatever the width of the terminal may be"},
		{"日本", "12,345", ""},
	}))
	want := `eventName            n  last
StartInstances       7  a very long text that is neither wrapped nor cut, whatever the width of the terminal may be
日本            12,345
`
	if err != nil || b.String() != want {
		t.Errorf("%v\n%s", err, b.String())
	}
}
