package parsers

import "testing"

func TestHoldsRecords(t *testing.T) {
	for text, want := range map[string]bool{
		`{"Records":[{"eventVersion":"1.08"}]}`:                      true,
		"\n{\n  \"Records\" : [\n    {\n \"eventVersion\"":           true,
		`{"Records":[{"kinesis":{"data":""},"eventVersion":"1.0"}]}`: false,
		`{"Records":[`:        false,
		`{"Records":[]}`:      false,
		`{"Records":{"a":1}}`: false,
		`{"Events":[{"CloudTrailEvent":"Records"}]`: false,
		`{"NextToken":"x","Records":[{}]}`:          false,
		`[{"Records":[{}]}]`:                        false,
		``:                                          false,
	} {
		if got := (&Header{Prefix: []byte(text)}).HoldsRecords(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
