package formats

import (
	"bytes"
	"regexp"

	"hamari/parsers/lazy"
)

// emptyAnswer is JSON whose lists are all empty: {"Volumes": []}, {"events": [], "nextToken": "x"}, [].
const (
	emptyList   = `\s*"[^"]*"\s*:\s*(?:\[\s*\]|null)\s*`
	emptyMember = `(?:` + emptyList + `|\s*"[^"]*"\s*:\s*(?:true|false|"[^"]*"|-?[\d.]+)\s*)`
	emptyAnswer = `^(?:\[\s*\]|\{\s*\}|\{(?:` + emptyMember + `,)*` + emptyList + `(?:,` + emptyMember + `)*\})$`
)

// Kinds of text that hold no record a format could read, and are worth a word on what to collect in their place.
var namedNatures = []struct {
	marks []string // texts that must all be there
	shape func() *regexp.Regexp
	says  string
}{
	// Escaped quotes: SQS puts a message of SNS into a message of its own.
	{marks: []string{"s3Bucket", "s3ObjectKey"}, shape: lazy.Regexp(`s3ObjectKey[\\"]+\s*:\s*\[`),
		says: "notification of SNS or SQS that CloudTrail delivered a log file; it names the file and holds no events: collect the object itself (aws s3 cp s3://BUCKET/KEY .)"},
	{marks: []string{"eventSource", "aws:s3", "object"}, shape: lazy.Regexp(`eventSource[\\"]+\s*:\s*[\\"]+aws:s3`),
		says: "notification of S3 that an object was written; it names the object and holds none of its records: collect the object itself (aws s3 cp s3://BUCKET/KEY .)"},
	{shape: lazy.Regexp(`^[-+|=\s]*[-+=]{10,}[-+|=\s]*\n\|`),
		says: "answer of the AWS CLI with --output table, whose nested tables do not say what they belong to: run the command again with --output json"},
	{shape: lazy.Regexp(`^[A-Z][A-Z0-9_]{2,}\t[^\n]*(?:\n[A-Z][A-Z0-9_]{2,}(?:\t[^\n]*)?)*(?:\n|$)`),
		says: "answer of the AWS CLI with --output text, which does not say what its columns are: run the command again with --output json"},
	{shape: lazy.Regexp(emptyAnswer),
		says: "answer without entries: the call found nothing, in its region and with its filters"},
	{shape: lazy.Regexp(`^Permission Check Successful$`),
		says: "file that CloudWatch Logs writes into a bucket to test whether it may export there; it holds no log"},
	{shape: lazy.Regexp(`^%PDF-\d`), says: "PDF document, which is not read: ask for the logs themselves"},
	{marks: []string{"http://schemas.microsoft.com/win/2004/08/events"}, shape: lazy.Regexp(`<Event[s ]`),
		says: "Windows event log, exported as XML, which is not read"},
	{shape: lazy.Regexp(`(?m)^(?:(?:START|END|REPORT) RequestId: [0-9a-f-]{36}\b|INIT_START Runtime Version: )|(?:^|\s)[0-9a-f-]{36} Task timed out after [\d.]+ seconds`),
		says: "log of an AWS Lambda function, without the times of its log events, which is not read: collect it with aws logs filter-log-events --log-group-name /aws/lambda/FUNCTION --output json"},
}

// namedNature says what a text is that no format reads, "" if it is nothing of which that is known.
func namedNature(text []byte) string {
	for _, n := range namedNatures {
		all := true
		for _, mark := range n.marks {
			all = all && bytes.Contains(text, []byte(mark))
		}
		if all && n.shape().Match(text) {
			return n.says
		}
	}
	return ""
}
