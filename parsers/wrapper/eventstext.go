package wrapper

import (
	"bytes"
	"errors"
	"io"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// logEventsText is what --output text makes of log events. The CLI sorts the columns by their names, and neither tabs nor
// line ends within a message are escaped: a message ends where the time stands that follows it.
var logEventsText = &Wrapper{
	Name:   "log-events-text",
	Title:  "answer of aws logs get-log-events or filter-log-events with --output text",
	URL:    "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html",
	Detect: byContent(isEventsText),
	marks:  notJSON,
	open:   func(r io.Reader) entries { return &textEvents{window: newWindow(r)} },
	lines:  true,

	LogEvents: true,
}

var (
	eventsMark = []byte("EVENTS\t")
	eventsHead = lazy.Regexp(`^EVENTS\t(?:\d{40,}\t\d{13}\t([^\t\n]*)|\d{13})\t`) // ID, ingestion and stream, or ingestion
	eventsTail = lazy.Regexp(`\t(\d{13})\r?\n?$`)

	errNoTimeBehind = errors.New("no time behind the message")
)

// isEventsText looks at the first lines: tokens and the streams that were searched may stand before the events.
func isEventsText(prefix []byte) bool {
	const most = 50
	if !bytes.Contains(prefix, eventsMark) {
		return false
	}
	n := 0
	for line := range bytes.Lines(prefix) {
		if eventsHead().Match(line) {
			return true
		}
		if n++; n == most {
			break
		}
	}
	return false
}

type textEvents struct {
	window *window
	count  int
}

func (t *textEvents) notes() []string { return nil }

func (t *textEvents) close() { t.window.close() }

func (t *textEvents) next(line []byte) (entry, error) {
	end, ok := t.window.lineEnd(0)
	if end == 0 {
		return entry{}, t.window.err
	}
	e := entry{pos: parsers.Pos{Record: t.count, Line: t.window.line, Offset: t.window.offset()}}
	t.count++
	head := eventsHead().FindSubmatchIndex(t.window.text()[:end])
	if head == nil {
		e.leftOut = "line beside the events"
		t.window.dropLine()
		return e, nil
	}
	for start := 0; ok; {
		text := t.window.text()[:end]
		if tail := eventsTail().FindSubmatchIndex(text[start:]); tail != nil && start+tail[0] >= head[1]-1 {
			e.message = append(line, text[head[1]:max(head[1], start+tail[0])]...)
			if needsTime(e.message) {
				e.at = loggedAt(text[start+tail[2] : start+tail[3]])
			}
			if head[2] >= 0 {
				e.stream = text[head[2]:head[3]]
			}
			t.window.drop(end)
			return e, nil
		}
		start = end
		if end, ok = t.window.lineEnd(start); end == start || bytes.HasPrefix(t.window.text()[start:end], eventsMark) {
			e.err = errNoTimeBehind
			t.window.drop(start)
			return e, nil
		}
	}
	e.err = errTooLong
	t.window.dropLine()
	return e, nil
}
