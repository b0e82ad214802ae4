package wrapper

import (
	"bytes"
	"io"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// logFile is a log file of a database as the CLI prints it unless it is told to print text: one string of JSON. Its lines
// are the entries.
var logFile = &Wrapper{
	Name:   "log-file-portion",
	Title:  "answer of aws rds download-db-log-file-portion",
	URL:    "https://docs.aws.amazon.com/cli/latest/reference/rds/download-db-log-file-portion.html",
	Detect: byContent(func(prefix []byte) bool { return has(prefix, "LogFileData") }),
	marks:  markLogFile,
	open:   func(r io.Reader) entries { return &logFileEntries{window: newWindow(r)} },
}

var (
	logFileKey = lazy.Regexp(`"LogFileData"\s*:\s*"`)
	pendingKey = lazy.Regexp(`"AdditionalDataPending"\s*:\s*(true|false)`)
)

// maxBeside bounds what stands beside the lines in one answer: a marker, and whether there is more.
const maxBeside = 4 << 10

// logFileEntries reads the lines of one or more such answers.
type logFileEntries struct {
	window  *window
	inside  bool // the string
	pending bool // the last answer says that the file has more lines
	count   int
}

func (l *logFileEntries) close() { l.window.close() }

func (l *logFileEntries) notes() []string {
	switch {
	case l.inside:
		return []string{"the text ends inside LogFileData: it was cut"}
	case l.pending:
		return []string{"AdditionalDataPending: the log file has more lines than these"}
	}
	return nil
}

func (l *logFileEntries) next(line []byte) (entry, error) {
	if !l.inside && !l.seek() || !l.window.reach(1) {
		return entry{}, l.window.err
	}
	e := entry{pos: parsers.Pos{Record: l.count, Line: l.window.line, Offset: l.window.offset()}}
	l.count++
	end, next, ok := l.lineEnd()
	if ok {
		e.message = appendUnescaped(line, l.window.text()[:end])
	} else {
		e.err = errTooLong
	}
	for !ok {
		l.window.drop(next)
		_, next, ok = l.lineEnd()
	}
	l.window.drop(next)
	return e, nil
}

// seek moves to the beginning of the next string; false if there is none.
func (l *logFileEntries) seek() bool {
	for l.window.reach(1) {
		l.window.reach(2 * maxBeside)
		text := l.window.text()
		beside := text
		place := logFileKey().FindIndex(text)
		if place != nil {
			beside = text[:place[0]]
		}
		if all := pendingKey().FindAllSubmatch(beside, -1); len(all) > 0 {
			l.pending = string(all[len(all)-1][1]) == "true"
		}
		if place != nil {
			l.window.drop(place[1])
			l.inside = true
			return true
		}
		l.window.drop(max(len(text)-maxBeside, min(len(text), maxBeside)))
	}
	return false
}

// lineEnd returns where the line ends and where the next begins, and notes the end of the string; ok is false if the line
// is too long.
func (l *logFileEntries) lineEnd() (end, next int, ok bool) {
	for i := 0; ; {
		found := bytes.IndexAny(l.window.text()[i:], "\\\"\n")
		if found < 0 {
			i = len(l.window.text())
			if !l.window.more() {
				return i, i, !l.window.full()
			}
			continue
		}
		i += found
		switch c := l.window.text()[i]; {
		case c == '\n':
			return i, i + 1, true
		case c == '"':
			l.inside = false
			return i, i + 1, true
		case !l.window.reach(i + 2):
			return i, i + 1, !l.window.full() // cut
		case l.window.text()[i+1] == 'n':
			return i, i + 2, true
		}
		i += 2
	}
}
