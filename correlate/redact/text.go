package redact

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Redactor replaces originals in text. Several goroutines may use it at once.
type Redactor struct {
	key      *Key
	accounts map[string]string   // id, also without the zeros that spreadsheets take from its beginning, to pseudonym
	names    map[string][]name   // users, hosts and the like, in small letters: as they were written
	lengths  map[string][]int    // of the names that begin with the same letters and digits, the longest first
	heads    [256]uint64         // of names: by the first character, a bit for each length of what they begin with
	short    map[string]name     // names that are replaced only where they stand as a value
	words    map[string]bool     // of AWS, in the records of the case
	digests  map[string]bool     // members of the case that are digests of CloudTrail
	readable map[string]readable // what could be read of the members
	cache    *cache
}

// name is an original that does not look like anything.
type name struct {
	text, kind, pseudonym string
	word                  bool // it is also a word of a format
}

// New returns a redactor for the names gathered.
func New(key *Key, n *Names) *Redactor {
	r := &Redactor{key: key, accounts: map[string]string{}, names: map[string][]name{}, lengths: map[string][]int{}, short: map[string]name{}, words: n.words, digests: n.digests, readable: n.readable, cache: newCache()}
	for id := range n.accounts {
		r.addAccount(id)
	}
	for role := range n.roles {
		r.add(role, "role")
	}
	for user := range n.users {
		if !n.roles[user] && !isEmail(user) { // which is replaced wherever it stands
			r.add(user, "user")
		}
	}
	for thing, kind := range n.things {
		if !n.roles[thing] && !n.users[thing] && !isEmail(thing) {
			r.add(thing, kind)
		}
	}
	for host := range n.hosts {
		if n.things[host] == "" && !n.users[host] && !n.roles[host] && !looksLikeHost(host) {
			r.add(host, "host")
		}
	}
	for id := range n.canonical {
		r.addPseudonym(id, "canonical", key.canonicalUser(id))
	}
	for secret := range n.secrets {
		r.addPseudonym(secret, "secret", key.secretWord(secret))
	}
	for _, list := range r.lengths {
		slices.Sort(list)
		slices.Reverse(list)
	}
	return r
}

// minAccount is how many digits must be left of an account id whose zeros at the beginning are gone.
const minAccount = 10

func (r *Redactor) addAccount(id string) {
	pseudonym := r.key.account(id)
	r.accounts[id] = pseudonym
	if short := strings.TrimLeft(id, "0"); len(short) < len(id) && len(short) >= minAccount {
		r.accounts[short] = pseudonym
	}
}

func (r *Redactor) add(text, kind string) {
	text = strings.TrimLeftFunc(text, func(c rune) bool { return c < 0x80 && !is(byte(c), alnum) })
	if text == "" {
		return
	}
	if len(text) < minName {
		r.short[text] = name{text, kind, r.key.word(kind, text), r.isWord(text)}
		return
	}
	for _, form := range writtenForms(text) {
		r.addPseudonym(form, kind, r.key.word(kind, text))
	}
}

// isWord reports whether a name is also a word of a format.
func (r *Redactor) isWord(name string) bool {
	lower := strings.ToLower(name)
	return formatWords()[lower] || r.words[lower]
}

// writtenForms are the ways in which a name stands in a text, in JSON, and in JSON within JSON.
func writtenForms(name string) []string {
	forms := []string{name}
	for strings.ContainsAny(name, `"\`) && len(forms) < maxDepth {
		name = strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(name)
		forms = append(forms, name)
	}
	return forms
}

func (r *Redactor) addPseudonym(text, kind, pseudonym string) {
	lower := string(appendLower(nil, []byte(text)))
	first := lower[:headLength([]byte(lower))]
	r.names[lower] = append(r.names[lower], name{text, kind, pseudonym, kind == "person" || r.isWord(lower)})
	if !slices.Contains(r.lengths[first], len(lower)) {
		r.lengths[first] = append(r.lengths[first], len(lower))
	}
	r.heads[first[0]] |= 1 << min(len(first), 63)
}

// appendLower appends a text with its ASCII capitals made small.
func appendLower(dst, text []byte) []byte {
	for _, c := range text {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// headLength is the length of what a name is looked up by: its letters and digits up to the first sign, or its first character
// if that is beyond ASCII.
func headLength(text []byte) int {
	if text[0] >= 0x80 {
		_, n := utf8.DecodeRune(text)
		return n
	}
	return max(1, wordLength(text))
}

// Text returns the text with every original replaced.
func (r *Redactor) Text(text string) string { return string(r.Append(nil, []byte(text))) }

// Append appends the text with every original replaced.
func (r *Redactor) Append(dst, text []byte) []byte { return r.piece(new(mail), dst, text) }

// piece appends a piece of a text, redacted, of which the pieces before were taken from the same mail.
func (r *Redactor) piece(m *mail, dst, text []byte) []byte {
	m.each(text, func(part []byte) { dst = r.append(dst, part, maxDepth) }, func(part []byte) { dst = r.printable(dst, part) })
	return dst
}

func (r *Redactor) append(dst, text []byte, depth int) []byte {
	s := scanner{r: r, text: text, depth: depth}
	literals := escapedLiterals(text, depth)
	for s.at < len(text) {
		for len(literals) > 0 && literals[0].from < s.at {
			literals = literals[1:]
		}
		if len(literals) > 0 && literals[0].from == s.at {
			quoted := text[s.at:literals[0].to]
			if to, ok := r.literal(quoted, depth); ok {
				dst = append(dst, to...)
				s.at, s.fresh = literals[0].to, false
				continue
			}
		}
		n, replacement := s.original()
		escape := false
		if n == 0 {
			n, escape = s.plain()
			if len(literals) > 0 {
				n = min(n, max(1, literals[0].from-s.at))
			}
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
	r         *Redactor
	text      []byte
	at        int
	depth     int
	fresh     bool // what stands before is an escape such as \n, whose letter belongs to no word
	base64End int  // of the run of Base64 that was measured last

	wrappedEnd int // of the lines of Base64 that were opened last
}

// begins are the characters that something to be replaced, or to be looked at, may begin with.
var begins = func() (of [256]bool) {
	for c := range of {
		of[c] = is(byte(c), alnum) || c >= 0x80 || strings.IndexByte(`%:+/-\=`, byte(c)) >= 0
	}
	return of
}()

// plain returns how much of the text from here on can be nothing that begins here: the rest of a run of letters and digits,
// signs that nothing begins with, or an escape.
func (s *scanner) plain() (n int, escape bool) {
	rest := s.text[s.at:]
	if rest[0] != '\\' || strings.IndexByte("nrtbf\\", s.after(1)) < 0 {
		n := max(1, wordLength(rest))
		for n < len(rest) && !begins[rest[n]] {
			n++
		}
		return n, false
	}
	next := scanner{r: s.r, text: s.text, at: s.at + 1, depth: s.depth}
	if s.after(1) != '\\' {
		if n, _ := next.name(wordLength(rest[1:])); n > 0 { // DOMAIN\name
			return 1, false
		}
	}
	if s.after(1) == '\\' && strings.IndexByte("nrt", s.after(2)) >= 0 && s.after(2) != 0 && s.partsAfter(3) {
		return 3, true
	}
	return 2, true
}

// partsAfter reports whether an original begins n bytes from here and none one byte before: what stands between is the letter of an
// escape, as in JSON within JSON.
func (s *scanner) partsAfter(n int) bool {
	begins := func(n int) bool {
		next := *s
		next.at, next.fresh = s.at+n, true
		if next.at >= len(s.text) {
			return false
		}
		length, _ := next.original()
		if length == 0 {
			s.wrappedEnd = next.wrappedEnd // or all its lines would be looked at from each of them
		}
		return length > 0
	}
	return begins(n) && !begins(n-1)
}

// original returns the length of the original that begins here and what takes its place; 0 for none.
func (s *scanner) original() (int, string) {
	c := s.text[s.at]
	switch {
	case is(c, alnum):
		if is(s.before(), alnum) {
			return 0, ""
		}
		return s.word()
	case c >= 0x80:
		if n, to := s.email(); n > 0 {
			return n, to
		}
		return s.name(0)
	case c == '%':
		return s.encoded()
	case c == ':':
		if n, to := s.userInfo(); n > 0 {
			return n, to
		}
		return s.ipv6()
	case c == '-':
		if n, to := s.privateKey(); n > 0 {
			return n, to
		}
		return s.option()
	case c == '=':
		if o, ok := s.encodedWord(); ok {
			return s.replaced(o)
		}
	case c == '+' || c == '/':
		if n, to := s.encoded(); n > 0 {
			return n, to
		}
		return s.token()
	}
	return 0, ""
}

// word looks at what begins with a letter or a digit.
func (s *scanner) word() (int, string) {
	word := wordLength(s.text[s.at:])
	if n, to := s.secret(word); n > 0 {
		return n, to
	}
	if n, to := s.known(word); n > 0 {
		return n, to
	}
	if n, to := s.webToken(); n > 0 {
		return n, to
	}
	if n, to := s.encoded(); n > 0 {
		return n, to
	}
	if n, to := s.email(); n > 0 {
		return n, to
	}
	if n, to := s.mac(word); n > 0 {
		return n, to
	}
	if n, to := s.number(word); n > 0 {
		return n, to
	}
	for _, try := range [...]func(*scanner, int) (int, string){(*scanner).dashedAddress, (*scanner).hostName, (*scanner).uniqueID, (*scanner).name, (*scanner).accountWithin} {
		if n, to := try(s, word); n > 0 {
			return n, to
		}
	}
	if is(s.text[s.at], digits) && s.after(word) == '-' {
		if n, to := s.dashedNumbers(word); n > 0 {
			return n, to
		}
	}
	return s.token()
}

// known looks for what begins with a few letters and a sign that give it away, as most words do not.
func (s *scanner) known(word int) (int, string) {
	if c := s.text[s.at]; is(c, digits) {
		return 0, ""
	} else if c == 'A' && word > len(googleKey) {
		if n, to := s.googleKey(word); n > 0 {
			return n, to
		}
	}
	switch s.after(word) {
	case ' ':
		return s.typed(word)
	case '_':
		return s.publicToken(word)
	case '-', '.':
		for _, try := range [...]func(*scanner, int) (int, string){(*scanner).publicToken, (*scanner).organization, (*scanner).databaseHost} {
			if n, to := try(s, word); n > 0 {
				return n, to
			}
		}
	}
	return 0, ""
}

// number looks for addresses and account ids.
func (s *scanner) number(word int) (int, string) {
	if n, to := s.ipv6(); n > 0 {
		return n, to
	}
	if !is(s.text[s.at], digits) {
		return 0, ""
	}
	if n, to := s.ipv4(word); n > 0 {
		return n, to
	}
	return s.account(word)
}

// encoded redacts what Base64 or percent signs hide.
func (s *scanner) encoded() (int, string) {
	for _, try := range [...]func(*scanner) (opened, bool){(*scanner).base64, (*scanner).percent} {
		if o, ok := try(s); ok {
			if n, to := s.replaced(o); n > 0 {
				return n, to
			}
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

// name takes a name that was gathered. Small letters and capitals are the same, but each way to write it has a pseudonym
// of its own, since the analysis tells them apart.
func (s *scanner) name(word int) (int, string) {
	rest := s.text[s.at:]
	n := word
	if rest[0] >= 0x80 {
		n = headLength(rest)
	}
	if n < minName && rest[0] < 0x80 {
		if n, to := s.shortName(n); n > 0 {
			return n, to
		}
	}
	var room [64]byte
	if n == 0 || n > maxName || s.r.heads[lowerOf(rest[0])]>>min(n, 63)&1 == 0 {
		return 0, ""
	}
	for _, length := range s.r.lengths[string(appendLower(room[:0], rest[:n]))] {
		if length > len(rest) || is(s.after(length), alnum) && is(rest[length-1], alnum) {
			continue
		}
		if to := s.pseudonym(s.r.names[string(appendLower(room[:0], rest[:length]))], rest[:length]); to != "" {
			return length, to
		}
	}
	return 0, ""
}

func lowerOf(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// pseudonym returns what takes the place of a name, of which all ways to write it are given that were gathered.
func (s *scanner) pseudonym(written []name, text []byte) string {
	if len(written) > 0 && written[0].word && !s.isNamePlace() {
		return ""
	}
	key := s.isKey(len(text))
	if key && s.isFormatKey(text) {
		return ""
	}
	for _, w := range written {
		if string(text) == w.text {
			return w.pseudonym
		}
	}
	if len(written) == 0 || written[0].kind == "secret" || key {
		return ""
	}
	return s.r.key.word(written[0].kind, string(text))
}

// shortName takes a name that is too short to be told from other words, where it stands as a value or in an ARN.
func (s *scanner) shortName(n int) (int, string) {
	candidate, has := s.r.short[string(s.text[s.at:s.at+n])]
	if !has || strings.IndexByte(`/"':\`, s.before()) < 0 || s.before() == 0 || strings.IndexByte("/\"'\n, \\", s.after(n)) < 0 && s.at+n < len(s.text) || s.isKey(n) || candidate.word && !s.isNamePlace() {
		return 0, ""
	}
	return n, candidate.pseudonym
}
