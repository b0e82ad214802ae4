package conversation

import (
	"fmt"
	"strings"
	"testing"

	"hamari/correlate/entity"
)

// TestSilentToSome holds that clients are told of whose requests a server's interface lets in and never sends a reply to, while others get theirs.
func TestSilentToSome(t *testing.T) {
	request := func(client, n int, action string) string {
		return fmt.Sprintf("eni-1 192.168.5.%d 10.0.0.5 %d 443 6 3 180 %d %d %s OK subnet-1 i-1 2 192.168.5.%d 10.0.0.5 az1 ingress", client, 40000+n, 60*n, 60*n+50, action, client)
	}
	reply := func(client, n, flags int) string {
		return fmt.Sprintf("eni-1 10.0.0.5 192.168.5.%d 443 %d 6 5 300 %d %d ACCEPT OK subnet-1 i-1 %d 10.0.0.5 192.168.5.%d az1 egress", client, 40000+n, 60*n, 60*n+50, flags, client)
	}
	many := func(client, count int, action string) (lines []string) {
		for n := range count {
			lines = append(lines, request(client, n+1, action))
		}
		return lines
	}
	other := []string{request(9, 1, "ACCEPT"), reply(9, 1, 19)}
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"never answered", append(many(7, 12, "ACCEPT"), other...), "12 of 192.168.5.7, 1970-01-01T00:01:00Z to 1970-01-01T00:12:50Z"},
		{"two of them", append(append(many(7, 12, "ACCEPT"), many(3, 10, "ACCEPT")...), other...), "22 of 192.168.5.3,192.168.5.7, 1970-01-01T00:01:00Z to 1970-01-01T00:12:50Z"},
		{"too few", append(many(7, 9, "ACCEPT"), other...), ""},
		{"nobody is answered", many(7, 12, "ACCEPT"), ""},
		{"answered once", append(append(many(7, 12, "ACCEPT"), reply(7, 12, 18)), other...), ""},
		{"refused", append(append(many(7, 12, "ACCEPT"), reply(7, 12, 20)), other...), ""},
		{"rejected as well", append(append(many(7, 12, "ACCEPT"), request(7, 13, "REJECT")), other...), ""},
	} {
		for _, cut := range []int{0, len(tt.lines) / 2} {
			l := read(t, tt.lines[:cut]...)
			l.Merge(read(t, tt.lines[cut:]...))
			g := entity.NewGraph()
			g.Finish()
			var got []string
			for row := range l.Rows(g) {
				if v := row.Value(slotNoReply); v.Exists() {
					got = append(got, fmt.Sprintf("%s of %s, %s to %s", v, row.Value(slotNoReplyTo), row.Value(slotFirstNoReply), row.Value(slotLastNoReply)))
				}
			}
			if text := strings.Join(got, "; "); text != tt.want {
				t.Errorf("%s, cut at %d: %q, want %q", tt.name, cut, text, tt.want)
			}
		}
	}
}
