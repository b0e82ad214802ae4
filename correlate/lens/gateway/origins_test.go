package gateway

import (
	"net/netip"
	"testing"

	"hamari/parsers/flowlog"
)

// TestOrigins holds by which attachment the packets of networks came in, whoever reads which record.
func TestOrigins(t *testing.T) {
	network := func(s string) flowlog.Addr { return flowlog.AddrOf(netip.MustParseAddr(s)) }
	for _, order := range [][3]string{{"tgw-attach-a", "tgw-attach-b", "tgw-attach-a"}, {"tgw-attach-b", "tgw-attach-a", "tgw-attach-b"}} {
		o := origins{}
		for _, attachment := range order {
			o.put(origin{"tgw-1", network("192.168.2.0")}, attachment)
		}
		o.put(origin{"tgw-1", network("192.168.1.0")}, "tgw-attach-a")
		o.put(origin{"tgw-1", network("192.168.3.0")}, "tgw-attach-a")
		for networks, want := range map[string]string{
			"192.168.1.0/24": "tgw-attach-a", "192.168.2.0/24": "", "192.168.4.0/24": "", "192.168.0.0/16": "", "": "",
		} {
			var list []netip.Prefix
			if networks != "" {
				list = append(list, netip.MustParsePrefix(networks), netip.MustParsePrefix(networks))
			}
			if got := o.behind("tgw-1", list); got != want {
				t.Errorf("%q: %q, want %q", networks, got, want)
			}
		}
		if got := o.behind("tgw-1", []netip.Prefix{netip.MustParsePrefix("192.168.1.0/24"), netip.MustParsePrefix("192.168.3.0/24")}); got != "tgw-attach-a" {
			t.Errorf("two networks behind one attachment: %q", got)
		}
	}
}
