package cloudfront

import (
	"strings"
	"testing"

	"hamari/parsers"
	"hamari/parsers/accesslog/accesslogtest"
)

func TestLegacy(t *testing.T) {
	for _, path := range []string{"testdata/legacy.log", "testdata/no-header.log"} {
		r := accesslogtest.File(t, Format, path)
		if len(r.Events) != 3 || len(r.Notes) > 0 {
			t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
		}
		r.Events[0].Check(t, "2026-03-04T09:15:01.786Z/2026-03-04T09:15:02Z", "x-edge-location=FRA60-P4", "sc-bytes=2771",
			"c-ip=198.51.100.24", "cs-method=GET", "cs(Host)=d0example1abcd.cloudfront.net", "cs-uri-stem=/cart", "sc-status=502",
			"cs(Referer)=", "cs(User-Agent)=curl/8.5.0", "cs-uri-query=id=7", "x-edge-result-type=Error", "time-taken=0.214",
			"x-host-header=www.example.com", "c-port=51322", "time-to-first-byte=0.211",
			"x-edge-detailed-result-type=OriginConnectError", "sc-content-type=text/html", "sc-range-end=", "DistributionId=")
		r.Events[1].Check(t, "2026-03-04T09:15:02.999Z/2026-03-04T09:15:03Z", "c-ip=2001:db8::7", "cs(User-Agent)=Mozilla/5.0%20(X11)")
		r.Events[2].Check(t, "2026-03-04T09:14:33.998Z/2026-03-04T09:15:04Z", "sc-status=000")
	}
}

func TestFileName(t *testing.T) {
	for _, name := range []string{
		"E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d", "web/E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d.gz", "web/shop-E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d",
		"AWSLogs/111122223333/CloudFront/E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d.gz",
	} {
		r := accesslogtest.Read(t, Format, name, accesslogtest.Record(t, "testdata/no-header.log", 0))
		account := "account="
		if strings.HasPrefix(name, "AWSLogs") {
			account = "account=111122223333"
		}
		r.Events[0].Check(t, r.Events[0].Times, "DistributionId=E2EXAMPLE1ABCD", account)
		if got := Format.Detect(&parsers.Header{Name: name, Complete: true}); got != parsers.ByName {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestV2(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/v2-w3c.log")
	r.Events[0].Check(t, "2026-03-04T09:14:32Z/2026-03-04T09:15:02.125Z", "DistributionId=E2EXAMPLE1ABCD", "sc-status=504", "date=")

	r = accesslogtest.File(t, Format, "testdata/v2.json")
	r.Events[0].Check(t, "2026-03-04T09:15:01.911Z/2026-03-04T09:15:02.125Z", "sc-bytes=2771", "sc-status=502", "cs(Referer)=",
		"cs(User-Agent)=curl/8.5.0", "x-edge-detailed-result-type=OriginConnectError")
}

func TestRealTime(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/real-time.log")
	r.Events[0].Check(t, "2026-03-04T09:15:01.911Z/2026-03-04T09:15:02.125Z", "cs(Host)=d0example1abcd.cloudfront.net",
		"cs(User-Agent)=curl/8.5.0", "asn=64496", "sc-status=502", "timestamp=1772615702.125")
	text := `{"timestamp":1772615702.125,"cs_host":"d0example1abcd.cloudfront.net","cs-user-agent":"a \"b\"","sc-status":404,"cs-method":"GET"}`
	r = accesslogtest.Read(t, Format, "m", text+text)
	if len(r.Events) != 2 {
		t.Fatalf("%d events, %v", len(r.Events), r.Rejects)
	}
	r.Events[1].Check(t, "2026-03-04T09:15:02.125Z/2026-03-04T09:15:02.125Z", "cs(Host)=d0example1abcd.cloudfront.net",
		`cs(User-Agent)=a "b"`, "sc-status=404")
}

// TestAppended holds that a header line counts from where it stands.
func TestAppended(t *testing.T) {
	record := accesslogtest.Record(t, "testdata/legacy.log", 2)
	text := accesslogtest.Record(t, "testdata/legacy.log", 1) + "\n" + record + "\r\n#Fields: sc-status date time x-edge-location\n404\t2026-03-04\t09:15:02\tFRA60-P4\n" +
		accesslogtest.Record(t, "testdata/legacy.log", 1) + "\n" + record + "\n#Fields: s-ip cs-method sc-status\n192.0.2.1\tGET\t200\n"
	r := accesslogtest.Read(t, Format, "m", text)
	if len(r.Events) != 3 || len(r.Rejects) != 1 || !strings.Contains(r.Rejects[0].Error(), "another kind of log") {
		t.Fatalf("%d events, %v", len(r.Events), r.Rejects)
	}
	r.Events[1].Check(t, "2026-03-04T09:15:02Z/2026-03-04T09:15:02Z", "sc-status=404", "c-ip=")
	r.Events[2].Check(t, "2026-03-04T09:15:01.786Z/2026-03-04T09:15:02Z", "sc-status=502")
}

// TestForeign holds that the logs of other web servers, which name some columns alike, are not taken for CloudFront's.
func TestForeign(t *testing.T) {
	text := "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n" +
		"2026-03-04 09:15:02 192.0.2.1 GET / - 443 - 198.51.100.24 curl/8.5.0 - 200 0 0 12\n"
	if got := Format.Detect(&parsers.Header{Name: "x", Prefix: []byte(text), Complete: true}); got != parsers.No {
		t.Errorf("%v", got)
	}
}

func TestReject(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/no-header.log", 0)
	swap := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	accesslogtest.Reject(t, Format, good, [][2]string{
		{"no log", "2 columns, where at least 19 belong"},
		{strings.Join(strings.Split(good, "\t")[:12], "\t"), "12 columns"},
		{swap("2026-03-04", "2026-02-30"), `date "2026-02-30" is not a day`},
		{swap("2026-03-04", "-"), "time without a date"},
		{swap("09:15:02", "24:15:02"), `time "24:15:02" is not a time of day`},
		{swap("09:15:02", "-"), "no time"},
		{swap("\t502\t", "\tfive\t"), `sc-status "five" is not an integer`},
		{swap("0.214", "0.2.4"), `time-taken "0.2.4" is not a number`},
		{swap("198.51.100.24", "client"), `c-ip "client" is not an address`},
		{swap("FRA60-P4\t", ""), "is not"},
		{swap("\t51322\t", "\thigh\t"), "c-port"},
	})
	v2 := "timestamp(ms)\t1"
	r := accesslogtest.Read(t, Format, "m", "#Fields: sc-status timestamp(ms)\n200\t1772615702125\n200\t1\n200\n")
	if len(r.Events) != 1 || len(r.Rejects) != 2 {
		t.Errorf("%s: %d events, %v", v2, len(r.Events), r.Rejects)
	}
}

func TestAllocations(t *testing.T) {
	accesslogtest.Allocations(t, Format, accesslogtest.Record(t, "testdata/no-header.log", 0))
}

func FuzzRead(f *testing.F) {
	accesslogtest.Fuzz(f, Format, "testdata/legacy.log", "testdata/no-header.log", "testdata/v2.json", "testdata/v2-w3c.log", "testdata/real-time.log")
}

func BenchmarkRead(b *testing.B) { accesslogtest.Speed(b, Format, "testdata/legacy.log") }
