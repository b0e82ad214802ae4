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
// happened, and neither does what could not be read. It is empty where no log says what it covers and all was read.
func Reach(r *report.Report) string {
	return strings.TrimSpace(covered(r.Coverage) + " " + Unread(r.Sources))
}

// Unread says which members may hold what was not found, since not all of them could be read; "" where there is none.
func Unread(sources report.Sources) string {
	var names []string
	for _, s := range sources.Briefly() {
		if s.State == report.Partial || s.State == report.Failed || s.State == report.Skipped {
			names = append(names, s.Member)
		}
	}
	if len(names) == 0 {
		return ""
	}
	list := some(names, ManyFiles-1)
	text := strings.Join(list.Shown, ", ")
	if list.More > 0 {
		text += " " + More(list.More)
	}
	return text + " could not be read in full: what was not read there may show what was not found."
}

// covered says of which regions and which time there are logs.
func covered(list []report.Coverage) string {
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
