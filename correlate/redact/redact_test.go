package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

func testKey() *Key { return &Key{secret: make([]byte, 32), pairs: map[string]string{}} }

// redactorOf gathers from the text alone.
func redactorOf(text string) *Redactor {
	c := &Collector{newNames()}
	c.Text([]byte(text))
	return New(testKey(), c.names)
}

// What may not be passed on is gone, whatever it stands in; what says which service and which resource is meant stays.
func TestText(t *testing.T) {
	for _, tt := range []struct {
		text       string
		gone, stay []string
	}{
		{`arn:aws:iam::111122223333:user/team/ana.lopez and ana.lopez again, account 111122223333`, []string{"111122223333", "ana.lopez"}, []string{"arn:aws:iam::", ":user/team/", " again"}},
		{`arn:aws:sts::111122223333:assumed-role/Operator/jane@corp.example.com`, []string{"jane", "corp.example"}, []string{"assumed-role/role-"}},
		{`{"userIdentity":{"type":"IAMUser","userName":"bob77"},"x":"bob77 did it"}`, []string{"bob77"}, []string{"IAMUser", "did it"}},
		{`{"inner":"{\"userName\":\"bob77\"}"}`, []string{"bob77"}, nil},
		{`{"userName":"J\u00f6rg77","tag":"of J\u00f6rg77"}`, []string{"J\\u00f6rg77", "rg77"}, []string{"of "}},
		{`{"userName":"bob77","escaped":"\u0062ob77"}`, []string{"bob77", `\u0062ob77`}, nil},
		{`{"userName":"bob77","log":"line\nbob77 came"}`, []string{"bob77"}, []string{`line\n`, " came"}},
		{`{"userName":"natalie"} CORP\natalie logged in`, []string{"natalie"}, []string{`CORP\`, " logged in"}},
		{"AKIAIOSFODNN7EXAMPLE and AROAEXAMPLEEXAMPLE123:session77", []string{"IOSFODNN7EXAMPLE", "EXAMPLE123", "session77"}, []string{"AKIA", "AROA"}},
		{"from 203.0.113.7 to 10.1.2.3:443 by ip-10-1-2-3.eu-west-1.compute.internal.", []string{"203.0.113.7", "10.1.2.3", "10-1-2-3"}, []string{":443", "ip-10-", ".eu-west-1.compute.internal."}},
		{"2001:db8::1 and fd00:1:2::3, at 02:12:00", []string{"2001:db8::1", "fd00:1:2::3"}, []string{"02:12:00"}},
		{"mail to First.Last@corp.example.com, see db1.corp.internal", []string{"First.Last", "corp.example.com", "db1.corp"}, nil},
		{"kms.eu-central-1.amazonaws.com cloudtrail.amazonaws.com i-0123456789abcdef0 169.254.169.254 127.0.0.1 0.0.0.0/0", nil,
			[]string{"kms.eu-central-1.amazonaws.com cloudtrail.amazonaws.com i-0123456789abcdef0 169.254.169.254 127.0.0.1 0.0.0.0/0"}},
		{`password=hunter2&x=1 {"sessionToken": "abc/def"} Authorization: Bearer-xyz secretAccessKey='wJalrXUtnFEMI'`, []string{"hunter2", "abc/def", "Bearer-xyz", "wJalrXUtnFEMI"}, []string{"password=", "&x=1"}},
		{"https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260304&X-Amz-Signature=0123abcd", []string{"IOSFODNN7EXAMPLE", "0123abcd"}, []string{"b.s3.amazonaws.com/k"}},
		{"arn:aws:iam::111122223333:user/ana77 " + url.QueryEscape("user=ana77 at 203.0.113.7"), []string{"ana77", "203.0.113.7"}, nil},
		{"arn:aws:iam::111122223333:user/ana77 " + url.QueryEscape(url.QueryEscape("ana77 at 203.0.113.7")), []string{"ana77", "203.0.113.7"}, nil},
		{"arn:aws:iam::111122223333:user/ana77 " + base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\necho ana77 203.0.113.7\n")), []string{"ana77"}, nil},
		{"data " + base64.StdEncoding.EncodeToString(gzipped([]byte(`{"owner":"111122223333","m":"203.0.113.7"} account: 111122223333`))) + " account: 111122223333", []string{"111122223333"}, nil},
		{"Encoded authorization failure message: " + strings.Repeat("Aa1bB2cC3-dD4eE5fF6gG7hH8", 10), []string{"Aa1bB2cC3"}, []string{"message: "}},
		{"arn:aws:iam::111122223333:user/ana77 " + base64.StdEncoding.EncodeToString([]byte("ana77")) + " " + base64.StdEncoding.EncodeToString([]byte("10.1.2.3")), []string{"ana77", "YW5hNzc", "10.1.2.3"}, nil},
		{base64.StdEncoding.EncodeToString([]byte(`{"arn":"arn:aws:iam::111122223333:user/ana77"}`)) + " ana77 111122223333", []string{"ana77", "111122223333"}, nil},
		{url.QueryEscape(`{"AWS":"arn:aws:iam::111122223333:user/ana77"}`) + " ana77 111122223333", []string{"ana77", "111122223333"}, nil},
		{"100% sure: ana%40corp.example.com 100%", []string{"ana%40", "ana@", "corp.example"}, []string{"100% sure", " 100%"}},
		{"powershell -EncodedCommand " + base64.StdEncoding.EncodeToString([]byte(toUTF16([]byte("Connect ana@corp.example.com")))), []string{"ana@corp"}, nil},
		{"binary " + base64.StdEncoding.EncodeToString([]byte("\x00\x01\x02 ana@corp.example.com \x80\x90 and much more that is no text \x00")), []string{"ana@corp"}, nil},
		{"cut " + base64.StdEncoding.EncodeToString(gzipped([]byte(strings.Repeat("ana@corp.example.com ", 99)))[:40]), []string{"ana@corp"}, nil},
		{`{"userName":"\u00dcnal","x":"Ünal was here, 田中さん"} userName: 田中` + "\n" + `{"userName":"田中"}`, []string{"Ünal", "田中"}, []string{"さん"}},
		{`{"userName":"ana.lopez"} ANA.LOPEZ, Ana.Lopez and ana.lopez`, []string{"ANA.LOPEZ", "Ana.Lopez", "ana.lopez"}, nil},
		{`arn:aws:iam::111122223333:user/jo {"userName":"jo"} join jo`, []string{"user/jo ", `"jo"`}, []string{" join"}},
		{"UserName: ana77\nroleName: Operator77\nby ana77 as Operator77", []string{"ana77", "Operator77"}, nil},
		{`{'userName': 'ana77', 'roleName': 'Operator77'} ana77 Operator77`, []string{"ana77", "Operator77"}, nil},
		{`{"MasterUsername":"dbana","ComputerName":"WEB77"} dbana on web77`, []string{"dbana", "WEB77", "web77"}, nil},
		{"Mar  4 02:00:00 buildbox7 amazon-ssm-agent[17]: started\nbuildbox7 again", []string{"buildbox7"}, []string{"amazon-ssm-agent[17]"}},
		{"_ana@corp.example.com and jörg@müller.de; http://www.müller.de/", []string{"ana@", "corp.example", "jörg", "müller"}, nil},
		{"addr:2001:db8::1, host.10.1.2.3, ip-0A010203 IP-10-1-2-3, arn:aws:ec2::snapshot", []string{"2001:db8::1", "10.1.2.3", "0A010203", "10-1-2-3"}, []string{"arn:aws:ec2::snapshot"}},
		{"account 111122223333 is 1111-2222-3333 is 1.11122E+11", []string{"111122223333", "1111-2222", "1.11122"}, []string{"E+11"}},
		{`{"accountIds": ["111122223333","444455556666"], "accountId":"012345678901"} 444455556666 12345678901`, []string{"444455556666", "2345678901"}, nil},
		{"111122223333.dkr.ecr.eu-west-1.amazonaws.com/app", []string{"111122223333"}, []string{".dkr.ecr.eu-west-1.amazonaws.com/app"}},
		{strings.Repeat("7a", 32) + " bucket [06/Mar/2026:00:00:38 +0000] 192.0.2.3 " + strings.Repeat("9b", 32) + " 3E57 sha256 " + strings.Repeat("4c", 32), []string{"7a7a7a", "9b9b9b"}, []string{"4c4c4c"}},
		{`--password hunter2 --master-user-password=hunter3 DB_PASSWORD=hunter4 PGPASSWORD='hunter 5' "dbPassword" : "hunter6"`, []string{"hunter2", "hunter3", "hunter4", "hunter 5", "hunter6"}, []string{"--password ", "DB_PASSWORD="}},
		{`CREATE USER ana IDENTIFIED BY 'hunter2'; ALTER ROLE ana PASSWORD 'hunter3'`, []string{"hunter2", "hunter3"}, []string{"; ALTER ROLE"}},
		{"Authorization: Bearer abc.def\nCookie: a=b1; c=d1\nProxy-Authorization: Basic dXNlcjpwYXNz", []string{"abc.def", "a=b1", "c=d1", "dXNlcjpw"}, []string{"Authorization: ", "\nCookie: "}},
		{`curl -H "Authorization: Bearer abc.def" -H 'X-Api-Key: k77' x`, []string{"abc.def", "k77"}, []string{`" -H '`, "' x"}},
		{"used Bearer abcdef123456 there, and basic information", []string{"abcdef123456"}, []string{"basic information"}},
		{`{"inner":"{\"password\":\"hun\\\"ter2\",\"next\":\"stays\"}","cmd":"echo \"password=hunter3\" x"}`, []string{"ter2", "hunter3"}, []string{`\",\"next\":\"stays\"}"`, `\" x"}`}},
		{"postgres://ana:hunter2@db/x redis://:hunter3@10.0.0.1:6379", []string{"hunter2", "hunter3", "10.0.0.1"}, []string{"@db/x", ":6379"}},
		{"-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabcdefgh\n-----END RSA PRIVATE KEY-----", []string{"MIIEp", "abcdefgh"}, []string{"-----BEGIN RSA PRIVATE KEY-----", "-----END"}},
		{"key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY, path AWSLogs/CloudTrail/Digest/eu-central-1/x", []string{"wJalrXUtnFEMI"}, []string{"AWSLogs/CloudTrail/Digest/eu-central-1/x"}},
		{`{"nextToken":"abc","clientRequestToken":"def","httpTokens":"optional","token":"ghi77"}`, []string{"ghi77"}, []string{`"abc"`, `"def"`, `"optional"`}},
		{"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLTQzLWNoYXJhY3RlcnMtYXMtSFMyNTY end", []string{"eyJhbG", "eyJzdW", "c2lnbm"}, []string{"jwt ", " end"}},
		{"state=" + base64.StdEncoding.EncodeToString([]byte("a long text of which nothing is to be hidden, so that it stays as it is, 2026-03-04 09:15:02, and more")), nil, []string{"state=YSBs"}},
		{"metric 111122223333444 123456789012 1772590200", nil, []string{"metric 111122223333444 123456789012 1772590200"}},
	} {
		got := redactorOf(tt.text).Text(tt.text)
		for _, form := range forms(t, got) {
			for _, gone := range tt.gone {
				if strings.Contains(form, gone) {
					t.Errorf("%q is left in %q of %q", gone, form, tt.text)
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

// Base64 on several lines is opened as a whole, and keeps its lines.
func TestWrapped(t *testing.T) {
	const text = "#!/bin/sh\nset -e # a long line before the address, so that it stands on two: 203.0.113.77 and ana@corp.example.com, and some more\n"
	for _, mark := range []string{"\n", `\n`, "\r\n"} {
		for width := 40; width <= 76; width += 4 {
			packed := base64.StdEncoding.EncodeToString([]byte(text))
			var lines []string
			for ; len(packed) > width; packed = packed[width:] {
				lines = append(lines, packed[:width])
			}
			lines = append(lines, packed)
			got := redactorOf("").Text("data: " + strings.Join(lines, mark) + mark + "end")
			parts := strings.Split(got, mark)
			if len(parts) != len(lines)+1 {
				t.Fatalf("%d lines of %d became %d", len(lines)+1, width, len(parts))
			}
			inner, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.Join(parts[:len(lines)], ""), "data: "))
			if err != nil {
				t.Fatalf("%q is no Base64: %v", got, err)
			}
			if s := string(inner); !strings.HasPrefix(s, "#!/bin/sh\n") || strings.Contains(s, "203.0.113.77") || strings.Contains(s, "ana@") {
				t.Errorf("it became %q", s)
			}
		}
	}
}

// What is encoded deeper than is opened is taken away.
func TestTooDeep(t *testing.T) {
	text := "ana@corp.example.com was here"
	for range maxDepth + 2 {
		text = base64.StdEncoding.EncodeToString([]byte(text))
	}
	for got := redactorOf("").Text(text); ; {
		if strings.Contains(got, "ana@") {
			t.Fatalf("it is left")
		}
		inner, err := base64.StdEncoding.DecodeString(got)
		if err != nil {
			break
		}
		got = string(inner)
	}
}

// forms are a text and what its encodings hold.
func forms(t *testing.T, text string) []string {
	t.Helper()
	all := []string{text}
	if plain, err := url.QueryUnescape(text); err == nil && plain != text {
		all = append(all, forms(t, plain)...)
	}
	for word := range strings.FieldsSeq(text) {
		if inner, err := base64.StdEncoding.DecodeString(word); err == nil && len(word) >= minBase64 {
			if text, whole := gunzip(inner); whole {
				inner = text
			}
			if text, ok := fromUTF16(inner); ok {
				inner = text
			}
			all = append(all, string(inner))
		}
	}
	return all
}

// The pseudonym of an original is the same everywhere, and that of another is another.
func TestConsistent(t *testing.T) {
	text := `{"userIdentity":{"arn":"arn:aws:sts::111122223333:assumed-role/R/ana77"},"recipientAccountId":"111122223333","ip":"10.1.2.3"} ana77 111122223333 10.1.2.3 10.1.2.4`
	r := redactorOf(text)
	got := r.Text(text)
	for _, original := range []string{"ana77", "111122223333", "10.1.2.3"} {
		if n := strings.Count(got, r.Text(original)); n < 2 {
			t.Errorf("the pseudonym of %s stands %d times in %s", original, n, got)
		}
	}
	if r.Text("10.1.2.3") == r.Text("10.1.2.4") {
		t.Error("two addresses have one pseudonym")
	}
	other := New(NewKey(), newNames())
	if other.Text("203.0.113.7") == r.Text("203.0.113.7") {
		t.Error("two keys give the same pseudonym")
	}
}

// Addresses keep the length of their common prefixes and the ranges that people know, and no two become one.
func TestAddresses(t *testing.T) {
	k := testKey()
	var list []netip.Addr
	for _, s := range strings.Fields("10.0.0.1 10.0.0.2 10.0.1.1 10.1.0.1 172.16.0.1 172.31.255.255 192.168.1.1 192.168.1.2 100.64.0.1 203.0.113.7 203.0.113.8 8.8.8.8 52.1.2.3 " +
		"11.0.0.1 9.255.255.255 172.15.0.1 172.32.0.1 198.51.100.9 2001:db8::1 2001:db8::2 2a05:d018::1 fd12:3456::1") {
		list = append(list, netip.MustParseAddr(s))
	}
	seen := map[netip.Addr]netip.Addr{}
	for _, a := range list {
		to := k.address(a)
		if other, taken := seen[to]; taken {
			t.Errorf("%s and %s both become %s", a, other, to)
		}
		seen[to] = a
		if a.IsPrivate() != to.IsPrivate() {
			t.Errorf("%s becomes %s", a, to)
		}
		for _, r := range sameRange() {
			if r.Contains(a) != r.Contains(to) {
				t.Errorf("%s becomes %s: one of them is in %s", a, to, r)
			}
		}
		for _, b := range list {
			if a.BitLen() == b.BitLen() && common(a, b) != common(to, k.address(b)) {
				t.Errorf("%s and %s share %d bits, their pseudonyms %d", a, b, common(a, b), common(to, k.address(b)))
			}
		}
	}
	for _, s := range strings.Fields("10.1.2.0 10.1.2.1 10.1.2.255 203.0.113.255 203.0.113.0") {
		if a := netip.MustParseAddr(s); k.address(a).As4()[3] != a.As4()[3] {
			t.Errorf("%s becomes %s, which is not at the same edge of its network", a, k.address(a))
		}
	}
	for _, s := range strings.Fields("127.0.0.1 169.254.169.254 0.0.0.0 224.0.0.251 255.255.255.255 ::1 :: fe80::1 ff02::1") {
		if a := netip.MustParseAddr(s); k.address(a) != a {
			t.Errorf("%s becomes %s", a, k.address(a))
		}
	}
	for _, s := range strings.Fields("10.1.0.0/16 10.1.128.0/17 0.0.0.0/0 10.0.0.0/8 192.168.0.0/24 203.0.113.0/24 ::/0 2001:db8::/32") {
		p := netip.MustParsePrefix(s)
		to := k.block(p)
		if to != to.Masked() || to.Bits() != p.Bits() {
			t.Errorf("%s becomes %s", p, to)
		}
		if inside := p.Addr().Next(); p.Bits() > 0 && !to.Contains(k.address(inside)) {
			t.Errorf("%s lies in %s, its pseudonym not in %s", inside, p, to)
		}
	}
}

func common(a, b netip.Addr) int {
	x, y := a.AsSlice(), b.AsSlice()
	for i := range x {
		for bit := range 8 {
			if (x[i]^y[i])>>(7-bit)&1 == 1 {
				return i*8 + bit
			}
		}
	}
	return len(x) * 8
}

// A long text is looked at in pieces, none of which parts an original.
func TestPieces(t *testing.T) {
	record := `{"recipientAccountId":"111122223333","userName":"ana77","sourceIPAddress":"203.0.113.7"},`
	text := `{"Records":[` + strings.Repeat(record, 40_000) + `{}]}`
	r := redactorOf(record)
	var out bytes.Buffer
	n := 0
	err := pieces(strings.NewReader(text), func(piece []byte) error {
		n++
		out.Write(r.Append(nil, piece))
		return nil
	})
	if err != nil || n < 3 {
		t.Fatalf("%d pieces, %v", n, err)
	}
	if out.String() != strings.ReplaceAll(text, record, r.Text(record)) {
		t.Error("pieces give another text than the whole does")
	}
	if !json.Valid(out.Bytes()) {
		t.Error("the redacted text is no JSON")
	}
}

// Neither a private key nor wrapped Base64 is parted, wherever a piece ends.
func TestBorder(t *testing.T) {
	lines := strings.Repeat("a line of a log\n", 60)
	wrapped := strings.Repeat(strings.Repeat("QUJD", 19)+"\n", 9)
	key := "-----BEGIN PRIVATE KEY-----\n" + wrapped + "-----END PRIVATE KEY-----\n"
	reply := "> " + strings.ReplaceAll(strings.TrimSuffix(wrapped, "\n"), "\n", "\n> ") + "\n"
	for _, inner := range []string{wrapped, key, reply} {
		text := lines + lines + inner
		for n := len(lines) + len(lines)/2; n <= len(text); n++ {
			cut := border([]byte(text[:n]))
			if at := cut - len(lines) - len(lines); at > 0 && at < len(inner) {
				t.Fatalf("%q is parted at %d", inner, at)
			} else if cut == 0 {
				t.Fatalf("no border in %d bytes", n)
			}
		}
	}
}

// What is no text is told by its characters, also where it is short.
func TestIsReadable(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "a line\r\n\tand \x1b[31mcolour": true, "J\xf6rg in Latin-1 \xe4\xfc": true, "\x89PNG\r\n\x1a\n\x00": false, "\x04\x22\x4d\x18\x64\x40\xa7\x13\x05\x0e": false,
	} {
		if got := isReadable([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// What is hard to look through takes no longer than its length: many names with the same beginning, lines of Base64 that hold no
// text, values within values.
func TestHostileTexts(t *testing.T) {
	names := newNames()
	for i := range 50_000 {
		names.user(fmt.Sprintf("botocore-session-%d", i))
	}
	const size = 1 << 20
	r := New(testKey(), names)
	for _, unit := range []string{
		"botocore-session-77 ", strings.Repeat("z9+/", 19) + "\n", "password={", "password=REDACTED", "password=\"", "a/", "eyJ.", "%41", "-----BEGIN PRIVATE KEY-----",
		`\"password\":\"`, "://a", "a@", "1.11E+11 ", "::1:", "a.com.", `"\u0061`, "QUJD", "arn:aws:", "AROAEXAMPLEEXAMPLE123:x", "]: ", "account=", "111122223333,",
		" login:", "\n\nx login:", "http://x", "a@", "http://a@", "host-header", "host-header[", `."`, "Mar  4 02:00:00 ", "kernel: ", `"value":"`, `{"value":"a",`, "value=a\n", "=?", "=?a?q?", "02:", "02:aa:bb:cc:dd:ee ",
		"Content-Transfer-Encoding: quoted-printable\n", "Content-Transfer-Encoding: quoted-printable\n=41 =\n", "x111122223333", "-111122223333-", "ssh-rsa ", "omainName", `\\n`, `\\nQUJDREVGRw==`, `\n` + strings.Repeat("QUJD", 19), `\\n` + strings.Repeat("QUJD", 19), `\\n` + strings.Repeat("z9+/", 19),
	} {
		text := []byte(strings.Repeat(unit, size/len(unit)))
		start := time.Now()
		c := &Collector{newNames()}
		c.Text(text)
		r.Append(nil, text)
		// It takes a fraction of a second; what grew with the square of the length would take half an hour. Between them is
		// room for machines that are busy.
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%q takes %s", unit, took)
		}
	}
}

// More names than can be kept end the redaction: some would stay.
func TestTooManyNames(t *testing.T) {
	n := newNames()
	for i := range maxNames + 1 {
		n.user(fmt.Sprintf("session-%d", i))
	}
	if all := newNames(); !n.full {
		t.Error("nothing tells that names are missing")
	} else if all.merge(n); !all.full {
		t.Error("it is forgotten when names are put together")
	}
}

func TestKeyFile(t *testing.T) {
	k := NewKey()
	want := k.email("ana@corp.example.com")
	var file bytes.Buffer
	if err := k.Write(&file); err != nil {
		t.Fatal(err)
	}
	again, err := ReadKey(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got := again.email("ana@corp.example.com"); got != want || again.pairs[want] != "ana@corp.example.com" {
		t.Errorf("the key that was read gives %s, want %s; it knows %v", got, want, again.pairs)
	}
	for _, bad := range []string{"", "{}", `{"version":1,"secret":"00"}`, `{"version":2,"secret":"` + strings.Repeat("00", 32) + `"}`, "not json"} {
		if _, err := ReadKey(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken for a key file", bad)
		}
	}
}

// FuzzText holds that JSON stays JSON, that lines stay lines, and that originals whose form gives them away are gone wherever the
// text puts them.
func FuzzText(f *testing.F) {
	f.Add(`arn:aws:iam::111122223333:user/ana77 10.0.0.1 "\u0061" %41%2F YWFhYWFhYWFhYWFhYWFhYQ==`)
	f.Add(`{"userName":"bob77","x":"\\u0062\n"} password="a\"b"`)
	f.Add("{\"cmd\":\"echo \\\"password=abc\\\" -----BEGIN PRIVATE KEY-----\\nAAAA\\n\"}")
	f.Add(strings.Repeat(strings.Repeat("QUJD", 15)+"\n", 3) + "Authorization: Bearer a.b\n")
	f.Add("1" + strings.Repeat("0", 63)) // as long as the id of an account in S3
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		r := redactorOf(text)
		got := r.Text(text)
		if json.Valid([]byte(text)) && !json.Valid([]byte(got)) {
			t.Fatalf("JSON %q became %q", text, got)
		}
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Fatalf("%q has other lines than %q", got, text)
		}
		const originals = "203.0.113.77 ana@corp.example.com AKIAIOSFODNN7EXAMPLE"
		after := r.Text(text + "\n" + originals + "\n" + text)
		for original := range strings.FieldsSeq(originals) {
			if !strings.Contains(text, original) && strings.Contains(after, original) {
				t.Fatalf("%s is left between %q", original, text)
			}
		}
	})
}
