package jsonscan

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// randomText is made of the bytes that matter, and others, with plain stretches of any length.
func randomText(r *rand.Rand, length int) []byte {
	var text []byte
	for len(text) < length {
		switch r.IntN(12) {
		case 0:
			text = append(text, bytes.Repeat([]byte("x"), r.IntN(100))...)
		case 1:
			text = append(text, byte(r.UintN(256)))
		case 2:
			text = append(text, bytes.Repeat([]byte(`\`), r.IntN(4))...)
		default:
			text = append(text, `""{}[],:`[r.IntN(8)])
		}
	}
	return text[:length]
}

// meaning is what a byte of a text is, looked at one by one.
type meaning struct{ quote, bracket bool }

func meanings(text []byte) []meaning {
	all := make([]meaning, len(text))
	inside := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			all[i].quote = true
			inside = !inside
		case inside && c == '\\':
			i++
		case !inside:
			all[i].bracket = bytes.IndexByte([]byte("{}[]"), c) >= 0
		}
	}
	return all
}

func TestMark(t *testing.T) {
	for name, mark := range map[string]func([]byte, []Marks){"fast": markBlocks, "plain": markPlain} {
		r := rand.New(rand.NewPCG(1, 2))
		for range 500 {
			text := randomText(r, 5*BlockSize)
			marks := make([]Marks, 5)
			mark(text, marks)
			for i, c := range text {
				m, bit := marks[i/BlockSize], i%BlockSize
				got := [3]bool{m.Quotes>>bit&1 == 1, m.Backslashes>>bit&1 == 1, m.Brackets>>bit&1 == 1}
				want := [3]bool{c == '"', c == '\\', c == '{' || c == '}' || c == '[' || c == ']'}
				if got != want {
					t.Fatalf("%s: byte %d of %q: %v, want %v", name, i, text, got, want)
				}
			}
		}
	}
}

// TestMarkLengths holds that texts of any length are marked as if nothing stood behind them, as far as there is room.
func TestMarkLengths(t *testing.T) {
	text := bytes.Repeat([]byte(`"`), 4*BlockSize)
	for length := range text {
		marks := make([]Marks, 3)
		n := Mark(text[:length], marks)
		got := 0
		for _, m := range marks {
			for q := m.Quotes; q != 0; q &= q - 1 {
				got++
			}
		}
		if want := min(length, len(marks)*BlockSize); got != want || n != (want+BlockSize-1)/BlockSize {
			t.Fatalf("%d bytes: %d quotes in %d blocks, want %d", length, got, n, want)
		}
	}
}

func TestIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var x Index
	for range 2000 {
		text := randomText(r, r.IntN(4000))
		all := meanings(text)
		x.Build(text)
		quote := -1
		for i := len(text) - 1; i >= 0; i-- {
			if all[i].quote {
				quote = i
			}
			if got := x.Quote(i); got != quote {
				t.Fatalf("Quote(%d) = %d, want %d in %q", i, got, quote, text)
			}
			if all[i].bracket && (text[i] == '{' || text[i] == '[') && i%7 == 0 {
				if got, want := x.ContainerEnd(text, i), plainEnd(text, all, i); got != want {
					t.Fatalf("ContainerEnd(%d) = %d, want %d in %q", i, got, want, text)
				}
			}
		}
		if x.Quote(len(text)) >= 0 || x.Quote(len(text)+BlockSize) >= 0 {
			t.Fatal("a quote behind the text")
		}
	}
}

func plainEnd(text []byte, all []meaning, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch {
		case !all[i].bracket:
		case text[i] == '{' || text[i] == '[':
			depth++
		default:
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// TestPlain holds that a text is called plain only without backslashes in its strings.
func TestPlain(t *testing.T) {
	var x Index
	for text, want := range map[string]bool{`{"a":"b"}`: true, `{"a":"\n"}`: false, `{"` + string(bytes.Repeat([]byte("x"), 5000)) + `\`: false} {
		if x.Build([]byte(text)); x.Plain != want {
			t.Errorf("%.20s: %v", text, x.Plain)
		}
	}
}

// TestNesting holds the ends of containers, and the places of wrong brackets, against looking at every byte, however
// the text comes.
func TestNesting(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var n Nesting
	for range 3000 {
		text := append([]byte("{"), randomText(r, r.IntN(1000))...)
		wantBehind, wantEnded, wantErr := plainNesting(text)
		n.Start()
		n.Changed(0)
		have, at := 0, 0
		var ended bool
		var err error
		for have < len(text) && !ended && err == nil {
			n.Changed(have)
			have = min(len(text), have+1+r.IntN(300))
			at, ended, err = n.Scan(text[:have], at)
		}
		if at != wantBehind || ended != wantEnded || err != wantErr {
			t.Fatalf("%d, %v, %v, want %d, %v, %v in %q", at, ended, err, wantBehind, wantEnded, wantErr, text)
		}
	}
}

func plainNesting(text []byte) (behind int, ended bool, err error) {
	var open []byte
	for i, m := range meanings(text) {
		switch c := text[i]; {
		case !m.bracket:
		case c == '{' || c == '[':
			open = append(open, c)
		case open[len(open)-1]+2 != c:
			return i + 1, false, ErrMismatch
		default:
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1, true, nil
			}
		}
	}
	return len(text), false, nil
}

// TestTooDeep holds that the end of what is too deep is found.
func TestTooDeep(t *testing.T) {
	for over, want := range map[int]bool{0: false, 1: true, 1000: true} {
		depth := MaxDepth + over
		text := append(bytes.Repeat([]byte("["), depth), bytes.Repeat([]byte("]"), depth)...)
		for _, more := range []string{"", ",1]"} {
			var n Nesting
			n.Start()
			if at, ended, err := n.Scan(append(text, more...), 0); at != len(text) || !ended || err != nil || n.TooDeep() != want {
				t.Errorf("%d beyond the limit: %d, %v, %v, too deep %v", over, at, ended, err, n.TooDeep())
			}
			n = Nesting{}
			if at, ended, _ := n.Scan(text[:len(text)-1], 0); at != len(text)-1 || ended {
				t.Errorf("%d beyond the limit, not closed: %d, %v", over, at, ended)
			}
		}
	}
}

func benchmarkText() []byte {
	return bytes.Repeat([]byte(`{"eventTime":"2026-03-04T09:15:02Z","awsRegion":"eu-west-1","requestParameters":{"filterSet":{},"volumeSet":{"items":[]}}},`), 1000)
}

func BenchmarkMark(b *testing.B) {
	text := benchmarkText()
	text = text[:len(text)/BlockSize*BlockSize]
	marks := make([]Marks, len(text)/BlockSize)
	for name, mark := range map[string]func([]byte, []Marks){"fast": markBlocks, "plain": markPlain} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				mark(text, marks)
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	text := benchmarkText()[:1<<10]
	var x Index
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		x.Build(text)
	}
}

// FuzzIndex holds the index against looking at the bytes one by one.
func FuzzIndex(f *testing.F) {
	f.Add([]byte(`{"a":["\"}",{"b":"\\"}]}`))
	f.Add(bytes.Repeat([]byte(`\"{[`), 40))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 10_000 {
			return
		}
		all := meanings(text)
		var x Index
		x.Build(text)
		quote := -1
		for i := len(text) - 1; i >= 0; i-- {
			if all[i].quote {
				quote = i
			}
			if got := x.Quote(i); got != quote {
				t.Fatalf("Quote(%d) = %d, want %d in %q", i, got, quote, text)
			}
		}
		for i := range text {
			if all[i].bracket && (text[i] == '{' || text[i] == '[') {
				if got, want := x.ContainerEnd(text, i), plainEnd(text, all, i); got != want {
					t.Fatalf("ContainerEnd(%d) = %d, want %d in %q", i, got, want, text)
				}
				break // the outermost; each costs as much as the text is long
			}
		}
	})
}
