package ticket

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
	"hamari/parsers/lazy"
)

// recordsOf returns each piece of evidence of the findings once, in the order of time, and then what comes of them.
func recordsOf(findings []report.Finding) []report.Evidence {
	var own, explained []report.Evidence
	for _, f := range findings {
		own = append(own, f.Evidence...)
		for _, e := range f.Explains {
			explained = append(explained, e.Evidence...)
		}
	}
	seen := make(map[report.Position]bool)
	return slices.DeleteFunc(slices.Concat(words.InOrder(own), words.InOrder(explained)), func(e report.Evidence) bool {
		known := seen[e.At]
		seen[e.At] = true
		return known
	})
}

// requests lists the calls behind the evidence with the IDs under which AWS finds them.
func (l *letter) requests() []string {
	var items []string
	for _, e := range l.records {
		id := requestID(e.Raw)
		if id == "" && e.At.ID == "" {
			continue
		}
		var parts []string
		if e.Time != nil {
			parts = append(parts, words.Stamp(*e.Time))
		}
		for _, key := range []string{"eventSource", "eventName", "errorCode"} {
			if value := field(e.Raw, key); value != "" {
				parts = append(parts, l.say(value))
			}
		}
		if id != "" {
			parts = append(parts, "request "+id)
		}
		if e.At.ID != "" {
			parts = append(parts, "event "+l.say(e.At.ID))
		}
		if item := strings.Join(parts, " "); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// errors lists what was said, in the words of AWS.
func (l *letter) errors() []string {
	var items []string
	for _, e := range l.records {
		code, message := errorOf(e.Raw)
		text := strings.TrimPrefix(message, code+": ") // a StateReason says its code in its message again
		if code != "" {
			text = strings.TrimSuffix(code+": "+text, ": ")
		}
		if text == "" && l.isText(e.At.Member) {
			text = field(e.Raw, "@this") // a line of text
		}
		if text = l.say(runs().ReplaceAllString(text, "$1...")); text != "" && !slices.Contains(items, text) {
			items = append(items, text)
		}
	}
	return items
}

// runs are long words that only a machine reads, such as EC2's encoded messages: each of its own, and none can be searched for.
var runs = lazy.Regexp(`([A-Za-z0-9+/=_-]{40})[A-Za-z0-9+/=_-]{80,}`)

// textFormats are logs whose lines are messages.
var textFormats = []string{"console", "ssmagent", "postgres", "mysqlerror", "rdsevent", "applog"}

func (l *letter) isText(member string) bool {
	return l.r.Sources.Any(func(s *report.Source) bool {
		return s.Member == member && slices.Contains(textFormats, s.Format)
	})
}

// field returns a string of a record. What steers a terminal is visible in it.
func field(raw json.RawMessage, path string) string {
	value := gjson.GetBytes(raw, path)
	if value.Type != gjson.String {
		return ""
	}
	return lineOf(value.Str)
}

// errorOf returns code and message of the error that a record of CloudTrail or a described resource carries.
func errorOf(raw json.RawMessage) (code, message string) {
	for _, paths := range [][2]string{{"errorCode", "errorMessage"}, {"StateReason.Code", "StateReason.Message"}, {"Error.Code", "Error.Message"}} {
		code, message = field(raw, paths[0]), field(raw, paths[1])
		if code != "" || message != "" {
			return code, message
		}
	}
	return "", ""
}

// The request IDs of access logs: of S3 behind address and requester, of CloudFront, and the trace of a load balancer.
var (
	s3Request         = lazy.Regexp(`\] \S+ \S+ ([0-9A-Z]{16}) `)
	cloudFrontRequest = lazy.Regexp(`(?:^|[\s"])([A-Za-z0-9_-]{54}==)(?:[\s"]|$)`)
	loadBalancerTrace = lazy.Regexp(`\b(Root=1-[0-9a-f]{8}-[0-9a-f]{24})\b`)
)

// requestID returns the ID under which AWS finds the request of a record; "" if it has none.
func requestID(raw json.RawMessage) string {
	if id := field(raw, "requestID"); id != "" {
		return id
	}
	line := gjson.ParseBytes(raw).String()
	for _, re := range []func() *regexp.Regexp{s3Request, cloudFrontRequest, loadBalancerTrace} {
		if m := re().FindStringSubmatch(line); m != nil {
			return m[1] // letters and digits
		}
	}
	return ""
}

// keywords are what to search the documentation and earlier cases for: codes of errors, calls, and what messages say when
// nothing in them is a name.
func (l *letter) keywords() []string {
	var all []string
	add := func(text string) {
		if text != "" && len(text) <= maxKeyword && !slices.Contains(all, text) && len(all) < maxKeywords {
			all = append(all, text)
		}
	}
	for _, e := range l.records {
		if code, message := errorOf(e.Raw); code+message != "" {
			add(l.say(code))
			add(callOf(e.Raw))
			add(phrase(l.say(strings.TrimPrefix(message, code+": "))))
		}
	}
	for _, f := range l.r.Findings {
		add(l.say(f.Title))
	}
	for _, e := range l.records {
		if e.Role == report.Match {
			add(callOf(e.Raw))
		}
	}
	return all
}

const (
	maxKeywords = 12
	maxKeyword  = 100
)

// callOf returns the call of a record of CloudTrail as policies write it: kms:CreateGrant.
func callOf(raw json.RawMessage) string {
	service, found := strings.CutSuffix(field(raw, "eventSource"), ".amazonaws.com")
	if name := field(raw, "eventName"); found && name != "" {
		return service + ":" + name
	}
	return ""
}

// apiCall finds calls as policies write them.
var apiCall = lazy.Regexp(`\b[a-z0-9-]+:[A-Z][A-Za-z]+\b`)

// phrase returns the longest part of a message, without names, of which others have been taken out already: "because no identity-based policy allows the".
func phrase(message string) string {
	longest := ""
	message = apiCall().ReplaceAllString(named().ReplaceAllString(message, "\n"), "\n")
	for _, part := range strings.FieldsFunc(message, func(r rune) bool { return strings.ContainsRune("\n:\"'()[]", r) }) {
		if part = strings.TrimSpace(part); len(part) > len(longest) {
			longest = part
		}
	}
	if strings.Count(longest, " ") < 2 {
		return ""
	}
	return `"` + longest + `"`
}
