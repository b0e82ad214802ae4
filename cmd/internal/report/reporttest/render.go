package reporttest

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate/report"
)

// Render writes a report.
type Render func(io.Writer, *report.Report) error

// Text returns what a report is written as.
func (f Render) Text(t testing.TB, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type brokenWriter struct{}

var errBroken = errors.New("broken pipe")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

// TellsWriteErrors holds that a report that could not be written is not taken for one that was.
func (f Render) TellsWriteErrors(t *testing.T) {
	t.Helper()
	if err := f(brokenWriter{}, &report.Report{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

// Inert finds characters in a report that a terminal would obey, beyond line feeds and tabs.
func Inert(t testing.TB, name, text string) {
	t.Helper()
	for _, r := range text {
		if clean.Hazard(r) && r != '\n' && r != '\t' {
			t.Errorf("%s: %q in the report", name, r)
			return
		}
	}
}
