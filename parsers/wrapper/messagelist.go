package wrapper

import (
	"bytes"

	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// messageList is a text list that is of log events beyond doubt, whatever log group they are from: some message begins with a
// time, or as the messages of Lambda do, or stands beside a time in milliseconds.
var messageList = ofLogEvents(jsonList(0, textList.Name, "list of the messages of log events that --query left of an answer",
	"https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-filter.html",
	holdsLogEvents,
	form{message: messageOfCells, loggedAt: timeOfMessage}))

// logged is how the messages of applications begin that cannot be mistaken for other texts, as they stand in JSON: with the
// platform's words, a time or a level and a time, or as an object with a level.
var logged = lazy.Regexp(`^"(?:` +
	`(?:INIT_START|START|END|REPORT) (?:RequestId|Runtime Version): ` +
	`|(?:\[?[A-Z]{4,8}\]?(?:\\t| )+)?\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d` +
	`|\{(?:[^\\]|\\.)*?\\"(?:level|levelname|severity)\\":` +
	`)`)

func holdsLogEvents(prefix []byte) (found bool) {
	const (
		most         = 20
		milliseconds = 13 // digits
	)
	i := skipSpace(prefix, 0)
	if i = skipSpace(prefix, i+1); i >= len(prefix) || prefix[i] != '"' && prefix[i] != '[' {
		return false
	}
	seen := 0
	eachElement(prefix, func(value []byte) bool {
		switch value[0] {
		case '"':
			found = logged().Match(value) && isMessage(value)
		case '[':
			at := timeOfCells(value)
			found = texts(value) == 1 && len(at) == milliseconds && !loggedAt(at).IsZero() && isMessage(value)
		}
		seen++
		return !found && seen < most
	})
	return found
}

// timeOfMessage returns the time of a row, or that with which a message of an application begins, if it states its zone.
func timeOfMessage(raw []byte) []byte {
	if raw[0] == '[' {
		return timeOfCells(raw)
	}
	text := raw[1:]
	if at := ownTime().FindIndex(raw); at != nil {
		text = raw[at[1]:]
	}
	if stamp, ok := textlog.ParseStamp(text); ok && stamp.Zoned {
		return bytes.TrimSpace(text[:stamp.Length])
	}
	return nil
}

// ownTime finds where the time begins behind a level, or in an object.
var ownTime = lazy.Regexp(`^"(?:\[[A-Z]{4,8}\](?:\\t| )+|\{(?:[^\\]|\\.)*?\\"(?:timestamp|time|@timestamp)\\": ?\\")`)
