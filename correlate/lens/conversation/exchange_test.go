package conversation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
)

// exchangesOf shows the exchanges of a lens in short, which must be the same each time they are gone over.
func exchangesOf(t *testing.T, l *Lens) (out []string) {
	t.Helper()
	g := entity.NewGraph()
	g.Finish()
	again := l.Exchanges(g)
	show := func(r lens.Row) string {
		v := func(slot int) string { return r.Value(slot).String() }
		return fmt.Sprintf("%s %s with %s: asked %s refused %s answered %s stopped %s, %s opened %s knocked, others %s scan %s turned %s/%s, %s/%s", v(slotENI), v(exService),
			v(exRemote), v(exAsked), v(exRefused), v(exAnswered), v(exStopped), v(exOpenings), v(exKnocks), v(exServedOthers), v(exScan), v(exTurned), v(exRepliesTurned),
			v(exStanding), v(exReplyStanding))
	}
	for r := range again {
		out = append(out, show(r))
	}
	var second []string
	for r := range again {
		second = append(second, show(r))
	}
	if !slices.Equal(out, second) {
		t.Errorf("the rows differ the second time: %q, %q", out, second)
	}
	return out
}

// visit writes a record of a client at port 443 of a server's interface, or of the reply.
func visit(client string, port, start, flags int, action string) string {
	return fmt.Sprintf("eni-1 %s 10.0.0.5 %d 443 6 5 400 %d %d %s OK subnet-1 i-1 %d %s 10.0.0.5 az1 ingress", client, port, start, start+50, action, flags, client)
}

func reply(client string, port, start, flags int, action string) string {
	return fmt.Sprintf("eni-1 10.0.0.5 %s 443 %d 6 5 400 %d %d %s OK subnet-1 i-1 %d 10.0.0.5 %s az1 egress", client, port, start, start+50, action, flags, client)
}

// own writes a record of the server's own request to another server.
func own(port, from, start, flags int, action string) string {
	return fmt.Sprintf("eni-1 10.0.0.5 52.1.2.3 %d %d 6 5 400 %d %d %s OK subnet-1 i-1 %d 10.0.0.5 52.1.2.3 az1 egress", from, port, start, start+50, action, flags)
}

func TestExchanges(t *testing.T) {
	times := func(n int, line func(i int) string) (lines []string) {
		for i := range n {
			lines = append(lines, line(i))
		}
		return lines
	}
	for _, tt := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"nothing rejected, nothing told", []string{visit("10.9.0.1", 40000, 0, 2, "ACCEPT")}, nil},
		{"others are served", append(times(3, func(i int) string { return visit("10.9.0.1", 40000, 90*i, 2, "REJECT") }), visit("10.9.0.2", 40000, 0, 3, "ACCEPT")), []string{
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.1: asked 0 refused 3 answered 0 stopped 0, 0 opened 3 knocked, others 1 scan false turned /, others-served/"}},
		{"a client of the internet is nobody's failure", times(30, func(i int) string { return visit("52.1.2.3", 40000, 90*i, 2, "REJECT") }), []string{
			"eni-1 10.0.0.5 port 443/tcp with 52.1.2.3: asked 0 refused 30 answered 0 stopped 0, 0 opened 30 knocked, others 0 scan false turned /, /"}},
		{"unless it was served", append(times(3, func(i int) string { return visit("52.1.2.3", 40000+i, 90*i, 3, "ACCEPT") }),
			times(3, func(i int) string { return visit("52.1.2.3", 41000+i, 1000+90*i, 2, "REJECT") })...), []string{
			"eni-1 10.0.0.5 port 443/tcp with 52.1.2.3: asked 3 refused 3 answered 0 stopped 0, 3 opened 3 knocked, others 0 scan false turned to-reject/, was-served/"}},
		{"an open connection goes on when new ones are rejected", append(times(20, func(i int) string { return visit("10.9.0.1", 40000, 200*i, min(i, 1)^1+1-min(i, 1), "ACCEPT") }),
			times(4, func(i int) string { return visit("10.9.0.1", 41000+i, 1000+90*i, 2, "REJECT") })...), []string{
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.1: asked 20 refused 4 answered 0 stopped 0, 1 opened 4 knocked, others 0 scan false turned to-reject/, was-served/"}},
		{"late packets of a closed connection", append([]string{visit("10.9.0.1", 40000, 0, 3, "ACCEPT")},
			times(9, func(i int) string { return visit("10.9.0.1", 40000, 200+i, []int{1, 4, 0}[i%3], "REJECT") })...), []string{
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.1: asked 1 refused 9 answered 0 stopped 0, 1 opened 0 knocked, others 0 scan false turned to-reject/, /"}},
		{"requests of its own", times(10, func(i int) string { return own(443, 40000+i, 60*i, 2, "REJECT") }), []string{
			"eni-1 remote port 443/tcp used by 10.0.0.5 with 52.1.2.3: asked 0 refused 10 answered 0 stopped 0, 0 opened 10 knocked, others  scan false turned /, insists/"}},
		{"requests of its own to one port, once each", times(10, func(i int) string {
			return strings.ReplaceAll(own(443, 40000, 60*i, 2, "REJECT"), "52.1.2.3", fmt.Sprint("52.1.2.", i))
		})[:5], []string{
			"eni-1 remote port 443/tcp used by 10.0.0.5 with 52.1.2.0: asked 0 refused 1 answered 0 stopped 0, 0 opened 1 knocked, others  scan false turned /, tries/",
			"eni-1 remote port 443/tcp used by 10.0.0.5 with 52.1.2.1: asked 0 refused 1 answered 0 stopped 0, 0 opened 1 knocked, others  scan false turned /, tries/",
			"eni-1 remote port 443/tcp used by 10.0.0.5 with 52.1.2.2: asked 0 refused 1 answered 0 stopped 0, 0 opened 1 knocked, others  scan false turned /, tries/",
			"eni-1 remote port 443/tcp used by 10.0.0.5 with 52.1.2.3: asked 0 refused 1 answered 0 stopped 0, 0 opened 1 knocked, others  scan false turned /, tries/",
			"eni-1 remote port 443/tcp used by 10.0.0.5 with 52.1.2.4: asked 0 refused 1 answered 0 stopped 0, 0 opened 1 knocked, others  scan false turned /, tries/"}},
		{"replies are rejected", append(times(3, func(i int) string { return visit("10.9.0.1", 40000+i, 90*i, 2, "ACCEPT") }),
			times(3, func(i int) string { return reply("10.9.0.1", 40000+i, 90*i, 18, "REJECT") })...), []string{
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.1: asked 3 refused 0 answered 0 stopped 3, 3 opened 0 knocked, others 0 scan false turned /, /silenced"}},
		{"of three clients, one reply each", slices.Concat(times(3, func(i int) string { return visit(fmt.Sprint("10.9.0.", i), 40000, 90*i, 2, "ACCEPT") }),
			times(3, func(i int) string { return reply(fmt.Sprint("10.9.0.", i), 40000, 90*i, 18, "REJECT") })), []string{
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.0: asked 1 refused 0 answered 0 stopped 1, 1 opened 0 knocked, others 2 scan false turned /, /silenced",
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.1: asked 1 refused 0 answered 0 stopped 1, 1 opened 0 knocked, others 2 scan false turned /, /silenced",
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.2: asked 1 refused 0 answered 0 stopped 1, 1 opened 0 knocked, others 2 scan false turned /, /silenced"}},
		{"a server that speaks when nobody asks any more", append([]string{visit("10.9.0.1", 40000, 0, 3, "ACCEPT"), reply("10.9.0.1", 40000, 0, 19, "ACCEPT")},
			times(5, func(i int) string { return reply("10.9.0.1", 40000, 9000+i, 0, "REJECT") })...), []string{
			"eni-1 10.0.0.5 port 443/tcp with 10.9.0.1: asked 1 refused 0 answered 1 stopped 5, 1 opened 0 knocked, others 0 scan false turned /to-reject, /"}},
		{"broadcasts are nobody's requests", times(5, func(i int) string {
			return fmt.Sprintf("eni-1 10.0.0.9 10.0.0.255 137 137 17 5 400 %d %d REJECT OK subnet-1 i-1 0 10.0.0.9 10.0.0.255 az1 ingress", 90*i, 90*i+50)
		}), nil},
		{"a Transit Gateway's interface is left out", []string{
			"eni-2 10.0.9.4 10.0.0.5 40000 443 6 5 400 100 150 REJECT OK subnet-9 - 2 192.168.5.9 10.0.0.5 az2 egress"}, nil},
		{"seen from the client", times(3, func(i int) string {
			return fmt.Sprintf("eni-3 10.0.0.5 10.9.0.1 443 %d 6 5 400 %d %d REJECT OK subnet-1 i-3 18 10.0.0.5 10.9.0.1 az1 ingress", 40000+i, 90*i, 90*i+50)
		}), []string{
			"eni-3 remote port 443/tcp used by 10.9.0.1 with 10.0.0.5: asked 0 refused 0 answered 0 stopped 3, 0 opened 0 knocked, others  scan false turned /, /"}},
		{"without directions the interface's own address tells who is in the VPC", slices.Concat(
			times(3, func(i int) string {
				return fmt.Sprintf("eni-4 10.0.0.5 10.9.0.1 443 %d 6 5 400 %d %d REJECT OK subnet-1 - 18 - - az1 -", 40000+i, 90*i, 90*i+50)
			}), []string{"eni-4 10.9.0.1 10.0.0.6 40000 443 6 5 400 0 50 ACCEPT OK subnet-1 - 2 - - az1 -"}), []string{
			"eni-4 remote port 443/tcp used by 10.9.0.1 with 10.0.0.5: asked 0 refused 0 answered 0 stopped 3, 0 opened 0 knocked, others  scan false turned /, /"}},
	} {
		if diff := cmp.Diff(tt.want, exchangesOf(t, read(t, tt.lines...))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestExchangesMerged holds that exchanges do not depend on the order of records, nor on who read them, nor on when the
// room for them ran out.
func TestExchangesMerged(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 15))
	for _, limit := range []int{maxExchanges, 60, 12, 2} {
		records := randomRecords(rng, 1500)
		for i := range records {
			if rng.IntN(2) == 0 {
				records[i].dstPort = 10_000 + rng.IntN(90)
			}
		}
		readBy := func(part []plain) *Lens {
			l := feed(t, part)
			l.inside.limit, l.outside.limit = limit, limit
			l.inside.shrink()
			l.outside.shrink()
			return l
		}
		want := exchangesOf(t, readBy(records))
		for range 5 {
			rng.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			cut := rng.IntN(len(records))
			l := readBy(records[:cut])
			l.Merge(readBy(records[cut:]))
			if diff := cmp.Diff(want, exchangesOf(t, l)); diff != "" {
				t.Fatalf("limit %d: %s", limit, diff)
			}
		}
	}
}

func TestExchangeDetail(t *testing.T) {
	key := exchangeKey{port: highPort, client: addr("10.9.1.7"), server: addr("10.0.0.5"), side: flow.LocalServer}
	for level, want := range []exchangeKey{
		allClients: key,
		fewPorts:   {client: addr("10.9.1.7"), server: addr("10.0.0.5")},
		clientNets: {client: addr("10.9.1.0"), server: addr("10.0.0.5")},
	} {
		if got := key.at(uint8(level)); got != want {
			t.Errorf("level %d: %v", level, got)
		}
	}
	l := New()
	l.inside.coarsen(clientNets)
	l.outside.coarsen(noClients)
	if len(l.Notes()) != 1 || len(l.Remarks()) != 1 {
		t.Errorf("what is given up must be told: %q, %q", l.Notes(), l.Remarks())
	}
}

func TestScan(t *testing.T) {
	var lines []string
	for port := range scanPorts + 1 {
		for i := range tries {
			lines = append(lines, fmt.Sprintf("eni-1 10.9.0.1 10.0.0.5 60000 %d 6 1 40 %d %d REJECT OK subnet-1 i-1 2 10.9.0.1 10.0.0.5 az1 ingress", 100+port, 90*i, 90*i+50))
		}
	}
	standings := func(lines []string) (found int) {
		for r := range read(t, lines...).Exchanges(entity.NewGraph()) {
			if r.Value(exStanding).Exists() {
				found++
			}
		}
		return found
	}
	if n := standings(lines); n != 0 {
		t.Errorf("%d failures in a scan", n)
	}
	if n := standings(lines[tries:]); n != scanPorts {
		t.Errorf("%d failures, want %d", n, scanPorts)
	}
}

// TestRequests holds which requests count as lost.
func TestRequests(t *testing.T) {
	back := func(port, start int) string {
		return fmt.Sprintf("eni-1 52.1.2.3 10.0.0.5 443 %d 6 5 400 %d %d ACCEPT OK subnet-1 i-1 18 52.1.2.3 10.0.0.5 az1 ingress", port, start, start+50)
	}
	var answered, silent []string
	for i := range 4 {
		answered = append(answered, own(443, 40000+i, 60*i, 3, "ACCEPT"), back(40000+i, 60*i))
		silent = append(silent, own(443, 41000+i, 400+60*i, 2, "ACCEPT"))
	}
	late := append(slices.Clone(answered), own(443, 42000, 300, 2, "ACCEPT"))
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"answered", answered, "52.1.2.3:443 lost false answered true"},
		{"never answered", silent, "52.1.2.3:443 lost true answered false since 400"},
		{"two tries", silent[:2], "52.1.2.3:443 lost false answered false"},
		{"no more", append(slices.Clone(answered), silent...), "52.1.2.3:443 lost true answered true since 230"},
		{"one more, which may yet be answered", late, "52.1.2.3:443 lost false answered true"},
		{"rejected", []string{own(443, 40000, 0, 2, "REJECT")}, ""},
		{"asked by others", []string{visit("10.9.0.1", 40000, 0, 2, "ACCEPT"), visit("10.9.0.1", 40001, 90, 2, "ACCEPT"), visit("10.9.0.1", 40002, 180, 2, "ACCEPT")}, ""},
	} {
		g := entity.NewGraph()
		g.Finish()
		got := ""
		for r := range read(t, tt.lines...).Requests(g) {
			got += fmt.Sprintf("%s:%d lost %t answered %t", r.Server, r.Port, r.Lost, r.WasAnswered)
			if r.Lost {
				got += fmt.Sprintf(" since %d", r.Since.Unix())
			}
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
