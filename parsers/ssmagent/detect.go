package ssmagent

import (
	"bytes"

	"hamari/parsers"
	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// words occur in the logs of no other program: its names as context, its modules, its messages. One of them in a record
// makes the log the agent's. The name alone does not: whatever installs the agent logs it, too.
var words = [][]byte{
	[]byte("[amazon-ssm-agent]"), []byte("[ssm-agent-worker]"), []byte("[ssm-document-worker]"), []byte("[ssm-session-worker]"),
	[]byte("amazon-ssm-agent - v"), []byte("Amazon SSM Agent v"), []byte("Starting Agent: amazon-ssm-agent"), []byte("SSM Agent hibernate"),
	[]byte("[HealthCheck]"), []byte("[MessagingDeliveryService]"), []byte("[MessageService]"), []byte("[MessageGatewayService]"),
	[]byte("[MGSInteractor]"), []byte("[LongRunningPluginsManager]"), []byte("[LongRunningWorkerContainer]"), []byte("[CredentialRefresher]"),
	[]byte("[StartupProcessor]"), []byte("[instanceID="), []byte("[EC2Identity]"), []byte("EC2RoleProvider Failed to connect to Systems Manager"),
	[]byte("Agent is in hibernate mode"), []byte("Health ping failed with error"), []byte("Backing off health check"), []byte("/etc/amazon/ssm/seelog.xml"),
}

// ownName matches the files that the agent writes, rolled ones included.
var ownName = lazy.Regexp(`(?i)(^|/)(amazon-ssm-agent(-audit)?|ssm-(agent|document|session)-worker|amazon/ssm/(errors|hibernate))[^/]*$`)

func detect(h *parsers.Header) parsers.Confidence {
	lines, records, telling := 0, 0, false
	for line := range textlog.Sample(h) {
		if lines == 0 && isAuditHeader(line) {
			return detectAudit(h)
		}
		lines++
		r := parseHead(line)
		if r.form != formLog && r.form != formUnstamped {
			continue
		}
		records++
		telling = telling || mentions(line)
	}
	switch {
	case records == 0:
	case telling:
		return parsers.ByContent
	case 2*records >= lines && ownName().MatchString(h.Name):
		return parsers.ByName
	}
	return parsers.No
}

func mentions(line []byte) bool {
	for _, w := range words {
		if bytes.Contains(line, w) {
			return true
		}
	}
	return false
}

// detectAudit asks for a row as well: schema versions stand in other files, too.
func detectAudit(h *parsers.Header) parsers.Confidence {
	for line := range textlog.Sample(h) {
		if _, ok := parseAudit(line); ok {
			return parsers.ByContent
		}
	}
	if ownName().MatchString(h.Name) {
		return parsers.ByName
	}
	return parsers.No
}
