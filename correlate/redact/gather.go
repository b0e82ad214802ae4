package redact

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode"

	"hamari/parsers/lazy"
)

// Collector gathers names from the text of logs and from their records. It belongs to one goroutine.
type Collector struct{ names *Names }

// Text gathers from a piece of text, and from what is encoded within it.
func (c *Collector) Text(text []byte) { c.piece(new(mail), text) }

// piece gathers from a piece of a text, of which the pieces before were taken from the same mail.
func (c *Collector) piece(m *mail, text []byte) {
	m.each(text, func(part []byte) { c.text(part, maxDepth) }, func(part []byte) { c.text(fromPrintable(part), maxDepth-1) })
}

func (c *Collector) text(text []byte, depth int) {
	c.arns(text)
	c.accounts(text)
	c.named(text)
	c.sessions(text)
	c.canonical(text)
	c.hosts(text)
	if depth > 0 {
		eachOpened(text, func(plain []byte) { c.text(plain, depth-1) })
	}
}

// each calls visit with the text from every place on where a mark stands, and with where that is. Looking for a mark costs a
// small part of what an expression does.
func each(text []byte, mark string, visit func(from []byte, at int)) {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(mark))
		if i < 0 {
			return
		}
		at += i
		visit(text[at:], at)
		at += len(mark)
	}
}

// window bounds how much of a text an expression looks at.
func window(text []byte) []byte { return text[:min(len(text), 1024)] }

// arns gathers from ARNs: each names its account and, of IAM and STS, the user, the role or the session.
func (c *Collector) arns(text []byte) {
	each(text, "arn:aws", func(from []byte, _ int) {
		var parts [5][]byte // partition, service, region, account, resource
		rest, ok := window(from)[len("arn:"):], true
		for i := range len(parts) - 1 {
			if parts[i], rest, ok = bytes.Cut(rest, []byte{':'}); !ok || len(parts[i]) > 32 {
				return
			}
		}
		if id := parts[3]; len(id) == accountDigits && !c.names.accounts[string(id)] {
			c.names.account(string(id))
		}
		if service := string(parts[1]); service != "iam" && service != "sts" || string(parts[3]) == "aws" {
			return
		}
		kind, path, ok := bytes.Cut(rest, []byte{'/'})
		if !ok {
			return
		}
		if end := bytes.IndexAny(path, " \t\r\n\"'\\<>,;)]}&"); end >= 0 {
			path = path[:end]
		}
		c.principal(string(kind), string(path))
	})
}

// principal gathers from the end of an ARN: user/PATH/NAME, role/PATH/NAME, assumed-role/ROLE/SESSION.
func (c *Collector) principal(kind, path string) {
	path = strings.TrimRight(path, ".:*")
	last := path[strings.LastIndexByte(path, '/')+1:]
	switch kind {
	case "user", "federated-user":
		c.names.user(last)
	case "role":
		c.names.role(last)
	case "assumed-role":
		role, session, _ := strings.Cut(path, "/")
		c.names.role(role)
		c.names.user(session)
	case "group", "policy", "saml-provider", "mfa":
		c.names.thing(last, strings.TrimPrefix(kind, "saml-"))
	case "instance-profile":
		c.names.thing(last, "profile")
	case "server-certificate":
		c.names.thing(last, "certificate")
	case "oidc-provider":
		host, _, _ := strings.Cut(path, "/")
		c.names.host(host)
	}
}

// What stands before an account id: the name of a field or a word, in a list behind others, or the beginning of an object key;
// and what stands behind one, in object keys and host names.
var (
	beforeAccount = lazy.Regexp(`(?i)(?:(?:account|owner|user|payer|aws|requester|principal|grantee|attributevalues|valuesto(?:add|remove))[a-z_ -]{0,20}\\*["']?[\s:=#(]{0,4}(?:\[\s*)?(?:\\*["']?\d{12}\\*["']?,\s*)*\\*["']?|(?:owner|account|requester|principal)-id\\*["']?[^\d\n]{1,60}["'=]|[/"'\s]AWSLogs/(?:o-[a-z0-9]+/)?|^AWSLogs/(?:o-[a-z0-9]+/)?)$`)
	behindAccount = lazy.Regexp(`^(?:/|_(?:CloudTrail|vpcflowlogs|elasticloadbalancing)|\.[a-z0-9.-]{1,40}\.(?:amazonaws\.com|aws\.amazon\.com))`)
)

// sameList stands between two account ids of a list, or of a list of objects with nothing else in them.
var sameList = lazy.Regexp(`^\\*["'](?:\s*\})?\s*,\s*(?:\{\s*\\*["']\w{1,40}\\*["']\s*:\s*)?\\*["']$`)

func (c *Collector) accounts(text []byte) {
	listed := -1 // the end of the account id before, from which a list may go on
	for from, to := range eachNumber(text, accountDigits) {
		known := c.names.accounts[string(text[from:to])]
		const gap = 80 // within a list
		if !known && (isAccountAt(text, from, to) || isInBucketName(text, from, to) || listed >= 0 && from-listed <= gap && sameList().Match(text[listed:from])) {
			c.names.account(string(text[from:to]))
			known = true
		}
		listed = -1
		if known {
			listed = to
		}
	}
	c.dashedAccounts(text)
}

// dashedAccount is an account id as the console shows it, behind a word that says so.
var dashedAccount = lazy.Regexp(`(?i)\baccounts?\b[^\n]{0,80}?$`)

// dashedAccounts gathers account ids in groups of four digits.
func (c *Collector) dashedAccounts(text []byte) {
	const length = len("1111-2222-3333")
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '-')
		if i < 0 {
			return
		}
		at += i + 1
		from := at - len("1111-")
		if from < 0 || from+length > len(text) || text[from+9] != '-' || from > 0 && (is(text[from-1], alnum) || text[from-1] == '-') || from+length < len(text) && (is(text[from+length], alnum) || text[from+length] == '-') {
			continue
		}
		id := bytes.ReplaceAll(text[from:from+length], []byte("-"), nil)
		if isAccount(string(id)) && !c.names.accounts[string(id)] && dashedAccount().Match(text[max(0, from-100):from]) {
			c.names.account(string(id))
		}
	}
}

// What stands before and behind an account id in the name of a bucket, where many put it: what says that it is one, or the region,
// as in cdk-assets-111122223333-eu-west-1.
const (
	inBucket = `[a-zA-Z0-9.-]{0,51}`
	region   = `(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-|iso[a-z]?-)?(?:north|south|east|west|central){1,2}-\d`
)

var (
	beforeInBucket = lazy.Regexp(`(?:arn:aws[a-z-]*:s3:::|s3[an]?://|s3[.-][a-z0-9.-]{0,40}amazonaws\.com/|(?:[bB]ucket[a-zA-Z_-]{0,12}\\*["']?\s*[:=]>?\s*\\*["']?))` + inBucket + `$|\b` + region + `-$`)
	behindInBucket = lazy.Regexp(`^(?:` + inBucket + `\.s3[.-][a-z0-9.-]{0,40}amazonaws\.com|-` + region + `\b)`)
)

func isInBucketName(text []byte, from, to int) bool {
	const looked = 120
	before, behind := text[max(0, from-looked):from], text[to:min(len(text), to+looked)]
	glued := func(c byte) bool { return is(c, alnum) || c == '-' || c == '.' }
	if !(from > 0 && glued(text[from-1]) || to < len(text) && glued(text[to])) || isMinute(text[from:to]) {
		return false
	}
	named := bytes.Contains(before, []byte("s3")) || bytes.Contains(before, []byte("ucket"))
	behindRegion := len(before) > 1 && before[len(before)-1] == '-' && is(before[len(before)-2], digits)
	beforeRegion := len(behind) > 3 && behind[0] == '-' && behind[3] == '-'
	return (named || behindRegion) && beforeInBucket().Match(before) || (beforeRegion || bytes.Contains(behind, []byte(".s3"))) && behindInBucket().Match(behind)
}

// isMinute reports whether twelve digits may be a time, from the year to the minute.
func isMinute(number []byte) bool {
	_, err := time.Parse("200601021504", string(number))
	return err == nil && (number[0] == '1' || number[0] == '2')
}

func isAccountAt(text []byte, from, to int) bool {
	if from > 0 && is(text[from-1], alnum) || to < len(text) && is(text[to], alnum) {
		return false
	}
	const looked = 200
	i := from
	for i > 0 && strings.IndexByte(" \t\n\"'\\:=#([,", text[i-1]) >= 0 {
		i--
	}
	if i > 0 && is(text[i-1], digits) && bytes.IndexByte(text[i:from], ',') < 0 { // as in a line of a flow log
		return false
	}
	before, behind := text[max(0, from-looked):from], text[to:min(len(text), to+looked)]
	if bytes.ContainsFunc(before, unicode.IsLetter) && beforeAccount().Match(before) {
		return true
	}
	begins := from == 0 || strings.IndexByte("/\" \t\n,", text[from-1]) >= 0
	return begins && behindAccount().Match(behind)
}

// value is the value of a field, in JSON, in JSON within JSON, in YAML, or as Python and assignments write it.
const value = `(?:\\*"\s*[:=]\s*\\*"((?:[^"\\\n]|\\u[0-9a-fA-F]{4}){1,200})\\*"|'\s*[:=]>?\s*u?'([^'\n]{1,250})'|[:=][ \t]*([\w+=,.@\\-]{1,250})[ \t\r]*(?:\n|$))`

// namedFields are the ends of names of fields that hold a name, by the mark at which they are looked for.
var namedFields = []struct {
	mark string
	rest func() *regexp.Regexp
	take func(*Names, string)
}{
	{"serName", lazy.Regexp(`^serName` + value), (*Names).user},
	{"sername", lazy.Regexp(`^sername` + value), (*Names).user},
	{"SERNAME", lazy.Regexp(`^SERNAME` + value), (*Names).user},
	{"bUser", lazy.Regexp(`^bUser` + value), (*Names).user},
	{"essionName", lazy.Regexp(`^essionName` + value), (*Names).user},
	{"ourceIdentity", lazy.Regexp(`^ourceIdentity` + value), (*Names).user},
	{"oleName", lazy.Regexp(`^oleName` + value), (*Names).role},
	{"ostname", lazy.Regexp(`^ostname` + value), (*Names).host},
	{"ostName", lazy.Regexp(`^ostName` + value), (*Names).host},
	{"omputerName", lazy.Regexp(`^omputerName` + value), (*Names).host},
}

func (c *Collector) named(text []byte) {
	for _, f := range namedFields {
		each(text, f.mark, func(from []byte, _ int) {
			rest := from[len(f.mark):]
			if name, ok := plainValue(rest); ok {
				f.take(c.names, string(name))
			} else if name, ok := jsonValue(window(rest)); ok {
				f.take(c.names, name)
			} else if m := f.rest().FindSubmatch(window(from)); m != nil {
				f.take(c.names, string(m[1])+string(m[2])+string(m[3]))
			}
		})
	}
}

// plainValue returns the value that a field has in most JSON: behind a quote, a colon and a quote, without escapes.
func plainValue(text []byte) ([]byte, bool) {
	const sign = `":"`
	if !bytes.HasPrefix(text, []byte(sign)) {
		return nil, false
	}
	text = window(text)[len(sign):]
	if i := bytes.IndexAny(text, "\"\\\n"); i > 0 && text[i] == '"' {
		return text[:i], true
	}
	return nil, false
}

// jsonValue returns the value of a field in JSON, or in JSON within JSON, as it was before it was put there.
func jsonValue(text []byte) (string, bool) {
	skip := func(c byte) (n int) {
		for n < len(text) && text[n] == c {
			n++
		}
		text = text[n:]
		return n
	}
	quote := func() bool {
		has := len(text) > 0 && text[0] == '"'
		text = text[min(1, len(text)):]
		return has
	}
	skip('\\')
	if !quote() {
		return "", false
	}
	skip(' ')
	if skip(':') != 1 && skip('=') != 1 {
		return "", false
	}
	skip(' ')
	escapes := skip('\\') // 0 in JSON, 1 in JSON within it, 3 in JSON within that
	if !quote() {
		return "", false
	}
	end := stringEnd(text, escapes)
	if end < 0 {
		return "", false
	}
	name := string(text[:end])
	for ; escapes >= 0 && strings.IndexByte(name, '\\') >= 0; escapes = escapes/2 - 1 + escapes%2 {
		var plain string
		if json.Unmarshal([]byte(`"`+name+`"`), &plain) != nil {
			return "", false
		}
		name = plain
	}
	return name, true
}

// stringEnd returns where a JSON string ends whose quotes are escaped so often, from behind the first of them; -1 for nowhere.
func stringEnd(text []byte, escapes int) int {
	for i, run := 0, 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			return -1
		case c == '\\':
			run++
			continue
		case c == '"' && run%(2*(escapes+1)) == escapes:
			return i - escapes
		}
		run = 0
	}
	return -1
}

// sessions gathers the names of sessions, which stand behind the id of a role or a user.
func (c *Collector) sessions(text []byte) {
	const least, most = 16, 32
	for _, mark := range []string{"AROA", "AIDA", "ASIA"} {
		each(text, mark, func(from []byte, at int) {
			n := runLength(from, alnum, most+1)
			if n < least || n > most || len(from) == n || from[n] != ':' || at > 0 && is(text[at-1], alnum) {
				return
			}
			name := from[n+1:]
			name = name[:runLength(name, sessionChars, maxSession)]
			if len(name) > 1 {
				c.names.user(string(name) + domainUser(from[n+1+len(name):]))
			}
		})
	}
}

// domainUser returns what follows of a user of a Windows domain, from the sign behind the domain; "" where a text goes on otherwise.
func domainUser(text []byte) string {
	n := 0
	for n < len(text) && text[n] == '\\' {
		n++
	}
	if n == 0 || n == len(text) || strings.IndexByte("nrtu", text[n]) >= 0 { // rather an escape
		return ""
	}
	if name := text[n : n+runLength(text[n:], sessionChars, maxSession)]; len(name) > 0 {
		return `\` + string(name)
	}
	return ""
}

// maxSession is the length of the longest name of a session.
const maxSession = 64

// canonical gathers the ids that accounts have in S3, which are told from other hashes by what stands before them. The first
// field of a server access log is one, and the requester of another account's object is.
var beforeCanonical = lazy.Regexp(`(?i)(?:^|\n|\b(?:id|canonical_?user(?:id)?|bucket_?owner|owner|requester)\\*["']?\s*[:=]\s*\\*["']?|\] \S{1,45} )$`)

func (c *Collector) canonical(text []byte) {
	const length = 64 // not of a number, which may have an e
	for i := 0; i+length <= len(text); i++ {
		n := runLength(text[i:], hexes, length+1)
		if n == length && bytes.ContainsAny(text[i:i+n], "abcdf") && !c.names.canonical[string(text[i:i+n])] && (i == 0 || !is(text[i-1], alnum)) && (i+n == len(text) || !is(text[i+n], alnum)) &&
			beforeCanonical().Match(text[max(0, i-length):i]) {
			c.names.add(c.names.canonical, string(text[i:i+n]))
		}
		i += n
	}
}
