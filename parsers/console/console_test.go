package console

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/textlog/logtest"
)

const (
	blob   = "qoYeuy5DNQMk_k7JauWsrjPnqAi9h90gWITrdEQKpzKtUH4C4XeRuGX_uviYK9_27hWRbK5Pf9jBrs08Gsd23YlGh-1Df9onGQUbfcih720lVZzTMbVKIVJTFFxPLGEQ"
	caller = "arn:aws:sts::111122223333:assumed-role/Operator/ann"
	target = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718"
	denied = "User: " + caller + " is not authorized to perform: ec2:StartInstances on resource: " + target +
		" because no identity-based policy allows the ec2:StartInstances action"
	request = "0d6f1f0e-6c1b-4a53-9a55-5f1f7a1b2c3d"
	cli     = "An error occurred (UnauthorizedOperation) when calling the StartInstances operation: You are not authorized to perform this operation. " +
		denied + ". Encoded authorization failure message: " + blob
)

type fields = map[string]string

// about are the fields that follow from the texts above.
func about(more ...string) fields {
	f := fields{"principal": caller, "role": "Operator", "api": "ec2:StartInstances", "resource": target, "instance": "i-0a1b2c3d4e5f60718",
		"account": "111122223333", "region": "eu-west-1"}
	for i := 0; i < len(more); i += 2 {
		f[more[i]] = more[i+1]
	}
	return f
}

func TestForms(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       fields
	}{
		{"CLI", cli, about("form", "cli", "errorCode", "UnauthorizedOperation", "operation", "StartInstances", "encodedMessage", blob)},
		{"boto3", "botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the Decrypt operation (reached max retries: 4): not now",
			fields{"form": "cli", "errorCode": "AccessDeniedException", "operation": "Decrypt", "message": "not now"}},
		{"EC2 code with a dot", "An error occurred (InvalidInstanceID.NotFound) when calling the StartInstances operation: The instance ID 'i-0a1b2c3d4e5f60718' does not exist",
			fields{"form": "cli", "errorCode": "InvalidInstanceID.NotFound", "operation": "StartInstances", "instance": "i-0a1b2c3d4e5f60718",
				"message": "The instance ID 'i-0a1b2c3d4e5f60718' does not exist"}},
		{"Go SDK v2", "operation error EC2: StartInstances, https response error StatusCode: 403, RequestID: " + request + ", api error UnauthorizedOperation: " + denied,
			about("form", "go-v2", "service", "EC2", "operation", "StartInstances", "statusCode", "403", "requestID", request, "errorCode", "UnauthorizedOperation")},
		{"Go SDK v2 of S3", "operation error S3: PutObject, exceeded maximum number of attempts, 3, https response error StatusCode: 503, RequestID: ABC123, HostID: x/y+z=, api error SlowDown: Please reduce your request rate.",
			fields{"form": "go-v2", "service": "S3", "operation": "PutObject", "statusCode": "503", "requestID": "ABC123", "errorCode": "SlowDown", "message": "Please reduce your request rate."}},
		{"Go SDK v2, error of the model", "operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: " + request + ", DisabledException: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.",
			fields{"form": "go-v2", "service": "KMS", "operation": "Decrypt", "statusCode": "400", "requestID": request, "errorCode": "DisabledException",
				"message": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.",
				"key":     "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "account": "111122223333", "region": "eu-west-1"}},
		{"Terraform", "╷\n│ Error: creating EBS Volume (vol-0a1b2c3d4e5f60718): api error AccessDenied: not today\n│ \n│   with aws_ebs_volume.x,\n╵\n",
			fields{"form": "go-v2", "errorCode": "AccessDenied", "message": "not today", "volume": "vol-0a1b2c3d4e5f60718"}},
		{"Terraform with SDK v1", "│ Error: reading EC2 Instance Type (t2.micro): UnauthorizedOperation: You are not authorized to perform this operation.\n│ \tstatus code: 403, request id: " + request + "\n",
			fields{"form": "go-v1", "errorCode": "UnauthorizedOperation", "statusCode": "403", "requestID": request, "message": "You are not authorized to perform this operation."}},
		{"Java SDK v1", "You are not authorized to perform this operation. (Service: AmazonEC2; Status Code: 403; Error Code: UnauthorizedOperation; Request ID: " + request + "; Proxy: null)",
			fields{"form": "java", "service": "AmazonEC2", "statusCode": "403", "errorCode": "UnauthorizedOperation", "requestID": request, "message": "You are not authorized to perform this operation."}},
		{"Java SDK v2", "software.amazon.awssdk.services.ec2.model.Ec2Exception: The instance (stopped) is not ready (Service: Ec2, Status Code: 400, Request ID: " + request + ") (SDK Attempt Count: 1)",
			fields{"form": "java", "service": "Ec2", "statusCode": "400", "requestID": request, "message": "software.amazon.awssdk.services.ec2.model.Ec2Exception: The instance (stopped) is not ready"}},
		{"Ruby", "Aws::EC2::Errors::RequestLimitExceeded: Request limit exceeded.", fields{"form": "ruby", "service": "EC2", "errorCode": "RequestLimitExceeded", "message": "Request limit exceeded."}},
		{"PHP", "Error executing \"StartInstances\" on \"https://ec2.eu-west-1.amazonaws.com\"; AWS HTTP error: Client error: `POST /` resulted in a `403 Forbidden` response:\n<?xml version=\"1.0\"?>\n<R (truncated...)\n UnauthorizedOperation (client): No. - <?xml",
			fields{"form": "php", "operation": "StartInstances", "errorCode": "UnauthorizedOperation", "message": "No. - <?xml"}},
		{"JavaScript", "Uncaught AccessDeniedException: " + denied + "\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)\n    at async x {\n  '$fault': 'client',\n  '$metadata': {\n    httpStatusCode: 400,\n    requestId: '" + request + "',\n",
			about("form", "js", "errorCode", "AccessDeniedException", "requestID", request)},
		{"Rust", "service error: unhandled error (UnauthorizedOperation): Error { code: \"UnauthorizedOperation\", message: \"No.\", aws_request_id: \"" + request + "\" }",
			fields{"form": "rust", "errorCode": "UnauthorizedOperation", "message": "No.", "requestID": request}},
		{"encoded message alone", "Keine Berechtigung. Encoded authorization failure message: " + blob, fields{"form": "iam", "encodedMessage": blob}},
		{"XML of EC2", "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors><RequestID>" + request + "</RequestID></Response>",
			fields{"form": "xml", "errorCode": "UnauthorizedOperation", "message": "No.", "requestID": request}},
		{"XML of S3", "<Error><Code>AccessDenied</Code>\n<Message>Access Denied</Message>\n<RequestId>ABC123</RequestId><HostId>x</HostId></Error>",
			fields{"form": "xml", "errorCode": "AccessDenied", "message": "Access Denied", "requestID": "ABC123"}},
		{"console", "Failed to start the instance i-0a1b2c3d4e5f60718\nYou are not authorized to perform this operation. " + denied, about("form", "iam")},
		{"IAM alone", denied, about("form", "iam")},
		{"document of Word", "<w:p><w:r><w:t>User: " + caller + " is not authorized to perform: ec2:StartInstances on resource: " + target + "</w:t></w:r></w:p></w:document>",
			about("form", "iam", "message", "User: "+caller+" is not authorized to perform: ec2:StartInstances on resource: "+target)},
		{"the caller is an instance", "User: arn:aws:sts::111122223333:assumed-role/App/i-0ffffffffffffffff is not authorized to perform: kms:Decrypt on this resource",
			fields{"form": "iam", "principal": "arn:aws:sts::111122223333:assumed-role/App/i-0ffffffffffffffff", "role": "App", "api": "kms:Decrypt", "account": "111122223333", "region": ""}},
	} {
		l := logtest.Read(t, Format, "m", tt.text)
		if len(l.Events) != 1 || l.Err != nil || len(l.Rejects) > 0 {
			t.Errorf("%s: %d events, %v, %q", tt.name, len(l.Events), l.Err, l.Rejects)
			continue
		}
		got := l.Events[0].Fields
		if _, told := tt.want["message"]; !told {
			delete(got, "message")
		}
		for name, value := range tt.want {
			if value == "" {
				delete(tt.want, name)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if logtest.Detect(Format, "x", tt.text) != parsers.ByPart {
			t.Errorf("%s: not recognised", tt.name)
		}
		logtest.Holds(t, Format, "m", tt.text)
	}
}

// wrap breaks a text at a width, as mailers do, with a mark before each line.
func wrap(text, mark string, width int) string {
	var b strings.Builder
	line := mark
	for _, word := range strings.Split(text, " ") {
		if len(line)+len(word) > width && line != mark {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = mark
		}
		for len(line)+len(word) > width+20 { // only the encoded message is that long
			cut := width - len(line)
			b.WriteString(line + word[:cut] + "\n")
			line, word = mark, word[cut:]
		}
		line += word + " "
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}

// TestWrapped holds that a message that was broken over lines comes out whole.
func TestWrapped(t *testing.T) {
	want := logtest.Read(t, Format, "m", cli).Events[0].Fields
	for _, mark := range []string{"", "> ", "> > "} {
		for _, width := range []int{76, 80} {
			text := mark + "Hello,\n" + mark + "\n" + wrap(cli, mark, width) + mark + "\n" + mark + "Ann\n"
			l := logtest.Read(t, Format, "m", text)
			if len(l.Events) != 1 {
				t.Errorf("%q, width %d: %d events", mark, width, len(l.Events))
				continue
			}
			if diff := cmp.Diff(want, l.Events[0].Fields); diff != "" || l.Events[0].Pos.Line != 3 {
				t.Errorf("%q, width %d, line %d: %s", mark, width, l.Events[0].Pos.Line, diff)
			}
			logtest.Holds(t, Format, "m", text)
		}
	}
}

// TestMail holds where the time comes from, that the date of a mail is none, and that quoted-printable is undone.
func TestMail(t *testing.T) {
	const header = "From: Ann <ann@example.com>\nDate: Wed, 04 Mar 2026 18:20:00 +0900\nSubject: help\n"
	for _, tt := range []struct {
		name, text, time, source string
		wall                     bool
	}{
		{"mail", header + "\nHi,\n\n" + cli + "\n", "", "", false},
		{"line", header + "\n2026-03-04 18:15:02 ERROR " + cli + "\n", "2026-03-04T18:15:02Z", "line", true},
		{"line with a zone", "[2026-03-04T18:15:02+09:00] " + cli + "\n", "2026-03-04T09:15:02Z", "line", false},
		{"Lambda", "[ERROR]\t2026-03-04T09:15:02.123Z\t" + request + "\t" + cli + "\n", "2026-03-04T09:15:02.123Z", "line", false},
		{"line above", header + "\n2026-03-04 18:15:02\n" + cli + "\n", "2026-03-04T18:15:02Z", "line", true},
		{"line above in Japan", header + "\n[2026-03-04 18:15:02 JST]\n" + cli + "\n", "2026-03-04T09:15:02Z", "line", false},
		{"line above with more in it", header + "\n2026-03-04 18:15:02 all was well\n" + cli + "\n", "", "", false},
		{"none", "yesterday:\n" + cli + "\n", "", "", false},
		{"date that is none", "From: a\nDate: someday\n\n" + cli, "", "", false},
	} {
		l := logtest.Read(t, Format, "m", tt.text)
		if len(l.Events) != 1 || l.Events[0].Time != tt.time || l.Events[0].Fields["timeSource"] != tt.source || l.Events[0].Wall != tt.wall {
			t.Errorf("%s: %+v", tt.name, l.Events)
		}
		sent := ""
		if tt.source == "" && strings.HasPrefix(tt.text, header) {
			sent = "2026-03-04 09:20:00Z"
		}
		if got := l.Events[0].Fields["mail"]; got != sent {
			t.Errorf("%s: in a mail of %q", tt.name, got)
		}
	}
	text := header + "Content-Transfer-Encoding: quoted-printable\n\n" +
		"An error occurred (UnauthorizedOperation) when calling the StartInstances o=\nperation: a=3Db =\nc\nnext\n"
	l := logtest.Read(t, Format, "m", text)
	if len(l.Events) != 1 || l.Events[0].Fields["message"] != "a=b c" || l.Events[0].Pos.Line != 6 {
		t.Errorf("quoted-printable: %+v", l.Events)
	}
	logtest.Holds(t, Format, "m", text)
}

// TestInstanceOfCommand holds that the instance that the command above a message names is what the message is about.
func TestInstanceOfCommand(t *testing.T) {
	const failed = "\n\nAn error occurred (InsufficientInstanceCapacity) when calling the StartInstances operation (reached max retries: 4): Insufficient capacity.\n"
	for command, want := range map[string]string{
		"$ aws ec2 start-instances --instance-ids i-0e1e1e1e1e1e1e1f9 --region us-east-1":                       "i-0e1e1e1e1e1e1e1f9",
		"$ aws ec2 start-instances --region us-east-1 --instance-ids i-0e1e1e1e1e1e1e1f9":                       "i-0e1e1e1e1e1e1e1f9",
		"$ aws ec2 start-instances --instance-ids i-0e1e1e1e1e1e1e1f9 i-0e1e1e1e1e1e1e1fa":                      "",
		"$ aws ec2 run-instances --instance-ids i-0e1e1e1e1e1e1e1f9":                                            "",
		"$ aws ec2 start-instances --instance-ids i-0e1e1e1e1e1e1e1f9\n$ aws ec2 describe-instances --output x": "",
	} {
		filler := strings.Repeat("# as the runbook has it, which is long\n", 8)
		l := logtest.Read(t, Format, "m", command+"\n"+filler+failed)
		if len(l.Events) != 1 || l.Events[0].Fields["instance"] != want {
			t.Errorf("%s: %+v", command, l.Events)
		}
	}
}

// TestCommand holds that the command above a message tells where it was made and of what, and that of another call does not.
func TestCommand(t *testing.T) {
	const (
		failed  = "An error occurred (VcpuLimitExceeded) when calling the RunInstances operation: You have requested more vCPU capacity\n"
		command = "$ aws ec2 run-instances --region ap-northeast-1 --instance-type g5.12xlarge --count 4\n"
	)
	for text, want := range map[string]string{
		command + "\n" + failed: "ap-northeast-1 g5.12xlarge",
		command + failed:        "ap-northeast-1 g5.12xlarge",
		"PS> aws.exe ec2 run-instances `\n  --instance-type=g5.xlarge `\n  --region \"eu-west-1\"\n\n" + failed:                              "eu-west-1 g5.xlarge",
		"aws --profile dev --region us-gov-west-1 ec2 run-instances \\\n --image-id ami-1\n\n" + failed:                                      "us-gov-west-1 ",
		"AWS_REGION=eu-west-3 aws ec2 run-instances --instance-type t3.micro\n" + failed:                                                     "eu-west-3 t3.micro",
		command + "\n" + failed + "\n" + failed:                                                                                              "ap-northeast-1 g5.12xlarge",
		command + "$ aws ec2 describe-instances --region eu-west-1\n" + failed:                                                               " ",
		command + "\nThat was yesterday, and today another one fails.\n\n" + failed:                                                          " ",
		strings.Replace(command, "run-", "start-", 1) + failed:                                                                               " ",
		command + failed + "\n" + failed:                                                                                                     "ap-northeast-1 g5.12xlarge",
		failed + command:                                                                                                                     " ",
		command + "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: a, api error VcpuLimitExceeded: no\n": " ",
	} {
		l := logtest.Read(t, Format, "m", text)
		if len(l.Events) == 0 || l.Events[0].Fields["region"]+" "+l.Events[0].Fields["instanceType"] != want {
			t.Errorf("%s: %+v", text, l.Events)
		}
		if len(l.Events) > 1 && l.Events[1].Fields["region"] != "" {
			t.Errorf("%s: the second has the command of the first", text)
		}
		logtest.Holds(t, Format, "m", text)
	}
}

// TestSoftBreaks holds that a message in quoted-printable is read to the letter, wherever a line of it was broken, also where a
// reply has marks before the lines.
func TestSoftBreaks(t *testing.T) {
	want := logtest.Read(t, Format, "m", cli).Events[0].Fields["message"]
	for width := 40; width < 76; width++ {
		for _, mark := range []string{"", "> ", ">"} {
			var b strings.Builder
			b.WriteString(mark + "Content-Type: text/plain; charset=\"iso-8859-15\"\n" + mark + "Content-Transfer-Encoding: quoted-printable\n" + mark + "\n")
			rest := strings.ReplaceAll(cli, "=", "=3D")
			for len(rest) > width {
				b.WriteString(mark + rest[:width] + "=\n")
				rest = rest[width:]
			}
			b.WriteString(mark + rest + "\n" + mark + "something else that follows\n")
			l := logtest.Read(t, Format, "m", b.String())
			if len(l.Events) != 1 || l.Events[0].Fields["message"] != want {
				t.Fatalf("width %d, %q: %+v", width, mark, l.Events)
			}
		}
	}
}

// inBase64 writes a text in lines of base64.
func inBase64(text string, width int, end string) string {
	packed, out := base64.StdEncoding.EncodeToString([]byte(text)), ""
	for len(packed) > width {
		packed, out = packed[width:], out+packed[:width]+end
	}
	return out + packed + end
}

// TestBase64 holds that messages are found in the parts of a mail that are text in base64, once each, in the line of base64 in
// which they begin.
func TestBase64(t *testing.T) {
	const (
		header = "From: Ann <ann@example.com>\nDate: Wed, 04 Mar 2026 18:20:00 +0900\n"
		packed = "Content-Transfer-Encoding: base64\n\n"
		plain  = "Content-Type: text/plain; charset=\"iso-8859-15\"\n" + packed
		html   = "Content-Type: text/html; charset=\"utf-8\"\n" + packed
		text   = "Gr\u00fc\u00dfe, here it is, from our program that starts instances:\n\n> " + cli + "\n\nnext\n"
		tagged = "<html><p>" + cli + "</p></html>"
	)
	for _, tt := range []struct {
		name, text string
		lines      []int
	}{
		{"body", header + plain + inBase64(text, 76, "\n"), []int{7}},
		{"without a type", header + packed + inBase64(text, 76, "\n"), []int{6}},
		{"in one line", header + plain + inBase64(text, 1<<20, "\n"), []int{6}},
		{"odd lines", header + plain + inBase64(text, 50, "\n"), []int{7}},
		{"other line ends", strings.ReplaceAll(header+plain, "\n", "\r\n") + inBase64(strings.ReplaceAll(text, "\n", "\r\n"), 76, "\r\n"), []int{7}},
		{"reply", "> " + strings.ReplaceAll(plain+inBase64(text, 76, "\n"), "\n", "\n> "), []int{5}},
		{"Shift-JIS", header + plain + inBase64("\x83G\x83\x89\x81[\n"+cli, 76, "\n"), []int{6}},
		{"without an end", header + plain + inBase64(cli, 76, "\n")[:700], []int{6}},
		{"alternative", header + "Content-Type: multipart/alternative; boundary=b\n\n--b\n" + plain + inBase64(text, 76, "\n") + "\n--b\n" + html + inBase64(tagged, 76, "\n") + "--b--\n", []int{10}},
		{"alternative that says more", header + "\n--b\n" + plain + inBase64("see HTML", 76, "\n") + "\n--b\n" + html + inBase64(tagged, 76, "\n") + "--b--\n", []int{14}},
		{"HTML alone", header + html + inBase64(tagged, 76, "\n"), []int{6}},
		{"two mails", header + plain + inBase64(cli, 76, "\n") + "\n" + header + html + inBase64(tagged, 76, "\n"), nil},
		{"picture", header + "Content-Type: image/png\n" + packed + inBase64(text, 76, "\n"), []int{}},
		{"text behind it", header + plain + inBase64("hello", 76, "\n") + "--b\nContent-Type: text/plain\n\n" + cli + "\n", []int{10}},
		{"no base64 after all", header + plain + cli + "\n", []int{6}},
	} {
		l := logtest.Read(t, Format, "m", tt.text)
		if tt.lines == nil {
			if len(l.Events) != 2 {
				t.Errorf("%s: %+v", tt.name, l.Events)
			}
			continue
		}
		if len(l.Events) != len(tt.lines) {
			t.Errorf("%s: %+v", tt.name, l.Events)
			continue
		}
		for i, e := range l.Events {
			if e.Fields["api"] != "ec2:StartInstances" || !strings.Contains(e.Fields["message"], denied) || e.Pos.Line != tt.lines[i] {
				t.Errorf("%s: %+v", tt.name, e)
			}
		}
		if got := logtest.Detect(Format, "mail.eml", tt.text); (got == parsers.ByPart) != (len(tt.lines) > 0) {
			t.Errorf("%s: %v", tt.name, got)
		}
		logtest.Holds(t, Format, "m", tt.text)
	}
}

// TestMany holds that each message of a text is one event, where it stands.
func TestMany(t *testing.T) {
	text := strings.Repeat("prose\n\n$ aws ec2 start-instances\n\n"+cli+"\nUnd nun?\nAws::S3::Errors::AccessDenied: Access Denied\n\n", 300)
	l := logtest.Read(t, Format, "m", text)
	if len(l.Events) != 600 {
		t.Fatalf("%d events", len(l.Events))
	}
	for i, e := range l.Events {
		if want := 8*(i/2) + []int{5, 7}[i%2]; e.Pos.Line != want || e.Pos.Record != i {
			t.Errorf("event %d in line %d, want %d", i, e.Pos.Line, want)
		}
		if i%2 == 1 && e.Fields["message"] != "Access Denied" {
			t.Errorf("event %d: %q", i, e.Fields["message"])
		}
	}
	logtest.Holds(t, Format, "m", strings.Repeat(cli+"\n", 1000)) // one paragraph without an end
	logtest.Cut(t, Format, "m", cli+"\n\nmore")
}

// TestHostile holds that no text makes the search slow: it takes seconds for none of these, which fill many paragraphs.
func TestHostile(t *testing.T) {
	for _, part := range []string{
		"Status Code: a(b)", "Status Code: (((", "status code: A: ", "<Code>a</Code><Message>", "operation error a: b, ", "An error occurred (a", "User: arn:a not authorized ",
		"api error A: api error ", "Aws::A::Errors::", " a", "a\n", ">>>>", "\u2502",
	} {
		text := "Status Code: status code: <Code> operation error api error An error occurred ( Aws:: not authorized " + strings.Repeat(part, 200_000/len(part))
		begin := time.Now()
		logtest.Read(t, Format, "m", text)
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%q: %s", part, took)
		}
	}
}

// TestNoMessage holds that what only sounds like a message is none.
func TestNoMessage(t *testing.T) {
	for _, text := range []string{
		"", "hello\n", "An error occurred (x) when calling", "An error occurred when calling the StartInstances operation: x", "api error: none",
		"operation error: x", "Status Code: 403", "status code: 403, request id: " + request, "(Service: AmazonEC2)", "Aws::EC2::Client", "<Code>x</Code>",
		"You are not authorized.", "he is not authorized to perform: magic", "`" + `{"a":1}`, "\x00" + cli,
	} {
		if got := logtest.Detect(Format, "error.txt", text); got != parsers.No {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, text := range []string{"{\"errorMessage\": \"" + cli + "\"}", "[{\"a\": \"" + cli + "\"}]"} {
		if got := logtest.Detect(Format, "error.txt", text); got != parsers.No {
			t.Errorf("JSON is claimed: %q", text)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(cli)
	f.Add("From: a\nDate: Wed, 04 Mar 2026 18:20:00 +0900\nContent-Transfer-Encoding: quoted-printable\n\na=\n=3D" + denied)
	f.Add("Content-Transfer-Encoding: base64\n\n" + inBase64("hello\n\n"+denied+"\n", 76, "\n") + "--b\n")
	f.Add("From: a\nContent-Type: text/html; boundary=b\n\n<p>a &am<br <b>&lt;<style>x</style><!-- --->" + denied + "\n--b\n")
	f.Add(fmt.Sprintf("> │ X: y\n\tstatus code: 403, request id: %s\n<Code>A</Code><Message>b</Message>", request))
	f.Fuzz(func(t *testing.T, text string) { logtest.Holds(t, Format, "m", text) })
}

func BenchmarkRead(b *testing.B) {
	logtest.Benchmark(b, Format, "m", strings.Repeat("a line of prose that says nothing of errors at all\n", 50)+"\n"+cli+"\n\n")
}
