package json

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"hamari/correlate/report"
)

// maxReport is the most bytes of a report that are read; half a million members take a tenth of it.
const maxReport = 2 << 30

// Parse reads a report that Render wrote. Fields that it does not know are left out.
func Parse(r io.Reader) (*report.Report, error) {
	limited := &io.LimitedReader{R: r, N: maxReport + 1}
	dec := json.NewDecoder(limited)
	var rep report.Report
	if err := dec.Decode(&rep); err != nil {
		if limited.N <= 0 {
			return nil, fmt.Errorf("longer than %d bytes", int64(maxReport))
		}
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("not JSON: %w at byte %d", err, syntax.Offset)
		}
		return nil, fmt.Errorf("not a report: %w", err)
	}
	if rep.Schema != report.Schema {
		return nil, fmt.Errorf("its schema is %q, want %q: write it with hamari analyze -f json", rep.Schema, report.Schema)
	}
	return &rep, nil
}
