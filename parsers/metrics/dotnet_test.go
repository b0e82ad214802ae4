package metrics

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// TestPowerShell holds that the answers of AWS's tools for PowerShell are read, in the words of PowerShell 5 and 7, and
// that of a datapoint only the statistics count that were asked for.
func TestPowerShell(t *testing.T) {
	point := func(stamp, average, sum, unit string) string {
		return `{"Average": ` + average + `, "ExtendedStatistics": {}, "Maximum": 0, "Minimum": 0, "SampleCount": 0, "Sum": ` + sum + `, "Timestamp": ` + stamp + `, "Unit": ` + unit + `}`
	}
	const at0, at1, at2 = `"\/Date(1771617600000)\/"`, `"\/Date(1771617660000)\/"`, `"\/Date(1771617720000+0100)\/"`
	const stop = `,"ResponseMetadata":{"RequestId":"r","Metadata":"System.Collections.Generic.Dictionary"},"ContentLength":9,"HttpStatusCode":200`
	reads := func(stat string, values ...string) (list []string) {
		for i, v := range values {
			list = append(list, "#1 0220 20:0"+string(rune('0'+i))+":00+60 AWS/EBS|VolumeReadOps|"+stat+"|VolumeId=vol-0abc123="+v)
		}
		return list
	}
	for _, tt := range []struct {
		name, member, text string
		points, rejects    []string
	}{
		{"Sum asked for", "vol-0abc123 VolumeReadOps.json", `{"Datapoints":[` + point(at0, "0", "0", `{"Value":"Count"}`) + "," + point(at1, "0", "54", `"Count"`) + "," + point(at2, "0", "0", `"Count"`) + `],"Label":"VolumeReadOps"` + stop + "}",
			reads("Sum", "0", "54", "0"), nil},
		{"PowerShell 7", "vol-0abc123.json", `{"Label":"VolumeReadOps","Datapoints":[` + point(`"2026-02-20T20:00:00Z"`, "5.5", "0", `"Count"`) + "," + point(`"2026-02-20T21:01:00+01:00"`, "0", "0", `"Count"`) + "," + point(`"2026-02-20T20:02:00Z"`, "1", "0", `"Count"`) + "]" + stop + "}",
			reads("Average", "5.5", "0", "1"), nil},
		{"nulls of version 5 of the tools", "vol-0abc123.json", `{"Label":"VolumeReadOps","Datapoints":[` + strings.NewReplacer(`"Maximum": 0`, `"Maximum": null`, `"Minimum": 0`, `"Minimum": null`).Replace(
			point(at0, "null", "0", `"Count"`)+","+point(at1, "null", "7", `"Count"`)+","+point(at2, "null", "8", `"Count"`)) + "]" + stop + "}", reads("Sum", "0", "7", "8"), nil},
		{"all of them 0", "vol-0abc123.json", `{"Label":"VolumeReadOps","Datapoints":[` + point(at0, "0", "0", `"Count"`) + "," + point(at1, "0", "0", `"Count"`) + "," + point(at2, "0", "0", `"Count"`) + "]" + stop + "}",
			reads("Minimum", "0", "0", "0"), nil},
		{"all of them 0, and the file says of what", "vol-0abc123_VolumeReadOps_Sum.json", `{"Label":"VolumeReadOps","Datapoints":[` + point(at0, "0", "0", `"Count"`) + "," + point(at1, "0", "0", `"Count"`) + "," + point(at2, "0", "0", `"Count"`) + "]" + stop + "}",
			reads("Sum", "0", "0", "0"), nil},
		{"the points alone, as PowerShell 7 writes them", "vol-0abc123/VolumeReadOps.json", "[" + point(at0, "0", "0", `"Count"`) + "," + point(at1, "0", "0", `"Count"`) + "," + point(at2, "0", "9", `"Count"`) + "]",
			reads("Sum", "0", "0", "9"), nil},
		{"the points alone, as PowerShell 5 writes them", "vol-0abc123/VolumeReadOps.json", `{"value":[` + point(at0, "0", "3", `"Count"`) + "," + point(at1, "0", "0", `"Count"`) + "," + point(at2, "0", "9", `"Count"`) + `],"Count":3}`,
			reads("Sum", "3", "0", "9"), nil},
		{"Get-CWMetricData", "m.json", `{"Messages":[],"MetricDataResults":[{"Id":"m1","Label":"vol-0abc123 VolumeReadOps Sum","Messages":[],"StatusCode":{"Value":"Complete"},"Timestamps":[` + at0 + "," + at1 + "," + at2 + `],"Values":[1.0,2.0,3.0]}],"NextToken":null` + stop + "}",
			reads("Sum", "1.0", "2.0", "3.0"), nil},
		{"Get-CWMetricData, cut", "m.json", `{"Messages":[],"MetricDataResults":[{"Id":"m1","Label":"vol-0abc123 VolumeReadOps Sum","Messages":"","StatusCode":"Complete","Timestamps":"System.Collections.Generic.List` + "`" + `1[System.DateTime]","Values":"System.Collections.Generic.List"}]` + stop + "}",
			nil, []string{"1/0 " + errCutDepth.Error()}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Format.Detect(&parsers.Header{Name: tt.member, Prefix: []byte(tt.text), Complete: true}); got != parsers.ByContent {
				t.Errorf("detected: %v", got)
			}
			got := readText(t, tt.member, tt.text)
			if diff := cmp.Diff(tt.points, got.points); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.rejects, got.rejects); diff != "" {
				t.Error(diff)
			}
			if len(got.notes) > 0 {
				t.Errorf("notes %q", got.notes)
			}
		})
	}
}
