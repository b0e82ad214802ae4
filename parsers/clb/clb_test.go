package clb

import (
	"strings"
	"testing"

	"hamari/parsers/accesslog/accesslogtest"
)

func TestPlain(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/plain.log")
	if len(r.Events) != 5 || len(r.Notes) > 0 {
		t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02.482913Z/2026-03-04T09:15:02.696991Z", "elb=legacy-shop", "client_ip=198.51.100.24",
		"client_port=51322", "backend=10.0.3.17:80", "backend_ip=10.0.3.17", "backend_port=80", "request_processing_time=0.000041",
		"backend_processing_time=0.214", "elb_status_code=200", "backend_status_code=200", "received_bytes=0", "sent_bytes=2771",
		"request_verb=GET", "request_url=http://shop.example.com:80/", "request_proto=HTTP/1.1", "user_agent=curl/8.5.0", "ssl_cipher=")
	r.Events[1].Check(t, r.Events[0].Times, `user_agent=agent ""x" y`, "ssl_protocol=TLSv1.2")
	r.Events[2].Check(t, "2026-03-04T09:15:03Z/2026-03-04T09:15:03Z", "backend=", "request_processing_time=-1",
		"elb_status_code=504", "backend_status_code=0", "user_agent=")
	r.Events[3].Check(t, "2026-03-04T09:15:04Z/2026-03-04T09:15:04.001138Z", "elb_status_code=", "request=- - - ", "request_verb=",
		"request_url=", "sent_bytes=305")
}

func TestOld(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/old.log")
	r.Events[0].Check(t, "2026-03-04T09:15:02.482913Z/2026-03-04T09:15:02.696991Z", "request_verb=GET", "user_agent=")
}

// TestNoBackend holds that both ways to write that there was none are read.
func TestNoBackend(t *testing.T) {
	for _, none := range []string{"-", "-1"} {
		line := strings.Replace(accesslogtest.Record(t, "testdata/plain.log", 0), "10.0.3.17:80", none, 1)
		r := accesslogtest.Read(t, Format, "m", line)
		if len(r.Events) != 1 {
			t.Fatalf("%s: %v", none, r.Rejects)
		}
		r.Events[0].Check(t, r.Events[0].Times, "backend=", "backend_ip=", "backend_port=")
	}
}

func TestFileName(t *testing.T) {
	name := "logs/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/111122223333_elasticloadbalancing_eu-west-1_legacy-shop_20260304T0915Z_203.0.113.9_5rzm2j1x.log"
	r := accesslogtest.Read(t, Format, name, accesslogtest.Record(t, "testdata/plain.log", 0))
	r.Events[0].Check(t, r.Events[0].Times, "elb=legacy-shop", "account=111122223333", "region=eu-west-1")
}

func TestReject(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/plain.log", 0)
	swap := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	accesslogtest.Reject(t, Format, good, [][2]string{
		{"no log", "2 columns, where at least 12 belong"},
		{strings.Join(strings.Fields(good)[:10], " "), "10 columns"},
		{swap("2026-03-04T", "2026-00-04T"), "is not a time"},
		{swap("2026-03-04T09:15:02.482913Z", "-"), "no time"},
		{swap("198.51.100.24:51322", "198.51.100.24:x"), "client:port"},
		{swap("10.0.3.17:80", "10.0.3.17-80"), "backend:port"},
		{swap("0.000041", "41us"), `request_processing_time "41us" is not a number`},
		{swap(" 200 200 ", " OK 200 "), `elb_status_code "OK" is not an integer`},
		{swap(" 2771 ", " 2,7k "), "sent_bytes"},
		{swap("legacy-shop ", ""), "is not an address and a port"},
		{swap(`HTTP/1.1"`, `HTTP/1.1`), "14 columns, where 12 or 15 belong"},
		{swap(`curl/8.5.0"`, `curl/8.5.0`), "does not end"},
	})
}

func TestAllocations(t *testing.T) {
	accesslogtest.Allocations(t, Format, accesslogtest.Record(t, "testdata/plain.log", 0))
}

func FuzzRead(f *testing.F) { accesslogtest.Fuzz(f, Format, "testdata/plain.log", "testdata/old.log") }

func BenchmarkRead(b *testing.B) { accesslogtest.Speed(b, Format, "testdata/plain.log") }
