package conversation

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/correlate/lens/lenstest"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

const header = "interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status subnet-id instance-id tcp-flags pkt-srcaddr pkt-dstaddr az-id flow-direction"

// read feeds flow log lines to a new lens.
func read(t testing.TB, lines ...string) *Lens {
	t.Helper()
	l := New()
	text := header + "\n" + strings.Join(lines, "\n") + "\n"
	if err := flowlog.VPC.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: "f.log"}, lenstest.Sink{T: t, Take: l.Event}); err != nil {
		t.Fatal(err)
	}
	return l
}

// show writes a row in short.
func show(r lens.Row) string {
	v := func(slot int) string { return r.Value(slot).String() }
	return fmt.Sprintf("%s %s %s %s a%s r%s [%s] %s", v(slotENI), v(slotENIType), v(slotHeading), v(slotService), v(slotAccepted), v(slotRejected), v(slotRemote), v(slotAZ))
}

// rows shows the rows, which must be the same each time they are gone over.
func rows(l *Lens) (out []string) {
	g := entity.NewGraph()
	g.Finish()
	again := l.Rows(g)
	var first []string
	for r := range again {
		first = append(first, show(r))
	}
	for r := range again {
		out = append(out, show(r))
	}
	if !slices.Equal(first, out) {
		return []string{"the rows differ the second time", fmt.Sprint(first), fmt.Sprint(out)}
	}
	return out
}

// TestTimeServers holds that a host which asks public servers for the time, from port 123, is the client.
func TestTimeServers(t *testing.T) {
	row := func(src, dst, action, direction string) string {
		return "eni-1 " + src + " " + dst + " 123 123 17 1 76 1773129600 1773129640 " + action + " OK subnet-1 i-1 0 " + src + " " + dst + " - " + direction
	}
	got := rows(read(t,
		row("10.60.1.5", "91.189.91.157", "REJECT", "egress"),
		row("10.60.1.6", "91.189.91.157", "ACCEPT", "egress"), row("91.189.91.157", "10.60.1.6", "ACCEPT", "ingress"),
		row("198.51.100.7", "10.60.1.5", "REJECT", "ingress"), row("10.60.1.5", "10.60.1.9", "REJECT", "egress")))
	want := map[string]int{"from-local remote port 123/udp used by 10.60.1.5 a0 r1": 1, "from-local remote port 123/udp used by 10.60.1.6 a1 r0": 1,
		"to-local remote port 123/udp used by 10.60.1.6 a1 r0": 1, "to-local 10.60.1.5 port 123/udp a0 r1": 1}
	for text, n := range want {
		if found := strings.Count(strings.Join(got, "\n"), text); found != n {
			t.Errorf("%q: %d times in\n%s", text, found, strings.Join(got, "\n"))
		}
	}
}

func TestRows(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"a request and its answer at a server", []string{
			"eni-1 192.168.5.9 10.0.0.5 40000 443 6 5 400 100 150 ACCEPT OK subnet-1 i-1 2 192.168.5.9 10.0.0.5 az1 ingress",
			"eni-1 10.0.0.5 192.168.5.9 443 40000 6 5 400 100 150 REJECT OK subnet-1 i-1 18 10.0.0.5 192.168.5.9 az1 egress",
		}, []string{
			"eni-1 interface from-local 10.0.0.5 port 443/tcp a0 r1 [192.168.5.0/24] az1",
			"eni-1 interface to-local 10.0.0.5 port 443/tcp a1 r0 [192.168.5.0/24] az1",
		}},
		{"a gateway's own address gives way to the client's", []string{
			"eni-2 10.0.9.4 10.0.0.5 40000 443 6 5 400 100 150 REJECT OK subnet-9 - 2 192.168.5.9 10.0.0.5 az2 egress",
			"eni-2 10.0.0.5 10.0.9.4 443 40001 6 5 400 100 150 ACCEPT OK subnet-9 - 18 10.0.0.5 192.168.6.9 az2 ingress",
		}, []string{
			"eni-2 transit_gateway from-local 10.0.0.5 port 443/tcp a1 r0 [192.168.6.0/24] az2",
			"eni-2 transit_gateway to-local 10.0.0.5 port 443/tcp a0 r1 [192.168.5.0/24] az2",
		}},
		{"a NAT gateway is none, since its peers are public", []string{
			"eni-3 52.1.2.3 10.0.7.7 443 30000 6 5 400 100 150 ACCEPT OK subnet-7 - 18 52.1.2.3 10.0.0.5 az1 ingress",
		}, []string{"eni-3  from-local 52.1.2.3 port 443/tcp a1 r0 [10.0.0.0/24] az1"}},
		{"the server is remote when the SYN goes out", []string{
			"eni-1 10.0.0.5 192.168.5.9 50000 60000 6 5 400 100 150 ACCEPT OK subnet-1 i-1 2 10.0.0.5 192.168.5.9 az1 egress",
		}, []string{"eni-1 interface from-local remote port 60000/tcp used by 10.0.0.5 a1 r0 [192.168.5.0/24] az1"}},
		{"ICMP and IPv6", []string{
			"eni-1 10.0.3.3 10.0.0.5 0 0 1 5 400 100 150 ACCEPT OK subnet-1 i-1 0 10.0.3.3 10.0.0.5 az1 ingress",
			"eni-1 fd00:1:2:3::9 fd00::5 40000 22 6 5 400 100 150 REJECT OK subnet-1 i-1 2 fd00:1:2:3::9 fd00::5 az1 ingress",
		}, []string{
			"eni-1 interface to-local 10.0.0.5 icmp a1 r0 [10.0.3.0/24] az1",
			"eni-1 interface to-local fd00::5 port 22/tcp a0 r1 [fd00:1:2::/48] az1",
		}},
		{"no traffic, no conversation", []string{"eni-1 - - - - - - - 100 160 - NODATA subnet-1 i-1 - - - az1 -"}, nil},
	} {
		if diff := cmp.Diff(tt.want, rows(read(t, tt.lines...))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestOrder holds that rows do not depend on the order of records nor on which worker read them.
func TestOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var lines []string
	for range 400 {
		lines = append(lines, fmt.Sprintf("eni-%d 192.168.%d.9 10.0.0.%d %d 443 6 5 400 %d %d %s OK subnet-1 i-%d 2 192.168.%d.9 10.0.0.1 az1 ingress",
			rng.IntN(3), rng.IntN(90), rng.IntN(4), 30000+rng.IntN(9000), 60*rng.IntN(50), 60*rng.IntN(50)+3100,
			[]string{"ACCEPT", "REJECT"}[rng.IntN(2)], rng.IntN(3), rng.IntN(90)))
	}
	want := rows(read(t, lines...))
	for range 5 {
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		cut := rng.IntN(len(lines))
		l := read(t, lines[:cut]...)
		l.Merge(read(t, lines[cut:]...))
		if diff := cmp.Diff(want, rows(l)); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestMainRemote holds that of a client's many destinations that one is told which has more than half of the records,
// whoever read them in whichever order, and none where they are too many.
func TestMainRemote(t *testing.T) {
	var lines []string
	for n := range 40 {
		remote := "198.51.100.7"
		if n >= 24 {
			remote = fmt.Sprintf("203.0.%d.5", n)
		}
		lines = append(lines,
			fmt.Sprintf("eni-1 10.0.0.9 %s %d 443 6 5 400 100 150 ACCEPT OK - - - - - az1 -", remote, 40000+n),                               // version 2
			fmt.Sprintf("eni-1 10.0.0.9 %s %d 80 6 5 400 100 150 ACCEPT OK - - - - - az1 -", fmt.Sprintf("203.0.%d.5", n%3), 40000+n),        // to none more than half
			fmt.Sprintf("eni-2 10.0.1.%d 10.0.0.5 %d 443 6 5 400 100 150 ACCEPT OK - - - 10.0.1.%d %s az1 -", 1+n%2, 40000+n, 1+n%2, remote), // a NAT gateway's, of two clients
			fmt.Sprintf("eni-3 10.0.0.7 %s %d 443 6 5 400 100 150 ACCEPT OK subnet-1 i-1 2 10.0.0.7 %s az1 egress", remote, 40000+n, remote), // an instance's
		)
	}
	show := func(l *Lens) (list []string) {
		g := entity.NewGraph()
		g.Finish()
		for r := range l.Rows(g) {
			if m := r.Value(slotMainRemote); m.Exists() {
				list = append(list, fmt.Sprintf("%s %s %s %s of %s", r.Value(slotENI), r.Value(slotLocal), m, r.Value(slotMainFlows), r.Value(slotFlows)))
			}
		}
		return list
	}
	want := []string{"eni-1 10.0.0.9 198.51.100.7 24 of 40", "eni-2 10.0.1.1 198.51.100.7 12 of 20", "eni-2 10.0.1.2 198.51.100.7 12 of 20"}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 4 {
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		cut := rng.IntN(len(lines))
		l := read(t, lines[:cut]...)
		l.Merge(read(t, lines[cut:]...))
		if diff := cmp.Diff(want, show(l)); diff != "" {
			t.Fatal(diff)
		}
	}
	l := read(t)
	l.destinations.limit = 20
	l.Merge(read(t, lines...))
	if got := show(l); got != nil {
		t.Errorf("with more than there is room for: %q", got)
	}
}

func TestCap(t *testing.T) {
	one := groupKey{port: 22, outside: true, probe: true}
	other := groupKey{port: 23, outside: true, probe: true}
	if one.at(allDetail) == other.at(allDetail) || one.at(noProbes) != other.at(noProbes) {
		t.Error("ports of rejected outside parties must be told apart only while there is room")
	}
	inside := groupKey{port: 22}
	if inside.at(noHighPorts).port != 22 {
		t.Error("services between private addresses must keep their ports")
	}
	l := New()
	l.coarsen(noOutside)
	if len(l.Notes()) == 0 {
		t.Error("a cap that bites must be told")
	}
}

func TestTurned(t *testing.T) {
	line := func(start int, action string) string {
		return fmt.Sprintf("eni-1 192.168.5.9 10.0.0.5 40000 443 6 5 400 %d %d %s OK subnet-1 i-1 2 192.168.5.9 10.0.0.5 az1 ingress", start, start+50, action)
	}
	every := func(from, to int, action string) (lines []string) {
		for at := from; at <= to; at += 60 {
			lines = append(lines, line(at, action))
		}
		return lines
	}
	for _, tt := range []struct {
		lines []string
		want  string
	}{
		{slices.Concat(every(6000, 7200, "ACCEPT"), every(7260, 8400, "REJECT"), every(8460, 9600, "ACCEPT")), "and-back"},
		{slices.Concat(every(6000, 7200, "ACCEPT"), every(7260, 8400, "REJECT"), every(8460, 8600, "ACCEPT")), "mixed"},                              // since a moment only
		{slices.Concat(every(6000, 7200, "ACCEPT"), every(7260, 7400, "REJECT"), every(7460, 9600, "ACCEPT")), "mixed"},                              // by chance
		{slices.Concat(every(6000, 7200, "ACCEPT"), every(7260, 8400, "REJECT"), every(7860, 7860, "ACCEPT"), every(8460, 9600, "ACCEPT")), "mixed"}, // not all
		{[]string{line(0, "ACCEPT"), line(600, "ACCEPT"), line(900, "REJECT"), line(1200, "REJECT")}, "to-reject"},
		{[]string{line(0, "REJECT"), line(600, "ACCEPT")}, "to-accept"},
		{[]string{line(0, "REJECT"), line(600, "ACCEPT"), line(1200, "REJECT")}, "mixed"},
		{[]string{line(0, "REJECT")}, ""},
	} {
		r := slices.Collect(read(t, tt.lines...).Rows(entity.NewGraph()))
		if got := r[0].Value(slotTurned).String(); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.lines, got, tt.want)
		}
	}
}

const entries = `[
 {"RuleNumber":100,"Protocol":"6","RuleAction":"allow","Egress":false,"CidrBlock":"192.168.0.0/16","PortRange":{"From":443,"To":443}},
 {"RuleNumber":90,"Protocol":"-1","RuleAction":"deny","Egress":true,"CidrBlock":"10.0.1.0/24"},
 {"RuleNumber":110,"Protocol":"6","RuleAction":"allow","Egress":true,"CidrBlock":"0.0.0.0/0","PortRange":{"From":1024,"To":65535}},
 {"RuleNumber":120,"Protocol":"17","RuleAction":"allow","Egress":true,"CidrBlock":"0.0.0.0/0","PortRange":{"From":32768,"To":60999}},
 {"RuleNumber":32767,"Protocol":"-1","RuleAction":"deny","Egress":true,"CidrBlock":"0.0.0.0/0"},
 {"RuleNumber":32767,"Protocol":"-1","RuleAction":"deny","Egress":false,"CidrBlock":"0.0.0.0/0"}]`

func TestNetworkACL(t *testing.T) {
	a := parseACL("acl-1", entries)
	key := func(local string, port uint16, proto, heading, server uint8) groupKey {
		return groupKey{local: flowlog.AddrOf(netip.MustParseAddr(local)), port: port, proto: proto, heading: heading, server: server}
	}
	clients := netip.MustParsePrefix("192.168.5.0/24")
	for _, tt := range []struct {
		name   string
		key    groupKey
		remote netip.Prefix
		where  seat
		want   string
	}{
		{"request in, to the port allowed", key("10.0.0.5", 443, 6, flow.ToLocal, flow.LocalServer), clients, onInterface, "allow 100"},
		{"request in, to another port", key("10.0.0.5", 22, 6, flow.ToLocal, flow.LocalServer), clients, onInterface, "deny *"},
		{"request in, from elsewhere", key("10.0.0.5", 443, 6, flow.ToLocal, flow.LocalServer), netip.MustParsePrefix("172.16.0.0/24"), onInterface, "deny *"},
		{"answer out, to any ephemeral port", key("10.0.0.5", 443, 6, flow.FromLocal, flow.LocalServer), clients, onInterface, "allow 110"},
		{"answer out, to some ephemeral ports only", key("10.0.0.5", 53, 17, flow.FromLocal, flow.LocalServer), clients, onInterface, " "},
		{"through a gateway the instance is the destination of outbound rules", key("10.0.1.36", 443, 6, flow.ToLocal, flow.LocalServer), clients, onGateway, "deny 90"},
		{"and another instance is not", key("10.0.2.36", 8443, 6, flow.ToLocal, flow.LocalServer), clients, onGateway, "allow 110"},
		{"out of the VPC its inbound rules see the instance", key("10.0.2.36", 443, 6, flow.FromLocal, flow.LocalServer), clients, onGateway, "deny *"},
		{"a rule for a part of the clients decides nothing", key("10.0.0.5", 443, 6, flow.ToLocal, flow.LocalServer), netip.MustParsePrefix("192.0.0.0/8"), onInterface, " "},
	} {
		d := a.decide(tt.key, tt.remote, tt.where, ephemeral)
		if got := d.action + " " + d.rule; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := a.decide(key("10.0.1.36", 443, 6, flow.ToLocal, flow.LocalServer), clients, onGateway, ephemeral).text; got != "outbound rule 90: deny all traffic to 10.0.1.0/24" {
		t.Errorf("rule in words: %s", got)
	}
	some := parseACL("acl-1", `[{"RuleNumber":100,"Protocol":"6","RuleAction":"allow","Egress":false,"CidrBlock":"192.168.0.0/16"}]`)
	web := key("10.0.0.5", 443, 6, flow.ToLocal, flow.LocalServer)
	if d := some.decide(web, clients, onInterface, ephemeral); d.action != "allow" {
		t.Errorf("a rule that fits, of some rules: %+v", d)
	}
	if d := some.decide(web, netip.MustParsePrefix("172.16.0.0/24"), onInterface, ephemeral); d.action != "" || d.text == "" {
		t.Errorf("what some rules do not allow, the others may: %+v", d)
	}
}

func BenchmarkEvent(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	var text bytes.Buffer
	text.WriteString(header + "\n")
	const n = 20_000
	for range n {
		peer := rng.IntN(3000)
		eni := rng.IntN(20)
		fmt.Fprintf(&text, "eni-%d 192.168.%d.%d 10.0.0.%d %d 443 6 5 400 %d %d ACCEPT OK subnet-1 i-1 2 192.168.%d.%d 10.0.0.%d az1 ingress\n",
			eni, peer>>8, peer&255, eni, 30000+rng.IntN(9000), 60*rng.IntN(1000), 60*rng.IntN(1000)+60100, peer>>8, peer&255, eni)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	l := New()
	for b.Loop() {
		if err := flowlog.VPC.Read(context.Background(), bytes.NewReader(text.Bytes()), &parsers.Source{Member: "f"}, lenstest.Sink{T: b, Take: l.Event}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/record")
}
