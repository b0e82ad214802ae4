package json

import "bytes"

// joinNumbers puts lists of nothing but numbers on one line each, where json.Indent gives every number a line of its own.
// A line feed never stands within a string, so that what follows a bracket and a line feed is the first element.
func joinNumbers(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for {
		start := bytes.Index(text, []byte("[\n"))
		if start < 0 {
			return append(out, text...)
		}
		out, text = append(out, text[:start+1]...), text[start+1:]
		end := bytes.IndexByte(text, ']')
		if end < 0 || len(bytes.Trim(text[:end], "0123456789.-+eEnul, \n")) > 0 {
			continue
		}
		for i, number := range bytes.Fields(text[:end]) {
			if i > 0 {
				out = append(out, ' ')
			}
			out = append(out, number...)
		}
		text = text[end:]
	}
}
