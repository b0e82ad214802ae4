package pattern

import (
	"testing"

	"github.com/tidwall/gjson"
)

// TestPathIn holds that what In sees at once to be missing is what a search through the record would not find.
func TestPathIn(t *testing.T) {
	for _, raw := range []string{
		`{}`, `{"a":{"b":"x"}}`, `{"a":{"aws:ebs:id":"vol-1"}}`, `{"a":{"\u0061ws:ebs:id":"vol-1"}}`, `{"a":[{"b":1},{"c":2}]}`,
		`{"a":["x","y"]}`, `{"b":{"a":1}}`, `{"a":{"1":"one"}}`, `{"a":"\\"}`,
	} {
		for _, path := range []string{"a.b", "a.aws:ebs:id", "a.#.b", "a.#.c", "a.#", "a.1", "a.b.c", "a.@keys", "a.#(b==1).b", "*", "-"} {
			f := pathTo(path)
			got, want := f.In([]byte(raw)), gjson.Get(raw, path)
			if present(got) != present(want) || present(want) && got.Raw != want.Raw {
				t.Errorf("%s in %s: %q, want %q", path, raw, got.Raw, want.Raw)
			}
		}
	}
}

func TestLastKey(t *testing.T) {
	for path, want := range map[string]string{
		"requestParameters.encryptionContext.aws:ebs:id": "aws:ebs:id", "a.#.b": "b", "a.b.#": "b", "a.0": "a", "a.@keys": "", "a.#(b==1).c": "", "a*": "", `a\.b`: "",
	} {
		if got := lastKey(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
