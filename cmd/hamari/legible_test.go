package main

import (
	"slices"
	"testing"
)

// TestSpelled holds that a count keeps its noun.
func TestSpelled(t *testing.T) {
	for source, want := range map[string]string{
		`{{.a.eni}} rejected {{count .a.flows "record" "records"}}{{with .b}} of {{.}}{{end}}`:                                                 "<a eni> rejected <a flows> records of <b>",
		`{{if .a}}{{else}}up to {{num .a.n}}{{end}} {{count .a "was" "were"}} seen`:                                                            "up to <a n> <a> were seen",
		`{{with denying .k.text}}{{with statement_ids .}}statement {{.}}{{end}}: {{replace "\n" " " .}}{{end}} {{identity (or_else .a.b .c)}}`: "statement <Sid>: <statement> <a b>",
	} {
		if got := spelled(source); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}

// TestApart holds that sentences which do not stand in all findings are apart from those that do, and parts of a sentence within
// it.
func TestApart(t *testing.T) {
	for source, want := range map[string][]string{
		`It is so.`: {"It is so."},
		`It is so{{with .a}} ({{.}}){{end}}.{{if .b}} Then that.{{end}} Always.`:                      {"It is so (<a>). Always.", "Then that."},
		`It is so.{{if .b}} One.{{else if .c}} Two.{{else}}{{with .d}} Three of {{.}}.{{end}}{{end}}`: {"It is so.", "One.", "Two.", "Three of <d>."},
		`{{if .b}}Raise it{{else}}Change it{{end}} to 3.`:                                             {"Raise it to 3."},
		`It is so.{{if .b}} One.{{if .c}} Of it.{{end}} More.{{end}}`:                                 {"It is so.", "One. More.", "Of it."},
		`{{$x := .a}}{{with .b}}Of {{.}}: {{$x}}.{{end}}`:                                             {"", "Of <b>: <x>."},
	} {
		always, sometimes := apart(parsed(source))
		if got := append([]string{always}, sometimes...); !slices.Equal(got, want) {
			t.Errorf("%s: %q", source, got)
		}
	}
}
