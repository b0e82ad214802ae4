package wrapper

import (
	"strings"
	"testing"

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
