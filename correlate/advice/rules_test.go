package advice

import (
	"testing"

	"hamari/correlate/entity"
)

func TestRuleNumbers(t *testing.T) {
	g := entity.NewGraph()
	last := `{"RuleNumber":32767,"RuleAction":"deny","Egress":false,"Protocol":"-1","CidrBlock":"0.0.0.0/0"},{"RuleNumber":32767,"RuleAction":"deny","Egress":true,"Protocol":"-1","CidrBlock":"0.0.0.0/0"}`
	for name, entries := range map[string]string{
		"acl-1": `[{"RuleNumber":1,"RuleAction":"deny","Egress":false,"Protocol":"6"},{"RuleNumber":85,"RuleAction":"allow","Egress":false,"Protocol":"6"},` +
			`{"RuleNumber":90,"RuleAction":"deny","Egress":false,"Protocol":"-1"},{"RuleNumber":100,"RuleAction":"allow","Egress":true,"Protocol":"-1","CidrBlock":"0.0.0.0/0"},` +
			`{"RuleNumber":110,"RuleAction":"deny","Egress":true,"Protocol":"6"},` + last + `]`,
		"acl-tight": `[{"RuleNumber":1,"RuleAction":"allow","Egress":false},{"RuleNumber":2,"RuleAction":"deny","Egress":false},{"RuleNumber":32766,"RuleAction":"deny","Egress":true},` + last + `]`,
		"acl-some":  `[{"RuleNumber":90,"RuleAction":"deny","Egress":false}]`,
	} {
		g.Know(entity.ID{Kind: "network-acl", Name: name}, "entries", entity.Fact{Value: entries})
	}
	for _, tt := range []struct {
		acl, direction, blocking string
		nth                      int
		want                     string
	}{
		{"acl-1", "ingress", "90", 0, "89"}, // tens do not fit between 85 and 90
		{"acl-1", "ingress", "90", 1, "88"},
		{"acl-1", "ingress", "90", 4, "84"}, // 85 is taken
		{"acl-1", "ingress", "*", 0, "100"},
		{"acl-1", "ingress", "*", 1, "110"},
		{"acl-1", "ingress", "", 0, ""}, // nothing is free before the first that denies
		{"acl-1", "egress", "", 0, "109"},
		{"acl-1", "egress", "110", 0, "109"},
		{"acl-tight", "ingress", "2", 0, ""},
		{"acl-tight", "egress", "*", 0, "32765"},
		{"acl-some", "ingress", "90", 0, ""}, // others may be left out
		{"acl-none", "ingress", "90", 0, ""},
	} {
		if got := freeRule(g, tt.acl, tt.direction, tt.blocking, tt.nth); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	for _, tt := range []struct {
		acl, direction string
		version        float64
		without, want  string
	}{
		{"acl-1", "egress", 4, "", ""}, // open before anything denies
		{"acl-1", "egress", 6, "", "109"},
		{"acl-1", "ingress", 4, "", "RULE_NUMBER"},
		{"acl-1", "ingress", 4, "1", "89"},
		{"acl-none", "ingress", 4, "", "RULE_NUMBER"},
	} {
		if got := openRule(g, tt.acl, tt.direction, tt.version, tt.without); got != tt.want {
			t.Errorf("open %+v: %q", tt, got)
		}
	}
}
