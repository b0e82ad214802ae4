package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shellDrivers are scripts that have a shell complete the words after them, of which the last is being typed, and print one
// candidate a line.
var shellDrivers = map[string]string{
	// Words are parted as readline does it, at = and : too.
	"bash": `source <(hamari completion bash)
complete -p hamari >/dev/null || exit 1
COMP_WORDS=(hamari)
for word; do
    while [[ $word == *[=:]* ]]; do
        head=${word%%[=:]*} rest=${word#"$head"}
        [[ -n $head ]] && COMP_WORDS+=("$head")
        COMP_WORDS+=("${rest:0:1}") word=${rest:1}
    done
    [[ -n $word || $# == 1 || ${COMP_WORDS[-1]} != [=:] ]] && COMP_WORDS+=("$word")
done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_hamari
printf '%s\n' "${COMPREPLY[@]}"`,
	// What shows the candidates needs a line editor; what is handed to it does not.
	"zsh": `compdef() { [[ $1 == _hamari && $2 == hamari ]] || exit 1 }
_describe() { print -l -- "${(@P)${@[-1]}%%:*}" }
compset() { prefix=$2 typed=${typed#$2} }
_files() { [[ $1 == -/ ]] && print -l -- $typed*(N/) || print -l -- $typed*(N) }
source <(hamari completion zsh)
words=(hamari "$@") CURRENT=$(($# + 1)) typed=${@[-1]}
_hamari`,
	"fish": `hamari completion fish | source
complete -C "hamari "(string join ' ' -- (string escape -- $argv[1..-2])' ' $argv[-1] | string collect) | string replace -r '\t.*' ''
true`,
}

// TestShells has each shell that is installed complete command lines with the script that the program prints.
func TestShells(t *testing.T) {
	for shell, driver := range shellDrivers {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("%s is not installed: its completion is not tried", shell)
			}
			dir := t.TempDir()
			for _, name := range []string{"report.json", "reports/old", "case 1.zip"} {
				file := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			complete := func(words ...string) string {
				t.Helper()
				args := []string{"-c", driver, shell}
				switch shell {
				case "fish":
					args = []string{"--no-config", "-c", driver, "--"}
				case "zsh":
					args = append([]string{"-f"}, args...)
				case "bash":
					args = append([]string{"--norc"}, args...)
				}
				cmd := exec.Command(path, append(args, words...)...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "HOME="+dir)
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				return strings.Join(strings.Fields(string(out)), " ")
			}
			prefix := "json=" // of a word that is replaced as a whole
			if shell != "fish" {
				prefix = ""
			}
			for _, test := range []struct {
				words []string
				want  string
			}{
				{[]string{"anal"}, "analyze"},
				{[]string{"patterns", "sh"}, "show"},
				{[]string{"patterns", "show", "kms-ebs-s"}, "kms-ebs-start-denied"},
				{[]string{"analyze", "--fail"}, "--fail-on"},
				{[]string{"analyze", "--fail-on", "conf"}, "confirmed"},
				{[]string{"analyze", "--pattern", "trail-t"}, "trail-tampered"},
				{[]string{"analyze", "-f", "tick"}, "ticket"},
				{[]string{"analyze", "-f", "json=report."}, prefix + "report.json"},
				{[]string{"analyze", "--since", "2026-03-04T09:00:00Z", "--fail"}, "--fail-on"},
				{[]string{"analyze", "case"}, "case 1.zip"},
				{[]string{"completion", "zs"}, "zsh"},
			} {
				got := complete(test.words...)
				if shell == "fish" {
					got = strings.ReplaceAll(got, `\ `, " ")
				}
				if got != test.want {
					t.Errorf("%q: got %q, want %q", test.words, got, test.want)
				}
			}
			if got := complete("analyze", "--patterns", "rep"); strings.TrimSuffix(got, "/") != "reports" {
				t.Errorf("a folder: got %q", got)
			}
			if got := complete("analyze", "--fail-on="); shell != "zsh" && !strings.Contains(got, "likely") {
				t.Errorf("a value behind =: got %q", got)
			}
		})
	}
}

func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		code, script, _ := call{args: []string{"completion", shell}}.run(t)
		if code != 0 || !strings.Contains(script, "hamari __complete") && !strings.Contains(script, "__complete --") || strings.Contains(script, "PROGRAM") {
			t.Errorf("%s: exit code %d, %s", shell, code, script)
		}
	}
	for _, args := range [][]string{{"completion"}, {"completion", "bsh"}, {"completion", "../help"}, {"completion", "bash", "zsh"}, {"man", "x"}} {
		if code, out, stderr := (call{args: args}).run(t); code != 2 || out != "" || stderr == "" {
			t.Errorf("%q: exit code %d, %s", args, code, stderr)
		}
	}
	if _, _, stderr := (call{args: []string{"completion", "bsh"}}).run(t); !strings.Contains(stderr, "did you mean bash?") {
		t.Errorf("got %s", stderr)
	}
}

// TestHelp holds that the help on every command says what it does, shows how it is called, and explains every flag; and that
// the manual page knows all of it.
func TestHelp(t *testing.T) {
	code, manual, _ := call{args: []string{"man"}}.run(t)
	if code != 0 {
		t.Fatalf("man ends with %d", code)
	}
	_, commands, _ := call{args: []string{"__complete", "--", ""}}.run(t)
	_, inner, _ := call{args: []string{"__complete", "--", "patterns", ""}}.run(t)
	var paths [][]string
	for line := range strings.Lines(commands) {
		if name, _, ok := strings.Cut(line, "\t"); ok && name != "help" {
			paths = append(paths, []string{name})
		}
	}
	for line := range strings.Lines(inner) {
		if name, _, ok := strings.Cut(line, "\t"); ok && name != "help" {
			paths = append(paths, []string{"patterns", name})
		}
	}
	if len(paths) < 10 {
		t.Fatalf("only %q", paths)
	}
	for _, path := range paths {
		name := "hamari " + strings.Join(path, " ")
		_, help, _ := call{args: append(path, "--help")}.run(t)
		_, examples, ok := strings.Cut(help, "\nExamples:\n")
		if !ok || !strings.Contains(examples, name) {
			t.Errorf("%s: no example in\n%s", name, help)
		}
		if path[0] != "patterns" || len(path) > 1 {
			if !strings.Contains(manual, fmt.Sprintf(".SS \"%s", strings.ReplaceAll(name, "-", `\-`))) {
				t.Errorf("%s is not in the manual page", name)
			}
		}
	}
}
