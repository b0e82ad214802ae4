package conversation

import (
	"net/netip"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers/flowlog"
)

func addr(s string) flowlog.Addr { return flowlog.AddrOf(netip.MustParseAddr(s)) }

const permissions = `[
 {"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"10.1.0.0/16"}],"Ipv6Ranges":[{"CidrIpv6":"2600:1f18::/32"}],"UserIdGroupPairs":[],"PrefixListIds":[]},
 {"IpProtocol":"tcp","FromPort":8000,"ToPort":8100,"IpRanges":[],"UserIdGroupPairs":[{"GroupId":"sg-app"}],"PrefixListIds":[]},
 {"IpProtocol":"udp","FromPort":53,"ToPort":53,"IpRanges":[],"PrefixListIds":[{"PrefixListId":"pl-known"}]},
 {"IpProtocol":"udp","FromPort":123,"ToPort":123,"PrefixListIds":[{"PrefixListId":"pl-unknown"}]},
 {"IpProtocol":"icmp","FromPort":8,"ToPort":-1,"IpRanges":[{"CidrIp":"10.1.0.0/16"}]},
 {"IpProtocol":"-1","IpRanges":[{"CidrIp":"10.9.9.9/32"}]}]`

func TestSecurityGroup(t *testing.T) {
	g := entity.NewGraph()
	know := func(kind, name, fact, value string) {
		g.Know(entity.ID{Kind: kind, Name: name}, fact, entity.Fact{Value: value, From: "aws"})
	}
	know("security-group", "sg-web", "ingress", permissions)
	know("security-group", "sg-web", "egress", "[]")
	know("security-group", "sg-web", "name", "web")
	know("security-group", "sg-none", "ingress", "[]")
	know("security-group", "sg-out", "egress", "[]")
	know("security-group-rule", "sgr-1", "rule", `{"IsEgress":false,"IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIpv4":"10.1.0.0/16"}`)
	g.Connect(entity.ID{Kind: "security-group-rule", Name: "sgr-1"}, entity.ID{Kind: "security-group", Name: "sg-some"}, time.Time{}, lens.Cite{}, "aws")
	know("prefix-list", "pl-known", "cidrs", `["10.7.0.0/16"]`)
	g.Finish()
	one := func(s string) peer {
		return peer{network: netip.PrefixFrom(netip.MustParseAddr(s), netip.MustParseAddr(s).BitLen())}
	}
	member := func(s string, groups ...string) peer {
		p := one(s)
		p.groups, p.known = groups, true
		return p
	}
	for _, tt := range []struct {
		name   string
		groups []string
		egress bool
		proto  uint8
		port   uint16
		peer   peer
		want   string
	}{
		{"by network", []string{"sg-web"}, false, 6, 443, one("10.1.2.3"), "allow: sg-web (web) allows tcp port 443 from 10.1.0.0/16, 2600:1f18::/32"},
		{"by IPv6 network", []string{"sg-web"}, false, 6, 443, one("2600:1f18::9"), "allow: sg-web (web) allows tcp port 443 from 10.1.0.0/16, 2600:1f18::/32"},
		{"from elsewhere", []string{"sg-web"}, false, 6, 443, one("10.2.2.3"), "deny: no inbound rule of sg-web (web) allows tcp port 443 from 10.2.2.3 (it is allowed from 10.1.0.0/16, 2600:1f18::/32, 10.9.9.9/32)"},
		{"another port", []string{"sg-web", "sg-none"}, false, 6, 22, one("10.1.2.3"), "deny: no inbound rule of sg-web (web) and sg-none allows tcp port 22 from 10.1.2.3 (it is allowed from 10.9.9.9/32)"},
		{"all traffic", []string{"sg-none", "sg-web"}, false, 47, 0, one("10.9.9.9"), "allow: sg-web (web) allows all traffic from 10.9.9.9/32"},
		{"of which the outbound rules are not told", []string{"sg-web", "sg-none"}, true, 6, 22, one("10.1.2.3"), ": the outbound rules of sg-none are not described"},
		{"of which the inbound rules are not told", []string{"sg-none", "sg-out"}, false, 6, 22, one("10.1.2.3"), ": the inbound rules of sg-out are not described"},
		{"of which the outbound rules are told", []string{"sg-out"}, true, 6, 22, one("10.1.2.3"), "deny: no outbound rule of sg-out allows tcp port 22 to 10.1.2.3"},
		{"a member", []string{"sg-web"}, false, 6, 8080, member("10.2.2.3", "sg-x", "sg-app"), "allow: sg-web (web) allows tcp ports 8000-8100 from members of sg-app"},
		{"no member", []string{"sg-web"}, false, 6, 8080, member("10.2.2.3", "sg-x"), "deny: no inbound rule of sg-web (web) allows tcp port 8080 from 10.2.2.3 (it is allowed from 10.9.9.9/32, members of sg-app)"},
		{"perhaps a member", []string{"sg-web"}, false, 6, 8080, one("10.2.2.3"), ": sg-web (web) allows tcp ports 8000-8100 from members of sg-app: whether 10.2.2.3 belongs to sg-app, the bundle does not tell"},
		{"in a prefix list", []string{"sg-web"}, false, 17, 53, one("10.7.1.1"), "allow: sg-web (web) allows udp port 53 from pl-known"},
		{"not in it", []string{"sg-web"}, false, 17, 53, one("10.8.1.1"), "deny: no inbound rule of sg-web (web) allows udp port 53 from 10.8.1.1 (it is allowed from 10.9.9.9/32, pl-known)"},
		{"in a list that nobody described", []string{"sg-web"}, false, 17, 123, one("10.8.1.1"), ": sg-web (web) allows udp port 123 from pl-unknown: whether pl-unknown holds 10.8.1.1, the bundle does not tell"},
		{"some ICMP", []string{"sg-web"}, false, 1, 0, one("10.1.1.1"), ": sg-web (web) allows some icmp"},
		{"no ICMP", []string{"sg-web"}, false, 1, 0, one("10.2.1.1"), "deny: no inbound rule of sg-web (web) allows icmp from 10.2.1.1 (it is allowed from 10.1.0.0/16, 10.9.9.9/32)"},
		{"a part of a network", []string{"sg-web"}, false, 6, 443, peer{network: netip.MustParsePrefix("10.0.0.0/8")}, ": sg-web (web) allows tcp port 443 from 10.1.0.0/16, 2600:1f18::/32: that is a part of 10.0.0.0/8; sg-web (web) allows all traffic from 10.9.9.9/32: that is a part of 10.0.0.0/8"},
		{"outbound", []string{"sg-web"}, true, 6, 443, one("10.1.2.3"), "deny: no outbound rule of sg-web (web) allows tcp port 443 to 10.1.2.3"},
		{"a group that is not described may allow", []string{"sg-none", "sg-dark"}, false, 6, 443, one("10.1.2.3"), ": sg-dark is not described"},
		{"but what one allows is allowed", []string{"sg-web", "sg-dark"}, false, 6, 443, one("10.1.2.3"), "allow: sg-web (web) allows tcp port 443 from 10.1.0.0/16, 2600:1f18::/32"},
		{"one rule of a group", []string{"sg-some"}, false, 6, 443, one("10.1.2.3"), "allow: sg-some allows tcp port 443 from 10.1.0.0/16"},
		{"not by one rule of a group", []string{"sg-some"}, false, 6, 443, one("10.2.2.3"), ": none of the rules of sg-some that describe-security-group-rules lists allows it, which may not be all"},
		{"no group known", nil, false, 6, 443, one("10.1.2.3"), ": "},
	} {
		d := newGroupBook(g).guard(tt.groups).decide(tt.egress, tt.proto, tt.port, tt.peer)
		if got := d.action + ": " + d.text; got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

func TestStatedNetworks(t *testing.T) {
	g := entity.NewGraph()
	g.Know(entity.ID{Kind: "security-group", Name: "sg-1"}, "ingress", entity.Fact{From: "aws", Value: `[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,
		"IpRanges":[{"CidrIp":"0.0.0.0/0"},{"CidrIp":"10.1.0.0/16"},{"CidrIp":"203.0.113.0/24"},{"CidrIp":"203.0.113.8/29"}],"Ipv6Ranges":[{"CidrIpv6":"::/0"},{"CidrIpv6":"2600:1f18::/32"}]}]`})
	g.Finish()
	x := &exchangeRows{stated: newGroupBook(g).statedNetworks()}
	for a, want := range map[string]string{"203.0.113.9": "203.0.113.8/29", "203.0.113.99": "203.0.113.0/24", "2600:1f18::1": "2600:1f18::/32", "198.51.100.1": ""} {
		if got := x.statedNetwork(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %q, want %q", a, got, want)
		}
	}
}

func TestBlame(t *testing.T) {
	for _, tt := range []struct{ group, list, blocker, from string }{
		{"deny", "deny", "both", "rules"},
		{"deny", "allow", "security-group", "rules"},
		{"deny", "", "security-group", "rules"},
		{"allow", "deny", "network-acl", "rules"},
		{"", "allow", "security-group", "elimination"},
		{"allow", "", "network-acl", "elimination"},
		{"allow", "allow", "", ""},
		{"", "", "", ""},
	} {
		if blocker, from := blame(decision{action: tt.group}, decision{action: tt.list}); blocker != tt.blocker || from != tt.from {
			t.Errorf("%q, %q: %s by %s", tt.group, tt.list, blocker, from)
		}
	}
}
