package html

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// Bounds of what the timeline shows beside each other.
const (
	maxSourceLanes = 12
	maxEntityLanes = 16
)

// timeline is the lanes that all marks of the report lie in. The marks themselves are the rows of evidence.
type timeline struct {
	From, To time.Time
	Lanes    []lane
	More     int // entities without a lane of their own
	Marks    int
	Nothing  string  // said where there is nothing to be shown
	Picture  picture // for a page without a script
}

// lane is one source, or one entity concerned.
type lane struct {
	laneKey
	Label   string
	Covered []stretch
	Gaps    []stretch
}

// laneKey says whose lane it is.
type laneKey struct {
	format, account, region string // of a source; no account and no region for all of the format
	entity, name            string // of an entity: its key and its name
}

// Kind tells lanes of sources from those of entities.
func (k laneKey) Kind() string {
	if k.entity != "" {
		return "entity"
	}
	return "source"
}

type stretch struct {
	From, To time.Time
	Why      string
}

// mark is what makes a row of the page a mark on the timeline.
type mark struct {
	report.Moment
	Lanes    []int // their numbers, from 0
	Findings []int // numbers of the findings whose evidence it is, from 1
}

// To is where it ends on the timeline: of the first of many records, where the last of them ends.
func (m mark) To() *time.Time { return cmp.Or(m.Last, m.End) }

// When says when it was.
func (m mark) When() string { return words.When(&m.Time, m.End) }

// newTimeline lays out the lanes and returns with them the marks, in the order of the report's moments.
func newTimeline(r *report.Report) (timeline, []mark) {
	t := timeline{Marks: len(r.Timeline)}
	t.From, t.To = extent(r)
	switch {
	case !t.From.IsZero():
	case r.Window.Start == nil && r.Window.End == nil:
		t.Nothing = "Nothing has a time."
	default:
		t.Nothing = "Nothing lies in the time that was asked for."
	}
	t.sourceLanes(r)
	t.entityLanes(r)
	index := map[laneKey]int{}
	for i, l := range t.Lanes {
		index[l.laneKey] = i
	}
	marks := make([]mark, len(r.Timeline))
	shared := findingsOf(r)
	for i, m := range r.Timeline {
		marks[i] = mark{m, t.lanesOf(&m, index), shared[saying{m.Time.UTC(), m.Text}]}
	}
	t.Picture = t.draw(r, marks)
	return t, marks
}

// saying is what makes two pieces of evidence the same to a reader.
type saying struct {
	at   time.Time
	text string
}

// findingsOf tells which findings rest on the same evidence: a timeline has it once.
func findingsOf(r *report.Report) map[saying][]int {
	shared := map[saying][]int{}
	for n := range r.Findings {
		for _, ev := range r.Findings[n].Evidence {
			if ev.Time == nil {
				continue
			}
			key := saying{ev.Time.UTC(), ev.Text}
			for _, number := range []int{r.Findings[n].SameCauseAs, n + 1} { // which is told in another, is that one's as well
				if number > 0 && !slices.Contains(shared[key], number) {
					shared[key] = append(shared[key], number)
				}
			}
		}
	}
	for _, m := range r.Timeline {
		if key := (saying{m.Time.UTC(), m.Text}); m.Finding > 0 && !slices.Contains(shared[key], m.Finding) {
			shared[key] = append(shared[key], m.Finding)
		}
	}
	return shared
}

// extent is the time from the first to the last thing that has one.
func extent(r *report.Report) (from, to time.Time) {
	see := func(times ...time.Time) {
		for _, t := range times {
			if t.IsZero() {
				continue
			}
			if from.IsZero() || t.Before(from) {
				from = t
			}
			if t.After(to) {
				to = t
			}
		}
	}
	if r.Window.Start != nil && r.Window.End != nil {
		see(*r.Window.Start, *r.Window.End)
	}
	for _, f := range r.Findings {
		see(f.Start, f.End)
	}
	for _, m := range r.Timeline {
		see(m.Time)
		if to := cmp.Or(m.Last, m.End); to != nil {
			see(*to)
		}
	}
	return from, to
}

func (t *timeline) sourceLanes(r *report.Report) {
	for _, c := range r.Coverage {
		if len(t.Lanes) == maxSourceLanes {
			break
		}
		if c.Start == nil || c.End == nil {
			continue
		}
		l := lane{laneKey{format: c.Format, account: c.Account, region: c.Region}, words.Log(c), []stretch{{From: *c.Start, To: *c.End}}, nil}
		for _, g := range c.Gaps {
			l.Gaps = append(l.Gaps, stretch{g.Start, g.End, g.Why})
		}
		t.Lanes = append(t.Lanes, l)
	}
	for _, m := range r.Timeline {
		known := slices.ContainsFunc(t.Lanes, func(l lane) bool { return l.format == m.Kind })
		if !known && len(t.Lanes) < maxSourceLanes {
			t.Lanes = append(t.Lanes, lane{laneKey: laneKey{format: m.Kind}, Label: m.Kind, Covered: read(r.Sources, m.Kind)})
		}
	}
}

// read is the time for which sources of a format have records, where no more is known of their coverage.
func read(sources report.Sources, format string) []stretch {
	var s stretch
	for _, src := range sources.Briefly() {
		if src.Format != format || src.Start == nil || src.End == nil {
			continue
		}
		if s.From.IsZero() || src.Start.Before(s.From) {
			s.From = *src.Start
		}
		if src.End.After(s.To) {
			s.To = *src.End
		}
	}
	if s.From.IsZero() {
		return nil
	}
	return []stretch{s}
}

func (t *timeline) entityLanes(r *report.Report) {
	marks := map[laneKey]int{}
	for _, m := range r.Timeline {
		for key, names := range m.Entities {
			for _, name := range names {
				marks[laneKey{entity: key, name: name}]++
			}
		}
	}
	var list []laneKey
	for e := range marks {
		if _, leads := words.Rank(e.entity); leads { // an account or a region is not what fails
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b laneKey) int {
		rankA, _ := words.Rank(a.entity)
		rankB, _ := words.Rank(b.entity)
		return cmp.Or(cmp.Compare(rankA, rankB), cmp.Compare(marks[b], marks[a]), cmp.Compare(a.name, b.name))
	})
	t.More = max(0, len(list)-maxEntityLanes)
	for _, e := range list[:len(list)-t.More] {
		t.Lanes = append(t.Lanes, lane{laneKey: e, Label: e.entity + " " + short(e.name)})
	}
}

// short is what of an ARN tells it from others.
func short(name string) string {
	if parts := strings.SplitN(name, ":", 6); len(parts) == 6 && parts[0] == "arn" {
		return parts[5]
	}
	return name
}

// lanesOf returns the lanes that a moment lies in. Where several sources are of its kind, the one of its account and
// region counts, else the first.
func (t *timeline) lanesOf(m *report.Moment, index map[laneKey]int) []int {
	var list []int
	source := -1
	for i, l := range t.Lanes {
		if l.Kind() != "source" || l.format != m.Kind {
			continue
		}
		if source < 0 || (l.account == "" || slices.Contains(m.Entities["account"], l.account)) && slices.Contains(m.Entities["region"], l.region) {
			source = i
		}
	}
	if source >= 0 {
		list = append(list, source)
	}
	for key, names := range m.Entities {
		for _, name := range names {
			if i, ok := index[laneKey{entity: key, name: name}]; ok {
				list = append(list, i)
			}
		}
	}
	slices.Sort(list)
	return list
}

// Covers writes for the script what time is covered: from-to, in milliseconds, separated by spaces.
func (l lane) Covers() string {
	texts := make([]string, len(l.Covered))
	for i, s := range l.Covered {
		texts[i] = strconv.FormatInt(s.From.UnixMilli(), 10) + "-" + strconv.FormatInt(s.To.UnixMilli(), 10)
	}
	return strings.Join(texts, " ")
}
