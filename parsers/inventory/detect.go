package inventory

import (
	"bytes"

	"hamari/parsers"
)

// Format reads the answers of describe, get and list calls: whole ones, pages written one after the other, resources
// that --query cut out, and answers that a boto3 recorder kept.
var Format = &parsers.Format{
	Name:     "inventory",
	Title:    "aws ... describe/get/list output",
	URL:      "https://docs.aws.amazon.com/cli/latest/reference/",
	Kinds:    []*parsers.Kind{Kind},
	Timeless: true,
	Detect:   Detect,
	Read:     Read,
}

// Detect looks at the keys of the first document and at the first resource in it. A list that the table does not know
// is claimed by name only, so that a format that knows it goes before.
func Detect(h *parsers.Header) parsers.Confidence {
	text := bytes.TrimLeft(h.Prefix, " \t\r\n")
	for depth := 0; opens(text, '['); depth++ {
		if depth == maxNested {
			return parsers.No
		}
		text = first(text)
	}
	if opens(text, '"') && !bytes.HasPrefix(bytes.TrimLeft(h.Prefix, " \t\r\n"), []byte(`"`)) && rowOfID(bytes.Trim(text, `"`), "") != nil {
		return parsers.ByContent
	}
	if !opens(text, '{') {
		return parsers.No
	}
	inArray := !bytes.HasPrefix(bytes.TrimLeft(h.Prefix, " \t\r\n"), []byte("{"))
	return confidence(text, inArray)
}

func confidence(text []byte, inArray bool) parsers.Confidence {
	var buf [64]member
	members, _ := membersOf(text, buf[:0])
	doc := identify(members, text)
	switch {
	case doc.form == resource, doc.form == answer && !inArray:
		return parsers.ByContent
	case doc.form == recorded:
		return confidence(doc.content.value, false)
	case doc.form == answer, doc.form == lone, inArray && rowByID(members) != nil:
		return parsers.ByName
	}
	return parsers.No
}
