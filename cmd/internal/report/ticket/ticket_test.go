package ticket

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"hamari/cmd/internal/report/reporttest"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
	"hamari/parsers"
	"hamari/parsers/formats"
)

func render(t testing.TB, r *report.Report) string {
	t.Helper()
	return reporttest.Render(Render).Text(t, r)
}

func TestGolden(t *testing.T) {
	for name, r := range reporttest.All(t) {
		t.Run(name, func(t *testing.T) {
			reporttest.Golden(t, "testdata/"+name+".ticket.txt", render(t, r))
		})
	}
}

// TestIdentifiers holds that the text has what AWS needs to look up the case.
func TestIdentifiers(t *testing.T) {
	all := reporttest.All(t)
	for name, want := range map[string][]string{
		"start-denied": {
			"Account: 698390521899\n", "Region: eu-central-1\n", "i-0a76d5f384f928269", "vol-050065656f0033bcd",
			"2026-03-04 02:12:02 kms.amazonaws.com CreateGrant AccessDenied request efaf11e8-8ccc-4645-826d-487aa74c0cb0 event 375a4b1f-",
			"\n- Client.InternalError: Client error on launch\n", "\n- kms:CreateGrant\n",
		},
		"slow-after-migration":  {"Account: 698390521899\n", "Region: eu-central-1\n", "vol-0a86687bd0e406f7a"},
		"intermittent":          {"Availability Zone: euc1-az3\n", "acl-0fd29e3d749ef99a1"},
		"made-up-nothing-found": {"We did not find the cause", "Ruled out\n- EC2 instance stops but will not start"},
	} {
		text := render(t, all[name])
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is missing in\n%s", name, w, text)
			}
		}
	}
}

// TestTime holds that the text says what time it is about, or asks for it where the logs do not tell.
// TestFillIn holds that the text asks for the account and the Region where the logs name none.
func TestFillIn(t *testing.T) {
	text := render(t, &report.Report{Findings: []report.Finding{{Title: "It is full", Verdict: report.Likely}}})
	for _, want := range []string{"Account: [to be filled in]", "Region: [to be filled in]"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestTime(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	hour := at.Add(time.Hour)
	timed := report.Finding{Start: at, End: at.Add(time.Minute)}
	for want, r := range map[string]*report.Report{
		"[to be filled in: nothing in our logs has a time]": {Findings: []report.Finding{{}}},
		"2026-03-04 09:00:00 to 09:01:00":                   {Findings: []report.Finding{{}, timed}},
		"2026-03-04 09:00:00 to 10:00:00 (1 h)":             {Findings: []report.Finding{{}}, Window: report.Span{Start: &at, End: &hour}},
	} {
		if got := render(t, r); !strings.Contains(got, "\n- Time (UTC): "+want+"\n") {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// TestOthersStayOut puts names of others wherever a report has room for them.
func TestOthersStayOut(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	const mallory = "arn:aws:iam::999988887777:user/team/mallory"
	stranger := json.RawMessage(`{"userIdentity": {"arn": "` + mallory + `", "userName": "mallory", "principalId": "AIDAOTHERSOTHERSOTHER"},
		"sourceIPAddress": "203.0.113.9", "userAgent": "mallory-agent/1.0", "eventSource": "kms.amazonaws.com", "eventName": "DisableKey",
		"errorCode": "AccessDenied", "errorMessage": "User mallory of 999988887777 (` + mallory + `) at 203.0.113.9 may not", "requestID": "r-1"}`)
	text := "mallory (" + mallory + ", m@example.com) from 203.0.113.9 and 2001:db8::9, on vol-0ffffffffffffffff in 999988887777, with " +
		"AKIAOTHERSOTHERSOTHE and mallory-agent/1.0, beside backup-box of other-bucket; so did role Runner at 10:15:00 on i-0aaaaaaaaaaaaaaaa"
	r := &report.Report{
		Findings: []report.Finding{{
			Title: "A key was disabled", Verdict: report.Confirmed, Start: at, End: at, Count: 1,
			Summary: "The key of i-0aaaaaaaaaaaaaaaa was disabled.",
			Entities: map[string][]string{
				"instance": {"i-0aaaaaaaaaaaaaaaa"}, "role": {"arn:aws:iam::111122223333:role/Runner"}, "account": {"111122223333"},
			},
			Evidence: []report.Evidence{{Step: "s", Role: report.Match, Time: &at, Text: text, Raw: stranger}},
			Remedy:   []report.Remedy{{Text: text}},
		}},
		Patterns: []report.Pattern{
			{ID: "a", Title: "Another", Status: report.RuledOut, Why: text},
			{ID: "b", Title: "Yet another", Status: report.NotAssessable, Why: text},
		},
		Timeline: []report.Moment{{Time: at, Text: text, Entities: map[string][]string{
			"bucket": {"other-bucket"}, "db-instance": {"backup-box"}, "region": {"eu-west-1"},
		}}},
		Coverage: []report.Coverage{
			{Format: "cloudtrail", Account: "999988887777", Region: "eu-west-1", Start: &at, End: &at},
			{Format: "cloudtrail", Account: "111122223333", Region: "eu-west-1", Start: &at, End: &at},
		},
		Sources: report.SourcesOf(report.Source{Member: "mallory/999988887777.json"}),
		Notes:   []string{text},
	}
	got := render(t, r)
	for _, name := range []string{
		"mallory", "999988887777", "203.0.113.9", "2001:db8", "m@example.com", "vol-0ff", "OTHERSOTHERS", "other-bucket", "backup-box",
	} {
		if strings.Contains(got, name) {
			t.Errorf("%s is named in\n%s", name, got)
		}
	}
	for _, own := range []string{"i-0aaaaaaaaaaaaaaaa", "role Runner at 10:15:00", "111122223333", "eu-west-1", "request r-1", "kms:DisableKey", other + " stands for"} {
		if !strings.Contains(got, own) {
			t.Errorf("%s is missing in\n%s", own, got)
		}
	}
}

// TestWhoIsMeant holds that whom a finding is about is named, whatever the form of the name, and so is what was asked for,
// but not where the caller sat.
func TestWhoIsMeant(t *testing.T) {
	const instance, server = "i-0aaaaaaaaaaaaaaaa", "10.0.0.7"
	finding := report.Finding{
		Title: "A call was refused", Verdict: report.Likely, Summary: "kaoru was refused s3:PutBucketPolicy.",
		Entities: map[string][]string{"address": {"198.51.100.73", server}, "account": {"111122223333"}, "api": {"s3:PutBucketPolicy"}},
		Evidence: []report.Evidence{
			{Step: "refused", Text: "refused to kaoru from 198.51.100.73", Raw: json.RawMessage(`{"userIdentity": {"userName": "kaoru"}, "sourceIPAddress": "198.51.100.73"}`)},
			{Step: "packets", Text: "packets", At: report.Position{Record: 1}, Raw: json.RawMessage(`"2 111122223333 eni-1 10.0.0.7 10.0.0.8"`)},
		},
	}
	got := render(t, &report.Report{Findings: []report.Finding{finding}, Focus: []string{instance}, Notes: []string{"only findings that touch " + instance + " are shown: 1 of 1"}})
	for _, want := range []string{
		"Subject: A call was refused (" + server + ")\n", "likely, seen 0 times). kaoru was refused", "\n- address: " + server + "\n", "refused to kaoru from [other]", "only findings that touch " + instance + " are",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	finding.Entities["address"] = finding.Entities["address"][:1]
	if got := render(t, &report.Report{Findings: []report.Finding{finding}}); !strings.Contains(got, "Subject: A call was refused (s3:PutBucketPolicy)\n") {
		t.Error(got)
	}
}

// TestNamed is about what only looks like a name.
func TestNamed(t *testing.T) {
	d := &discretion{}
	for text, want := range map[string]string{
		"at 02:12:02Z, 2026-03-04 02:12:02.5":                      "at 02:12:02Z, 2026-03-04 02:12:02.5",
		"all of 0.0.0.0/0 and ::/0 to 127.0.0.1":                   "all of 0.0.0.0/0 and ::/0 to 127.0.0.1",
		"169.254.169.254":                                          "169.254.169.254",
		"Boto3/1.34.69 in kms::x":                                  "Boto3/1.34.69 in kms::x",
		"10.0.0.0/8, fe80::1, 10.0.0.1.":                           "[other], fe80::1, [other].",
		"500.1.2.3":                                                "500.1.2.3",
		"event 3a3b0f0f-3bc8-3b61-a3eb-745983007143, 745983007143": "event 3a3b0f0f-3bc8-3b61-a3eb-745983007143, [other]",
		"key arn:aws-cn:kms:cn-north-1:1:key/a.":                   "key [other].",
	} {
		if got := d.text(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRequestID(t *testing.T) {
	for raw, want := range map[string]string{
		`{"requestID": "abc"}`: "abc",
		`"owner bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 arn:aws:iam::1:user/a 3E57427F33A59F07 REST.GET.OBJECT k"`: "3E57427F33A59F07",
		`"h2 2018-07-02T22:23:00.186641Z app/x 10.0.1.252:48160 \"Root=1-58337364-23a8c76965a2ef7629b185e3\""`:           "Root=1-58337364-23a8c76965a2ef7629b185e3",
		`"2019-12-04\t21:02:31\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\td111"`:                         "SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==",
		`"nothing"`: "", `{"requestID": 7}`: "", ``: "",
	} {
		if got := requestID(json.RawMessage(raw)); got != want {
			t.Errorf("%s: got %q", raw, got)
		}
	}
}

// TestLength blows reports up: the text stays below the limit, says what is left out, and keeps what it is for.
func TestLength(t *testing.T) {
	all := reporttest.All(t)
	for _, name := range []string{"start-denied", "made-up-slow-volume", "made-up-nothing-found"} {
		r := all[name]
		for _, value := range []string{strings.Repeat("word ", 100), strings.Repeat("長", 3000), strings.Repeat("💥", 9000), "\x1b" + strings.Repeat("a\n", 5000)} {
			big := walk.Copy(r, func(_ string, v reflect.Value) {
				if v.Kind() == reflect.String {
					v.SetString(value)
				}
			})
			checkLength(t, name, render(t, big))
		}
		many := walk.Copy(r, func(string, reflect.Value) {})
		for i := range 30 {
			for _, f := range r.Findings {
				f.Title, f.Cause, f.SameCauseAs = fmt.Sprint(f.Title, " ", i), nil, 0
				many.Findings = append(many.Findings, f)
			}
			for _, p := range r.Patterns {
				p.Title, p.Status = fmt.Sprint(p.ID, i), report.RuledOut
				many.Patterns = append(many.Patterns, p)
			}
		}
		text := render(t, many)
		checkLength(t, name, text)
		if len(r.Findings) > 0 && (!strings.Contains(text, "\nLeft out to stay below 8,000 characters: ") || !strings.Contains(text, "\nQuestion to AWS\n") ||
			!strings.Contains(text, "Region: ") || !strings.Contains(text, "further findings")) {
			t.Errorf("%s: got\n%s", name, text)
		}
	}
}

func checkLength(t *testing.T, name, text string) {
	t.Helper()
	if n := len(utf16.Encode([]rune(text))); n >= 8000 {
		t.Errorf("%s: %d characters", name, n)
	}
	reporttest.Inert(t, name, text)
}

// TestCutFirst holds the order in which sections give way.
func TestCutFirst(t *testing.T) {
	item := strings.Repeat("x", 990)
	sections := []*section{
		{title: "kept", items: []string{item}, rank: 9, keep: 1, what: "kept"},
		{title: "second", items: []string{item, item, item, item}, rank: 2, what: "of the second"},
		{title: "first", items: []string{item, item, item, item}, rank: 1, what: "of the first"},
	}
	text := fit(sections)
	if !strings.HasSuffix(text, "\nLeft out to stay below 8,000 characters: 2 of the first.\n") || !strings.Contains(text, "\n- and 2 more\n") {
		t.Errorf("got ...%s", text[len(text)-100:])
	}
	if got := fit([]*section{{items: []string{"short"}, plain: true}}); got != "short\n" {
		t.Errorf("got %q", got)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("arn:aws:iam::111122223333:role/x", 3)
	f.Add("\x1b[31m\n203.0.113.9", 1)
	f.Add(strings.Repeat("::1 ", 100), 2) // longer ones are held by TestLongValues, and would be all that is tried here
	all := reporttest.All(f)
	f.Fuzz(func(t *testing.T, value string, step int) {
		checkLength(t, "start-denied", withValues(t, all["start-denied"], value, 1+max(step, -step)&0xf))
	})
}

func TestLongValues(t *testing.T) {
	checkLength(t, "start-denied", withValues(t, reporttest.All(t)["start-denied"], strings.Repeat("::1 ", 4000), 2))
}

// withValues renders a report in which every so manyth text is another.
func withValues(t *testing.T, r *report.Report, value string, step int) string {
	t.Helper()
	n := 0
	return render(t, walk.Copy(r, func(_ string, v reflect.Value) {
		if n++; v.Kind() == reflect.String && n%step == 0 {
			v.SetString(value)
		}
	}))
}

func TestWriteError(t *testing.T) {
	reporttest.Render(Render).TellsWriteErrors(t)
}

// TestTextFormatsExist holds that the logs whose lines are messages are formats.
func TestTextFormatsExist(t *testing.T) {
	for _, name := range textFormats {
		if !slices.ContainsFunc(formats.All(), func(f *parsers.Format) bool { return f.Name == name }) {
			t.Errorf("there is no format %s", name)
		}
	}
}

// TestEachFinding holds that no finding is left out while messages, requests or what comes of findings could be.
func TestEachFinding(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	r := &report.Report{}
	for i := range 25 {
		f := report.Finding{Title: fmt.Sprintf("Finding %02d", i), Verdict: report.Confirmed, Summary: strings.Repeat("much is told. ", 30), Count: 1}
		for j := range 4 {
			// Each encoded message is another one.
			raw := fmt.Sprintf(`{"errorCode": "UnauthorizedOperation", "errorMessage": "Encoded authorization failure message: %s", "requestID": "r-%d-%d"}`,
				strings.Repeat(fmt.Sprintf("x%02dy%d", i, j), 100), i, j)
			f.Evidence = append(f.Evidence, report.Evidence{Role: report.Match, Time: &at, At: report.Position{Member: "a.json", Record: 10*i + j}, Raw: json.RawMessage(raw)})
		}
		f.Explains = []report.Finding{{Title: "Also", Summary: fmt.Sprintf("also %02d", i)}}
		r.Findings = append(r.Findings, f)
	}
	text := render(t, r)
	for i := range 25 {
		if want := fmt.Sprintf("\n- Finding %02d (confirmed, seen once)", i); !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for want, has := range map[string]bool{
		"\n- Finding 00 (confirmed, seen once). much is told.": true,
		"Encoded authorization failure message: x00y0":         true,
		strings.Repeat("x00y0", 20):                            false,
	} {
		if strings.Contains(text, want) != has {
			t.Errorf("%q: %v in\n%s", want, !has, text)
		}
	}
	if length(text) >= maxLength {
		t.Errorf("%d characters", length(text))
	}
}

// TestQuestions holds that of calls of the account's own callers nobody asks what part AWS had in them.
func TestQuestions(t *testing.T) {
	for pattern, want := range map[string]string{
		"trail-tampered": askOfCredentials, "iam-scp-deny": askOfPolicies, "ebs-volume-throttled": "had a part in it",
	} {
		text := render(t, &report.Report{Findings: []report.Finding{{Pattern: pattern, Title: "It", Verdict: report.Confirmed}}})
		if !strings.Contains(text, want) || strings.Contains(text, "had a part in it") != (want == "had a part in it") {
			t.Errorf("%s:\n%s", pattern, text)
		}
	}
}

// TestQuestionsOfPatterns holds that what asks in its own words is a pattern of the catalogue.
func TestQuestionsOfPatterns(t *testing.T) {
	for id := range questions {
		if _, err := os.Stat("../../../../correlate/catalogue/" + id + "/pattern.yaml"); err != nil {
			t.Error(err)
		}
	}
}
