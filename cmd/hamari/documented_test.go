package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
)

// TestReadmeCommands runs every command line of the README as it stands there, one after the other, in a folder that has the
// bundle that they speak of. What its names stand for is put in for the instance alone.
func TestReadmeCommands(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	packed, err := os.ReadFile(filepath.Join(root, "testdata", "start-denied.zip"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.WriteFile("case.zip", packed, 0o600), os.Symlink(filepath.Join(root, "testdata"), "testdata")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	instance := strings.NewReplacer("i-0abc…", "i-0a76d5f384f928269", "go run ./cmd/hamari", "hamari")
	behind := regexp.MustCompile(` {2,}.*`) // what the command does
	ran := 0
	for line := range strings.Lines(string(readme)) {
		command, indented := strings.CutPrefix(instance.Replace(line), "    hamari ")
		if !indented {
			continue
		}
		ran++
		args := wordsOf(behind.ReplaceAllString(strings.TrimSpace(command), ""))
		if code, stdout, stderr := (call{args: args}).run(t); code != 0 || stdout == "" && !writes(args) {
			t.Errorf("%q ends with %d: %s%s", args, code, stdout, stderr)
		}
	}
	if ran < 15 {
		t.Errorf("the README has only %d commands", ran)
	}
}

// wordsOf splits a command line at blanks outside single quotes.
func wordsOf(line string) []string {
	var list []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			list = append(list, part)
			continue
		}
		list = append(list, strings.Fields(part)...)
	}
	return list
}

// writes reports whether a command writes its result to a file, or tells on standard error that all is well.
func writes(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "-o" || strings.Contains(a, "=") })
}

// TestEveryFlagIsTried holds that each flag of each command stands in a script that runs it, or in a command of the README.
func TestEveryFlagIsTried(t *testing.T) {
	calls := scriptCalls(t)
	for path, flags := range everyFlag(program(), "") {
		flags.VisitAll(func(f *pflag.Flag) {
			tried := slices.ContainsFunc(calls, func(c string) bool {
				if !strings.HasPrefix(c, path+" ") {
					return false
				}
				return slices.ContainsFunc(strings.Fields(c), func(word string) bool {
					name, _, _ := strings.Cut(word, "=")
					return name == "--"+f.Name || f.Shorthand != "" && name == "-"+f.Shorthand
				})
			})
			if !tried {
				t.Errorf("no script runs %s --%s", path, f.Name)
			}
		})
	}
}

// everyFlag returns the flags of a command and of those below it, by the words that call them.
func everyFlag(c *cli.Command, before string) map[string]*pflag.FlagSet {
	path := strings.TrimSpace(before + " " + c.Name)
	all := map[string]*pflag.FlagSet{}
	if c.Setup != nil {
		flags := pflag.NewFlagSet(path, pflag.ContinueOnError)
		flags.SetOutput(io.Discard)
		c.Setup(flags)
		all[path] = flags
	}
	for _, inner := range c.Commands {
		for p, flags := range everyFlag(inner, path) {
			all[p] = flags
		}
	}
	return all
}

// scriptCalls are the calls of the program in all scripts and in the README.
func scriptCalls(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	var calls []string
	for _, name := range append(files, "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if i := strings.Index(line, "hamari "); i >= 0 {
				calls = append(calls, strings.TrimSpace(line[i:]))
			}
		}
	}
	return calls
}
