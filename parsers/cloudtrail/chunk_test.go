package cloudtrail

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"hamari/parsers"
	"hamari/parsers/chunk/chunktest"
)

// trail writes random records in one of the shapes that JSON deliveries have.
func trail(r *rand.Rand, shape string, n int) string {
	var records []string
	for i := range n {
		body := fmt.Sprintf(`"userIdentity":{"arn":"arn:aws:iam::111122223333:user/u%d"},"eventTime":"2026-03-04T09:%02d:%02dZ","eventName":"Describe%s","eventSource":"ec2.amazonaws.com","awsRegion":"eu-west-1","eventID":"e-%d"`,
			i, r.IntN(60), r.IntN(60), strings.Repeat("x", r.IntN(60)), i)
		switch r.IntN(8) {
		case 0: // what looks like the beginning of a record stands inside of one
			body += `,"requestParameters":{"events":[{"eventVersion":"1.08"},{"eventVersion":"1.08","a":[]},{"eventVersion":"1.08"}]}`
		case 1:
			body += `,"errorMessage":"},{\"eventVersion\":\"1.08\"},{\"eventVersion\""`
		case 2:
			body += ",\n  \"responseElements\": null"
		}
		records = append(records, `{"eventVersion":"1.08",`+body+"}")
	}
	switch shape {
	case "array":
		return "[" + strings.Join(records, ",\n ") + "]\n"
	case "lines":
		return strings.Join(records, "\n") + "\n"
	case "answer":
		return `{"NextToken":"abc","Records": [` + strings.Join(records, ", ") + `]}`
	case "several":
		half := len(records) / 2
		return `{"Records":[` + strings.Join(records[:half], ",") + `]}{"Records":[` + strings.Join(records[half:], ",") + `]}`
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

var shapes = []string{"delivery", "array", "lines", "answer", "several"}

func TestChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for _, shape := range shapes {
		for range 6 {
			text := trail(r, shape, 400)
			for _, size := range []int{64, 700, 4096} {
				chunktest.Picking(t, Format, parsers.Source{}, size, func() io.Reader { return strings.NewReader(text) })
				got := chunktest.Compare(t, Format, parsers.Source{}, size, func() io.Reader { return strings.NewReader(text) })
				if len(got.Events) != 400 || len(got.Rejects) > 0 || got.Err != "" || size > 64 && !got.Helped {
					t.Fatalf("%s, chunks of %d: %d events, %d rejects, %q, helped %v", shape, size, len(got.Events), len(got.Rejects), got.Err, got.Helped)
				}
			}
		}
	}
}

// TestDamagedChunks holds that a damaged member gives the same in chunks, down to the place of every reject.
func TestDamagedChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	rounds := 150
	if testing.Short() {
		rounds = 20
	}
	for round := range rounds {
		text := []byte(trail(r, shapes[round%len(shapes)], 150))
		for range 1 + r.IntN(3) {
			at := r.IntN(len(text))
			switch r.IntN(4) {
			case 0:
				text = text[:at]
			case 1:
				text[at] = "\"{}[],\\x\n"[r.IntN(9)]
			case 2:
				text = append(text[:at:at], text[min(len(text), at+r.IntN(300)):]...)
			case 3:
				text = append(text[:at:at], append([]byte(`,{"eventVersion":`), text[at:]...)...)
			}
			if len(text) == 0 {
				break
			}
		}
		open := func() io.Reader { return iotest.OneByteReader(strings.NewReader(string(text))) }
		chunktest.Compare(t, Format, parsers.Source{}, 300, open)
		failing := func() io.Reader {
			return io.MultiReader(strings.NewReader(string(text)), iotest.ErrReader(io.ErrUnexpectedEOF))
		}
		chunktest.Compare(t, Format, parsers.Source{}, 300, failing)
		if t.Failed() {
			t.Fatalf("round %d:\n%s", round, text)
		}
	}
}

func TestRefusedChunks(t *testing.T) {
	text := trail(rand.New(rand.NewPCG(3, 3)), "delivery", 300)
	if !chunktest.Stopping(t.Context(), Format, parsers.Source{}, 500, strings.NewReader(text)) {
		t.Error("reading goes on behind the error of a sink")
	}
}
