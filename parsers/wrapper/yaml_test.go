package wrapper_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestYAML holds that each thing that an answer lists is an entry of its own, on its own line, and says what JSON says.
func TestYAML(t *testing.T) {
	for name, tt := range map[string]struct {
		text  string
		want  []string
		lines []int
		notes int
	}{
		"list": {text: "Volumes:\n- Encrypted: true\n  Size: 8\n  Tags:\n  - Key: Name\n    Value: '0123'\n  VolumeId: vol-0a\n- VolumeId: vol-0b\n  Attachments: []\n  KmsKeyId: null\nNextToken: abc\n",
			want:  []string{`{"Volumes":[{"Encrypted":true,"Size":8,"Tags":[{"Key":"Name","Value":"0123"}],"VolumeId":"vol-0a"}]}`, `{"Volumes":[{"VolumeId":"vol-0b","Attachments":[],"KmsKeyId":null}]}`},
			lines: []int{2, 8}, notes: 1},
		"indented list, CRLF": {text: "Volumes:\r\n  - VolumeId: vol-0a\r\n    State: in-use\r\n\r\n  - VolumeId: vol-0b\r\nNextToken: null\r\n",
			want: []string{`{"Volumes":[{"VolumeId":"vol-0a","State":"in-use"}]}`, `{"Volumes":[{"VolumeId":"vol-0b"}]}`}, lines: []int{2, 5}},
		"instances of a reservation": {text: "Reservations:\n- OwnerId: '111122223333'\n  Instances:\n  - InstanceId: i-0a\n    LaunchTime: 2026-03-04T09:15:02+00:00\n  - InstanceId: i-0b\n- Instances:\n  - InstanceId: i-0c\n",
			want: []string{`{"Reservations":[{"OwnerId":"111122223333","Instances":[{"InstanceId":"i-0a","LaunchTime":"2026-03-04T09:15:02+00:00"}]}]}`,
				`{"Reservations":[{"OwnerId":"111122223333","Instances":[{"InstanceId":"i-0b"}]}]}`, `{"Reservations":[{"Instances":[{"InstanceId":"i-0c"}]}]}`}, lines: []int{4, 6, 7}},
		"single object in an answer": {text: "KeyMetadata:\n  Arn: arn:aws:kms:eu-west-1:1:key/1\n  Enabled: false\n", want: []string{`{"KeyMetadata":{"Arn":"arn:aws:kms:eu-west-1:1:key/1","Enabled":false}}`}, lines: []int{1}},
		"resource with lists in it":  {text: "VolumeId: vol-0a\nSize: 8\nTags:\n- Key: a\n  Value: b\n", want: []string{`{"VolumeId":"vol-0a","Size":8,"Tags":[{"Key":"a","Value":"b"}]}`}, lines: []int{1}},
		"cut out with --query":       {text: "- VolumeId: vol-0a\n  Size: 8\n- VolumeId: vol-0b\n", want: []string{`{"VolumeId":"vol-0a","Size":8}`, `{"VolumeId":"vol-0b"}`}, lines: []int{1, 3}},
		"lists in a list":            {text: "- - InstanceId: i-0a\n    State:\n      Name: running\n  - InstanceId: i-0b\n- - InstanceId: i-0c\n", want: []string{`{"InstanceId":"i-0a","State":{"Name":"running"}}`, `{"InstanceId":"i-0b"}`, `{"InstanceId":"i-0c"}`}, lines: []int{1, 4, 5}},
		"yaml-stream":                {text: "- Volumes:\n  - VolumeId: vol-0a\n  - VolumeId: vol-0b\n  NextToken: x\n- Volumes:\n  - VolumeId: vol-0c\n", want: []string{`{"Volumes":[{"VolumeId":"vol-0a"}]}`, `{"Volumes":[{"VolumeId":"vol-0b"}]}`, `{"Volumes":[{"VolumeId":"vol-0c"}]}`}, lines: []int{2, 3, 6}, notes: 1},
		"two documents":              {text: "---\nVolumes:\n- VolumeId: vol-0a\n---\n# another region\nVolumes:\n- VolumeId: vol-0b\n", want: []string{`{"Volumes":[{"VolumeId":"vol-0a"}]}`, `{"Volumes":[{"VolumeId":"vol-0b"}]}`}, lines: []int{3, 7}},
		"pages appended":             {text: "Subnets:\n- SubnetId: subnet-0a\nSubnets:\n- SubnetId: subnet-0b\n", want: []string{`{"Subnets":[{"SubnetId":"subnet-0a"}]}`, `{"Subnets":[{"SubnetId":"subnet-0b"}]}`}, lines: []int{2, 4}},
		"empty answer":               {text: "Volumes: []\nNextToken: null\n", want: []string{`{"Volumes":[]}`}, lines: []int{1}},
		"texts over several lines":   {text: "Policies:\n- Policy: |-\n    {\n      \"Version\": \"2012-10-17\"\n    }\n  PolicyName: \"a\\\n    \\ b\"\n- PolicyName: 'it''s'\n", want: []string{`{"Policies":[{"Policy":"{\n  \"Version\": \"2012-10-17\"\n}","PolicyName":"a b"}]}`, `{"Policies":[{"PolicyName":"it's"}]}`}, lines: []int{2, 8}},
		"an alias":                   {text: "Volumes:\n- Tags: &id001\n  - Key: a\n  Other: *id001\n", want: []string{`{"Volumes":[{"Tags":[{"Key":"a"}],"Other":[{"Key":"a"}]}]}`}, lines: []int{2}},
		"numbers that JSON lacks":    {text: "Volumes:\n- A: 0x1f\n  B: .inf\n  C: 1_000\n  D: 1e5\n  E: yes\n  F: 2026-03-04\n", want: []string{`{"Volumes":[{"A":"0x1f","B":".inf","C":"1_000","D":1e5,"E":"yes","F":"2026-03-04"}]}`}, lines: []int{2}},
	} {
		if got := detect(tt.text); got != "yaml" {
			t.Errorf("%s: recognised as %q", name, got)
		}
		messages, seen, counts := unwrap(t, strings.NewReader(tt.text), []string{"yaml"})
		var lines []int
		for _, pos := range seen.places {
			lines = append(lines, pos.Line)
		}
		if diff := cmp.Diff(tt.want, messages) + cmp.Diff(tt.lines, lines); diff != "" || len(seen.rejects) > 0 || len(seen.notes) != tt.notes || counts.Entries != len(tt.want) {
			t.Errorf("%s: %+v, rejects %q, notes %q, %s", name, counts, seen.rejects, seen.notes, diff)
		}
	}
}

// TestYAMLBroken holds that an entry which cannot be read costs itself alone, and that no text takes more than its share.
func TestYAMLBroken(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		p := string(c - 1)
		bomb += "  " + string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+p+",", 9) + "*" + p + "]\n"
	}
	for name, broken := range map[string]string{
		"indentation":        "A: 1\n   B: 2",
		"quote":              "A: \"b",
		"bracket":            "A: [1, 2",
		"tab":                "A:\n  \t- b",
		"colon":              "A: b: c",
		"unknown alias":      "A: *nobody",
		"key that is list":   "[a, b]: c",
		"too deep":           "A: " + strings.Repeat("[", 300) + strings.Repeat("]", 300),
		"a bomb":             bomb,
		"an alias of itself": "A: &a\n    B: *a",
		"too long":           "A: " + strings.Repeat("x", 5<<20),
	} {
		text := "Volumes:\n- VolumeId: vol-0a\n- " + strings.TrimRight(broken, "\n") + "\n- VolumeId: vol-0b\n"
		messages, seen, counts := unwrap(t, strings.NewReader(text), []string{"yaml"})
		if len(seen.rejects) == 0 || counts.Entries != counts.Messages+counts.Rejected || len(messages) == 0 || messages[0] != `{"Volumes":[{"VolumeId":"vol-0a"}]}` {
			t.Errorf("%s: %d messages, rejects %.200q", name, len(messages), seen.rejects)
		}
		if name != "quote" && name != "bracket" && messages[len(messages)-1] != `{"Volumes":[{"VolumeId":"vol-0b"}]}` {
			t.Errorf("%s: what follows is not read: %.200q", name, messages)
		}
	}
}

func TestNotYAML(t *testing.T) {
	for name, text := range map[string]string{
		"prose":        "Dear support,\nplease help.\n",
		"a note":       "Note: this is the log of yesterday\nIt is long.\n",
		"one pair":     "Error: access denied\n",
		"a log":        "2026-03-04 09:15:02 INFO start\n  continued: yes\n",
		"a header":     "timestamp,message\n",
		"a JSON list":  "[\n  {}\n]\n",
		"quoted":       "'a': 1\n'b': 2\n",
		"command line": "- Unable to locate credentials\n- \n",
		"empty":        "\n\n",
		"a chat":       "From: on call 2026-03-28\n- they say \"keep-alive 5\"\n- no deploys: none\n",
		"a ticket":     "Customer: ACME\nProblem: slow: since noon\n",
		"a list below": "Seen:\n- 502\nSince: noon\n- and so on\n",
	} {
		if got := detect(text); got == "yaml" {
			t.Errorf("%s: taken for YAML", name)
		}
	}
}
