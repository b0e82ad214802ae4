package text

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
	p.section(words.FailuresTitle)
	p.prose(0, dim, words.FailuresMeaning)
	p.blank()
	for _, f := range shown {
		p.item(0, "- ", words.Failure(f))
		p.prose(2, dim, words.FirstFailure(f, p.members.name(f.At.Member, p.width-30)))
	}
	if more > 0 {
		p.prose(0, dim, words.InJSON(words.More(more)))
	}
}
