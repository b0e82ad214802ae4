package route

import (
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
)

// Slots of the fields of TransitKind; what was lost follows.
const (
	transitTable = iota
	transitTGW
	transitAccount
	transitRegion
	transitDestination
	transitState
	transitType
	transitAttachments
	transitWatched
	transitLost
)

// TransitKind is the vocabulary of the rows of a Transit Gateway's routes.
var TransitKind = parsers.NewKind("tgw-route", "Route of a described route table of a Transit Gateway, and what was lost by it if it is a blackhole", append([]parsers.Field{
	transitTable:       {Name: "route_table", Doc: "The route table, from the name of the file, as search-transit-gateway-routes does not name it; absent where the file is not called after it."},
	transitTGW:         {Name: "tgw", Entity: "tgw", Doc: "Its Transit Gateway, where describe-transit-gateway-route-tables or a request tells it."},
	transitAccount:     {Name: "account", Entity: "account", Doc: "Its account."},
	transitRegion:      {Name: "region", Entity: "region", Doc: "Its region."},
	transitDestination: {Name: "destination", Doc: "Where the route leads: a network."},
	transitState:       {Name: "state", Doc: "active, or blackhole: made so, or left over from an attachment that is gone."},
	transitType:        {Name: "type", Doc: "static or propagated."},
	transitAttachments: {Name: "attachments", Entity: "tgw-attachment", Doc: "Attachments that the packets are handed to, separated by commas; none of a blackhole."},
	transitWatched:     {Name: "watched", Type: parsers.Bool, Doc: "Of blackhole routes only, as all of the fields from here on: the flow logs have requests that the route tables of a VPC hand to the gateway, and to this table."},
}, fields[slotLost:]...))

// transits are the route tables of Transit Gateways, as search-transit-gateway-routes tells their routes.
type transits struct {
	tables []*table
	byName map[string]*table
	of     map[[2]string]*table // by gateway and VPC; nil where it is not known
}

// parseTransits collects the routes that are described. The name of such an entity is that of its table, or else of the
// file, and the destination.
func parseTransits(graph *entity.Graph) *transits {
	x := &transits{byName: map[string]*table{}, of: map[[2]string]*table{}}
	for _, name := range graph.All("tgw-route") {
		id := entity.ID{Kind: "tgw-route", Name: name}
		state, described := graph.Fact(id, "state", time.Time{})
		in, destination, ok := cutLast(name)
		if !described || !ok || destination == "" {
			continue
		}
		t := x.byName[in]
		if t == nil {
			t = &table{id: entity.ID{Kind: "tgw-route-table", Name: in}}
			if gateways := graph.Linked(t.id, "tgw"); len(gateways) == 1 {
				t.tgw = gateways[0]
			}
			x.byName[in], x.tables = t, append(x.tables, t)
		}
		r := &route{
			destination: destination, state: state.Value, cite: state.Cite, source: id,
			target: listed(graph.Attr(id, "attachments", time.Time{})), origin: graph.Attr(id, "type", time.Time{}),
		}
		r.network = parseNetwork(destination)
		t.routes = append(t.routes, r)
	}
	return x
}

// listed writes a list in JSON with commas between its words.
func listed(list string) string {
	var words []string
	for _, w := range gjson.Parse(list).Array() {
		words = append(words, w.String())
	}
	return strings.Join(words, ",")
}

func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return "", "", false
	}
	return name[:i], name[i+1:], true
}

func (x *transits) hasBlackhole() bool { return slices.ContainsFunc(x.tables, (*table).hasBlackhole) }

// take counts a request that the route table of its subnet hands to a Transit Gateway.
func (b *book) take(tgw, vpc string, r *lost) {
	t := b.transit(tgw, vpc, r.Subnet)
	if t == nil {
		return
	}
	t.watched, t.tgw = true, tgw
	if route := t.to(r.Server); route != nil && route.state == blackhole {
		route.losses.add(r)
	}
}

// transit returns the table that a gateway uses for what comes from a VPC, that of a subnet where its route table does not
// name it: the one that its attachment is associated with, or else the only one that is described.
func (b *book) transit(tgw, vpc, subnet string) *table {
	if vpcs := b.graph.Linked(entity.ID{Kind: "subnet", Name: subnet}, "vpc"); vpc == "" && len(vpcs) == 1 {
		vpc = vpcs[0]
	}
	if vpc == "" {
		return nil
	}
	key := [2]string{tgw, vpc}
	if t, known := b.transits.of[key]; known {
		return t
	}
	t := b.associated(tgw, vpc)
	b.transits.of[key] = t
	return t
}

func (b *book) associated(tgw, vpc string) *table {
	for _, name := range b.graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "tgw-attachment") {
		id := entity.ID{Kind: "tgw-attachment", Name: name}
		if in := b.graph.Attr(id, "route-table", time.Time{}); in != "" && slices.Contains(b.graph.Linked(id, "tgw"), tgw) {
			return b.transits.byName[in]
		}
	}
	var only *table
	for _, t := range b.transits.tables {
		switch {
		case t.tgw != "" && t.tgw != tgw:
		case only != nil:
			return nil
		default:
			only = t
		}
	}
	return only
}

func (b *book) transitRow(t *table, r *route) lens.Row {
	v := make([]lens.Value, len(TransitKind.Fields))
	if strings.HasPrefix(t.id.Name, "tgw-rtb-") {
		v[transitTable] = lens.Text(t.id.Name)
	}
	v[transitTGW] = lens.Text(t.tgw)
	v[transitAccount] = lens.Text(b.graph.Attr(r.source, "account", time.Time{}))
	v[transitRegion] = lens.Text(b.graph.Attr(r.source, "region", time.Time{}))
	v[transitDestination], v[transitState] = lens.Text(r.destination), lens.Text(r.state)
	v[transitType], v[transitAttachments] = lens.Text(r.origin), lens.Text(r.target)
	row := lens.Row{Kind: TransitKind, Values: v, Records: 1, Cites: []lens.Cite{r.cite}}
	if r.state != blackhole {
		return row
	}
	v[transitWatched] = lens.Truth(t.watched)
	b.tell(&row, r, v[transitLost:], transitAccount, transitRegion)
	return row
}
