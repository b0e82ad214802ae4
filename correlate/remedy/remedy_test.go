package remedy

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hamari/correlate/report"
)

const allow = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Send",
      "Effect": "Allow",
      "Action": "sqs:SendMessage",
      "Resource": %q,
      "Condition": {"Bool": {"aws:SecureTransport": "true"}}
    },
    {
      "Effect": "Allow",
      "Action": "kms:Decrypt",
      "Resource": "arn:key"
    }
  ]
}
`

func policy(resource string) report.Remedy {
	return report.Remedy{Kind: "iam-policy", Text: "Add this policy.", Body: fmt.Sprintf(allow, resource)}
}

// TestShape holds which fixes are told as one: those that differ in commands, or in the Resource of a policy, and in nothing else.
func TestShape(t *testing.T) {
	start := func(id string) report.Remedy {
		return report.Remedy{Kind: "command", Text: "Start it.", Body: "aws ec2 start-instances --instance-ids " + id}
	}
	fix := []report.Remedy{policy("arn:q1"), start("i-1")}
	for _, tt := range []struct {
		name  string
		other []report.Remedy
		same  bool
	}{
		{"the same", []report.Remedy{policy("arn:q1"), start("i-1")}, true},
		{"another resource and another command", []report.Remedy{policy("arn:q2"), start("i-2")}, true},
		{"another action", []report.Remedy{{Kind: "iam-policy", Text: "Add this policy.", Body: strings.Replace(fmt.Sprintf(allow, "arn:q1"), "Send", "Receive", 1)}, start("i-1")}, false},
		{"another text", []report.Remedy{policy("arn:q1"), {Kind: "command", Text: "Start i-2.", Body: "aws"}}, false},
		{"one less", []report.Remedy{policy("arn:q1")}, false},
		{"a command that one of them lacks", []report.Remedy{policy("arn:q1"), {Kind: "command", Text: "Start it."}}, false},
		{"a policy of the key that differs", []report.Remedy{{Kind: "key-policy", Text: "Add this policy.", Body: fmt.Sprintf(allow, "arn:q1")}, start("i-1")}, false},
	} {
		if same := Shape(fix) == Shape(tt.other); same != tt.same {
			t.Errorf("%s: %v", tt.name, same)
		}
	}
}

// TestTogetherPolicy holds that one policy allows what those of all findings allow, and nothing else.
func TestTogetherPolicy(t *testing.T) {
	all := Together([][]report.Remedy{{policy("arn:q1")}, {policy("arn:q2")}, {policy("arn:q1")}, {policy(`arn:"q3"`)}})
	if len(all) != 1 || all[0].Text != "Add this policy." {
		t.Fatalf("%+v", all)
	}
	var got struct {
		Statement []struct {
			Action   string
			Resource any
		}
	}
	if err := json.Unmarshal([]byte(all[0].Body), &got); err != nil {
		t.Fatalf("%v\n%s", err, all[0].Body)
	}
	if text := fmt.Sprint(got.Statement); text != `[{sqs:SendMessage [arn:q1 arn:q2 arn:"q3"]} {kms:Decrypt arn:key}]` {
		t.Error(text)
	}
}

// TestTogetherLarge holds that no policy is longer than IAM takes, and that none of many resources is lost.
func TestTogetherLarge(t *testing.T) {
	const resources = 300
	var lists [][]report.Remedy
	for i := range resources {
		lists = append(lists, []report.Remedy{policy(fmt.Sprintf("arn:aws:sqs:eu-west-1:111122223333:queue-%04d", i))})
	}
	all := Together(lists)
	found := 0
	for i, r := range all {
		if n := written(r.Body); n > maxPolicy || !json.Valid([]byte(r.Body)) {
			t.Errorf("part %d has %d characters", i+1, n)
		}
		if !strings.Contains(r.Text, fmt.Sprintf("(Part %d of %d:", i+1, len(all))) {
			t.Errorf("part %d: %s", i+1, r.Text)
		}
		found += strings.Count(r.Body, "queue-")
	}
	if len(all) != 3 || found != resources {
		t.Errorf("%d parts with %d resources", len(all), found)
	}
}

// TestTogetherCommands holds that what is done to each stands there for each, and what is done once, once.
func TestTogetherCommands(t *testing.T) {
	attach := "aws ec2 attach --gateway tgw-1\n"
	loop := "for s in a b; do\n  echo %s\ndone\n"
	for _, tt := range []struct{ name, a, b, want string }{
		{"the same", attach, attach, attach},
		{"each its own", "aws x 1\naws wait 1\n", "aws x 2\naws wait 2\n", "aws x 1\naws wait 1\naws x 2\naws wait 2"},
		{"a call for both", attach + "aws route 1\n", attach + "aws route 2\n", attach + "aws route 1\naws route 2"},
		{"lines of a shell", fmt.Sprintf(loop, "1"), fmt.Sprintf(loop, "2"), strings.TrimSuffix(fmt.Sprintf(loop, "1")+fmt.Sprintf(loop, "2"), "\n")},
		{"a call over two lines", "aws x \\\n  --a\naws y 1", "aws x \\\n  --a\naws y 2", "aws x \\\n  --a\naws y 1\naws x \\\n  --a\naws y 2"},
	} {
		of := func(body string) []report.Remedy {
			return []report.Remedy{{Kind: "command", Text: "Do it.", Body: body}}
		}
		if got := Together([][]report.Remedy{of(tt.a), of(tt.b)}); len(got) != 1 || got[0].Body != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
