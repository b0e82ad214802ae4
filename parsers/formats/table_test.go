package formats

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	writer "github.com/parquet-go/parquet-go"

	"hamari/parsers"
	"hamari/parsers/parquet/parquettest"
)

// written is what a format gave, without the lines that Parquet does not have.
type written struct {
	events, rejects, notes []string
}

func (w *written) Event(e *parsers.Event) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s#%d %s %s:", e.Kind.Name, e.Pos.Record, e.Time, e.End)
	for i, field := range e.Kind.Fields {
		if v := e.Value(i); v.Exists() {
			fmt.Fprintf(&b, " %s=%s", field.Name, v)
		}
	}
	w.events = append(w.events, b.String())
	return nil
}

func (w *written) Reject(e *parsers.SyntaxError) {
	w.rejects = append(w.rejects, fmt.Sprintf("#%d: %v", e.Pos.Record, e.Err))
}

func (w *written) Note(text string) { w.notes = append(w.notes, text) }

func readWritten(t *testing.T, member, content string) (*written, Result) {
	t.Helper()
	w := &written{}
	result, err := Read(t.Context(), strings.NewReader(content), &parsers.Source{Member: member}, w)
	if err != nil {
		t.Fatalf("%s: %v", member, err)
	}
	return w, result
}

const vpcText = `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id tcp-flags flow-direction pkt-srcaddr
2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK vpc-1 2 ingress 10.0.0.1
2 unknown eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA vpc-1 - - -
2 123456789010 eni-1235b8ca123456789 2001:db8::1 2001:db8::2 0 0 58 1 9223372036854775807 1431280876 1431280934 ACCEPT OK vpc-1 0 egress -
2 123456789010 eni-1235b8ca123456789 1.2.3.4 5.6.7.8 70000 22 6 1 40 1431280876 1431280934 ACCEPT OK vpc-1 0 egress -
2 123456789010 eni-1235b8ca123456789 1.2.3.4 nowhere 7 22 6 1 40 1431280876 1431280934 ACCEPT OK vpc-1 0 egress -
2 123456789010 eni-1235b8ca123456789 1.2.3.4 5.6.7.8 7 22 6 1 40 1431280934 1431280876 ACCEPT OK vpc-1 0 egress -
2 123456789010 eni-1235b8ca123456789 1.2.3.4 5.6.7.8 7 22 6 1 40 1431280876 1431280934 ACCEPT OK vpc-1 0 egress -
`

const tgwText = `version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type packets-lost-no-route packets-lost-blackhole
6 TransitGateway 123456789010 tgw-0a tgw-attach-0b 10.0.0.1 10.0.1.1 1 2 6 3 4 1418530010 1418530070 OK IPv4 0 7
6 TransitGateway 123456789010 tgw-0a tgw-attach-0b - - - - - - - 1418530010 1418530070 NODATA - - -
`

// TestParquetIsText holds that flow logs in Parquet give the same events and rejects, with the same record numbers, as
// the same records in text.
func TestParquetIsText(t *testing.T) {
	for name, text := range map[string]string{"flowlog": vpcText, "tgwflowlog": tgwText} {
		want, _ := readWritten(t, "flow.log", text)
		for version := 1; version <= 2; version++ {
			b, err := parquettest.Lines(text, parquettest.Options{Version: version, RowGroup: 3})
			if err != nil {
				t.Fatal(err)
			}
			got, result := readWritten(t, "flow.parquet", string(b))
			if result.Format == nil || result.Format.Name != name || !cmp.Equal(result.Via, []string{"parquet"}) {
				t.Errorf("%s: read as %+v", name, result)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(written{})); diff != "" {
				t.Errorf("%s, version %d (-text +Parquet):\n%s", name, version, diff)
			}
			if len(got.events) == 0 || name == "flowlog" && len(got.rejects) == 0 {
				t.Errorf("%s: %d events, %d rejects: nothing was compared", name, len(got.events), len(got.rejects))
			}
		}
	}
}

// TestPartitionColumns takes account and Region from the path where the records lack them, and only there.
func TestPartitionColumns(t *testing.T) {
	const path = "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=03/x.log.parquet"
	b, err := parquettest.Lines("interface-id srcaddr dstaddr dstport start end action log-status\neni-0a 10.0.0.1 10.0.0.2 22 1418530010 1418530070 REJECT OK\n", parquettest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := readWritten(t, path, string(b))
	if len(got.events) != 1 || !strings.Contains(got.events[0], "account-id=111122223333") || !strings.Contains(got.events[0], "region=eu-west-1") {
		t.Errorf("events %q", got.events)
	}
	if want := []string{"taken from the file's path, since the records lack it: account-id, region"}; !cmp.Equal(got.notes, want) {
		t.Errorf("notes %q, want %q", got.notes, want)
	}
	if b, err = parquettest.Lines(vpcText, parquettest.Options{}); err != nil {
		t.Fatal(err)
	}
	got, _ = readWritten(t, path, string(b))
	if !strings.Contains(got.events[0], "account-id=123456789010") || !strings.Contains(got.events[0], "region=eu-west-1") {
		t.Errorf("events %q", got.events[0])
	}
}

// TestOtherTables names what is no flow log.
func TestOtherTables(t *testing.T) {
	type lake struct {
		EventName, EventSource string
		UserIdentity           struct{ Type string }
	}
	type ocsf struct {
		ClassUID int `parquet:"class_uid"`
		Metadata struct{ Version string }
	}
	for name, test := range map[string]struct {
		rows any
		want string
	}{
		"CloudTrail Lake": {[]lake{{EventName: "x"}}, "CloudTrail Lake"},
		"Security Lake":   {[]ocsf{{}}, "OCSF"},
		"another":         {[]struct{ Colour, Size string }{{}}, "no flow log, with the columns Colour, Size"},
	} {
		var b bytes.Buffer
		var err error
		switch rows := test.rows.(type) {
		case []lake:
			err = writer.Write(&b, rows)
		case []ocsf:
			err = writer.Write(&b, rows)
		case []struct{ Colour, Size string }:
			err = writer.Write(&b, rows)
		}
		if err != nil {
			t.Fatal(err)
		}
		got, result := readWritten(t, "vpcflowlogs_eni-0a1b2c3d4e5f60718-all.parquet", b.String())
		if result.Format != nil || !strings.Contains(result.Nature, test.want) || len(got.rejects)+len(got.events) > 0 {
			t.Errorf("%s: %+v, %+v", name, result, got)
		}
	}
}

func TestBrokenParquet(t *testing.T) {
	b, err := parquettest.Lines(vpcText, parquettest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &written{}
	result, err := Read(t.Context(), bytes.NewReader(b[:len(b)-9]), &parsers.Source{Member: "x.parquet"}, w)
	if err == nil || result.Format != nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("%+v, %v", result, err)
	}
}

// TestSpreadsheetEnvelopes reads what a spreadsheet program makes of a download of CloudWatch Logs and of a file with
// one record on each line. The times that it rounds are those of the envelope; the records keep their own.
func TestSpreadsheetEnvelopes(t *testing.T) {
	record := strings.ReplaceAll(cloudTrailRecords[0], `"`, `""`)
	flow := "2 111122223333 eni-0a 10.0.0.1 10.0.0.2 1 2 6 1 40 1772582400 1772582460 REJECT OK"
	for name, test := range map[string]struct {
		text, via, format string
	}{
		"semicolons":   {"timestamp;message\r\n1.7284E+12;\"" + record + "\"\r\n1.7284E+12;\"" + record + "\"\r\n", "log-csv", "cloudtrail"},
		"commas":       {"timestamp,message\n1.7284E+12,\"" + record + "\"\n1.7284E+12,\"" + record + "\"\n", "log-csv", "cloudtrail"},
		"tabs":         {"timestamp\tmessage\n1.7284E+12\t\"" + record + "\"\n1.7284E+12\t\"" + record + "\"\n", "log-csv", "cloudtrail"},
		"flow log":     {"timestamp;message\r\n1,7284E+12;" + flow + "\r\n1,7284E+12;" + flow + "\r\n", "log-csv", "flowlog"},
		"JSON lines":   {"\"" + record + "\"\r\n\"" + record + "\"\r\n", "json-cells", "cloudtrail"},
		"filled rows":  {"\"" + record + "\",,\n\"" + record + "\",,\n", "json-cells", "cloudtrail"},
		"with another": {"\"" + record + "\";;\n\"" + record + "\";;\n", "json-cells", "cloudtrail"},
	} {
		got, result := readWritten(t, "saved.csv", test.text)
		if result.Format == nil || result.Format.Name != test.format || !cmp.Equal(result.Via, []string{test.via}) || len(got.events) != 2 || len(got.rejects) > 0 {
			t.Errorf("%s: %+v, %+v", name, result, got)
		}
	}
}

// TestOldEncodings holds that NULs and bytes of old encodings, which are no UTF-8, cost no record, and that a Shift-JIS
// character whose second byte is a backslash costs its own record only.
func TestOldEncodings(t *testing.T) {
	named := func(user string) string {
		return strings.Replace(cloudTrailRecords[2], "Jürgen", user, 1)
	}
	for name, test := range map[string]struct {
		user            string
		events, rejects int
	}{
		"Windows-1252":             {"J\xfcrgen \x80", 3, 0},
		"Latin-1":                  {"Andr\xe9", 3, 0},
		"Shift-JIS":                {"\x83\x8d\x83O \x93\xfa\x96{", 3, 0},
		"EUC-JP":                   {"\xa5\xed\xa5\xb0", 3, 0},
		"cut UTF-8":                {"\xe6\x97", 3, 0},
		"NUL":                      {"a\x00b", 3, 0},
		"Shift-JIS with backslash": {"\x95\x5c", 2, 1},
	} {
		lines := []string{cloudTrailRecords[0], named(test.user), cloudTrailRecords[1]}
		for form, text := range map[string]string{
			"lines": strings.Join(lines, "\n") + "\n",
			"list":  `{"Records":[` + strings.Join(lines, ",\n") + `]}`,
		} {
			got, result := readWritten(t, "trail.json", text)
			if result.Format == nil || len(got.events) != test.events || len(got.rejects) != test.rejects {
				t.Errorf("%s, %s: %d events, rejects %q", name, form, len(got.events), got.rejects)
			}
		}
	}
	flows := "version interface-id srcaddr dstaddr start end action log-status instance-tag\n" +
		"11 eni-0a 10.0.0.1 10.0.0.2 1772582400 1772582460 REJECT OK M\xfcller\r\n" +
		"11 eni-0a 10.0.0.1 10.0.0.2 1772582400 1772582460 REJECT OK \x83\x8d\x83O\r\n"
	if got, _ := readWritten(t, "flow.log", flows); len(got.events) != 2 || len(got.rejects) > 0 {
		t.Errorf("flow log: %+v", got)
	}
}
