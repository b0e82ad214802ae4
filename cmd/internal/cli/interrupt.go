package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// grace is how long a command may take to stop after a signal. What has not come to its end by then is cut off, so that
// whoever presses Ctrl-C is never kept waiting for a second.
const grace = 700 * time.Millisecond

// interrupt is the cause of a context that a signal has cancelled.
type interrupt struct{ signal os.Signal }

func (i *interrupt) Error() string {
	if i.signal == syscall.SIGTERM {
		return "terminated"
	}
	return "interrupted"
}

// Is lets whoever returns the cause of a cancelled context say that it was cancelled.
func (i *interrupt) Is(target error) bool { return target == context.Canceled }

// code is the exit code that shells give to a process that a signal has ended.
func (i *interrupt) code() int {
	if i.signal == syscall.SIGTERM {
		return ExitTerminated
	}
	return ExitInterrupted
}

// interruptOf returns the signal that has cancelled the context. A context that was cancelled otherwise, as tests do it,
// counts as interrupted.
func interruptOf(ctx context.Context) *interrupt {
	var i *interrupt
	if errors.As(context.Cause(ctx), &i) {
		return i
	}
	return &interrupt{os.Interrupt}
}

// Interruptible returns a context that ends with SIGINT (Ctrl-C) or SIGTERM. If the program does not end soon after, or at
// a second signal, it is ended, and no file that was not yet in place remains. Stop gives the signals back.
func Interruptible(ctx context.Context, program string) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals, over := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		var i interrupt
		select {
		case i.signal = <-signals:
			cancel(&i)
		case <-over:
			return
		}
		select {
		case <-signals:
		case <-time.After(grace):
		case <-over:
			return
		}
		discardAll()
		fmt.Fprintf(os.Stderr, "%s: %v\n", program, &i)
		os.Exit(i.code())
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(over)
		cancel(nil)
	}
}
