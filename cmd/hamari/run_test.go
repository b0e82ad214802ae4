package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/generate"
)

// call is one run of the program in this process.
type call struct {
	args   []string
	ctx    context.Context
	stdin  io.Reader
	env    map[string]string
	screen map[any]int // widths of the streams that are terminals; the keys are "in", "out" and "err"
	secret func(context.Context, string) (string, error)
}

func (c call) run(t *testing.T) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if c.ctx == nil {
		c.ctx = t.Context()
	}
	env := &cli.Env{Stdin: c.stdin, Stdout: &out, Stderr: &err, Getenv: func(k string) string { return c.env[k] }, Secret: c.secret}
	env.Screen = func(stream any) (int, bool) {
		name := map[any]string{c.stdin: "in", &out: "out", &err: "err"}[stream]
		width, ok := c.screen[name]
		return width, ok
	}
	code = program().Main(c.ctx, env, c.args, exitUnreadable)
	return code, out.String(), err.String()
}

func startDenied(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := generate.Write(f, "start-denied", generate.Options{Seed: 1, Size: 200_000}); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestColor(t *testing.T) {
	path := startDenied(t)
	terminal := map[any]int{"out": 100}
	tests := []struct {
		name   string
		flags  []string
		env    map[string]string
		screen map[any]int
		want   bool
	}{
		{"a terminal", nil, nil, terminal, true},
		{"a pipe", nil, nil, nil, false},
		{"NO_COLOR", nil, map[string]string{"NO_COLOR": "1"}, terminal, false},
		{"dumb terminal", nil, map[string]string{"TERM": "dumb"}, terminal, false},
		{"never", []string{"--color=never"}, nil, terminal, false},
		{"always", []string{"--color=always"}, map[string]string{"NO_COLOR": "1"}, nil, true},
		{"standard error is the terminal", nil, nil, map[any]int{"err": 100}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := call{args: append([]string{"analyze", path}, tt.flags...), env: tt.env, screen: tt.screen}
			code, stdout, _ := c.run(t)
			if got := strings.Contains(stdout, "\x1b["); code != 0 || got != tt.want {
				t.Errorf("exit code %d, colours %v, want %v", code, got, tt.want)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	path := startDenied(t)
	for width, screen := range map[int]map[any]int{80: nil, 110: {"out": 110}} {
		_, stdout, _ := call{args: []string{"analyze", "--color=never", path}, screen: screen}.run(t)
		if rule, _, _ := strings.Cut(stdout, "\n"); len(rule) != width {
			t.Errorf("the first line has %d columns, want %d", len(rule), width)
		}
	}
}

func TestInterrupted(t *testing.T) {
	path := startDenied(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	report := filepath.Join(t.TempDir(), "report.txt")
	code, stdout, stderr := call{ctx: ctx, args: []string{"analyze", "-o", report, path}}.run(t)
	if code != 130 || stdout != "" || stderr != "hamari: interrupted\n" {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	left, err := os.ReadDir(filepath.Dir(report))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// neverEnding is a stream that nobody writes to.
type neverEnding struct{ read chan struct{} }

func (n *neverEnding) Read([]byte) (int, error) {
	close(n.read)
	select {}
}

func TestInterruptedOnStandardInput(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stdin := &neverEnding{make(chan struct{})}
	go func() {
		<-stdin.read
		cancel()
	}()
	if code, _, stderr := (call{ctx: ctx, stdin: stdin, args: []string{"ls", "-"}}).run(t); code != 130 {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestStandardInputIsAKeyboard(t *testing.T) {
	c := call{args: []string{"analyze", "-"}, stdin: strings.NewReader(""), screen: map[any]int{"in": 80}}
	if code, _, stderr := c.run(t); code != 2 || !strings.Contains(stderr, "is a terminal") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// TestFullDisk holds that a report that cannot be written is told, and that the next one is not begun.
func TestFullDisk(t *testing.T) {
	path := startDenied(t)
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	dir := t.TempDir()
	code, _, stderr := call{args: []string{"analyze", "-f", "text=/dev/full", "-f", "json=" + dir + "/report.json", path}}.run(t)
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if code == 0 || !strings.Contains(stderr, "cannot write /dev/full: no space left on device") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// TestEveryPatternCanBeExplained holds that the documentation names everything and shows no template.
func TestEveryPatternCanBeExplained(t *testing.T) {
	patterns, err := loadPatterns(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range patterns {
		t.Run(p.ID, func(t *testing.T) {
			text := explain(p, 80)
			words := []string{p.ID, string(p.Severity)}
			for _, s := range p.Steps {
				words = append(words, "- "+s.Name+": ")
			}
			for _, r := range p.Report.Rivals {
				words = append(words, "- "+r.Pattern+": ")
			}
			for _, word := range append(words, p.Report.References...) {
				if !strings.Contains(text, word) {
					t.Errorf("%q is missing", word)
				}
			}
			for _, odd := range []string{"{{", "}}", "<>", "< ", "<value>"} {
				if i := strings.Index(text, odd); i >= 0 {
					t.Errorf("%q in %q", odd, text[max(0, i-40):min(len(text), i+40)])
				}
			}
		})
	}
}

// TestAskPassword asks on a terminal only, and tells for which archive.
func TestAskPassword(t *testing.T) {
	path := filepath.Join("testdata", "encrypted", "aes.zip")
	for _, tt := range []struct {
		name   string
		screen map[any]int
		flags  []string
		asked  int
		code   int
	}{
		{"on a terminal", map[any]int{"in": 80, "err": 80}, nil, 1, 0},
		{"quiet", map[any]int{"in": 80, "err": 80}, []string{"-q"}, 1, 0},
		{"input from elsewhere", map[any]int{"err": 80}, nil, 0, exitUnreadable},
		{"messages to a file", map[any]int{"in": 80}, nil, 0, exitUnreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := 0
			secret := func(_ context.Context, prompt string) (string, error) {
				asked++
				if !strings.Contains(prompt, "trail.json") {
					t.Errorf("the prompt %q does not say for what", prompt)
				}
				return "open sesame", nil
			}
			c := call{args: append(append([]string{"ls"}, tt.flags...), path), stdin: strings.NewReader(""), screen: tt.screen, secret: secret}
			code, _, stderr := c.run(t)
			if code != tt.code || asked != tt.asked {
				t.Errorf("exit code %d, asked %d times: %s", code, asked, stderr)
			}
		})
	}
}
