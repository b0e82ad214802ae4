package jsonsplit

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// describe reads everything and writes each record as "list|raw" and each error as "!reason".
func describe(r io.Reader, opts Options) (out []string) {
	s := New(r, opts)
	for range 10_000 {
		rec, err := s.Next()
		var broken *Error
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &broken):
			out = append(out, "!"+broken.Err.Error())
		case err != nil:
			return append(out, "stop: "+err.Error())
		default:
			out = append(out, fmt.Sprintf("%s|%s", rec.List, rec.Raw))
		}
	}
	return append(out, "endless")
}

var splitTests = []struct {
	name, in string
	want     []string
}{
	{"empty", "", nil},
	{"blank", " \n\t ", nil},
	{"S3 delivery", `{"Records":[{"a":1},{"a":"}]"}]}`, []string{`Records|{"a":1}`, `Records|{"a":"}]"}`}},
	{"list after other members", `{"x":{"Records":[1]},"n":null,"Records":[{"a":1}],"NextToken":"t"}`, []string{`Records|{"a":1}`}},
	{"list of null", `{"Records":null}`, nil},
	{"not a list", `{"Records":{"a":1}}{"Records":"x"}`, []string{`|{"Records":{"a":1}}`, `|{"Records":"x"}`}},
	{"empty list", `{"Records":[]}{}`, []string{`|{}`}},
	{"two lists", `{"Records":[1],"Events":[2]}`, []string{`Records|1`, `Events|2`}},
	{"array", "[\n {\"a\":[1,{}]},\n {\"b\":2}\n]\n", []string{`|{"a":[1,{}]}`, `|{"b":2}`}},
	{"array of arrays", `[["a",1],["b",2]]`, []string{`|["a",1]`, `|["b",2]`}},
	{"lines", "{\"a\":1}\n{\"a\":2}\n", []string{`|{"a":1}`, `|{"a":2}`}},
	{"concatenated", `{"a":1}{"a":2}[3]{"Records":[4]}`, []string{`|{"a":1}`, `|{"a":2}`, `|3`, `Records|4`}},
	{"escapes", `{"a":"\\"}{"a":"\"}"}{"a":"\\\"}"}`, []string{`|{"a":"\\"}`, `|{"a":"\"}"}`, `|{"a":"\\\"}"}`}},
	{"truncated record", `{"Records":[{"a":1},{"a":`, []string{`Records|{"a":1}`, `!` + ErrTruncated.Error()}},
	{"truncated between records", `{"Records":[{"a":1},`, []string{`Records|{"a":1}`, `!` + ErrUnclosed.Error()}},
	{"truncated string", `[{"a":"b`, []string{`!` + ErrTruncated.Error()}},
	{"wrong closer", `[{"a":1},{"a":[2}},{"a":3}]`, []string{`|{"a":1}`, `!` + ErrNotJSON.Error(), `|{"a":3}`}},
	{"missing quote costs one record", `[{"a":"x"},{"a":"y},{"a":"z"},{"a":"w"}]`,
		[]string{`|{"a":"x"}`, `!` + ErrTruncated.Error(), `|{"a":"z"}`, `|{"a":"w"}`}},
	{"broken line", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n", []string{`|{"a":1}`, `!` + ErrTruncated.Error(), `|{"a":3}`}},
	{"text before", "An error occurred {\"a\":1}", []string{`!` + ErrNotJSON.Error(), `|{"a":1}`}},
	{"list cut out of its array", `{"a":1},{"a":2}`, []string{`|{"a":1}`, `|{"a":2}`}},
}

func TestNext(t *testing.T) {
	for _, tt := range splitTests {
		opts := Options{Lists: []string{"Records", "Events"}}
		if diff := cmp.Diff(tt.want, describe(strings.NewReader(tt.in), opts)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.want, describe(iotest.OneByteReader(strings.NewReader(tt.in)), opts)); diff != "" {
			t.Errorf("%s, byte by byte: %s", tt.name, diff)
		}
	}
}

func TestPositions(t *testing.T) {
	in := "{\"Records\": [\n  {\"a\": 1},\n  {\"a\":\n 2},\n{\"a\":3}\n]}\n{\"b\":1}"
	s := New(strings.NewReader(in), Options{Lists: []string{"Records"}})
	wantLines := []int{2, 3, 5, 7}
	for i, line := range wantLines {
		rec, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if rec.Line != line || rec.Index != i || in[rec.Offset:rec.Offset+int64(len(rec.Raw))] != string(rec.Raw) {
			t.Errorf("record %d: line %d, index %d, offset %d, raw %s", i, rec.Line, rec.Index, rec.Offset, rec.Raw)
		}
	}
}

func TestField(t *testing.T) {
	got := map[string]string{}
	opts := Options{Lists: []string{"Events"}, Field: func(k, v []byte) { got[string(k)] = string(v) }}
	describe(strings.NewReader(`{"n":12,"Events":[{"inner":1}],"NextToken":"abc","o":{"p":1}}`), opts)
	if diff := cmp.Diff(map[string]string{"n": "12", "NextToken": "abc"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestLimits(t *testing.T) {
	opts := Options{Lists: []string{"Records"}, MaxRecord: 300 << 10}
	long := `{"Records":[{"a":1},{"a":"` + strings.Repeat("x", 900<<10) + `"},{"a":2}]}`
	want := []string{`Records|{"a":1}`, "!" + ErrTooLong.Error(), `Records|{"a":2}`}
	if diff := cmp.Diff(want, describe(strings.NewReader(long), opts)); diff != "" {
		t.Error(diff)
	}
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	for in, want := range map[string][]string{
		`[` + deep + `,{"a":1}]`:                                  {"!" + ErrTooDeep.Error(), `|{"a":1}`},
		`{"Records":[{"a":` + deep + `},{"a":1}]}`:                {"!" + ErrTooDeep.Error(), `Records|{"a":1}`},
		`{"a":` + deep + `,"b":2}{"a":1}`:                         {"!" + ErrTooDeep.Error(), `|{"a":1}`},
		`{"a":` + deep + `,"Records":[{"a":1}],"b":` + deep + `}`: {`Records|{"a":1}`},
	} {
		if diff := cmp.Diff(want, describe(strings.NewReader(in), opts)); diff != "" {
			t.Errorf("deep nesting in %.20s: %s", in, diff)
		}
	}
}

func TestReaderError(t *testing.T) {
	failing := io.MultiReader(strings.NewReader(`[{"a":1},{"a":`), iotest.ErrReader(errors.New("bad checksum")))
	got := describe(failing, Options{})
	want := []string{`|{"a":1}`, "!" + ErrTruncated.Error() + ": bad checksum", "stop: bad checksum"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzNext holds that reading ends, and that the answer does not depend on how the reader cuts the text.
func FuzzNext(f *testing.F) {
	for _, tt := range splitTests {
		f.Add([]byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		opts := Options{Lists: []string{"Records", "Events"}, Field: func(k, v []byte) {}}
		whole := describe(strings.NewReader(string(in)), opts)
		cut := describe(iotest.HalfReader(strings.NewReader(string(in))), opts)
		if diff := cmp.Diff(whole, cut); diff != "" {
			t.Error(diff)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	var sb strings.Builder
	sb.WriteString(`{"Records":[`)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		if i > 0 {
			sb.WriteByte(',')
		}
		fmt.Fprintf(&sb, `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Ops/%d"},"eventTime":"2026-03-04T09:15:02Z","eventName":"DescribeInstances","requestParameters":{"filterSet":{},"instancesSet":{"items":[{"instanceId":"i-%017x"}]}},"eventID":"%x"}`, i, rng.Uint64(), rng.Uint64())
	}
	sb.WriteString(`]}`)
	b.SetBytes(int64(sb.Len()))
	for b.Loop() {
		s := New(strings.NewReader(sb.String()), Options{Lists: []string{"Records"}})
		for {
			if _, err := s.Next(); err == io.EOF {
				break
			}
		}
	}
}
