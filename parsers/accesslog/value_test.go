package accesslog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-04T09:15:02Z":                "2026-03-04T09:15:02Z",
		"2026-03-04T09:15:02":                 "2026-03-04T09:15:02Z",
		"2026-03-04 09:15:02.5":               "2026-03-04T09:15:02.5Z",
		"2026-03-04T09:15:02.120345Z":         "2026-03-04T09:15:02.120345Z",
		"2026-03-04T09:15:02.123456789+09:00": "2026-03-04T00:15:02.123456789Z",
		"2026-03-04T00:15:02-0130":            "2026-03-04T01:45:02Z",
		"2024-02-29T23:59:60Z":                "2024-03-01T00:00:00Z", // a leap second
		"2026-02-29T09:15:02Z":                "",
		"2026-13-04T09:15:02Z":                "",
		"2026-03-04T24:15:02Z":                "",
		"2026-03-04T09:60:02Z":                "",
		"2026-03-04T09:15:02 UTC":             "",
		"2026-03-04T09:15:02+25:00":           "",
		"2026-03-04T09:15":                    "",
		"2026/03/04T09:15:02Z":                "",
		"2O26-03-04T09:15:02Z":                "",
		"-":                                   "",
		"":                                    "",
	} {
		got, ok := ParseTime([]byte(text))
		if ok != (want != "") || ok && got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %v, %v", text, got, ok)
		}
	}
}

func TestParseEpoch(t *testing.T) {
	for _, tt := range []struct {
		text string
		unit time.Duration
		want string
	}{
		{"1772615702.125", time.Second, "2026-03-04T09:15:02.125Z"},
		{"1772615702", time.Second, "2026-03-04T09:15:02Z"},
		{"1772615702125", time.Millisecond, "2026-03-04T09:15:02.125Z"},
		{"1772615702125", time.Second, ""},
		{"1772615702", time.Millisecond, ""},
		{"99999999999999999999", time.Second, ""},
		{"", time.Second, ""},
	} {
		got, ok := ParseEpoch([]byte(tt.text), tt.unit)
		if ok != (tt.want != "") || ok && got.Format(time.RFC3339Nano) != tt.want {
			t.Errorf("%s: %v, %v", tt.text, got, ok)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		typ  parsers.Type
		good string
		bad  string
	}{
		{parsers.Int, "0 -1 000 502 9223372036854775807", "1.0 x 1e3 9223372036854775808 -- +1"},
		{parsers.Float, "0 -1 0.000 0.000041 12 1e-05 123456789012345678", "1,5 0.2.4 x -x NaN inf"},
		{parsers.Address, "10.0.0.1 :: ::1 2001:db8::7 ::ffff:192.0.2.1", "host 10 10.1 a:b " + strings.Repeat("1:", 40)},
		{parsers.String, "anything", ""},
	} {
		for text := range strings.FieldsSeq(tt.good) {
			if !holds(tt.typ, []byte(text)) {
				t.Errorf("%v: %s is refused", tt.typ, text)
			}
		}
		for text := range strings.FieldsSeq(tt.bad) {
			if holds(tt.typ, []byte(text)) {
				t.Errorf("%v: %s is taken", tt.typ, text)
			}
		}
	}
}

func TestParseDecimal(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "0.001": 1e6, "12": 12e9, "-1": -1e9, "0.0000000019": 1, "-0.5": -5e8, "3153600001": -1, "1.": -1, ".5": -1, "": -1, "-": -1,
	} {
		got, ok := parseDecimal([]byte(text), 1e9)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, ok, want)
		}
	}
}

func TestSplitEndpoint(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7:443": "192.0.2.7 443", "[2001:db8::7]:443": "2001:db8::7 443", "2001:db8::7:443": "2001:db8::7 443",
		"443": " 443", "192.0.2.7": "192.0.2.7 ", "192.0.2.7:": "refused", ":443": "refused", "host:443": "refused",
		"192.0.2.7:65536": "refused", "65536": "refused", "[]:443": "refused", "-:-": "refused",
	} {
		address, port, ok := splitEndpoint([]byte(text))
		got := string(address) + " " + string(port)
		if !ok {
			got = "refused"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestPartsOfARN(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:acm:eu-west-1:111122223333:certificate/x":                   "111122223333 eu-west-1",
		"arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:111122223333:a:b": "111122223333 us-gov-west-1",
		"arn:aws:s3:::bucket": " ", "arn:aws:iam::111122223333:server-certificate/x": "111122223333 ", "session-reused": " ",
		"a:b:c:d:e:f": " ", "arn:aws": " ", "": " ",
	} {
		parts := partsOfARN([]byte(arn))
		if got := parts.account.String() + " " + parts.region.String(); got != want {
			t.Errorf("%s: %q, want %q", arn, got, want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for _, tt := range []struct{ member, want string }{
		{"case.zip!/p/AWSLogs/o-abc123/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/x.log", "111122223333 eu-west-1   "},
		{"111122223333_elasticloadbalancing_eu-west-1_app.shop.0a1b_20260304T0915Z_192.0.2.1_x.log", "111122223333 eu-west-1 app/shop/0a1b  "},
		{"conn_log.111122223333_elasticloadbalancing_us-gov-west-1_app.shop.0a1b_20260304T0915Z_192.0.2.1_x.log.gz", "111122223333 us-gov-west-1 app/shop/0a1b  "},
		{"111122223333_elasticloadbalancing_eu-west-1_legacy-shop_20260304T0915Z_192.0.2.1_x.log", "111122223333 eu-west-1 legacy-shop  "},
		{"logs/111122223333/eu-west-1/shop.media/2026/03/04/2026-03-04-09-15-02-0123456789ABCDEF", "111122223333 eu-west-1   shop.media"},
		{"E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d.gz", "   E2EXAMPLE1ABCD "},
		{"aws-account-id=111122223333/DistributionE.2026-03-04-09.0a1b2c3d.gz", "    "},
		{"notes.txt", "    "},
	} {
		p := placeOf(tt.member)
		got := strings.Join([]string{p.Account.String(), p.Region.String(), p.LoadBalancer.String(), p.Distribution.String(), p.Bucket.String()}, " ")
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.member, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		line string
		want []string
		fail bool
	}{
		{"", nil, false},
		{"  a  b ", []string{"a", "b"}, false},
		{`a "b c" d`, []string{"a", "b c", "d"}, false},
		{`"" "-"`, []string{"", "-"}, false},
		{`"a"b c" d`, []string{`a"b c`, "d"}, false},
		{`"a \"b\" c" d`, []string{`a \"b\" c`, "d"}, false},
		{`"C:\" d`, []string{`C:\`, "d"}, false},
		{`"h2","http/1.1" x`, []string{`h2","http/1.1`, "x"}, false},
		{`a b"c d`, []string{"a", `b"c`, "d"}, false},
		{`a "b c`, []string{"a"}, true},
		{`"`, nil, true},
	} {
		cells, err := Quoted(nil, []byte(tt.line))
		var got []string
		for _, c := range cells {
			got = append(got, string(c))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || (err != nil) != tt.fail {
			t.Errorf("%s: %v %s", tt.line, err, diff)
		}
	}
	cells, err := Tabbed(nil, []byte("a\t\tb c\t-\t\"d\"e\"\t\""))
	if got := fmt.Sprintf("%q", cells); got != `["a" "" "b c" "-" "d\"e" "\""]` || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	if cells, err = Tabbed(nil, []byte(`a "b c"`)); len(cells) != 2 || err != nil {
		t.Errorf("%q, %v", cells, err)
	}
}

func TestSplitRequest(t *testing.T) {
	for line, want := range map[string][3]string{
		"GET https://a:443/ HTTP/1.1": {"GET", "https://a:443/", "HTTP/1.1"},
		"GET /a b c HTTP/1.1":         {"GET", "/a b c", "HTTP/1.1"},
		"GET https://a:443/ -":        {"GET", "https://a:443/", ""},
		"- http://a:80- ":             {}, "- - - ": {}, "GET": {}, "": {},
	} {
		verb, url, proto := SplitRequest([]byte(line))
		if got := [3]string{string(verb), string(url), string(proto)}; got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestMembers(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                          "",
		`{"a":1,"b":"x\"y","c":null}`: `a=1 b="x\"y" c=null `,
		"{ \"a\" : [1,{\"b\":\"}\"}] ,\n\"c\":true }": `a=[1,{"b":"}"}] c=true `,
		`{"a":{"b":{}},"c":-1.5e+3}{"d":1}`:           `a={"b":{}} c=-1.5e+3 `,
		`{"a":1,"b":"cut`:                             `a=1 `,
		`{"a":1,"b":12`:                               `a=1 `,
		`{"a":1,"b":{"c":`:                            `a=1 `,
		`{"a" 1}`:                                     "",
		`{"a":}`:                                      "",
		`{a:1}`:                                       "",
		`{`:                                           "",
		`{"a":"\`:                                     "",
	} {
		got := ""
		for key, value := range members([]byte(text)) {
			got += string(key) + "=" + string(value) + " "
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestPlainName(t *testing.T) {
	for _, names := range [][]string{
		{"client:port", "client_port", "Client-Port"},
		{"cs(User-Agent)", "cs-user-agent", "cs_user_agent", "cs_user_agent_"},
		{"timestamp(ms)", "timestamp_ms", "timestamp-ms"},
	} {
		for _, name := range names {
			if got := plainName(name); got != plainName(names[0]) {
				t.Errorf("%s: %s, want %s", name, got, plainName(names[0]))
			}
		}
	}
}
