package cli

import (
	"context"
	"errors"
	"fmt"
)

// The exit codes that every program of this kind has. A program adds its own through [Exit].
const (
	ExitOK          = 0
	ExitUsage       = 2
	ExitInterrupted = 130 // 128 + SIGINT, as shells count
	ExitTerminated  = 143 // 128 + SIGTERM
)

// Error is an error that says how the program must end.
type Error struct {
	Code int
	Err  error  // nil if there is nothing to say
	Hint string // what the user can do; may be empty
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

// Unwrap returns the error without its exit code.
func (e *Error) Unwrap() error { return e.Err }

// Exit ends the program with a code and nothing to say.
func Exit(code int) error {
	if code == ExitOK {
		return nil
	}
	return &Error{Code: code}
}

// Usagef is a mistake in how the program was called.
func Usagef(format string, args ...any) error {
	return &Error{Code: ExitUsage, Err: fmt.Errorf(format, args...)}
}

// codeOf returns the exit code of an error. Any error without one is of the kind that fallback stands for.
func codeOf(ctx context.Context, err error, fallback int) int {
	var e *Error
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, context.Canceled):
		return interruptOf(ctx).code()
	case errors.As(err, &e):
		return e.Code
	}
	return fallback
}
