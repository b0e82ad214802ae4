package flowlog

import (
	"bytes"
	"regexp"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// detectLines is how many lines of a member detection looks at.
const detectLines = 50

// detect is the Detect of both formats.
func (w *vocabulary) detect(h *parsers.Header) parsers.Confidence {
	if text := bytes.TrimLeft(h.Prefix, " \t\r\n"); len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return parsers.No // the answer of describe-flow-logs quotes a header line
	}
	v := votes{words: w, tabular: true}
	sampleLines(h.Prefix, h.Complete, func(text []byte) bool {
		v.count(text)
		return !v.header && v.lines < detectLines
	})
	switch {
	case v.header && v.certain || v.records > 0 && 2*v.records >= v.lines:
		return parsers.ByContent
	case 2*v.plain < v.lines || v.foreign > 0 || h.LogEvents && !v.tabular:
		return parsers.No
	case w.namePattern().MatchString(h.Name):
		return parsers.ByName
	}
	return parsers.No
}

var (
	vpcName = lazy.Regexp(`(?i)vpc-?flow-?logs?|\beni-[0-9a-f]{8,17}-(all|accept|reject)\b`)
	tgwName = lazy.Regexp(`(?i)transit-?gateway|tgw-?flow|\btgw-(attach-)?[0-9a-f]{8,17}\b`)
)

// namePattern matches the names that S3 delivery, CloudWatch Logs streams and people give to files of this kind.
func (w *vocabulary) namePattern() *regexp.Regexp {
	if w == vpcWords {
		return vpcName()
	}
	return tgwName()
}

// votes is what the first lines of a member say for and against a kind of flow log.
type votes struct {
	words   *vocabulary
	lines   int
	header  bool // a header line of this kind was among them
	certain bool // one that no other table has
	records int  // lines that are records of this kind
	plain   int  // lines that could be part of a flow log: a header, or words without quotes or brackets
	foreign int  // lines that belong to the other kind

	tabular bool // every line may be a row of values; the lines of other logs in a group of this name are sentences
}

// isTabular reports whether a line is made of numbers, addresses, IDs and dashes for the most part.
func isTabular(text []byte) bool {
	const fewest = 4
	values, words := 0, 0
	for word := range bytes.FieldsSeq(text) {
		words++
		if bytes.ContainsAny(word, "0123456789") || string(word) == "-" {
			values++
		}
	}
	return words >= fewest && 2*values >= words
}

func (v *votes) count(text []byte) {
	v.lines++
	v.tabular = v.tabular && isTabular(text)
	if h, ok := parseHeader(text); ok {
		v.plain++
		l, ours := h.in(v.words)
		if !ours {
			v.foreign++
			return
		}
		v.header, v.certain = true, isCertain(l)
		return
	}
	if !isPlain(text) {
		return
	}
	v.plain++
	switch recordOf(text) {
	case nil:
	case v.words:
		v.records++
	default:
		v.foreign++
	}
}

// isCertain reports whether a header line can only be that of a flow log: other tables have accounts, Regions, VPCs
// and instances, too, but not ports or a log-status besides.
func isCertain(l *layout) bool {
	for _, column := range l.columns {
		if column.slot < 0 {
			continue
		}
		switch l.words.kind.Fields[column.slot].Name {
		case "srcaddr", "dstaddr", "srcport", "dstport", "pkt-srcaddr", "pkt-dstaddr", "log-status", "tcp-flags",
			"flow-direction", "packets", "packets-lost-no-route", "packets-lost-blackhole":
			return l.known() >= 3
		}
	}
	return false
}

// isPlain reports whether the line has only characters that occur in flow logs. Quotes, brackets and the like are
// those of other access logs, of JSON and of program output.
func isPlain(text []byte) bool {
	for _, c := range text {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == ' ', c == '\t', c == '-', c == '_', c == '.', c == ':', c == '/', c == '%', c == '~', c == '+', c == '=', c == '@':
		default:
			return false
		}
	}
	return true
}

// recordOf returns the kind of flow log that has records like this line, whatever the order of the columns; nil for
// none. A record shows itself by a verdict or a status together with its two times, or by both a verdict and a status.
func recordOf(text []byte) *vocabulary {
	words := vpcWords
	var columns, times int
	var verdict, status, resource bool
	for cell, rest, ok := cut(text, blanks); ok; cell, rest, ok = cut(rest, blanks) {
		columns++
		switch {
		case len(cell) == 10 && isDigits(cell) && (cell[0] == '1' || cell[0] == '2'):
			times++
		case anAction.holds(cell):
			verdict = true
		case aLogStatus.holds(cell):
			status = true
		case bytes.HasPrefix(cell, []byte("eni-")):
			resource = true
		case bytes.HasPrefix(cell, []byte("tgw-")), string(cell) == "TransitGateway":
			words, resource = tgwWords, true
		}
	}
	switch {
	case columns < 4:
		return nil
	case verdict && status, times >= 2 && (verdict || status), times >= 2 && resource:
		return words
	}
	return nil
}
