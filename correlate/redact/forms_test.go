package redact

import (
	"encoding/base64"
	"net"
	"net/netip"
	"strings"
	"testing"
)

// Originals that only what stands beside them, or around them, gives away.
func TestTextByContext(t *testing.T) {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	cf := strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(b64(`{"Statement":[{"Resource":"http://d111.cloudfront.net/?a???>>>","Condition":{"IpAddress":{"AWS:SourceIp":"203.0.113.77/32"}}}]}`))
	archive := base64.StdEncoding.EncodeToString(noise(300))
	wrapped := archive[:76] + "\n" + archive[76:152] + "\n" + archive[152:228] + "\n" + archive[228:304] + "\n" + archive[304:]
	hashes := strings.Repeat("da39a3ee5e6b4b0d3255bfef95601890afd80709\n", 4)
	for _, tt := range []struct {
		text       string
		gone, stay []string
	}{
		{"an attachment:\n" + wrapped + "\nthe end", []string{wrapped[:76], wrapped[80:150], wrapped[240:300]}, []string{"an attachment:\n", "\nthe end"}},
		{`{"a":"{\"userName\":\"bob77\",\"m\":\"x\\nbob77\\r\\n203.0.113.77\\t` + b64("arn:aws:iam::111122223333:user/ana77") + `\"}","b":"C:\\new ana77 C:\\tbob77"} ana77`, []string{"bob77", "203.0.113.77", "ana77", b64("arn:aws:iam::111122223333:user/ana77")}, []string{`x\\n`, `\\r\\n`, `\\t`, `C:\\new`}},
		{`{"a":"x\n` + b64("arn:aws:iam::111122223333:user/ana77") + `"} ana77`, []string{"ana77", b64("arn:aws:iam::111122223333:user/ana77")}, []string{`"x\n`}},
		{hashes, nil, []string{hashes}},
		{b64(string(deflated([]byte("ana@corp.example.com at 203.0.113.77")))), []string{b64(string(deflated([]byte("ana@corp.example.com at 203.0.113.77"))))}, nil},
		{"Mar  4 10:00:00 ERROR main: ERROR again, 2026-03-04T02:00:00Z WARN prog[7]: WARN again; Last login: Mon", nil, []string{"ERROR again", "WARN again", "Last login"}},
		{"2026-03-04T02:00:00.123456+00:00 web77 kernel: x web77, m5.large", []string{"web77"}, []string{"m5.large"}},
		{`{"DomainName":"logs","InstanceType":"m5.large.search","x":"logs"} http://jenkins/ jenkins`, []string{"http://jenkins"}, []string{`"logs"`, "m5.large.search", "/ jenkins"}},
		{`{"MacAddress": "02:29:96:8f:6a:2d"} mac 02-29-96-8F-6A-2D /macs/02:29:96:8f:6a:2d/ enx0229968f6a2d`, []string{"29:96:8f", "96-8F-6A", "29968f6a2d"}, []string{`{"MacAddress": "`, "/macs/"}},
		{`fe80::29:96ff:fe8f:6a2d%eth0 and fe80::1`, []string{"96ff:fe8f"}, []string{"fe80::1", "%eth0"}},
		{`at 02:12:00 26-03-04-10-11-12 fp SHA1 AB:CD:EF:01:23:45:67:89:AB:CD`, nil, []string{"02:12:00", "26-03-04-10-11-12", "AB:CD:EF:01:23:45:67:89:AB:CD"}},
		{`MAC=02:29:96:8f:6a:2d:02:aa:bb:cc:dd:ee:08:00 SRC=203.0.113.7`, []string{"29:96:8f", "aa:bb:cc"}, []string{":08:00 SRC"}},
		{"Content-Transfer-Encoding: quoted-printable\n\nmail petra=40geheim.example.com, petra=2Emue=40geheim.example.com; arn:aws:iam::7351928=\n46013:user/petra.geh=\neim\n\nby petra.geheim\n", []string{"petra", "geheim", "735192846013", "7351928"}, []string{"mail "}},
		{"x petra=40geheim.example.com y", []string{"petra", "geheim"}, nil},
		{"From: =?utf-8?Q?petra=2Egeheim=40corp.example.com?=", []string{"geheim", "corp.example"}, nil},
		{"From: =?utf-8?B?" + b64("petra.geheim@corp.example.com") + "?=", []string{b64("petra.geheim@corp.example.com")[:20]}, nil},
		{`{"Parameters":[{"Name":"/prod/db/host","Type":"SecureString","Value":"hunter77","Version":1}]}`, []string{"hunter77"}, []string{`/prod/db/host`, `"Version":1`}},
		{`{"name":"DB_PASSWORD","value":"hunter77"},{"name":"TZ","value":"UTC"}`, []string{"hunter77"}, []string{`"TZ","value":"UTC"`}},
		{`{"value":"hunter77","name":"DB_PASSWORD"},{"value":"UTC","name":"TZ"}`, []string{"hunter77"}, []string{`{"value":"UTC","name":"TZ"`}},
		{`{"ParameterKey": "DBPassword", "ParameterValue": "hunter77"}`, []string{"hunter77"}, nil},
		{`{"Key": "ApiToken", "Value": "hunter77"}`, []string{"hunter77"}, nil},
		{"- Name: DB_PASSWORD\n  Value: hunter77\n- Name: TZ\n  Value: UTC\n", []string{"hunter77"}, []string{"UTC"}},
		{"{'Name': 'DB_PASSWORD', 'Value': 'hunter77'}", []string{"hunter77"}, nil},
		{`{"inner":"{\"name\":\"DB_PASSWORD\",\"value\":\"hunter77\"}"}`, []string{"hunter77"}, []string{`\"}"}`}},
		{`{"bucketName":"logs-735192846013-x"}`, []string{"735192846013"}, []string{"logs-", "-x"}},
		{`arn:aws:s3:::cfg-735192846013/AWSLogs`, []string{"735192846013"}, nil},
		{`s3://cfg.735192846013.x/AWSLogs`, []string{"735192846013"}, nil},
		{`https://cfg-735192846013.s3.eu-central-1.amazonaws.com/AWSLogs`, []string{"735192846013"}, nil},
		{`cdk-hnb659fds-assets-735192846013-eu-central-1 x`, []string{"735192846013"}, nil},
		{`elasticbeanstalk-eu-west-1-735192846013 x`, []string{"735192846013"}, nil},
		{`account: 735192846013 bucket logs735192846013 735192846013logs`, []string{"735192846013"}, nil},
		{`{"bucketName":"logs-202603041015-x"} 202603041015`, nil, []string{"202603041015"}},
		{"<34>Mar  4 10:00:00 web77 kernel: [    0.0] x\nweb77 again", []string{"web77"}, nil},
		{`{"message":"Mar  4 10:00:00 web77 sshd[123]: x"} web77`, []string{"web77"}, nil},
		{"Mar  4 10:00:00 web77 kernel: [    0.0] x\nweb77 again", []string{"web77"}, nil},
		{"Amazon Linux 2\nKernel 5.10\n\nweb77 login: \n", []string{"web77"}, nil},
		{`{"Output":"Kernel 5.10\r\n\r\nweb77 login: [ 12.0] x"} web77`, []string{"web77"}, nil},
		{"https://shop.firma.xyz/path and wss://a.firma.agency:443", []string{"firma"}, []string{"/path", ":443"}},
		{`{"Field":"host-header","Values":["shop.firma.xyz","*.firma.photos"]}`, []string{"firma"}, nil},
		{`{"Name":"shop.firma.xyz.","Type":"A"}`, []string{"firma"}, nil},
		{`{"DomainName":"shop.firma.photos","SubjectAlternativeNames":["shop.firma.photos","b.firma2.photos"]}`, []string{"firma"}, nil},
		{"https://d111.cloudfront.net/x?Policy=" + cf + "&Signature=abc~d__&Key-Pair-Id=APKAEIBAERJR2EXAMPLE", []string{"abc~d", "IBAERJR2", cf[100:140]}, nil},
		{"SAMLRequest=fZFfa8IwFMXfBb9DyXvaJtZ1BqsURRC2Mabbw95ivc5Am3TJrXPffmmLY3%2F", []string{"fZFfa8Iw"}, nil},
		{"?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1141889120&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D", []string{"IOSFODNN7", "vjbyPx"}, []string{"1141889120"}},
		{"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20130721/us-east-1/s3/aws4_request&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F&X-Amz-SignedHeaders=host&X-Amz-Signature=0123abcd", []string{"IOSFODNN7", "IQoJb3", "0123abcd"}, []string{"us-east-1"}},
		{"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130721/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0123abcd", []string{"IOSFODNN7", "0123abcd"}, nil},
		{"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDJ petra@laptop", []string{"petra@laptop"}, nil},
	} {
		got := redactorOf(tt.text).Text(tt.text)
		for _, form := range forms(t, got) {
			for _, gone := range tt.gone {
				if strings.Contains(form, gone) {
					t.Errorf("%q is left in\n   %q of\n   %q", gone, form, tt.text)
				}
			}
		}
		for _, stay := range tt.stay {
			if !strings.Contains(got, stay) {
				t.Errorf("%q is not left in %q", stay, got)
			}
		}
	}
}

// noise is bytes in which nothing can be read.
func noise(n int) []byte {
	out := make([]byte, n)
	x := uint32(2463534242)
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x) | 0x80
	}
	return out
}

// A mail keeps its lines, the escapes of what is not replaced, and parts in other encodings; each line of quoted-printable still is.
func TestMail(t *testing.T) {
	const text = "From: x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe, caf=E9=20\r\nby arn:aws:iam::111122=\r\n223333:user/ana=\r\n77 =3D =E2=82=AC\r\n" +
		"--=20\r\nana=37=37 again\r\n--b1\r\nContent-Transfer-Encoding: 7bit\r\n\r\nkey=41, ana77\r\n"
	for _, pieces := range [][]string{{text}, {text[:60], text[60:]}} {
		c := &Collector{newNames()}
		m := new(mail)
		for _, p := range pieces {
			c.piece(m, []byte(p))
		}
		r := New(testKey(), c.names)
		var got []byte
		m = new(mail)
		for _, p := range pieces {
			got = r.piece(m, got, []byte(p))
		}
		plain := string(fromPrintable(got))
		user, account := r.Text("ana77"), r.Text("111122223333")
		want := strings.NewReplacer("ana77", user, "111122223333", account).Replace(string(fromPrintable([]byte(text))))
		if plain != want {
			t.Errorf("%q became\n%q, not\n%q", text, plain, want)
		}
		if n := strings.Count(string(got), "\r\n"); n != strings.Count(text, "\r\n") || strings.Count(string(got), "\n") != n {
			t.Errorf("other lines: %q", got)
		}
		if !strings.Contains(string(got), "caf=E9=20\r\n") || !strings.Contains(string(got), "key=41, ") {
			t.Errorf("what holds nothing has changed: %q", got)
		}
	}
}

// The address of a network interface has one pseudonym, however it is written; those of groups stay.
func TestHardware(t *testing.T) {
	r := redactorOf("")
	to := r.Text("02:29:96:8f:6a:2d")
	if a, err := net.ParseMAC(to); err != nil || a[0] != 2 || to == "02:29:96:8f:6a:2d" {
		t.Fatalf("%q is no address of this kind: %v", to, err)
	}
	pairs := strings.ReplaceAll(to, ":", "")
	for text, want := range map[string]string{
		"02-29-96-8F-6A-2D":                   strings.ToUpper(strings.ReplaceAll(to, ":", "-")),
		"addr:02:29:96:8F:6A:2D.":             "addr:" + strings.ToUpper(to) + ".",
		"enx0229968f6a2d":                     "enx" + pairs,
		"02%3A29%3A96%3A8f%3A6a%3A2d":         to, // a colon may stand in a URL
		"fe80::29:96ff:fe8f:6a2d":             netip.MustParseAddr("fe80::" + pairs[2:4] + ":" + pairs[4:6] + "ff:fe" + pairs[6:8] + ":" + pairs[8:]).String(),
		"ff:ff:ff:ff:ff:ff 00:00:00:00:00:00": "ff:ff:ff:ff:ff:ff 00:00:00:00:00:00",
		"33:33:00:00:00:01 01:00:5e:00:00:fb": "33:33:00:00:00:01 01:00:5e:00:00:fb",
		"AB:CD:EF:01:23:45:67":                "AB:CD:EF:01:23:45:67",
	} {
		if got := r.Text(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

// What a mail says in base64 is replaced there and everywhere else, where a name goes over the end of a line, too.
func TestPackedMail(t *testing.T) {
	const text = "Hi,\n\nAn error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:iam::735192846013:user/petra.geheim is not authorized\n\nGr\u00fc\u00dfe, petra@geheim.example.com\n"
	for _, mark := range []string{"\n", "\r\n", "\n> ", "\r\n> ", "\n>"} {
		for shift := range 60 { // so that each name stands at the end of a line once
			plain := strings.Repeat("x", shift) + " " + text
			packed := base64.StdEncoding.EncodeToString([]byte(plain))
			mail := "From: x" + mark + "Content-Transfer-Encoding: base64" + mark + mark
			for ; len(packed) > 76; packed = packed[76:] {
				mail += packed[:76] + mark
			}
			got := redactorOf(mail + packed + mark + "--b" + mark + "by petra.geheim").Text(mail + packed + mark + "--b" + mark + "by petra.geheim")
			_, body, _ := strings.Cut(got, mark+mark)
			body, rest, _ := strings.Cut(body, mark+"--b")
			inner, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, mark, ""))
			if err != nil {
				t.Fatalf("%q is no base64: %v", got, err)
			}
			for _, gone := range []string{"petra", "geheim", "735192846013"} {
				if strings.Contains(string(inner), gone) || strings.Contains(rest, gone) {
					t.Fatalf("%q, %d: %s is left in %q, %q", mark, shift, gone, inner, rest)
				}
			}
			if !strings.Contains(string(inner), "An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:iam::") {
				t.Fatalf("%q, %d: it became %q", mark, shift, inner)
			}
		}
	}
}
