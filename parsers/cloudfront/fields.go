package cloudfront

import "hamari/parsers"

// Slots of a record in [parsers.Event].Values. Up to SlotSCRangeEnd they follow the columns of a legacy line.
const (
	SlotDate int = iota
	SlotTime
	SlotXEdgeLocation
	SlotSCBytes
	SlotCIP
	SlotCSMethod
	SlotCSHost
	SlotCSURIStem
	SlotSCStatus
	SlotCSReferer
	SlotCSUserAgent
	SlotCSURIQuery
	SlotCSCookie
	SlotXEdgeResultType
	SlotXEdgeRequestID
	SlotXHostHeader
	SlotCSProtocol
	SlotCSBytes
	SlotTimeTaken
	SlotXForwardedFor
	SlotSSLProtocol
	SlotSSLCipher
	SlotXEdgeResponseResultType
	SlotCSProtocolVersion
	SlotFLEStatus
	SlotFLEEncryptedFields
	SlotCPort
	SlotTimeToFirstByte
	SlotXEdgeDetailedResultType
	SlotSCContentType
	SlotSCContentLen
	SlotSCRangeStart
	SlotSCRangeEnd

	// Of v2 and real-time logs.
	SlotTimestamp
	SlotTimestampMS
	SlotASN
	SlotCCountry
	SlotCIPVersion
	SlotCacheBehaviorPathPattern
	SlotCSAccept
	SlotCSAcceptEncoding
	SlotCSHeaders
	SlotCSHeaderNames
	SlotCSHeadersCount
	SlotOriginFBL
	SlotOriginLBL
	SlotPrimaryDistributionID
	SlotPrimaryDistributionDNSName
	SlotRHost
	SlotSRReason

	// Taken from a column, or from the name of the file.
	SlotDistributionID
	SlotAccount
)

// Kind is the vocabulary of CloudFront access logs, in AWS's own names: c is the client, s the server (CloudFront), r the
// origin; cs goes from client to server, sc the other way.
var Kind = parsers.NewKind("cloudfront", "Request to a CloudFront distribution", fields)

var fields = []parsers.Field{
	{Name: "date", Doc: "Day on which the response was sent, in UTC."},
	{Name: "time", Doc: "Time of that day at which the response was sent, in whole seconds."},
	{Name: "x-edge-location", Doc: "Edge location: the code of an airport nearby, and more."},
	{Name: "sc-bytes", Type: parsers.Int, Unit: "bytes", Doc: "Size of the response, headers included."},
	{Name: "c-ip", Type: parsers.Address, Entity: "address", Doc: "The client, or the proxy in front of it."},
	{Name: "cs-method", Doc: "Method of the request."},
	{Name: "cs(Host)", Doc: "Domain name of the distribution, as d111111abcdef8.cloudfront.net."},
	{Name: "cs-uri-stem", Doc: "Path of the URL, without the query."},
	{Name: "sc-status", Type: parsers.Int, Doc: "Status of the response; 000 if the client closed the connection before there was one."},
	{Name: "cs(Referer)", Doc: "The Referer header."},
	{Name: "cs(User-Agent)", Entity: "user-agent", Doc: "The User-Agent header, percent-encoded."},
	{Name: "cs-uri-query", Doc: "Query of the URL."},
	{Name: "cs(Cookie)", Doc: "The Cookie header, where cookies are logged."},
	{Name: "x-edge-result-type", Doc: "How the response was classified after its last byte: Hit, RefreshHit, Miss, LimitExceeded, CapacityExceeded, Error, Redirect."},
	{Name: "x-edge-request-id", Doc: "The request's identity, to give to AWS Support."},
	{Name: "x-host-header", Doc: "The Host header of the request: an alternate domain name, or that of the distribution."},
	{Name: "cs-protocol", Doc: "Protocol of the request: http, https, grpcs, ws, wss."},
	{Name: "cs-bytes", Type: parsers.Int, Unit: "bytes", Doc: "Size of the request, headers included."},
	{Name: "time-taken", Type: parsers.Float, Unit: "seconds", Doc: "From receiving the request to writing the last byte of the response."},
	{Name: "x-forwarded-for", Doc: "The X-Forwarded-For header of a request that came through a proxy."},
	{Name: "ssl-protocol", Doc: "TLS version of an HTTPS request."},
	{Name: "ssl-cipher", Doc: "Cipher of an HTTPS request."},
	{Name: "x-edge-response-result-type", Doc: "How the response was classified before it was sent."},
	{Name: "cs-protocol-version", Doc: "HTTP version of the request."},
	{Name: "fle-status", Doc: "Outcome of field-level encryption."},
	{Name: "fle-encrypted-fields", Type: parsers.Int, Doc: "Number of fields that field-level encryption encrypted."},
	{Name: "c-port", Type: parsers.Int, Doc: "The client's port."},
	{Name: "time-to-first-byte", Type: parsers.Float, Unit: "seconds", Doc: "From receiving the request to writing the first byte of the response."},
	{Name: "x-edge-detailed-result-type", Doc: "As x-edge-result-type, more precisely: OriginShieldHit, MissGeneratedResponse, AbortedOrigin, ClientCommError, OriginConnectError, OriginDnsError ..."},
	{Name: "sc-content-type", Doc: "The response's Content-Type."},
	{Name: "sc-content-len", Type: parsers.Int, Unit: "bytes", Doc: "The response's Content-Length."},
	{Name: "sc-range-start", Type: parsers.Int, Doc: "First byte of a range in the response."},
	{Name: "sc-range-end", Type: parsers.Int, Doc: "Last byte of a range in the response."},

	{Name: "timestamp", Doc: "When the response was sent, in Unix seconds with milliseconds."},
	{Name: "timestamp(ms)", Type: parsers.Int, Unit: "milliseconds", Doc: "When the response was sent, in Unix milliseconds."},
	{Name: "asn", Type: parsers.Int, Doc: "Autonomous system of the client."},
	{Name: "c-country", Doc: "Country of the client, by its address."},
	{Name: "c-ip-version", Doc: "IPv4 or IPv6."},
	{Name: "cache-behavior-path-pattern", Doc: "Path pattern of the cache behavior that applied."},
	{Name: "cs-accept", Doc: "The Accept header."},
	{Name: "cs-accept-encoding", Doc: "The Accept-Encoding header."},
	{Name: "cs-headers", Doc: "Headers of the request."},
	{Name: "cs-header-names", Doc: "Names of the headers of the request."},
	{Name: "cs-headers-count", Type: parsers.Int, Doc: "Number of headers of the request."},
	{Name: "origin-fbl", Type: parsers.Float, Unit: "seconds", Doc: "Latency of the origin's first byte."},
	{Name: "origin-lbl", Type: parsers.Float, Unit: "seconds", Doc: "Latency of the origin's last byte."},
	{Name: "primary-distribution-id", Entity: "distribution", Doc: "The primary distribution, of a request that a staging distribution served."},
	{Name: "primary-distribution-dns-name", Doc: "Its domain name."},
	{Name: "r-host", Doc: "Domain name of the origin that responded."},
	{Name: "sr-reason", Doc: "Why the origin was chosen, such as Failover:5xx."},

	{Name: "DistributionId", Entity: "distribution", Doc: "The distribution, from the record or the name of the file."},
	{Name: "account", Entity: "account", Doc: "Account of the distribution, from the name of the file."},
}
