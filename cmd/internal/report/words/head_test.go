package words

import (
	"testing"

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
		{6, []report.Source{log, log, cut}, "10 records in 2 of 6 members; with problems: 1 failed (see Sources)"},
		{1, []report.Source{empty}, "0 records in 1 member; all read in full"},
	} {
		r := &report.Report{Bundle: []report.Bundle{{Members: test.members}}, Sources: report.SourcesOf(test.sources...)}
		if got := ReadFacts(r); got != test.want {
			t.Errorf("%d members: %q, want %q", test.members, got, test.want)
		}
	}
}
