package nlb

import (
	"strings"
	"testing"

	"hamari/parsers/accesslog/accesslogtest"
)

func TestPlain(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/plain.log")
	if len(r.Events) != 4 || len(r.Notes) > 0 {
		t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
	}
	r.Events[0].Check(t, "2026-03-04T09:14:58Z/2026-03-04T09:15:02Z", "type=tls", "version=2.0", "elb=net/mail/0a1b2c3d4e5f6071",
		"listener=9f8e7d6c5b4a3920", "client_ip=198.51.100.24", "client_port=51322", "destination_ip=10.0.3.17",
		"destination_port=993", "connection_time=4211", "tls_handshake_time=18", "received_bytes=981", "sent_bytes=2466",
		"incoming_tls_alert=", "chosen_cert_serial=", "tls_cipher=ECDHE-RSA-AES128-SHA", "tls_protocol_version=tlsv12",
		"tls_named_group=", "domain_name=mail.example.com", "alpn_client_preference_list=", "account=111122223333", "region=eu-west-1")
	r.Events[1].Check(t, "2026-03-04T09:14:57Z/2026-03-04T09:15:02Z", "alpn_fe_protocol=h2", "alpn_be_protocol=h2",
		`alpn_client_preference_list=h2","http/1.1`)
	// A record of version 1.0: the connection began as long before its end as it lasted.
	r.Events[2].Check(t, "2026-03-04T09:14:57.789Z/2026-03-04T09:15:02Z", "version=1.0", "domain_name=")
	r.Events[3].Check(t, "2026-03-04T09:15:05Z/2026-03-04T09:15:05Z", "client_ip=2001:db8::7", "client_port=40000",
		"destination_ip=2001:db8:1::1", "tls_handshake_time=", "incoming_tls_alert=40", "chosen_cert_arn=", "account=")
}

func TestFileName(t *testing.T) {
	name := "111122223333_elasticloadbalancing_us-gov-west-1_net.mail.0a1b2c3d4e5f6071_20260304T0915Z_5rzm2j1x.log"
	r := accesslogtest.Read(t, Format, name, accesslogtest.Record(t, "testdata/plain.log", 3))
	r.Events[0].Check(t, r.Events[0].Times, "account=111122223333", "region=us-gov-west-1")
}

func TestVended(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/vended.json")
	r.Events[0].Check(t, "2026-03-04T09:14:58Z/2026-03-04T09:15:02Z", "client_ip=198.51.100.24", "destination_port=993",
		"connection_time=4211", "tls_handshake_time=", "incoming_tls_alert=46", "tls_named_group=x25519", "tls_protocol_version=tlsv13")
}

func TestReject(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/plain.log", 0)
	swap := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	accesslogtest.Reject(t, Format, good, [][2]string{
		{"tls", "1 columns, where at least 16 belong"},
		{strings.Join(strings.Fields(good)[:11], " "), "11 columns"},
		{swap("2026-03-04T09:15:02", "2026-03-04T25:15:02"), "is not a time"},
		{swap("2026-03-04T09:14:58", "2026/03/04"), "tls_connection_creation_time"},
		{strings.NewReplacer("2026-03-04T09:15:02", "-", "2026-03-04T09:14:58", "-").Replace(good), "no time"},
		{swap("198.51.100.24:51322", "198.51.100.24:"), "client:port"},
		{swap("10.0.3.17:993", "10.0.3.17:imaps"), "destination:port"},
		{swap("4211", "4.2s"), `connection_time "4.2s" is not an integer`},
		{swap(" 18 ", " fast "), `tls_handshake_time "fast" is not an integer`},
		{swap(" 981 ", " 98one "), "received_bytes"},
		{swap("9f8e7d6c5b4a3920 ", ""), "is not an address and a port"},
		{good + ` "h2`, "a quoted column does not end"},
	})
}

func TestAllocations(t *testing.T) {
	accesslogtest.Allocations(t, Format, accesslogtest.Record(t, "testdata/plain.log", 0))
}

func FuzzRead(f *testing.F) {
	accesslogtest.Fuzz(f, Format, "testdata/plain.log", "testdata/vended.json")
}

func BenchmarkRead(b *testing.B) { accesslogtest.Speed(b, Format, "testdata/plain.log") }
