package cloudtrail

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"hamari/parsers"
)

// counter is a sink that keeps nothing.
type counter struct{ events, rejects int }

func (c *counter) Event(*parsers.Event) error  { c.events++; return nil }
func (c *counter) Reject(*parsers.SyntaxError) { c.rejects++ }
func (c *counter) Note(string)                 {}

// delivery makes an S3 delivery of records about as long and as deep as real ones: 1.3 KB on average, every third
// denied, every tenth with a longer list of parameters, every fortieth with escapes.
func delivery(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString(`{"Records":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE123:deploy-%d","arn":"arn:aws:sts::111122223333:assumed-role/OpsRole/deploy-%[1]d","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEEXAMPLE12","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEEXAMPLE123","arn":"arn:aws:iam::111122223333:role/OpsRole","accountId":"111122223333","userName":"OpsRole"},"attributes":{"creationDate":"2026-03-04T09:00:00Z","mfaAuthenticated":"false"}}},`, i%50)
		fmt.Fprintf(&b, `"eventTime":"2026-03-04T%02d:%02d:%02dZ","eventSource":"ec2.amazonaws.com","eventName":"DescribeVolumes","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.%d","userAgent":"aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.173.0",`, i/3600%24, i/60%60, i%60, i%250)
		if i%3 == 0 {
			fmt.Fprintf(&b, `"errorCode":"Client.UnauthorizedOperation","errorMessage":"You are not authorized to perform this operation.",`)
		}
		if i%40 == 0 {
			fmt.Fprintf(&b, `"apiVersion":"a \"quoted\" value",`)
		}
		fmt.Fprintf(&b, `"requestParameters":{"filterSet":{"items":[{"name":"attachment.instance-id","valueSet":{"items":[`)
		values := 1
		if i%10 == 0 {
			values = 8
		}
		for v := range values {
			if v > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"value":"i-%017x"}`, rng.Uint64()>>8)
		}
		fmt.Fprintf(&b, `]}}]},"volumeSet":{}},"responseElements":null,"requestID":"%08x-0000-4000-8000-%012x","eventID":"%08x-0000-4000-8000-%012x","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"ec2.eu-west-1.amazonaws.com"}}`,
			rng.Uint32(), i, rng.Uint32(), i)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// BenchmarkRead measures cutting and reading: an S3 delivery, and the lines that a wrapper hands over.
func BenchmarkRead(b *testing.B) {
	const n = 8000
	list := delivery(n)
	lines := bytes.ReplaceAll(bytes.TrimSuffix(bytes.TrimPrefix(list, []byte(`{"Records":[`)), []byte("]}")), []byte(`}},{"eventVersion`), []byte("}}\n{\"eventVersion"))
	b.Run("list", func(b *testing.B) { benchmarkRead(b, list, n) })
	b.Run("lines", func(b *testing.B) { benchmarkRead(b, lines, n) })
}

func benchmarkRead(b *testing.B, text []byte, n int) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		c := &counter{}
		if err := readFrom(bytes.NewReader(text), c); err != nil || c.events != n {
			b.Fatal(err, c.events)
		}
	}
}

// BenchmarkRecord measures the reading of records without the cutting.
func BenchmarkRecord(b *testing.B) {
	raw := []byte(deniedGrant)
	rec := newRecord()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if err := rec.read(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocations holds that memory does not grow with the number of records.
func TestAllocations(t *testing.T) {
	few, many := delivery(1000), delivery(3000)
	count := func(text []byte) float64 {
		return testing.AllocsPerRun(3, func() {
			if err := readFrom(bytes.NewReader(text), &counter{}); err != nil {
				t.Fatal(err)
			}
		})
	}
	// The IDs of 2,000 events take 18 blocks of 4 KiB.
	if grown := count(many) - count(few); grown > 40 {
		t.Errorf("2000 further records cost %v allocations", grown)
	}
}
