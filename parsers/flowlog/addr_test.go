package flowlog

import (
	"net/netip"
	"strings"
	"testing"
)

var addresses = []string{
	"0.0.0.0", "10.0.0.1", "255.255.255.255", "256.0.0.1", "1.2.3", "1.2.3.4.5", "1..2.3", "01.2.3.4", "1.2.3.4 ", ".1.2.3", "1.2.3.",
	"::", "::1", "1::", "1::2", "2001:db8::ff00:42:8329", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "::1:2:3:4:5:6:7:8",
	":1", "1:", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "12345::", "g::", "::ffff:10.0.0.1", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
	"::1.2.3.4:5", "::1.2.3", ":::", "1:::2", "fe80::1%eth0", "", "-", "FE80::ABCD", "::0a.1.2.3",
}

func TestParseAddr(t *testing.T) {
	for _, text := range addresses {
		checkParseAddr(t, text)
	}
}

func FuzzParseAddr(f *testing.F) {
	for _, text := range addresses {
		f.Add(text)
	}
	f.Fuzz(checkParseAddr)
}

// checkParseAddr holds both ways to parse an address against the standard library.
func checkParseAddr(t *testing.T, text string) {
	want, err := netip.ParseAddr(text)
	wantOK := err == nil && want.Zone() == ""
	got, ok := parseAddr([]byte(text))
	if ok != wantOK || ok && got.Netip() != want.Unmap() {
		t.Errorf("parseAddr(%q) = %v, %t; want %v, %t", text, got.Netip(), ok, want, wantOK)
	}
	for _, behind := range []string{" 10.0.0.1 ", "1.2.3", "\xff\x80", ":"} {
		padded := append([]byte(text), strings.Repeat(behind, slack)...)
		ip, ok := scanIPv4((*[32]byte)(padded), len(text))
		if want := wantOK && want.Is4(); ok != want {
			t.Errorf("scanIPv4(%q) = %t, want %t", text, ok, want)
		}
		if ok && (Addr{0, before4 | uint64(ip)}) != AddrOf(want) {
			t.Errorf("scanIPv4(%q) = %x", text, ip)
		}
	}
}

func TestParseAddrAllocations(t *testing.T) {
	v4, v6 := []byte("10.0.0.1"), []byte("2001:db8::1")
	if n := testing.AllocsPerRun(100, func() { parseAddr(v4); parseAddr(v6) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
