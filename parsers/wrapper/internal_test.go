package wrapper

import (
	"strings"
	"testing"
	"time"

	"hamari/parsers"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		" \t\r\n":        "",
		"a\n":            "a",
		"\ta b\r\n c\nd": "\ta b  c d",
		"a\rb":           "a\rb",
		"{ \"a\" : 1 }":  "{ \"a\" : 1 }",
		" {\r\n\t\"a\" : \"b  c\",\n  \"d\": []}": `{"a":"b  c","d":[]}`,
		"{\"a\":\"one wo\nrd \\\" {\n\"\n}":       `{"a":"one word \" {"}`,
		"[\n1,\n2\n]":                             "[1,2]",
		"[ERROR] no key\nTraceback:\n  x = a[0]":  "[ERROR] no key Traceback:   x = a[0]",
		"{id} is gone\nfor good":                  "{id} is gone for good",
	} {
		if got := string(oneLine([]byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestAppendUnescaped(t *testing.T) {
	for in, want := range map[string]string{
		`plain`:              "plain",
		`\"\\\/\b\f\n\r\t`:   "\"\\/\b\f\n\r\t",
		`\u00e9\u65e5`:       "é日",
		`\ud83d\ude00!`:      "😀!",
		`\ud83d!`:            "\ufffd!",
		`\ud83d\u0041`:       "\ufffdA",
		`\u00g9 \x \`:        `\u00g9 \x \`,
		"a\nb":               "a\nb",
		`{\"a\":\"\\\"b\\\"`: `{"a":"\"b\"`,
	} {
		if got := string(appendUnescaped(nil, []byte(in))); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// TestPositions holds that regular envelopes need one run, and that the map stays bounded for the others while the
// latest lines keep their exact place.
func TestPositions(t *testing.T) {
	var regular, wild positions
	const n = 3 * maxRuns
	for i := range n {
		regular.add(parsers.Pos{Record: i, Line: 3 + 5*i})
		wild.add(parsers.Pos{Record: 2 * i, Line: 1 + i})
		if got := wild.outer(parsers.Pos{Line: i + 1}); got.Record != 2*i || got.Line != 1+i {
			t.Fatalf("line %d at %+v", i+1, got)
		}
	}
	if len(regular.runs) != 1 || len(wild.runs) > maxRuns {
		t.Errorf("%d and %d runs", len(regular.runs), len(wild.runs))
	}
	if got := regular.outer(parsers.Pos{Member: "m", Line: n}); got != (parsers.Pos{Member: "m", Record: n - 1, Line: 3 + 5*(n-1), Offset: -1}) {
		t.Errorf("last line at %+v", got)
	}
	if got := regular.outer(parsers.Pos{Record: 7}); got.Record != 7 {
		t.Errorf("record without a line at %+v", got)
	}
	if back := n - maxRuns/4; wild.outer(parsers.Pos{Line: back}).Record != 2*(back-1) {
		t.Errorf("line %d at %+v", back, wild.outer(parsers.Pos{Line: back}))
	}
	if got := wild.outer(parsers.Pos{Line: 1}); got.Record >= 2*n || got.Record <= 0 {
		t.Errorf("forgotten line at %+v", got)
	}
	if got := new(positions).outer(parsers.Pos{Member: "m", Line: 1}); got.Member != "m" || got.Record != 0 {
		t.Errorf("empty text: %+v", got)
	}
}

func TestShape(t *testing.T) {
	text := `{"a":{"b":[{"c":"x"},{"c":[1,{"c":2}]}]},"d":"{\"e\":1}"} {"f":[[{"g":1}]]}`
	for path, want := range map[string]bool{
		"a": true, "a b": true, "a b [] c": true, "f [] [] g": true, "d": true,
		"b": false, "a c": false, "d e": false, "f [] g": false, "e": false,
	} {
		steps := strings.Fields(path)
		if got := has([]byte(text), steps...); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	for cut := range len(text) { // must not fail anywhere
		has([]byte(text[:cut]), "f", "[]", "[]", "g")
		has([]byte(text[:cut]), "a", "b", "[]", "c")
	}
	if !has([]byte(text[:20]), "a", "b", "[]", "c") {
		t.Error("key of a value that is cut")
	}
}

// TestClock holds which lines a time is known of.
func TestClock(t *testing.T) {
	var c clock
	if !c.of(1, 1).IsZero() {
		t.Error("a time out of nothing")
	}
	start := time.Date(2026, 3, 4, 9, 15, 0, 0, time.UTC)
	const lines = clockSize + 10
	for i := 1; i <= lines; i++ {
		at := start.Add(time.Duration(i) * time.Second)
		if i == lines-1 {
			at = time.Time{}
		}
		c.set(i, at)
	}
	for line, known := range map[int]bool{lines: true, lines - 1: false, 11: true, 10: false, 0: false, lines + 1: false} {
		if got := c.of(line, lines); known && !got.Equal(start.Add(time.Duration(line)*time.Second)) || !known && !got.IsZero() {
			t.Errorf("line %d: %s", line, got)
		}
	}
}

func TestLoggedAt(t *testing.T) {
	for text, want := range map[string]string{
		"1433190184356": "2015-06-01T20:23:04.356Z", `"2026-02-20 22:20:53.168"`: "2026-02-20T22:20:53.168Z", `"2026-02-20T22:20:53+09:00"`: "2026-02-20T13:20:53Z",
		"": "", "null": "", "-1": "", "99999999999999": "", `"yesterday"`: "", "1.7E12": "",
	} {
		got := ""
		if at := loggedAt([]byte(text)); !at.IsZero() {
			got = at.Format("2006-01-02T15:04:05.999Z")
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
