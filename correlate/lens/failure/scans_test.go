package failure

import (
	"fmt"
	"testing"

	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
)

// tried is the row of requests that an interface rejected.
func tried(who string, port int) *lens.Row {
	values := make([]lens.Value, len(conversation.Kind.Fields))
	for name, v := range map[string]lens.Value{
		"service": lens.Text(fmt.Sprintf("10.0.0.5 port %d/tcp", port)), "local": lens.Text("10.0.0.5"), "eni": lens.Text("eni-1"), "port": lens.Number(float64(port)),
		"protocol": lens.Text("tcp"), "heading": lens.Text("to-local"), "server": lens.Text("local"), "port_accepts": lens.Text("false"),
		"flows": lens.Number(2), "rejected": lens.Number(2), "rejected_party": lens.Text(who),
	} {
		values[conversation.Kind.Slot(name)] = v
	}
	return &lens.Row{Kind: conversation.Kind, Start: noon, End: noon, Values: values, Cites: []lens.Cite{{Text: "first of 2 REJECT records"}}}
}

// TestScan holds that the ports that one party tried in vain are one sort where they are many.
func TestScan(t *testing.T) {
	l := New()
	for port := range scanPorts + 5 {
		l.Row(tried("10.9.9.9", 1000+port))
	}
	l.Row(tried("10.1.1.1", 443))
	sorts := l.Sorts()
	if len(sorts) != 2 || sorts[0].Concern != "25 ports of 10.0.0.5 at eni-1, tried by 10.9.9.9; nothing was accepted there" || sorts[0].Count != 50 || sorts[0].Records != 52 {
		t.Errorf("got %+v", sorts)
	}
	if len(sorts) == 2 && sorts[1].Concern != "10.0.0.5 port 443/tcp at eni-1" {
		t.Errorf("got %+v", sorts[1])
	}
	few := New()
	for port := range scanPorts {
		few.Row(tried("10.9.9.9", 1000+port))
	}
	if n := len(few.Sorts()); n != scanPorts {
		t.Errorf("few ports are %d sorts", n)
	}
}

// TestPublicIPv6 holds that a client by IPv6 is told apart: all of a VPC's addresses are public ones then.
func TestPublicIPv6(t *testing.T) {
	row := tried("2001:db8:12::9", 5432)
	for name, v := range map[string]lens.Value{"outside": lens.Text("true"), "ip_version": lens.Number(6), "service": lens.Text("2001:db8:34::20 port 5432/tcp")} {
		row.Values[conversation.Kind.Slot(name)] = v
	}
	l := New()
	l.Row(row)
	if sorts := l.Sorts(); len(sorts) != 1 || sorts[0].Concern != "2001:db8:34::20 port 5432/tcp at eni-1, of 2001:db8:12::9, which may be of another VPC" {
		t.Errorf("%+v", sorts)
	}
}
