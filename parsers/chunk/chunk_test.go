package chunk_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"hamari/parsers"
	"hamari/parsers/chunk"
	"hamari/parsers/chunk/chunktest"
)

var kind = parsers.NewKind("line", "A line", nil)

// format reads lines. Those that begin with "+" say that the next one is no record, which a chunk that begins behind
// it cannot know; the last of a text may lack its end.
var format = &parsers.Format{Name: "lines", Read: func(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	br := bufio.NewReaderSize(r, 16)
	at, shared := parsers.Pos{Member: src.Member, Line: 1}, false
	for {
		if !shared && chunk.Worthwhile(src, at.Offset) {
			shared = true
			buffered, _ := br.Peek(br.Buffered())
			rest, behind, err := chunk.Read(ctx, buffered, r, at, src, lines{})
			if err != nil {
				return err
			}
			br, at = bufio.NewReaderSize(rest, 16), behind
		}
		text, err := br.ReadBytes('\n')
		if len(text) > 0 {
			if sinkErr := emit(text, at, sink); sinkErr != nil {
				return sinkErr
			}
			at.Line, at.Record, at.Offset = at.Line+1, at.Record+1, at.Offset+int64(len(text))
			if text[0] == '+' {
				skipped, _ := br.ReadBytes('\n')
				at.Line, at.Offset = at.Line+1, at.Offset+int64(len(skipped))
			}
		}
		if err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("line %d: %w", at.Line, err)
		}
	}
}}

func emit(text []byte, at parsers.Pos, sink parsers.Sink) error {
	if text[0] == '?' {
		sink.Reject(&parsers.SyntaxError{Pos: at, Err: errors.New("no record")})
		return nil
	}
	return sink.Event(&parsers.Event{Kind: kind, Pos: at, Raw: text})
}

type lines struct{}

func (lines) Cut(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }

func (lines) Split(text []byte) (chunk.Part, bool) {
	if text[0] == '+' || bytes.Contains(text, []byte("\n+")) {
		return nil, false
	}
	return part(text), true
}

type part []byte

func (p part) Records() int { return p.Lines() }
func (p part) Lines() int   { return bytes.Count(p, []byte("\n")) }

func (p part) Read(_ context.Context, at parsers.Pos, sink parsers.Sink) error {
	for line := range bytes.Lines(p) {
		if err := emit(line, at, sink); err != nil {
			return err
		}
		at.Line, at.Record, at.Offset = at.Line+1, at.Record+1, at.Offset+int64(len(line))
	}
	return nil
}

// text has n lines, of which some are rejected and one, if it is not negative, must be read with the one before.
func text(n, joined int) string {
	var b strings.Builder
	for i := range n {
		switch {
		case i == joined:
			b.WriteString("+")
		case i%50 == 7:
			b.WriteString("?")
		}
		fmt.Fprintf(&b, "record %d\n", i)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestRead(t *testing.T) {
	failing := iotest.ErrReader(errors.New("bad checksum"))
	for _, n := range []int{0, 1, 10, 100, 2000} {
		for _, joined := range []int{-1, 0, 60, n / 2, n - 2, n - 1} {
			for _, size := range []int{8, 30, 200} {
				content := text(n, joined)
				for name, open := range map[string]func() io.Reader{
					"whole":     func() io.Reader { return strings.NewReader(content) },
					"by bytes":  func() io.Reader { return iotest.OneByteReader(strings.NewReader(content)) },
					"with data": func() io.Reader { return iotest.DataErrReader(strings.NewReader(content)) },
					"failing":   func() io.Reader { return io.MultiReader(strings.NewReader(content), failing) },
				} {
					got := chunktest.Compare(t, format, parsers.Source{}, size, open)
					if want := n == 2000 && size > 8 && joined != 0; want && !got.Helped {
						t.Errorf("nobody helped with %d lines in chunks of %d", n, size)
					}
					if t.Failed() {
						t.Fatalf("%s: %d lines, %d joined, chunks of %d", name, n, joined, size)
					}
				}
			}
		}
	}
}

// TestSinkError holds that the error of a sink ends the reading.
func TestSinkError(t *testing.T) {
	if !chunktest.Stopping(t.Context(), format, parsers.Source{}, 100, strings.NewReader(text(5000, -1))) {
		t.Error("the sink's error was not returned")
	}
}

// TestStandstill holds that a reader which gives nothing does not keep the reading from ending.
func TestStandstill(t *testing.T) {
	open := func() io.Reader { return io.MultiReader(strings.NewReader(text(3000, -1)), idle{}) }
	if got := chunktest.Compare(t, format, parsers.Source{}, 100, open); !strings.Contains(got.Err, io.ErrNoProgress.Error()) {
		t.Errorf("error %q", got.Err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

// TestCancel holds that a cancelled context ends the reading.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	at := parsers.Pos{Member: "m", Line: 1}
	src := &parsers.Source{Member: "m", Pool: alone{}, ChunkSize: 100}
	if _, _, err := chunk.Read(ctx, nil, strings.NewReader(text(1000, -1)), at, src, lines{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

type alone struct{}

func (alone) Go(func(parsers.Sink)) {}
func (alone) Wait()                 {}
