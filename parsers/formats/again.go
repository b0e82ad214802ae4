package formats

import (
	"context"
	"io"

	"hamari/parsers"
	"hamari/parsers/bundle"
)

// Again is a second reading of some members of a case.
type Again struct {
	Layouts []string // flow log formats that the first reading has found

	// Sinks returns, for a member, the sink of each worker who takes part in reading it.
	Sinks func(member string) func(worker int) parsers.Sink

	// Wants returns, for a member, which of its records are asked for, by their numbers. Others may reach the sinks as well. nil
	// asks for all.
	Wants func(member string) func(record int) bool

	// Done is told what the reading of a member gave, by several workers at once; nil where the first reading told it.
	Done func(member string, result Result, err error)
}

// Read reads the members. An error means that not all of them were found, or that the context was cancelled: what is wrong
// with a member is told to Done.
func (a *Again) Read(ctx context.Context, c *bundle.Case, members []string) error {
	return c.Reopen(ctx, members, func(w *bundle.Worker, member string, r io.Reader) error {
		sink := a.Sinks(member)
		src := w.Source(member, sink)
		src.Layouts = a.Layouts
		if a.Wants != nil {
			src.Wants = a.Wants(member)
		}
		result, err := Read(ctx, r, src, sink(w.Number))
		if a.Done != nil {
			a.Done(member, result, err)
		}
		return ctx.Err()
	})
}
