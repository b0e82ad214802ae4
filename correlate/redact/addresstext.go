package redact

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// maxAddress is longer than any address as text.
const maxAddress = len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") + 2

func (s *scanner) ipv4(word int) (int, string) {
	if word > len("255") || s.after(word) != '.' || s.before() == '.' && s.at > 1 && is(s.text[s.at-2], digits) {
		return 0, ""
	}
	n := 0
	for n < maxAddress && (is(s.after(n), digits) || s.after(n) == '.') {
		n++
	}
	text := strings.TrimSuffix(string(s.text[s.at:s.at+n]), ".") // the end of a sentence
	if is(s.after(len(text)), alnum) {
		return 0, ""
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return s.zeroedAddress(text)
	}
	return s.addressOrBlock(a, len(text))
}

// zeroedAddress takes an address that is written with zeros in front of its numbers, 06.237.252.245, and keeps them.
func (s *scanner) zeroedAddress(text string) (int, string) {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return 0, ""
	}
	zeros := make([]string, len(parts))
	for i, part := range parts {
		number := strings.TrimLeft(part, "0")
		zeros[i] = part[:len(part)-len(number)]
		if number == "" && len(zeros[i]) > 0 {
			number, zeros[i] = "0", zeros[i][1:]
		}
		parts[i] = number
	}
	a, err := netip.ParseAddr(strings.Join(parts, "."))
	if err != nil {
		return 0, ""
	}
	to := strings.Split(s.r.address(a), ".")
	for i := range to {
		to[i] = zeros[i] + to[i]
	}
	return len(text), strings.Join(to, ".")
}

func (s *scanner) ipv6() (int, string) {
	group := runLength(s.text[s.at:], hexes, 5)
	if group > 4 || s.after(group) != ':' {
		return 0, ""
	}
	if b := s.before(); is(b, alnum) || b == '.' || b == ':' && !s.labelled() {
		return 0, ""
	}
	n := group
	for n < maxAddress && (is(s.after(n), hexes) || s.after(n) == ':' || s.after(n) == '.') {
		n++
	}
	text := strings.TrimRight(string(s.text[s.at:s.at+n]), ".")
	if strings.Count(text, ":") < 2 || len(text) < 4 {
		return 0, ""
	}
	if i := strings.LastIndexByte(text, ':'); s.inNLBLine() && strings.Trim(text[i:], ":0123456789") == "" {
		text = text[:i] // what follows is the port, in no brackets
	}
	a, err := netip.ParseAddr(text)
	if err != nil || is(s.after(len(text)), alnum) {
		return 0, ""
	}
	return s.addressOrBlock(a, len(text))
}

// inNLBLine reports whether the text before this place is the beginning of a line of an access log of a Network Load Balancer.
func (s *scanner) inNLBLine() bool {
	const looked = 400
	before := s.text[max(0, s.at-looked):s.at]
	return bytes.HasPrefix(before[bytes.LastIndexByte(before, '\n')+1:], []byte("tls "))
}

// labelled reports whether the colon before this place ends a label, as in addr:2001:db8::1, and parts no ARN.
func (s *scanner) labelled() bool {
	i := s.at - 1
	for i > 0 && is(s.text[i-1], letters) {
		i--
	}
	label := s.text[i : s.at-1]
	return len(label) > 0 && !bytes.HasPrefix(label, []byte("aws")) && !bytes.Equal(label, []byte("arn")) && !(i > 0 && s.text[i-1] == ':')
}

// addressOrBlock takes a CIDR block whole, if that is what it is.
func (s *scanner) addressOrBlock(a netip.Addr, n int) (int, string) {
	if a.Is4In6() {
		return n, "::ffff:" + s.r.address(a.Unmap())
	}
	if s.after(n) == '/' {
		length := 0
		for is(s.after(n+1+length), digits) && length < 3 {
			length++
		}
		bits, err := strconv.Atoi(string(s.text[s.at+n+1 : s.at+n+1+length]))
		if err == nil && bits <= a.BitLen() && !is(s.after(n+1+length), alnum) {
			p := netip.PrefixFrom(a, bits)
			to := s.r.key.block(p)
			if to != p {
				s.r.key.note(to.String(), p.String())
			}
			return n + 1 + length, to.String()
		}
	}
	return n, s.r.address(a)
}

// dashedAddress takes the addresses in AWS's host names: ip-10-0-1-5, ec2-192-0-2-7, ip-0A000105.
func (s *scanner) dashedAddress(word int) (int, string) {
	first := s.text[s.at : s.at+word]
	if s.after(word) != '-' || !bytes.EqualFold(first, []byte("ip")) && !bytes.EqualFold(first, []byte("ec2")) {
		return 0, ""
	}
	head := word + 1
	n := head
	for n < head+len("255-255-255-255") && (is(s.after(n), digits) || s.after(n) == '-') {
		n++
	}
	text := strings.TrimRight(string(s.text[s.at+head:s.at+n]), "-")
	if a, err := netip.ParseAddr(strings.ReplaceAll(text, "-", ".")); err == nil && a.Is4() && !is(s.after(head+len(text)), alnum) {
		return head + len(text), string(s.text[s.at:s.at+head]) + strings.ReplaceAll(s.r.address(a), ".", "-")
	}
	return s.hexAddress(head)
}

// dashedNumbers takes the address that a provider's name of a client begins with, as in 84-17-44-21.static.example.photos.
func (s *scanner) dashedNumbers(word int) (int, string) {
	if word > len("255") || is(s.before(), labels) {
		return 0, ""
	}
	n := 0
	for n < len("255-255-255-255.") && (is(s.after(n), digits) || s.after(n) == '-') {
		n++
	}
	a, err := netip.ParseAddr(strings.ReplaceAll(string(s.text[s.at:s.at+n]), "-", "."))
	name := s.text[min(len(s.text), s.at+n+1):]
	name = name[:runLength(name, labels, maxHost)]
	if err != nil || s.after(n) != '.' || len(name) == 0 || is(name[0], digits) || bytes.IndexByte(name, '.') <= 0 {
		return 0, ""
	}
	return n, strings.ReplaceAll(s.r.address(a), ".", "-")
}

// hexAddress takes the address in the name that Windows instances have by default.
func (s *scanner) hexAddress(head int) (int, string) {
	const length = 8
	var data [4]byte
	if wordLength(s.text[min(len(s.text), s.at+head):]) != length {
		return 0, ""
	}
	text := s.text[s.at+head : s.at+head+length]
	if _, err := hex.Decode(data[:], text); err != nil {
		return 0, ""
	}
	to := netip.MustParseAddr(s.r.address(netip.AddrFrom4(data))).As4()
	digits := hex.EncodeToString(to[:])
	if bytes.Equal(text, bytes.ToUpper(text)) {
		digits = strings.ToUpper(digits)
	}
	return head + length, string(s.text[s.at:s.at+head]) + digits
}
