package alb

import "hamari/parsers"

// Slots of a record in [parsers.Event].Values. Up to SlotRequestTransformStatus they follow the columns of a line.
const (
	SlotType int = iota
	SlotTime
	SlotELB
	SlotClientIP
	SlotClientPort
	SlotTarget
	SlotTargetIP
	SlotTargetPort
	SlotRequestProcessingTime
	SlotTargetProcessingTime
	SlotResponseProcessingTime
	SlotELBStatusCode
	SlotTargetStatusCode
	SlotReceivedBytes
	SlotSentBytes
	SlotRequest
	SlotUserAgent
	SlotSSLCipher
	SlotSSLProtocol
	SlotTargetGroupARN
	SlotTraceID
	SlotDomainName
	SlotChosenCertARN
	SlotMatchedRulePriority
	SlotRequestCreationTime
	SlotActionsExecuted
	SlotRedirectURL
	SlotErrorReason
	SlotTargetPortList
	SlotTargetStatusCodeList
	SlotClassification
	SlotClassificationReason
	SlotConnTraceID
	SlotTransformedHost
	SlotTransformedURI
	SlotRequestTransformStatus
	SlotIPAddress

	// Taken from the columns above, or from the name of the file.
	SlotRequestVerb
	SlotRequestURL
	SlotRequestProto
	SlotAccount
	SlotRegion
)

// Kind is the vocabulary of ALB access logs. Fields that are columns are named as AWS names them; client:port and
// target:port are split as in AWS's table definition for Athena, and the latter is a target as a whole, too.
var Kind = parsers.NewKind("alb", "Request to an Application Load Balancer", fields)

var fields = []parsers.Field{
	{Name: "type", Doc: "Protocol of the request: http, https, h2 (HTTP/2 over TLS), grpcs, ws, wss (WebSocket)."},
	{Name: "time", Type: parsers.Timestamp, Doc: "When the response was sent; of a WebSocket, when the connection was closed."},
	{Name: "elb", Entity: "load-balancer", Doc: "The load balancer, as app/NAME/ID."},
	{Name: "client_ip", Type: parsers.Address, Entity: "address", Doc: "The client, or the proxy that is nearest to the load balancer."},
	{Name: "client_port", Type: parsers.Int, Doc: "The client's port."},
	{Name: "target", Entity: "target", Doc: "The target that the request was sent to, as ADDRESS:PORT; absent if to none, or to a Lambda function."},
	{Name: "target_ip", Type: parsers.Address, Entity: "address", Doc: "The target's address."},
	{Name: "target_port", Type: parsers.Int, Doc: "The target's port."},
	{Name: "request_processing_time", Type: parsers.Float, Unit: "seconds", Doc: "From receiving the request to sending it to a target; -1 if it was not sent, or the target did not take it."},
	{Name: "target_processing_time", Type: parsers.Float, Unit: "seconds", Doc: "From sending the request to the target's first response header; -1 if none came before the idle timeout or the end of the connection."},
	{Name: "response_processing_time", Type: parsers.Float, Unit: "seconds", Doc: "From the target's response header to the first byte sent to the client; -1 as for the request."},
	{Name: "elb_status_code", Type: parsers.Int, Doc: "Status of the response that the load balancer sent; 460 stands for a client that closed the connection, 463 for more than 30 addresses in X-Forwarded-For, 464 for protocols that do not go together, 561 for an error of the identity provider."},
	{Name: "target_status_code", Type: parsers.Int, Doc: "Status of the target's response; absent if there was none, so that the load balancer made the response itself."},
	{Name: "received_bytes", Type: parsers.Int, Unit: "bytes", Doc: "Size of the request, headers included."},
	{Name: "sent_bytes", Type: parsers.Int, Unit: "bytes", Doc: "Size of the response, headers included."},
	{Name: "request", Doc: "Request line: method, URL and protocol version."},
	{Name: "user_agent", Entity: "user-agent", Doc: "The client's User-Agent, up to 8 KiB of it."},
	{Name: "ssl_cipher", Doc: "Cipher of an HTTPS listener."},
	{Name: "ssl_protocol", Doc: "TLS version of an HTTPS listener."},
	{Name: "target_group_arn", Entity: "target-group", Doc: "ARN of the target group."},
	{Name: "trace_id", Doc: "Contents of the X-Amzn-Trace-Id header."},
	{Name: "domain_name", Doc: "Name that the client asked for in its TLS handshake (SNI)."},
	{Name: "chosen_cert_arn", Doc: "ARN of the certificate shown to the client; session-reused if none had to be."},
	{Name: "matched_rule_priority", Type: parsers.Int, Doc: "Priority of the listener rule that matched; 0 for the default action, -1 if none could be applied."},
	{Name: "request_creation_time", Type: parsers.Timestamp, Doc: "When the request was received."},
	{Name: "actions_executed", Doc: "Actions taken, separated by commas: waf, waf-failed, authenticate, redirect, fixed-response, forward."},
	{Name: "redirect_url", Doc: "Where a redirect action led."},
	{Name: "error_reason", Doc: "Why a request failed: of authentication, of a Lambda target, or of AWS WAF, such as LambdaAccessDenied or WAFConnectionTimeout."},
	{Name: "target:port_list", Doc: "All targets that the request was sent to, separated by blanks."},
	{Name: "target_status_code_list", Doc: "Their statuses, separated by blanks."},
	{Name: "classification", Doc: "Desync mitigation: Acceptable, Ambiguous or Severe; absent for a request that keeps to RFC 7230."},
	{Name: "classification_reason", Doc: "Why it was classified so."},
	{Name: "conn_trace_id", Doc: "The connection, as in the connection log."},
	{Name: "transformed_host", Doc: "Host header after a rewrite."},
	{Name: "transformed_uri", Doc: "URI after a rewrite."},
	{Name: "request_transform_status", Doc: "How the rewrite went, such as TransformSuccess."},
	{Name: "ip_address", Type: parsers.Address, Doc: "Address of the load balancer's node."},

	{Name: "request_verb", Doc: "Method of the request; absent of one that could not be understood."},
	{Name: "request_url", Doc: "URL of the request: PROTOCOL://HOST:PORT/PATH."},
	{Name: "request_proto", Doc: "Protocol version of the request."},
	{Name: "account", Entity: "account", Doc: "Account of the load balancer, from the ARNs of the record or the name of the file."},
	{Name: "region", Entity: "region", Doc: "Region of the load balancer, from the ARNs of the record or the name of the file."},
}
