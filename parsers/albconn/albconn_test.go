package albconn

import (
	"strings"
	"testing"

	"hamari/parsers/accesslog/accesslogtest"
)

const fileName = "AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/" +
	"conn_log.111122223333_elasticloadbalancing_eu-west-1_app.shop.0a1b2c3d4e5f6071_20260304T0915Z_203.0.113.9_5rzm2j1x.log"

func TestPlain(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/plain.log")
	if len(r.Events) != 5 || len(r.Notes) > 0 {
		t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02.092226Z/2026-03-04T09:15:02.104226Z", "client_ip=198.51.100.24", "client_port=51322",
		"listener_port=443", "tls_protocol=TLSv1.3", "tls_cipher=TLS_AES_128_GCM_SHA256", "tls_handshake_latency=0.012",
		"leaf_client_cert_subject=CN=till-7.example.com,O=Example Ltd", "leaf_client_cert_serial_number=5F0E1D2C3B4A",
		"leaf_client_cert_validity=NotBefore=2025-01-02T03:04:05Z;NotAfter=2026-01-02T03:04:05Z",
		"leaf_client_cert_not_before=2025-01-02T03:04:05Z", "leaf_client_cert_not_after=2026-01-02T03:04:05Z",
		"tls_verify_status=Failed:ClientCertExpired", "conn_trace_id=", "elb=", "account=")
	r.Events[1].Check(t, r.Events[0].Times, "conn_trace_id=TID_9c1f0a7be4d24f0fb1e0f4f1c0b2a3d4", "tls_keyexchange=")
	r.Events[2].Check(t, r.Events[0].Times, "tls_keyexchange=X25519MLKEM768")
	r.Events[3].Check(t, "2026-03-04T09:15:03Z/2026-03-04T09:15:03Z", "client_ip=2001:db8::7", "listener_port=80", "tls_protocol=",
		"leaf_client_cert_subject=", "leaf_client_cert_not_after=", "conn_trace_id=TID_00000000000000000000000000000001")
}

// TestFileName holds that the load balancer, which no line names, comes from the name of the file.
func TestFileName(t *testing.T) {
	r := accesslogtest.Read(t, Format, fileName, accesslogtest.Record(t, "testdata/plain.log", 0))
	r.Events[0].Check(t, r.Events[0].Times, "elb=app/shop/0a1b2c3d4e5f6071", "account=111122223333", "region=eu-west-1")
}

func TestVended(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/vended.json")
	r.Events[0].Check(t, "2026-03-04T09:15:02.092226Z/2026-03-04T09:15:02.104226Z", "elb=app/shop/0a1b2c3d4e5f6071",
		"client_port=51322", "listener_port=443", "tls_verify_status=Success", "tls_keyexchange=X25519", "leaf_client_cert_subject=")
}

func TestReject(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/plain.log", 1)
	swap := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	accesslogtest.Reject(t, Format, good, [][2]string{
		{"no log", "2 columns, where at least 11 belong"},
		{strings.Join(strings.Fields(good)[:8], " "), "does not end"},
		{strings.Join(strings.Fields(good)[:7], " "), "7 columns"},
		{swap("2026-03-04T", "2026-13-04T"), "is not a time"},
		{swap("2026-03-04T09:15:02.104226Z", "-"), "no time"},
		{swap("198.51.100.24", "till-7"), `client_ip "till-7" is not an address`},
		{swap("51322", "many"), `client_port "many" is not an integer`},
		{swap(" 443 ", " https "), `listener_port "https" is not an integer`},
		{swap("0.012", "12ms"), `tls_handshake_latency "12ms" is not a number`},
		{swap("51322 ", ""), "is not"},
		{swap(`Ltd"`, `Ltd`), "a quoted column does not end"},
	})
}

func TestAllocations(t *testing.T) {
	accesslogtest.Allocations(t, Format, accesslogtest.Record(t, "testdata/plain.log", 1))
}

func FuzzRead(f *testing.F) {
	accesslogtest.Fuzz(f, Format, "testdata/plain.log", "testdata/vended.json")
}

func BenchmarkRead(b *testing.B) { accesslogtest.Speed(b, Format, "testdata/plain.log") }
