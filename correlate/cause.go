package correlate

import (
	"cmp"
	"encoding/json"
	"slices"

	"hamari/correlate/remedy"
	"hamari/correlate/report"
)

// oneCause marks the findings, which are in their order, that have one cause and one fix: a reader needs to be told once.
func (a *analysis) oneCause() {
	first := map[string]int{} // number from 0
	shared := make([]bool, len(a.rep.Findings))
	for i := range a.rep.Findings {
		f := &a.rep.Findings[i]
		if len(f.Cause) == 0 {
			continue
		}
		key := causeKey(f)
		if slices.ContainsFunc(a.opts.Focus, func(name string) bool { return isAbout(f.Entities, name) }) {
			key = "asked for " + key // what the report is to be about is not told in something else
		}
		if n, known := first[key]; known {
			f.SameCauseAs, shared[n], shared[i] = n+1, true, true
			continue
		}
		first[key] = i
	}
	for i := range a.rep.Findings {
		if f := &a.rep.Findings[i]; !shared[i] {
			f.Cause, f.Apart = nil, nil // there is nothing that has the same
		}
	}
	a.onlyApart()
}

// onlyApart leaves of the names by which findings of one cause are told apart those that not all of them have.
func (a *analysis) onlyApart() {
	type name struct {
		first int
		name  string
	}
	all, have := map[int]int{}, map[name]int{}
	each := func(use func(f *report.Finding, first int)) {
		for i := range a.rep.Findings {
			if f := &a.rep.Findings[i]; len(f.Cause) > 0 {
				use(f, cmp.Or(f.SameCauseAs, i+1))
			}
		}
	}
	each(func(f *report.Finding, first int) {
		all[first]++
		for _, n := range f.Apart {
			have[name{first, n}]++
		}
	})
	each(func(f *report.Finding, first int) {
		f.Apart = slices.DeleteFunc(f.Apart, func(n string) bool { return have[name{first, n}] == all[first] })
	})
}

// causeKey tells findings of different causes apart, and those whose fixes cannot be told as one.
func causeKey(f *report.Finding) string {
	text, _ := json.Marshal(struct { // strings can always be written
		Pattern, Verdict, Severity, Fix string
		Cause                           map[string][]string
	}{f.Pattern, string(f.Verdict), string(f.Severity), remedy.Shape(f.Remedy), f.Cause})
	return string(text)
}
