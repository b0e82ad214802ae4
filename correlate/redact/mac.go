package redact

import (
	"encoding/hex"
	"net/netip"
	"strings"
)

// hardware is the address of a network interface (MAC-48).
type hardware [6]byte

// Numbers of pairs of hexadecimal digits that stand in a row: an address, or what the Linux firewall logs as MAC=, which is the
// receiver's address, the sender's and the type of the frame.
const (
	macPairs   = 6
	framePairs = 14
)

// mac takes the address of a network interface, as in 02:29:96:8f:6a:2d, 02-29-96-8F-6A-2D and enx0229968f6a2d.
func (s *scanner) mac(word int) (int, string) {
	const name = "enx" // systemd's, for an interface that is named after its address
	if word == len(name)+2*macPairs && string(s.text[s.at:s.at+len(name)]) == name {
		if a, ok := hardwareOf(s.text[s.at+len(name) : s.at+word]); ok {
			return word, name + strings.ReplaceAll(s.r.hardware(a), ":", "")
		}
	}
	sign := s.after(2)
	if word != 2 || sign != ':' && sign != '-' || s.before() == '-' || s.before() == ':' && !s.labelled() {
		return 0, ""
	}
	pairs := s.hexPairs(sign)
	if pairs != macPairs && !(pairs == framePairs && sign == ':') {
		return 0, ""
	}
	to := s.macText(s.at)
	if pairs == macPairs {
		return len(to), to
	}
	const second = 3 * macPairs
	return 2*second - 1, to + ":" + s.macText(s.at+second)
}

// hexPairs is how many pairs of hexadecimal digits stand here with a sign between them; 0 where anything else goes on.
func (s *scanner) hexPairs(sign byte) int {
	for n := 0; n <= framePairs; n++ {
		pair := s.at + 3*n
		if pair+2 > len(s.text) || !is(s.text[pair], hexes) || !is(s.text[pair+1], hexes) {
			return 0
		}
		switch next := s.after(3*n + 2); {
		case is(next, alnum):
			return 0
		case next != sign:
			return n + 1
		}
	}
	return 0
}

// macText is the pseudonym of the address at a place of the text, written as that is.
func (s *scanner) macText(at int) string {
	text := string(s.text[at : at+3*macPairs-1])
	sign := text[2:3]
	a, ok := hardwareOf([]byte(strings.ReplaceAll(text, sign, "")))
	if !ok || sign == "-" && isStamp(text) {
		return text
	}
	to := strings.ReplaceAll(s.r.hardware(a), ":", sign)
	if text != strings.ToLower(text) {
		return strings.ToUpper(to)
	}
	return to
}

func hardwareOf(digits []byte) (a hardware, ok bool) {
	_, err := hex.Decode(a[:], digits)
	return a, err == nil
}

func (a hardware) String() string {
	pairs := make([]string, len(a))
	for i := range a {
		pairs[i] = hex.EncodeToString(a[i : i+1])
	}
	return strings.Join(pairs, ":")
}

// isStamp reports whether six pairs of digits may be a time, from the year to the second.
func isStamp(text string) bool {
	highest := [...]string{"99", "12", "31", "23", "59", "60"}
	for i, most := range highest {
		pair := text[3*i : 3*i+2]
		if strings.Trim(pair, "0123456789") != "" || pair > most {
			return false
		}
	}
	return text[3:5] > "00" && text[6:8] > "00"
}

// hardware returns the pseudonym of an address as text, in small letters between colons.
func (r *Redactor) hardware(a hardware) string {
	return r.remembered([]byte(a.String()), func(k *Key, original string) string {
		to := k.hardware(a).String()
		if to != original {
			k.note(to, original)
		}
		return to
	})
}

// hardware returns the pseudonym of an address. Its first byte stays, which tells what gave the address, and so do addresses of
// groups.
func (k *Key) hardware(a hardware) hardware {
	const group = 1
	if a[0]&group != 0 || a == (hardware{}) {
		return a
	}
	sum := k.sum("MAC", a.String())
	copy(a[1:], sum[:])
	return a
}

// linkLocal returns the pseudonym of an address that means something on one network alone. Where one is made from the address of
// a network interface (RFC 4291, appendix A), that has one.
func (k *Key) linkLocal(a netip.Addr) netip.Addr {
	const universal = 2
	b := a.As16()
	if !a.Is6() || !a.IsLinkLocalUnicast() || b[11] != 0xff || b[12] != 0xfe {
		return a
	}
	to := k.hardware(hardware{b[8] ^ universal, b[9], b[10], b[13], b[14], b[15]})
	copy(b[8:], []byte{to[0] ^ universal, to[1], to[2], 0xff, 0xfe, to[3], to[4], to[5]})
	return netip.AddrFrom16(b)
}
