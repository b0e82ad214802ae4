package text

import (
	"bytes"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// page collects the lines of the report. Its methods take text that is clean already.
type page struct {
	buf     bytes.Buffer
	width   int
	palette palette
	unicode bool
	members *members

	patterns []report.Pattern
	told     words.Told

	err error // the first that a table gave
}

// line writes one line as it is.
func (p *page) line(indent int, text string) {
	text = strings.TrimRight(text, " ")
	if text != "" {
		p.buf.WriteString(strings.Repeat(" ", indent))
		p.buf.WriteString(text)
	}
	p.buf.WriteByte('\n')
}

func (p *page) blank() { p.buf.WriteByte('\n') }

// prose writes wrapped text; an empty line in it begins a new paragraph.
func (p *page) prose(indent int, s style, text string) {
	for i, paragraph := range paragraphs(text) {
		if i > 0 {
			p.blank()
		}
		for _, line := range wrap(paragraph, p.width-indent) {
			p.line(indent, p.palette.paint(s, line))
		}
	}
}

// item writes wrapped text after a head, to which the following lines are indented. A head that takes most of the line
// stands above the text instead.
func (p *page) item(indent int, head, text string) {
	hang := columns(head)
	if hang > (p.width-indent)/2 {
		p.line(indent, head)
		p.prose(indent+2, plain, text)
		return
	}
	lines := wrap(text, p.width-indent-hang)
	if len(lines) == 0 {
		lines = []string{""}
	}
	p.line(indent, head+lines[0])
	for _, line := range lines[1:] {
		p.line(indent+hang, line)
	}
}

// verbatim writes what a reader may copy: no line is wrapped and nothing stands around it.
func (p *page) verbatim(indent int, text string) {
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		p.line(indent, line)
	}
}

// section begins one of the parts of the report.
func (p *page) section(title string) {
	p.blank()
	p.line(0, p.palette.paint(bold, title)+" "+p.palette.paint(dim, strings.Repeat("=", p.width-columns(title)-1)))
	p.blank()
}

// heading begins a part of a finding.
func (p *page) heading(title string) {
	p.blank()
	p.line(findingIndent, p.palette.paint(bold, title))
}
