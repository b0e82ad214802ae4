package redact

import (
	"bytes"
	"net/netip"
	"strconv"
	"strings"
)

// Redactor replaces originals in text. Several goroutines may use it at once.
type Redactor struct {
	key      *Key
	accounts map[string]bool
	names    map[string][]name // users and hosts, by the letters and digits that they begin with
	cache    *cache
}

// name is an original that does not look like anything.
type name struct{ text, pseudonym string }

// New returns a redactor for the names gathered.
func New(key *Key, n *Names) *Redactor {
	r := &Redactor{key: key, accounts: n.accounts, names: map[string][]name{}, cache: newCache()}
	for role := range n.roles {
		r.add(role, "role")
	}
	for user := range n.users {
		if !n.roles[user] && !isEmail(user) { // which is replaced wherever it stands
			r.add(user, "user")
		}
	}
	for host := range n.hosts {
		if !n.users[host] && !n.roles[host] && !looksLikeHost(host) {
			r.add(host, "host")
		}
	}
	for first := range r.names {
		sortLongestFirst(r.names[first])
	}
	return r
}

func (r *Redactor) add(text, kind string) {
	text = strings.TrimLeftFunc(text, func(c rune) bool { return c < 0x80 && !isAlnum(byte(c)) })
	if first := text[:runLength(text)]; len(text) >= minName && first != "" {
		r.names[first] = append(r.names[first], name{text, r.key.word(kind, text)})
	}
}

// maxDepth is how many encodings within each other are opened.
const maxDepth = 4

// Text returns the text with every original replaced.
func (r *Redactor) Text(text string) string { return string(r.append(nil, []byte(text), maxDepth)) }

// Append appends the text with every original replaced.
func (r *Redactor) Append(dst, text []byte) []byte { return r.append(dst, text, maxDepth) }

func (r *Redactor) append(dst, text []byte, depth int) []byte {
	text = r.unicode(text, depth)
	s := scanner{r: r, text: text, depth: depth}
	for s.at < len(text) {
		n, replacement := s.original()
		escape := false
		if n == 0 {
			n, escape = s.plain()
			dst = append(dst, text[s.at:s.at+n]...)
		} else {
			dst = append(dst, replacement...)
		}
		s.at += n
		s.fresh = escape
	}
	return dst
}

// scanner goes through a text.
type scanner struct {
	r     *Redactor
	text  []byte
	at    int
	depth int
	fresh bool // what stands before is an escape such as \n, whose letter belongs to no word
}

// plain returns how much of the text from here on can be nothing that begins here: the rest of a run of letters and digits,
// one character, or an escape.
func (s *scanner) plain() (n int, escape bool) {
	if s.text[s.at] != '\\' || strings.IndexByte("nrtbf\\", s.after(1)) < 0 {
		return max(1, runLength(s.text[s.at:])), false
	}
	next := scanner{r: s.r, text: s.text, at: s.at + 1, depth: s.depth}
	if n, _ := next.name(); n > 0 && s.after(1) != '\\' { // DOMAIN\name
		return 1, false
	}
	return 2, true
}

// original returns the length of the original that begins here and what takes its place; 0 for none.
func (s *scanner) original() (int, string) {
	rest := s.text[s.at:]
	c := rest[0]
	if c == '%' {
		return s.percent()
	}
	if !isAlnum(c) && c != ':' && c != '+' && c != '/' {
		return 0, ""
	}
	for _, try := range []func() (int, string){s.secret, s.encoded, s.percent, s.email, s.ipv6, s.ipv4, s.dashedAddress, s.hostName, s.uniqueID, s.account, s.name, s.token} {
		if n, replacement := try(); n > 0 {
			return n, replacement
		}
	}
	return 0, ""
}

// before returns the character before this one, 0 at the start.
func (s *scanner) before() byte {
	if s.at == 0 || s.fresh {
		return 0
	}
	return s.text[s.at-1]
}

func (s *scanner) after(n int) byte {
	if s.at+n >= len(s.text) {
		return 0
	}
	return s.text[s.at+n]
}

// run returns how many of the characters from here on are of a kind.
func (s *scanner) run(of func(byte) bool) int {
	n := 0
	for s.at+n < len(s.text) && of(s.text[s.at+n]) {
		n++
	}
	return n
}

func isAlnum(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isHex(c byte) bool   { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isLocal(c byte) bool { return isAlnum(c) || strings.IndexByte("._+-", c) >= 0 }
func isLabel(c byte) bool { return isAlnum(c) || c == '-' || c == '.' }

// runLength is how many letters and digits a text begins with.
func runLength[T string | []byte](text T) int {
	for i := range len(text) {
		if !isAlnum(text[i]) {
			return i
		}
	}
	return len(text)
}

func (s *scanner) ipv4() (int, string) {
	if !isDigit(s.text[s.at]) || isAlnum(s.before()) || s.before() == '.' {
		return 0, ""
	}
	n := s.run(func(c byte) bool { return isDigit(c) || c == '.' })
	if n > len("255.255.255.255.") {
		return 0, ""
	}
	text := strings.TrimSuffix(string(s.text[s.at:s.at+n]), ".") // the end of a sentence
	a, err := netip.ParseAddr(text)
	if err != nil || isAlnum(s.after(len(text))) {
		return 0, ""
	}
	return s.addressOrBlock(a, len(text))
}

func (s *scanner) ipv6() (int, string) {
	if b := s.before(); !isHex(s.text[s.at]) && s.text[s.at] != ':' || isAlnum(b) || b == ':' || b == '.' {
		return 0, ""
	}
	n := s.run(func(c byte) bool { return isHex(c) || c == ':' || c == '.' })
	if n > len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255.") {
		return 0, ""
	}
	text := strings.TrimRight(string(s.text[s.at:s.at+n]), ".")
	if strings.Count(text, ":") < 2 || len(text) < 4 {
		return 0, ""
	}
	a, err := netip.ParseAddr(text)
	if err != nil || isAlnum(s.after(len(text))) {
		return 0, ""
	}
	return s.addressOrBlock(a, len(text))
}

// addressOrBlock takes a CIDR block whole, if that is what it is.
func (s *scanner) addressOrBlock(a netip.Addr, n int) (int, string) {
	if a.Is4In6() {
		return n, "::ffff:" + s.r.address(a.Unmap())
	}
	if s.after(n) == '/' {
		digits := 0
		for isDigit(s.after(n+1+digits)) && digits < 3 {
			digits++
		}
		bits, err := strconv.Atoi(string(s.text[s.at+n+1 : s.at+n+1+digits]))
		if err == nil && bits <= a.BitLen() && !isAlnum(s.after(n+1+digits)) {
			p := netip.PrefixFrom(a, bits)
			to := s.r.key.block(p)
			if to != p {
				s.r.key.note(to.String(), p.String())
			}
			return n + 1 + digits, to.String()
		}
	}
	return n, s.r.address(a)
}

// dashedAddress takes the addresses in AWS's host names: ip-10-0-1-5, ec2-192-0-2-7.
func (s *scanner) dashedAddress() (int, string) {
	for _, head := range []string{"ip-", "ec2-"} {
		if isAlnum(s.before()) || !bytes.HasPrefix(s.text[s.at:], []byte(head)) {
			continue
		}
		n := len(head)
		for s.at+n < len(s.text) && (isDigit(s.text[s.at+n]) || s.text[s.at+n] == '-') {
			n++
		}
		digits := strings.TrimRight(string(s.text[s.at+len(head):s.at+n]), "-")
		a, err := netip.ParseAddr(strings.ReplaceAll(digits, "-", "."))
		if err == nil && a.Is4() {
			return len(head) + len(digits), head + strings.ReplaceAll(s.r.address(a), ".", "-")
		}
	}
	return 0, ""
}

func (s *scanner) email() (int, string) {
	if !isAlnum(s.text[s.at]) || isLocal(s.before()) && s.before() != '-' {
		return 0, ""
	}
	n := s.run(isLocal)
	if s.after(n) != '@' || n > 64 {
		return 0, ""
	}
	domain := scanner{text: s.text, at: s.at + n + 1}
	d := domain.run(isLabel)
	name := strings.TrimRight(string(s.text[domain.at:domain.at+d]), ".-")
	whole := string(s.text[s.at : s.at+n+1+len(name)])
	if !isEmail(whole) || strings.HasSuffix(whole, "@redacted.example") {
		return 0, ""
	}
	return len(whole), s.r.key.email(whole)
}

// isEmail reports whether a text is an e-mail address as a whole.
func isEmail(text string) bool {
	local, domain, ok := strings.Cut(text, "@")
	i := strings.LastIndexByte(domain, '.')
	if !ok || local == "" || i <= 0 || len(domain)-i < 3 || strings.Contains(domain, "..") {
		return false
	}
	for _, c := range []byte(local) {
		if !isLocal(c) {
			return false
		}
	}
	for _, c := range []byte(domain) {
		if !isLabel(c) {
			return false
		}
	}
	for _, c := range []byte(domain[i+1:]) {
		if isDigit(c) || c == '-' {
			return false
		}
	}
	return true
}

func (s *scanner) hostName() (int, string) {
	if !isAlnum(s.text[s.at]) || isLabel(s.before()) || s.before() == '_' {
		return 0, ""
	}
	n := s.run(isLabel)
	text := strings.TrimRight(string(s.text[s.at:s.at+n]), ".-")
	if !looksLikeHost(text) || s.after(len(text)) == '_' {
		return 0, ""
	}
	return len(text), s.r.key.host(text)
}

// topLevels are the ends of host names by which they are told from file names and from names of fields: the common ones
// of the DNS, and those that networks use within.
var topLevels = func() map[string]bool {
	all := map[string]bool{}
	for _, t := range strings.Fields("com net org edu gov mil int info biz io co app dev cloud online shop site tech ai eu us uk de fr jp cn in au br ca ch at nl be se no dk fi " +
		"it es pt pl cz ru kr sg hk tw nz za mx ie il tr internal local lan corp home intranet private localdomain") {
		all[t] = true
	}
	return all
}()

func looksLikeHost(text string) bool {
	i := strings.LastIndexByte(text, '.')
	if i <= 0 || len(text) > 253 || !topLevels[strings.ToLower(text[i+1:])] || strings.Contains(text, "..") || isAWSHost(text) {
		return false
	}
	return true
}

// isAWSHost reports whether a name is one of AWS's own, which say which service is meant.
func isAWSHost(name string) bool {
	name = strings.ToLower(name)
	for _, domain := range []string{"amazonaws.com", "amazonaws.com.cn", "aws.com", "aws.dev", "amazon.com", "cloudfront.net", "compute.internal", "ec2.internal", "api.aws", "redacted.example"} {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return true
		}
	}
	return false
}

// uniqueIDs are the beginnings of IAM's unique identifiers.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
var uniqueIDs = map[string]bool{
	"AKIA": true, "ASIA": true, "AROA": true, "AIDA": true, "AGPA": true, "AIPA": true, "ANPA": true, "ANVA": true, "APKA": true, "ABIA": true, "ACCA": true, "ASCA": true,
}

func (s *scanner) uniqueID() (int, string) {
	rest := s.text[s.at:]
	if len(rest) < 16 || isAlnum(s.before()) || !uniqueIDs[string(rest[:4])] {
		return 0, ""
	}
	n := runLength(rest)
	if n < 16 || n > 32 {
		return 0, ""
	}
	for _, c := range rest[:n] {
		if 'a' <= c && c <= 'z' {
			return 0, ""
		}
	}
	return n, s.r.key.uniqueID(string(rest[:n]))
}

func (s *scanner) account() (int, string) {
	rest := s.text[s.at:]
	if isAlnum(s.before()) || runLength(rest) != 12 || !s.r.accounts[string(rest[:12])] {
		return 0, ""
	}
	return 12, s.r.key.account(string(rest[:12]))
}

func (s *scanner) name() (int, string) {
	rest := s.text[s.at:]
	n := runLength(rest)
	if isAlnum(s.before()) {
		return 0, ""
	}
	for _, candidate := range s.r.names[string(rest[:n])] {
		if bytes.HasPrefix(rest, []byte(candidate.text)) && !isAlnum(s.after(len(candidate.text))) {
			return len(candidate.text), candidate.pseudonym
		}
	}
	return 0, ""
}
