package access

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/console"
	"hamari/parsers/formats"
)

func TestReadMessage(t *testing.T) {
	const who = "arn:aws:sts::111122223333:assumed-role/Ops/ann"
	for _, tt := range []struct {
		text string
		want wording
	}{
		{
			"User: " + who + " is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0 because no identity-based policy allows the ec2:StopInstances action",
			wording{caller: who, action: "ec2:StopInstances", resource: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0", layer: "identity-based policy", explicit: "false"},
		},
		{
			"You are not authorized to perform this operation. User: " + who + " is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:111122223333:instance/* with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/lab. Encoded authorization failure message: abc_-1",
			wording{caller: who, action: "ec2:RunInstances", resource: "arn:aws:ec2:eu-west-1:111122223333:instance/*", layer: "permissions boundary", explicit: "true", policy: "arn:aws:iam::111122223333:policy/lab", encoded: "abc_-1"},
		},
		{
			"You are not authorized to perform this operation. Encoded authorization failure message: abc",
			wording{encoded: "abc"},
		},
		{
			`User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::a-bucket/some/key.pdf" with an explicit deny in a resource-based policy`,
			wording{caller: "arn:aws:iam::111122223333:user/ann", action: "s3:GetObject", resource: "arn:aws:s3:::a-bucket/some/key.pdf", layer: "resource-based policy", explicit: "true"},
		},
		{
			"User: " + who + " is not authorized to perform: kms:DisableKey on resource: arn:aws:kms:eu-west-1:111122223333:key/k with an explicit deny in a service control policy: arn:aws:organizations::444455556666:policy/o-a/service_control_policy/p-b",
			wording{caller: who, action: "kms:DisableKey", resource: "arn:aws:kms:eu-west-1:111122223333:key/k", layer: "service control policy", explicit: "true", policy: "arn:aws:organizations::444455556666:policy/o-a/service_control_policy/p-b"},
		},
		{
			"User: " + who + " is not authorized to perform:\nSNS:Publish on resource: arn:aws:sns:us-east-1:444455556666:topic\nwith an explicit deny in a VPC endpoint policy transitively through a service control policy",
			wording{caller: who, action: "sns:Publish", resource: "arn:aws:sns:us-east-1:444455556666:topic", layer: "VPC endpoint policy", explicit: "true", transitive: true},
		},
		{"User: " + who + " is not authorized to perform: a:B on resource: * because no session policy allows the a:B action", wording{caller: who, action: "a:B", resource: "*", layer: "session policy", explicit: "false"}},
		{"User: " + who + " is not authorized to perform: a:B on resource: * with an explicit deny in a sessions policy", wording{caller: who, action: "a:B", resource: "*", layer: "session policy", explicit: "true"}},
		{"User: " + who + " is not authorized to perform: a:B on resource: * because no permissions boundary allows the a:B action", wording{caller: who, action: "a:B", resource: "*", layer: "permissions boundary", explicit: "false"}},
		{"User: " + who + " is not authorized to perform: a:B on resource: * because no VPC endpoint policy allows the a:B action", wording{caller: who, action: "a:B", resource: "*", layer: "VPC endpoint policy", explicit: "false"}},
		{"User: " + who + " is not authorized to perform: a:B on resource: * because no service control policy allows the a:B action", wording{caller: who, action: "a:B", resource: "*", layer: "service control policy", explicit: "false"}},
		{"User: " + who + " is not authorized to perform: a:B on resource: * with an explicit deny in a resource control policy", wording{caller: who, action: "a:B", resource: "*", layer: "resource control policy", explicit: "true"}},
		{"User: " + who + " is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/R with an explicit deny in the role trust policy", wording{caller: who, action: "sts:AssumeRole", resource: "arn:aws:iam::111122223333:role/R", layer: "role trust policy", explicit: "true"}},
		{"User: " + who + " is not authorized to perform: a:B with an explicit deny", wording{caller: who, action: "a:B", explicit: "true"}},
		{"User: " + who + " is not authorized to perform: a:B", wording{caller: who, action: "a:B"}},
		{"Access Denied", wording{}},
		{"", wording{}},
		{"IAM user access not activated", wording{unknown: true}},
	} {
		if got := readMessage(tt.text); got != tt.want {
			t.Errorf("%s\n got %+v\nwant %+v", tt.text, got, tt.want)
		}
	}
}

func TestActionOf(t *testing.T) {
	for _, tt := range []struct{ source, name, want string }{
		{"lambda.amazonaws.com", "CreateFunction20150331", "lambda:CreateFunction"},
		{"lambda.amazonaws.com", "UpdateFunctionConfiguration20150331v2", "lambda:UpdateFunctionConfiguration"},
		{"monitoring.amazonaws.com", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"},
		{"s3.amazonaws.com", "HeadObject", "s3:GetObject"},
		{"s3.amazonaws.com", "ListObjectsV2", "s3:ListBucket"},
		{"ec2.amazonaws.com", "StopInstances", "ec2:StopInstances"},
		{"", "StopInstances", ""},
	} {
		if got := actionOf(tt.source, tt.name); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.source, tt.name, got, tt.want)
		}
	}
}

// call is a CloudTrail record in the making.
type call map[string]any

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

const why = " because no identity-based policy allows the sqs:SendMessage action"

// made is a call of role Ops, so many seconds after noon.
func made(seconds int, name string) call {
	return call{
		"eventVersion": "1.11", "eventTime": noon.Add(time.Duration(seconds) * time.Second).Format(time.RFC3339), "eventSource": "sqs.amazonaws.com", "eventName": name,
		"awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2", "eventID": fmt.Sprintf("%s-%d", name, seconds), "recipientAccountId": "111122223333",
		"eventType": "AwsApiCall", "readOnly": false, "requestParameters": map[string]any{"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"},
		"userIdentity": map[string]any{
			"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/Ops/ann", "accountId": "111122223333", "accessKeyId": "ASIAOPS",
			"sessionContext": map[string]any{
				"sessionIssuer": map[string]any{"type": "Role", "arn": "arn:aws:iam::111122223333:role/Ops", "userName": "Ops"},
				"attributes":    map[string]any{"mfaAuthenticated": "false"},
			},
		},
	}
}

func refused(seconds int) call {
	return made(seconds, "SendMessage").with("errorCode", "AccessDenied").with("requestParameters", nil).with("errorMessage",
		"User: arn:aws:sts::111122223333:assumed-role/Ops/ann is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:orders"+why)
}

func (c call) with(key string, value any) call {
	c[key] = value
	return c
}

// sink feeds a lens.
type sink struct {
	parsers.Unheard
	l *Lens
}

func (s sink) Event(ev *parsers.Event) error {
	if ev.Kind == console.Kind {
		s.l.Message(ev)
	} else {
		s.l.Event(ev)
		s.l.Change(ev)
	}
	return nil
}
func fed(t *testing.T, calls ...call) *Lens {
	t.Helper()
	text, err := json.Marshal(map[string]any{"Records": calls})
	if err != nil {
		t.Fatal(err)
	}
	l := New()
	if _, err := formats.Read(t.Context(), strings.NewReader(string(text)), &parsers.Source{Member: "trail.json"}, sink{l: l}); err != nil {
		t.Fatal(err)
	}
	return l
}

func field(r lens.Row, name string) string { return r.Value(r.Kind.Slot(name)).String() }

// only returns the only refusal.
func only(t *testing.T, l *Lens) (lens.Row, []lens.Row) {
	t.Helper()
	denials, around := l.Rows()
	if len(denials) != 1 {
		t.Fatalf("%d refusals, want one", len(denials))
	}
	return denials[0], around
}

func TestRetriesAreOne(t *testing.T) {
	r, _ := only(t, fed(t, refused(60), refused(0), refused(0), refused(3600)))
	for name, want := range map[string]string{
		"identity": "arn:aws:iam::111122223333:role/Ops", "action": "sqs:SendMessage", "resource": "arn:aws:sqs:eu-west-1:111122223333:orders",
		"layer": "identity-based policy", "explicit": "false", "times": "3", "later": "no", "reason": "policy", "indirect": "false", "message": refused(0)["errorMessage"].(string), "readOnly": "false", "before": "false",
	} {
		if got := field(r, name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if !r.Start.Equal(noon) || !r.End.Equal(noon.Add(time.Hour)) {
		t.Errorf("from %s to %s", r.Start, r.End)
	}
}

// TestVaried holds that a row tells whether its message is that of all records, in whatever order they came.
func TestVaried(t *testing.T) {
	message := refused(0)["errorMessage"].(string)
	other := func(seconds int) call {
		return refused(seconds).with("errorMessage", strings.Replace(message, "/ann", "/bob", 1))
	}
	for _, tt := range []struct {
		one, other []call
		want       string
	}{
		{[]call{refused(0), refused(1)}, []call{refused(2)}, "false"},
		{[]call{refused(0), other(1)}, []call{refused(2)}, "true"},
		{[]call{refused(0), refused(1)}, []call{other(2)}, "true"},
		{[]call{refused(1), refused(2)}, []call{refused(0), other(3)}, "true"},
	} {
		for range 2 {
			l := fed(t, tt.one...)
			l.Merge(fed(t, tt.other...))
			r, _ := only(t, l)
			if got := field(r, "varied"); got != tt.want || field(r, "message") != message {
				t.Errorf("varied %s, want %s; message %q", got, tt.want, field(r, "message"))
			}
			tt.one, tt.other = tt.other, tt.one
		}
	}
}

func TestLater(t *testing.T) {
	policy := func(seconds int, role string) call {
		return made(seconds, "PutRolePolicy").with("eventSource", "iam.amazonaws.com").with("requestParameters", map[string]any{"roleName": role})
	}
	otherQueue := made(30, "SendMessage").with("requestParameters", map[string]any{"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/others"})
	for _, tt := range []struct {
		what  string
		calls []call
		want  string
	}{
		{"nothing", []call{refused(0)}, "no"},
		{"success before", []call{made(-60, "SendMessage"), refused(0)}, "no"},
		{"success soon", []call{refused(0), made(30, "SendMessage")}, "transient"},
		{"success late", []call{refused(0), made(7200, "SendMessage")}, "later"},
		{"retried long", []call{refused(0), refused(1800), made(1830, "SendMessage")}, "later"},
		{"a probe", []call{refused(0).with("readOnly", true), made(7200, "SendMessage")}, "transient"},
		{"another operation", []call{refused(0), made(30, "ReceiveMessage")}, "no"},
		{"another queue", []call{refused(0), otherQueue}, "no"},
		{"another address", []call{refused(0), made(30, "SendMessage").with("sourceIPAddress", "203.0.113.9")}, "otherwise"},
		{"policy of the role", []call{refused(0), policy(10, "Ops"), made(30, "SendMessage")}, "changed"},
		{"policy of another role", []call{refused(0), policy(10, "Dev"), made(30, "SendMessage")}, "transient"},
		{"policy too early", []call{policy(-10, "Ops"), refused(0), made(30, "SendMessage")}, "transient"},
	} {
		r, _ := only(t, fed(t, tt.calls...))
		if got := field(r, "later"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.what, got, tt.want)
		}
	}
}

func TestAround(t *testing.T) {
	signed := made(-600, "GetQueueUrl")
	signed["userIdentity"].(map[string]any)["sessionContext"].(map[string]any)["attributes"] = map[string]any{"mfaAuthenticated": "true"}
	denied := refused(0)
	denied["errorMessage"] = strings.Replace(denied["errorMessage"].(string), why, " with an explicit deny in an identity-based policy", 1)
	attach := made(-3600, "AttachRolePolicy").with("eventSource", "iam.amazonaws.com").with("requestParameters", map[string]any{"roleName": "Ops", "policyArn": "arn:aws:iam::111122223333:policy/ForceMFA"})
	_, around := only(t, fed(t, attach, signed, denied))
	var got []string
	for _, r := range around {
		got = append(got, field(r, "what")+" "+field(r, "eventName")+" "+field(r, "differs"))
	}
	want := []string{"changed-before AttachRolePolicy ", "allowed-other GetQueueUrl with MFA, which the refused sessions lacked"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestHistory holds that changes of one second are given no order.
func TestHistory(t *testing.T) {
	change := func(seconds int, name, role string) call {
		return made(seconds, name).with("eventSource", "iam.amazonaws.com").with("requestParameters", map[string]any{"roleName": role})
	}
	const by = " on Ops by arn:aws:sts::111122223333:assumed-role/Ops/ann"
	for _, tt := range []struct {
		calls []call
		want  string
	}{
		{
			[]call{change(-60, "CreateRole", "Ops"), refused(0)},
			"It was preceded by CreateRole" + by + " at 2026-03-04 11:59:00Z.",
		},
		{
			[]call{change(-90, "CreateRole", "Ops"), change(-60, "PutRolePolicy", "Ops"), refused(0)},
			"It was preceded by PutRolePolicy" + by + " at 2026-03-04 11:59:00Z, the last of several changes in the 24 hours before.",
		},
		{
			[]call{change(-60, "CreateRole", "Ops"), change(-60, "PutRolePolicy", "Ops"), refused(0)},
			"It was preceded by CreateRole and PutRolePolicy" + by + " at 2026-03-04 11:59:00Z.",
		},
		{
			[]call{change(-90, "CreateRole", "Ops"), change(-60, "AttachRolePolicy", "Ops"), change(-60, "DetachRolePolicy", "Ops"), change(-60, "PutRolePolicy", "Ops"), refused(0)},
			"It was preceded by AttachRolePolicy, DetachRolePolicy and PutRolePolicy" + by + " at 2026-03-04 11:59:00Z, the last of several changes in the 24 hours before.",
		},
		{
			[]call{change(-60, "CreateRole", "Ops"), change(-60, "CreatePolicyVersion", "").with("requestParameters", map[string]any{"policyArn": "arn:aws:iam::111122223333:policy/p"}), refused(0)},
			"It was preceded by CreatePolicyVersion on arn:aws:iam::111122223333:policy/p by arn:aws:sts::111122223333:assumed-role/Ops/ann and CreateRole" + by + " at 2026-03-04 11:59:00Z.",
		},
		{
			[]call{refused(0), change(0, "PutRolePolicy", "Ops")},
			"In the same second, 2026-03-04 12:00:00Z, came PutRolePolicy" + by + ".",
		},
		{
			[]call{refused(0), change(10, "PutRolePolicy", "Ops"), made(30, "SendMessage")},
			"It succeeded at 2026-03-04 12:00:30Z, after PutRolePolicy" + by + " at 2026-03-04 12:00:10Z.",
		},
		{
			[]call{refused(0), made(30, "SendMessage"), change(30, "PutRolePolicy", "Ops")},
			"It succeeded at 2026-03-04 12:00:30Z, in the same second as PutRolePolicy" + by + ".",
		},
	} {
		r, _ := only(t, fed(t, tt.calls...))
		if got := field(r, "history"); got != tt.want {
			t.Errorf("%s\nwant %s", got, tt.want)
		}
	}
}

// TestManyResources holds that many resources of one type are one row, and few are told apart.
func TestManyResources(t *testing.T) {
	for _, tt := range []struct {
		queues, want  int
		resource      string
		named, varied string
		cited         string // the second record
	}{
		{3, 3, "arn:aws:sqs:eu-west-1:111122223333:q0", "", "false", ""},
		{4, 1, "arn:aws:sqs:eu-west-1:111122223333:*", "q2, arn:aws:sqs:eu-west-1:111122223333:q3", "true", "sqs:SendMessage was refused again, on arn:aws:sqs:eu-west-1:111122223333:q1"},
		{9, 1, "arn:aws:sqs:eu-west-1:111122223333:*", "q7 and 1 more", "true", "sqs:SendMessage was refused again, on arn:aws:sqs:eu-west-1:111122223333:q1"},
	} {
		var calls []call
		for i := range tt.queues {
			c := refused(i)
			calls = append(calls, c.with("errorMessage", strings.Replace(c["errorMessage"].(string), ":orders", fmt.Sprint(":q", i), 1)))
		}
		denials, _ := fed(t, calls...).Rows()
		if len(denials) != tt.want || field(denials[0], "resource") != tt.resource {
			t.Errorf("%d queues: %d rows, the first of %s", tt.queues, len(denials), field(denials[0], "resource"))
		}
		if got := field(denials[0], "times"); tt.want == 1 && got != fmt.Sprint(tt.queues) {
			t.Errorf("%s times", got)
		}
		if got := field(denials[0], "named"); !strings.HasSuffix(got, tt.named) || tt.named == "" && got != "" {
			t.Errorf("%d queues: named %q, want the end %q", tt.queues, got, tt.named)
		}
		if got := field(denials[0], "varied"); got != tt.varied {
			t.Errorf("%d queues: varied %s", tt.queues, got)
		}
		if cites := denials[0].Cites; len(cites) > 1 && cites[1].Text != tt.cited {
			t.Errorf("%d queues: the second record says %q, want %q", tt.queues, cites[1].Text, tt.cited)
		}
	}
}

// TestMessage holds that pasted messages tell the same as records, as far as they go.
func TestMessage(t *testing.T) {
	for _, tt := range []struct {
		text string
		want map[string]string
	}{
		{
			"An error occurred (AccessDenied) when calling the SendMessage operation: " + refused(0)["errorMessage"].(string) + "\n",
			map[string]string{
				"identity": "arn:aws:iam::111122223333:role/Ops", "action": "sqs:SendMessage", "resource": "arn:aws:sqs:eu-west-1:111122223333:orders",
				"layer": "identity-based policy", "reason": "policy", "times": "1", "account": "111122223333",
			},
		},
		{
			"An error occurred (UnauthorizedOperation) when calling the StopInstances operation: You are not authorized to perform this operation. Encoded authorization failure message: 4OIbAmPLe_encoded-xQ7Zk1Vh3bT9\n",
			map[string]string{"action": "ec2:StopInstances", "reason": "encoded", "encoded": "4OIbAmPLe_encoded-xQ7Zk1Vh3bT9"},
		},
	} {
		l := New()
		if _, err := formats.Read(t.Context(), strings.NewReader(tt.text), &parsers.Source{Member: "mail.txt"}, sink{l: l}); err != nil {
			t.Fatal(err)
		}
		r, _ := only(t, l)
		for name, want := range tt.want {
			if got := field(r, name); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
}

// TestMailed holds that the date of a mail is not taken for the time of the refusal that it tells of.
func TestMailed(t *testing.T) {
	text := "From: Ann <ann@example.com>\nDate: Wed, 04 Mar 2026 18:20:00 +0900\n\n%sAn error occurred (AccessDenied) when calling the SendMessage operation: " + refused(0)["errorMessage"].(string) + "\n"
	for line, want := range map[string]lens.Cite{
		"":                          {Text: "pasted in a mail of 2026-03-04 09:20:00Z"},
		"2026-03-04 18:15:02 JST\n": {Text: pasted, Time: time.Date(2026, 3, 4, 9, 15, 2, 0, time.UTC)},
	} {
		l := New()
		if _, err := formats.Read(t.Context(), strings.NewReader(fmt.Sprintf(text, line)), &parsers.Source{Member: "mail.eml"}, sink{l: l}); err != nil {
			t.Fatal(err)
		}
		r, _ := only(t, l)
		if c := r.Cites[0]; c.Text != want.Text || !c.Time.Equal(want.Time) || field(r, "times") != "1" {
			t.Errorf("%q: %q at %s, want %q at %s", line, c.Text, c.Time, want.Text, want.Time)
		}
	}
}

func TestNoRefusal(t *testing.T) {
	for what, c := range map[string]call{
		"dry run that would succeed": refused(0).with("errorCode", "Client.DryRunOperation").with("errorMessage", "Request would have succeeded, but DryRun flag is set."),
		"dry run":                    refused(0).with("errorCode", "Client.UnauthorizedOperation").with("requestParameters", map[string]any{"dryRun": true}),
		"throttled":                  refused(0).with("errorCode", "ThrottlingException").with("errorMessage", "Rate exceeded"),
	} {
		if denials, _ := fed(t, c).Rows(); len(denials) != 0 {
			t.Errorf("%s: %d refusals", what, len(denials))
		}
	}
}

// TestMerge holds that who read what does not show.
func TestMerge(t *testing.T) {
	var calls []call
	for i := range 200 {
		calls = append(calls, made(i*37, "SendMessage"), refused(i*41+5), made(i*11, "GetQueueUrl"))
	}
	print := func(l *Lens) string {
		denials, around := l.Rows()
		return fmt.Sprint(denials, around)
	}
	whole := print(fed(t, calls...))
	for _, at := range []int{1, 250, 599} {
		one, two := fed(t, calls[:at]...), fed(t, calls[at:]...)
		for _, l := range []*Lens{one, two} { // records keep their place
			shift(l, map[*Lens]int{two: at}[l])
		}
		two.Merge(one)
		if got := print(two); got != whole {
			t.Errorf("split at %d:\n%.600s\n%.600s", at, got, whole)
		}
	}
}

func shift(l *Lens, by int) {
	move := func(c *lens.Cite) { c.Pos.Record += by; c.Pos.Offset = 0 }
	for _, d := range l.denials {
		move(&d.lead.cite)
		for id, c := range d.seen {
			move(&c)
			d.seen[id] = c
		}
	}
	for _, c := range l.allowed.calls {
		for i := range c.samples {
			move(&c.samples[i].cite)
		}
	}
}

// TestKnownCallAllocatesNothing: most records are of calls that are known, within a stretch that has its first.
func TestKnownCallAllocatesNothing(t *testing.T) {
	l, ev := New(), new(parsers.Event)
	catch := catcher{into: ev}
	text, err := json.Marshal(map[string]any{"Records": []call{made(1, "SendMessage")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := formats.Read(t.Context(), strings.NewReader(string(text)), &parsers.Source{Member: "trail.json"}, catch); err != nil {
		t.Fatal(err)
	}
	l.Event(ev)
	ev.Pos.Record++
	if n := testing.AllocsPerRun(100, func() { l.Event(ev) }); n != 0 {
		t.Errorf("%v allocations for a record", n)
	}
}

// catcher keeps a copy of the last record.
type catcher struct {
	parsers.Unheard
	into *parsers.Event
}

func (c catcher) Event(ev *parsers.Event) error {
	*c.into = *ev
	c.into.Raw = append([]byte{}, ev.Raw...)
	c.into.Values = make([]parsers.Value, len(ev.Values))
	for i, v := range ev.Values {
		if v != nil {
			c.into.Values[i] = append(parsers.Value{}, v...)
		}
	}
	return nil
}

// TestReading holds that messages are read the same when they are remembered and when they are forgotten, and that not
// all of them are kept.
func TestReading(t *testing.T) {
	r := reading{}
	for range 2 {
		for n := range maxReadings + 5 {
			text := fmt.Sprintf("User: u%d is not authorized to perform: s3:GetObject because no identity-based policy allows it", n)
			if got, want := r.of(text), readMessage(text); got != want {
				t.Fatalf("%+v, want %+v", got, want)
			}
		}
	}
	if len(r) > maxReadings {
		t.Errorf("%d messages are remembered", len(r))
	}
	r.of("You are not authorized to perform this operation. Encoded authorization failure message: abcdef")
	for text, w := range r {
		if w.encoded != "" {
			t.Errorf("remembered %q", text)
		}
	}
}

// TestToldByAnother holds that a refusal counts once which two services record: the one that refused, and the one that passes it on.
func TestToldByAnother(t *testing.T) {
	another := func(seconds int) call {
		r := refused(seconds)
		r["eventSource"], r["eventName"] = "s3.amazonaws.com", "PutObject"
		return r
	}
	for _, tt := range []struct {
		records []call
		want    string
	}{
		{[]call{refused(0), another(1), refused(60), another(61)}, "2"},
		{[]call{another(1), another(61)}, "2"},
		{[]call{refused(0), another(1), another(61)}, "2"},
	} {
		r, _ := only(t, fed(t, tt.records...))
		if got := field(r, "times"); got != tt.want {
			t.Errorf("%d records: %s times, want %s", len(tt.records), got, tt.want)
		}
	}
}

// TestAsks holds that calls that ask for something else are told apart, also where it is too long to be kept.
func TestAsks(t *testing.T) {
	image := func(seconds int, text string) call {
		return made(seconds, "CreateThing").with("eventSource", "ec2.amazonaws.com").
			with("requestParameters", map[string]any{"clientToken": strconv.Itoa(seconds), "a": text, "b": []any{map[string]any{"tag": strings.Repeat("y", 50)}}})
	}
	denied := func(seconds int, text string) call {
		return image(seconds, text).with("errorCode", "AccessDenied").with("errorMessage", "Access Denied")
	}
	long := strings.Repeat("x", 5000)
	for _, tt := range []struct {
		refused, allowed, later, asks string
	}{
		{"one", "one", laterTransient, ""},
		{"one", "two", laterElse, "a two (refused: one)"},
		{long + "1", long + "1", laterTransient, ""},
		{long + "1", long + "2", laterElse, "a xxx"},
	} {
		r, around := only(t, fed(t, denied(0, tt.refused), denied(10, tt.refused), image(60, tt.allowed)))
		if got := field(r, "later"); got != tt.later || len(around) != 1 || !strings.HasPrefix(field(around[0], "asks"), tt.asks) || (tt.asks == "") != (field(around[0], "asks") == "") {
			t.Errorf("%.10s, then %.10s: %s, %v", tt.refused, tt.allowed, got, around)
		}
	}
}
