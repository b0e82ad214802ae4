package flowlog

import (
	"strings"
	"testing"

	"hamari/parsers"
)

// TestRoundedAccount holds that an account number of which a spreadsheet left the first digits names no account, and
// costs nothing else of the record.
func TestRoundedAccount(t *testing.T) {
	header := strings.ReplaceAll(version2Header, " ", ",")
	rows := []string{
		"2,1.11122E+11,eni-0a1b2c3d4e5f60718,10.0.1.5,10.0.2.9,40000,443,6,10,8400,1772615700,1772615760,ACCEPT,OK",
		"2,111122223333,eni-0a1b2c3d4e5f60718,10.0.1.5,10.0.2.9,40000,443,6,10,8400,1772615700,1772615760,ACCEPT,OK",
		"2,unknown,eni-0a1b2c3d4e5f60718,10.0.1.5,10.0.2.9,40000,443,6,10,8400,1772615700,1772615760,ACCEPT,OK",
	}
	c := &accounts{}
	if err := VPC.Read(t.Context(), strings.NewReader(header+"\n"+strings.Join(rows, "\n")+"\n"), &parsers.Source{Member: "m"}, c); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.seen, "|"); got != "|111122223333|unknown" || c.rejected > 0 || !strings.Contains(c.note, "spreadsheet") {
		t.Errorf("accounts %q, %d rejects, note %q", got, c.rejected, c.note)
	}
	for text, want := range map[string]bool{"1.11122E+11": true, "1E+11": true, "111122223333": false, "E+11": false, "1.1.1E+2": false, "1.1E+": false, "xE+11": false} {
		if isRounded([]byte(text)) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

type accounts struct {
	seen     []string
	rejected int
	note     string
}

func (a *accounts) Event(e *parsers.Event) error {
	a.seen = append(a.seen, e.Value(SlotAccountID).String())
	return nil
}

func (a *accounts) Reject(*parsers.SyntaxError) { a.rejected++ }
func (a *accounts) Note(text string)            { a.note = text }
