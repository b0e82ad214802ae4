package timeline

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	goparquet "github.com/parquet-go/parquet-go"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate"
	"hamari/parsers"
	"hamari/parsers/formats"
)

func allKinds() []*parsers.Kind {
	var kinds []*parsers.Kind
	for _, f := range formats.All() {
		kinds = append(kinds, f.Kinds...)
	}
	return kinds
}

func kindNamed(t testing.TB, name string) *parsers.Kind {
	for _, k := range allKinds() {
		if k.Name == name {
			return k
		}
	}
	t.Fatalf("no kind %s", name)
	return nil
}

// record makes a record of a kind from its fields.
func record(t testing.TB, kind string, fields map[string]string) *correlate.Record {
	k := kindNamed(t, kind)
	ev := &parsers.Event{Kind: k, Values: make([]parsers.Value, len(k.Fields)), Pos: parsers.Pos{Member: "logs/a.log", Line: 3, Record: 2}, Raw: []byte("{}")}
	for name, v := range fields {
		slot := k.Slot(name)
		if slot < 0 {
			t.Fatalf("%s has no field %s", kind, name)
		}
		ev.Values[slot] = parsers.Value(v)
	}
	at := time.Date(2026, 3, 4, 2, 12, 0, 500_000_000, time.UTC)
	return &correlate.Record{Event: ev, Start: at, End: at.Add(time.Minute)}
}

// written writes records in a form.
func written(t testing.TB, format string, records ...*correlate.Record) string {
	f, err := Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	e := f.New(Layout{Kinds: allKinds()})
	var buf bytes.Buffer
	w := bufio.NewWriter(&buf)
	if err := e.Begin(w); err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := e.Write(w, e.Append(nil, r)); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.End(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// Every kind that a format emits has a sentence and a place in the Elastic Common Schema, whose fields there are.
func TestEveryKindIsKnown(t *testing.T) {
	for _, k := range allKinds() {
		s, ok := sentences[k.Name]
		if !ok {
			t.Errorf("%s has no sentence", k.Name)
			continue
		}
		if _, err := compile(s, k); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
		if s.when == "" {
			t.Errorf("%s: it is not said what its time stands for", k.Name)
		}
		e, ok := ecsKinds[k.Name]
		if !ok {
			t.Errorf("%s has no place in the Elastic Common Schema", k.Name)
		}
		for field, names := range e.fields {
			if !isShared(e.fields) && k.Slot(field) < 0 {
				t.Errorf("%s has no field %s", k.Name, field)
			}
			for _, name := range names {
				if ecsTypes[name] == ecsOther {
					t.Errorf("%s: %s has no type in ecsTypes", k.Name, name)
				}
			}
		}
		for entity, name := range map[string]string{
			"account": "cloud.account.id", "region": "cloud.region", "instance": "cloud.instance.id", "address": ".ip",
		} {
			if !e.metric && !placed(k, e, entity, name) {
				t.Errorf("%s: of the fields that name an entity of the kind %s, none is put under %s", k.Name, entity, name)
			}
		}
	}
}

// isShared reports whether several kinds have the fields in common, of which each has some.
func isShared(fields map[string][]string) bool {
	for _, shared := range []map[string][]string{requestFields, flowFields, databaseFields, ownerFields} {
		if reflect.ValueOf(fields).Pointer() == reflect.ValueOf(shared).Pointer() {
			return true
		}
	}
	return false
}

// placed reports whether one of the fields that name entities of a kind is put under a name that ends so; true without
// such a field.
func placed(k *parsers.Kind, e ecsKind, entity, name string) bool {
	named := false
	for _, f := range k.Fields {
		if f.Entity == entity {
			if slices.ContainsFunc(e.fields[f.Name], func(n string) bool { return strings.HasSuffix(n, name) }) {
				return true
			}
			named = true
		}
	}
	return !named
}

func TestSummaries(t *testing.T) {
	for _, tt := range []struct {
		kind   string
		fields map[string]string
		want   string
	}{
		{"cloudtrail", map[string]string{"eventSource": "ec2.amazonaws.com", "eventName": "StartInstances", "userIdentity.arn": "arn:aws:iam::111122223333:user/ana", "sourceIPAddress": "192.0.2.7",
			"errorCode": "Client.UnauthorizedOperation"}, "ec2.amazonaws.com StartInstances by arn:aws:iam::111122223333:user/ana from 192.0.2.7: Client.UnauthorizedOperation"},
		{"cloudtrail", map[string]string{"eventName": "Decrypt", "userIdentity.invokedBy": "ebs.amazonaws.com"}, "- Decrypt by ebs.amazonaws.com"},
		{"flowlog", map[string]string{"action": "REJECT", "protocol": "6", "srcaddr": "10.0.0.1", "srcport": "52011", "dstaddr": "10.0.2.7", "dstport": "443", "packets": "3", "bytes": "180", "interface-id": "eni-0a1b"},
			"eni-0a1b: REJECT TCP 10.0.0.1 port 52011 > 10.0.2.7 port 443, 3 packets, 180 bytes"},
		{"flowlog", map[string]string{"log-status": "NODATA", "interface-id": "eni-0a1b"}, "eni-0a1b: NODATA"},
		{"flowlog", map[string]string{"protocol": "200", "log-status": "OK", "interface-id": "eni-0a1b"}, "eni-0a1b: protocol 200"},
		{"flowlog", map[string]string{"protocol": "132", "interface-id": "eni-0a1b"}, "eni-0a1b: SCTP"},
		{"ssmagent", map[string]string{"level": "ERROR", "message": "line one\nline \x1b[31mtwo"}, `ERROR line one\nline \x1b[31mtwo`},
	} {
		got := string(summaryOf(nil, record(t, tt.kind, tt.fields)))
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.kind, got, tt.want)
		}
	}
}

// Every published name of the Elastic Common Schema that documents use is in the schema, with the type that is expected.
func TestSchemaNames(t *testing.T) {
	data, err := os.ReadFile("testdata/ecs-fields.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]string{}
	for _, row := range rows[1:] {
		published[row[0]] = row[1]
	}
	for name, typ := range ecsTypes {
		want := map[ecsType][]string{ecsKeyword: {"keyword", "wildcard", "match_only_text"}, ecsIP: {"ip"}, ecsLong: {"long"}}[typ]
		if !slices.Contains(want, published[name]) {
			t.Errorf("%s is %q in testdata/ecs-fields.csv, taken for one of %v", name, published[name], want)
		}
	}
	for _, k := range allKinds() {
		all := map[string]string{}
		for _, f := range k.Fields {
			all[f.Name] = "1"
		}
		var doc map[string]any
		if err := json.Unmarshal([]byte(written(t, "ecs", record(t, k.Name, all))), &doc); err != nil {
			t.Fatalf("%s: %v", k.Name, err)
		}
		for path := range flatten("", doc) {
			if !strings.HasPrefix(path, "aws.") && published[path] == "" {
				t.Errorf("%s: %s is no name in testdata/ecs-fields.csv, which has those of the published schema that are used", k.Name, path)
			}
		}
	}
}

func flatten(prefix string, doc map[string]any) map[string]any {
	flat := map[string]any{}
	for name, v := range doc {
		if inner, ok := v.(map[string]any); ok {
			for path, v := range flatten(prefix+name+".", inner) {
				flat[path] = v
			}
		} else {
			flat[prefix+name] = v
		}
	}
	return flat
}

func TestECS(t *testing.T) {
	r := record(t, "cloudtrail", map[string]string{
		"eventName": "CreateGrant", "eventSource": "kms.amazonaws.com", "errorCode": "AccessDenied", "errorMessage": "not \"you\"", "awsRegion": "eu-central-1",
		"recipientAccountId": "111122223333", "sourceIPAddress": "ec2.amazonaws.com", "userIdentity.userName": "ana", "userIdentity.sessionContext.sessionIssuer.userName": "Operator",
		"readOnly": "false",
	})
	r.Raw = []byte("{\"requestParameters\":{\"keyId\":\n\"k\"},\"responseElements\":null}")
	r.ID = "e-1"
	var doc map[string]any
	if err := json.Unmarshal([]byte(written(t, "ecs", r)), &doc); err != nil {
		t.Fatal(err)
	}
	flat := flatten("", doc)
	for path, want := range map[string]any{
		"@timestamp": "2026-03-04T02:12:00.5Z", "event.action": "CreateGrant", "event.provider": "kms.amazonaws.com", "event.outcome": "failure", "event.kind": "event",
		"event.id": "e-1", "event.start": "2026-03-04T02:12:00.5Z", "event.end": "2026-03-04T02:13:00.5Z", "error.code": "AccessDenied", "error.message": `not "you"`,
		"cloud.region": "eu-central-1", "cloud.account.id": "111122223333", "source.address": "ec2.amazonaws.com", "user.name": "ana",
		"aws.cloudtrail.userIdentity.sessionContext.sessionIssuer.userName": "Operator", "aws.cloudtrail.readOnly": false,
		"aws.cloudtrail.requestParameters.keyId": "k", "source.ip": nil, "aws.cloudtrail.responseElements": nil, "log.file.path": "logs/a.log",
	} {
		if flat[path] != want {
			t.Errorf("%s is %v, want %v", path, flat[path], want)
		}
	}

	flow := record(t, "flowlog", map[string]string{"srcaddr": "10.0.0.1", "srcport": "443", "protocol": "6", "action": "REJECT", "packets": "3"})
	doc = nil
	if err := json.Unmarshal([]byte(written(t, "ecs", flow)), &doc); err != nil {
		t.Fatal(err)
	}
	flat = flatten("", doc)
	for path, want := range map[string]any{"source.ip": "10.0.0.1", "source.port": 443.0, "network.transport": "tcp", "network.iana_number": "6", "network.packets": 3.0} {
		if flat[path] != want {
			t.Errorf("%s is %v, want %v", path, flat[path], want)
		}
	}
	if types := flat["event.type"].([]any); types[1] != "denied" {
		t.Errorf("a reject has the types %v", types)
	}
}

// The columns that Timesketch demands come first, and every row has as many cells as the head.
func TestTimesketch(t *testing.T) {
	text := written(t, "timesketch",
		record(t, "cloudtrail", map[string]string{"eventName": "StopInstances", "eventSource": "ec2.amazonaws.com"}),
		record(t, "flowlog", map[string]string{"srcaddr": "10.0.0.1", "interface-id": "eni-1"}))
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll() // it demands rows of one length
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0][:3], []string{"message", "datetime", "timestamp_desc"}) {
		t.Errorf("the head begins with %v", rows[0][:3])
	}
	seen := map[string]bool{}
	for _, name := range rows[0] {
		if seen[name] {
			t.Errorf("two columns %s", name)
		}
		seen[name] = true
	}
	if got := rows[1][:4]; !slices.Equal(got, []string{"ec2.amazonaws.com StopInstances", "2026-03-04T02:12:00.500000+00:00", "API call", "aws:cloudtrail"}) {
		t.Errorf("the first row begins with %q", got)
	}
	if i := slices.Index(rows[0], "srcaddr"); rows[2][i] != "10.0.0.1" || rows[1][i] != "" {
		t.Errorf("srcaddr is %q and %q", rows[1][i], rows[2][i])
	}
}

// hostile are texts that a log may hold, and that must stay texts.
var hostile = []string{
	`=HYPERLINK("http://evil.example","x")`, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "a,b;c\"d\"\r\nnext", "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
	"\u202egnp.exe", "<script>alert(1)</script>", "\x00\xff\xfe", " lead", "trail ", "-", "-12.5", "1e5", "\xed\xa0\x80", strings.Repeat("x", 70_000),
}

func TestHostileText(t *testing.T) {
	for _, v := range hostile {
		r := record(t, "ssmagent", map[string]string{"message": v, "context": v})
		r.Pos.Member = v
		for _, format := range []string{"text", "csv", "timesketch", "jsonl", "ecs"} {
			text := written(t, format, r)
			if n := strings.Count(text, "\n"); n != 1 && !(n == 2 && (format == "csv" || format == "timesketch")) {
				t.Errorf("%s of %.20q takes %d lines", format, v, n)
			}
			if strings.ContainsAny(text, "\x1b\x00\u202e\r") {
				t.Errorf("%s of %.20q holds a control character", format, v)
			}
		}
		for _, format := range []string{"csv", "timesketch"} {
			rows, err := csv.NewReader(strings.NewReader(written(t, format, r))).ReadAll()
			if err != nil {
				t.Errorf("%s of %.20q: %v", format, v, err)
				continue
			}
			for _, cell := range rows[1] {
				if cell != "" && strings.ContainsAny(cell[:1], "=+@\t\r") || strings.HasPrefix(cell, "-") && cell != "-" && cell != "-12.5" {
					t.Errorf("%s of %.20q: a cell begins like a formula: %.20q", format, v, cell)
				}
			}
		}
		for _, format := range []string{"jsonl", "ecs"} {
			if text := written(t, format, r); !json.Valid([]byte(text)) {
				t.Errorf("%s of %.20q is not JSON: %.200s", format, v, text)
			}
		}
	}
}

// A record that is JSON stays on one line, and what is no JSON becomes a string.
func TestRawRecords(t *testing.T) {
	r := record(t, "resource", map[string]string{"type": "instance"})
	for raw, want := range map[string]string{"{\n \"a\": [1,\n2]}": `"record":{"a":[1,2]}`, `{"a":`: `"record":"{\"a\":"`, "{\"a\":\"\xff\"}": "\"record\":{\"a\":\"\ufffd\"}",
		"{\"a\":\"é\u009b\u202e\U000e0001\x7f\"}": `"record":{"a":"é\u009b\u202e\udb40\udc01\u007f"}`} {
		r.Raw = []byte(raw)
		if text := written(t, "jsonl", r); !strings.Contains(text, want) || !json.Valid([]byte(text)) {
			t.Errorf("%q becomes %s", raw, text)
		}
	}
}

// Parts of a record that is JSON are one line of harmless JSON in every form, a text among them is a text, and no object has
// a key twice.
func TestParts(t *testing.T) {
	r := record(t, "cloudtrail", map[string]string{"userIdentity.type": "IAMUser", "userIdentity.arn": "arn:a", "userIdentity.userName": "ana"})
	r.Raw = []byte("{\n \"userIdentity\": {\"type\": \"IAMUser\", \"arn\": \"arn:a\", \"userName\": \"ana\"},\n \"responseElements\": \"42\"," +
		"\n \"requestParameters\": {\n  \"a\": [1,\n 2], \"b\": \"\u202ec\u009b\x7f\\u001b\"}}")
	const parameters = `{"a":[1,2],"b":"\u202ec\u009b\u007f\u001b"}`
	ecs := written(t, "ecs", r)
	for _, want := range []string{`"requestParameters":` + parameters, `"responseElements":"42"`, `"userIdentity":{"type":"IAMUser","arn":"arn:a","userName":"ana"}`, `"user":{"id":"arn:a","name":"ana"}`} {
		if strings.Count(ecs, want) != 1 {
			t.Errorf("%s is not once in\n%s", want, ecs)
		}
	}
	if n := strings.Count(ecs, `"userIdentity":`); n != 1 {
		t.Errorf("%d objects userIdentity in\n%s", n, ecs)
	}
	for _, format := range []string{"csv", "timesketch"} {
		rows, err := csv.NewReader(strings.NewReader(written(t, format, r))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"requestParameters": parameters, "responseElements": "42", "userIdentity.type": "IAMUser"} {
			if got := rows[1][slices.Index(rows[0], name)]; got != want {
				t.Errorf("%s: %s is %s, want %s", format, name, got, want)
			}
		}
	}
}

// A field that has the name of a column which every record fills is a column of another name.
func TestTakenNames(t *testing.T) {
	k := parsers.NewKind("k", "K", []parsers.Field{{Name: "summary"}, {Name: "other"}})
	if c := newColumns([]*parsers.Kind{k}, []string{"time", "summary"}); !slices.Equal(c.titles, []string{"field_summary", "other"}) {
		t.Errorf("the columns are %q", c.titles)
	}
}

func TestProtocols(t *testing.T) {
	for number, want := range map[string][2]string{
		"6": {"TCP", "tcp"}, "58": {"ICMPv6", "ipv6-icmp"}, "89": {"OSPF", "ospfigp"}, "200": {}, "-": {}, "": {}, "262": {}, "-1": {},
	} {
		v := parsers.Value(number)
		if got := [2]string{protocolName(v), protocolKeyword(v)}; got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
}

// What the Parquet file holds is what the CSV holds, as another implementation reads it.
func TestParquet(t *testing.T) {
	records := []*correlate.Record{
		record(t, "flowlog", map[string]string{"srcaddr": "10.0.0.1", "bytes": "180", "interface-id": "eni-1"}),
		record(t, "alb", map[string]string{"target_processing_time": "0.25", "elb_status_code": "502", "request": "GET\xff /"}),
		record(t, "alb", map[string]string{"target_processing_time": "none"}),
	}
	type row struct {
		Time    int64    `parquet:"time,optional,timestamp(microsecond)"`
		Kind    string   `parquet:"kind,optional"`
		Member  string   `parquet:"member,optional"`
		Line    int64    `parquet:"line,optional"`
		Srcaddr *string  `parquet:"srcaddr,optional"`
		Bytes   *int64   `parquet:"bytes,optional"`
		Took    *float64 `parquet:"target_processing_time,optional"`
		Status  *int64   `parquet:"elb_status_code,optional"`
		Request *string  `parquet:"request,optional"`
	}
	data := written(t, "parquet", records...)
	rows, err := goparquet.Read[row](strings.NewReader(data), int64(len(data)))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	flow, good, bad := rows[0], rows[1], rows[2]
	if flow.Time != records[0].Start.UnixMicro() || flow.Kind != "flowlog" || flow.Member != "logs/a.log" || flow.Line != 3 || *flow.Srcaddr != "10.0.0.1" || *flow.Bytes != 180 {
		t.Errorf("the flow is %+v", flow)
	}
	if *good.Took != 0.25 || *good.Status != 502 || *good.Request != "GET\ufffd /" || good.Srcaddr != nil {
		t.Errorf("the request is %+v", good)
	}
	if bad.Took != nil {
		t.Errorf("what is no number became %v", *bad.Took)
	}
}

func FuzzForms(f *testing.F) {
	for _, v := range hostile {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		r := record(t, "cloudtrail", map[string]string{"eventName": v, "errorMessage": v, "sourceIPAddress": v})
		r.Raw = []byte(v)
		for _, format := range []string{"jsonl", "ecs"} {
			text := written(t, format, r)
			if !json.Valid([]byte(text)) || strings.Count(text, "\n") != 1 {
				t.Fatalf("%s is not one line of JSON: %q", format, text)
			}
		}
		for _, format := range []string{"csv", "timesketch"} {
			rows, err := csv.NewReader(strings.NewReader(written(t, format, r))).ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatalf("%s: %d rows, %v", format, len(rows), err)
			}
			for _, cell := range rows[1] {
				if cell != "" && isFormula([]byte(cell)) {
					t.Fatalf("%s: a formula: %q", format, cell)
				}
			}
		}
		if text := written(t, "text", r); strings.Count(text, "\n") != 1 || strings.ContainsFunc(strings.TrimSuffix(text, "\n"), clean.Hazard) {
			t.Fatalf("not one harmless line: %q", text)
		}
		data := written(t, "parquet", r)
		if _, err := goparquet.OpenFile(strings.NewReader(data), int64(len(data))); err != nil {
			t.Fatal(err)
		}
	})
}
