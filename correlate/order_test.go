package correlate

import (
	"strings"
	"testing"

	"hamari/correlate/report"
)

func TestFindingsInOrder(t *testing.T) {
	var list []report.Finding
	for _, verdict := range []report.Verdict{report.Possible, report.Likely, report.Confirmed} {
		for _, severity := range []report.Severity{report.Info, report.Low, report.Medium, report.High, report.Critical} {
			list = append(list, report.Finding{Verdict: verdict, Severity: severity})
		}
	}
	sortFindings(list)
	var got []string
	for _, f := range list {
		got = append(got, string(f.Verdict)+" "+string(f.Severity))
	}
	want := "confirmed critical, confirmed high, confirmed medium, likely critical, likely high, likely medium, possible critical, possible high, " +
		"confirmed low, confirmed info, likely low, likely info, possible medium, possible low, possible info"
	if all := strings.Join(got, ", "); all != want {
		t.Errorf("got  %s\nwant %s", all, want)
	}
}
