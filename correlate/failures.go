package correlate

import (
	"fmt"

	"hamari/correlate/lens"
	"hamari/correlate/lens/failure"
	"hamari/correlate/match"
	"hamari/correlate/report"
)

// maxFailures is how many sorts of failures of one format stand in the report.
const maxFailures = 50

// failures reports what failed, whether or not a pattern explains it.
func (a *analysis) failures() {
	of, left := map[string]int{}, 0
	for _, s := range a.state.Failures.Sorts() {
		f := a.failureOf(&s)
		if of[f.Format]++; of[f.Format] > maxFailures {
			left++
			continue
		}
		a.rep.Failures = append(a.rep.Failures, f)
	}
	if left > 0 {
		a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("of what failed, the %d most frequent sorts of each log are listed, and %s left out",
			maxFailures, lens.Count(left, "is", "are")))
	}
}

func (a *analysis) failureOf(s *failure.Sort) report.FailureSort {
	at := match.PositionOf(s.Cite)
	f := report.FailureSort{
		Format: a.formatOf(at.Member), Code: s.Code, What: s.Concern, Message: s.Cite.Text, Count: s.Count, Estimated: s.Estimated, Of: s.Records, Unit: s.Unit,
		At: at,
	}
	start, end := s.Start, s.End
	if s.Wall && start.IsZero() {
		if z, has := a.zones[at.Member]; has && !s.Cite.Time.IsZero() {
			start = z.ToUTC(s.Cite.Time)
		}
		if z, has := a.zones[s.WallLast.Member]; has && !s.WallLast.Time.IsZero() {
			end = z.ToUTC(s.WallLast.Time)
		}
	}
	if !start.IsZero() {
		f.Start = &start
	}
	if !end.IsZero() {
		f.End = &end
	}
	return f
}
