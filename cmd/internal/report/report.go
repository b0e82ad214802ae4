package report

import (
	"fmt"
	"io"
	"strings"

	"hamari/cmd/internal/report/html"
	"hamari/cmd/internal/report/json"
	"hamari/cmd/internal/report/markdown"
	"hamari/cmd/internal/report/text"
	"hamari/cmd/internal/report/ticket"
	"hamari/correlate/report"
)

// Options are what a renderer may be told about the place that it writes to. A renderer ignores what does not concern it.
type Options struct {
	Width   int  // columns; 0 for the renderer's own choice
	Color   bool // the place understands ANSI colours
	Unicode bool // the place shows more than ASCII
}

// Format is one form of a report.
type Format struct {
	Name   string // as given to --format
	Title  string // what it is for, in a few words
	Render func(io.Writer, *report.Report, Options) error
}

// Formats returns the forms that can be written, the default first.
func Formats() []Format {
	return []Format{
		{"text", "for a terminal", func(w io.Writer, r *report.Report, o Options) error {
			return text.Render(w, r, text.Options{Width: o.Width, Color: o.Color, Unicode: o.Unicode})
		}},
		{"json", "for programs, " + report.Schema, func(w io.Writer, r *report.Report, _ Options) error {
			return json.Render(w, r)
		}},
		{"html", "a page for the browser, in one file", func(w io.Writer, r *report.Report, _ Options) error {
			return html.Render(w, r)
		}},
		{"markdown", "for issues, tickets and chats", func(w io.Writer, r *report.Report, _ Options) error {
			return markdown.Render(w, r)
		}},
		{"ticket", "for a case with AWS Support, below 8,000 characters", func(w io.Writer, r *report.Report, _ Options) error {
			return ticket.Render(w, r)
		}},
	}
}

// Names returns the names of the formats, the default first.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Lookup returns the format with the given name. The error names those that there are.
func Lookup(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("unknown report format %q: want one of %s", name, strings.Join(Names(), ", "))
}
