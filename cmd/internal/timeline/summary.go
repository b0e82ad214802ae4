package timeline

import (
	"fmt"
	"strings"

	"hamari/parsers"
)

// sentence says in a line what a record of some kind tells: a text with fields in braces, {a|b} for the first that the
// record has, and with parts in brackets that are left out where one of their fields is absent. {field#protocol} names
// the IP protocol that a number stands for; {field#odd} is absent where it is OK or 0.
type sentence struct {
	text string
	when string // what a record's time stands for, as Timesketch's timestamp_desc says it
}

// sentences has every kind that formats emit.
var sentences = map[string]sentence{
	"cloudtrail": {"{eventSource} {eventName}[ by {userIdentity.arn|userIdentity.userName|userIdentity.invokedBy|userIdentity.accountId}]" +
		"[ from {sourceIPAddress}][: {errorCode}][: {errorMessage}]", "API call"},
	"flowlog": {"{interface-id|resource-id}:[ {action}][ {log-status#odd}][ {protocol#protocol}][ {srcaddr}][ port {srcport}][ > {dstaddr}][ port {dstport}]" +
		"[, {packets} packets][, {bytes} bytes]", "Start of flow"},
	"tgwflowlog": {"{tgw-attachment-id|tgw-id}:[ {log-status#odd}][ {protocol#protocol}][ {srcaddr}][ port {srcport}][ > {dstaddr}][ port {dstport}]" +
		"[, {packets} packets][, {packets-lost-blackhole#odd} lost in a blackhole][, {packets-lost-no-route#odd} lost for want of a route]", "Start of flow"},
	"alb": {"{elb_status_code}[ (target {target_status_code})] {request|type}[ from {client_ip}][ to {target}][, target took {target_processing_time} s]" +
		"[, {error_reason}], at {elb}", "Request received"},
	"albconn": {"connection from {client_ip}[ to port {listener_port}][, {tls_protocol}][, {tls_verify_status}], at {elb}", "Connection made"},
	"nlb":     {"connection from {client_ip}[ to {destination_ip}][, {tls_protocol_version}][, alert {incoming_tls_alert}], at {elb}", "Connection made"},
	"clb": {"{elb_status_code|elb}[ (backend {backend_status_code})] {request|elb}[ from {client_ip}][ to {backend}]" +
		"[, backend took {backend_processing_time} s]", "Request received"},
	"cloudfront": {"{sc-status} {cs-method} {x-host-header|cs(Host)}{cs-uri-stem}[ from {c-ip}][, {x-edge-detailed-result-type|x-edge-result-type}]" +
		"[, took {time-taken} s], at {x-edge-location}", "Request answered"},
	"s3access":          {"{http_status|operation} {operation}[ {key}][ by {requester}][ from {remote_ip}][: {error_code}], of {bucket}", "Request received"},
	"metric-point":      {"{namespace} {metric}[ {stat}] {value}[ {unit}][, {dimensions}]", "Start of metric period"},
	"resource":          {"{type}[ {id}][ ({name})][, from {call}]", "Described"},
	"digest":            {"digest of trail {trail} in {region}[, {files} log files]", "Start of digest period"},
	"query-result-sign": {"sign file of query results[ in {region}]", "Signed"},
	"ssmagent":          {"[{level} ][{context} ]{message}", "Logged"},
	"rdsevent":          {"[{eventID} ]{sourceIdentifier}: {message}", "Event"},
	"postgres":          {"{severity}[ {sqlstate}]: {message}[, user {user}][, database {database}]", "Logged"},
	"mysqlerror":        {"[{level} ][{code} ]{message}", "Logged"},
	"mysqlslow":         {"{queryTime} s[ ({rowsExamined} rows examined)]: {statement}[, user {user}]", "Query finished"},
	"mysqlgeneral":      {"{command}[: {argument}]", "Command received"},
	"mysqlaudit":        {"{operation}[ by {user}][ from {host}][: {object}][, return code {returnCode}]", "Audited"},
	"console":           {"[{errorCode}: ]{message}", "Message pasted"},
	"applog":            {"[{level} ][{failure}: ]{message}", "Logged"},
}

// summary appends what the record tells, on one line and with nothing in it but plain text.
func (s *compiled) summary(dst []byte, ev *parsers.Event) []byte {
	for i := range s.parts {
		dst = s.parts[i].append(dst, ev)
	}
	return dst
}

// compiled is a sentence whose fields have been looked up.
type compiled struct {
	parts []stretch
	when  string
}

// stretch is a part of a sentence that is there as a whole or not at all.
type stretch struct {
	pieces   []piece
	optional bool
}

type piece struct {
	text     string // before the field
	slots    []int  // the first that has a value counts; none for text alone
	protocol bool
	odd      bool
}

func (p *stretch) append(dst []byte, ev *parsers.Event) []byte {
	start := len(dst)
	for _, pc := range p.pieces {
		dst = append(dst, pc.text...)
		if len(pc.slots) == 0 {
			continue
		}
		v := pc.value(ev)
		switch {
		case v.Exists() && pc.protocol:
			dst = appendProtocol(dst, v)
		case v.Exists():
			dst = appendLine(dst, v)
		case p.optional:
			return dst[:start]
		default:
			dst = append(dst, '-')
		}
	}
	return dst
}

func (p *piece) value(ev *parsers.Event) parsers.Value {
	for _, slot := range p.slots {
		if v := ev.Value(slot); len(v) > 0 && !(p.odd && (string(v) == "OK" || string(v) == "0")) {
			return v
		}
	}
	return nil
}

func appendProtocol(dst []byte, v parsers.Value) []byte {
	if name := protocolName(v); name != "" {
		return append(dst, name...)
	}
	return appendLine(append(dst, "protocol "...), v)
}

// sentenceOf returns the sentence of a kind.
func sentenceOf(kind *parsers.Kind) *compiled {
	s, ok := sentences[kind.Name]
	if !ok {
		s = sentence{kind.Title, "Recorded"}
	}
	c, err := compile(s, kind)
	if err != nil {
		return &compiled{parts: []stretch{{pieces: []piece{{text: kind.Title}}}}, when: s.when}
	}
	return c
}

func compile(s sentence, kind *parsers.Kind) (*compiled, error) {
	c := &compiled{when: s.when}
	rest := s.text
	for rest != "" {
		var text string
		optional := rest[0] == '['
		if optional {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, fmt.Errorf("no ] behind %s", rest)
			}
			text, rest = rest[1:end], rest[end+1:]
		} else {
			end := strings.IndexByte(rest, '[')
			if end < 0 {
				end = len(rest)
			}
			text, rest = rest[:end], rest[end:]
		}
		pieces, err := compilePieces(text, kind)
		if err != nil {
			return nil, err
		}
		c.parts = append(c.parts, stretch{pieces, optional})
	}
	return c, nil
}

func compilePieces(text string, kind *parsers.Kind) (pieces []piece, err error) {
	for text != "" {
		before, after, found := strings.Cut(text, "{")
		p := piece{text: before}
		if !found {
			return append(pieces, p), nil
		}
		field, rest, closed := strings.Cut(after, "}")
		if !closed {
			return nil, fmt.Errorf("no } behind %s", after)
		}
		text = rest
		field, p.protocol = strings.CutSuffix(field, "#protocol")
		field, p.odd = strings.CutSuffix(field, "#odd")
		for name := range strings.SplitSeq(field, "|") {
			slot := kind.Slot(name)
			if slot < 0 {
				return nil, fmt.Errorf("%s records have no field %s", kind.Name, name)
			}
			p.slots = append(p.slots, slot)
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}
