package ssmagent

import (
	"bytes"
	"regexp"

	"hamari/parsers/textlog"

	"hamari/parsers/lazy"
)

// turns are the texts by which the agent tells that it started, stopped or went to sleep.
var turns = []struct{ text, lifecycle string }{
	{"Starting Core Agent", "start"},
	{"Starting Agent: amazon-ssm-agent", "start"},
	{"Starting agent: amazon-ssm-agent", "start"},
	{"Create new startup processor", "start"},
	{"Stopping Core Agent", "stop"},
	{"core manager stop requested", "stop"},
	{"got signal:", "stop"},
	{"Stopping agent", "stop"},
	{"Entering SSM Agent hibernate", "hibernate"},
	{"Agent is in hibernate mode", "hibernate"},
}

// versionWords stand before the agent's version.
var versionWords = []string{"amazon-ssm-agent - v", "Write to serial port: Amazon SSM Agent v"}

// lifecycle files what a message tells of the agent itself.
func (rr *recordReader) lifecycle(message []byte) {
	if !bytes.Contains(message, []byte("gent")) && !bytes.Contains(message, []byte("st")) {
		return
	}
	for i := range turns {
		if bytes.Contains(message, []byte(turns[i].text)) {
			rr.Set(SlotLifecycle, []byte(turns[i].lifecycle))
			break
		}
	}
	for _, w := range versionWords {
		if i := bytes.Index(message, []byte(w)); i >= 0 {
			rr.Set(SlotAgentVersion, version().Find(message[i+len(w):]))
		}
	}
}

// Parts of an error message, as the agent and the SDK in it write them. Lines may be broken between any words.
var (
	version      = lazy.Regexp(`^\d+(?:\.\d+)+`)
	nodeID       = lazy.Regexp(`\b(?:i|mi)-[0-9a-f]{8,17}\b`)
	roleText     = lazy.Regexp(`:assumed-role/([^/\s]+)/`)
	endpointText = lazy.Regexp(`\b((?:ssm|ssmmessages|ec2messages|kms|logs|s3|sts)[\w.-]*\.amazonaws\.com(?:\.cn)?)\b`)
	dialText     = lazy.Regexp(`^dial tcp:?\s+(?:lookup\s+(\S+?):?(?:\s|$)|\[?([0-9a-fA-F.:]+?)\]?:\d+)`)
)

// details are the parts that begin with a certain word.
var details = []struct {
	slot int
	word string
	text func() *regexp.Regexp // from the word on
}{
	{SlotAction, "not authorized to perform", lazy.Regexp(`^not authorized to perform:?\s+([\w-]+:[\w*]+)`)},
	{SlotPrincipal, "User:", lazy.Regexp(`^User:\s+(arn:\S+)\s+is not authorized`)},
	{SlotResource, "on resource:", lazy.Regexp(`^on resource:\s+(\S+)`)},
	{SlotStatusCode, "status code:", lazy.Regexp(`^status code:\s+(\d{3})`)},
	{SlotRequestID, "request id:", lazy.Regexp(`^request id:\s+([0-9A-Za-z-]{10,})`)},
	{SlotRequestID, "RequestId:", lazy.Regexp(`^RequestId:\s+([0-9A-Za-z-]{10,})`)},
}

// codeEnds are the ends of the names that services and SDKs give to errors.
var codeEnds = [][]byte{
	[]byte("Exception"), []byte("Error"), []byte("Denied"), []byte("Failure"), []byte("Expired"), []byte("ExpiredToken"),
	[]byte("InvalidClientTokenId"), []byte("NoCredentialProviders"),
}

// errorCode returns the first name of an error, which is followed by a colon or, in XML, a bracket.
func errorCode(message []byte) []byte {
	for from := 0; ; {
		i := bytes.IndexAny(message[from:], ":>")
		if i < 0 {
			return nil
		}
		end := from + i
		begin := end
		for begin > 0 && isLetter(message[begin-1]) {
			begin--
		}
		if name := message[begin:end]; len(name) > 0 && name[0] < 'a' && hasEnd(name) {
			return name
		}
		from = end + 1
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c-'0' <= 9 }

func hasEnd(name []byte) bool {
	for _, end := range codeEnds {
		if bytes.HasSuffix(name, end) && len(name) > len("Error") {
			return true
		}
	}
	return false
}

// networkErrors are the ends of a failed connection, as Go words them, and Windows to Go.
var networkErrors = []string{
	"i/o timeout", "connection refused", "connection reset", "no such host", "network is unreachable", "no route to host",
	"TLS handshake timeout", "x509", "context deadline exceeded", "Client.Timeout exceeded", "server misbehaving",
	"proxyconnect", "bad handshake", "connection attempt failed", "actively refused", "forcibly closed", "Proxy Authentication Required",
}

// mayFail are words of which one stands in every message that tells of a failure.
var mayFail = [][]byte{[]byte("rror"), []byte("xception"), []byte("dial tcp"), []byte("Denied"), []byte("status code"), []byte("timeout")}

// failure takes apart what a message tells of a failed call.
func (rr *recordReader) failure(message []byte) {
	told := false
	for _, w := range mayFail {
		told = told || bytes.Contains(message, w)
	}
	if told {
		rr.Set(SlotErrorCode, errorCode(message))
		for i := range details {
			d := &details[i]
			if at := bytes.Index(message, []byte(d.word)); at >= 0 {
				rr.find(d.slot, d.text, message[at:])
			}
		}
		rr.find(SlotRole, roleText, rr.Event.Values[SlotPrincipal])
		rr.network(message)
	}
	if bytes.Contains(message, []byte("amazonaws.com")) {
		rr.find(SlotHost, endpointText, message)
	}
	if rr.Event.Values[SlotInstance] == nil && bytes.Contains(message, []byte("i-")) {
		rr.Set(SlotInstance, nodeID().Find(message))
	}
}

func (rr *recordReader) find(slot int, re func() *regexp.Regexp, text []byte) {
	if m := re().FindSubmatch(text); m != nil {
		rr.Set(slot, m[1])
	}
}

// network files what a message tells of a connection that failed.
func (rr *recordReader) network(message []byte) {
	for _, e := range networkErrors {
		if bytes.Contains(message, []byte(e)) {
			rr.Set(SlotNetworkError, []byte(e))
			break
		}
	}
	at := bytes.Index(message, []byte("dial tcp"))
	if at < 0 {
		return
	}
	if m := dialText().FindSubmatch(message[at:]); m != nil {
		rr.Set(SlotHost, m[1])
		if textlog.IsAddress(m[2]) {
			rr.Set(SlotAddress, m[2])
		}
	}
}
