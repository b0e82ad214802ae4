package parsers

import "bytes"

// HeaderSize is how many of a member's first bytes (after decompression and unwrapping) detection may look at.
const HeaderSize = 64 << 10

// Header is what a format sees of a member before it has to decide: its name and its first bytes.
type Header struct {
	Name     string // path inside the bundle, slash-separated
	Prefix   []byte // at most HeaderSize bytes, without a byte order mark
	Complete bool   // Prefix is the whole content

	// LogEvents says that each line is the message of a log event, of which the envelope around it says when it was logged.
	LogEvents bool
}

// HoldsRecords reports whether the text begins like what CloudTrail delivers to S3, {"Records":[{"eventVersion", in whatever
// layout. Most members of most bundles do, and whoever is at home elsewhere need not look at the rest of them. Other lists
// of Records, of Kinesis for one, hold something else and begin with another key.
func (h *Header) HoldsRecords() bool {
	text := h.Prefix
	for _, token := range [...]string{`{`, `"Records"`, `:`, `[`, `{`, `"eventVersion"`} {
		text = bytes.TrimLeft(text, " \t\r\n")
		if len(text) < len(token) || string(text[:len(token)]) != token {
			return false
		}
		text = text[len(token):]
	}
	return true
}
