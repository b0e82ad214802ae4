package formats

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/parsers"
)

const pastedRecord = `{
  "eventVersion": "1.11",
  "eventTime": "2026-03-04T02:12:02Z",
  "eventSource": "kms.amazonaws.com",
  "eventName": "CreateGrant",
  "awsRegion": "eu-central-1",
  "errorCode": "AccessDenied",
  "errorMessage": "User: arn:aws:sts::698390521899:assumed-role/Ops/kai is not authorized to perform: kms:CreateGrant on resource: arn:aws:kms:eu-central-1:698390521899:key/c5473fe4-a571-4efa-8bb3-49e1fbde6594 because no identity-based policy allows the kms:CreateGrant action",
  "eventID": "4d0b4fca-3f39-48ae-a93b-237d02848998"
}`

const pastedVolumes = `{
    "Volumes": [
        {
            "VolumeId": "vol-050065656f0033bcd",
            "Encrypted": true
        },
        {
            "VolumeId": "vol-005231fe2fde75e06",
            "Encrypted": false
        }
    ]
}`

// told gathers what reaches a sink as lines.
type told struct {
	parsers.Unheard
	lines []string
	all   int
}

func (s *told) Event(e *parsers.Event) error {
	s.all++
	if s.all < 100 {
		s.lines = append(s.lines, fmt.Sprintf("%s %s:%d#%d pasted %t", e.Kind.Name, e.Pos.Member, e.Pos.Line, e.Pos.Record, e.Pasted))
	}
	return nil
}

func readPasted(t *testing.T, text string) (Result, *told) {
	t.Helper()
	sink := &told{}
	result, err := Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: "mail.eml"}, sink)
	if err != nil {
		t.Fatal(err)
	}
	return result, sink
}

// quotedPrintable breaks lines as a mail program does.
func quotedPrintable(text string) string {
	var out []string
	for _, line := range strings.Split(strings.ReplaceAll(text, "=", "=3D"), "\n") {
		for len(line) > 70 {
			out, line = append(out, line[:70]+"="), line[70:]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestPastedJSON(t *testing.T) {
	wrapped := strings.ReplaceAll(pastedRecord, "because no identity", "because no\nidentity")
	quoted := "> " + strings.ReplaceAll("Hello,\n\n"+pastedRecord+"\n", "\n", "\n> ")
	encoded := "From: a@example.com\nContent-Transfer-Encoding: quoted-printable\n\n" + quotedPrintable(pastedRecord+"\n"+pastedVolumes)
	for name, test := range map[string]struct{ text, want string }{
		"alone in a note":         {"# Notes\n```json\n" + pastedRecord + "\n```\nvolumes\n" + pastedVolumes + "\nbye", "cloudtrail mail.eml:3#0 pasted true, resource mail.eml:17#1 pasted true, resource mail.eml:21#2 pasted true"},
		"beside a message":        {"Hello,\n" + pastedVolumes + "\nAn error occurred (UnauthorizedOperation) when calling the StartInstances operation: You are not authorized to perform this operation.", "resource mail.eml:4#0 pasted true, resource mail.eml:8#1 pasted true, console mail.eml:14#2 pasted false"},
		"on one line":             {"see\n" + strings.ReplaceAll(pastedRecord, "\n", "") + ", " + strings.ReplaceAll(pastedVolumes, "\n", ""), "cloudtrail mail.eml:2#0 pasted true, resource mail.eml:2#1 pasted true, resource mail.eml:2#2 pasted true"},
		"after a bracket":         {"see\n{ this is odd\n{\n" + pastedVolumes, "resource mail.eml:6#0 pasted true, resource mail.eml:10#1 pasted true"},
		"broken by a mail":        {"see\n" + wrapped, "cloudtrail mail.eml:2#0 pasted true"},
		"in a reply":              {quoted, "cloudtrail mail.eml:3#0 pasted true"},
		"quoted-printable":        {encoded, "cloudtrail mail.eml:4#0 pasted true, resource mail.eml:19#1 pasted true, resource mail.eml:23#2 pasted true"},
		"not whole":               {"see\n" + pastedRecord[:len(pastedRecord)-2], "console mail.eml:9#0 pasted false"},
		"with something left out": {"see\n" + strings.Replace(pastedRecord, `  "awsRegion"`, "  ...\n  \"awsRegion\"", 1), "console mail.eml:10#0 pasted false"},
		"of nothing known":        {"see\n{\"error\": \"User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ec2:StartInstances\"}\n", "console mail.eml:2#0 pasted false"},
	} {
		t.Run(name, func(t *testing.T) {
			result, sink := readPasted(t, test.text)
			if result.Format == nil || result.Format.Name != "console" {
				t.Errorf("read as %+v", result)
			}
			if got := strings.Join(sink.lines, ", "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	script := "cat > policy.json <<X\n{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:*\", \"Resource\": \"*\"}]}\nX\n"
	if result, _ := readPasted(t, script); result.Format != nil {
		t.Errorf("a policy in a script was read as %s", result.Format.Name)
	}
	if result, _ := readPasted(t, "a text with\n{\"some\": \"JSON\"}\nin it"); result.Format != nil {
		t.Errorf("JSON of no format was read as %s", result.Format.Name)
	}
}

// Texts that seem to begin JSON again and again take no longer than others of their length.
func TestPastedIsBounded(t *testing.T) {
	const n = 50_000
	for name, text := range map[string]string{
		"open brackets":     strings.Repeat("{\n", n),
		"open lists":        strings.Repeat("[\n", n),
		"nested":            strings.Repeat("{\"a\":\n", n),
		"lists within one":  "[[1],\n" + strings.Repeat("[1],\n", n),
		"many small ones":   strings.Repeat("{\"a\": 1}\n", n),
		"many on one line":  strings.Repeat("{\"a\": 1}", 10_000),
		"one that is open":  "{\"a\": \"" + strings.Repeat("x", 100_000) + "\n" + strings.Repeat("y\n", n),
		"many known ones":   strings.Repeat(strings.ReplaceAll(pastedRecord, "\n", "")+"\n", 5_000),
		"known on one line": strings.Repeat("{\"Volumes\":[{\"VolumeId\":\"vol-050065656f0033bcd\"}]}", 2_000),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			message := "An error occurred (UnauthorizedOperation) when calling the StartInstances operation: You are not authorized to perform this operation.\n"
			begin := time.Now()
			sink := &told{}
			if _, err := Read(ctx, bytes.NewReader([]byte(message+text)), &parsers.Source{Member: "notes.txt"}, sink); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d bytes, %d events, %v", len(text), sink.all, time.Since(begin))
		})
	}
}
