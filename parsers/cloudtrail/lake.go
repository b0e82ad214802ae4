package cloudtrail

import (
	"errors"
	"strings"

	"github.com/tidwall/gjson"
)

// Results of CloudTrail Lake queries (result_1.csv.gz) and of Athena queries over CloudTrail's bucket are rows like those
// of the event history, with the record's own names, in lower case, as titles. What is nested in a record is one cell. It
// is JSON where the table has it as text, as Athena's has requestParameters, and otherwise in the notation of the query
// engine, Presto:
//
//	{type=AssumedRole, principalid=AROAEXAMPLE:ana, arn=arn:aws:sts::111122223333:assumed-role/Ops/ana, sessioncontext={attributes=null}}
//
// That notation quotes nothing: where a text holds a comma, a blank and something like a key, it cannot be read for sure.
// See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-limitations.html for the columns.

// nestedColumn is a column whose cells are objects or lists.
type nestedColumn struct {
	name string            // of the member in a record
	keys map[string]string // spelling in records of the keys inside, by their lower case; nil where keys are data
}

var nestedColumns = []nestedColumn{
	{"userIdentity", spelling("principalId", "accountId", "accessKeyId", "userName", "sessionContext", "creationDate", "mfaAuthenticated",
		"sessionIssuer", "webIdFederationData", "federatedProvider", "sourceIdentity", "ec2RoleDelivery", "ec2IssuedInVpc", "invokedBy",
		"identityProvider", "inScopeOf", "credentialsIssuedTo", "issuerType", "sourceArn", "sourceAccount", "onBehalfOf", "userId", "identityStoreArn")},
	{"resources", map[string]string{"arn": "ARN", "accountid": "accountId", "arnprefix": "ARNPrefix"}},
	{"tlsDetails", spelling("tlsVersion", "cipherSuite", "clientProvidedHostHeader")},
	{"insightDetails", spelling("eventSource", "eventName", "insightType", "errorCode", "insightContext")},
	{"requestParameters", nil}, {"responseElements", nil}, {"additionalEventData", nil}, {"serviceEventDetails", nil},
	{"addendum", nil}, {"edgeDeviceDetails", nil}, {"eventContext", nil},
}

func spelling(keys ...string) map[string]string {
	m := map[string]string{}
	for _, k := range keys {
		m[strings.ToLower(k)] = k
	}
	return m
}

// nested appends a cell as JSON; as a string, with a note, where it is neither JSON nor the engine's notation.
func (h *history) nested(c *nestedColumn, cell string) {
	cell = strings.TrimSpace(cell)
	if cell == "" || cell == "null" {
		return
	}
	h.json = appendKey(h.json, c.name)
	if gjson.Valid(cell) {
		h.json = append(h.json, cell...)
		return
	}
	p := presto{text: cell, bytes: []byte(cell), keys: c.keys}
	before := len(h.json)
	var err error
	if h.json, err = p.value(h.json, 0); err == nil && p.at == len(cell) {
		return
	}
	h.sink.Note("cells of the column " + c.name + " cannot be taken apart: they are kept as text")
	h.json = gjson.AppendJSONString(h.json[:before], cell)
}

var errPresto = errors.New("not in the notation of Presto")

// maxPrestoDepth bounds nesting; the columns have four levels.
const maxPrestoDepth = 32

// presto reads a value as Presto prints it and writes it as JSON.
type presto struct {
	text    string
	bytes   []byte // of text
	at      int
	keys    map[string]string
	scanned int // bytes that were looked at for JSON
}

// maxPrestoScan bounds scanned: a hostile cell can make every part of it look like the beginning of JSON.
const maxPrestoScan = 8 * maxLine

func (p *presto) rest() string { return p.text[p.at:] }

// value appends the value at p.at. What is JSON in the middle of the notation, as values of maps may be, is taken whole.
func (p *presto) value(dst []byte, depth int) ([]byte, error) {
	if depth > maxPrestoDepth {
		return dst, errPresto
	}
	switch rest := p.rest(); {
	case rest == "":
		return append(dst, `""`...), nil
	case rest[0] == '{' || rest[0] == '[':
		if json := p.json(); json != "" {
			p.at += len(json)
			return append(dst, json...), nil
		}
		if rest[0] == '[' {
			return p.list(dst, depth)
		}
		return p.object(dst, depth)
	}
	return p.scalar(dst), nil
}

// json returns the JSON that stands at p.at, "" if there is none.
func (p *presto) json() string {
	if p.scanned > maxPrestoScan {
		return ""
	}
	end := skipContainer(p.bytes[p.at:], 0)
	if end < 0 {
		p.scanned += len(p.rest())
		return ""
	}
	p.scanned += 2 * end
	if text := p.rest()[:end]; gjson.Valid(text) {
		return text
	}
	return ""
}

func (p *presto) object(dst []byte, depth int) (_ []byte, err error) {
	dst = append(dst, '{')
	p.at++
	for !strings.HasPrefix(p.rest(), "}") {
		n := prestoKey(p.rest())
		if n == 0 {
			return dst, errPresto
		}
		key := p.text[p.at : p.at+n]
		if spelt, ok := p.keys[key]; ok {
			key = spelt
		}
		p.at += n + 1
		dst = appendKey(dst, key)
		if dst, err = p.value(dst, depth+1); err != nil {
			return dst, err
		}
		p.at += len(prestoComma(p.rest()))
	}
	p.at++
	return append(dst, '}'), nil
}

func (p *presto) list(dst []byte, depth int) (_ []byte, err error) {
	dst = append(dst, '[')
	p.at++
	for first := true; !strings.HasPrefix(p.rest(), "]"); first = false {
		if p.rest() == "" {
			return dst, errPresto
		}
		if !first {
			dst = append(dst, ',')
		}
		from := p.at
		if dst, err = p.value(dst, depth+1); err != nil {
			return dst, err
		}
		p.at += len(prestoComma(p.rest()))
		if p.at == from {
			return dst, errPresto
		}
	}
	p.at++
	return append(dst, ']'), nil
}

// scalar appends the text up to the bracket that closes what it stands in, or to the next key.
func (p *presto) scalar(dst []byte) []byte {
	rest := p.rest()
	end, depth := 0, 0
	for ; end < len(rest); end++ {
		switch c := rest[end]; {
		case c == '{' || c == '[' || c == '(':
			depth++
			continue
		case depth > 0 && (c == '}' || c == ']' || c == ')'):
			depth--
			continue
		case c == '}' || c == ']':
		case c == ',' && depth == 0 && prestoComma(rest[end:]) != "" && prestoKey(rest[end+2:]) > 0:
		default:
			continue
		}
		break
	}
	text := rest[:end]
	p.at += end
	if text == "null" {
		return append(dst, text...)
	}
	return gjson.AppendJSONString(dst, text)
}

// prestoComma returns the separator that the text begins with, "" if it does not.
func prestoComma(text string) string {
	if strings.HasPrefix(text, ", ") {
		return text[:2]
	}
	return ""
}

// prestoKey returns the length of the key that the text begins with, in front of its equals sign; 0 if there is none.
func prestoKey(text string) int {
	for i := range len(text) {
		switch c := text[i]; {
		case c == '=':
			return i
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("_-.:/", c) >= 0:
		default:
			return 0
		}
	}
	return 0
}
