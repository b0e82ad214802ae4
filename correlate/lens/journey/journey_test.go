package journey

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/lenstest"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

const header = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id instance-id tcp-flags pkt-srcaddr pkt-dstaddr az-id flow-direction"

// lenses are fed the same records.
type lenses struct {
	journeys      *Lens
	conversations *conversation.Lens
}

func read(t testing.TB, lines ...string) lenses {
	t.Helper()
	l := lenses{New(), conversation.New()}
	text := header + "\n" + strings.Join(lines, "\n") + "\n"
	take := func(ev *parsers.Event) {
		l.journeys.Event(ev)
		l.conversations.Event(ev)
	}
	if err := flowlog.VPC.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: "f.log"}, lenstest.Sink{T: t, Take: take}); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l lenses) merge(o lenses) lenses {
	l.journeys.Merge(o.journeys)
	l.conversations.Merge(o.conversations)
	return l
}

// told gives the rows, with the fields that have a value.
func (l lenses) told() (rows []string) {
	graph := entity.NewGraph()
	l.conversations.Teach(graph)
	graph.Finish()
	for _, row := range l.journeys.Rows(graph, l.conversations.Spots(graph)) {
		var text strings.Builder
		for i, v := range row.Values {
			if v.Exists() {
				fmt.Fprintf(&text, "%s=%s ", row.Kind.Fields[i].Name, v)
			}
		}
		rows = append(rows, text.String())
	}
	return rows
}

// gateway is a record of a Transit Gateway's interface, server one of the server's own.
func gateway(client string, port, flags int, action string) string {
	if flags&16 == 0 {
		return fmt.Sprintf("5 111122223333 eni-0a 10.0.9.9 10.0.0.5 %d 443 6 4 240 1767600100 1767600140 %s OK vpc-1 subnet-9 - %d %s 10.0.0.5 use1-az1 egress", port, action, flags, client)
	}
	return fmt.Sprintf("5 111122223333 eni-0a 10.0.0.5 10.0.9.9 443 %d 6 4 240 1767600100 1767600140 %s OK vpc-1 subnet-9 - %d 10.0.0.5 %s use1-az1 ingress", port, action, flags, client)
}

func server(client string, port, flags int, action string) string {
	if flags&16 == 0 {
		return fmt.Sprintf("5 111122223333 eni-0b %[1]s 10.0.0.5 %[2]d 443 6 4 240 1767600100 1767600140 %[3]s OK vpc-1 subnet-1 i-0b %[4]d %[1]s 10.0.0.5 use1-az1 ingress", client, port, action, flags)
	}
	return fmt.Sprintf("5 111122223333 eni-0b 10.0.0.5 %[1]s 443 %[2]d 6 4 240 1767600100 1767600140 %[3]s OK vpc-1 subnet-1 i-0b %[4]d 10.0.0.5 %[1]s use1-az1 egress", client, port, action, flags)
}

// TestJourneys holds how far requests and replies come, whoever reads which record.
func TestJourneys(t *testing.T) {
	var lines []string
	open := func(client string, port int) {
		lines = append(lines, gateway(client, port, 3, "ACCEPT"), server(client, port, 3, "ACCEPT"), server(client, port, 19, "ACCEPT"), gateway(client, port, 19, "ACCEPT"))
	}
	for port := 40000; port < 40004; port++ {
		open("192.168.1.7", port)
		lines = append(lines, gateway("192.168.2.7", port, 2, "ACCEPT"), server("192.168.2.7", port, 2, "ACCEPT"), server("192.168.2.7", port, 18, "ACCEPT"))
		lines = append(lines, gateway("192.168.3.7", port, 2, "ACCEPT"), server("192.168.3.7", port, 2, "REJECT"))
		lines = append(lines, gateway("192.168.4.7", port, 2, "ACCEPT"), server("192.168.4.7", port, 2, "ACCEPT"), server("192.168.4.7", port, 18, "ACCEPT"), gateway("192.168.4.7", port, 18, "REJECT"))
		lines = append(lines, gateway("192.168.5.7", port, 2, "REJECT"))
	}
	short := func(rows []string) (list []string) {
		for _, r := range rows {
			var of []string
			for _, word := range strings.Fields(r) {
				for _, field := range []string{"clients=", "came=", "reached=", "replied=", "returned=", "taken=", "finished=", "beside_finished="} {
					if strings.HasPrefix(word, field) {
						of = append(of, strings.TrimPrefix(word, field))
					}
				}
			}
			list = append(list, strings.Join(of, " "))
		}
		return list
	}
	want := []string{
		"192.168.1.0/24 4 4 4 4 4 4 0", "192.168.2.0/24 4 4 4 0 0 0 4", "192.168.3.0/24 4 0 0 0 0 0 4", "192.168.4.0/24 4 4 4 4 0 0 4",
		"192.168.1.0/24,192.168.2.0/24,192.168.3.0/24,192.168.4.0/24 16 12 12 8 4 4 0",
	}
	if diff := cmp.Diff(want, short(read(t, lines...).told())); diff != "" {
		t.Error(diff)
	}
	for _, step := range []int{1, 3, 7} {
		merged := read(t)
		for i := 0; i < len(lines); i += step {
			merged = read(t, lines[i:min(i+step, len(lines))]...).merge(merged)
		}
		if diff := cmp.Diff(read(t, lines...).told(), merged.told()); diff != "" {
			t.Errorf("by %d: %s", step, diff)
		}
	}
}

// TestThinned holds that of very many connections the same ones are followed, whoever reads which.
func TestThinned(t *testing.T) {
	const many = 4000
	var lines []string
	for n := range many {
		lines = append(lines, gateway(fmt.Sprintf("192.168.%d.7", n%7), 30000+n, 2, "ACCEPT"))
	}
	thin := func(lines []string) lenses {
		l := lenses{New(), conversation.New()}
		l.journeys.limit = 500
		return l.merge(read(t, lines...))
	}
	whole, halves := thin(lines), thin(lines[many/2:]).merge(thin(lines[:many/2]))
	if diff := cmp.Diff(whole.told(), halves.told()); diff != "" {
		t.Error(diff)
	}
	if n := whole.journeys.connections.Len(); n > 500 || n < 200 || len(whole.journeys.Remarks()) != 1 {
		t.Errorf("%d connections, remarks %q", n, whole.journeys.Remarks())
	}
}
