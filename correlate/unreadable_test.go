package correlate_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate"
)

// TestUnreadable holds that a report does not say that a kind of log is not there where it is, and only cannot be read.
func TestUnreadable(t *testing.T) {
	broken := txtar.File{Name: "trail.json", Data: []byte(`{"Records":[{"eventVersion":"1.11","eventID":"e1","eventTime":"yesterday","eventSource":"ssm.amazonaws.com","eventName":"x"}]}`)}
	again := txtar.File{Name: "again.json", Data: broken.Data}
	for _, tt := range []struct {
		files []txtar.File
		why   string
		note  string
	}{
		{nil, "the bundle holds no AWS CloudTrail events and no AWS Systems Manager Agent logs", ""},
		{[]txtar.File{broken}, "the bundle holds no AWS CloudTrail events that could be read and no AWS Systems Manager Agent logs",
			"1 source could not be read in full (1 record rejected): what it holds may be missing here"},
		{[]txtar.File{broken, again}, "the bundle holds no AWS CloudTrail events that could be read and no AWS Systems Manager Agent logs",
			"2 sources could not be read in full (2 records rejected): what they hold may be missing here"},
	} {
		rep := analyzeFiles(t, correlate.Options{}, tt.files...)
		if rep.Patterns[0].Why != tt.why {
			t.Errorf("%s, want %s", rep.Patterns[0].Why, tt.why)
		}
		if got := strings.Join(rep.Notes, "; "); got != tt.note {
			t.Errorf("notes %q, want %q", got, tt.note)
		}
	}
}
