package words

import (
	"testing"
	"time"

	"hamari/correlate/report"
)

// TestReadFacts holds that members are counted, not sources: of an archive that is cut, one source tells.
func TestReadFacts(t *testing.T) {
	log, empty := report.Source{State: report.OK, Records: 5}, report.Source{State: report.OK}
	again, cut := report.Source{State: report.OK, Duplicates: 5}, report.Source{State: report.Failed}
	for _, test := range []struct {
		members int
		sources []report.Source
		want    string
	}{
		{0, nil, "nothing: there is no member in the bundle"},
		{2, []report.Source{log, again}, "5 records in 2 members; all read in full"},
		{2, []report.Source{log, empty}, "5 records in 1 of 2 members; all read in full"},
		{6, []report.Source{log, log, cut}, "10 records in 2 of 6 members; not read in full: 1 failed (see Sources)"},
		{1, []report.Source{empty}, "0 records in 1 member; all read in full"},
	} {
		r := &report.Report{Bundle: []report.Bundle{{Members: test.members}}, Sources: report.SourcesOf(test.sources...)}
		if got := ReadFacts(r); got != test.want {
			t.Errorf("%d members: %q, want %q", test.members, got, test.want)
		}
	}
}

// TestTimesOf holds that the time of a report leaves no finding out.
func TestTimesOf(t *testing.T) {
	at := time.Date(2026, 6, 11, 10, 0, 0, 0, time.UTC)
	hour := at.Add(time.Hour)
	logs := report.Span{Start: &at, End: &hour}
	const of = "2026-06-11 10:00:00 to 11:00:00 UTC (1 h)"
	pasted := report.Finding{Start: at.Add(-8 * time.Hour), End: at.Add(-8 * time.Hour)}
	for _, tt := range []struct {
		findings []report.Finding
		want     string
	}{
		{nil, of},
		{[]report.Finding{{Start: at, End: hour}, {}}, of},
		{[]report.Finding{{Start: at.Add(-time.Hour), End: at}}, of},
		{[]report.Finding{{Start: at, End: at}, pasted}, of + "; findings outside of it from 2026-06-11 02:00:00 UTC"},
	} {
		if got := TimesOf(&report.Report{Window: logs, Findings: tt.findings}); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
