package alb

import (
	"strings"
	"testing"

	"hamari/parsers/accesslog/accesslogtest"
)

const folder = "AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/"

func TestPlain(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/plain.log")
	if len(r.Events) != 8 || len(r.Notes) > 0 {
		t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02.267Z/2026-03-04T09:15:02.482913Z",
		"type=https", "elb=app/shop/0a1b2c3d4e5f6071", "client_ip=198.51.100.24", "client_port=51322",
		"target=10.0.3.17:8443", "target_ip=10.0.3.17", "target_port=8443", "request_processing_time=0.001",
		"target_processing_time=0.214", "response_processing_time=0.000", "elb_status_code=502", "target_status_code=502",
		"received_bytes=431", "sent_bytes=277", "request=GET https://shop.example.com:443/cart?id=7 HTTP/2.0",
		"request_verb=GET", "request_url=https://shop.example.com:443/cart?id=7", "request_proto=HTTP/2.0",
		`user_agent=Mozilla/5.0 (X11; Linux) \x22q\x22`, "ssl_protocol=TLSv1.3",
		"target_group_arn=arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/cart/9f8e7d6c5b4a3920",
		"trace_id=Root=1-69a7f4d6-1b2c3d4e5f60718293a4b5c6", "matched_rule_priority=3", "actions_executed=forward",
		"redirect_url=", "error_reason=", "target:port_list=10.0.3.17:8443", "target_status_code_list=502",
		"classification=", "conn_trace_id=", "account=111122223333", "region=eu-west-1")
	r.Events[1].Check(t, r.Events[0].Times, "conn_trace_id=TID_9c1f0a7be4d24f0fb1e0f4f1c0b2a3d4")
	r.Events[2].Check(t, r.Events[0].Times, "transformed_host=shop.internal", "transformed_uri=/basket?id=7",
		"request_transform_status=TransformSuccess", "ip_address=")
	r.Events[3].Check(t, r.Events[0].Times, "request_transform_status=", "ip_address=203.0.113.9")
	r.Events[4].Check(t, "2026-03-04T09:15:03.099Z/2026-03-04T09:15:03.1Z", "target=", "target_processing_time=-1",
		"elb_status_code=503", "target_status_code=", "target:port_list=")
	// A request that was not understood.
	r.Events[5].Check(t, "2026-03-04T09:15:03.999Z/2026-03-04T09:15:04.000001Z",
		"request=- http://203.0.113.9:80- ", "request_verb=", "request_url=", "user_agent=", "matched_rule_priority=", "account=")
	r.Events[6].Check(t, "2026-03-04T09:15:05.469Z/2026-03-04T09:15:05.5Z", "client_ip=2001:db8:85a3::8a2e:370:7334",
		"client_port=50599", "request_url=https://shop.example.com:443/a b", `user_agent=agent \"x\" y`,
		"chosen_cert_arn=session-reused", "error_reason=LambdaUnhandled", "classification=Ambiguous",
		"classification_reason=UndefinedTransferEncodingSemantics")
	r.Events[7].Check(t, "2026-03-04T09:15:06Z/2026-03-04T09:15:06Z", "redirect_url=https://shop.example.com:443/", "target_group_arn=")
}

func TestOld(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/old.log")
	if len(r.Events) != 4 {
		t.Fatalf("%d events", len(r.Events))
	}
	// Without request_creation_time, the request began when its processing did.
	r.Events[0].Check(t, "2016-08-10T23:39:43.064466Z/2016-08-10T23:39:43.065466Z", "trace_id=", "region=eu-west-1")
	r.Events[1].Check(t, r.Events[0].Times, "trace_id=Root=1-57abbcdf-23a8c76965a2ef7629b185e3", "domain_name=")
	r.Events[3].Check(t, "2016-08-10T23:39:43.064Z/2016-08-10T23:39:43.065466Z", "actions_executed=forward", "error_reason=")
}

func TestVended(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/vended.json")
	if len(r.Events) != 2 {
		t.Fatalf("%d events", len(r.Events))
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02.267Z/2026-03-04T09:15:02.482913Z", "client_ip=198.51.100.24", "target=10.0.3.17:8443",
		"elb_status_code=502", "target_processing_time=0.214", `request=GET https://shop.example.com:443/cart?id="7" HTTP/2.0`,
		"request_verb=GET", "error_reason=", "redirect_url=", "ip_address=203.0.113.9", "account=111122223333")
	r.Events[1].Check(t, "2026-03-04T09:15:03.1Z/2026-03-04T09:15:03.1Z", "client_ip=198.51.100.25", "client_port=40000",
		"elb_status_code=503", "target_status_code=")

	r = accesslogtest.File(t, Format, "testdata/vended-w3c.log")
	if len(r.Events) != 2 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "future_column") {
		t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02.482913Z/2026-03-04T09:15:02.482913Z", "elb_status_code=502", "target_status_code=",
		"request_verb=GET", "client_port=51322")
	r.Events[1].Check(t, "2026-03-04T09:15:04.5Z/2026-03-04T09:15:04.5Z", "elb_status_code=504", "request_url=https://shop.example.com:443/a b")

	r = accesslogtest.File(t, Format, "testdata/vended-few.json")
	if len(r.Events) != 2 {
		t.Fatalf("%d events", len(r.Events))
	}
	r.Events[1].Check(t, "2026-03-04T09:15:03.482913Z/2026-03-04T09:15:03.482913Z", "elb=app/shop/0a1b2c3d4e5f6071", "elb_status_code=")
}

// TestFileName holds that the name of the file tells what the record leaves out.
func TestFileName(t *testing.T) {
	line := accesslogtest.Record(t, "testdata/plain.log", 5)
	name := folder + "111122223333_elasticloadbalancing_eu-west-1_app.shop.0a1b2c3d4e5f6071_20260304T0915Z_203.0.113.9_5rzm2j1x.log"
	r := accesslogtest.Read(t, Format, name, line)
	r.Events[0].Check(t, r.Events[0].Times, "account=111122223333", "region=eu-west-1")
}

func TestReject(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/plain.log", 0)
	swap := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %q in %s", old, good)
		}
		return strings.Replace(good, old, with, 1)
	}
	accesslogtest.Reject(t, Format, good, [][2]string{
		{"no log", "2 columns, where at least 17 belong"},
		{strings.Join(strings.Fields(good)[:12], " "), "12 columns"},
		{swap(" 502 502 ", " 5x2 502 "), `elb_status_code "5x2" is not an integer`},
		{swap(" 0.214 ", " 0,214 "), `target_processing_time "0,214" is not a number`},
		{swap("2026-03-04T09:15:02.482913Z", "2026-02-30T09:15:02.482913Z"), `time "2026-02-30T09:15:02.482913Z" is not a time`},
		{swap("2026-03-04T09:15:02.267000Z", "yesterday"), `request_creation_time "yesterday" is not a time`},
		{swap("198.51.100.24:51322", "198.51.100.24:99999"), `client:port "198.51.100.24:99999" is not an address and a port`},
		{swap("10.0.3.17:8443", "web-3:8443"), `target:port "web-3:8443"`},
		{swap("198.51.100.24:51322 ", ""), "is not an address and a port"},
		{swap(` "Root=`, ` "Root `) + ` "open`, "a quoted column does not end"},
		{strings.NewReplacer("2026-03-04T09:15:02.482913Z", "-", "2026-03-04T09:15:02.267000Z", "-").Replace(good), "no time"},
		{strings.Repeat("x", 200<<10), "is no record"},
	})
}

// TestTruncated holds that a last line which breaks off is no record of an older form.
func TestTruncated(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/plain.log", 0)
	for _, cut := range []string{` "Root=1-69a7f4d6`, ` "forward"`, " TLSv1.3"} {
		half := good[:strings.Index(good, cut)+len(cut)]
		r := accesslogtest.Read(t, Format, "m", good+"\n"+half)
		if len(r.Events) != 1 || len(r.Rejects) != 1 || !strings.Contains(r.Rejects[0].Error(), "ends within") {
			t.Errorf("cut behind %s: %d events, rejects %v", cut, len(r.Events), r.Rejects)
		}
	}
	if r := accesslogtest.Read(t, Format, "m", good+"\n"+good); len(r.Events) != 2 {
		t.Errorf("whole last line: %v", r.Rejects)
	}
}

func TestAllocations(t *testing.T) {
	accesslogtest.Allocations(t, Format, accesslogtest.Record(t, "testdata/plain.log", 3))
}

func FuzzRead(f *testing.F) {
	accesslogtest.Fuzz(f, Format, "testdata/plain.log", "testdata/old.log", "testdata/vended.json", "testdata/vended-w3c.log")
}

func BenchmarkRead(b *testing.B) {
	for _, path := range []string{"testdata/plain.log", "testdata/vended.json"} {
		b.Run(path, func(b *testing.B) { accesslogtest.Speed(b, Format, path) })
	}
}
