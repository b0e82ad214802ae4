package conversation

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// guarded is a VPC with instances and interface endpoints, each of a service.
func guarded(instances int, services ...string) *entity.Graph {
	g := entity.NewGraph()
	know := func(id entity.ID, fact, value string) { g.Know(id, fact, entity.Fact{Value: value, From: "aws"}) }
	know(entity.ID{Kind: "security-group", Name: "sg-1"}, "ingress", `[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"10.0.0.0/24"}]}]`)
	for n, service := range services {
		id := entity.ID{Kind: "vpc-endpoint", Name: fmt.Sprintf("vpce-%04d", n)}
		for fact, value := range map[string]string{"state": "available", "vpc": "vpc-1", "service": "com.amazonaws.eu-west-1." + service, "private-dns": "true", "groups": `["sg-1"]`} {
			know(id, fact, value)
		}
	}
	for n := range instances {
		id := entity.ID{Kind: "instance", Name: fmt.Sprintf("i-%04d", n)}
		know(id, "private-address", fmt.Sprintf("10.0.%d.9", n))
		g.Connect(id, entity.ID{Kind: "vpc", Name: "vpc-1"}, time.Time{}, lens.Cite{}, "aws")
	}
	g.Finish()
	return g
}

// TestEndpoints holds which instances the endpoints of their VPC let in, and that not every endpoint is tried with every
// instance where they are very many.
func TestEndpoints(t *testing.T) {
	all := func(string) bool { return true }
	rows, notes := Endpoints(guarded(2, "ssm", "logs"), all)
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprint(r.Value(endpointSlotInstance), " ", r.Value(endpointSlotService), " ", r.Value(endpointSlotAction)))
	}
	if text := strings.Join(got, ", "); text != "i-0000 ssm allow, i-0000 logs allow, i-0001 ssm deny, i-0001 logs deny" || notes != nil {
		t.Errorf("%s, notes %q", text, notes)
	}
	rows, notes = Endpoints(guarded(3, strings.Fields(strings.Repeat("ssm ", 7))...), all)
	if len(rows) != 3*maxAlike || len(notes) != 1 || !strings.HasSuffix(notes[0], ": 3 were not looked at") {
		t.Errorf("%d rows, notes %q", len(rows), notes)
	}
	var services []string
	for n := range 400 {
		services = append(services, fmt.Sprint("service-", n))
	}
	if rows, notes = Endpoints(guarded(200, services...), all); len(rows) != maxPairs || len(notes) != 1 || !strings.HasPrefix(notes[0], "more than 50000 pairs") {
		t.Errorf("%d rows, notes %q", len(rows), notes)
	}
}
