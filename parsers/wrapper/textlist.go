package wrapper

import (
	"bytes"
	"fmt"
)

// textList is what --query leaves of an answer when only messages are asked for: a list of texts ('events[].message',
// 'Events[].CloudTrailEvent'), of rows with a text among their cells ('events[].[timestamp,message]'), or of objects whose
// keys the query has named, which are taken for messages only where they are records of CloudTrail.
var textList = jsonList(0, "text-list", "list of messages that --query left of an answer",
	"https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-filter.html",
	holdsMessages,
	form{message: messageOfCells, loggedAt: timeOfCells})

// messageObjects is what log shippers write, and streams of flow logs ({"message":"2 1234..."}, with or without something in
// between), and what jq makes of the events of a log group.
var messageObjects = jsonList(markMessageKey, "message-objects", "log lines, each the message of a JSON object, as streams and log shippers write them",
	"https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html",
	func(prefix []byte) bool {
		seen := 0
		for _, path := range [][]string{{"message"}, {"[]", "message"}} {
			for value := range valuesAt(prefix, path...) {
				if value[0] == '"' && isMessage(value) {
					return true
				}
				if seen++; seen == looks {
					return false
				}
			}
		}
		return false
	},
	form{message: memberOf("message"), loggedAt: valueAt("timestamp")})

// looks is how many entries are looked at: the first may be the title of a log.
const looks = 4

// embeddedRecord is how a record of CloudTrail begins that is a string of JSON.
var embeddedRecord = []byte(`"{\"eventVersion\"`)

func holdsMessages(prefix []byte) (found bool) {
	i := skipSpace(prefix, 0)
	if i = skipSpace(prefix, i+1); i >= len(prefix) {
		return false
	}
	if prefix[i] != '"' && prefix[i] != '[' && (prefix[i] != '{' || !bytes.Contains(prefix, embeddedRecord)) {
		return false
	}
	seen := 0
	eachElement(prefix, func(value []byte) bool {
		found, seen = isMessage(value), seen+1
		return !found && seen < looks
	})
	return found
}

// isMessage tells messages from names, addresses and IDs: records are objects, and lines of logs have several columns. A
// line that stands beside other texts may as well be what describes them.
func isMessage(value []byte) bool {
	const minLength, minColumns = 30, 4
	text := longestText(value)
	switch {
	case value[0] == '{':
		return bytes.HasPrefix(text, embeddedRecord)
	case len(text) < minLength:
		return false
	case bytes.HasPrefix(text, []byte(`"{`)):
		return true
	case value[0] == '[' && texts(value) > 1:
		return false
	}
	columns := 1
	for _, separator := range []string{" ", ",", `\t`} {
		columns += bytes.Count(text, []byte(separator))
	}
	return columns >= minColumns
}

// texts returns how many cells of a row are strings.
func texts(row []byte) (n int) {
	eachElement(row, func(cell []byte) bool {
		if cell[0] == '"' {
			n++
		}
		return true
	})
	return n
}

// longestText returns the longest string of a row, or the value itself if it is a string; nil if there is none.
func longestText(value []byte) (text []byte) {
	if len(value) > 0 && value[0] == '"' {
		return value
	}
	longer := func(cell []byte) bool {
		if cell[0] == '"' && len(cell) > len(text) {
			text = cell
		}
		return true
	}
	eachElement(value, longer)
	eachMember(value, func(_, member []byte) bool { return longer(member) })
	return text
}

func messageOfCells(raw []byte) (value []byte, leftOut string, err error) {
	if value = longestText(raw); value == nil {
		return nil, "", fmt.Errorf("%w: neither a text nor a row with one", errNoMessage)
	}
	return value, "", nil
}

// timeOfCells returns the first number of a row: log events have their times as numbers.
func timeOfCells(raw []byte) (value []byte) {
	eachElement(raw, func(cell []byte) bool {
		if '0' <= cell[0] && cell[0] <= '9' {
			value = cell
		}
		return value == nil
	})
	return value
}
