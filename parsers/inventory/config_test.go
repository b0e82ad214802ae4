package inventory

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// timed keeps the times of events beside what recorder keeps.
type timed struct {
	recorder
	times []string
}

func (r *timed) Event(e *parsers.Event) error {
	line := ""
	if !e.Time.IsZero() {
		line = e.Time.Format(time.RFC3339Nano)
	}
	if !e.End.IsZero() {
		line += "/" + e.End.Format(time.RFC3339Nano)
	}
	r.times = append(r.times, line)
	return r.recorder.Event(e)
}

func readTimed(t *testing.T, in string) *timed {
	t.Helper()
	var got timed
	if err := Read(t.Context(), strings.NewReader(in), &parsers.Source{Member: "f"}, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

const configuration = `{"instanceId":"i-0a","imageId":"ami-0a","instanceType":"m5.large","state":{"code":80,"name":"stopped"},"placement":{"availabilityZone":"eu-west-1a"},` +
	`"blockDeviceMappings":[{"deviceName":"/dev/xvda","ebs":{"volumeId":"vol-0a","status":"attached"}}],"tags":[{"key":"Name","value":"batch"}],"stateTransitionReason":"User initiated (2026-03-04 09:15:02 GMT)"}`

// TestConfig holds that a configuration item is the same resource in each form in which Config hands it over.
func TestConfig(t *testing.T) {
	quoted, _ := json.Marshal(configuration)
	const item = `"awsAccountId":"111122223333","configurationItemStatus":"OK","configurationStateId":"1","resourceType":"AWS::EC2::Instance","resourceId":"i-0a","awsRegion":"eu-west-1",` +
		`"availabilityZone":"eu-west-1a","tags":{"Name":"batch"},"relatedEvents":[],"relationships":[{"resourceId":"vol-0a","resourceType":"AWS::EC2::Volume","name":"Is attached to Volume"}],"supplementaryConfiguration":{},`
	const arn = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a"
	answer := strings.Replace(item, "awsAccountId", "accountId", 1) + `"arn":"` + arn + `","configurationItemCaptureTime":"2026-03-04T04:15:02.500000-05:00","configuration":` + string(quoted)
	selected, _ := json.Marshal("{" + answer + "}")
	want := "type=instance id=i-0a arn=" + arn + " account=111122223333 region=eu-west-1 name=batch"
	for name, text := range map[string]string{
		"snapshot file":               `{"fileVersion":"1.0","configSnapshotId":"s","configurationItems":[{"relatedEvents":[],"configuration":` + configuration + `,` + item + `"ARN":"` + arn + `","configurationItemCaptureTime":"2026-03-04T09:15:02.500Z"}]}`,
		"get-resource-config-history": `{"configurationItems":[{` + answer + `}],"nextToken":"n"}`,
		"batch-get-resource-config":   `{"baseConfigurationItems":[{` + answer + `}],"unprocessedResourceKeys":[]}`,
		"select-resource-config":      `{"Results":[` + string(selected) + `],"QueryInfo":{"SelectFields":[{"Name":"resourceId"}]}}`,
		"cut out with --query":        `[{` + answer + `}]`,
		"notification":                `{"configurationItem":{` + answer + `}}`,
	} {
		got := readTimed(t, text)
		if diff := cmp.Diff([]string{want}, got.events); diff != "" || len(got.rejects) > 0 || got.times[0] != "2026-03-04T09:15:02.5Z" {
			t.Errorf("%s: rejects %q, times %q, %s", name, got.rejects, got.times, diff)
			continue
		}
		for path, want := range map[string]string{
			"State.Name": "stopped", "BlockDeviceMappings.0.Ebs.VolumeId": "vol-0a", "Placement.AvailabilityZone": "eu-west-1a", "Tags.0.Value": "batch",
			"InstanceType": "m5.large", "ConfigurationItem.ConfigurationItemStatus": "OK", "ConfigurationItem.Relationships.0.resourceId": "vol-0a",
		} {
			if value := gjson.Get(got.raws[0], path).String(); value != want {
				t.Errorf("%s: %s is %q in %s", name, path, value, got.raws[0])
			}
		}
		if c := Detect(&parsers.Header{Name: "x.csv", Prefix: []byte(text)}); c != parsers.ByContent {
			t.Errorf("%s: detected %v", name, c)
		}
	}
}

func TestConfigOdd(t *testing.T) {
	for name, tt := range map[string]struct{ item, want, reject string }{
		"deleted":          {`{"configurationItemStatus":"ResourceDeleted","resourceType":"AWS::EC2::Volume","resourceId":"vol-0a","awsRegion":"eu-west-1","configuration":null}`, "type=volume id=vol-0a region=eu-west-1", ""},
		"unknown type":     {`{"resourceType":"AWS::Widget::Thing","resourceId":"w-1","resourceName":"mine","configuration":{"a":1}}`, "type=other:AWS::Widget::Thing id=w-1 name=mine", ""},
		"global":           {`{"resourceType":"AWS::IAM::Role","resourceId":"AROA","resourceName":"Job","awsRegion":"global","configuration":{"roleName":"Job","roleId":"AROA","arn":"arn:aws:iam::111122223333:role/Job"}}`, "type=role id=Job arn=arn:aws:iam::111122223333:role/Job account=111122223333 name=Job", ""},
		"tags alone":       {`{"resourceType":"AWS::EC2::Subnet","resourceId":"subnet-0a","tags":{"Name":"a","x":"y"},"configuration":{"subnetId":"subnet-0a","tags":[]}}`, "type=subnet id=subnet-0a name=a", ""},
		"not JSON inside":  {`{"resourceType":"AWS::EC2::Subnet","resourceId":"subnet-0a","configuration":"{\"subnetId\":}"}`, "", errConfiguration.Error()},
		"only what it was": {`{"resourceType":"AWS::EC2::Subnet","resourceId":"subnet-0a"}`, "type=subnet id=subnet-0a", ""},
	} {
		got := readTimed(t, `{"configurationItems":[`+tt.item+`]}`)
		switch {
		case tt.reject != "":
			if len(got.events) != 0 || len(got.rejects) != 1 || !strings.Contains(got.rejects[0], tt.reject) {
				t.Errorf("%s: %q, rejects %q", name, got.events, got.rejects)
			}
		case len(got.events) != 1 || got.events[0] != tt.want:
			t.Errorf("%s: %q, rejects %q", name, got.events, got.rejects)
		}
	}
}

// TestHappened holds that answers which tell of events give their times, however those are written.
func TestHappened(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"alarm history":        {`{"AlarmHistoryItems":[{"Timestamp":"2026-03-04T09:15:02.442Z","HistoryItemType":"StateUpdate","AlarmName":"a","HistoryData":"{\"newState\":{\"stateValue\":\"OK\"}}"}]}`, "2026-03-04T09:15:02.442Z"},
		"scaling activity":     {`{"Activities":[{"ActivityId":"a","Cause":"c","AutoScalingGroupName":"g","StartTime":"2026-03-04T10:15:02+01:00","EndTime":"2026-03-04T09:16:00Z"}]}`, "2026-03-04T09:15:02Z/2026-03-04T09:16:00Z"},
		"scaling activity, v1": {`{"Activities":[{"ActivityId":"a","Cause":"c","StartTime":1772615702.5,"EndTime":null}]}`, "2026-03-04T09:15:02.5Z"},
		"Health event":         {`{"events":[{"arn":"arn:aws:health:eu-west-1::event/EC2/X/1","service":"EC2","eventTypeCode":"X","startTime":1772615702.0,"endTime":1772615762.0}]}`, "2026-03-04T09:15:02Z/2026-03-04T09:16:02Z"},
		"Health details":       {`{"successfulSet":[{"event":{"arn":"arn:aws:health:eu-west-1::event/EC2/X/1","startTime":"2026-03-04T09:15:02Z"},"eventDescription":{"latestDescription":"d"}}]}`, "2026-03-04T09:15:02Z"},
		"no time":              {`{"Activities":[{"ActivityId":"a","Cause":"c","StartTime":"soon"}]}`, ""},
		"a thing":              {`{"Volumes":[{"VolumeId":"vol-0a","Size":1,"CreateTime":"2026-03-04T09:15:02Z"}]}`, ""},
	} {
		got := readTimed(t, tt.in)
		if diff := cmp.Diff([]string{tt.want}, got.times); diff != "" {
			t.Errorf("%s: rejects %q, %s", name, got.rejects, diff)
		}
	}
	got := readTimed(t, `{"AlarmHistoryItems":[{"Timestamp":"2026-03-04T09:15:02.442Z","HistoryItemType":"StateUpdate","AlarmName":"a","HistoryData":"{\"newState\":{\"stateValue\":\"OK\"}}"}]}`)
	if state := gjson.Get(got.raws[0], "HistoryData.@fromstr.newState.stateValue").String(); state != "OK" {
		t.Errorf("state %q in %s", state, got.raws[0])
	}
}
