package s3access

import (
	"strings"
	"testing"

	"hamari/parsers"
	"hamari/parsers/accesslog/accesslogtest"
)

func TestPlain(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/plain.log")
	if len(r.Events) != 5 || len(r.Notes) != 1 {
		t.Fatalf("%d events, notes %q", len(r.Events), r.Notes)
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02Z/2026-03-04T09:15:02.014Z", "bucket=shop-media", "time=04/Mar/2026:09:15:02 +0000",
		"remote_ip=198.51.100.24", "requester=arn:aws:sts::111122223333:assumed-role/Web/i-0a1b2c3d4e5f60718",
		"request_id=5N2EXAMPLE7K1Q9Z", "operation=REST.GET.OBJECT", "key=img/cart.png", "request_uri=GET /img/cart.png HTTP/1.1",
		"http_status=403", "error_code=AccessDenied", "bytes_sent=243", "object_size=", "total_time=14", "turn_around_time=",
		"referer=", "user_agent=aws-sdk-go/1.44", "version_id=", "signature_version=SigV4", "authentication_type=AuthHeader",
		"host_header=shop-media.s3.eu-west-1.amazonaws.com", "tls_version=TLSv1.3", "acl_required=", "source_region=eu-west-1",
		"region=eu-west-1", "account=")
	r.Events[1].Check(t, r.Events[0].Times, "access_point_arn=arn:aws:s3:eu-west-1:111122223333:accesspoint/media",
		"acl_required=Yes", "source_region=us-east-1", "user_agent=aws-sdk-go/1.44")
	r.Events[2].Check(t, "2026-03-04T09:15:03Z/2026-03-04T09:15:03Z", "remote_ip=", "requester=", "operation=S3.EXPIRE.OBJECT",
		"key=old%2520file.txt", "request_uri=", "http_status=", "object_size=17", "user_agent=")
	r.Events[3].Check(t, "2026-03-04T09:15:04Z/2026-03-04T09:15:04.041Z", "remote_ip=2001:db8::7", `request_uri=GET /?q="a" b HTTP/1.1`,
		"http_status=200", `referer=http://x.example/"a" b`, `user_agent=Mozilla "quoted" end`, "version_id=", "host_id=9vK=", "region=eu-west-1")
	r.Events[4].Check(t, "2026-03-04T09:15:05Z/2026-03-04T09:15:05Z", "operation=BATCH.DELETE.OBJECT", "object_size=12",
		`user_agent="quoted" agent`, "signature_version=SigV4", "cipher_suite=", "region=")
}

func TestOld(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/old.log")
	if len(r.Events) != 3 {
		t.Fatalf("%d events", len(r.Events))
	}
	r.Events[0].Check(t, "2026-03-04T09:15:02Z/2026-03-04T09:15:02.014Z", "user_agent=aws-sdk-go/1.44", "version_id=", "host_id=")
	r.Events[2].Check(t, r.Events[0].Times, "tls_version=TLSv1.3", "source_region=")
}

func TestVended(t *testing.T) {
	r := accesslogtest.File(t, Format, "testdata/vended.json")
	r.Events[0].Check(t, "2026-03-04T09:15:02.125Z/2026-03-04T09:15:02.139Z", "schema_version_id=V_1_0", "bucket=shop-media",
		"bucket_arn=arn:aws:s3:::shop-media", "key=img/cart.png", "http_status=403", "error_code=AccessDenied", "object_size=",
		"referer=", "region=eu-west-1")
}

func TestFileName(t *testing.T) {
	name := "logs/111122223333/eu-west-1/shop-media/2026/03/04/2026-03-04-09-15-02-0123456789ABCDEF"
	r := accesslogtest.Read(t, Format, name, accesslogtest.Record(t, "testdata/plain.log", 4))
	r.Events[0].Check(t, r.Events[0].Times, "account=111122223333", "region=eu-west-1")
	for name, want := range map[string]parsers.Confidence{
		name: parsers.ByName, "logs/2026-03-04-09-15-02-0123456789ABCDEF": parsers.ByName, "logs/2026-03-04-09-15-02.log": parsers.No,
	} {
		if got := Format.Detect(&parsers.Header{Name: name, Complete: true}); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestRegionOf(t *testing.T) {
	for endpoint, want := range map[string]string{
		"shop.s3.eu-west-1.amazonaws.com":               "eu-west-1",
		"s3.eu-west-1.amazonaws.com":                    "eu-west-1",
		"s3-ap-northeast-1.amazonaws.com":               "ap-northeast-1",
		"shop.s3.dualstack.us-gov-west-1.amazonaws.com": "us-gov-west-1",
		"shop.s3.cn-north-1.amazonaws.com.cn":           "cn-north-1",
		"shop.s3-website-eu-west-1.amazonaws.com":       "eu-west-1",
		"shop.s3.amazonaws.com":                         "",
		"s3.amazonaws.com":                              "",
		".amazonaws.com":                                "",
		"shop.example.com":                              "",
		"":                                              "",
	} {
		if got := string(regionOf([]byte(endpoint))); got != want {
			t.Errorf("%s: %q, want %q", endpoint, got, want)
		}
	}
}

func TestReject(t *testing.T) {
	good := accesslogtest.Record(t, "testdata/plain.log", 0)
	swap := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	accesslogtest.Reject(t, Format, good, [][2]string{
		{"no log", "2 columns, where at least 17 belong"},
		{strings.Join(strings.Fields(good)[:9], " "), "columns"},
		{swap("04/Mar/2026", "04/Mrz/2026"), `time "04/Mrz/2026:09:15:02 +0000" is not a time`},
		{swap("04/Mar", "31/Feb"), "is not a time"},
		{swap("[04/Mar/2026:09:15:02 +0000]", "[04/Mar/2026:09:15:02"), "does not end"},
		{swap("[04/Mar/2026:09:15:02 +0000]", "-"), "no time"},
		{swap("198.51.100.24", "somewhere"), `remote_ip "somewhere" is not an address`},
		{swap(" 403 ", " 40x "), "is not"},
		{swap(" 243 ", " lots "), `bytes_sent "lots" is not an integer`},
		{swap(" 14 ", " 14ms "), `total_time "14ms" is not an integer`},
		{swap(`HTTP/1.1"`, "HTTP/1.1"), "is not"},
		{swap("shop-media ", ""), "is not"},
	})
}

func TestAllocations(t *testing.T) {
	accesslogtest.Allocations(t, Format, accesslogtest.Record(t, "testdata/plain.log", 0))
}

func FuzzRead(f *testing.F) {
	accesslogtest.Fuzz(f, Format, "testdata/plain.log", "testdata/old.log", "testdata/vended.json")
}

func BenchmarkRead(b *testing.B) {
	for _, path := range []string{"testdata/plain.log", "testdata/vended.json"} {
		b.Run(path, func(b *testing.B) { accesslogtest.Speed(b, Format, path) })
	}
}
