package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// TestCut reads what --query left.
func TestCut(t *testing.T) {
	for name, tt := range map[string]struct {
		in     string
		events []string
		detect parsers.Confidence
	}{
		"renamed keys":            {`[{"Tag":[{"Key":"Name","Value":"a"}],"ID":"vol-1234567890abcdef0"},{"Tag":null,"ID":"vol-049df61146c4d7901"}]`, []string{"type=volume id=vol-1234567890abcdef0", "type=volume id=vol-049df61146c4d7901"}, parsers.ByName},
		"the id among others":     {`[{"Id":"i-0123456789abcdef0","Subnet":"subnet-0123456789abcdef0","Az":"eu-west-1a"}]`, []string{"type=instance id=i-0123456789abcdef0"}, parsers.ByName},
		"an old, short id":        {`[{"Name":"web","ID":"sg-33bb22aa"}]`, []string{"type=security-group id=sg-33bb22aa"}, parsers.ByName},
		"lists in a list":         {`[[{"Attachment":"tgw-attach-0123456789abcdef0"}]]`, []string{"type=tgw-attachment id=tgw-attach-0123456789abcdef0"}, parsers.ByName},
		"nothing but ids":         {`["vol-1234567890abcdef0","tgw-rtb-0123456789abcdef0"]`, []string{"type=volume id=vol-1234567890abcdef0", "type=tgw-route-table id=tgw-rtb-0123456789abcdef0"}, parsers.ByContent},
		"two ids":                 {`[{"Instance":"i-0123456789abcdef0","Volume":"vol-1234567890abcdef0"}]`, nil, parsers.No},
		"a log that names one":    {`[{"level":"info","message":"up","instance":"i-0123456789abcdef0"}]`, nil, parsers.No},
		"words":                   {`["m5.large","c5.large"]`, nil, parsers.No},
		"something like an id":    {`[{"ID":"vol-data"},{"ID":"x-0123456789abcdef0"}]`, nil, parsers.No},
		"reservations with owner": {`[{"OwnerId":"111122223333","ReservationId":"r-0a","Instances":[{"InstanceId":"i-0a","ImageId":"ami-0a"}]}]`, []string{"type=instance id=i-0a account=111122223333"}, parsers.ByName},
	} {
		got := read(t, "f", tt.in)
		if diff := cmp.Diff(tt.events, got.events); diff != "" || len(tt.events) > 0 && len(got.rejects) > 0 || len(tt.events) == 0 && len(got.rejects) == 0 {
			t.Errorf("%s: rejects %q, %s", name, got.rejects, diff)
		}
		if c := Detect(&parsers.Header{Name: "f", Prefix: []byte(tt.in)}); c != tt.detect {
			t.Errorf("%s: detected %v, want %v", name, c, tt.detect)
		}
	}
	for prefix, p := range idPrefixes {
		if byType()[p.name] == nil {
			t.Errorf("%s-: the table has no type %s", prefix, p.name)
		}
	}
	for config, name := range configTypes {
		if byType()[name] == nil {
			t.Errorf("%s: the table has no type %s", config, name)
		}
	}
}
