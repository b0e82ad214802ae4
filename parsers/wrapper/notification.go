package wrapper

import (
	"bytes"
	"fmt"
)

// notification is a message of SNS as a subscriber gets it: as it is (over HTTPS), in the event of a Lambda function, or as
// the body of a message of SQS, which is what `aws sqs receive-message` prints and what a queue hands to a Lambda function. A
// queue may hold such bodies of its own, which are envelopes again where they are of SNS.
var notification = jsonList(markTopic|markBody|markLambdaBody, "notification", "messages that SNS or SQS delivered",
	"https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html",
	func(prefix []byte) bool {
		if namesObjects(prefix) {
			return false
		}
		return has(prefix, "TopicArn") && has(prefix, "Message") ||
			has(prefix, "[]", "TopicArn") && has(prefix, "[]", "Message") ||
			has(prefix, "Records", "[]", "Sns", "TopicArn") ||
			has(prefix, "Messages", "[]", "Body") ||
			has(prefix, "Records", "[]", "receiptHandle") && has(prefix, "Records", "[]", "body")
	},
	form{lists: []string{"Messages", "Records"}, message: notified})

// namesObjects reports whether a text tells of objects in S3, which hold the records: package formats says so.
func namesObjects(prefix []byte) bool {
	for _, mark := range []string{`s3ObjectKey`, `aws:s3"`, `aws:s3\`} { // in quotes of JSON within JSON, too
		if bytes.Contains(prefix, []byte(mark)) {
			return true
		}
	}
	return false
}

const leftOutConfirmation = "request to confirm a subscription of SNS"

var errNotNotified = fmt.Errorf("%w: neither Message nor Body", errNoMessage)

// notified takes the message out of a notification.
func notified(raw []byte) (value []byte, leftOut string, err error) {
	if sns, ok := member(raw, "Sns"); ok {
		raw = sns
	}
	if kind, ok := member(raw, "Type"); ok && bytes.Contains(kind, []byte("Confirmation")) {
		return nil, leftOutConfirmation, nil
	}
	for _, key := range []string{"Message", "Body", "body"} {
		if value, ok := member(raw, key); ok {
			return value, "", nil
		}
	}
	return nil, "", errNotNotified
}
