package cli

import (
	"cmp"
	"context"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Env is the world around a command.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string

	// Screen returns the width in columns of the terminal that a stream is connected to; ok is false if it is none.
	Screen func(stream any) (width int, ok bool)

	// Secret asks on the terminal for what must not be shown there.
	Secret func(ctx context.Context, prompt string) (string, error)
}

// System returns the Env of the process.
func System() *Env {
	return &Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Screen: screen, Secret: askSecret}
}

// PlainWidth is the width in columns of text that no terminal shows.
const PlainWidth = 80

func screen(stream any) (int, bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = PlainWidth
	}
	return width, true
}

// Width returns the width for text on standard output.
func (e *Env) Width() int {
	if width, ok := e.Screen(e.Stdout); ok {
		return width
	}
	return PlainWidth
}

// The values of the flag --color.
const (
	ColorAuto   = "auto"
	ColorAlways = "always"
	ColorNever  = "never"
)

// Color reports whether text on a stream is to be coloured. NO_COLOR (https://no-color.org) and TERM=dumb switch the
// automatic choice off; an explicit flag is stronger than either.
func (e *Env) Color(stream any, flag string) bool {
	switch flag {
	case ColorAlways:
		return true
	case ColorNever:
		return false
	}
	_, terminal := e.Screen(stream)
	return terminal && e.Getenv("NO_COLOR") == "" && e.Getenv("TERM") != "dumb"
}

// UTF8 reports whether a stream is a terminal that shows UTF-8, as far as the locale tells. The terminal of the Linux
// console has a font of 512 characters, of which few are wanted.
func (e *Env) UTF8(stream any) bool {
	if _, terminal := e.Screen(stream); !terminal || e.Getenv("TERM") == "dumb" || e.Getenv("TERM") == "linux" {
		return false
	}
	locale := strings.ToLower(cmp.Or(e.Getenv("LC_ALL"), e.Getenv("LC_CTYPE"), e.Getenv("LANG")))
	return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
}
