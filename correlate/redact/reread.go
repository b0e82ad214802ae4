package redact

import (
	"context"
	"errors"
	"fmt"
	"io"

	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// readable is what can be read of a member.
type readable struct {
	format  string // "" for none
	records int64
}

// tally is a sink that counts records.
type tally struct {
	parsers.Unheard
	records int64
}

// Event counts.
func (t *tally) Event(*parsers.Event) error {
	t.records++
	return nil
}

// reread reads what is written to it as the member of this name, and then says what could be read.
func reread(ctx context.Context, c *bundle.Case, name string) (io.WriteCloser, func() readable) {
	out, in := io.Pipe()
	done := make(chan readable, 1)
	go func() {
		t := new(tally)
		result, _ := formats.Read(ctx, out, &parsers.Source{Member: name, Spool: c.Spool}, t) // an error means fewer records
		_, _ = io.Copy(io.Discard, out)                                                       // the writer waits for it
		done <- readable{formatName(result), t.records}
	}()
	return in, func() readable {
		in.Close()
		return <-done
	}
}

func formatName(result formats.Result) string {
	if result.Format == nil {
		return ""
	}
	return result.Format.Name
}

// errUnreadable is what a pseudonym did that stands where a format is read by.
var errUnreadable = errors.New("records can be read no longer")

// hold compares what can be read of a member before and after.
func (before readable) hold(member string, after readable) error {
	if before.records == 0 || after.records >= before.records && after.format == before.format {
		return nil
	}
	return fmt.Errorf("%w under pseudonyms, of %s: %d of format %s became %d of %q", errUnreadable, member, before.records, before.format, after.records, after.format)
}
