package wrapper

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// payload is what a Lambda function is given, as people copy it out of a test event or a debug log: the delivery of a
// subscription, gzipped and in base64, alone ({"awslogs":{"data":"..."}}), or one for each record of Firehose or Kinesis.
var payload = jsonList(0, "payload", "log events as a Lambda function gets them from a subscription, Firehose or Kinesis",
	"https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html",
	func(prefix []byte) bool {
		return has(prefix, "awslogs", "data") ||
			has(prefix, "records", "[]", "recordId") && has(prefix, "records", "[]", "data") ||
			has(prefix, "Records", "[]", "kinesis", "data")
	},
	form{lists: []string{"records", "Records"}, message: payloadOf})

var (
	errNoPayload = fmt.Errorf("%w: no data", errNoMessage)
	errBase64    = errors.New("data is not base64")
)

// payloadOf takes the payload from an entry and undoes its encodings.
func payloadOf(raw []byte) (value []byte, leftOut string, err error) {
	data, ok := member(raw, "data")
	for _, key := range []string{"awslogs", "kinesis"} {
		if inner, has := member(raw, key); has {
			data, ok = member(inner, "data")
		}
	}
	if !ok || len(data) < 2 || data[0] != '"' {
		return nil, "", errNoPayload
	}
	text := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	n, err := base64.StdEncoding.Decode(text, bytes.ReplaceAll(data[1:len(data)-1], []byte(`\/`), []byte("/")))
	if err != nil {
		return nil, "", errBase64
	}
	text = text[:n]
	if bytes.HasPrefix(text, []byte("\x1f\x8b")) {
		if text, err = unzip(text); err != nil {
			return nil, "", err
		}
	}
	if i := skipSpace(text, 0); i < len(text) && text[i] == '{' {
		return text, "", nil
	}
	value, err = json.Marshal(string(text))
	return value, "", err
}

// unzip expands a payload up to the size that an entry may have.
func unzip(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(z, maxEntry+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("data: %w", err)
	case len(text) > maxEntry:
		return nil, errTooLong
	}
	return text, nil
}
