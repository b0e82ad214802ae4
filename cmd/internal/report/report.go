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

// Options are what a renderer may be told about the place that it writes to. Only that for a terminal has a use for them.
type Options = text.Options

// Format is one form of a report.
type Format struct {
	Name   string // as given to --format
	Title  string // what it is for, in a few words
	Render func(io.Writer, *report.Report, Options) error
}

// Formats returns the forms that can be written, the default first.
func Formats() []Format {
	return []Format{
		{"text", "for a terminal", text.Render},
		{"json", "for programs, " + report.Schema, anywhere(json.Render)},
		{"html", "a page for the browser, in one file", anywhere(html.Render)},
		{"markdown", "for issues, tickets and chats", anywhere(markdown.Render)},
		{"ticket", "for a case with AWS Support, below 8,000 characters", anywhere(ticket.Render)},
	}
}

// anywhere is a renderer that writes the same wherever it writes to.
func anywhere(render func(io.Writer, *report.Report) error) func(io.Writer, *report.Report, Options) error {
	return func(w io.Writer, r *report.Report, _ Options) error { return render(w, r) }
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
