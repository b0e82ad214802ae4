package cloudtrail

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// writer writes random JSON that is valid.
type writer struct {
	*rand.Rand
	strings.Builder
	spaces bool // between the tokens
}

func (w *writer) pick(list ...string) string { return list[w.IntN(len(list))] }

func (w *writer) one(in int) bool { return w.IntN(in) == 0 }

// token writes one token, with white space behind it or without.
func (w *writer) token(text string) {
	w.WriteString(text)
	if w.spaces {
		w.WriteString(w.pick("", "", " ", "\n", "\r\n\t", "                                                                      "))
	}
}

// text returns a string with its quotes.
func (w *writer) text() string {
	s := ""
	for range w.IntN(5) {
		s += w.pick("a", "i-0123456789abcdef0", "日本語", `\"`, `\\`, `\\\"`, `\u00e9`, `\ud83d\ude00`, `\ud83d`, `\/\b\f\n\r\t`, "}{][,:", "{[",
			`\"},{\"eventVersion\":`, strings.Repeat("x", w.IntN(150)), "aws:", "ec2.amazonaws.com", "AWS Internal")
	}
	return `"` + s + `"`
}

func (w *writer) value(depth int) {
	switch n := w.IntN(8); {
	case n < 2 && depth > 0:
		w.object(depth-1, nil)
	case n == 2 && depth > 0:
		w.token("[")
		for i := range w.IntN(4) {
			if i > 0 {
				w.token(",")
			}
			w.value(depth - 1)
		}
		w.token("]")
	case n == 3:
		w.token(w.pick("null", "true", "false", "0", "-1.5e+10", "12345678901234567890"))
	default:
		w.token(w.text())
	}
}

// member is a key and what writes its value.
type writtenMember struct {
	key   string
	value func(depth int)
}

// object writes the members in any order, some of them twice, some not at all, with others between them.
func (w *writer) object(depth int, members []writtenMember) {
	for range w.IntN(4) {
		members = append(members, writtenMember{w.pick("a", "b", "", "requestParameters", "arn", "eventTimes", "a-key-that-is-longer-than-any-that-is-known-here"), w.value})
	}
	if w.one(3) {
		w.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	}
	w.token("{")
	first := true
	for _, m := range members {
		for range w.pick("n", "1", "1", "1", "1", "1", "1", "1", "1", "22") {
			if !first {
				w.token(",")
			}
			first = false
			w.token(`"` + m.key + `"`)
			w.token(":")
			m.value(depth)
		}
	}
	w.token("}")
}

func (w *writer) words(list ...string) func(int) {
	return func(depth int) {
		if w.one(20) {
			w.value(depth)
			return
		}
		w.token(`"` + w.pick(list...) + `"`)
	}
}

// record writes a CloudTrail record, or nearly one.
func (w *writer) record() {
	issuer := []writtenMember{{"type", w.value}, {"principalId", w.value}, {"arn", w.value}, {"accountId", w.value}, {"userName", w.value}}
	session := []writtenMember{
		{"sessionIssuer", func(depth int) { w.object(depth, issuer) }}, {"attributes", w.value}, {"webIdFederationData", w.value},
	}
	identity := []writtenMember{
		{"type", w.words("IAMUser", "AssumedRole")}, {"principalId", w.value}, {"arn", w.value}, {"accountId", w.value}, {"accessKeyId", w.value},
		{"userName", w.value}, {"sessionContext", func(depth int) { w.object(depth, session) }}, {"invokedBy", w.value},
		{"inScopeOf", func(depth int) { w.object(depth, []writtenMember{{"credentialsIssuedTo", w.value}}) }},
	}
	members := []writtenMember{
		{"eventVersion", w.words("1.08", "1.11")},
		{"userIdentity", func(depth int) { w.object(depth, identity) }},
		{"eventTime", w.words("2026-03-04T09:15:02Z", "2026-03-04T09:15:03Z", "2026-03-05T23:59:59Z", "2024-02-29T00:00:00Z",
			"2026-03-04T09:15:02.5Z", "2026-03-04T18:15:02+09:00", "2026-03-04 09:15:02", "2026-02-30T00:00:00Z", "2026-03-04T09:60:00Z", "2026-03-04T9:15:02Z")},
		{"eventSource", w.words("ec2.amazonaws.com", "kms.amazonaws.com", "aws:s3")},
		{"eventName", w.value}, {"awsRegion", w.value}, {"sourceIPAddress", w.value}, {"userAgent", w.value}, {"errorCode", w.value},
		{"errorMessage", w.value}, {"requestParameters", w.value}, {"responseElements", w.value}, {"additionalEventData", w.value},
		{"requestID", w.value}, {"eventID", w.value}, {"readOnly", w.value}, {"resources", w.value}, {"eventType", w.value},
		{"apiVersion", w.value}, {"managementEvent", w.value}, {"recipientAccountId", w.value}, {"sharedEventID", w.value},
		{"vpcEndpointId", w.value}, {"eventCategory", w.value}, {"tlsDetails", w.value}, {"eventId", w.value}, {"accountId", w.value},
	}
	if w.one(15) {
		w.token(w.pick("7", "null", `"x"`, "[]", "[[{}]]"))
		return
	}
	w.object(5, members)
}

// list writes records with commas between them, in brackets.
func (w *writer) list() {
	w.token("[")
	for i := range w.IntN(12) {
		if i > 0 {
			w.token(",")
		}
		w.record()
	}
	w.token("]")
}

// document writes a text of one of the shapes in which records come.
func (w *writer) document() {
	switch w.IntN(5) {
	case 0:
		w.list()
	case 1: // lines, or objects one after the other
		for range w.IntN(12) {
			w.object(3, []writtenMember{{"eventTime", w.words("2026-03-04T09:15:02Z")}, {"eventName", w.words("A", "B")}, {"eventID", w.value}})
			w.token(w.pick("", "\n"))
		}
	default:
		w.token("{")
		if w.one(3) {
			w.token(`"before"`)
			w.token(":")
			w.value(2)
			w.token(",")
		}
		w.token(`"Records"`)
		w.token(":")
		w.list()
		if w.one(3) {
			w.token(",")
			w.token(`"NextToken"`)
			w.token(":")
			w.value(0)
		}
		w.token("}")
	}
	if w.one(5) {
		w.document()
	}
}

// randomText is the document that belongs to a seed.
func randomText(seed uint64) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1))}
	w.spaces = w.one(3)
	w.document()
	return w.String()
}

// damage changes, takes out, adds or cuts off something. It returns the first place where the text is another one.
func damage(r *rand.Rand, text string) (damaged string, at int) {
	if text == "" {
		return text, 0
	}
	at = r.IntN(len(text))
	with := string(`"\{}[]:,x0`[r.IntN(10)])
	switch r.IntN(4) {
	case 0:
		return text[:at], at
	case 1:
		return text[:at] + text[min(len(text), at+1+r.IntN(30)):], at
	case 2:
		return text[:at] + with + text[at:], at
	}
	return text[:at] + with + text[at+1:], at
}

// pieces gives a text in pieces of random length.
type pieces struct {
	*rand.Rand
	text string
	most int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.text == "" {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), 1+p.IntN(p.most))], p.text)
	p.text = p.text[n:]
	return n, nil
}

// readers give a text in different ways.
func readers(text string) map[string]io.Reader {
	all := map[string]io.Reader{"whole": strings.NewReader(text)}
	for _, most := range []int{1, 7, 100, 5000} {
		all[fmt.Sprintf("pieces of up to %d bytes", most)] = &pieces{rand.New(rand.NewPCG(1, uint64(most))), text, most}
	}
	return all
}
