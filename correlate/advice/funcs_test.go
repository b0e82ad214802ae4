package advice

import (
	"strings"
	"testing"
	"text/template"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// render fills a template in, as a pattern's texts are.
func render(t *testing.T, source string, data map[string]any) string {
	t.Helper()
	graph := entity.NewGraph()
	graph.Know(entity.ID{Kind: "volume", Name: "vol-1"}, "size", entity.Fact{Value: "200"})
	for _, key := range []string{"k-2", "k-1"} {
		graph.Connect(entity.ID{Kind: "volume", Name: "vol-1"}, entity.ID{Kind: "key", Name: key}, time.Time{}, lens.Cite{}, "test")
	}
	graph.Finish()
	lookup := func(step, entity, field, after string) string {
		return strings.Join([]string{step, entity, field, after}, "/")
	}
	tmpl, err := template.New("").Funcs(Funcs(graph, lookup)).Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFuncs(t *testing.T) {
	data := map[string]any{"n": 1234567.0, "count": int64(12), "text": "a, b, c", "one": "a", "none": "", "at": "2026-03-04 23:30:05Z", "all": map[string]any{"times": 2, "time": "08:05", "end": "09:15"}, "share": 0.875, "many": map[string]any{"max": 4.0},
		"launched": map[string]any{"code": "Client.VcpuLimitExceeded", "of": "m5.large"},
		"made":     map[string]any{"code": "VolumeLimitExceeded", "storage": "gp2", "of": "gp3"}}
	for source, want := range map[string]string{
		`{{num .n}}`: "1,234,567",
		`{{role_arn .unknown}}{{arn_part 4 .unknown}}{{or_else .unknown "x"}}`: "x",
		`{{with quota .missing .launched}}{{.Service}} {{.Code}}{{end}}`:       "ec2 L-1216C47A",
		`{{with quota .made}}{{.Service}} {{.Code}}{{end}}`:                    "ebs L-D18FCD1D",
		`{{with quota .missing}}{{.Service}} {{.Code}}{{end}}`:                 "ec2 ",
		`{{num -1234.0}}`: "-1,234",
		`{{num 0.26}}`:    "0.3",
		`{{num 9.96}}`:    "10",
		`{{num 99.96}}`:   "100",
		`{{num 999}}`:     "999",
		`{{percentage 99.5}} {{percentage 99.97}} {{percentage 100.0}} {{percentage 98.6}} {{percentage 99.4}}`: "99.5 99.9 100 99 99",
		`{{num 1000}}`:     "1,000",
		`{{num "250"}}`:    "250",
		`{{num "no"}}`:     "0",
		`{{num .missing}}`: "0",
		`{{num_plain .n}}`: "1234567",
		`{{dec 2 .share}}`: "0.88",
		`{{pct .share}}`:   "88 %",
		`{{stat "max" .many}} {{stat "max" .missing}} {{stat "least" .many}}`: "4 0 0",
		`{{hour 26.5}}`:     "26 h 30 min",
		`{{hour 2}}`:        "2 h",
		`{{hour 72}}`:       "3 days",
		`{{mins 0.2}}`:      "less than a minute",
		`{{mins 59.6}}`:     "1 h",
		`{{mins .count}}`:   "12 min",
		`{{mul .count 2}}`:  "24",
		`{{add .count 3}}`:  "15",
		`{{max 1 .count}}`:  "12",
		`{{min 1.5 "0.5"}}`: "0.5",

		`{{or_else "nobody" .none}}`:                            "nobody",
		`{{or_else "nobody" .missing}}`:                         "nobody",
		`{{or_else "nobody" .one}}`:                             "a",
		`{{has "b, c" .text}} {{has "x" .missing}}`:             "true false",
		`{{first .text}}{{first .none}}`:                        "a",
		`{{range split .text}}<{{.}}>{{end}}`:                   "<a><b><c>",
		`{{range split .none}}<{{.}}>{{end}}`:                   "",
		`{{networks "10.1.2.3, 2001:db8::1,10.2.0.0/16,CIDR"}}`: "10.1.2.3/32,10.2.0.0/16,2001:db8::1/128,CIDR",
		`{{networks "10.1.2.1,10.1.2.2,10.1.2.3,10.1.2.4,10.1.2.5,10.1.2.6,10.1.3.1,10.1.3.2,2001:db8::1"}}`:                 "10.1.2.0/23,2001:db8::/64",
		`{{networks "10.30.8.1,10.30.9.1,10.30.1.1,10.30.3.1,10.30.0.1,10.30.6.1,10.30.5.1,10.30.7.1,10.30.4.1,10.30.2.1"}}`: "10.30.0.0/21,10.30.8.0/23",
		`{{networks "10.1.3.0/24,10.1.2.0/24,10.1.5.0/24,10.1.6.0/24,10.1.3.7"}}`:                                            "10.1.2.0/23,10.1.5.0/24,10.1.6.0/24",
		`{{networks .none}}`:                       "",
		`{{count 1 "call" "calls"}}`:               "1 call",
		`{{count 0.96 "call" "calls"}}`:            "1 call", // as it is printed
		`{{count 1.5 "call" "calls"}}`:             "1.5 calls",
		`{{count .missing "call" "calls"}}`:        "0 calls",
		`{{count "1200" "call" "calls"}}`:          "1,200 calls",
		`{{one_port "10.0.1.5:80, [fd00::5]:80"}}`: "80",
		`{{one_port "10.0.1.5:80,10.0.1.6:81"}}`:   "",
		`{{one_port .one}}{{one_port .missing}}`:   "",

		`{{network "10.51.0.7, 10.51.9.3"}}`:            "10.51.0.0/20",
		`{{network "10.51.0.7,10.51.0.7"}}`:             "10.51.0.7",
		`{{network "10.51.2.0/24,10.51.2.9"}}`:          "10.51.2.0/24",
		`{{network "10.51.2.9,192.168.1.1"}}`:           "",
		`{{network "10.51.2.9,fd00::5"}}`:               "",
		`{{network "fd00:1::5,fd00:1::6"}}`:             "fd00:1::4/126",
		`{{ports "61513, 62432-65418,61039"}}`:          "61039-65418",
		`{{ports "443"}}{{ports ""}}{{ports .missing}}`: "443",

		`{{many .text}} {{many .one}}`:               "true false",
		`{{shorten 7 .text}} {{shorten 3 .missing}}`: "a, b, c ",
		`{{shorten 6 .text}} {{shorten 4 .text}}`:    "a, b,... a,...",
		`{{shorten 2 "Überlang"}}`:                   "Üb...",
		`{{replace "," ";" .text}}`:                  "a; b; c",
		`{{json .one}} {{json .text}}`:               `"a" ["a", "b", "c"]`,
		`{{json "say \"no\""}}`:                      `"say \"no\""`,
		`{{clock .at}} {{clock "soon"}}`:             "23:30:05Z soon",
		`{{so_often .all "the worst"}}`:              " So it was 2 times from 08:05 to 09:15; this was the worst.",
		`{{so_often .missing "the worst"}}`:          "",
		`{{iso .at}}`:                                "2026-03-04T23:30:05Z",
		`{{later "45m" .at}}`:                        "2026-03-05T00:15:05Z",
		`{{later "-1h" .at}}`:                        "2026-03-04T22:30:05Z",
		`{{later "soon" .at}}`:                       "2026-03-04 23:30:05Z",

		`{{attr "volume" "vol-1" "size"}}`:                           "200",
		`{{attr "volume" .missing "size"}}`:                          "",
		`{{linked "volume" "vol-1" "key"}}`:                          "k-1, k-2",
		`{{linked "key" "arn:aws:kms:r:1:key/k-1" "volume"}}`:        "vol-1",
		`{{known "volume" "vol-1"}} {{known "volume" "vol-2"}}`:      "true false",
		`{{sighted "deny" .one ""}} {{sighted_after "up" .one .at}}`: "deny/a// up/a/time/2026-03-04 23:30:05Z",
	} {
		if got := render(t, source, data); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}

// TestWithoutLookup holds that texts can be checked before anything was sighted.
func TestWithoutLookup(t *testing.T) {
	tmpl := template.Must(template.New("").Funcs(Funcs(entity.NewGraph(), nil)).Parse(`[{{sighted "a" "b" ""}}{{sighted_after "a" "b" ""}}]`))
	var b strings.Builder
	if err := tmpl.Execute(&b, nil); err != nil || b.String() != "[]" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestPrincipals(t *testing.T) {
	for _, tt := range []struct{ arn, role, name, words string }{
		{"arn:aws:sts::111122223333:assumed-role/OpsRole/tanaka", "arn:aws:iam::111122223333:role/OpsRole", "OpsRole", "role OpsRole"},
		{"arn:aws-us-gov:sts::111122223333:assumed-role/OpsRole/i-0abc", "arn:aws-us-gov:iam::111122223333:role/OpsRole", "OpsRole", "role OpsRole"},
		{"arn:aws:iam::111122223333:role/team/path/OpsRole", "arn:aws:iam::111122223333:role/team/path/OpsRole", "OpsRole", "role OpsRole"},
		{"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", "AWSServiceRoleForAutoScaling", "service-linked role AWSServiceRoleForAutoScaling"},
		{"arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling", "arn:aws:iam::111122223333:role/AWSServiceRoleForAutoScaling", "AWSServiceRoleForAutoScaling", "service-linked role AWSServiceRoleForAutoScaling"},
		{"arn:aws:iam::111122223333:user/dev/tanaka", "arn:aws:iam::111122223333:user/dev/tanaka", "tanaka", "user tanaka"},
		{"arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root", "root", "the root user"},
		{"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_DBA_0011aabbccddeeff/ana.lopez", "arn:aws:iam::111122223333:role/AWSReservedSSO_DBA_0011aabbccddeeff", "AWSReservedSSO_DBA_0011aabbccddeeff", "role AWSReservedSSO_DBA_0011aabbccddeeff (session ana.lopez)"},
		{"ec2.amazonaws.com", "ec2.amazonaws.com", "", "ec2.amazonaws.com"},
		{"", "", "", ""},
	} {
		if got := roleARN(tt.arn); got != tt.role {
			t.Errorf("role of %s: %s", tt.arn, got)
		}
		if got := roleName(tt.arn); got != tt.name {
			t.Errorf("name of %s: %s", tt.arn, got)
		}
		if got := Identity(tt.arn); got != tt.words {
			t.Errorf("%s in words: %s", tt.arn, got)
		}
	}
}

func TestWho(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:sts::111122223333:assumed-role/SecAdmin/l.chen":                               "role SecAdmin (session l.chen)",
		"arn:aws:iam::111122223333:role/SecAdmin":                                              "role SecAdmin",
		"arn:aws:iam::111122223333:user/tanaka":                                                "user tanaka",
		"arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling":      "service-linked role AWSServiceRoleForAutoScaling",
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_DBA_0011aabbccddeeff/ana.lopez": "role AWSReservedSSO_DBA_0011aabbccddeeff (session ana.lopez)",
		"ec2.amazonaws.com": "ec2.amazonaws.com",
	} {
		if got := Who(arn); got != want {
			t.Errorf("%s: %s, want %s", arn, got, want)
		}
	}
}

func TestARNParts(t *testing.T) {
	arn := "arn:aws-cn:logs:cn-north-1:111122223333:log-group:name:*"
	for n, want := range map[int]string{-1: "", 0: "arn", 1: "aws-cn", 2: "logs", 3: "cn-north-1", 4: "111122223333", 5: "log-group:name:*", 6: ""} {
		if got := arnPart(n, arn); got != want {
			t.Errorf("part %d: %q, want %q", n, got, want)
		}
	}
	if got := arnPart(2, "not:an:arn"); got != "" {
		t.Errorf("part of what is no ARN: %q", got)
	}
}

func TestPermissionSet(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Power_User_0123456789abcdef/tanaka@example.com":          "Power_User",
		"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef": "Admin",
		"arn:aws:sts::111122223333:assumed-role/OpsRole/tanaka":                                                         "",
	} {
		if got := permissionSet(arn); got != want {
			t.Errorf("%s: %q, want %q", arn, got, want)
		}
	}
}

func TestBetween(t *testing.T) {
	for _, tt := range []struct{ from, to, want string }{
		{"2026-03-04 09:00:00Z", "2026-03-04 10:05:20Z", "1 h 5 min"}, {"2026-03-04 09:00:00Z", "2026-03-04 09:00:20Z", "less than a minute"},
		{"2026-03-04 09:05:00Z", "2026-03-04 09:00:00Z", "5 min"}, {"", "2026-03-04 09:00:00Z", ""},
	} {
		if got := between(tt.from, tt.to); got != tt.want {
			t.Errorf("from %q to %q: %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

// TestHolder holds that nobody is told to change a role that cannot be changed.
func TestHolder(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:sts::111122223333:assumed-role/Ops/kai": "role Ops",
		"arn:aws:iam::111122223333:user/ann":             "user ann",
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Build_Ops_0f1e2d3c4b5a6978/kai": "the permission set Build_Ops in IAM Identity Center, " +
			"whose role AWSReservedSSO_Build_Ops_0f1e2d3c4b5a6978 cannot be changed itself",
	} {
		if got := holder(arn); got != want {
			t.Errorf("%s: %q, want %q", arn, got, want)
		}
	}
}

// TestNobody holds that a sentence about a caller has a subject where no record names one.
func TestNobody(t *testing.T) {
	identity := Funcs(entity.NewGraph(), nil)["identity"].(func(any) string)
	for _, tt := range []struct {
		arn  any
		want string
	}{{nil, "a caller that is not recorded"}, {"", "a caller that is not recorded"}, {"deploy", "deploy"}, {"arn:aws:iam::111122223333:user/ann", "user ann"}} {
		if got := identity(tt.arn); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.arn, got, tt.want)
		}
	}
}
