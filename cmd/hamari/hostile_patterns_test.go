//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// patternText is a pattern that selects by a regular expression.
func patternText(re string) string {
	return fmt.Sprintf(`id: hostile
title: Somebody asks
severity: low
needs: [cloudtrail]
steps:
  ask: {kind: cloudtrail, where: {'userAgent|re': '%s'}}
match:
  - ask
group: [account]
report:
  summary: '{{.ask.count}} requests'
  explain: Somebody asks.
`, re)
}

// TestHostilePatterns gives the program patterns from strangers. A pattern that is refused is a mistake in the call, told with its
// place; one that is taken costs no more than another.
func TestHostilePatterns(t *testing.T) {
	agent := strings.Repeat("a", 50_000) + "!"
	dir := t.TempDir()
	bundle := filepath.Join(dir, "case.zip")
	writeHostile(t, bundle, zipOf(deflatedEntry("x", trail(event("1", `,"userAgent":"`+agent+`"`)))))
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9)+fmt.Sprintf("*%c", c-1))
	}
	for _, p := range []struct {
		name, text string
		code       int
		stderr     string
	}{
		{"expression that explodes elsewhere", patternText(`^(a+)+$|(a|aa)+b|^(([a-z])+.)+[A-Z]([a-z])+$`), 0, ""},
		{"expression that becomes too large", patternText(`((a{100}){100}){100}`), 2, "pattern.yaml:6:"},
		{"expression that is too deep", patternText(strings.Repeat("(", 2000) + strings.Repeat(")", 2000)), 2, "pattern.yaml:6:"},
		{"expression of a megabyte", patternText(strings.Repeat("(a|b)?", 160_000)), 2, "pattern.yaml:6:"},
		{"expression that repeats itself", patternText(strings.Repeat("(a|b|c){1,900}", 200)), 2, "pattern.yaml:6:"},
		{"aliases in aliases", bomb, 2, "pattern.yaml:"},
		{"a tag", "id: !!binary aGVsbG8=\n" + patternText("x"), 2, "pattern.yaml:"},
		{"lists in lists", "id: " + strings.Repeat("[", 100_000), 2, "pattern.yaml:"},
		{"objects in objects", "id: " + strings.Repeat("{a: ", 20_000) + strings.Repeat("}", 20_000), 2, "pattern.yaml:"},
		{"very long", patternText("x") + strings.Repeat("# a comment\n", 200_000), 2, "longer than"},
		{"writes to the terminal", "id: \"a\x1b[2J\x1b]8;;http://x\x07\"\n\"\x1b[31m\": 1\n", 2, "pattern.yaml:"},
		{"binary", "\x00\xff\xfe" + strings.Repeat("\x80", 1000), 2, "pattern.yaml:"},
	} {
		t.Run(p.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "mine"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "mine", "pattern.yaml"), []byte(p.text), 0o600); err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(dir, "report.json")
			o := runHamari(t, "analyze", "-f", "json="+to, "--patterns", dir, bundle)
			t.Logf("%d MB, %.300s", o.memory>>20, o.stderr)
			if o.code != p.code || !strings.Contains(o.stderr, p.stderr) || len(o.stderr) > 10_000 {
				t.Errorf("exit code %d, want %d: %.1000s", o.code, p.code, o.stderr)
			}
			holdLegible(t, o.stderr)
			if p.code == 0 {
				holdHealthy(t, readReport(t, to))
			}
		})
	}
	t.Run("a pipe", func(t *testing.T) {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, "pattern.yaml"), 0o600); err != nil {
			t.Skip(err)
		}
		if o := runHamari(t, "analyze", "--patterns", dir, bundle); o.code != 2 || !strings.Contains(o.stderr, "no regular file") {
			t.Errorf("exit code %d: %s", o.code, o.stderr)
		}
	})
}
