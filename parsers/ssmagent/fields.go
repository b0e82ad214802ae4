package ssmagent

import "hamari/parsers"

// Slots of a record in [parsers.Event].Values, in the order of the fields of the kind "ssmagent".
const (
	SlotForm int = iota
	SlotLevel
	SlotProcess
	SlotContext
	SlotFunction
	SlotSource
	SlotInstance
	SlotCommand
	SlotPlugin
	SlotMessage
	SlotLifecycle
	SlotAgentVersion
	SlotErrorCode
	SlotAction
	SlotPrincipal
	SlotRole
	SlotResource
	SlotStatusCode
	SlotRequestID
	SlotHost
	SlotAddress
	SlotNetworkError
	SlotAuditType
	SlotAuditEvent
)

// Kind is the vocabulary of a record.
var Kind = parsers.NewKind("ssmagent", "record of the SSM Agent", fields)

var fields = []parsers.Field{
	SlotForm:    {Name: "form", Doc: "how it is written: log (the agent's own form), go (a line of Go's logger), unstamped (without time or level), audit"},
	SlotLevel:   {Name: "level", Doc: "TRACE, DEBUG, INFO, WARN, ERROR or CRITICAL; absent where the line has none"},
	SlotProcess: {Name: "process", Doc: "the program that wrote it: amazon-ssm-agent, ssm-agent-worker, ssm-document-worker, ssm-session-worker"},
	SlotContext: {Name: "context", Doc: "the modules in brackets before the message, outermost first, with blanks between: MessageService MGSInteractor"},
	SlotFunction: {Name: "function",
		Doc: "the function that logged; in errors.log and at level debug only"},
	SlotSource: {Name: "source", Doc: "its source file with the line: awserr.go.48; in errors.log and at level debug only"},
	SlotInstance: {Name: "instance", Entity: "instance",
		Doc: "EC2 instance or managed node (mi-...): from the context, an ARN or channel in the message, else from the path of the file"},
	SlotCommand: {Name: "command", Doc: "ID of the command, association or document that was being run"},
	SlotPlugin:  {Name: "plugin", Doc: "plugin of the document: aws:runShellScript"},
	SlotMessage: {Name: "message", Doc: "the text, continuation lines included"},
	SlotLifecycle: {Name: "lifecycle",
		Doc: "start, stop or hibernate where the record tells that the agent did that"},
	SlotAgentVersion: {Name: "agentVersion", Doc: "version of the agent, where the record names it"},
	SlotErrorCode:    {Name: "errorCode", Doc: "error code of a service or of an SDK: AccessDeniedException, EC2RoleRequestError, RequestError"},
	SlotAction:       {Name: "action", Entity: "api", Doc: "the call that was denied: ssm:UpdateInstanceInformation"},
	SlotPrincipal:    {Name: "principal", Entity: "principal", Doc: "ARN of the caller that was denied"},
	SlotRole:         {Name: "role", Entity: "role", Doc: "name of the role in that ARN"},
	SlotResource:     {Name: "resource", Doc: "ARN of what the call was denied for"},
	SlotStatusCode:   {Name: "statusCode", Type: parsers.Int, Doc: "HTTP status of the answer"},
	SlotRequestID:    {Name: "requestID", Doc: "the request as the service knows it; CloudTrail has the same"},
	SlotHost:         {Name: "host", Doc: "host name of the endpoint that the message speaks of: ssm.eu-west-1.amazonaws.com"},
	SlotAddress:      {Name: "address", Type: parsers.Address, Entity: "address", Doc: "IP address that the agent could not connect to"},
	SlotNetworkError: {Name: "networkError",
		Doc: "why a connection failed: i/o timeout, connection refused, no such host, x509, ..."},
	SlotAuditType:  {Name: "auditType", Doc: "type of an audit row: agent_telemetry, agent_update_result"},
	SlotAuditEvent: {Name: "auditEvent", Doc: "event of an audit row: amazon-ssm-agent.start"},
}

// Format reads the agent's logs, with events of the kind "ssmagent".
var Format = &parsers.Format{
	Name:   "ssmagent",
	Title:  "AWS Systems Manager Agent logs",
	URL:    "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-logs.html",
	Kinds:  []*parsers.Kind{Kind},
	Detect: detect,
	Read:   read,
}
