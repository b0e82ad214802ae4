package failure

import (
	"bytes"
	"unicode/utf8"
)

// maxShape is how much of a message tells it apart from others, in bytes.
const maxShape = 160

// appendShape appends a message without what differs from one occurrence to the next: what has a digit in it, or stands
// in quotes, becomes an ellipsis. Of several lines the first counts.
func appendShape(key, message []byte) []byte {
	message = bytes.TrimSpace(message)
	if i := bytes.IndexByte(message, '\n'); i >= 0 {
		message = message[:i]
	}
	most := len(key) + maxShape
	for len(message) > 0 {
		if len(key) >= most {
			key = append(bytes.TrimRight(key, " "), " ..."...)
			break
		}
		if quote := message[0]; quote == '"' || quote == '\'' && atWordStart(key) {
			if end := bytes.IndexByte(message[1:], quote); end >= 0 {
				key = append(append(append(key, quote), "..."...), quote)
				message = message[end+2:]
				continue
			}
		}
		n := wordLength(message)
		if n == 0 {
			key, message = appendLine(key, message[:1]), message[1:]
			continue
		}
		if word := message[:n]; bytes.ContainsAny(word, "0123456789") {
			key = append(key, "..."...)
		} else {
			key = appendLine(key, word)
		}
		message = message[n:]
	}
	if !utf8.Valid(key) {
		return bytes.ToValidUTF8(key, nil)
	}
	return key
}

// atWordStart tells an opening quote from an apostrophe.
func atWordStart(key []byte) bool {
	return len(key) == 0 || bytes.IndexByte([]byte(" \n([{=:,"), key[len(key)-1]) >= 0
}

// wordLength is how many bytes at the beginning belong to one word, number, ID or path.
func wordLength(s []byte) int {
	n := bytes.IndexAny(s, " \t\"'()[]{},;=")
	if n < 0 {
		return len(s)
	}
	return n
}
