package markdown

import (
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// failures writes what failed, whether or not a finding explains it.
func (p *page) failures(all []report.FailureSort) {
	shown, more := words.Failures(all)
	if len(shown) == 0 {
		return
	}
	p.heading(2, words.FailuresTitle)
	p.paragraphs(words.FailuresMeaning)
	var items []string
	for _, f := range shown {
		items = append(items, prose(words.Failure(f))+"; "+prose(words.FirstFailure(f, f.At.Member)))
	}
	p.list(items)
	if more > 0 {
		p.write(words.InJSON(words.More(more)))
	}
}
