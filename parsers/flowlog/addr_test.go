package flowlog

import (
	"net/netip"
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

// checkParseAddr holds ParseAddr against the standard library.
func checkParseAddr(t *testing.T, text string) {
	want, err := netip.ParseAddr(text)
	wantOK := err == nil && want.Zone() == ""
	got, ok := ParseAddr([]byte(text))
	if ok != wantOK || ok && got != want {
		t.Errorf("ParseAddr(%q) = %v, %t; want %v, %t", text, got, ok, want, wantOK)
	}
}

func TestParseAddrAllocations(t *testing.T) {
	v4, v6 := []byte("10.0.0.1"), []byte("2001:db8::1")
	if n := testing.AllocsPerRun(100, func() { ParseAddr(v4); ParseAddr(v6) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
