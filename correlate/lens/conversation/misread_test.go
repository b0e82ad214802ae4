package conversation

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMisread holds that a server's port is the one that many others use, also where a client's is lower and no flag tells
// who began; and that a port that few use stays what the lower number makes it.
func TestMisread(t *testing.T) {
	request := func(eni string, client, server int, way string) string {
		return fmt.Sprintf("%s 10.0.9.9 10.0.0.5 %d %d 6 5 400 100 150 REJECT OK subnet-1 - - - - az1 %s", eni, client, server, way)
	}
	for _, tt := range []struct {
		name    string
		way     string
		clients int
		want    []string
	}{
		{"the direction is told", "ingress", 20, []string{"eni-1  to-local 10.0.0.5 port 1433/tcp a0 r22 [10.0.9.0/24] az1"}},
		{"the direction is a guess", "-", 20, []string{"eni-1  to-local 10.0.0.5 port 1433/tcp a0 r22 [10.0.9.0/24] az1"}},
		{"too few to say", "ingress", 3, []string{
			"eni-1  to-local 10.0.0.5 port 1433/tcp a0 r3 [10.0.9.0/24] az1",
			"eni-1  to-local remote port 1139/tcp used by 10.0.0.5 a0 r1 [10.0.9.0/24] az1",
			"eni-1  to-local remote port 1255/tcp used by 10.0.0.5 a0 r1 [10.0.9.0/24] az1",
		}},
	} {
		lines := []string{request("eni-1", 1139, 1433, tt.way), request("eni-1", 1255, 1433, tt.way)}
		for n := range tt.clients {
			lines = append(lines, request("eni-1", 40000+17*n, 1433, tt.way))
		}
		if diff := cmp.Diff(tt.want, rows(read(t, lines...))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		l := read(t, lines[:1]...)
		l.Merge(read(t, lines[1:]...))
		if diff := cmp.Diff(tt.want, rows(l)); diff != "" {
			t.Errorf("%s, in two parts: %s", tt.name, diff)
		}
	}
}
