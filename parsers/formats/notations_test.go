package formats

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/inventory"
)

// resources is a sink that describes resources by what every notation must tell alike.
type resources struct {
	collector
	seen []string
}

func (r *resources) Event(e *parsers.Event) error {
	line := fmt.Sprintf("record %d:", e.Pos.Record)
	for _, slot := range []int{inventory.SlotType, inventory.SlotID, inventory.SlotAccount, inventory.SlotRegion, inventory.SlotName} {
		line += " " + e.Value(slot).String()
	}
	r.seen = append(r.seen, line)
	return nil
}

// TestNotations holds that an answer is the same in each notation that a customer may hand it over in, under any name.
func TestNotations(t *testing.T) {
	want := []string{"record 0: instance i-0a 111122223333 eu-west-1 batch", "record 1: instance i-0b 111122223333 eu-west-1 "}
	for name, tt := range map[string]struct {
		text string
		via  []string
	}{
		"JSON":                 {text: `{"Reservations":[{"OwnerId":"111122223333","ReservationId":"r-0a","Instances":[{"InstanceId":"i-0a","ImageId":"ami-0a","InstanceType":"m5.large","EbsOptimized":true,"LaunchTime":"2026-03-04T09:15:02+00:00","Placement":{"AvailabilityZone":"eu-west-1a"},"Tags":[{"Key":"Name","Value":"batch"}]},{"InstanceId":"i-0b","ImageId":"ami-0a","Placement":{"AvailabilityZone":"eu-west-1b"}}]}]}`},
		"--query Reservations": {text: `[{"OwnerId":"111122223333","ReservationId":"r-0a","Instances":[{"InstanceId":"i-0a","ImageId":"ami-0a","Placement":{"AvailabilityZone":"eu-west-1a"},"Tags":[{"Key":"Name","Value":"batch"}]},{"InstanceId":"i-0b","ImageId":"ami-0a","Placement":{"AvailabilityZone":"eu-west-1b"}}]}]`},
		"YAML":                 {via: []string{"yaml"}, text: "Reservations:\n- Groups: []\n  Instances:\n  - EbsOptimized: true\n    ImageId: ami-0a\n    InstanceId: i-0a\n    LaunchTime: '2026-03-04T09:15:02+00:00'\n    Placement:\n      AvailabilityZone: eu-west-1a\n    Tags:\n    - Key: Name\n      Value: batch\n  - ImageId: ami-0a\n    InstanceId: i-0b\n    Placement:\n      AvailabilityZone: eu-west-1b\n  OwnerId: '111122223333'\n  ReservationId: r-0a\n"},
		"boto3":                {via: []string{"python"}, text: `{'Reservations': [{'Groups': [], 'Instances': [{'InstanceId': 'i-0a', 'ImageId': 'ami-0a', 'EbsOptimized': True, 'LaunchTime': datetime.datetime(2026, 3, 4, 9, 15, 2, tzinfo=tzutc()), 'Placement': {'AvailabilityZone': 'eu-west-1a'}, 'Tags': [{'Key': 'Name', 'Value': 'batch'}]}, {'InstanceId': 'i-0b', 'ImageId': 'ami-0a', 'Placement': {'AvailabilityZone': 'eu-west-1b'}}], 'OwnerId': '111122223333', 'ReservationId': 'r-0a'}], 'ResponseMetadata': {'HTTPStatusCode': 200}}`},
		"PowerShell":           {text: `[{"Groups":[],"Instances":[{"InstanceId":"i-0a","ImageId":"ami-0a","InstanceType":{"Value":"m5.large"},"LaunchTime":"\/Date(1772615702000)\/","Placement":{"AvailabilityZone":"eu-west-1a"},"Tags":[{"Key":"Name","Value":"batch"}]},{"InstanceId":"i-0b","ImageId":"ami-0a","Placement":{"AvailabilityZone":"eu-west-1b"}}],"OwnerId":"111122223333","ReservationId":"r-0a"}]`},
		"Config": {text: `{"fileVersion":"1.0","configSnapshotId":"s","configurationItems":[` +
			`{"awsAccountId":"111122223333","configurationItemStatus":"OK","resourceType":"AWS::EC2::Instance","resourceId":"i-0a","awsRegion":"eu-west-1","tags":{"Name":"batch"},"configuration":{"instanceId":"i-0a","imageId":"ami-0a","placement":{"availabilityZone":"eu-west-1a"},"tags":[{"key":"Name","value":"batch"}]}},` +
			`{"awsAccountId":"111122223333","configurationItemStatus":"OK","resourceType":"AWS::EC2::Instance","resourceId":"i-0b","awsRegion":"eu-west-1","tags":{},"configuration":{"instanceId":"i-0b","imageId":"ami-0a","placement":{"availabilityZone":"eu-west-1b"},"tags":[]}}]}`},
	} {
		for _, member := range []string{"describe-instances.json", "event_history.csv", "111122223333_CloudTrail_eu-west-1_20260304T0915Z_a.json"} {
			got := &resources{}
			result, err := Read(t.Context(), strings.NewReader(tt.text), &parsers.Source{Member: "x/" + member}, got)
			if err != nil || result.Format != inventory.Format || !slices.Equal(result.Via, tt.via) || len(got.rejects) > 0 {
				t.Errorf("%s as %s: %+v, %v, %d rejects", name, member, result, err, len(got.rejects))
				continue
			}
			if diff := cmp.Diff(want, got.seen); diff != "" {
				t.Errorf("%s as %s: %s", name, member, diff)
			}
		}
	}
}
