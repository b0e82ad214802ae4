package console

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"hamari/parsers/lazy"
)

// form is one wording of error messages.
type form struct {
	name string
	word []byte // stands in every message of the form

	text func() *regexp.Regexp // with groups named after the parts: code, operation, service, status, request, message
}

// code is how services name errors; EC2 has dots in some (InvalidInstanceID.NotFound).
const code = `(?P<code>[A-Z][A-Za-z0-9]+(?:[.:][A-Za-z0-9]+)*)`

// forms are asked in this order; where two match at the same place, the first counts. Every SDK's frame begins before
// the words of IAM in it.
var forms = []form{
	{"cli", []byte("An error occurred ("), lazy.Regexp(
		`An error occurred \((?P<code>[\w.:-]+)\) when calling the (?P<operation>\w+) operation(?: \(reached max retries: \d+\))?: *(?P<message>[^\n]*)`)},
	{"go-v2", []byte("operation error "), lazy.Regexp(
		`operation error (?P<service>[\w .-]+?): (?P<operation>\w+), (?:exceeded maximum number of attempts, \d+, )?(?:https? response error )?` +
			`StatusCode: (?P<status>\d+), RequestID: (?P<request>[^,\s]*),(?: HostID: [^,\s]*,)? (?:api error )?` + code + `: *(?P<message>[^\n]*)`)},
	{"go-v2", []byte("api error "), lazy.Regexp(`\bapi error ` + code + `: *(?P<message>[^\n]*)`)},
	{"java", []byte("Status Code:"), lazy.Regexp(
		`(?P<message>[^\n(]*(?:\([^\n()]*\)[^\n(]*)*?) *\(Service: (?P<service>[^;,)\n]+); Status Code: (?P<status>\d+); Error Code: (?P<code>[\w.]*); Request ID: (?P<request>[^;)\s]*)[^)\n]*\)`)},
	{"java", []byte("Status Code:"), lazy.Regexp(
		`(?P<message>[^\n(]*(?:\([^\n()]*\)[^\n(]*)*?) *\(Service: (?P<service>[^;,)\n]+), Status Code: (?P<status>\d+), Request ID: (?P<request>[^,)\s]*)[^)\n]*\)`)},
	{"go-v1", []byte("status code:"), lazy.Regexp(
		`\b` + code + `: *(?P<message>[^\n]*?)(?: *\n?[ \t]*)status code: (?P<status>\d+), request id: *(?P<request>[\w-]*)`)},
	{"ruby", []byte("Aws::"), lazy.Regexp(
		`Aws::(?P<service>\w+)::Errors::(?P<code>\w+)(?:: | \()(?P<message>[^\n]*)`)},
	{"php", []byte("AWS HTTP error:"), lazy.Regexp(
		`Error executing "(?P<operation>\w+)" on "[^"\n]*"; AWS HTTP error: [^\n]*?(?:\n[^\n]*?){0,5}?\b` + code + ` \((?:client|server)\): *(?P<message>[^\n]*)`)},
	{"js", []byte("requestId: '"), lazy.Regexp(
		`(?m)^[ \t]*(?:Uncaught )?` + code + `: (?P<message>[^\n]*)(?:\n[ \t][^\n]*?)+?\brequestId: '(?P<request>[\w-]+)'`)},
	{"rust", []byte(", message: \""), lazy.Regexp(
		`\bcode: "(?P<code>[\w.]+)", message: "(?P<message>[^"\n]*)"(?:[^\n]{0,400}?aws_request_id: "(?P<request>[\w-]+)")?`)},
	{"xml", []byte("<Code>"), lazy.Regexp(
		`<Code>(?P<code>[\w.:]+)</Code>\s*<Message>(?P<message>[^<]*)</Message>(?:(?s:.{0,400}?)<Request(?:ID|Id)>(?P<request>[^<]*)<)?`)},
	{"iam", []byte("not authorized"), lazy.Regexp(
		`(?P<message>(?:You are not authorized to perform this operation\.?|User: arn:\S+ is not authorized to perform)[^\n]*)`)},
	{"iam", []byte("Encoded authorization failure message:"), lazy.Regexp(`(?P<message>[^\n]*Encoded authorization failure message: *[\w-]{20}[^\n]*)`)},
}

// found is a message in a paragraph, as places in it.
type found struct {
	form       *form
	begin, end int
	parts      map[string][2]int
}

// search finds the messages of a paragraph, in order and without overlap.
func search(paragraph []byte) []found {
	var all []found
	for i := range forms {
		f := &forms[i]
		if !bytes.Contains(paragraph, f.word) {
			continue
		}
		names := f.text().SubexpNames()
		for _, m := range f.text().FindAllSubmatchIndex(paragraph, -1) {
			parts := map[string][2]int{}
			for g, name := range names {
				if name != "" && m[2*g] >= 0 {
					parts[name] = [2]int{m[2*g], m[2*g+1]}
				}
			}
			if f.name == "go-v1" {
				innermost(paragraph, parts)
			}
			all = append(all, found{f, m[0], m[1], parts})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.begin, b.begin) })
	out := all[:0]
	for _, m := range all {
		if len(out) == 0 || m.begin >= out[len(out)-1].end {
			out = append(out, m)
		}
	}
	return out
}

// innerCode is a code within a message, with a second capital as all codes of AWS have: "reading instance: AccessDenied: ".
var innerCode = lazy.Regexp(`\b([A-Z][a-z0-9]*[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*): `)

// innermost moves code and message to the last code in the message: programs put words of their own before an error.
func innermost(paragraph []byte, parts map[string][2]int) {
	message := parts["message"]
	all := innerCode().FindAllSubmatchIndex(paragraph[message[0]:message[1]], -1)
	if len(all) == 0 {
		return
	}
	last := all[len(all)-1]
	parts["code"] = [2]int{message[0] + last[2], message[0] + last[3]}
	parts["message"] = [2]int{message[0] + last[1], message[1]}
}
