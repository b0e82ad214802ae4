package entity

import "testing"

func TestNamedIn(t *testing.T) {
	for _, test := range []struct {
		text, name string
		want       bool
	}{
		{`{"instanceId":"i-0abc"}`, "i-0abc", true},
		{"i-0abc", "i-0abc", true},
		{"i-0abcd stopped", "i-0abc", false},
		{"xi-0abc, then i-0abc", "i-0abc", true},
		{"10.0.0.51 10.0.0.5", "10.0.0.5", true},
		{"10.0.0.51", "10.0.0.5", false},
		{"my-role_2", "role", false},
		{"2 ACCEPT OK", "", false}, // as of an ARN that ends in a slash
		{"", "", false},
	} {
		if got := NamedIn([]byte(test.text), test.name); got != test.want {
			t.Errorf("%q in %q: %v", test.name, test.text, got)
		}
	}
}
