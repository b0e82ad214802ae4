package advice

import (
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

func TestUnattached(t *testing.T) {
	type eni struct{ id, kind, instance, zone, vpc string }
	a, b := eni{"eni-a", "transit_gateway", "", "az1", "vpc-1"}, eni{"eni-b", "transit_gateway", "", "az2", "vpc-1"}
	s1, s3 := eni{"eni-1", "interface", "i-1", "az1", "vpc-1"}, eni{"eni-3", "interface", "i-3", "az3", "vpc-1"}
	for _, tt := range []struct {
		name string
		enis []eni
		want string
	}{
		{"all", []eni{a, b, s1}, "none"},
		{"one is missing", []eni{a, b, s1, s3}, "az3"},
		{"the gateway's are not described", []eni{s1, s3}, ""},
		{"no instances are", []eni{a, b}, ""},
		{"a zone is not known", []eni{a, s1, {"eni-4", "interface", "i-4", "", "vpc-1"}}, ""},
		{"another VPC's", []eni{a, s1, {"eni-5", "interface", "i-5", "az5", "vpc-2"}}, "none"},
		{"a load balancer's", []eni{a, s1, {"eni-6", "interface", "", "az6", "vpc-1"}}, "none"},
	} {
		g := entity.NewGraph()
		for _, e := range tt.enis {
			id, subnet := entity.ID{Kind: "eni", Name: e.id}, entity.ID{Kind: "subnet", Name: "subnet-of-" + e.id}
			g.Know(id, "eni-type", entity.Fact{Value: e.kind, From: "aws"})
			g.Connect(id, subnet, time.Time{}, lens.Cite{}, "")
			g.Connect(subnet, entity.ID{Kind: "vpc", Name: e.vpc}, time.Time{}, lens.Cite{}, "")
			if e.zone != "" {
				g.Know(subnet, "az-id", entity.Fact{Value: e.zone, From: "aws"})
			}
			if e.instance != "" {
				g.Connect(id, entity.ID{Kind: "instance", Name: e.instance}, time.Time{}, lens.Cite{}, "")
			}
		}
		g.Finish()
		if got := unattached(g, "vpc-1"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
