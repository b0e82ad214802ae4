package match

import (
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/report"
)

// Assumption is something that a sighting rests on and the bundle does not say.
type Assumption struct {
	Text   string // a sentence for the finding, in which %s stands for the members
	Member string // of which it is assumed; "" where the sentence names none
	Brief  string // for the line of evidence; "" for none
	Open   bool   // what rests on it is no more than likely
	Clock  bool   // it is that the times are of some zone
}

// assumptions are what the matched sightings of hits rest on that the bundle does not say.
func (e *Engine) assumptions(hits []*hit) (list []Assumption) {
	if e.Assumed == nil {
		return nil
	}
	for _, h := range hits {
		for _, step := range h.order {
			for _, a := range e.Assumed(h.by[step]) {
				if !slices.Contains(list, a) {
					list = append(list, a)
				}
			}
		}
	}
	return list
}

// maxMembers is how many members a sentence names.
const maxMembers = 3

// sentences says assumptions, those of several members that are the same in one sentence.
func sentences(list []Assumption) (texts []string) {
	members := map[string][]string{}
	var order []string
	for _, a := range list {
		if !slices.Contains(order, a.Text) {
			order = append(order, a.Text)
		}
		if a.Member != "" && !slices.Contains(members[a.Text], a.Member) {
			members[a.Text] = append(members[a.Text], a.Member)
		}
	}
	for _, text := range order {
		named := slices.Sorted(slices.Values(members[text]))
		if len(named) == 0 {
			texts = append(texts, text)
			continue
		}
		texts = append(texts, strings.ReplaceAll(text, "%s", lens.Few(named, maxMembers)))
	}
	return texts
}

// weighed is the verdict of hits that rest on assumptions.
func weighed(v report.Verdict, list []Assumption) report.Verdict {
	if v == report.Confirmed && slices.ContainsFunc(list, func(a Assumption) bool { return a.Open }) {
		return report.Likely
	}
	return v
}

// assumed is what the line of evidence says of it.
func (e *Engine) assumed(s *Sighting) (brief string) {
	if e.Assumed == nil {
		return ""
	}
	for _, a := range e.Assumed(s) {
		if a.Brief != "" {
			brief += "; " + a.Brief
		}
	}
	return brief
}
