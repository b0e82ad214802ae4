package formats

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// magics are the first bytes of kinds of files that turn up in a customer's bundle.
var magics = []struct{ magic, name string }{
	{"\x89PNG\r\n\x1a\n", "PNG image"},
	{"\xff\xd8\xff", "JPEG image"},
	{"GIF87a", "GIF image"},
	{"GIF89a", "GIF image"},
	{"%PDF-", "PDF"},
	{"\x1f\x8b", "gzip"},
	{"BZh", "bzip2"},
	{"\xfd7zXZ\x00", "xz"},
	{"\x28\xb5\x2f\xfd", "Zstandard"},
	{"7z\xbc\xaf\x27\x1c", "7z"},
	{"Rar!\x1a\x07", "RAR"},
	{"PAR1", "Parquet"},
	{"Obj\x01", "Avro"},
	{"ORC", "ORC"},
	{"SQLite format 3\x00", "SQLite"},
	{"ElfFile\x00", "Windows event log, evtx"},
	{"\x7fELF", "ELF"},
	{"MZ", "Windows executable"},
	{"\xd4\xc3\xb2\xa1", "pcap"},
	{"\xa1\xb2\xc3\xd4", "pcap"},
	{"\x4d\x3c\xb2\xa1", "pcap"},
	{"\x0a\x0d\x0d\x0a", "pcapng"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"},
	{"LPKSHHRH", "systemd journal"},
	{"PK\x03\x04", "zip"},
}

// exporterKey is the attribute, as Protocol Buffers write it, by which a metric stream in OpenTelemetry's format names
// itself. See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-opentelemetry-100.html
var exporterKey = []byte("\x0a\x10aws.exporter.arn")

// Empty is the nature of a text without a character.
const Empty = "empty"

// nature says in a few words what a text looks like, with its beginning where it can be read.
func nature(prefix []byte) string {
	text := bytes.TrimSpace(prefix)
	if len(text) == 0 {
		return Empty
	}
	if kind := binary(prefix); kind != "" {
		return "binary (" + kind + ")"
	}
	if named := namedNature(text); named != "" {
		return named
	}
	return fmt.Sprintf("%s beginning %s", language(text), excerpt(text))
}

// binary names the kind of a file that is not text, "" if it is text.
func binary(prefix []byte) string {
	if bytes.Contains(prefix, exporterKey) {
		return "metric stream in OpenTelemetry's format, which is not read: choose JSON as the output format of the stream"
	}
	for _, m := range magics {
		if bytes.HasPrefix(prefix, []byte(m.magic)) && (m.name != "zip" || !isOffice(prefix)) && !isText(prefix) {
			return m.name
		}
	}
	switch {
	case isOffice(prefix):
		return "Office document"
	case isText(prefix):
		return ""
	}
	return fmt.Sprintf("unknown, beginning % x", prefix[:min(len(prefix), 8)])
}

// isOffice reports whether a zip is a docx, xlsx or pptx: those list their content types first.
func isOffice(prefix []byte) bool {
	return bytes.HasPrefix(prefix, []byte("PK\x03\x04")) && bytes.Contains(prefix, []byte("[Content_Types].xml"))
}

// isText allows for the control characters that logs have (tabs, colours of a terminal, page breaks) and for a
// character of UTF-8 that the end of the prefix cuts, or one in an old encoding here and there.
func isText(prefix []byte) bool {
	const often = 8 // one in as many bytes
	odd := 0
	for i := 0; i < len(prefix); {
		r, size := utf8.DecodeRune(prefix[i:])
		switch {
		case r == 0:
			return false
		case r == utf8.RuneError && size == 1, r < ' ' && bytes.IndexByte([]byte("\t\n\v\f\r\b\x1b"), byte(r)) < 0:
			odd++
		}
		i += size
	}
	return odd*often <= len(prefix)
}

// language tells the usual notations from one another by their looks.
func language(text []byte) string {
	switch text[0] {
	case '{', '[':
		return "JSON"
	case '<':
		return "XML"
	}
	header, rest, _ := bytes.Cut(text, []byte("\n"))
	row, _, _ := bytes.Cut(rest, []byte("\n"))
	commas := bytes.Count(header, []byte(","))
	if commas > 0 && commas == bytes.Count(row, []byte(",")) && !bytes.Contains(header, []byte(", ")) {
		return "CSV"
	}
	return "text"
}

// excerpt quotes the beginning of a text.
func excerpt(text []byte) string {
	const length = 60 // characters, about half a line of a report
	n := 0
	for i := 0; i < length && n < len(text); i++ {
		_, size := utf8.DecodeRune(text[n:])
		n += size
	}
	quoted := strconv.Quote(string(text[:n]))
	if n < len(text) {
		quoted += " ..."
	}
	return quoted
}
