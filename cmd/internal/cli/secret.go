package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// maxPasswordFile is longer than any list of passwords that somebody was told.
const maxPasswordFile = 1 << 20

// ReadPasswords reads a file with a password on each line. Blanks are part of a password; empty lines are none.
func ReadPasswords(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPasswordFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	if len(text) > maxPasswordFile {
		return nil, fmt.Errorf("%s: too large for a list of passwords", path)
	}
	var passwords []string
	for line := range strings.Lines(string(bytes.TrimPrefix(text, []byte("\ufeff")))) {
		if password := strings.TrimRight(line, "\r\n"); password != "" {
			passwords = append(passwords, password)
		}
	}
	if len(passwords) == 0 {
		return nil, fmt.Errorf("%s: there is no password in it", path)
	}
	return passwords, nil
}

// askSecret asks on the terminal, without showing what is typed.
func askSecret(ctx context.Context, prompt string) (string, error) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text []byte
		err  error
	}
	answers := make(chan answer, 1)
	fmt.Fprint(os.Stderr, prompt)
	go func() { // reading from a terminal cannot be interrupted, but left behind
		text, err := term.ReadPassword(fd)
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		fmt.Fprintln(os.Stderr)
		return string(a.text), a.err
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return "", cmp.Or(term.Restore(fd, state), ctx.Err())
	}
}
