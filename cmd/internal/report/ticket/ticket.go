package ticket

import (
	"fmt"
	"io"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// Render writes the text.
func Render(w io.Writer, r *report.Report) error {
	r = clean.Report(r)
	l := &letter{r: r, causes: words.Causes(r), records: recordsOf(r.Findings), discreet: newDiscretion(r)}
	if _, err := io.WriteString(w, fit(l.sections())); err != nil {
		return fmt.Errorf("support case: %w", err)
	}
	return nil
}
