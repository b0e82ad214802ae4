package match

import (
	"fmt"
	"slices"
	"time"

	"hamari/correlate/pattern"
)

// basicPeriod is that of CloudWatch's basic monitoring: of many instances there is nothing finer.
const basicPeriod = 5 * time.Minute

// coarse says why nothing in averages over long periods tells that there was nothing: what lasts as long as a step asks for
// would not show in them. It is "" where the rows are fine enough.
func (e *Engine) coarse(p *pattern.Pattern) string {
	for _, kind := range p.Assess.Kinds {
		period, shortest := e.Periods[kind], time.Duration(0)
		for _, r := range slices.Concat(p.Match, p.Possible) {
			for _, name := range r.Steps {
				step := p.Step(name)
				if step.Kind.Name == kind && step.For > 0 && (shortest == 0 || step.For < shortest) {
					shortest = step.For
				}
			}
		}
		if lasts := max(shortest, basicPeriod); shortest > 0 && period > lasts {
			return fmt.Sprintf("the metrics are averages over %.0f minutes, in which %.0f minutes at a limit need not show; CloudWatch keeps points of 60 seconds for 15 days, of 300 seconds for 63 days",
				period.Minutes(), lasts.Minutes())
		}
	}
	return ""
}
