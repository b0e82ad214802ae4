package match

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// Series is a sequence of rows of one entity in order of time, as a lens gives them.
type Series []lens.Row

// episodeShare is the part of an episode's time in which its condition must hold: a single quiet minute does not end it.
const episodeShare = 0.8

// FromSeries makes the sightings of a series: one per row that satisfies the step, or, where the step asks for a
// duration, one per stretch in which it is satisfied for that long.
func FromSeries(step *pattern.Step, rows Series) (all []*Sighting) {
	fits := make([]bool, len(rows))
	for i := range rows {
		fits[i] = selects(step, &rows[i])
	}
	for from := 0; from < len(rows); from++ {
		switch {
		case !fits[from]:
		case step.For == 0:
			all = append(all, fromRows(step, rows[from:from+1], fits[from:from+1]))
		default:
			to, held := stretch(step, rows, fits, from)
			if held >= step.For {
				all = append(all, fromRows(step, rows[from:to+1], fits[from:to+1]))
			}
			from = to
		}
	}
	return all
}

// stretch finds the last row of the longest episode that begins at from, and for how long in it the condition holds.
func stretch(step *pattern.Step, rows Series, fits []bool, from int) (to int, held time.Duration) {
	last, sum := from, rows[from].End.Sub(rows[from].Start)
	to, held = last, sum
	for i := from + 1; i < len(rows); i++ {
		period := rows[i].End.Sub(rows[i].Start)
		if rows[i].Start.Sub(rows[last].End) > max(step.Gap, 2*period) {
			break
		}
		if !fits[i] {
			continue
		}
		last, sum = i, sum+period
		if float64(sum) >= episodeShare*float64(rows[i].End.Sub(rows[from].Start)) {
			to, held = last, sum
		}
	}
	return to, held
}

func selects(step *pattern.Step, row *lens.Row) bool {
	for i := range step.Where {
		if !step.Where[i].Row(row) {
			return false
		}
	}
	for i := range step.Not {
		if step.Not[i].Row(row) {
			return false
		}
	}
	return true
}

// Figures are the statistics of a number over a stretch of rows.
type Figures struct {
	Mean, Median, Min, Max, First, Last float64
}

// fromRows makes one sighting of consecutive rows; of those that do not fit only the time counts.
func fromRows(step *pattern.Step, rows Series, fits []bool) *Sighting {
	s := &Sighting{Step: step, Start: rows[0].Start, End: rows[len(rows)-1].End, Fields: map[string]any{}, Names: map[string][]string{}}
	if s.End.IsZero() {
		s.End = s.Start
	}
	numbers := make([][]float64, len(step.Kind.Fields))
	for i := range rows {
		if fits[i] {
			s.addRow(&rows[i], numbers)
		}
	}
	for slot, list := range numbers {
		if len(list) == 0 {
			continue
		}
		name := step.Kind.Fields[slot].Name
		if step.For == 0 {
			s.Fields[name] = list[0]
		} else {
			s.Fields[name] = figures(list)
		}
	}
	for _, b := range step.Binds {
		for _, ref := range b.From {
			if v, ok := s.Fields[ref.Name].(string); ok && len(s.Names[b.Name]) == 0 {
				for _, value := range extract(&b, strings.Split(v, ",")) {
					if s.Fields[b.Name] == nil {
						s.Fields[b.Name] = v
					}
					s.Names[b.Name] = append(s.Names[b.Name], entity.Canonical(b.Name, value))
				}
			}
		}
	}
	if at, ok := s.Fields[step.At.Name].(string); ok {
		if t, err := time.Parse(time.RFC3339, at); err == nil {
			s.Start = t
		}
	}
	return s
}

const maxCites = 3 // rows of an episode whose records are cited: its first ones

func (s *Sighting) addRow(row *lens.Row, numbers [][]float64) {
	for slot, f := range s.Step.Kind.Fields {
		v := row.Value(slot)
		if !v.Exists() {
			continue
		}
		if f.Type == parsers.Int || f.Type == parsers.Float {
			n, _ := v.Float()
			numbers[slot] = append(numbers[slot], n)
			continue
		}
		if _, has := s.Fields[f.Name]; !has {
			s.Fields[f.Name] = v.String()
		}
		if f.Entity != "" && v.String() != "" {
			for _, name := range strings.Split(v.String(), ",") {
				if name = entity.Canonical(f.Entity, name); !slices.Contains(s.Names[f.Entity], name) {
					s.Names[f.Entity] = append(s.Names[f.Entity], name)
				}
			}
		}
	}
	s.Records += max(1, row.Records)
	if len(s.Cites) < maxCites {
		s.Cites = append(s.Cites, row.Cites...)
	}
}

func figures(list []float64) Figures {
	f := Figures{First: list[0], Last: list[len(list)-1]}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, cmp.Compare[float64])
	f.Min, f.Max = sorted[0], sorted[len(sorted)-1]
	f.Median = sorted[len(sorted)/2]
	for _, v := range list {
		f.Mean += v / float64(len(list))
	}
	return f
}
