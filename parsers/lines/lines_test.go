package lines

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// all writes down every line as "number@offset text", with a mark for what is special about it.
func all(r *Reader) (got []string) {
	for {
		line, ok := r.Next()
		if !ok {
			return got
		}
		text := fmt.Sprintf("%d@%d %s", line.Number, line.Offset, line.Text)
		if line.TooLong {
			text = fmt.Sprintf("%d@%d %d bytes of a long line", line.Number, line.Offset, len(line.Text))
		}
		if !line.Ended {
			text += " (not ended)"
		}
		got = append(got, text)
	}
}

func TestNext(t *testing.T) {
	long := strings.Repeat("x", MaxSize+1)
	fits := strings.Repeat("y", MaxSize)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"lines", "a\nb\n", []string{"1@0 a", "2@2 b"}},
		{"last one not ended", "a\nb", []string{"1@0 a", "2@2 b (not ended)"}},
		{"carriage returns", "a\r\nb\r", []string{"1@0 a", "2@3 b (not ended)"}},
		{"blank lines", "\n\na\n", []string{"1@0 ", "2@1 ", "3@2 a"}},
		{"byte order mark", "\ufeffa\n\ufeffb", []string{"1@3 a", "2@5 \ufeffb (not ended)"}},
		{"byte order mark alone", "\ufeff", nil},
		{"longest line", fits + "\nb\n", []string{"1@0 " + fits, fmt.Sprintf("2@%d b", MaxSize+1)}},
		{"too long", long + "\nb\n", []string{"1@0 256 bytes of a long line", fmt.Sprintf("2@%d b", MaxSize+2)}},
		{"far too long", "a\n" + strings.Repeat(long, 5) + "\nb", []string{"1@0 a", "2@2 256 bytes of a long line", fmt.Sprintf("3@%d b (not ended)", 5*MaxSize+8)}},
		{"too long and not ended", long, []string{"1@0 256 bytes of a long line (not ended)"}},
	} {
		for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.HalfReader(strings.NewReader(tt.text)), iotest.DataErrReader(strings.NewReader(tt.text))} {
			lines := New(r)
			if diff := cmp.Diff(tt.want, all(lines)); diff != "" || lines.Failure() != nil || lines.Number() != len(tt.want) {
				t.Errorf("%s: %v, %d lines, %s", tt.name, lines.Failure(), lines.Number(), diff)
			}
		}
	}
}

func TestPeek(t *testing.T) {
	lines := New(iotest.OneByteReader(strings.NewReader("ab\nc")))
	if got, complete := lines.Peek(3); string(got) != "ab\n" || complete != (3 > 4) {
		t.Errorf("%q, %v", got, complete)
	}
	if got, complete := lines.Peek(9); string(got) != "ab\nc" || complete != (9 > 4) {
		t.Errorf("%q, %v", got, complete)
	}
	if diff := cmp.Diff([]string{"1@0 ab", "2@3 c (not ended)"}, all(lines)); diff != "" {
		t.Error(diff)
	}
}

func TestRest(t *testing.T) {
	broken := errors.New("bad checksum")
	for _, peeked := range []int{0, 2, 100} {
		lines := New(io.MultiReader(strings.NewReader("\ufeffab\nc"), iotest.ErrReader(broken)))
		lines.Peek(peeked)
		if got, err := io.ReadAll(lines.Rest()); string(got) != "ab\nc" || !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %q, %v", peeked, got, err)
		}
	}
}

func TestFailure(t *testing.T) {
	broken := errors.New("bad checksum")
	lines := New(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	if diff := cmp.Diff([]string{"1@0 a", "2@2 b (not ended)"}, all(lines)); diff != "" || !errors.Is(lines.Failure(), broken) {
		t.Errorf("%v %s", lines.Failure(), diff)
	}
	stuck := New(stuckReader{})
	if got := all(stuck); got != nil || !errors.Is(stuck.Failure(), io.ErrNoProgress) {
		t.Errorf("%q, %v", got, stuck.Failure())
	}
}

// stuckReader never gives anything.
type stuckReader struct{}

func (stuckReader) Read([]byte) (int, error) { return 0, nil }

// FuzzNext holds that no byte is lost or read twice, however the stream hands them out.
func FuzzNext(f *testing.F) {
	f.Add("\ufeffa\r\n\nb\r", 1)
	f.Add("x\n\n\n", 700)
	f.Fuzz(func(t *testing.T, text string, times int) {
		text = strings.Repeat(text, 1+max(times, -times)%1000)
		if len(text) > 2<<20 {
			return
		}
		want := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
		if last := len(want) - 1; want[last] == "" {
			want = want[:last]
		}
		r := New(iotest.HalfReader(strings.NewReader(text)))
		defer r.Close()
		n := 0
		for line, ok := r.Next(); ok; line, ok = r.Next() {
			if n == len(want) || line.Number != n+1 {
				t.Fatalf("line %d of %d", line.Number, len(want))
			}
			plain := strings.TrimSuffix(want[n], "\r")
			if string(line.Text) != plain && !(line.TooLong && len(want[n]) > MaxSize && strings.HasPrefix(plain, string(line.Text))) {
				t.Fatalf("line %d is %.100q, want %.100q", line.Number, line.Text, plain)
			}
			if line.Offset < 0 || !strings.HasPrefix(text[line.Offset:], want[n]) {
				t.Fatalf("line %d does not stand at %d", line.Number, line.Offset)
			}
			n++
		}
		if n != len(want) || r.Failure() != nil {
			t.Fatalf("%d lines of %d, %v", n, len(want), r.Failure())
		}
	})
}
