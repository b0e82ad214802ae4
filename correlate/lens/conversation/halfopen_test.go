package conversation

import (
	"fmt"
	"testing"

	"hamari/correlate/entity"
)

// TestHalfOpen holds that handshakes to which no ACK comes back are counted at the server's own interface, with their times,
// and that connections which only go on are none.
func TestHalfOpen(t *testing.T) {
	reply := func(n, packets, bytes, flags int) string {
		return fmt.Sprintf("eni-1 10.0.0.5 192.168.5.%d 443 %d 6 %d %d %d %d ACCEPT OK subnet-1 i-1 %d 10.0.0.5 192.168.5.%d az1 egress", n, 40000+n, packets, bytes, 60*n, 60*n+50, flags, n)
	}
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"sent again", []string{reply(1, 9, 5000, 19), reply(2, 5, 300, 18), reply(3, 6, 360, 18), reply(4, 4, 240, 18), reply(5, 1, 60, 18)}, "3 1970-01-01T00:02:00Z 1970-01-01T00:04:50Z"},
		{"connections that go on", []string{reply(1, 9, 5000, 18), reply(2, 3, 180, 18), reply(3, 7, 1111, 18), reply(4, 3, 180, 18), reply(5, 12, 7000, 18), reply(6, 3, 180, 18), reply(7, 30, 9000, 18)}, "  "},
		{"too few", []string{reply(1, 5, 300, 18), reply(2, 5, 300, 18)}, "  "},
	} {
		for cut := range len(tt.lines) {
			l := read(t, tt.lines[:cut]...)
			l.Merge(read(t, tt.lines[cut:]...))
			g := entity.NewGraph()
			g.Finish()
			for row := range l.Rows(g) {
				got := fmt.Sprintf("%s %s %s", row.Value(slotHalfOpen), row.Value(slotFirstHalfOpen), row.Value(slotLastHalfOpen))
				if got != tt.want {
					t.Errorf("%s, cut at %d: %q, want %q", tt.name, cut, got, tt.want)
				}
			}
		}
	}
}
