package redact

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"hamari/parsers"
	"hamari/parsers/formats"
	"hamari/parsers/inventory"
	"hamari/parsers/lazy"
)

// A name may be a word that formats are read by: a role that is called Records or StartInstances. Such a name is replaced only
// where nothing but a name stands, or the format would be read no longer.

// otherWords are keys and values that are read in answers and records, beside the names of fields and those of the table of
// resources.
const otherWords = `records record events event logevents logstreams messagetype data_message subscriptionfilters awslogs data messages message results fields
	cloudtrailevent detail source sources resources resource datapoints metricdataresults metricdataqueries metric metrics dimensions namespace label timestamps timestamp values
	value unit period statistics average sum minimum maximum samplecount complete statuscode nextmarker marker istruncated items item list set tags tag key keys name names
	content state status code client server requestparameters responseelements additionaleventdata serviceeventdetails sessioncontext sessionissuer instancesset instanceid
	groupset errorset constraints encryptioncontext encryptioncontextsubset attributes placement egress ingress actions defaultactions targets target overrides size
	permissions policy policies statement effect principal condition allow deny version id sid
	pending running stopping stopped shutting-down terminated available in-use attaching attached detaching detached creating created deleting deleted failed failing error
	active inactive enabled disabled healthy unhealthy ok alarm initializing impaired passed modifying optimizing completed rebooting starting backing-up busy warning
	default start end type level user users group groups role roles access region zone account accounts address output reason description progress details`

// formatWords are the words of formats that may be somebody's name as well, in small letters.
var formatWords = sync.OnceValue(func() map[string]bool {
	words := setOf(otherWords)()
	add := func(text string) {
		for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ._-()|#", r) }) {
			words[word] = true
		}
	}
	for _, format := range formats.All() {
		for _, kind := range format.Kinds {
			for _, root := range kind.Roots {
				add(root)
			}
		}
	}
	for _, t := range inventory.Types() {
		for _, text := range []string{t.List, t.Single, t.IDKey, t.Shape, t.Each, t.NameKey, t.ARNKey, t.OwnerKey, t.ParentKey, t.TimeKey, t.EndKey} {
			add(text)
		}
	}
	return words
})

// word takes in a word that a record holds where only AWS's own words may stand.
func (n *Names) word(word string) {
	if word = strings.ToLower(word); word != "" && !n.words[word] {
		n.add(n.words, word)
	}
}

// ownWords are the fields whose values are AWS's own words, by kind.
var ownWords = map[string][]string{
	"cloudtrail": {"eventName", "eventType", "eventCategory", "errorCode", "awsRegion", "userIdentity.type", "insightDetails.eventName", "insightDetails.errorCode"},
	"ssmagent":   {"errorCode"},
}

// deniedAction is what a message of an error says was not allowed.
var deniedAction = lazy.Regexp(`perform: [a-z0-9-]{1,40}:(\w{1,80})`)

func (c *Collector) ownWords(ev *parsers.Event, value func(field string) string) {
	for _, field := range ownWords[ev.Kind.Name] {
		word := value(field)
		c.names.word(word)
		if _, code, ok := strings.Cut(word, "."); ok { // Client.UnauthorizedOperation
			c.names.word(code)
		}
	}
	if ev.Kind.Name == "cloudtrail" {
		service, _, _ := strings.Cut(value("eventSource"), ".")
		c.names.word(service)
		if m := deniedAction().FindStringSubmatch(value("errorMessage")); m != nil {
			c.names.word(m[1])
		}
	}
}

// nameFields are the ends of names of fields that hold a name and nothing else, in small letters.
var nameFields = []string{"username", "rolename", "sessionname", "sourceidentity", "hostname", "computername", "dbuser", "displayname", "familyname", "givenname", "groupname", "policyname", "profilename", "permissionset", "accountname"}

// namePaths stand before a name in an ARN.
var namePaths = [][]byte{[]byte(":user/"), []byte(":role/"), []byte(":assumed-role/"), []byte(":federated-user/"), []byte(":group/"), []byte(":policy/"), []byte(":instance-profile/"), []byte(":saml-provider/"), []byte(":mfa/")}

// isNamePlace reports whether nothing but a name stands here: in an ARN, in a field for names, or behind a unique identifier.
func (s *scanner) isNamePlace() bool {
	const looked = 300
	before := s.text[max(0, s.at-looked):s.at]
	switch s.before() {
	case '/':
		if i := bytes.LastIndexAny(before, " \t\n\"'\\,;<>"); i >= 0 {
			before = before[i+1:]
		}
		return bytes.Contains(before, []byte("arn:aws")) && slices.ContainsFunc(namePaths, func(path []byte) bool { return bytes.Contains(before, path) })
	case ':':
		id := before[:len(before)-1]
		n := len(id)
		for n > 0 && is(id[n-1], alnum) {
			n--
		}
		return len(id)-n >= 16 && uniqueIDs[string(id[n:n+4])] || isNameField(before)
	case '"', '\'', ' ':
		return isNameField(before)
	}
	return false
}

// fieldBefore returns the name of the field that a text ends with, up to its value, in small letters without - and _; "" for none.
func fieldBefore(before []byte) string {
	field := bytes.TrimRight(before, "\"' \\\n\r\t")
	if field = bytes.TrimSuffix(field, []byte{'>'}); len(field) == 0 || field[len(field)-1] != ':' && field[len(field)-1] != '=' {
		return ""
	}
	field = bytes.TrimRight(field[:len(field)-1], `"' \`)
	n := len(field)
	for n > 0 && is(field[n-1], fieldChars) {
		n--
	}
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(string(field[n:])))
}

// isNameField reports whether a text ends with the name of a field for names, up to its value.
func isNameField(before []byte) bool {
	name := fieldBefore(before)
	return slices.ContainsFunc(nameFields, func(end string) bool { return strings.HasSuffix(name, end) })
}

// isKey reports whether what stands here is a key of an object in JSON or YAML.
func (s *scanner) isKey(n int) bool {
	if s.isYAMLKey(n) {
		return true
	}
	for s.after(n) == '\\' {
		n++
	}
	if s.after(n) != '"' || s.before() != '"' {
		return false
	}
	for n++; s.after(n) == ' '; n++ {
	}
	return s.after(n) == ':'
}

// isYAMLKey reports whether what stands here is a key in YAML: at the beginning of a line, and before a colon.
func (s *scanner) isYAMLKey(n int) bool {
	if next := s.after(n + 1); s.after(n) != ':' || next != ' ' && next != '\n' && next != '\r' {
		return false
	}
	before := bytes.TrimRight(s.text[max(0, s.at-pairWindow):s.at], " -")
	return len(before) == 0 || before[len(before)-1] == '\n'
}

// customersMaps are the fields whose keys are a customer's own words, in small letters.
var customersMaps = setOf("tags tagset tagmap labels annotations variables environment environmentvariables parameters metadata usermetadata encryptioncontext " +
	"encryptioncontextsubset headers attributes properties connectionproperties claims users roles owners members contacts")

// isFormatKey reports whether a key that is a gathered name as well is rather one of AWS's answers: these have capitals within or in
// front, and stand elsewhere than in the maps that customers fill.
func (s *scanner) isFormatKey(key []byte) bool {
	if runLength(key, alnum, len(key)) < len(key) || bytes.Equal(key, bytes.ToLower(key)) {
		return false
	}
	const looked = 4096
	before := s.text[max(0, s.at-looked):s.at]
	open := 0 // objects that end before
	for i := len(before) - 1; i >= 0; i-- {
		switch before[i] {
		case '}':
			open++
		case '{':
			if open--; open < 0 {
				return !customersMaps()[fieldBefore(before[:i])]
			}
		}
	}
	return true
}
