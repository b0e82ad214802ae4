package redact

import (
	"bytes"
	"testing"
)

// BenchmarkText measures how fast names are gathered from text, and originals replaced in it.
//
//	go test ./correlate/redact -run '^$' -bench Text
func BenchmarkText(b *testing.B) {
	trail := bytes.Repeat([]byte(`{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE123:ana.lopez","arn":"arn:aws:sts::111122223333:assumed-role/Operator/ana.lopez","accountId":"111122223333","accessKeyId":"ASIAIOSFODNN7EXAMPLE"},"eventTime":"2026-03-04T02:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-central-1","sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.15.30 Python/3.11.8 Linux/6.1 exe/x86_64","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"}]}},"responseElements":null,"requestID":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6","eventID":"0a1b2c3d-7dec-11d0-a765-00a0c91e6bf6","readOnly":true,"recipientAccountId":"111122223333"},`+"\n"), 2000)
	flows := bytes.Repeat([]byte("2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.7 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK\n"), 10_000)
	for _, bm := range []struct {
		name string
		text []byte
	}{{"cloudtrail", trail}, {"flowlog", flows}} {
		b.Run("gather/"+bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(bm.text)))
			for b.Loop() {
				c := &Collector{newNames()}
				c.Text(bm.text)
			}
		})
		b.Run("replace/"+bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(bm.text)))
			c := &Collector{newNames()}
			c.Text(bm.text)
			r := New(NewKey(), c.names)
			for b.Loop() {
				r.Append(nil, bm.text)
			}
		})
	}
}
