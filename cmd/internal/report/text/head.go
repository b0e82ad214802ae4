package text

import (
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// head says what was looked at, and how much of it could be read.
func (p *page) head(r *report.Report) {
	rule := p.palette.paint(dim, strings.Repeat("=", p.width))
	p.line(0, rule)
	for _, b := range r.Bundle {
		p.item(0, p.label("Bundle"), b.Name)
		p.item(0, p.label(""), bundleFacts(b))
	}
	p.item(0, p.label("Time"), words.Time(r))
	p.item(0, p.label("Read"), words.ReadFacts(r))
	p.item(0, p.label("By"), words.Tool(r.Tool))
	p.line(0, rule)
}

// bundleFacts says how large a bundle is, and which, as far as there is room.
func bundleFacts(b report.Bundle) string {
	if b.SHA256 == "" {
		return words.BundleSize(b)
	}
	return words.BundleSize(b) + ", sha256 " + b.SHA256[:min(12, len(b.SHA256))]
}

func (p *page) label(text string) string { return pad(p.palette.paint(dim, text), 9) }
