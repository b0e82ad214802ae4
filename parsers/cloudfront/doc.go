// Package cloudfront reads the access logs of CloudFront distributions: standard logs, legacy and v2, and real-time logs
// whose columns are named.
//
// A record is one request, or one WebSocket connection. A legacy file names its columns first (shortened here; they are
// separated by tabs, and there are 33 today):
//
//	#Version: 1.0
//	#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)
//	2026-03-04	09:15:02	FRA60-P4	2771	198.51.100.24	GET	d0example1abcd.cloudfront.net	/cart	502	-	curl/8.5.0
//
// Lines without a header are read if they follow the legacy order, as those do that someone cut out of such a file or
// sent to CloudWatch Logs. Standard logs v2 come below the same header or as JSON objects, with the columns that someone
// chose. Real-time logs have no header when they leave Kinesis, and an order of their own: they are read once their
// columns are named, by a "#Fields:" line or as JSON; cs-host and the like count as cs(Host).
//
// Values are percent-encoded as CloudFront writes them; a blank in a User-Agent is %20, or %2520 in old logs.
//
// An event ends when the response was sent and begins as much earlier as it took (time-taken). The end has whole seconds
// in date and time, milliseconds in timestamp and timestamp(ms); the start is as exact.
//
// See https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html. Delivery is best
// effort and may be up to a day late.
package cloudfront
