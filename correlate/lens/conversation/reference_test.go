package conversation

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens/flow"
	"hamari/correlate/lens/lenstest"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// plain is a record as a test writes it; what is empty is absent.
type plain struct {
	eni, instance, src, dst, pktSrc, pktDst, direction, action string
	srcPort, dstPort, proto, flags, packets, bytes             int
	start, end                                                 int64
	member                                                     string
	record                                                     int
}

func (p plain) String() string {
	text := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	return fmt.Sprintf("%s %s %s %d %d %d %d %d %d %d %s OK subnet-1 %s %d %s %s az1 %s", p.eni, p.src, p.dst, p.srcPort, p.dstPort, p.proto,
		p.packets, p.bytes, p.start, p.end, p.action, text(p.instance), p.flags, text(p.pktSrc), text(p.pktDst), text(p.direction))
}

// plainGroup is what the plain aggregation counts.
type plainGroup struct {
	accepted, rejected, packets, bytes, unanswered int64
	firstAccept, firstReject, lastAccept           string // start or end, member and record
	networks                                       map[string]bool
}

// aggregate does in plain words what the lens does.
func aggregate(records []plain) []string {
	groups := map[string]*plainGroup{}
	for _, p := range records {
		key, remote := p.key()
		g := groups[key]
		if g == nil {
			g = &plainGroup{networks: map[string]bool{}}
			groups[key] = g
		}
		g.packets += int64(p.packets)
		g.bytes += int64(p.bytes)
		bits := 24
		if remote.Is6() {
			bits = 48
		}
		g.networks[p.action+netip.PrefixFrom(remote, bits).Masked().String()] = true
		at := fmt.Sprintf("%012d %s#%06d", p.start, p.member, p.record)
		if p.action == "REJECT" {
			g.rejected++
			if g.firstReject == "" || at < g.firstReject {
				g.firstReject = at
			}
			continue
		}
		g.accepted++
		if p.proto == 6 && p.flags == 2 {
			g.unanswered++
		}
		if g.firstAccept == "" || at < g.firstAccept {
			g.firstAccept = at
		}
		g.lastAccept = max(g.lastAccept, fmt.Sprintf("%012d", p.end))
	}
	var out []string
	for key, g := range groups {
		var networks []string
		for n := range g.networks {
			networks = append(networks, n)
		}
		slices.Sort(networks)
		out = append(out, fmt.Sprintf("%s: %d %d %d %d %d [%s] [%s] %s %v", key, g.accepted, g.rejected, g.packets, g.bytes, g.unanswered,
			g.firstAccept, g.firstReject, g.lastAccept, networks))
	}
	slices.Sort(out)
	return out
}

// key tells which service a record belongs to, and who the other party is.
func (p plain) key() (key string, remote netip.Addr) {
	src, dst := netip.MustParseAddr(p.src), netip.MustParseAddr(p.dst)
	realSrc, realDst := src, dst
	hasPkt := p.pktSrc != "" && p.pktDst != ""
	if hasPkt {
		realSrc, realDst = netip.MustParseAddr(p.pktSrc), netip.MustParseAddr(p.pktDst)
	}
	public := func(a netip.Addr) bool {
		return a == netip.MustParseAddr("52.1.2.3") || a == netip.MustParseAddr("2600::9")
	}
	heading, guessed := flow.ToLocal, false
	switch {
	case p.instance == "" && realSrc != src:
	case p.instance == "" && realDst != dst:
		heading = flow.FromLocal
	case p.direction == "ingress":
	case p.direction == "egress":
		heading = flow.FromLocal
	case public(src) && !public(dst), realDst != dst:
	case public(dst) && !public(src), realSrc != src:
		heading = flow.FromLocal
	default:
		guessed = true
		if !flow.TowardServer(uint8(p.proto), int64(p.srcPort), int64(p.dstPort), int64(p.flags)) {
			heading = flow.FromLocal
		}
	}
	local, remote := realDst, realSrc
	if heading == flow.FromLocal {
		local, remote = realSrc, realDst
	}
	port, server := flow.Service(uint8(p.proto), int64(p.srcPort), int64(p.dstPort), int64(p.flags), uint8(heading))
	outside := public(remote) && !(remote.Is6() && remote == local) // the only public IPv6 address of the test is of one VPC with itself
	return fmt.Sprintf("%s %s %d/%d heading %d server %d outside %t probe %t pkt %t guessed %t", p.eni, local, port, p.proto, heading, server,
		outside, outside && p.action == "REJECT", hasPkt, guessed), remote
}

// groups writes down what a lens holds the way aggregate does.
func groups(l *Lens) []string {
	var out []string
	cite := func(c flow.Cite) string {
		if !c.IsSet() {
			return ""
		}
		at := l.members.Lens(c, "")
		return fmt.Sprintf("%012d %s#%06d", c.Start, at.Pos.Member, at.Pos.Record)
	}
	for key, g := range l.groups.All() {
		var networks []string
		for mark, action := range map[uint8]string{flow.Accepted: "ACCEPT", flow.Rejected: "REJECT"} {
			for _, n := range g.networks.Prefixes(mark) {
				networks = append(networks, action+n.String())
			}
		}
		slices.Sort(networks)
		last := ""
		if g.accepted > 0 {
			last = fmt.Sprintf("%012d", g.lastAccept)
		}
		out = append(out, fmt.Sprintf("%s %s %d/%d heading %d server %d outside %t probe %t pkt %t guessed %t: %d %d %d %d %d [%s] [%s] %s %v",
			l.enis[key.eni].id, key.local.Netip(), key.port, key.proto, key.heading, key.server, key.outside, key.probe, key.hasPkt, key.guessed,
			g.accepted, g.rejected, g.packets, g.bytes, g.unanswered, cite(g.acceptCite), cite(g.rejectCite), last, networks))
	}
	slices.Sort(out)
	return out
}

func randomRecords(rng *rand.Rand, n int) []plain {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	addr := func() string {
		return pick("10.0.0.5", "10.0.0.6", "10.0.9.4", "192.168.5.9", "192.168.6.9", "172.16.0.1", "52.1.2.3", "fd00::5", "2600::9")
	}
	var records []plain
	for i := range n {
		p := plain{
			eni: pick("eni-1", "eni-2", "eni-03"), instance: pick("", "i-1", "i-1"), src: addr(), dst: addr(),
			direction: pick("", "ingress", "egress"), action: pick("ACCEPT", "ACCEPT", "REJECT"),
			srcPort: rng.IntN(5), dstPort: rng.IntN(5), proto: []int{6, 6, 17, 1}[rng.IntN(4)], flags: []int{0, 2, 18, 19}[rng.IntN(4)],
			packets: rng.IntN(9), bytes: rng.IntN(5000), start: int64(100 + rng.IntN(50)), member: pick("a.log", "b.log"), record: i,
		}
		p.end = p.start + int64(rng.IntN(60))
		if rng.IntN(2) == 0 {
			p.pktSrc, p.pktDst = pick(p.src, addr()), pick(p.dst, addr())
		}
		records = append(records, p)
	}
	return records
}

// feed gives a lens records, each under its own member and number.
func feed(t *testing.T, records []plain) *Lens {
	l := New()
	var text strings.Builder
	text.WriteString(header + "\n")
	for _, p := range records {
		text.WriteString(p.String() + "\n")
	}
	if err := flowlog.VPC.Read(t.Context(), strings.NewReader(text.String()), &parsers.Source{}, &feeder{lenstest.Sink{T: t, Take: l.Event}, records}); err != nil {
		t.Fatal(err)
	}
	return l
}

type feeder struct {
	lenstest.Sink
	records []plain
}

func (f *feeder) Event(ev *parsers.Event) error {
	p := f.records[ev.Pos.Record]
	ev.Pos.Member, ev.Pos.Record = p.member, p.record
	return f.Sink.Event(ev)
}

// TestAgainstPlainAggregation holds the lens against the plain aggregation, whole and split in any way over lenses that
// are merged in any order.
func TestAgainstPlainAggregation(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 4))
	for range 20 {
		records := randomRecords(rng, 1500)
		want := aggregate(records)
		whole := feed(t, records)
		if diff := cmp.Diff(want, groups(whole)); diff != "" {
			t.Fatal(diff)
		}
		wantRows := rows(whole)
		parts := make([][]plain, 1+rng.IntN(5))
		for _, p := range records {
			i := rng.IntN(len(parts))
			parts[i] = append(parts[i], p)
		}
		var lenses []*Lens
		for _, part := range parts {
			rng.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
			lenses = append(lenses, feed(t, part))
		}
		for len(lenses) > 1 { // any two become one
			rng.Shuffle(len(lenses), func(i, j int) { lenses[i], lenses[j] = lenses[j], lenses[i] })
			lenses[0].Merge(lenses[1])
			lenses = slices.Delete(lenses, 1, 2)
		}
		if diff := cmp.Diff(want, groups(lenses[0])); diff != "" {
			t.Fatalf("merged of %d: %s", len(parts), diff)
		}
		if diff := cmp.Diff(wantRows, rows(lenses[0])); diff != "" {
			t.Fatalf("rows of %d merged: %s", len(parts), diff)
		}
	}
}

// TestCapDoesNotDependOnOrder holds that what is no longer told apart beyond the cap is the same however the records
// are split, and that no record is lost by it.
func TestCapDoesNotDependOnOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	var records []plain
	for i := range 3000 {
		records = append(records, plain{eni: fmt.Sprint("eni-", rng.IntN(5)), instance: "i-1", src: "192.168.5.9", dst: fmt.Sprintf("10.0.0.%d", rng.IntN(9)),
			direction: "ingress", action: "ACCEPT", srcPort: 60000, dstPort: rng.IntN(60000), proto: 6, flags: 3, start: 100, end: 150, member: "a", record: i})
	}
	whole := feed(t, records)
	whole.limit = 500
	whole.shrink()
	halves := []*Lens{feed(t, records[:1000]), feed(t, records[1000:])}
	for _, l := range halves {
		l.limit = 500
		l.shrink()
	}
	halves[1].Merge(halves[0])
	if diff := cmp.Diff(groups(whole), groups(halves[1])); diff != "" {
		t.Error(diff)
	}
	if whole.level == allDetail || whole.level != halves[1].level {
		t.Errorf("levels %d and %d", whole.level, halves[1].level)
	}
	total := int64(0)
	for r := range whole.Rows(entity.NewGraph()) {
		total += r.Records
	}
	if total != int64(len(records)) {
		t.Errorf("%d records in rows, %d given", total, len(records))
	}
}

// TestManyProbes holds that scans of more ports than there is room for are one row, while ports that serve keep theirs.
func TestManyProbes(t *testing.T) {
	var records []plain
	for i := range maxProbes + 2 {
		records = append(records, plain{eni: "eni-1", instance: "i-1", src: "52.1.2.3", dst: "10.0.0.5", direction: "ingress", action: "REJECT",
			srcPort: 61000, dstPort: 1 + i, proto: 6, flags: 2, start: 100, end: 150, member: "a", record: i})
	}
	service := records[8079]
	service.action, service.src, service.member = "ACCEPT", "192.168.5.9", "b"
	for _, tt := range []struct{ scans, rows, remarks int }{{maxProbes + 1, maxProbes + 2, 0}, {maxProbes + 2, 3, 1}} {
		l := feed(t, records[:tt.scans])
		l.Merge(feed(t, []plain{service}))
		if got := rows(l); len(got) != tt.rows || len(l.Remarks()) != tt.remarks || len(l.Notes()) > 0 {
			t.Errorf("%d scans: %d rows, remarks %q, notes %q", tt.scans, len(got), l.Remarks(), l.Notes())
		}
	}
}

// BenchmarkRows makes the rows of 60,000 services.
func BenchmarkRows(b *testing.B) {
	b.ReportAllocs()
	var lines []string
	for i := range 60_000 {
		lines = append(lines, plain{eni: fmt.Sprint("eni-", i%20), instance: "i-1", src: fmt.Sprintf("192.168.%d.9", i%250), dst: fmt.Sprintf("10.0.0.%d", i%20),
			direction: "ingress", action: "ACCEPT", srcPort: 60000, dstPort: i / 20, proto: 6, flags: 3, start: 100, end: 150}.String())
	}
	for b.Loop() {
		b.StopTimer()
		l := read(b, lines...)
		b.StartTimer()
		n := 0
		for range l.Rows(entity.NewGraph()) {
			n++
		}
		if n != len(lines) {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(lines)), "ns/row")
}
