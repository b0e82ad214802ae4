package s3access

import "hamari/parsers"

// Slots of a record in [parsers.Event].Values. Up to SlotSourceRegion they follow the columns of a line.
const (
	SlotBucketOwner int = iota
	SlotBucket
	SlotTime
	SlotRemoteIP
	SlotRequester
	SlotRequestID
	SlotOperation
	SlotKey
	SlotRequestURI
	SlotHTTPStatus
	SlotErrorCode
	SlotBytesSent
	SlotObjectSize
	SlotTotalTime
	SlotTurnAroundTime
	SlotReferer
	SlotUserAgent
	SlotVersionID
	SlotHostID
	SlotSignatureVersion
	SlotCipherSuite
	SlotAuthenticationType
	SlotHostHeader
	SlotTLSVersion
	SlotAccessPointARN
	SlotACLRequired
	SlotSourceRegion

	// Of JSON records.
	SlotSchemaVersionID
	SlotBucketARN

	// Taken from the columns above, or from the name of the file.
	SlotAccount
	SlotRegion
)

// Kind is the vocabulary of S3 server access logs, with AWS's names of the columns in the spelling of its JSON records.
var Kind = parsers.NewKind("s3access", "Request to an S3 bucket", fields)

var fields = []parsers.Field{
	{Name: "bucket_owner", Doc: "Canonical user id of the owner of the bucket."},
	{Name: "bucket", Entity: "bucket", Doc: "The bucket that the request was made to."},
	{Name: "time", Type: parsers.Timestamp, Doc: "When the request was received."},
	{Name: "remote_ip", Type: parsers.Address, Entity: "address", Doc: "Apparent address of the requester; absent if S3 made the request itself."},
	{Name: "requester", Entity: "principal", Doc: "ARN or canonical user id of the requester; absent of an unauthenticated request."},
	{Name: "request_id", Doc: "The request's identity, to give to AWS Support."},
	{Name: "operation", Doc: "REST.METHOD.RESOURCE, WEBSITE.METHOD.RESOURCE, BATCH.DELETE.OBJECT, or S3.ACTION.RESOURCE of a lifecycle rule."},
	{Name: "key", Doc: "Key of the object, percent-encoded twice."},
	{Name: "request_uri", Doc: "Request line: method, URI and protocol version."},
	{Name: "http_status", Type: parsers.Int, Doc: "Status of the response."},
	{Name: "error_code", Doc: "S3's error code, such as AccessDenied or NoSuchKey; absent without an error."},
	{Name: "bytes_sent", Type: parsers.Int, Unit: "bytes", Doc: "Size of the response without its headers; absent if nothing was sent."},
	{Name: "object_size", Type: parsers.Int, Unit: "bytes", Doc: "Size of the object."},
	{Name: "total_time", Type: parsers.Int, Unit: "milliseconds", Doc: "From receiving the request to sending the last byte of the response, the network to the client included."},
	{Name: "turn_around_time", Type: parsers.Int, Unit: "milliseconds", Doc: "What of it S3 spent, from the last byte of the request to the first byte of the response."},
	{Name: "referer", Doc: "The Referer header."},
	{Name: "user_agent", Entity: "user-agent", Doc: "The User-Agent header."},
	{Name: "version_id", Doc: "Version of the object that was asked for."},
	{Name: "host_id", Doc: "S3's extended request id (x-amz-id-2)."},
	{Name: "signature_version", Doc: "SigV2 or SigV4; absent of an unauthenticated request."},
	{Name: "cipher_suite", Doc: "Cipher of an HTTPS request; absent of an HTTP one."},
	{Name: "authentication_type", Doc: "AuthHeader, or QueryString of a presigned URL; absent of an unauthenticated request."},
	{Name: "host_header", Doc: "Endpoint that the request was sent to."},
	{Name: "tls_version", Doc: "TLS version of an HTTPS request."},
	{Name: "access_point_arn", Doc: "ARN of the access point that the request was made through."},
	{Name: "acl_required", Doc: "Yes if the request needed an ACL for its authorization."},
	{Name: "source_region", Doc: "Region that the request came from."},

	{Name: "schema_version_id", Doc: "Version of the JSON record, as V_1_0."},
	{Name: "bucket_arn", Doc: "ARN of the bucket."},

	{Name: "account", Entity: "account", Doc: "Account of the bucket, from the name of the file."},
	{Name: "region", Entity: "region", Doc: "Region of the bucket, from the endpoint or the name of the file."},
}
