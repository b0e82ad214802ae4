package flowlog

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"hamari/parsers"
	"hamari/parsers/chunk/chunktest"
	"hamari/parsers/lines"
)

const version2Header = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"

// log writes n random records below the headers, if any, some of them with oddities that need not be mended.
func log(r *rand.Rand, n int, header string) string {
	var b strings.Builder
	if header != "" {
		b.WriteString(header + "\n")
	}
	for i := range n {
		end := "\n"
		switch r.IntN(40) {
		case 0:
			b.WriteString("2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5\n") // columns are missing
		case 1:
			b.WriteString("\n  \n")
		case 2:
			end = "\r\n"
		case 3:
			end = " surplus\n"
		case 4:
			if header != "" {
				b.WriteString(header + "\n") // files were appended to each other
			}
		}
		fmt.Fprintf(&b, "2 111122223333 eni-0a1b2c3d4e5f60718 10.0.%d.5 10.0.2.9 %d 443 6 10 8400 %d %d ACCEPT OK%s",
			r.IntN(256), r.IntN(65536), 1772615700+i, 1772615760+i, end)
	}
	return b.String()
}

func TestChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for _, header := range []string{"", version2Header} {
		for range 4 {
			text := log(r, 500, header)
			for _, size := range []int{300, 1000, 4096} {
				chunktest.Picking(t, VPC, parsers.Source{}, size, func() io.Reader { return strings.NewReader(text) })
				got := chunktest.Compare(t, VPC, parsers.Source{}, size, func() io.Reader { return iotest.HalfReader(strings.NewReader(text)) })
				if len(got.Events) != 500 || got.Err != "" || !got.Helped {
					t.Fatalf("chunks of %d: %d events, %q, helped %v", size, len(got.Events), got.Err, got.Helped)
				}
			}
		}
	}
}

// TestOddChunks holds that what matters to later lines, and damage, give the same in chunks.
func TestOddChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	other := "version interface-id account-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
	for round := range 60 {
		text := []byte(log(r, 300, version2Header))
		at := r.IntN(len(text))
		switch round % 5 {
		case 0:
			text = text[:at]
		case 1:
			text = insert(text, at, "\n"+other+"\n")
		case 2:
			text = insert(text, at, strings.Repeat("x", lines.MaxSize+r.IntN(100)))
		case 3:
			text = append(text[:at:at], text[min(len(text), at+r.IntN(500)):]...)
		case 4:
			text[at] = "\n -x\x00"[r.IntN(5)]
		}
		open := func() io.Reader { return iotest.HalfReader(bytes.NewReader(text)) }
		chunktest.Compare(t, VPC, parsers.Source{}, 700, open)
		failing := func() io.Reader { return io.MultiReader(bytes.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF)) }
		chunktest.Compare(t, VPC, parsers.Source{}, 700, failing)
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
	if !chunktest.Stopping(t.Context(), VPC, parsers.Source{}, 700, strings.NewReader(log(r, 500, ""))) {
		t.Error("reading goes on behind the error of a sink")
	}
}

func insert(text []byte, at int, what string) []byte {
	return append(append(bytes.Clone(text[:at]), what...), text[at:]...)
}
