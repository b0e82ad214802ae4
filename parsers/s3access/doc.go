// Package s3access reads the server access logs of S3 buckets.
//
// A record is one request to a bucket (wrapped here):
//
//	3f1c...e9 shop-media [04/Mar/2026:09:15:02 +0000] 198.51.100.24 arn:aws:sts::111122223333:assumed-role/Web/i-0a1b
//	5N2EXAMPLE7K1Q9Z REST.GET.OBJECT img/cart.png "GET /img/cart.png HTTP/1.1" 403 AccessDenied 243 - 14 - "-"
//	"aws-sdk-go/1.44" - 9vKBE6vMhrNiWHZmb2L0mXOcqPG= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader
//	shop-media.s3.eu-west-1.amazonaws.com TLSv1.3 - - eu-west-1
//
// Old logs end after 17 or 18 columns, later ones after 24 to 26; there are 27 today, or more. S3 does not escape what
// clients send: a Referer or a User-Agent may have quotes in it, and the column ends where the columns behind it can be
// read. Sent to CloudWatch Logs, the same records are JSON objects with a schema_version_id and null for "-".
//
// # Times
//
// An event begins when the request was received (whole seconds; milliseconds in JSON) and ends total_time later, when the
// last byte of the response had been sent. Copies and batch deletes log several records of one request_id.
//
// See https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html and
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/sal-cw-log-format.html. Delivery is best effort and may be hours
// late: that a request is missing proves nothing.
package s3access
