package flowlog

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// The tests of this file hold the reader against one that is plain enough to be seen to be right, on random text.

// plainRecord is one line as the plain reader sees it: "" for one that is to be rejected, else "field=value" for every
// value that is there.
func plainRecord(columns []string, cells []string) string {
	if len(cells) < len(columns) {
		return ""
	}
	var b strings.Builder
	times := map[string]uint64{}
	for i, name := range columns {
		cell := cells[i]
		if cell == "-" || cell == "" {
			if name == "start" || name == "end" {
				return ""
			}
			continue
		}
		if !plainlyValid(name, cell) {
			return ""
		}
		if name == "start" || name == "end" {
			times[name], _ = strconv.ParseUint(cell, 10, 64)
		}
		fmt.Fprintf(&b, " %s=%s", name, cell)
	}
	if end, ok := times["end"]; ok && end < times["start"] {
		return ""
	}
	return "record" + b.String()
}

func plainlyValid(name, cell string) bool {
	number := func(least, most uint64) bool {
		n, err := strconv.ParseUint(cell, 10, 64)
		return err == nil && len(cell) <= 19 && cell[0] != '+' && least <= n && n <= most
	}
	switch name {
	case "version":
		return number(2, 99)
	case "srcport", "dstport":
		return number(0, 65535)
	case "protocol", "tcp-flags", "traffic-path", "encryption-status":
		return number(0, 255)
	case "packets", "bytes", "packets-lost-no-route", "packets-lost-blackhole", "packets-lost-mtu-exceeded", "packets-lost-ttl-expired":
		return number(0, 1<<63-1)
	case "start", "end":
		return number(0, lastSecond)
	case "srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr":
		a, err := netip.ParseAddr(cell)
		return err == nil && a.Zone() == ""
	case "action":
		return slices.Contains([]string{"ACCEPT", "REJECT"}, cell)
	case "log-status":
		return slices.Contains([]string{"OK", "NODATA", "SKIPDATA"}, cell)
	case "flow-direction":
		return slices.Contains([]string{"ingress", "egress"}, cell)
	}
	return true
}

// plainSink writes down events the way plainRecord does, in the order of columns, and what was decoded of them.
type plainSink struct {
	t       *testing.T
	columns []string
	lines   map[int]string
}

func (s *plainSink) Event(ev *parsers.Event) error {
	var b strings.Builder
	for _, name := range s.columns {
		if v := ev.Value(ev.Kind.Slot(name)); v.Exists() {
			fmt.Fprintf(&b, " %s=%s", name, v)
		}
	}
	s.add(ev.Pos.Line, "record"+b.String())
	s.checkDecoded(ev)
	return nil
}

func (s *plainSink) Reject(e *parsers.SyntaxError) { s.add(e.Pos.Line, "") }
func (s *plainSink) Note(string)                   {}

func (s *plainSink) add(line int, text string) {
	if _, twice := s.lines[line]; twice {
		s.t.Errorf("line %d was told twice", line)
	}
	s.lines[line] = text
}

// checkDecoded holds the numbers and addresses of a record against its text.
func (s *plainSink) checkDecoded(ev *parsers.Event) {
	f := FlowOf(ev)
	for name, got := range map[string]int64{
		"start": f.Start(), "end": f.End(), "srcport": f.SrcPort(), "dstport": f.DstPort(), "protocol": int64(f.Protocol()),
		"packets": f.Packets(), "bytes": f.Bytes(), "tcp-flags": f.TCPFlags(),
	} {
		want, _ := strconv.ParseInt(ev.Value(ev.Kind.Slot(name)).String(), 10, 64)
		if got != want {
			s.t.Errorf("line %d: %s decoded as %d, not %d", ev.Pos.Line, name, got, want)
		}
	}
	for name, got := range map[string]Addr{
		"srcaddr": f.SrcAddr(), "dstaddr": f.DstAddr(), "pkt-srcaddr": f.PktSrcAddr(), "pkt-dstaddr": f.PktDstAddr(),
	} {
		want := Addr{}
		if v := ev.Value(ev.Kind.Slot(name)); v.Exists() {
			want = AddrOf(netip.MustParseAddr(v.String()))
		}
		if got != want {
			s.t.Errorf("line %d: %s decoded as %s, not %s", ev.Pos.Line, name, got.Netip(), want.Netip())
		}
	}
	vpc := ev.Kind == vpcKind
	if text := f.Stretch(SlotVPCID, SlotInstanceID); vpc && text != nil {
		var cells []string
		for _, v := range []parsers.Value{ev.Value(SlotVPCID), ev.Value(SlotSubnetID), ev.Value(SlotInstanceID)} {
			cells = append(cells, "-")
			if v.Exists() {
				cells[len(cells)-1] = v.String()
			}
		}
		if !slices.Equal(plainCells(string(text), " "), cells) {
			s.t.Errorf("line %d: stretch %q, want %q", ev.Pos.Line, text, cells)
		}
	}
}

// randomCell returns a value of the field, now and then one at a limit or beyond it, or of another kind.
func randomCell(rng *rand.Rand, name string) string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	switch odd := rng.IntN(400); {
	case odd < 12:
		return "-"
	case odd < 16:
		return pick("0", "007", "65535", "65536", "255", "256", "99", "100", "99999999", "123456789", "9223372036854775807", "9223372036854775808",
			"0000000000000000012", "00000000000000000012", "1234567890123456", "12345678901234567", "253402300799", "253402300800",
			"+1", "1x", "--", "x", "ACCEPTED", "REJEC", "OK2", "é", "\xff", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "::", "::1", "1::2::3", "fe80::1%x")
	}
	switch checkOf(name) {
	case aVersion:
		return pick("2", "3", "5", "11")
	case aPort:
		return strconv.Itoa(rng.IntN(65536))
	case anOctet:
		return strconv.Itoa(rng.IntN(256))
	case aCount:
		return strconv.FormatUint(rng.Uint64()>>(1+rng.IntN(63)), 10)
	case aStart:
		return strconv.Itoa(1_700_000_000 + rng.IntN(60))
	case anEnd:
		return strconv.Itoa(1_700_000_059 + rng.IntN(60))
	case anAddress:
		if rng.IntN(5) == 0 {
			return pick("2001:db8::1", "fe80::2", "::ffff:10.0.0.1", "::", "2001:db8:1234:5678:9abc:def0:1234:5678")
		}
		return fmt.Sprintf("%d.%d.%d.%d", rng.IntN(256), rng.IntN(256)>>rng.IntN(8), rng.IntN(256)>>rng.IntN(8), rng.IntN(256)>>rng.IntN(8))
	case anAction:
		return pick("ACCEPT", "REJECT")
	case aLogStatus:
		return pick("OK", "OK", "OK", "NODATA", "SKIPDATA")
	case aDirection:
		return pick("ingress", "egress")
	}
	return pick("eni-0123456789abcdef0", "i-0a1", "vpc-01", "x", "IPv4", strings.Repeat("long", 1+rng.IntN(30)))
}

// randomLine joins cells the way that logs do: mostly by single blanks, now and then by something else.
func randomLine(rng *rand.Rand, cells []string, separator string) string {
	switch rng.IntN(20) {
	case 0:
		cells = cells[:rng.IntN(len(cells)+1)] // cut
	case 1:
		cells = append(slices.Clone(cells), "surplus", "1")
	}
	if separator == " " {
		line := strings.Join(cells, " ")
		switch rng.IntN(20) {
		case 0:
			line = strings.Replace(line, " ", "  ", 1+rng.IntN(3))
		case 1:
			line = strings.ReplaceAll(line, " ", "\t")
		case 2:
			line = " " + line
		case 3:
			line += " "
		case 4:
			line = strings.Replace(line, " ", "\x00", 1)
		}
		return line
	}
	quoted := slices.Clone(cells)
	for i := range quoted {
		if rng.IntN(3) == 0 {
			quoted[i] = `"` + quoted[i] + `"`
		}
	}
	return strings.Join(quoted, separator)
}

func plainCells(line, separator string) []string {
	if separator == " " {
		var cells []string
		for _, cell := range strings.Split(strings.Map(func(r rune) rune {
			if r <= ' ' {
				return ' '
			}
			return r
		}, strings.ReplaceAll(line, "\xff", "\u00ff")), " ") {
			if cell != "" {
				cells = append(cells, strings.ReplaceAll(cell, "\u00ff", "\xff"))
			}
		}
		return cells
	}
	cells := strings.Split(line, separator)
	for i := range cells {
		cells[i] = strings.Trim(cells[i], `"`)
	}
	return cells
}

func TestReadAgainstPlainReader(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 7))
	for round := range 300 {
		format, words := VPC, vpcWords
		if rng.IntN(4) == 0 {
			format, words = TransitGateway, tgwWords
		}
		columns := slices.Clone(fieldNames(words.kind))
		if rng.IntN(2) == 0 {
			rng.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
			columns = columns[:3+rng.IntN(len(columns)-3)]
		} else if words == vpcWords {
			columns = columns[:[]int{14, 21, 25, 29, len(columns)}[rng.IntN(5)]]
		}
		h, ok := parseHeader([]byte(strings.Join(columns, " ")))
		if !ok {
			t.Fatal("no header")
		}
		if _, ours := h.in(words); !ours {
			continue // columns that both kinds have
		}
		separator := []string{" ", " ", " ", ",", ";"}[rng.IntN(5)]
		lineEnd := []string{"\n", "\r\n"}[rng.IntN(2)]
		text, want := strings.Builder{}, map[int]string{}
		text.WriteString(strings.Join(columns, separator) + lineEnd)
		for n := range 60 {
			cells := make([]string, len(columns))
			for i, name := range columns {
				cells[i] = randomCell(rng, name)
			}
			line := randomLine(rng, cells, separator)
			if strings.Trim(line, " \t\x00") != "" {
				want[n+2] = plainRecord(columns, plainCells(line, separator))
			}
			text.WriteString(line + lineEnd)
		}
		got := &plainSink{t: t, columns: columns, lines: map[int]string{}}
		if err := format.Read(t.Context(), strings.NewReader(text.String()), &parsers.Source{}, got); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if diff := cmp.Diff(want, got.lines); diff != "" {
			t.Fatalf("round %d, separator %q, columns %q: %s", round, separator, columns, diff)
		}
	}
}

// TestReadWithoutHeader holds the records of every documented layout that has no header line against the plain reader.
func TestReadWithoutHeader(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for n, l := range vpcWords.documented() {
		var columns []string
		for _, c := range l.columns {
			columns = append(columns, vpcKind.Fields[c.slot].Name)
		}
		var text strings.Builder
		want := map[int]string{}
		for line := range 2000 {
			cells := strings.Fields(sampleOf(columns))
			if line > 40 { // the first tell which layout it is
				for range rng.IntN(3) {
					i := rng.IntN(len(cells))
					cells[i] = randomCell(rng, columns[i])
				}
			}
			record := randomLine(rng, cells, " ")
			if line <= 40 {
				record = strings.Join(cells, " ")
			}
			if strings.Trim(record, " \t\x00") != "" {
				want[line+1] = plainRecord(columns, plainCells(record, " "))
			}
			text.WriteString(record + "\n")
		}
		got := &plainSink{t: t, columns: columns, lines: map[int]string{}}
		if err := VPC.Read(t.Context(), strings.NewReader(text.String()), &parsers.Source{}, got); err != nil {
			t.Fatalf("layout %d: %v", n, err)
		}
		if diff := cmp.Diff(want, got.lines); diff != "" {
			t.Fatalf("layout %d: %s", n, diff)
		}
	}
}

// sampleOf returns an ordinary record.
func sampleOf(columns []string) string {
	samples := map[string]string{
		"version": "5", "account-id": "123456789012", "interface-id": "eni-0a1", "srcaddr": "10.0.0.1", "dstaddr": "10.0.0.2", "srcport": "40000",
		"dstport": "443", "protocol": "6", "packets": "10", "bytes": "840", "start": "1700000000", "end": "1700000060", "action": "ACCEPT",
		"log-status": "OK", "vpc-id": "vpc-01", "subnet-id": "subnet-01", "instance-id": "i-01", "tcp-flags": "3", "type": "IPv4",
		"pkt-srcaddr": "10.0.0.1", "pkt-dstaddr": "10.0.0.9", "region": "us-east-1", "az-id": "use1-az1", "flow-direction": "egress",
		"traffic-path": "8", "encryption-status": "1", "next-hop-interface-id": "eni-0b2", "next-hop-subnet-id": "subnet-02",
		"next-hop-az-id": "use1-az2", "next-hop-vpc-id": "vpc-02",
	}
	var cells []string
	for _, name := range columns {
		if cell, ok := samples[name]; ok {
			cells = append(cells, cell)
		} else {
			cells = append(cells, "-")
		}
	}
	return strings.Join(cells, " ")
}
