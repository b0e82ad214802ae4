package flow

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers/flowlog"
)

// TestIsPublic holds the classes of addresses against those of the standard library, at both ends of every range.
func TestIsPublic(t *testing.T) {
	shared := netip.MustParsePrefix("100.64.0.0/10")
	check := func(a netip.Addr) {
		want := !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsMulticast() && !a.IsUnspecified() && !shared.Contains(a)
		if got := IsPublic(flowlog.AddrOf(a)); got != want {
			t.Errorf("%s: public %t, want %t", a, got, want)
		}
	}
	for _, network := range []string{
		"0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "255.0.0.0/8", "52.1.2.3/32",
		"::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32",
	} {
		first := netip.MustParsePrefix(network)
		last := first.Addr().AsSlice()
		for bit := first.Bits(); bit < len(last)*8; bit++ {
			last[bit/8] |= 0x80 >> (bit % 8)
		}
		end, _ := netip.AddrFromSlice(last)
		for _, a := range []netip.Addr{first.Addr(), first.Addr().Prev(), end, end.Next()} {
			if a.IsValid() {
				check(a)
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], rng.Uint32())
		check(netip.AddrFrom4(b))
	}
}

// TestNetworks holds the set against one that keeps every address: the least wide networks of which there is room, told
// with the marks of what they hold, in whatever order and parts addresses come.
func TestNetworks(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	for _, spread := range []uint32{200, 60_000, 3_000_000, 0xffffffff} {
		type marked struct {
			addr  netip.Addr
			marks uint8
		}
		var all []marked
		for range 400 {
			var b [4]byte
			binary.BigEndian.PutUint32(b[:], 10<<24+rng.Uint32N(spread))
			a := netip.AddrFrom4(b)
			if rng.IntN(8) == 0 {
				a = netip.MustParseAddr(fmt.Sprintf("2001:db8:%x::%x", rng.IntN(3), rng.IntN(9)))
			}
			all = append(all, marked{a, []uint8{Accepted, Rejected}[rng.IntN(2)]})
		}
		want := map[string]uint8{}
		for step := range 4 {
			clear(want)
			for _, m := range all {
				bits := 24 - 8*step
				if m.addr.Is6() {
					bits = 48 - 16*step
				}
				want[netip.PrefixFrom(m.addr, bits).Masked().String()] |= m.marks
			}
			if len(want) <= MaxNetworks {
				break
			}
		}
		parts := make([]Networks, 3)
		for _, m := range all {
			parts[rng.IntN(3)].Add(flowlog.AddrOf(m.addr), m.marks)
		}
		parts[1].Merge(&parts[2])
		parts[1].Merge(&parts[0])
		got := map[string]uint8{}
		for _, mark := range []uint8{Accepted, Rejected} {
			for _, p := range parts[1].Prefixes(mark) {
				got[p.String()] |= mark
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("spread %d: %s", spread, diff)
		}
	}
}

type testKey struct{ a, b, c uint64 }

func (k testKey) Words() (a, b, c uint64) { return k.a, k.b, k.c }

// TestTable holds the table against a map, and entries to their places.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	var table Table[testKey, int]
	want, places := map[testKey]int{}, map[testKey]*int{}
	for range 50_000 {
		k := testKey{rng.Uint64N(20), rng.Uint64N(40) << 40, rng.Uint64N(30)}
		n, added := table.Get(k)
		if _, known := want[k]; known == added {
			t.Fatalf("%v: added %t", k, added)
		}
		if places[k] != nil && places[k] != n {
			t.Fatalf("%v moved", k)
		}
		places[k] = n
		*n++
		want[k]++
	}
	got := map[testKey]int{}
	for k, n := range table.All() {
		got[k] = *n
	}
	if !maps.Equal(want, got) || table.Len() != len(want) {
		t.Errorf("%d entries, want %d", len(got), len(want))
	}
	var first []testKey
	for k := range table.All() {
		if first = append(first, k); len(first) == 2 {
			break
		}
	}
	if len(first) != 2 || slices.Contains(first[:1], first[1]) {
		t.Errorf("begins with %v", first)
	}
}

// TestTableDrain holds that a table gives its entries away once, and takes new ones in meanwhile.
func TestTableDrain(t *testing.T) {
	for _, size := range []int{0, 1, slabSize, 3*slabSize + 1} {
		var table Table[testKey, int]
		for i := range size {
			n, _ := table.Get(testKey{a: uint64(i)})
			*n = i + 1
		}
		next := 0
		for k, n := range table.Drain() {
			if next++; *n != next || k.a != uint64(next-1) {
				t.Fatalf("of %d, entry %d is %v %d", size, next, k, *n)
			}
			half, _ := table.Get(testKey{b: k.a / 2})
			*half += *n
		}
		if next != size || table.Len() != (size+1)/2 {
			t.Errorf("of %d entries %d were gone over, %d are there now", size, next, table.Len())
		}
		sum := 0
		for _, n := range table.All() {
			sum += *n
		}
		if sum != size*(size+1)/2 {
			t.Errorf("of %d entries the sum is %d", size, sum)
		}
	}
	var table Table[testKey, int]
	table.Get(testKey{a: 1})
	table.Get(testKey{a: 2})
	for range table.Drain() {
		break
	}
	if table.Len() != 0 {
		t.Errorf("%d entries left", table.Len())
	}
}
