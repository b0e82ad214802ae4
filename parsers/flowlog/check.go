package flowlog

import (
	"bytes"
	"math"

	"hamari/parsers"
)

// check is what a column's text has to be for the line to be a record.
type check uint8

const (
	anyText check = iota
	aVersion
	aPort
	anOctet
	aCount
	aStart
	anEnd
	anAddress
	anAction
	aLogStatus
	aDirection
)

// checkOf gives the check of every field that can be told from arbitrary text.
func checkOf(field string) check {
	switch field {
	case "version":
		return aVersion
	case "srcport", "dstport":
		return aPort
	case "protocol", "tcp-flags", "traffic-path", "encryption-status":
		return anOctet
	case "packets", "bytes", "packets-lost-no-route", "packets-lost-blackhole", "packets-lost-mtu-exceeded",
		"packets-lost-ttl-expired":
		return aCount
	case "start":
		return aStart
	case "end":
		return anEnd
	case "srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr":
		return anAddress
	case "action":
		return anAction
	case "log-status":
		return aLogStatus
	case "flow-direction":
		return aDirection
	}
	return anyText
}

// limits returns the least and the greatest number that the check lets pass; most is 0 for what is not a number.
func (c check) limits() (least, most uint64) {
	switch c {
	case aVersion:
		return 2, 99
	case aPort:
		return 0, 65535
	case anOctet:
		return 0, 255
	case aCount:
		return 0, math.MaxInt64
	case aStart, anEnd:
		return 0, lastSecond
	}
	return 0, 0
}

// form is how the text of a column is read.
type form uint8

const (
	asText form = iota
	asNumber
	asAddress
	asWord // one of few
	passedOver
)

func (c check) form() form {
	switch c {
	case anyText:
		return asText
	case anAddress:
		return asAddress
	case anAction, aLogStatus, aDirection:
		return asWord
	}
	return asNumber
}

// holds reports whether the text of a present value is one of the words that the check lets pass.
func (c check) holds(text []byte) bool {
	switch c {
	case anAction:
		return string(text) == "ACCEPT" || string(text) == "REJECT"
	case aLogStatus:
		return string(text) == "OK" || string(text) == "NODATA" || string(text) == "SKIPDATA"
	case aDirection:
		return string(text) == "ingress" || string(text) == "egress"
	}
	return false
}

// wanted says what the check asks for, to follow "is not".
func (c check) wanted() string {
	return [...]string{
		anyText:    "text",
		aVersion:   "a flow log version",
		aPort:      "a port (0 to 65535)",
		anOctet:    "a number from 0 to 255",
		aCount:     "a number",
		aStart:     "a time in Unix seconds",
		anEnd:      "a time in Unix seconds",
		anAddress:  "an IP address",
		anAction:   "ACCEPT or REJECT",
		aLogStatus: "OK, NODATA or SKIPDATA",
		aDirection: "ingress or egress",
	}[c]
}

// lastSecond is the end of the year 9999, the last that RFC 3339 can write.
const lastSecond = 253402300799

// maxDigits is how many digits a number may have so that it cannot overflow unseen.
const maxDigits = 19

// looksLike reports whether the text looks like a value of the field. It asks for more than check does, which must let
// pass what AWS may invent: it tells apart columns of records that have no header line.
func looksLike(field *parsers.Field, text []byte) bool {
	switch field.Entity {
	case "account":
		return string(text) == "unknown" || len(text) == 12 && isDigits(text)
	case "eni":
		return bytes.HasPrefix(text, []byte("eni-"))
	case "instance":
		return bytes.HasPrefix(text, []byte("i-"))
	case "vpc":
		return bytes.HasPrefix(text, []byte("vpc-"))
	case "subnet":
		return bytes.HasPrefix(text, []byte("subnet-"))
	case "tgw":
		return bytes.HasPrefix(text, []byte("tgw-")) && !bytes.HasPrefix(text, []byte("tgw-attach-"))
	case "tgw-attachment":
		return bytes.HasPrefix(text, []byte("tgw-attach-"))
	case "az":
		return bytes.Contains(text, []byte("-az"))
	case "region":
		return bytes.Count(text, []byte("-")) >= 2 && '0' <= text[len(text)-1] && text[len(text)-1] <= '9'
	}
	switch field.Name {
	case "type":
		return string(text) == "IPv4" || string(text) == "IPv6" || string(text) == "EFA"
	case "resource-type":
		return bytes.HasPrefix(text, []byte("TransitGateway"))
	}
	return !hasIDPrefix(text)
}

// hasIDPrefix reports whether the text is the ID of a resource that has fields of its own.
func hasIDPrefix(text []byte) bool {
	for _, prefix := range [...]string{"eni-", "i-", "vpc-", "subnet-", "tgw-"} {
		if bytes.HasPrefix(text, []byte(prefix)) {
			return true
		}
	}
	return false
}

func isDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}
