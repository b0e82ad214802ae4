package inventory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
)

// TestPowerShell holds that resources are the same however the tools for PowerShell had them converted.
func TestPowerShell(t *testing.T) {
	for name, text := range map[string]string{
		"PowerShell 5": `[{"VolumeId":"vol-0a","Size":8,"CreateTime":"\/Date(1772615702000)\/","State":{"Value":"in-use"},"VolumeType":{"Value":"gp3"},"AvailabilityZone":"eu-west-1a",
			"Attachments":{"value":[{"InstanceId":"i-0a","State":{"Value":"attached"}}],"Count":1},"Tags":[{"Key":"Name","Value":"data"}]}]`,
		"PowerShell 7": `{"Attachments":[{"InstanceId":"i-0a","State":{"Value":"attached"}}],"AvailabilityZone":"eu-west-1a","CreateTime":"2026-03-04T09:15:02Z","Size":8,
			"State":{ "Value": "in-use" },"Tags":[{"Key":"Name","Value":"data"}],"VolumeId":"vol-0a","VolumeType":{"Value":"gp3"}}`,
	} {
		got := read(t, "f", text)
		if diff := cmp.Diff([]string{"type=volume id=vol-0a region=eu-west-1 name=data"}, got.events); diff != "" || len(got.rejects)+len(got.notes) > 0 {
			t.Errorf("%s: rejects %q, notes %q, %s", name, got.rejects, got.notes, diff)
			continue
		}
		for path, want := range map[string]string{"State": "in-use", "VolumeType": "gp3", "CreateTime": "2026-03-04T09:15:02Z", "Attachments.0.State": "attached", "Tags.0.Value": "data"} {
			if value := gjson.Get(got.raws[0], path).String(); value != want {
				t.Errorf("%s: %s is %q in %s", name, path, value, got.raws[0])
			}
		}
	}
}

// TestNamesOfNET holds that the status of an instance has the name that AWS gives it: .NET calls it otherwise.
func TestNamesOfNET(t *testing.T) {
	for _, text := range []string{
		`[{"InstanceId":"i-0a","InstanceState":{"Code":16,"Name":{"Value":"running"}},"Status":{"Details":[{"Name":{"Value":"reachability"},"Status":{"Value":"failed"}}],"Status":{"Value":"impaired"}},"SystemStatus":{"Status":{"Value":"ok"}}}]`,
		`{"InstanceId":"i-0a","InstanceState":{"Code":16,"Name":"running"},"Status":{"Status":"impaired"},"SystemStatus":{"Status":"ok"}}`,
		`{"InstanceStatuses":[{"InstanceId":"i-0a","InstanceState":{"Code":16,"Name":"running"},"InstanceStatus":{"Status":"impaired"},"SystemStatus":{"Status":"ok"}}]}`,
	} {
		got := read(t, "f", text)
		if len(got.raws) != 1 {
			t.Errorf("%s: read as %q", text, got.events)
			continue
		}
		for path, want := range map[string]string{"InstanceStatus.Status": "impaired", "SystemStatus.Status": "ok", "InstanceState.Name": "running", "Status": ""} {
			if value := gjson.Get(got.raws[0], path).String(); value != want {
				t.Errorf("%s is %q in %s", path, value, got.raws[0])
			}
		}
	}
}

func TestPowerShellReservations(t *testing.T) {
	got := read(t, "f", `[{"Groups":[],"Instances":[{"InstanceId":"i-0a","ImageId":"ami-0a","State":{"Code":16,"Name":{"Value":"running"}},"Placement":"Amazon.EC2.Model.Placement"}],"OwnerId":"111122223333","ReservationId":"r-0a"}]`)
	if diff := cmp.Diff([]string{"type=instance id=i-0a account=111122223333"}, got.events); diff != "" {
		t.Errorf("rejects %q, %s", got.rejects, diff)
	} else if state := gjson.Get(got.raws[0], "State.Name").String(); state != "running" {
		t.Errorf("state %q in %s", state, got.raws[0])
	}
	if len(got.notes) != 1 || !strings.Contains(got.notes[0], "-Depth 10") {
		t.Errorf("notes %q", got.notes)
	}
}

func TestPlainPowerShell(t *testing.T) {
	for in, want := range map[string]string{
		`{"A":{"Value":"x"},"B":{"Value":{"C":1}}}`:                                                               `{"A":"x","B":{"Value":{"C":1}}}`,
		`{"A":[{"Value":"x"},{"Value":null}]}`:                                                                    `{"A":["x",null]}`,
		`{"A":"/Date(-62135596800000)/","B":"\/Date(0+0900)\/"}`:                                                  `{"A":"0001-01-01T00:00:00Z","B":"1970-01-01T00:00:00Z"}`,
		`{"A":"/Date(99999999999999999999)/","B":"/Date()/"}`:                                                     `{"A":"/Date(99999999999999999999)/","B":"/Date()/"}`,
		`{"A":{"value":[1],"Count":1},"B":{"value":1,"Count":1}}`:                                                 `{"A":[1],"B":{"value":1,"Count":1}}`,
		`{"InstanceId":"i-0a","Status":{"Status":{"Value":"impaired"}},"SystemStatus":{"Status":{"Value":"ok"}}}`: `{"InstanceId":"i-0a","InstanceStatus":{"Status":"impaired"},"SystemStatus":{"Status":"ok"}}`,
		`{"InstanceId":"i-0a","Status":{"Value":"ok"}}`:                                                           `{"InstanceId":"i-0a","Status":"ok"}`,
	} {
		if !looksLikePowerShell([]byte(in)) {
			t.Errorf("%s: not recognised", in)
		}
		if got, _ := plainPowerShell(nil, []byte(in)); string(got) != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if looksLikePowerShell([]byte(volume)) {
		t.Error("tags are taken for words of PowerShell")
	}
}
