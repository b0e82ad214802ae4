package cloudtrail

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// FuzzRead holds for any text: reading ends without a panic, every record is an event or a reject, the answer does not
// depend on how the reader cuts the text, and what the one pass finds is what a JSON reader finds.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		deniedGrant, `{"Records":[` + event("a") + `,` + event("b") + `],"NextToken":"t"}`, "[" + event("a") + ",7,{}]", `{"Records":[{`,
		historyTitles + ",,2026-03-04T09:14:00Z,kms.amazonaws.com,RotateKey,eu-west-1,,,,[],,e-2,FALSE,AwsServiceEvent,1.1E+11,Management\n",
		"Event time;Event name;Resources\n1/26/2021 22:48;X;\"[{\"\"a\"\":1}]\"\n\"x\n",
		`{"eventType":"AwsAggregatedEvent","timeWindow":{"windowStart":"2026-03-04T09:10:00Z","windowEnd":"2026-03-04T09:15:00Z"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		whole, cut := &collector{}, &collector{}
		wholeErr := readFrom(bytes.NewReader(in), whole)
		cutErr := readFrom(iotest.HalfReader(bytes.NewReader(in)), cut)
		if diff := cmp.Diff(whole, cut, cmp.AllowUnexported(collector{})); diff != "" || (wholeErr == nil) != (cutErr == nil) {
			t.Fatalf("%v, %v: %s", wholeErr, cutErr, diff)
		}
		Format.Detect(&parsers.Header{Name: "x", Prefix: in})

		numbers := whole.rejected
		for _, e := range whole.events {
			numbers = append(numbers, e.Pos.Record)
			compare(t, e)
		}
		slices.Sort(numbers)
		for i, n := range numbers {
			if n != i && !slices.Contains(whole.notes, emptyNote) {
				t.Fatalf("neither event nor reject, or both: the record before %d of %v", n, numbers)
			}
		}
	})
}

// compare holds the event's fields against its JSON where that is valid, and where each key is plain and single.
func compare(t *testing.T, e kept) {
	if !gjson.Valid(e.Raw) || strings.Contains(e.Raw, `\`) {
		return
	}
	for _, name := range []string{"eventTime", "eventName", "userIdentity.arn", "errorMessage"} {
		last := name[strings.LastIndexByte(name, '.')+1:]
		if strings.Count(e.Raw, `"`+last+`"`) != 1 {
			continue
		}
		want := gjson.Get(e.Raw, name)
		if want.Type == gjson.String && e.Fields[name] != want.String() {
			t.Errorf("%s is %q, want %q in %s", name, e.Fields[name], want.String(), e.Raw)
		}
	}
}

// FuzzParseDenial holds that what is taken out of a message stands in it.
func FuzzParseDenial(f *testing.F) {
	f.Add("User: a is not authorized to perform: kms:Decrypt on resource: b because no identity-based policy allows the kms:Decrypt action")
	f.Add("Key 'k' does not exist")
	f.Fuzz(func(t *testing.T, message string) {
		d, ok := ParseDenial(message)
		if ok == (d == Denial{}) {
			t.Errorf("ok %t with %+v", ok, d)
		}
		for _, part := range []string{d.Caller, d.Action, d.Resource, d.Encoded, d.Key} {
			if !strings.Contains(message, part) {
				t.Errorf("%q is not in the message", part)
			}
		}
	})
}
