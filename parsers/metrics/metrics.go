package metrics

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"hamari/parsers"
)

// Format reads CloudWatch metric data.
var Format = &parsers.Format{
	Name:   "metrics",
	Title:  "CloudWatch metrics",
	URL:    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html",
	Kinds:  []*parsers.Kind{Kind},
	Detect: detect,
	Read:   read,
}

// bufferSize is that of the reader which detection looked through, so that bufio takes it over as it is.
const bufferSize = parsers.HeaderSize

var byteOrderMark = []byte("\xef\xbb\xbf")

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	in := bufio.NewReaderSize(r, bufferSize)
	var offset int64
	if mark, _ := in.Peek(len(byteOrderMark)); bytes.Equal(mark, byteOrderMark) {
		offset = int64(len(byteOrderMark))
		_, _ = in.Discard(len(byteOrderMark))
	}
	prefix, err := in.Peek(parsers.HeaderSize)
	if err != nil && !errors.Is(err, io.EOF) && len(prefix) == 0 {
		return fmt.Errorf("cannot read the first bytes: %w", err)
	}
	e := newEmitter(src, sink)
	if isJSON(prefix) {
		return readJSON(ctx, in, offset, e)
	}
	if isAnswerText(prefix) {
		return readAnswerText(ctx, in, offset, e)
	}
	return readCSV(ctx, in, offset, delimiter(prefix), e)
}

func isJSON(prefix []byte) bool {
	text := bytes.TrimLeft(prefix, " \t\r\n")
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

// delimiter returns the byte between cells: a comma, or what a spreadsheet of another locale puts there.
func delimiter(prefix []byte) byte {
	row, _, _ := bytes.Cut(bytes.TrimLeft(prefix, "\r\n"), []byte{'\n'})
	for _, d := range []byte{',', ';', '\t'} {
		if bytes.IndexByte(row, d) >= 0 {
			return d
		}
	}
	return ','
}
