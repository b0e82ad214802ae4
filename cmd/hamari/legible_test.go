package main

import "testing"

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
