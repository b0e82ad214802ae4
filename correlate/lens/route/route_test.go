package route

import (
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
)

var noon = time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)

// described is a graph of a VPC with a table of its own for subnet-1; subnet-2 has the main table.
func described(own, main string) *entity.Graph {
	g := entity.NewGraph()
	know := func(kind, name, fact, value string) {
		g.Know(entity.ID{Kind: kind, Name: name}, fact, entity.Fact{Value: value})
	}
	connect := func(kind, name, other, to string) {
		g.Connect(entity.ID{Kind: kind, Name: name}, entity.ID{Kind: other, Name: to}, time.Time{}, lens.Cite{}, "aws ec2 describe-subnets")
	}
	know("route-table", "rtb-1", "routes", own)
	know("route-table", "rtb-1", "associations", `[{"Main":false,"SubnetId":"subnet-1"}]`)
	know("route-table", "rtb-2", "routes", main)
	know("route-table", "rtb-2", "associations", `[{"Main":true}]`)
	for _, table := range []string{"rtb-1", "rtb-2"} {
		connect("route-table", table, "vpc", "vpc-1")
	}
	for _, subnet := range []string{"subnet-1", "subnet-2"} {
		connect("subnet", subnet, "vpc", "vpc-1")
		connect("instance", "i-"+subnet, "subnet", subnet)
		know("instance", "i-"+subnet, "state", "running")
	}
	connect("instance", "i-stopped", "subnet", "subnet-1")
	know("instance", "i-stopped", "state", "stopped")
	g.Finish()
	return g
}

// asked is a request from a subnet to a server: lost or answered to the end, from one minute on to another.
func asked(subnet, server string, lost, before bool, from, to int) conversation.Request {
	return conversation.Request{
		ENI: "eni-" + subnet, Subnet: subnet, Client: netip.MustParseAddr("10.0.0.9"), Server: netip.MustParseAddr(server), Port: 443,
		Lost: lost, WasAnswered: before || !lost, Since: noon.Add(time.Duration(from) * time.Minute), Last: noon.Add(time.Duration(to) * time.Minute),
	}
}

const (
	local = `{"DestinationCidrBlock":"10.0.0.0/16","GatewayId":"local","State":"active"}`
	nat   = `{"DestinationCidrBlock":"0.0.0.0/0","NatGatewayId":"nat-1","State":"blackhole"}`
	peer  = `{"DestinationCidrBlock":"10.9.0.0/16","VpcPeeringConnectionId":"pcx-1","State":"active"}`
	gone  = `{"DestinationCidrBlock":"10.9.0.0/16","VpcPeeringConnectionId":"pcx-1","State":"blackhole"}`
	list  = `{"DestinationPrefixListId":"pl-1","GatewayId":"vpce-1","State":"blackhole"}`
)

func TestRows(t *testing.T) {
	const quiet = "lost 0 answered 0 still "
	for _, tt := range []struct {
		name, own, main string
		requests        []conversation.Request
		want            []string // of blackholes
	}{
		{"nothing gone, nothing told", local + "," + peer, local, []conversation.Request{asked("subnet-1", "10.9.0.1", true, false, 0, 9)}, nil},
		{"nobody asks", local + "," + nat, local, nil, []string{"rtb-1 0.0.0.0/0 by nat-1 nat-gateway-id for subnet-1, i-subnet-1, watched false: " + quiet}},
		{"asked in vain", local + "," + nat, local, []conversation.Request{
			asked("subnet-1", "52.1.2.3", true, false, 5, 9), asked("subnet-1", "52.1.2.4", true, true, 3, 8), asked("subnet-1", "10.0.3.4", true, false, 0, 9)}, []string{
			"rtb-1 0.0.0.0/0 by nat-1 nat-gateway-id for subnet-1, i-subnet-1, watched true: lost 2 answered 0 still false, 1 answered before, 52.1.2.4 since 12:03 until 12:09"}},
		{"a narrower route", local + "," + nat + "," + peer, local, []conversation.Request{asked("subnet-1", "10.9.0.1", true, false, 0, 9)},
			[]string{"rtb-1 0.0.0.0/0 by nat-1 nat-gateway-id for subnet-1, i-subnet-1, watched true: " + quiet}},
		{"a narrower blackhole", local + "," + peer, local + "," + gone, []conversation.Request{asked("subnet-1", "10.9.0.1", true, false, 0, 9), asked("subnet-2", "10.9.0.1", true, false, 1, 9)},
			[]string{"rtb-2 10.9.0.0/16 by pcx-1 vpc-peering-connection-id for subnet-2, i-subnet-2, watched true: lost 1 answered 0 still false, 0 answered before, 10.9.0.1 since 12:01 until 12:09"}},
		{"answered before, by then gone", local + "," + nat, local, []conversation.Request{asked("subnet-1", "52.1.2.3", true, false, 5, 9), asked("subnet-1", "52.1.2.4", false, true, 0, 7)},
			[]string{"rtb-1 0.0.0.0/0 by nat-1 nat-gateway-id for subnet-1, i-subnet-1, watched true: lost 1 answered 1 still false, 0 answered before, 52.1.2.3 since 12:05 until 12:09"}},
		{"still answered", local + "," + nat, local, []conversation.Request{asked("subnet-1", "52.1.2.3", true, false, 5, 9), asked("subnet-1", "52.1.2.4", false, true, 0, 9)},
			[]string{"rtb-1 0.0.0.0/0 by nat-1 nat-gateway-id for subnet-1, i-subnet-1, watched true: lost 1 answered 1 still true, 0 answered before, 52.1.2.3 since 12:05 until 12:09"}},
		{"an endpoint's prefix list", list, local, nil, []string{"rtb-1 pl-1 by vpce-1 vpc-endpoint-id for subnet-1, i-subnet-1, watched false: " + quiet}},
	} {
		g := described("["+tt.own+"]", "["+tt.main+"]")
		for range 2 {
			var got []string
			rows, _ := Rows(g, func() iter.Seq[conversation.Request] { return slices.Values(tt.requests) })
			for _, r := range rows {
				if r.Value(slotState).String() == blackhole {
					got = append(got, show(&r))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: %s", tt.name, diff)
			}
			slices.Reverse(tt.requests) // their order does not matter
		}
	}
}

func show(r *lens.Row) string {
	v := func(slot int) string { return r.Value(slot).String() }
	text := fmt.Sprintf("%s %s by %s %s for %s, %s, watched %s: lost %s answered %s still %s", v(slotTable), v(slotDestination), v(slotTarget), v(slotOption), v(slotSubnets), v(slotInstances), v(slotWatched),
		v(slotLost), v(slotAnswered), v(slotStill))
	if v(slotServer) != "" {
		text += fmt.Sprintf(", %s answered before, %s since %s until %s", v(slotWasAnswered), v(slotServer), r.Start.Format("15:04"), r.End.Format("15:04"))
	}
	return text
}

// TestManyRoutes holds that a description made to have very many routes and subnets takes neither long nor much room.
func TestManyRoutes(t *testing.T) {
	const routes, subnets = maxRoutes + 10, 20_000
	text := strings.Builder{}
	for i := range routes {
		fmt.Fprintf(&text, `,{"DestinationCidrBlock":"10.%d.%d.%d/32","NatGatewayId":"nat-1","State":"blackhole"}`, i>>16, i>>8&255, i&255)
	}
	g := described("["+text.String()[1:]+"]", "["+local+"]")
	own := strings.Builder{}
	for i := range subnets {
		fmt.Fprintf(&own, `,{"SubnetId":"subnet-%06d"}`, i)
	}
	g.Know(entity.ID{Kind: "route-table", Name: "rtb-1"}, "associations", entity.Fact{Value: "[" + own.String()[1:] + "]"})
	var requests []conversation.Request
	for i := range 20_000 {
		requests = append(requests, asked(fmt.Sprintf("subnet-%06d", i), "10.0.0.1", true, false, i%60, 61))
	}
	rows, notes := Rows(g, func() iter.Seq[conversation.Request] { return slices.Values(requests) })
	if len(rows) != maxRoutes || len(notes) != 1 {
		t.Fatalf("%d rows, notes %q", len(rows), notes)
	}
	if named := strings.Count(rows[0].Value(slotSubnets).String(), ",") + 1; named != maxServed {
		t.Errorf("a row names %d subnets", named)
	}
	lost := slices.IndexFunc(rows, func(r lens.Row) bool { return r.Value(slotLost).String() == "20000" })
	if lost < 0 || rows[lost].Value(slotDestination).String() != "10.0.0.1/32" {
		t.Errorf("the requests took another route: row %d", lost)
	}
}

// TestTransit holds which route of which of a Transit Gateway's tables a request takes that a VPC hands to it.
func TestTransit(t *testing.T) {
	const tgw = `{"DestinationCidrBlock":"192.168.0.0/16","TransitGatewayId":"tgw-1","State":"active"}`
	lost := []conversation.Request{asked("subnet-1", "192.168.7.7", true, true, 0, 9), asked("subnet-1", "192.168.200.7", true, false, 0, 9)}
	for _, tt := range []struct {
		name, associated string
		of               map[string]string // gateways of tables
		routes           []string          // "TABLE DESTINATION STATE"
		want             []string
	}{
		{"the only table", "", nil, []string{"tgw-rtb-1 192.168.0.0/20 blackhole"}, []string{"tgw-rtb-1 192.168.0.0/20 lost 1 watched true"}},
		{"the longest prefix", "", nil, []string{"tgw-rtb-1 192.168.0.0/16 blackhole", "tgw-rtb-1 192.168.7.0/24 active"}, []string{"tgw-rtb-1 192.168.0.0/16 lost 1 watched true"}},
		{"two tables", "", nil, []string{"tgw-rtb-1 192.168.0.0/20 blackhole", "tgw-rtb-2 192.168.0.0/20 active"}, []string{"tgw-rtb-1 192.168.0.0/20 lost 0 watched false"}},
		{"two tables, one of another gateway", "", map[string]string{"tgw-rtb-2": "tgw-2"}, []string{"tgw-rtb-1 192.168.0.0/20 blackhole", "tgw-rtb-2 192.168.0.0/20 active"}, []string{"tgw-rtb-1 192.168.0.0/20 lost 1 watched true"}},
		{"two tables, one associated", "tgw-rtb-1", nil, []string{"tgw-rtb-1 192.168.0.0/20 blackhole", "tgw-rtb-2 192.168.0.0/20 active"}, []string{"tgw-rtb-1 192.168.0.0/20 lost 1 watched true"}},
		{"another associated", "tgw-rtb-3", nil, []string{"tgw-rtb-1 192.168.0.0/20 blackhole"}, []string{"tgw-rtb-1 192.168.0.0/20 lost 0 watched false"}},
		{"a file that names no table", "", nil, []string{"tgw/my routes.json 192.168.0.0/20 blackhole"}, []string{" 192.168.0.0/20 lost 1 watched true"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := described("["+tgw+"]", "[]")
			for _, r := range tt.routes {
				i := strings.LastIndexByte(r, ' ')
				g.Know(entity.ID{Kind: "tgw-route", Name: r[:i]}, "state", entity.Fact{Value: r[i+1:]})
			}
			for table, gateway := range tt.of {
				g.Connect(entity.ID{Kind: "tgw-route-table", Name: table}, entity.ID{Kind: "tgw", Name: gateway}, time.Time{}, lens.Cite{}, "test")
			}
			attachment := entity.ID{Kind: "tgw-attachment", Name: "tgw-attach-1"}
			g.Connect(attachment, entity.ID{Kind: "vpc", Name: "vpc-1"}, time.Time{}, lens.Cite{}, "test")
			g.Connect(attachment, entity.ID{Kind: "tgw", Name: "tgw-1"}, time.Time{}, lens.Cite{}, "test")
			g.Know(attachment, "route-table", entity.Fact{Value: tt.associated})
			g.Finish()
			rows, _ := Rows(g, func() iter.Seq[conversation.Request] { return slices.Values(lost) })
			var got []string
			for i := range rows {
				value := func(name string) string { v := rows[i].Value(TransitKind.Slot(name)); return v.String() }
				if rows[i].Kind == TransitKind && value("state") == blackhole {
					got = append(got, fmt.Sprintf("%s %s lost %s watched %s", value("route_table"), value("destination"), value("lost"), value("watched")))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
