package textlog

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

func TestParseStamp(t *testing.T) {
	for _, tt := range []struct {
		text, utc string
		zoned     bool
		length    int
	}{
		{"2026-03-04 09:15:02 INFO", "2026-03-04T09:15:02Z", false, 19},
		{"2026-03-04 09:15:02.1234 INFO", "2026-03-04T09:15:02.1234Z", false, 24},
		{"2026-03-04 09:15:02,123 x", "2026-03-04T09:15:02.123Z", false, 23},
		{"2026/03/04 09:15:02 x", "2026-03-04T09:15:02Z", false, 19},
		{"2026-03-04T09:15:02.123456Z 0", "2026-03-04T09:15:02.123456Z", true, 27},
		{"2026-03-04T09:15:02+09:00 x", "2026-03-04T00:15:02Z", true, 25},
		{"2026-03-04T09:15:02-0330 x", "2026-03-04T12:45:02Z", true, 24},
		{"2026-03-04 09:15:02+09 x", "2026-03-04T00:15:02Z", true, 22},
		{"2026-03-04 09:15:02 UTC:x", "2026-03-04T09:15:02Z", true, 23},
		{"2026-03-04 09:15:02 UTCx", "2026-03-04T09:15:02Z", false, 19},
		{"260304 09:15:02 x", "2026-03-04T09:15:02Z", false, 15},
		{"260304  9:15:02 x", "2026-03-04T09:15:02Z", false, 15},
		{"20260304 09:15:02,x", "2026-03-04T09:15:02Z", false, 17},
		{"2026-03-04 09:15:02.", "2026-03-04T09:15:02Z", false, 19},
	} {
		s, ok := ParseStamp([]byte(tt.text))
		if got := s.Time.Format("2006-01-02T15:04:05.999999Z"); !ok || got != tt.utc || s.Zoned != tt.zoned || s.Length != tt.length {
			t.Errorf("%q: %s, zoned %v, length %d, %v", tt.text, got, s.Zoned, s.Length, ok)
		}
	}
	for _, text := range []string{
		"", "2026", "2026-03-04", "2026-03-04 09:15", "2026-02-30 09:15:02", "2026-13-04 09:15:02", "2026-03-04 24:15:02",
		"2026-03/04 09:15:02", "1026-03-04 09:15:02", "2026-03-04_09:15:02", "x2026-03-04 09:15:02", "2026-03-04 09:61:02",
	} {
		if s, ok := ParseStamp([]byte(text)); ok {
			t.Errorf("%q is taken for %v", text, s.Time)
		}
	}
}

// records gives each record as line:offset:lines:text, with ! for one that does not begin a record.
func records(t *testing.T, r io.Reader) (out []string, err error) {
	reader := NewReader(r, func(line []byte) bool { return strings.HasPrefix(string(line), ">") })
	for {
		rec, err := reader.Next()
		if err != nil {
			return out, err
		}
		mark := ""
		if !rec.Begins {
			mark = "!"
		}
		out = append(out, fmt.Sprintf("%d:%d:%d:%s%s", rec.Line, rec.Offset, rec.Lines, mark, rec.Text))
	}
}

func TestReader(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"\n\n", nil},
		{">a", []string{"1:0:1:>a"}},
		{">a\n>b\n", []string{"1:0:1:>a", "2:3:1:>b"}},
		{">a\r\n b\r\n>c", []string{"1:0:2:>a\n b", "3:8:1:>c"}},
		{"x\ny\n>a\n", []string{"1:0:1:!x", "2:2:1:!y", "3:4:1:>a"}},
		{">a\n\nb\n\n>c\n", []string{"1:0:4:>a\n\nb", "5:7:1:>c"}},
		{"\xef\xbb\xbf>a\n", []string{"1:3:1:>a"}},
		{"\n>a\n", []string{"2:1:1:>a"}},
	} {
		for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text))} {
			got, err := records(t, r)
			if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, io.EOF) {
				t.Errorf("%q: %v %s", tt.text, err, diff)
			}
		}
	}
	got, err := records(t, io.MultiReader(strings.NewReader(">a\n>b"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	if diff := cmp.Diff([]string{"1:0:1:>a", "2:3:1:>b"}, got); diff != "" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v %s", err, diff)
	}
}

// TestBounded holds that neither an endless line nor endless continuation grows a record beyond its bound, and that the
// records behind it are read.
func TestBounded(t *testing.T) {
	for name, text := range map[string]string{
		"one line":   ">" + strings.Repeat("x", 3<<20) + "\n>b\n",
		"many lines": ">a\n" + strings.Repeat(strings.Repeat("x", 99)+"\n", 30<<10) + ">b\n",
	} {
		reader := NewReader(strings.NewReader(text), func(line []byte) bool { return strings.HasPrefix(string(line), ">") })
		rec, err := reader.Next()
		if err != nil || !rec.Cut || len(rec.Text) > MaxRecord {
			t.Errorf("%s: cut %v, %d bytes, %v", name, rec.Cut, len(rec.Text), err)
		}
		if rec, err = reader.Next(); err != nil || string(rec.Text) != ">b" || rec.Offset != int64(len(text)-3) {
			t.Errorf("%s: then %q at %d, %v", name, rec.Text, rec.Offset, err)
		}
	}
}

func TestUUIDs(t *testing.T) {
	var got []string
	text := "id: 0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9, x0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 a-b-c [FFFFFFFF-4e5f-6071-8293-a4b5c6d7e8f9]"
	UUIDs([]byte(text), func(id []byte) { got = append(got, string(id)) })
	want := []string{"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "FFFFFFFF-4e5f-6071-8293-a4b5c6d7e8f9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSample(t *testing.T) {
	for _, tt := range []struct {
		prefix   string
		complete bool
		want     []string
	}{
		{"a\n\nb\r\nc", true, []string{"a", "b", "c"}},
		{"a\nb\nc", false, []string{"a", "b"}},
		{"abc", false, []string{"abc"}},
	} {
		var got []string
		for line := range Sample(&parsers.Header{Prefix: []byte(tt.prefix), Complete: tt.complete}) {
			got = append(got, string(line))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.prefix, diff)
		}
	}
}

func FuzzParseStamp(f *testing.F) {
	f.Add("2026-03-04T09:15:02.123456+09:00")
	f.Add("260304  9:15:02")
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := ParseStamp([]byte(text)); ok && (s.Length > len(text) || s.Time.Year() < 1969) {
			t.Errorf("%q: %+v", text, s)
		}
	})
}

func BenchmarkParseStamp(b *testing.B) {
	text := []byte("2026-03-04 09:15:02.1234 INFO [ssm-agent-worker]")
	for b.Loop() {
		ParseStamp(text)
	}
}

func TestParseDotNet(t *testing.T) {
	for text, want := range map[string]string{
		`"\/Date(1772615702000)\/"`:      "2026-03-04T09:15:02Z",
		`"\/Date(1772615702000+0100)\/"`: "2026-03-04T09:15:02Z",
		`"\/Date(1772615702000-0500)\/"`: "2026-03-04T09:15:02Z",
		`/Date(-1500)/`:                  "1969-12-31T23:59:58.5Z",
		`/Date(1772615702000`:            "",
		`/Date()/`:                       "",
		`/Date(-)/`:                      "",
		`/Date(999999999999999999)/`:     "",
		`1772615702000`:                  "",
	} {
		at, ok := ParseDotNet([]byte(text))
		if got := at.Format(time.RFC3339Nano); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s, %t", text, got, ok)
		}
	}
}
