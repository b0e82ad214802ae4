package wrapper_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPython(t *testing.T) {
	for name, tt := range map[string]struct {
		text  string
		want  []string
		lines []int
		notes int
	}{
		"print": {text: `{'Volumes': [{'VolumeId': 'vol-0a', 'Size': 8, 'Encrypted': True, 'KmsKeyId': None, 'CreateTime': datetime.datetime(2026, 3, 4, 9, 15, 2, 442000, tzinfo=tzutc())}, {'VolumeId': 'vol-0b', 'CreateTime': datetime.datetime(2026, 3, 4, 9, 15, tzinfo=datetime.timezone.utc)}], 'NextToken': 'x', 'ResponseMetadata': {'RequestId': 'r', 'HTTPStatusCode': 200, 'RetryAttempts': 0}}` + "\n",
			want: []string{`{"Volumes":[{"VolumeId":"vol-0a","Size":8,"Encrypted":true,"KmsKeyId":null,"CreateTime":"2026-03-04T09:15:02.442Z"}]}`, `{"Volumes":[{"VolumeId":"vol-0b","CreateTime":"2026-03-04T09:15:00Z"}]}`}, lines: []int{1, 1}, notes: 1},
		"pprint": {text: "{'Reservations': [{'Instances': [{'InstanceId': 'i-0a',\n                                 'Description': 'one '\n                                                'two',\n                                 'Note': ('a'\n                                          'b')},\n                                {'InstanceId': 'i-0b'}],\n                   'OwnerId': '111122223333'}]}\n",
			want: []string{`{"Reservations":[{"Instances":[{"InstanceId":"i-0a","Description":"one two","Note":"ab"}],"OwnerId":"111122223333"}]}`, `{"Reservations":[{"Instances":[{"InstanceId":"i-0b"}],"OwnerId":"111122223333"}]}`}, lines: []int{1, 6}},
		"zones": {text: "[{'A': datetime.datetime(2026, 3, 4, 18, 15, 2, tzinfo=tzoffset(None, 32400)),\n 'B': datetime.datetime(2026, 3, 4, 4, 15, 2, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400))),\n 'C': datetime.datetime(2026, 3, 4, 9, 15, 2, tzinfo=tzlocal()), 'D': datetime.date(2026, 3, 4)}]",
			want: []string{`{"A":"2026-03-04T18:15:02+09:00","B":"2026-03-04T04:15:02-05:00","C":"2026-03-04T09:15:02Z","D":"2026-03-04T00:00:00Z"}`}, lines: []int{1}, notes: 1},
		"quotes and escapes": {text: `[{'A': "it's", 'B': 'a "b"', 'C': 'x\n\t\\\'\x41\u00fc\U0001f600\q', 'D': b'raw', 'E': -1.5e3, 'F': []}]`,
			want: []string{`{"A":"it's","B":"a \"b\"","C":"x\n\t\\'Aü😀\\q","D":"raw","E":-1.5e3,"F":[]}`}, lines: []int{1}},
		"behind its command": {text: "$ python3 volumes.py\n{'VolumeId': 'vol-0a'}\n[ec2-user@ip-10-0-0-1 ~]$ python3 volumes.py\n[{'VolumeId': 'vol-0b'}]\n>>> print(r)\n{'VolumeId': 'vol-0c'}\n",
			want: []string{`{"VolumeId":"vol-0a"}`, `{"VolumeId":"vol-0b"}`, `{"VolumeId":"vol-0c"}`}, lines: []int{2, 4, 6}},
		"one after the other": {text: "{'VolumeId': 'vol-0a', 'Size': 1}\n{'VolumeId': 'vol-0b', 'Size': 2}\n", want: []string{`{"VolumeId":"vol-0a","Size":1}`, `{"VolumeId":"vol-0b","Size":2}`}, lines: []int{1, 2}},
	} {
		if got := detect(tt.text); got != "python" {
			t.Errorf("%s: recognised as %q", name, got)
		}
		messages, seen, _ := unwrap(t, strings.NewReader(tt.text), []string{"python"})
		var lines []int
		for _, pos := range seen.places {
			lines = append(lines, pos.Line)
		}
		if diff := cmp.Diff(tt.want, messages) + cmp.Diff(tt.lines, lines); diff != "" || len(seen.rejects) > 0 || len(seen.notes) != tt.notes {
			t.Errorf("%s: rejects %q, notes %q, %s", name, seen.rejects, seen.notes, diff)
		}
	}
}

func TestPythonBroken(t *testing.T) {
	for name, text := range map[string]string{
		"object":        "{'A': <botocore.response.StreamingBody object at 0x7f>}",
		"name":          "{'A': os.environ}",
		"date":          "{'A': datetime.datetime(2026, 3)}",
		"cut":           "{'A': [1, 2",
		"cut string":    "{'A': 'b",
		"not closed":    "{'A': 'b\n}",
		"brackets":      "{'A': [1}]",
		"text in front": "{'A': 1}\nTraceback (most recent call last):",
		"too long":      "{'A': '" + strings.Repeat("x", 5<<20) + "'}",
		"too deep":      "{'A': " + strings.Repeat("[", 300) + strings.Repeat("]", 300) + "}",
		"no colon":      "{'A' 1}",
	} {
		_, seen, counts := unwrap(t, strings.NewReader(text), []string{"python"})
		if len(seen.rejects) == 0 || counts.Entries != counts.Messages+counts.Rejected {
			t.Errorf("%s: %+v", name, counts)
		}
	}
}
