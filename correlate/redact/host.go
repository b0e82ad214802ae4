package redact

import (
	"bytes"
	"strings"

	"hamari/parsers/lazy"
)

// Lengths of e-mail addresses and of host names.
const (
	maxLocal = 64
	maxHost  = 253
)

func (s *scanner) email() (int, string) {
	n := runLength(s.text[s.at:], locals, maxLocal+1)
	sign := s.atSign(n)
	if sign == "" || n > maxLocal {
		return 0, ""
	}
	domain := s.text[s.at+n+len(sign):]
	domain = domain[:runLength(domain, labels, maxHost)]
	name := strings.TrimRight(string(domain), ".-")
	whole := string(s.text[s.at:s.at+n]) + "@" + name
	if !isEmail(whole) || strings.HasSuffix(whole, "@redacted.example") || sign != "@" && !looksLikeHost(name) {
		return 0, ""
	}
	return n + len(sign) + len(name), strings.Replace(s.r.remembered([]byte(whole), (*Key).email), "@", sign, 1)
}

// atSign returns the sign of an e-mail address n bytes from here, plain or as mails write it in quoted-printable; "" for none.
func (s *scanner) atSign(n int) string {
	const quoted = "=40"
	switch c := s.after(n); {
	case c == '@':
		return "@"
	case c == '=' && n > 0 && bytes.HasPrefix(s.text[s.at+n:], []byte(quoted)):
		return quoted
	}
	return ""
}

// isEmail reports whether a text is an e-mail address as a whole.
func isEmail(text string) bool {
	user, domain, ok := strings.Cut(text, "@")
	i := strings.LastIndexByte(domain, '.')
	if !ok || user == "" || i <= 0 || len(domain)-i < 3 || strings.Contains(domain, "..") {
		return false
	}
	for _, c := range []byte(user) {
		if !is(c, locals) {
			return false
		}
	}
	for _, c := range []byte(domain) {
		if !is(c, labels) {
			return false
		}
	}
	for _, c := range []byte(domain[i+1:]) {
		if is(c, digits) || c == '-' {
			return false
		}
	}
	return true
}

func (s *scanner) hostName(word int) (int, string) {
	if n, to := s.urlHost(); n > 0 {
		return n, to
	}
	if next := s.after(word); next != '.' && next != '-' && next < 0x80 || is(s.before(), labels) || s.before() == '_' {
		return 0, ""
	}
	n := runLength(s.text[s.at:], labels, maxHost+1)
	text := strings.TrimRight(string(s.text[s.at:s.at+n]), ".-")
	if !looksLikeHost(text) || s.after(len(text)) == '_' {
		return 0, ""
	}
	return len(text), s.r.remembered([]byte(text), (*Key).host)
}

// databaseHost takes the endpoint of a database or a cache: NAME.LABEL.REGION.rds.amazonaws.com, where the label is the account's
// in that region. Of a name with more parts the label is the second or the third.
func (s *scanner) databaseHost(int) (int, string) {
	if is(s.before(), labels) {
		return 0, ""
	}
	text := s.text[s.at : s.at+runLength(s.text[s.at:], labels, maxHost)]
	if i := bytes.Index(text, []byte(".amazonaws.com")); i < 0 || bytes.Count(text[:i], []byte(".")) < 3 { // as most names of AWS
		return 0, ""
	}
	m := databaseHost().FindSubmatch(text)
	if m == nil {
		return 0, ""
	}
	name := s.r.remembered(m[1], func(k *Key, original string) string { return k.word("host", strings.ToLower(original)) })
	label := s.r.remembered(m[3], (*Key).accountLabel)
	return len(m[0]), name + string(m[2]) + label + string(m[4])
}

var databaseHost = lazy.Regexp(`^([a-zA-Z][a-zA-Z0-9-]{0,62})(\.(?:(?:cluster|proxy|instance)-)?(?:(?:ro|custom)-)?)([a-z0-9]{6,16})(\.[a-z]{2,3}(?:-[a-z]+){1,3}-\d\.(?:rds|redshift|docdb|neptune)\.amazonaws\.com(?:\.cn)?)`)

// urlHost takes the host of a URL, whatever it is called.
func (s *scanner) urlHost() (int, string) {
	if c := s.before(); c != '/' && c != '@' || !isURLHost(s.text, s.at) {
		return 0, ""
	}
	name := strings.TrimRight(string(s.text[s.at:s.at+runLength(s.text[s.at:], labels, maxHost)]), ".-")
	if name == "" || isAWSHost(name) || isKnown(name) {
		return 0, ""
	}
	if _, gathered := s.r.names[strings.ToLower(name)]; gathered {
		return 0, ""
	}
	return len(name), s.r.remembered([]byte(name), (*Key).host)
}

// topLevels are the ends of host names by which they are told from file names and from names of fields: the common ones
// of the DNS, and those that networks use within.
var topLevels = setOf("com net org edu gov mil int info biz io co app dev cloud online shop site tech ai eu us uk de fr jp cn in au br ca ch at nl be se no dk fi " +
	"gr hu ro ua ar cl vn ph pk bg hr lt lv ee sk ae xyz it es pt pl cz ru kr sg hk tw nz za mx ie il tr internal local lan corp home intranet private localdomain intern example")

// innerLevels are ends of names within a network that other texts have, too, so that only names of three parts are taken for hosts.
var innerLevels = setOf("prod test stage staging invalid")

func looksLikeHost(text string) bool {
	i := strings.LastIndexByte(text, '.')
	if i <= 0 || len(text) > 253 {
		return false
	}
	last := strings.ToLower(text[i+1:])
	if !topLevels()[last] && !(innerLevels()[last] && strings.IndexByte(text, '.') < i) || strings.Contains(text, "..") || isAWSHost(text) {
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
