package timeline

import "hamari/parsers"

// ecsType is what the schema expects under a name.
type ecsType int

const (
	ecsOther   ecsType = iota // no name of the schema
	ecsKeyword                // any text
	ecsIP
	ecsLong
)

// ecsTypes has the names of the schema that fields are put under. A test holds them to the published list.
var ecsTypes = map[string]ecsType{
	"client.address": ecsKeyword, "client.ip": ecsIP, "client.port": ecsLong,
	"cloud.account.id": ecsKeyword, "cloud.availability_zone": ecsKeyword, "cloud.instance.id": ecsKeyword, "cloud.region": ecsKeyword,
	"destination.address": ecsKeyword, "destination.bytes": ecsLong, "destination.ip": ecsIP, "destination.port": ecsLong,
	"error.code": ecsKeyword, "error.message": ecsKeyword,
	"event.action": ecsKeyword, "event.code": ecsKeyword, "event.outcome": ecsKeyword, "event.provider": ecsKeyword, "event.reason": ecsKeyword,
	"host.ip": ecsIP, "host.name": ecsKeyword,
	"http.request.bytes": ecsLong, "http.request.id": ecsKeyword, "http.request.method": ecsKeyword, "http.request.referrer": ecsKeyword,
	"http.response.body.bytes": ecsLong, "http.response.bytes": ecsLong, "http.response.status_code": ecsLong, "http.response.mime_type": ecsKeyword,
	"http.version": ecsKeyword, "log.level": ecsKeyword,
	"network.bytes": ecsLong, "network.direction": ecsKeyword, "network.iana_number": ecsKeyword, "network.packets": ecsLong,
	"network.protocol": ecsKeyword, "network.transport": ecsKeyword, "network.type": ecsKeyword,
	"process.name": ecsKeyword, "process.pid": ecsLong,
	"server.address": ecsKeyword, "server.ip": ecsIP, "server.port": ecsLong,
	"source.address": ecsKeyword, "source.bytes": ecsLong, "source.ip": ecsIP, "source.packets": ecsLong, "source.port": ecsLong,
	"tls.cipher": ecsKeyword, "tls.client.server_name": ecsKeyword,
	"url.domain": ecsKeyword, "url.original": ecsKeyword, "url.path": ecsKeyword, "url.query": ecsKeyword, "url.scheme": ecsKeyword,
	"user.id": ecsKeyword, "user.name": ecsKeyword, "user_agent.original": ecsKeyword,
}

// ecsKind says how records of a kind become documents.
type ecsKind struct {
	category []string
	types    []string
	metric   bool                // a measurement, not something that happened
	fields   map[string][]string // names of the schema, by field
	finish   func(d *document, ev *parsers.Event)
}

// what several kinds have in common
var (
	requestFields = map[string][]string{
		"client_ip": {"source.address", "source.ip"}, "client_port": {"source.port"},
		"target_ip": {"destination.address", "destination.ip"}, "target_port": {"destination.port"},
		"backend_ip": {"destination.address", "destination.ip"}, "backend_port": {"destination.port"},
		"destination_ip": {"destination.address", "destination.ip"}, "destination_port": {"destination.port"},
		"elb_status_code": {"http.response.status_code"}, "received_bytes": {"http.request.bytes"}, "sent_bytes": {"http.response.bytes"},
		"request_verb": {"http.request.method"}, "request_url": {"url.original"}, "user_agent": {"user_agent.original"},
		"ssl_cipher": {"tls.cipher"}, "tls_cipher": {"tls.cipher"}, "domain_name": {"tls.client.server_name"}, "error_reason": {"error.code"},
		"account": {"cloud.account.id"}, "region": {"cloud.region"},
	}
	flowFields = map[string][]string{
		"account-id": {"cloud.account.id"}, "region": {"cloud.region"}, "az-id": {"cloud.availability_zone"}, "instance-id": {"cloud.instance.id"},
		"srcaddr": {"source.address", "source.ip"}, "dstaddr": {"destination.address", "destination.ip"},
		"srcport": {"source.port"}, "dstport": {"destination.port"}, "protocol": {"network.iana_number"},
		"packets": {"network.packets", "source.packets"}, "bytes": {"network.bytes", "source.bytes"}, "flow-direction": {"network.direction"},
	}
	databaseFields = map[string][]string{
		"user": {"user.name"}, "address": {"source.address", "source.ip"}, "remoteHost": {"source.address"}, "remotePort": {"source.port"},
		"severity": {"log.level"}, "level": {"log.level"}, "sqlstate": {"error.code"}, "code": {"event.code"}, "pid": {"process.pid"},
		"operation": {"event.action"}, "command": {"event.action"},
	}
	ownerFields = map[string][]string{"account": {"cloud.account.id"}, "region": {"cloud.region"}}
)

// ecsKinds has every kind that formats emit.
var ecsKinds = map[string]ecsKind{
	"cloudtrail": {category: []string{"api"}, types: []string{"info"}, fields: map[string][]string{
		"eventName": {"event.action"}, "eventSource": {"event.provider"}, "awsRegion": {"cloud.region"}, "recipientAccountId": {"cloud.account.id"},
		"sourceIPAddress": {"source.address", "source.ip"}, "userAgent": {"user_agent.original"}, "errorCode": {"error.code"},
		"errorMessage": {"error.message"}, "requestID": {"http.request.id"},
		"userIdentity.arn": {"user.id"}, "userIdentity.userName": {"user.name"},
		"userIdentity.sessionContext.sessionIssuer.userName": {"user.name"},
	}, finish: outcomeOf("errorCode")},
	"flowlog":    {category: []string{"network"}, types: []string{"connection"}, fields: flowFields, finish: flowTypes},
	"tgwflowlog": {category: []string{"network"}, types: []string{"connection"}, fields: flowFields, finish: transport},
	"alb":        {category: []string{"web", "network"}, types: []string{"access"}, fields: requestFields, finish: answer("elb_status_code")},
	"clb":        {category: []string{"web", "network"}, types: []string{"access"}, fields: requestFields, finish: answer("elb_status_code")},
	"albconn":    {category: []string{"network"}, types: []string{"connection"}, fields: requestFields},
	"nlb":        {category: []string{"network"}, types: []string{"connection"}, fields: requestFields},
	"cloudfront": {category: []string{"web"}, types: []string{"access"}, fields: map[string][]string{
		"c-ip": {"source.address", "source.ip"}, "c-port": {"source.port"}, "cs-method": {"http.request.method"}, "sc-status": {"http.response.status_code"},
		"cs-uri-stem": {"url.path"}, "cs-uri-query": {"url.query"}, "x-host-header": {"url.domain"}, "cs-protocol": {"url.scheme"},
		"cs(User-Agent)": {"user_agent.original"}, "cs(Referer)": {"http.request.referrer"}, "sc-bytes": {"http.response.bytes"}, "cs-bytes": {"http.request.bytes"},
		"x-edge-request-id": {"http.request.id"}, "ssl-cipher": {"tls.cipher"}, "sc-content-type": {"http.response.mime_type"}, "account": {"cloud.account.id"},
	}, finish: answer("sc-status")},
	"s3access": {category: []string{"web", "file"}, types: []string{"access"}, fields: map[string][]string{
		"remote_ip": {"source.address", "source.ip"}, "requester": {"user.id"}, "request_id": {"http.request.id"}, "operation": {"event.action"},
		"http_status": {"http.response.status_code"}, "error_code": {"error.code"}, "bytes_sent": {"http.response.body.bytes"}, "referer": {"http.request.referrer"},
		"user_agent": {"user_agent.original"}, "host_header": {"url.domain"}, "cipher_suite": {"tls.cipher"}, "account": {"cloud.account.id"}, "region": {"cloud.region"},
	}, finish: answer("http_status")},
	"metric-point": {metric: true, fields: map[string][]string{
		"account": {"cloud.account.id"}, "region": {"cloud.region"}, "instance": {"cloud.instance.id"}, "az": {"cloud.availability_zone"},
	}},
	"resource":          {category: []string{"configuration"}, types: []string{"info"}, fields: ownerFields},
	"digest":            {category: []string{"file"}, types: []string{"info"}, fields: ownerFields},
	"query-result-sign": {category: []string{"file"}, types: []string{"info"}, fields: ownerFields},
	"ssmagent": {category: []string{"host"}, types: []string{"info"}, fields: map[string][]string{
		"level": {"log.level"}, "process": {"process.name"}, "instance": {"cloud.instance.id"}, "message": {"event.reason"}, "errorCode": {"error.code"},
		"action": {"event.action"}, "principal": {"user.id"}, "statusCode": {"http.response.status_code"}, "requestID": {"http.request.id"},
		"host": {"destination.address"}, "address": {"destination.ip"}, "networkError": {"error.message"},
	}},
	"rdsevent": {category: []string{"database"}, types: []string{"info"}, fields: map[string][]string{
		"account": {"cloud.account.id"}, "region": {"cloud.region"}, "eventID": {"event.code"}, "message": {"event.reason"},
	}},
	"postgres":     {category: []string{"database"}, types: []string{"info"}, fields: databaseFields},
	"mysqlerror":   {category: []string{"database"}, types: []string{"info"}, fields: databaseFields},
	"mysqlslow":    {category: []string{"database"}, types: []string{"access"}, fields: databaseFields},
	"mysqlgeneral": {category: []string{"database"}, types: []string{"access"}, fields: databaseFields},
	"mysqlaudit":   {category: []string{"database"}, types: []string{"access"}, fields: databaseFields, finish: auditOutcome},
	"applog": {category: []string{"process"}, types: []string{"info"}, fields: map[string][]string{
		"level": {"log.level"}, "requestID": {"http.request.id"}, "message": {"event.reason"},
	}},
	"console": {category: []string{"api"}, types: []string{"error"}, fields: map[string][]string{
		"errorCode": {"error.code"}, "message": {"error.message"}, "operation": {"event.action"}, "service": {"event.provider"},
		"statusCode": {"http.response.status_code"}, "requestID": {"http.request.id"}, "principal": {"user.id"}, "instance": {"cloud.instance.id"},
		"account": {"cloud.account.id"}, "region": {"cloud.region"},
	}, finish: outcomeOf("message")},
}

// mapping is an ecsKind whose fields have been looked up.
type mapping struct {
	slots  [][]string // names of the schema, by slot
	finish func(d *document, ev *parsers.Event)
}

func mappingOf(kind *parsers.Kind) *mapping {
	k := ecsKinds[kind.Name]
	m := &mapping{slots: make([][]string, len(kind.Fields)), finish: func(d *document, ev *parsers.Event) { k.classify(d, ev) }}
	for slot, f := range kind.Fields {
		m.slots[slot] = k.fields[f.Name]
	}
	return m
}

// classify puts down what kind of event it is.
func (k *ecsKind) classify(d *document, ev *parsers.Event) {
	if k.finish != nil {
		k.finish(d, ev)
	}
	kind := "event"
	if k.metric {
		kind = "metric"
	}
	d.text("event.kind", []byte(kind))
	if len(k.category) > 0 {
		d.words("event.category", k.category...)
		d.words("event.type", k.types...)
	}
}

const (
	success = "success"
	failure = "failure"
)

// outcomeOf takes a record for a failure if it has the field.
func outcomeOf(field string) func(d *document, ev *parsers.Event) {
	return func(d *document, ev *parsers.Event) {
		outcome := success
		if ev.Value(ev.Kind.Slot(field)).Exists() {
			outcome = failure
		}
		d.text("event.outcome", []byte(outcome))
	}
}

// answer takes a request for a failure if its status is one of an error.
func answer(field string) func(d *document, ev *parsers.Event) {
	return func(d *document, ev *parsers.Event) {
		status, ok := ev.Value(ev.Kind.Slot(field)).Int()
		switch {
		case !ok:
		case status >= 400:
			d.text("event.outcome", []byte(failure))
		default:
			d.text("event.outcome", []byte(success))
		}
	}
}

func auditOutcome(d *document, ev *parsers.Event) {
	switch code := ev.Value(ev.Kind.Slot("returnCode")).String(); code {
	case "":
	case "0":
		d.text("event.outcome", []byte(success))
	default:
		d.text("event.outcome", []byte(failure))
	}
}

func flowTypes(d *document, ev *parsers.Event) {
	switch ev.Value(ev.Kind.Slot("action")).String() {
	case "ACCEPT":
		d.words("event.type", "connection", "allowed")
	case "REJECT":
		d.words("event.type", "connection", "denied")
	}
	transport(d, ev)
}

func transport(d *document, ev *parsers.Event) {
	d.text("network.transport", []byte(protocolKeyword(ev.Value(ev.Kind.Slot("protocol")))))
}
