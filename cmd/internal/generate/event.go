package generate

import "strconv"

// event is one CloudTrail record about to be rendered.
type event struct {
	at                      int64 // Unix seconds
	source, name            string
	caller                  *principal
	via                     string // service that forwarded the call
	from, agent             string // where other than the caller's own
	errorCode, errorMessage string
	request, response       []byte // JSON; nil for null
	resources               string // JSON; empty for none
	requestID, eventID      []byte
	readOnly                bool
	account, region         string
}

// appendTo appends the record in the order of keys that CloudTrail uses.
//
// Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func (e *event) appendTo(dst []byte) []byte {
	dst = append(dst, `{"eventVersion":"1.11","userIdentity":`...)
	dst = e.caller.appendIdentity(dst, e.via)
	dst = append(dst, `,"eventTime":"`...)
	dst = appendTime(dst, e.at)
	dst = append(dst, `","eventSource":"`...)
	dst = append(dst, e.source...)
	dst = append(dst, `","eventName":"`...)
	dst = append(dst, e.name...)
	dst = append(dst, `","awsRegion":"`...)
	dst = append(dst, e.region...)
	dst = append(dst, `","sourceIPAddress":"`...)
	dst = append(dst, e.from...)
	dst = append(dst, `","userAgent":"`...)
	dst = append(dst, e.agent...)
	dst = append(dst, '"')
	if e.errorCode != "" {
		dst = appendQuoted(append(dst, `,"errorCode":`...), e.errorCode)
		dst = appendQuoted(append(dst, `,"errorMessage":`...), e.errorMessage)
	}
	dst = appendOrNull(append(dst, `,"requestParameters":`...), e.request)
	dst = appendOrNull(append(dst, `,"responseElements":`...), e.response)
	dst = append(dst, `,"requestID":"`...)
	dst = append(dst, e.requestID...)
	dst = append(dst, `","eventID":"`...)
	dst = append(dst, e.eventID...)
	dst = append(dst, `","readOnly":`...)
	dst = strconv.AppendBool(dst, e.readOnly)
	if e.resources != "" {
		dst = append(append(dst, `,"resources":`...), e.resources...)
	}
	dst = append(dst, `,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"`...)
	dst = append(dst, e.account...)
	return append(dst, `","eventCategory":"Management"}`...)
}

func appendOrNull(dst, json []byte) []byte {
	if json == nil {
		return append(dst, "null"...)
	}
	return append(dst, json...)
}

// everyday fills in one call of everyday life, reusing the event's buffers.
func (w *world) everyday(e *event, r *random, when span, failing float64) {
	p := w.callers[w.busy.pick(r)]
	c := &p.calls[r.IntN(len(p.calls))]
	*e = event{
		at: when.at(r), source: c.source, name: c.name, caller: p, via: c.via, from: p.from, agent: p.agent,
		readOnly: c.readOnly, account: w.account, region: w.region.name,
		request: e.request[:0], requestID: r.appendUUID(e.requestID[:0]), eventID: r.appendUUID(e.eventID[:0]),
	}
	if c.via != "" {
		e.from, e.agent = c.via, c.via
	}
	if c.request != nil {
		e.request = c.request(e.request, w, r)
	} else {
		e.request = append(e.request, "null"...)
	}
	if failing > 0 && r.chance(failing) {
		f := c.failure(r)
		e.errorCode, e.errorMessage = f.code, f.message
		if c.source != "ec2.amazonaws.com" && c.source != "s3.amazonaws.com" {
			e.request = append(e.request[:0], "null"...)
		}
	}
}

// failure returns one of the ways in which the call fails; any call can be throttled.
func (c *call) failure(r *random) failure {
	switch {
	case len(c.failures) > 0:
		return pick(r, c.failures)
	case c.source == "ec2.amazonaws.com":
		return failure{"Client.RequestLimitExceeded", "Request limit exceeded."}
	}
	return throttled
}
