package conversation

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Slots of the fields of EndpointKind.
const (
	endpointSlotID = iota
	endpointSlotService
	endpointSlotVPC
	endpointSlotInstance
	endpointSlotAddress
	endpointSlotPrivateDNS
	endpointSlotGroups
	endpointSlotSource
	endpointSlotAction
	endpointSlotText
	endpointSlots
)

// EndpointKind is the vocabulary of rows about interface endpoints.
var EndpointKind = parsers.NewKind("endpoint-guard", "Whether the security groups of an interface endpoint let an instance of its VPC in", []parsers.Field{
	endpointSlotID:         {Name: "endpoint_id", Doc: "The interface endpoint."},
	endpointSlotService:    {Name: "service", Doc: "Last part of the name of its service: ssm."},
	endpointSlotVPC:        {Name: "vpc", Entity: "vpc", Doc: "VPC of both."},
	endpointSlotInstance:   {Name: "instance", Entity: "instance", Doc: "The instance."},
	endpointSlotAddress:    {Name: "address", Type: parsers.Address, Doc: "Its primary private address."},
	endpointSlotPrivateDNS: {Name: "private_dns", Doc: "Whether the service's own name leads to the endpoint: true or false."},
	endpointSlotGroups:     {Name: "groups", Doc: "Security groups of the endpoint, separated by commas."},
	endpointSlotSource:     {Name: "instance_group", Doc: "The instance's security group, the first of several; absent where it is not described."},
	endpointSlotAction:     {Name: "action", Doc: "What these groups, as described, do with requests to port 443: allow or deny."},
	endpointSlotText:       {Name: "group_text", Doc: "The rule that allows them, or that there is none."},
})

// httpsPort is where the endpoints of AWS listen.
const httpsPort = 443

// Bounds on what is judged: endpoints of one service in a VPC, of which all but one are a mistake, and pairs of an endpoint and
// an instance.
const (
	maxAlike = 4
	maxPairs = 50_000
)

// offer is an interface endpoint that is available, and the security groups before it.
type offer struct {
	id, service, privateDNS string
	groups                  []string
	guard                   *guard
	cites                   []lens.Cite
}

// Endpoints judges, for each interface endpoint that is described and each wanted instance of its VPC, whether its security
// groups let the instance in. Where the bundle does not settle that, there is no row. The notes say what was left out.
func Endpoints(graph *entity.Graph, wanted func(instance string) bool) (rows []lens.Row, notes []string) {
	offers, left := offersByVPC(graph)
	if len(offers) == 0 {
		return nil, nil
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("more than %d interface endpoints of one service in a VPC are described: %d were not looked at", maxAlike, left))
	}
	pairs := 0
	for _, instance := range graph.All("instance") {
		if !wanted(instance) {
			continue
		}
		for _, vpc := range graph.Linked(entity.ID{Kind: "instance", Name: instance}, "vpc") {
			for _, o := range offers[vpc] {
				if pairs++; pairs > maxPairs {
					return rows, append(notes, fmt.Sprintf("more than %d pairs of an interface endpoint and an instance of its VPC: the others were not looked at", maxPairs))
				}
				if row, settled := o.row(graph, vpc, instance); settled {
					rows = append(rows, row)
				}
			}
		}
	}
	return rows, notes
}

// offersByVPC returns the endpoints by the VPC that they stand in, and how many there was no room for.
func offersByVPC(graph *entity.Graph) (offers map[string][]*offer, left int) {
	offers = map[string][]*offer{}
	book := newGroupBook(graph)
	alike := map[[3]string]int{}
	for _, endpoint := range graph.All("vpc-endpoint") {
		id := entity.ID{Kind: "vpc-endpoint", Name: endpoint}
		fact := func(name string) string { return graph.Attr(id, name, time.Time{}) }
		vpc, service := fact("vpc"), fact("service")
		if !strings.EqualFold(fact("state"), "available") || vpc == "" {
			continue
		}
		kind := [3]string{vpc, service, fact("private-dns")}
		if alike[kind]++; alike[kind] > maxAlike {
			left++
			continue
		}
		o := &offer{id: endpoint, service: service[strings.LastIndexByte(service, '.')+1:], privateDNS: fact("private-dns")}
		for _, g := range gjson.Parse(fact("groups")).Array() {
			o.groups = append(o.groups, g.String())
		}
		o.guard, o.cites = book.guard(o.groups), endpointCites(graph, id, o.groups)
		offers[vpc] = append(offers[vpc], o)
	}
	return offers, left
}

func (o *offer) row(graph *entity.Graph, vpc, instance string) (row lens.Row, settled bool) {
	caller := entity.ID{Kind: "instance", Name: instance}
	address, err := netip.ParseAddr(graph.Attr(caller, "private-address", time.Time{}))
	if err != nil {
		return row, false
	}
	p := peer{network: netip.PrefixFrom(address, address.BitLen()), groups: graph.Linked(caller, "security-group")}
	p.known = len(p.groups) > 0
	d := o.guard.decide(false, flowlog.ProtocolTCP, httpsPort, p)
	if d.action == "" {
		return row, false
	}
	values := make([]lens.Value, endpointSlots)
	values[endpointSlotID], values[endpointSlotVPC] = lens.Text(o.id), lens.Text(vpc)
	values[endpointSlotService] = lens.Text(o.service)
	values[endpointSlotInstance], values[endpointSlotAddress] = lens.Text(instance), lens.Text(address.String())
	values[endpointSlotPrivateDNS] = lens.Text(o.privateDNS)
	values[endpointSlotGroups] = lens.Text(strings.Join(o.groups, ", "))
	if p.known {
		values[endpointSlotSource] = lens.Text(p.groups[0])
	}
	values[endpointSlotAction], values[endpointSlotText] = lens.Text(d.action), lens.Text(d.text)
	return lens.Row{Kind: EndpointKind, Values: values, Cites: o.cites, Records: int64(1 + len(o.groups))}, true
}

// endpointCites are the descriptions of the endpoint and of its security groups, the rules first.
func endpointCites(graph *entity.Graph, id entity.ID, groups []string) (cites []lens.Cite) {
	for _, g := range groups {
		if f, described := graph.Fact(entity.ID{Kind: "security-group", Name: g}, "ingress", time.Time{}); described {
			cites = append(cites, f.Cite)
		}
	}
	if f, described := graph.Fact(id, "service", time.Time{}); described {
		cites = append(cites, f.Cite)
	}
	return cites
}
