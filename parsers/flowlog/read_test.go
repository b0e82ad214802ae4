package flowlog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/lines"
)

// recorder is a sink that writes down what it is given, an event as "line: field=value ...".
type recorder struct {
	events, rejects, notes []string
	fail                   error
}

func (r *recorder) Event(e *parsers.Event) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d:", e.Pos.Line)
	for i, field := range e.Kind.Fields {
		if v := e.Value(i); v.Exists() {
			fmt.Fprintf(&b, " %s=%s", field.Name, v)
		}
	}
	r.events = append(r.events, b.String())
	return r.fail
}

func (r *recorder) Reject(e *parsers.SyntaxError) {
	r.rejects = append(r.rejects, fmt.Sprintf("%d/%d@%d: %v", e.Pos.Line, e.Pos.Record, e.Pos.Offset, e.Err))
}

func (r *recorder) Note(text string) { r.notes = append(r.notes, text) }

func readAll(t *testing.T, format *parsers.Format, text string, layouts ...string) *recorder {
	t.Helper()
	r := &recorder{}
	src := &parsers.Source{Member: "m.log", Layouts: layouts}
	if err := format.Read(t.Context(), strings.NewReader(text), src, r); err != nil {
		t.Fatalf("Read: %v", err)
	}
	return r
}

const (
	defaultHeader = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
	defaultLine   = "2 123456789012 eni-0a1 10.0.0.1 10.0.0.2 40000 443 6 10 840 1700000000 1700000060 ACCEPT OK"
	defaultEvent  = "version=2 account-id=123456789012 interface-id=eni-0a1 srcaddr=10.0.0.1 dstaddr=10.0.0.2 srcport=40000 " +
		"dstport=443 protocol=6 packets=10 bytes=840 start=1700000000 end=1700000060 action=ACCEPT log-status=OK"
	tgwLine = "6 TransitGateway 123456789012 tgw-01 tgw-attach-01 111111111111 222222222222 vpc-01 vpc-02 subnet-01 subnet-02 " +
		"eni-01 eni-02 use1-az1 use1-az2 tgw-attach-02 10.0.0.1 10.1.0.1 40000 443 6 10 840 1700000000 1700000060 OK IPv4 " +
		"0 3 0 0 2 us-east-1 ingress - -"
)

func TestReadForms(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		layouts []string
		want    []string
		notes   int
	}{
		{name: "header", text: defaultHeader + "\n" + defaultLine + "\n", want: []string{"2: " + defaultEvent}},
		{name: "no header", text: defaultLine + "\n", want: []string{"1: " + defaultEvent}},
		{name: "no last line end", text: defaultLine, want: []string{"1: " + defaultEvent}},
		{name: "carriage returns", text: defaultHeader + "\r\n" + defaultLine + "\r\n\r\n", want: []string{"2: " + defaultEvent}},
		{name: "byte order mark", text: "\ufeff" + defaultHeader + "\n" + defaultLine + "\n", want: []string{"2: " + defaultEvent}},
		{name: "blank lines", text: "\n  \n" + defaultHeader + "\n\n" + defaultLine + "\n\t\n", want: []string{"5: " + defaultEvent}},
		{name: "doubled blanks", text: strings.ReplaceAll(defaultLine, " ", "  ") + " \n", want: []string{"1: " + defaultEvent}},
		{name: "tabs", text: strings.ReplaceAll(defaultHeader+"\n"+defaultLine, " ", "\t"), want: []string{"2: " + defaultEvent}},
		{name: "header written as in Parquet", text: strings.ReplaceAll(defaultHeader, "-", "_") + "\n" + defaultLine, want: []string{"2: " + defaultEvent}},
		{name: "header written as a LogFormat", text: "${" + strings.ReplaceAll(defaultHeader, " ", "} ${") + "}\n" + defaultLine, want: []string{"2: " + defaultEvent}},
		{name: "header repeated", text: defaultHeader + "\n" + defaultLine + "\n" + defaultHeader + "\n" + defaultLine + "\n",
			want: []string{"2: " + defaultEvent, "4: " + defaultEvent}},
		{name: "header changes", text: "srcaddr dstaddr\n10.0.0.1 10.0.0.2\ndstaddr action\n10.0.0.3 REJECT\n",
			want: []string{"2: srcaddr=10.0.0.1 dstaddr=10.0.0.2", "4: dstaddr=10.0.0.3 action=REJECT"}},
		{name: "header below records", text: defaultLine + "\n" + defaultHeader + "\n" + defaultLine + "\n",
			want: []string{"1: " + defaultEvent, "3: " + defaultEvent}},
		{name: "one column", text: "dstaddr\n10.0.0.1\n", want: []string{"2: dstaddr=10.0.0.1"}},
		{name: "no version", text: "interface-id action\neni-01 ACCEPT\n- -\n", want: []string{"2: interface-id=eni-01 action=ACCEPT", "3:"}},
		{name: "unknown name", text: "srcaddr future-field dstaddr\n10.0.0.1 x 10.0.0.2\n", want: []string{"2: srcaddr=10.0.0.1 dstaddr=10.0.0.2"}, notes: 1},
		{name: "name twice", text: "srcaddr dstaddr srcaddr\n10.0.0.1 10.0.0.2 10.0.0.3\n", want: []string{"2: srcaddr=10.0.0.1 dstaddr=10.0.0.2"}, notes: 1},
		{name: "surplus columns", text: "srcaddr dstaddr\n10.0.0.1 10.0.0.2 x\n10.0.0.1 10.0.0.2 x y\n",
			want: []string{"2: srcaddr=10.0.0.1 dstaddr=10.0.0.2", "3: srcaddr=10.0.0.1 dstaddr=10.0.0.2"}, notes: 1},
		{name: "no data", text: "2 unknown eni-0a1 - - - - - - - 1700000000 1700000060 - NODATA\n2 unknown eni-0a1 - - - - - - - 1700000000 1700000060 - SKIPDATA",
			want: []string{"1: version=2 account-id=unknown interface-id=eni-0a1 start=1700000000 end=1700000060 log-status=NODATA",
				"2: version=2 account-id=unknown interface-id=eni-0a1 start=1700000000 end=1700000060 log-status=SKIPDATA"}},
		{name: "IPv6", text: strings.NewReplacer("10.0.0.1", "2001:db8::1", "10.0.0.2", "fe80::2").Replace(defaultLine),
			want: []string{"1: " + strings.NewReplacer("10.0.0.1", "2001:db8::1", "10.0.0.2", "fe80::2").Replace(defaultEvent)}},
		{name: "Athena export", text: `"version","account_id","srcaddr","dstport","action","log_status","day"` + "\n" + `"2","123456789012","10.0.0.1","443","REJECT","OK","2026/03/04"` + "\n" + `"2","123456789012","","","","NODATA",` + "\n",
			want: []string{"2: version=2 account-id=123456789012 srcaddr=10.0.0.1 dstport=443 action=REJECT log-status=OK", "3: version=2 account-id=123456789012 log-status=NODATA"}, notes: 1},
		{name: "Athena table of version 2", text: "version,account,interfaceid,sourceaddress,destinationaddress,numbytes,starttime\n2,123456789012,eni-01,10.0.0.1,10.0.0.2,99,1700000000\n",
			want: []string{"2: version=2 account-id=123456789012 interface-id=eni-01 srcaddr=10.0.0.1 dstaddr=10.0.0.2 bytes=99 start=1700000000"}},
		{name: "CloudWatch Logs Insights export", text: "@timestamp,srcAddr,dstAddr,logStatus\n2026-03-04 05:06:07.000,10.0.0.1,10.0.0.2,OK\n@timestamp,srcAddr,dstAddr,logStatus\n",
			want: []string{"2: srcaddr=10.0.0.1 dstaddr=10.0.0.2 log-status=OK"}, notes: 1},
		{name: "spreadsheet with semicolons", text: "Version;Account-ID;SrcAddr;DstAddr\r\n2; 123456789012 ;10.0.0.1;\"10.0.0.2\"\r\n",
			want: []string{"2: version=2 account-id=123456789012 srcaddr=10.0.0.1 dstaddr=10.0.0.2"}},
		{name: "given layout", text: "REJECT 10.0.0.1 10.0.0.2 eni-01 1700000000 1700000060 OK\n",
			layouts: []string{"${version} ${srcaddr}", "${action} ${srcaddr} ${dstaddr} ${interface-id} ${start} ${end} ${log-status}"},
			want:    []string{"1: interface-id=eni-01 srcaddr=10.0.0.1 dstaddr=10.0.0.2 start=1700000000 end=1700000060 action=REJECT log-status=OK"}},
		{name: "given layout counts more than the default", text: defaultLine,
			layouts: []string{"${" + strings.ReplaceAll(strings.Replace(defaultHeader, "srcaddr dstaddr", "dstaddr srcaddr", 1), " ", "} ${") + "}"},
			want:    []string{"1: " + strings.Replace(strings.Replace(defaultEvent, "srcaddr=10.0.0.1", "srcaddr=10.0.0.2", 1), "dstaddr=10.0.0.2", "dstaddr=10.0.0.1", 1)}},
		{name: "given layouts that do not fit", text: defaultLine, layouts: []string{"${srcaddr}", "nonsense", "", "${tgw-id} ${version}"},
			want: []string{"1: " + defaultEvent}},
		{name: "documented order up to version 5", text: "5" + defaultLine[1:] + " vpc-01 subnet-01 i-01 3 IPv4 10.0.0.1 10.0.0.2 us-east-1 use1-az1 - - - S3 egress 8\n",
			want: []string{"1: version=5" + defaultEvent[len("version=2"):] + " vpc-id=vpc-01 subnet-id=subnet-01 instance-id=i-01 tcp-flags=3 type=IPv4 " +
				"pkt-srcaddr=10.0.0.1 pkt-dstaddr=10.0.0.2 region=us-east-1 az-id=use1-az1 pkt-dst-aws-service=S3 flow-direction=egress traffic-path=8"}},
		{name: "order of AWS's examples", text: "3 vpc-01 subnet-01 - eni-01 123456789012 IPv4 10.0.0.1 10.0.0.2 40000 443 10.1.0.1 10.0.0.2 6 840 10 1700000000 1700000060 ACCEPT 3 OK\n",
			want: []string{"1: version=3 account-id=123456789012 interface-id=eni-01 srcaddr=10.0.0.1 dstaddr=10.0.0.2 srcport=40000 dstport=443 protocol=6 packets=10 " +
				"bytes=840 start=1700000000 end=1700000060 action=ACCEPT log-status=OK vpc-id=vpc-01 subnet-id=subnet-01 tcp-flags=3 type=IPv4 pkt-srcaddr=10.1.0.1 pkt-dstaddr=10.0.0.2"}},
		{name: "nothing"},
		{name: "only blank lines", text: "\n\n \n"},
		{name: "only a header", text: defaultHeader + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, VPC, tt.text, tt.layouts...)
			if diff := cmp.Diff(tt.want, got.events); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if len(got.rejects) > 0 {
				t.Errorf("rejects %q", got.rejects)
			}
			notes := map[string]bool{}
			for _, note := range got.notes {
				notes[note] = true
			}
			if len(notes) != tt.notes {
				t.Errorf("got notes %q, want %d", got.notes, tt.notes)
			}
		})
	}
}

func TestReadTransitGateway(t *testing.T) {
	const want = "version=6 resource-type=TransitGateway account-id=123456789012 tgw-id=tgw-01 tgw-attachment-id=tgw-attach-01 " +
		"tgw-src-vpc-account-id=111111111111 tgw-dst-vpc-account-id=222222222222 tgw-src-vpc-id=vpc-01 tgw-dst-vpc-id=vpc-02 " +
		"tgw-src-subnet-id=subnet-01 tgw-dst-subnet-id=subnet-02 tgw-src-eni=eni-01 tgw-dst-eni=eni-02 tgw-src-az-id=use1-az1 " +
		"tgw-dst-az-id=use1-az2 tgw-pair-attachment-id=tgw-attach-02 srcaddr=10.0.0.1 dstaddr=10.1.0.1 srcport=40000 dstport=443 " +
		"protocol=6 packets=10 bytes=840 start=1700000000 end=1700000060 log-status=OK type=IPv4 packets-lost-no-route=0 " +
		"packets-lost-blackhole=3 packets-lost-mtu-exceeded=0 packets-lost-ttl-expired=0 tcp-flags=2 region=us-east-1 flow-direction=ingress"
	header := strings.Join(fieldNames(tgwKind), " ")
	for name, text := range map[string]string{"no header": "\n" + tgwLine, "header": header + "\n" + tgwLine} {
		t.Run(name, func(t *testing.T) {
			got := readAll(t, TransitGateway, text)
			if diff := cmp.Diff([]string{"2: " + want}, got.events); diff != "" || len(got.rejects)+len(got.notes) > 0 {
				t.Errorf("events (-want +got):\n%s\nrejects %q, notes %q", diff, got.rejects, got.notes)
			}
		})
	}
	t.Run("custom", func(t *testing.T) {
		got := readAll(t, TransitGateway, "tgw-id packets-lost-no-route start\ntgw-01 7 1700000000\n")
		if diff := cmp.Diff([]string{"2: tgw-id=tgw-01 start=1700000000 packets-lost-no-route=7"}, got.events); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestReadRejects(t *testing.T) {
	replace := func(old, with string) string { return strings.Replace(defaultLine, old, with, 1) }
	tests := []struct {
		name, line, want string
	}{
		{"too few columns", strings.TrimSuffix(defaultLine, " OK"), "13 columns, where the layout has 14"},
		{"one column", "x", "1 columns, where the layout has 14"},
		{"version of words", "v" + defaultLine, `version "v2" is not a flow log version`},
		{"version 1", "1" + defaultLine[1:], `version "1" is not a flow log version`},
		{"source address", replace("10.0.0.1", "10.0.0.256"), `srcaddr "10.0.0.256" is not an IP address`},
		{"destination address", replace("10.0.0.2", "host"), `dstaddr "host" is not an IP address`},
		{"port", replace("40000", "65536"), `srcport "65536" is not a port (0 to 65535)`},
		{"negative port", replace("443", "-443"), `dstport "-443" is not a port (0 to 65535)`},
		{"protocol", replace(" 6 ", " 256 "), `protocol "256" is not a number from 0 to 255`},
		{"packets", replace(" 10 ", " 1e3 "), `packets "1e3" is not a number`},
		{"bytes", replace("840", "99999999999999999999"), `bytes "99999999999999999999" is not a number`},
		{"start", replace("1700000000", "2023-11-14"), `start "2023-11-14" is not a time in Unix seconds`},
		{"start in milliseconds", replace("1700000000", "1700000000000"), `start "1700000000000" is not a time in Unix seconds`},
		{"no start", replace("1700000000", "-"), "start is absent"},
		{"end", replace("1700000060", "1.7E+09"), `end "1.7E+09" is not a time in Unix seconds`},
		{"end before start", replace("1700000060", "1699999999"), "ends before it starts"},
		{"action", replace("ACCEPT", "DENY"), `action "DENY" is not ACCEPT or REJECT`},
		{"log-status", replace("OK", "Ok"), `log-status "Ok" is not OK, NODATA or SKIPDATA`},
		{"over-long", strings.Repeat("9", lines.MaxSize+1), "a line of more than 163840 bytes is no record"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, VPC, defaultHeader+"\n"+defaultLine+"\n"+tt.line+"\n"+defaultLine+"\n")
			want := []string{fmt.Sprintf("3/1@%d: %s", len(defaultHeader)+len(defaultLine)+2, tt.want)}
			if diff := cmp.Diff(want, got.rejects); diff != "" {
				t.Errorf("rejects (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"2: " + defaultEvent, "4: " + defaultEvent}, got.events); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadRejectsElsewhere(t *testing.T) {
	tests := []struct {
		name, text string
		events     int
		want       []string
	}{
		{"truncated last line", defaultLine + "\n2 123456789012 eni-0", 1, []string{"2/1@92: truncated: 3 columns, where the layout has 14"}},
		{"broken line of the default format alone", strings.Replace(defaultLine, "443", "99443", 1), 0, []string{`1/0@0: dstport "99443" is not a port (0 to 65535)`}},
		{"open quote", "srcaddr,dstaddr\n10.0.0.1,\"10.0.0.2\n", 0, []string{"2/0@16: a quoted cell does not end on its line"}},
		{"too few cells", "srcaddr,dstaddr\n10.0.0.1\n", 0, []string{"2/0@16: 1 columns, where the layout has 2"}},
		{"truncated within a column", defaultLine + "\n2 123456789012 eni-01 10.0.", 1, []string{"2/1@92: truncated: 4 columns, where the layout has 14"}},
		{"truncated export", "srcaddr,dstaddr\n\"10.0.0.1\",\"10.0", 0, []string{"2/0@16: truncated: a quoted cell does not end on its line"}},
		{"above the header", "Flow logs of Monday\nsrcaddr dstaddr\n10.0.0.1 10.0.0.2\n", 1, []string{`1/0@0: srcaddr "Flow" is not an IP address`}},
		{"above the header of an export", "Flow logs of Monday\nsrcaddr,dstaddr\n10.0.0.1,10.0.0.2\n", 1,
			[]string{"1/0@0: stands before the header line, and is not a record of its layout"}},
		{"under another kind's header", "tgw-id packets-lost-no-route\ntgw-01 7\nsrcaddr dstaddr\n10.0.0.1 10.0.0.2\n", 1,
			[]string{"2/0@29: stands under the header line of another kind of flow log"}},
		{"over-long last line", defaultLine + "\n" + strings.Repeat(" x", 1<<20), 1, []string{"2/1@92: a line of more than 163840 bytes is no record"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, VPC, tt.text)
			if diff := cmp.Diff(tt.want, got.rejects); diff != "" || len(got.events) != tt.events {
				t.Errorf("got %d events, want %d; rejects (-want +got):\n%s", len(got.events), tt.events, diff)
			}
		})
	}
}

func TestReadUnknownLayout(t *testing.T) {
	tests := []struct {
		name, text string
		layouts    []string
		want       string
	}{
		{"custom order", "eni-01 10.0.0.1 10.0.0.2 1700000000 1700000060 ACCEPT OK\n", nil, `7 columns such as "eni-01 10.0.0.1 `},
		{"default with columns added", defaultLine + " vpc-01\n", nil, "15 columns"},
		{"two layouts fit", "10.0.0.1 10.0.0.2 OK\n", []string{"${srcaddr} ${dstaddr} ${log-status}", "${dstaddr} ${srcaddr} ${log-status}"}, "several known layouts fit"},
		{"packets and bytes swapped", strings.Replace(defaultLine, "10 840", "840 10", 1) + " x\n", []string{strings.Repeat("${vpc-id} ", 15)}, "no known layout fits"},
		{"prose", "nothing to see here\n", nil, `"nothing to see here"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &recorder{}
			err := VPC.Read(t.Context(), strings.NewReader(tt.text), &parsers.Source{Layouts: tt.layouts}, r)
			if !errors.Is(err, ErrUnknownLayout) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want ErrUnknownLayout with %q", err, tt.want)
			}
			if len(r.events)+len(r.rejects)+len(r.notes) > 0 {
				t.Errorf("emitted %+v before the error", r)
			}
		})
	}
}

// TestGivenLayoutToldByValues holds that swapped columns are told apart where their values differ.
func TestGivenLayoutToldByValues(t *testing.T) {
	text := "10.0.0.1 900 10 OK\n10.0.0.1 52 1 OK\n"
	got := readAll(t, VPC, text, "${srcaddr} ${packets} ${bytes} ${log-status}", "${srcaddr} ${bytes} ${packets} ${log-status}")
	want := []string{"1: srcaddr=10.0.0.1 packets=10 bytes=900 log-status=OK", "2: srcaddr=10.0.0.1 packets=1 bytes=52 log-status=OK"}
	if diff := cmp.Diff(want, got.events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestReadTimes(t *testing.T) {
	at := func(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
	tests := []struct {
		text      string
		time, end time.Time
	}{
		{"start end\n1700000000 1700000060\n", at(1700000000), at(1700000060)},
		{"start\n1700000000\n", at(1700000000), time.Time{}},
		{"end\n1700000060\n", at(1700000060), at(1700000060)},
		{"action\nACCEPT\n", time.Time{}, time.Time{}},
	}
	for _, tt := range tests {
		var got parsers.Event
		sink := eventFunc(func(e *parsers.Event) { got = *e })
		if err := VPC.Read(t.Context(), strings.NewReader(tt.text), &parsers.Source{}, sink); err != nil {
			t.Fatal(err)
		}
		if got.Time != tt.time || got.End != tt.end {
			t.Errorf("%q: got %v to %v, want %v to %v", tt.text, got.Time, got.End, tt.time, tt.end)
		}
	}
}

type eventFunc func(*parsers.Event)

func (f eventFunc) Event(e *parsers.Event) error { f(e); return nil }
func (f eventFunc) Reject(*parsers.SyntaxError)  {}
func (f eventFunc) Note(string)                  {}

func TestReadPositionAndRaw(t *testing.T) {
	text := "\n" + defaultHeader + "\r\n" + defaultLine + "\r\n"
	var got parsers.Event
	var raw string
	sink := eventFunc(func(e *parsers.Event) { got, raw = *e, string(e.Raw) })
	if err := VPC.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: "a/b.log"}, sink); err != nil {
		t.Fatal(err)
	}
	want := parsers.Pos{Member: "a/b.log", Line: 3, Record: 0, Offset: int64(len(defaultHeader) + 3)}
	if got.Pos != want || raw != defaultLine {
		t.Errorf("got %+v and %q, want %+v and %q", got.Pos, raw, want, defaultLine)
	}
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("broken gzip")
	t.Run("reader", func(t *testing.T) {
		r := &recorder{}
		cut := io.MultiReader(strings.NewReader(defaultLine+"\n"+defaultLine), iotest.ErrReader(broken))
		err := VPC.Read(t.Context(), cut, &parsers.Source{}, r)
		if !errors.Is(err, broken) {
			t.Errorf("got error %v, want %v", err, broken)
		}
		want := []string{"2/1@92: truncated: the text ends within this line"}
		if diff := cmp.Diff(want, r.rejects); diff != "" || len(r.events) != 1 {
			t.Errorf("got events %q; rejects (-want +got):\n%s", r.events, diff)
		}
	})
	t.Run("sink", func(t *testing.T) {
		r := &recorder{fail: broken}
		err := VPC.Read(t.Context(), strings.NewReader(defaultLine+"\n"+defaultLine), &parsers.Source{}, r)
		if err != broken || len(r.events) != 1 {
			t.Errorf("got error %v after %d events, want %v after 1", err, len(r.events), broken)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		r := &recorder{}
		err := VPC.Read(ctx, strings.NewReader(strings.Repeat(defaultLine+"\n", 5000)), &parsers.Source{}, r)
		if !errors.Is(err, context.Canceled) || len(r.events) >= 5000 {
			t.Errorf("got error %v after %d events, want to stop early", err, len(r.events))
		}
	})
}

// TestReadInPieces holds that what a read call returns makes no difference.
func TestReadInPieces(t *testing.T) {
	text := defaultHeader + "\n" + strings.Repeat(defaultLine+"\n", 50) + strings.Repeat("x", 3*lines.MaxSize) + "\n" + defaultLine
	want := readAll(t, VPC, text)
	for name, r := range map[string]io.Reader{
		"halves":        iotest.HalfReader(strings.NewReader(text)),
		"data with EOF": iotest.DataErrReader(strings.NewReader(text)),
		"a byte a time": iotest.OneByteReader(strings.NewReader(text)),
	} {
		got := &recorder{}
		if err := VPC.Read(t.Context(), r, &parsers.Source{}, got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(recorder{}), cmp.Comparer(func(a, b error) bool { return a == b })); diff != "" {
			t.Errorf("%s (-whole +pieces):\n%s", name, diff)
		}
	}
}

// A line with more columns than any layout has, as where two logs were thrown together, leaves the ones behind it alone.
func TestReadVeryManyColumns(t *testing.T) {
	for surplus := 40; surplus < 150; surplus++ {
		r := readAll(t, VPC, defaultHeader+"\n"+defaultLine+strings.Repeat(" 7", surplus)+"\n"+defaultLine+"\n")
		want := []string{"2: " + defaultEvent, "3: " + defaultEvent}
		if diff := cmp.Diff(want, r.events); diff != "" || len(r.rejects) > 0 {
			t.Fatalf("with %d columns more: %v\n%s", surplus, r.rejects, diff)
		}
	}
}
