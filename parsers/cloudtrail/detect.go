package cloudtrail

import (
	"bytes"
	"path"
	"strings"

	"hamari/parsers"
)

// enoughMarks is how many keys of a CloudTrail record an object must have to be taken for one.
const enoughMarks = 3

func detect(h *parsers.Header) parsers.Confidence {
	switch shapeOf(h.Prefix) {
	case records:
		return parsers.ByContent
	case unclear:
		if hasTrailName(h.Name) {
			return parsers.ByName
		}
		return parsers.No
	}
	if _, ok := historyHeader(h.Prefix); ok {
		return parsers.ByContent
	}
	return parsers.No
}

// hasTrailName reports whether a file is named like S3 deliveries (111122223333_CloudTrail_eu-west-1_..., also
// _CloudTrail-Insight_) or downloads of the event history. Digest files are named alike but hold no events.
func hasTrailName(name string) bool {
	base := path.Base(name)
	return strings.Contains(base, "_CloudTrail") && !strings.Contains(base, "_CloudTrail-Digest") ||
		strings.HasPrefix(base, "event_history")
}

// shape is what the first bytes of a member say.
type shape int

const (
	foreign shape = iota // something else
	unclear              // nothing, or an empty list, or too little to tell
	records
)

// shapeOf looks at the first document that has something in it.
func shapeOf(b []byte) shape {
	i := skipSpace(b, 0)
	for i < len(b) {
		switch b[i] {
		case '{':
		case '[':
			return listShape(b, i)
		default:
			return foreign
		}
		s, behind := objectShape(b, i)
		if s != unclear || behind < 0 {
			return s
		}
		i = skipSpace(b, behind)
	}
	return unclear
}

// listShape looks at the first element of the list that begins at i.
func listShape(b []byte, i int) shape {
	i = skipSpace(b, i+1)
	switch {
	case i == len(b) || b[i] == ']':
		return unclear
	case b[i] != '{':
		return foreign
	}
	s, _ := objectShape(b, i)
	return s
}

// objectShape looks at the object that begins at i. It returns the place behind it, -1 if it ends beyond b.
func objectShape(b []byte, i int) (s shape, behind int) {
	var seen keysSeen
	for i = skipSpace(b, i+1); i < len(b) && b[i] == '"'; {
		key, value, ok := cutKey(b, i)
		if !ok {
			break
		}
		if string(key) == recordsKey && b[value] == '[' {
			if s := listShape(b, value); s != unclear {
				return s, -1
			}
		}
		end, err := skipValue(b, value)
		if err != nil {
			break
		}
		seen.add(key, b[value:end])
		if i = skipSpace(b, end); i < len(b) && b[i] == ',' {
			i = skipSpace(b, i+1)
		}
	}
	if i < len(b) && b[i] == '}' {
		return seen.shape(true), i + 1
	}
	return seen.shape(false), -1
}

// cutKey returns the key that begins at i and the place where its value begins.
func cutKey(b []byte, i int) (key []byte, value int, ok bool) {
	end := closingQuote(b, i+1)
	if end < 0 {
		return nil, 0, false
	}
	colon := skipSpace(b, end+1)
	if colon == len(b) || b[colon] != ':' {
		return nil, 0, false
	}
	value = skipSpace(b, colon+1)
	return b[i+1 : end], value, value < len(b)
}

// keysSeen counts the keys of an object.
type keysSeen struct {
	marks        int  // that CloudTrail records have
	others       int  // that they need not have
	notification bool // from a source like aws:s3, which has CloudTrail's keys, too
}

func (k *keysSeen) add(key, value []byte) {
	switch string(key) {
	case "eventSource":
		k.marks++
		k.notification = bytes.HasPrefix(value, []byte(`"aws:`))
	case "eventVersion", "eventTime", "eventName", "eventType", "eventCategory", "eventID", "eventId", "awsRegion",
		"userIdentity", "recipientAccountId", "insightDetails":
		k.marks++
	case recordsKey, "NextToken":
	default:
		k.others++
	}
}

// shape judges the keys of an object, or of the part of it that was seen.
func (k *keysSeen) shape(whole bool) shape {
	switch {
	case k.notification:
		return foreign
	case k.marks >= enoughMarks:
		return records
	case k.marks+k.others == 0, k.marks > 0 && !whole:
		return unclear
	}
	return foreign
}
