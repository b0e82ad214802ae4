package pattern

import "testing"

func TestLate(t *testing.T) {
	of := func(r Relation) []Relation { r.Steps = []string{"other", "s"}; return []Relation{r} }
	same := []string{"volume"}
	for _, tt := range []struct {
		name    string
		pattern Pattern
		want    bool
	}{
		{"nowhere", Pattern{}, true},
		{"matched", Pattern{Match: of(Relation{Same: same})}, false},
		{"matched in part", Pattern{Possible: of(Relation{Same: same})}, false},
		{"ends a match", Pattern{Match: []Relation{{Steps: []string{"other"}, Until: "s"}}}, false},
		{"ends a witness", Pattern{Refute: []Relation{{Steps: []string{"other"}, Same: same, Until: "s"}}}, false},
		{"confirms", Pattern{Confirm: of(Relation{Same: same})}, true},
		{"refutes", Pattern{Refute: of(Relation{Same: same, AtLeast: 2})}, true},
		{"explains", Pattern{Context: of(Relation{Same: same})}, true},
		{"explains whatever it names", Pattern{Context: of(Relation{Agree: same})}, false},
		{"confirms by its absence", Pattern{Confirm: of(Relation{Same: same, Absent: true})}, false},
		{"in a table", Pattern{Tables: []Table{{Steps: []string{"s"}, Same: same}}}, true},
		{"in a table of all", Pattern{Tables: []Table{{Steps: []string{"s"}, Same: same}, {Steps: []string{"s"}}}}, false},
		{"compared", Pattern{Compare: &Comparison{Others: "s", Same: same}}, false},
		{"others are compared", Pattern{Compare: &Comparison{Others: "other", Same: same}}, true},
	} {
		if got := tt.pattern.Late("s"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
