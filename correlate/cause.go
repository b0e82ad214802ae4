package correlate

import (
	"encoding/json"

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
		if n, known := first[key]; known {
			f.SameCauseAs, shared[n], shared[i] = n+1, true, true
			continue
		}
		first[key] = i
	}
	for i := range a.rep.Findings {
		if !shared[i] {
			a.rep.Findings[i].Cause = nil // there is nothing that has the same
		}
	}
}

// causeKey tells findings of different causes apart, and those whose fixes cannot be told as one.
func causeKey(f *report.Finding) string {
	text, _ := json.Marshal(struct { // strings can always be written
		Pattern, Verdict, Severity, Fix string
		Cause                           map[string][]string
	}{f.Pattern, string(f.Verdict), string(f.Severity), remedy.Shape(f.Remedy), f.Cause})
	return string(text)
}
