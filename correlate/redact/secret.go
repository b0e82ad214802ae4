package redact

import (
	"bytes"
	"strings"
	"sync"

	"hamari/parsers/lazy"
)

// secrets are the ends of names of fields whose values give access to something, in small letters without - and _.
var secrets = sync.OnceValue(func() []string {
	return strings.Fields("password passwd passphrase pwd secret secretkey secretaccesskey signature authorization apikey accesskey privatekey token bearer cookie " +
		"secretstring secretbinary samlassertion samlrequest samlresponse credentials jwt sessionid pass pw signingkey encryptionkey auth phonenumber externalid")
})

// secretEnds has those ends by their last letters, which most names do not end with.
var secretEnds = sync.OnceValue(func() *[256][]string {
	var ends [256][]string
	for _, s := range secrets() {
		last := s[len(s)-1]
		ends[last] = append(ends[last], s)
	}
	return &ends
})

// harmlessNames are names of fields that end like one of them and hide nothing: positions in lists, marks of a request that
// may be repeated, and key ids, which have pseudonyms of their own.
var harmlessNames = setOf("nexttoken clienttoken clientrequesttoken creationtoken paginationtoken continuationtoken nextforwardtoken nextbackwardtoken startingtoken " +
	"nextcontinuationtoken idempotencytoken synctoken leasetoken changetoken tasktoken accesskey awsaccesskey httptoken authtype " +
	"bypass compass encompass trespass surpass overpass underpass multipass")

// maxSecretName is the most characters of such a name.
const maxSecretName = 64

// isSecretName reports whether a field of this name gives access to something.
func isSecretName(name []byte) bool {
	ends := secretEnds()[name[len(name)-1]|0x20]
	if len(ends) == 0 {
		return false
	}
	var plain [maxSecretName]byte
	n := 0
	for _, c := range name {
		if is(c, alnum) {
			plain[n] = c | 0x20
			n++
		}
	}
	for _, s := range ends {
		if bytes.HasSuffix(plain[:n], []byte(s)) {
			return !harmlessNames()[string(plain[:n])] && (s != "auth" || isVariable(name))
		}
	}
	return false
}

// isVariable reports whether a name is that of a variable of the environment: AUTH, REDIS_AUTH.
func isVariable(name []byte) bool { return bytes.Equal(name, bytes.ToUpper(name)) }

// namesKey reports whether a value names a key instead of being one, as the fields for a key of KMS do.
func namesKey(name []byte, value string) bool {
	last := name[len(name)-1] | 0x20
	return last == 'y' && (strings.HasPrefix(value, "arn:") || strings.HasPrefix(value, "alias/") || keyID().MatchString(value))
}

var keyID = lazy.Regexp(`^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$`)

// secret takes the value of such a field with its name: password=..., "sessionToken": "...", --password ..., Authorization:
// Bearer ..., IDENTIFIED BY '...'
func (s *scanner) secret(word int) (int, string) {
	name := s.text[s.at : s.at+runLength(s.text[s.at:], fieldChars, maxSecretName+1)]
	switch c := s.after(len(name)); c {
	case '=', ':', '"', '\'', '\\', ' ', '%':
	default:
		return 0, ""
	}
	pair := false
	switch {
	case len(name) <= maxSecretName && isSecretName(name):
	case isValueName(name):
		pair = true
	case isPolicyName(name):
	case bytes.EqualFold(s.text[s.at:s.at+word], []byte("by")) && s.identifiedBy():
	default:
		return s.scheme(word)
	}
	open := s.opening(name)
	if open.length == 0 {
		return s.scheme(word)
	}
	head := len(name) + open.length
	if begins := s.text[min(len(s.text), s.at+head):]; bytes.HasPrefix(begins, []byte("REDACTED")) || open.quote == 0 && len(begins) > 0 && (begins[0] == '{' || begins[0] == '[') {
		return 0, "" // done before, or the beginning of an object
	}
	end := s.secretEnd(head, open, isHeader(name))
	value := string(s.text[s.at+head : s.at+end])
	if isHarmless(value) || namesKey(name, value) || pair && !s.isSecretPair(end) || isPolicyName(name) && !strings.HasPrefix(value, "eyJ") {
		return 0, ""
	}
	return end, string(s.text[s.at:s.at+head]) + s.r.key.secretWord(value)
}

// identifiedBy reports whether the word here is what SQL writes before a password: IDENTIFIED BY, IDENTIFIED WITH plugin BY.
func (s *scanner) identifiedBy() bool {
	const looked = 80
	return s.follows("identified ") || s.before() == ' ' && identifiedWith().Match(s.text[max(0, s.at-looked):s.at])
}

var identifiedWith = lazy.Regexp(`(?i)\bidentified with \S{1,60} $`)

// follows reports whether the text before this place ends with some words, in capitals or not.
func (s *scanner) follows(words string) bool {
	return s.at >= len(words) && bytes.EqualFold(s.text[s.at-len(words):s.at], []byte(words))
}

// scheme takes what an Authorization header says behind the name of its scheme.
func (s *scanner) scheme(word int) (int, string) {
	name := s.text[s.at : s.at+word]
	if s.after(word) != ' ' || !bytes.EqualFold(name, []byte("bearer")) && !bytes.EqualFold(name, []byte("basic")) {
		return 0, ""
	}
	rest := s.text[s.at+word+1:]
	n, sure := 0, false
	for n < len(rest) && n < maxSecret && (is(rest[n], base64s) || rest[n] == '.' || rest[n] == '~') {
		sure = sure || !is(rest[n], letters)
		n++
	}
	if n < minBase64 || !sure { // as in "basic information"
		return 0, ""
	}
	return word + 1 + n, string(name) + " " + s.r.key.secretWord(string(rest[:n]))
}

// isHeader reports whether a field is an HTTP header whose value goes on to the end of the line.
func isHeader(name []byte) bool {
	return bytes.EqualFold(name, []byte("authorization")) || bytes.EqualFold(name, []byte("proxy-authorization")) ||
		bytes.EqualFold(name, []byte("cookie")) || bytes.EqualFold(name, []byte("set-cookie"))
}

// isPolicyName reports whether a field may hold the policy that a signed URL or cookie of CloudFront carries: JSON in Base64 of
// an alphabet of its own.
func isPolicyName(name []byte) bool {
	return bytes.EqualFold(name, []byte("policy")) || bytes.EqualFold(name, []byte("cloudfront-policy"))
}

// maxSecret is the most bytes of a secret.
const maxSecret = 64 << 10

// isHarmless reports whether a value hides nothing.
func isHarmless(value string) bool {
	switch strings.TrimSpace(strings.ToLower(value)) {
	case "", "-", "null", "true", "false", "yes", "no", "hidden_due_to_security_reasons", "****", "***":
		return true
	}
	return false
}

// opening is what stands between the name of a field and its value.
type opening struct {
	length  int
	quote   byte // that the value stands in; 0 for none
	escapes int  // backslashes before the quote, within JSON in JSON
}

// opening looks for the value of a field. There is one behind =, : or =>, behind a blank on a command line, and behind a
// blank and a quote in SQL.
func (s *scanner) opening(name []byte) opening {
	n := len(name)
	skip := func(c byte) {
		for s.after(n) == c {
			n++
		}
	}
	skip('\\')
	if c := s.after(n); c == '"' || c == '\'' {
		n++
	}
	blank := n
	skip(' ')
	blank = n - blank
	sign := s.after(n) == '=' || s.after(n) == ':'
	if sign {
		n++
		if s.after(n) == '>' {
			n++
		}
	}
	skip(' ')
	before := n
	skip('\\')
	o := opening{escapes: n - before}
	if c := s.after(n); c == '"' || c == '\'' {
		o.quote = c
		n++
	} else {
		n, o.escapes = before, 0
	}
	option := blank > 0 && s.at > 1 && s.before() == '-' && s.text[s.at-2] == '-'
	if !sign && o.quote != '\'' && !option {
		return opening{}
	}
	o.length = n - len(name)
	return o
}

// secretEnd returns where the value ends that begins head bytes from here.
func (s *scanner) secretEnd(head int, open opening, header bool) int {
	rest := s.text[s.at:min(len(s.text), s.at+head+maxSecret)]
	i := head
	for i < len(rest) {
		c := rest[i]
		if c == '\n' {
			return i
		}
		if c != '\\' {
			if open.quote != 0 && c == open.quote && open.escapes == 0 || open.quote == 0 && endsPlain(c, header) {
				if !header || !opensQuote(rest, i) {
					return i
				}
				i += 1 + max(0, bytes.IndexByte(rest[i+1:], c))
			}
			i++
			continue
		}
		from := i
		for i < len(rest) && rest[i] == '\\' {
			i++
		}
		n := i - from
		next := byte(0)
		if i < len(rest) {
			next = rest[i]
		}
		quoted := next == '"' || next == '\''
		switch {
		case open.quote == 0 && (quoted || strings.IndexByte("nrt", next) >= 0 && n%2 == 1):
			return from
		case open.quote != 0 && next == open.quote:
			// A quote ends a value that stands in JSON in JSON if it is escaped as often as the one at its beginning.
			if unit := open.escapes + 1; n%(2*unit) == open.escapes || n < open.escapes {
				return i - min(n, open.escapes)
			}
			i++
		case n%2 == 1 && i < len(rest) && next != '\n': // lines stay lines
			i++
		}
	}
	return len(rest)
}

// endsPlain reports whether a character ends a value that stands in no quotes.
func endsPlain(c byte, header bool) bool {
	if header {
		return c == '"' || c == '\'' || c == '\r'
	}
	return strings.IndexByte("\"' \t\r&,;}])", c) >= 0
}

// opensQuote reports whether a quote begins the value of a further field, as in: Authorization: Bearer x key='y'
func opensQuote(text []byte, at int) bool {
	return (text[at] == '"' || text[at] == '\'') && text[at-1] == '='
}

// userInfo takes what a URL says between :// and @.
func (s *scanner) userInfo() (int, string) {
	const sign = "://"
	rest := s.text[s.at:]
	if !bytes.HasPrefix(rest, []byte(sign)) {
		return 0, ""
	}
	for i := len(sign); i < min(len(rest), 300); i++ {
		switch c := rest[i]; {
		case c == '@' && i > len(sign):
			return i, sign + s.r.key.secretWord(string(rest[len(sign):i]))
		case c <= ' ' || strings.IndexByte(`/\"'<>?#,;`, c) >= 0:
			return 0, ""
		}
	}
	return 0, ""
}

// Marks of a key in PEM.
var (
	pemBegin = []byte("-----BEGIN ")
	pemEnd   = []byte("-----END ")
)

// privateKey takes a private key in PEM. It keeps its first line, and the number of lines.
func (s *scanner) privateKey() (int, string) {
	rest := s.text[s.at:min(len(s.text), s.at+maxSecret)]
	if !bytes.HasPrefix(rest, pemBegin) {
		return 0, ""
	}
	head := bytes.Index(rest[len(pemBegin):], []byte("-----"))
	if head < 0 || head > 64 || !bytes.Contains(rest[:len(pemBegin)+head], []byte("PRIVATE KEY")) {
		return 0, ""
	}
	head += len(pemBegin) + len("-----")
	end := bytes.Index(rest[head:], pemEnd)
	if end < 0 {
		end = len(rest) - head
		if quote := bytes.IndexAny(rest[head:], `"'`); quote >= 0 {
			end = quote
		}
	}
	for end > 0 && rest[head+end-1] == '\\' {
		end-- // the quote's
	}
	body := rest[head : head+end]
	return head + end, string(rest[:head]) + s.r.key.secretWord(string(body)) + strings.Repeat("\n", bytes.Count(body, []byte("\n")))
}

// Lengths of runs in which nothing can be read: of a secret access key, and from which on one is a token of a session or
// an encoded message.
const (
	secretKeyLength = 40
	minToken        = 100
)

// token takes long runs of characters in which nothing can be read.
func (s *scanner) token() (int, string) {
	if is(s.before(), base64s) && s.before() != '=' {
		return 0, ""
	}
	n := s.base64Length()
	if sign := bytes.IndexByte(s.text[s.at:s.at+n], '='); sign >= 0 && len(bytes.Trim(s.text[s.at+sign:s.at+n], "=")) > 0 {
		n = sign // a name and its value
	}
	if n == secretKeyLength && isRandom(s.text[s.at:s.at+n]) {
		return n, s.r.key.secretWord(string(s.text[s.at : s.at+n]))
	}
	if n < minToken || !isOpaque(s.text[s.at:s.at+n]) {
		return 0, ""
	}
	return n, s.r.key.secretWord(string(s.text[s.at : s.at+n]))
}

// webToken takes a JSON Web Token: parts in Base64 between dots, the first of which is a JSON object.
func (s *scanner) webToken() (int, string) {
	rest := s.text[s.at:]
	if !bytes.HasPrefix(rest, []byte("eyJ")) {
		return 0, ""
	}
	n := s.base64Length()
	parts := 1
	for s.after(n) == '.' && is(s.after(n+1), base64s) {
		n += 1 + runLength(rest[n+1:], base64s, len(rest))
		parts++
	}
	if parts < 3 {
		return 0, ""
	}
	return n, s.r.key.secretWord(string(rest[:n]))
}

// isRandom tells a key drawn at random from a path or a name: its characters are of another sort than the one before more
// often than in any word.
func isRandom(run []byte) bool {
	sort := func(c byte) int {
		switch {
		case is(c, digits):
			return 0
		case 'a' <= c && c <= 'z':
			return 1
		case 'A' <= c && c <= 'Z':
			return 2
		}
		return 3
	}
	var counts [4]int
	changes := 0
	for i, c := range run {
		counts[sort(c)]++
		if i > 0 && sort(c) != sort(run[i-1]) {
			changes++
		}
	}
	const enough = 14
	return changes >= enough && counts[0] > 0 && counts[1] > 4 && counts[2] > 4 && counts[3] < 8 && bytes.IndexByte(run, '-') < 0
}

// isOpaque tells a token from a long path or name: all sorts of characters, and few that part words.
func isOpaque(run []byte) bool {
	var upper, lower, numbers, parts int
	for _, c := range run {
		switch {
		case is(c, digits):
			numbers++
		case 'a' <= c && c <= 'z':
			lower++
		case 'A' <= c && c <= 'Z':
			upper++
		default:
			parts++
		}
	}
	share := len(run) / 10
	return upper > share && lower > share && numbers > share/2 && parts < share
}
