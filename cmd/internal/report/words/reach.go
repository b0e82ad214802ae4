package words

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/report"
)

// maxRegions is how many regions are named in a sentence.
const maxRegions = 4

// Reach says how far it holds that something was not found: a bundle of another region or day shows nothing of what
// happened. It is empty where no log says what it covers.
func Reach(list []report.Coverage) string {
	var regions []string
	var start, end time.Time
	for _, c := range list {
		if c.Region != "" {
			regions = append(regions, c.Region)
		}
		if c.Start != nil && (start.IsZero() || c.Start.Before(start)) {
			start = *c.Start
		}
		if c.End != nil && c.End.After(end) {
			end = *c.End
		}
	}
	if start.IsZero() {
		return ""
	}
	slices.Sort(regions)
	regions = slices.Compact(regions)
	where := strings.Join(regions, ", ")
	switch n := len(regions); {
	case n > maxRegions:
		where = fmt.Sprintf("%s regions", Figure(n))
	case n == 0:
		return fmt.Sprintf("This holds only for the time that the logs cover, %s UTC.", Span(start, end))
	}
	return fmt.Sprintf("This holds only for where and when the logs reach: %s, %s UTC.", where, Span(start, end))
}
