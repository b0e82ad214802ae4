package conversation

import (
	"net/netip"
	"slices"
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

// Endpoints judges, for each interface endpoint that is described and each wanted instance of its VPC, whether its security
// groups let the instance in. Where the bundle does not settle that, there is no row.
func Endpoints(graph *entity.Graph, wanted func(instance string) bool) (rows []lens.Row) {
	endpoints := graph.All("vpc-endpoint")
	if len(endpoints) == 0 {
		return nil
	}
	book := newGroupBook(graph)
	for _, instance := range graph.All("instance") {
		if !wanted(instance) {
			continue
		}
		for _, endpoint := range endpoints {
			if row, settled := endpointRow(book, endpoint, instance); settled {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

func endpointRow(book *groupBook, endpoint, instance string) (row lens.Row, settled bool) {
	graph, id, caller := book.graph, entity.ID{Kind: "vpc-endpoint", Name: endpoint}, entity.ID{Kind: "instance", Name: instance}
	fact := func(name string) string { return graph.Attr(id, name, time.Time{}) }
	vpc, service := fact("vpc"), fact("service")
	if !strings.EqualFold(fact("state"), "available") || vpc == "" || !slices.Contains(graph.Linked(caller, "vpc"), vpc) {
		return row, false
	}
	var groups []string
	for _, g := range gjson.Parse(fact("groups")).Array() {
		groups = append(groups, g.String())
	}
	address, err := netip.ParseAddr(graph.Attr(caller, "private-address", time.Time{}))
	if err != nil {
		return row, false
	}
	p := peer{network: netip.PrefixFrom(address, address.BitLen()), groups: graph.Linked(caller, "security-group")}
	p.known = len(p.groups) > 0
	d := book.guard(groups).decide(false, flowlog.ProtocolTCP, httpsPort, p)
	if d.action == "" {
		return row, false
	}
	values := make([]lens.Value, endpointSlots)
	values[endpointSlotID], values[endpointSlotVPC] = lens.Text(endpoint), lens.Text(vpc)
	values[endpointSlotService] = lens.Text(service[strings.LastIndexByte(service, '.')+1:])
	values[endpointSlotInstance], values[endpointSlotAddress] = lens.Text(instance), lens.Text(address.String())
	values[endpointSlotPrivateDNS] = lens.Text(fact("private-dns"))
	values[endpointSlotGroups] = lens.Text(strings.Join(groups, ", "))
	if p.known {
		values[endpointSlotSource] = lens.Text(p.groups[0])
	}
	values[endpointSlotAction], values[endpointSlotText] = lens.Text(d.action), lens.Text(d.text)
	return lens.Row{Kind: EndpointKind, Values: values, Cites: endpointCites(graph, id, groups), Records: int64(1 + len(groups))}, true
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
