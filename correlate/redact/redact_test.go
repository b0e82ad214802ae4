package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"net/url"
	"strings"
	"testing"
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

// forms are a text and what its encodings hold.
func forms(t *testing.T, text string) []string {
	t.Helper()
	all := []string{text}
	if plain, err := url.QueryUnescape(text); err == nil && plain != text {
		all = append(all, forms(t, plain)...)
	}
	for word := range strings.FieldsSeq(text) {
		if inner, err := base64.StdEncoding.DecodeString(word); err == nil && len(word) > minBase64 {
			if text, err := gunzip(inner); err == nil {
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
		for _, r := range sameRange {
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

func FuzzText(f *testing.F) {
	f.Add(`arn:aws:iam::111122223333:user/ana77 10.0.0.1 "\u0061" %41%2F YWFhYWFhYWFhYWFhYWFhYQ==`)
	f.Add(`{"userName":"bob77","x":"\\u0062\n"} password="a\"b"`)
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
	})
}
