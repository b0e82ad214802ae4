package words

import (
	"fmt"
	"strings"

	"hamari/correlate/report"
)

// MaxGaps is how many holes of one log are listed where there is no page to scroll.
const MaxGaps = 12

// Log names a log by its format, account and region.
func Log(c report.Coverage) string {
	return strings.Join(strings.Fields(c.Format+" "+c.Account+" "+c.Region), " ")
}

// Gap says when a log has a hole, how long it is and why.
func Gap(g report.Gap) string {
	return fmt.Sprintf("%s (%s): %s", Span(g.Start, g.End), Length(g.End.Sub(g.Start)), g.Why)
}

// GapCount says how many holes a log has.
func GapCount(gaps []report.Gap) string {
	if len(gaps) == 0 {
		return "none"
	}
	return Figure(len(gaps))
}
