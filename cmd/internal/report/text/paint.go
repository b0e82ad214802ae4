package text

import (
	"strings"

	"hamari/correlate/report"
)

// style is an ANSI SGR parameter list; empty for plain text.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	alarm  style = "1;31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

// reset ends every style.
const reset = "\x1b[0m"

// palette says whether there are colours.
type palette bool

// paint returns the text in a style, each of its lines by itself, so that a table may cut between them.
func (c palette) paint(s style, text string) string {
	if !bool(c) || s == plain || text == "" {
		return text
	}
	on := "\x1b[" + string(s) + "m"
	return on + strings.ReplaceAll(text, "\n", reset+"\n"+on) + reset
}

func verdictStyle(v report.Verdict) style {
	return map[report.Verdict]style{report.Confirmed: alarm, report.Likely: yellow, report.Possible: cyan}[v]
}

func severityStyle(s report.Severity) style {
	return map[report.Severity]style{report.Critical: alarm, report.High: red, report.Medium: yellow, report.Info: dim}[s]
}

func roleStyle(r report.Role) style {
	return map[report.Role]style{report.Match: bold, report.Confirm: green, report.Refute: red, report.Context: dim}[r]
}

func stateStyle(s report.State) style {
	return map[report.State]style{report.Partial: yellow, report.Failed: red, report.Unrecognised: yellow, report.Skipped: yellow}[s]
}
