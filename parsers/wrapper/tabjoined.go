package wrapper

import (
	"bytes"
	"io"

	"hamari/parsers"
)

// tabJoined is what the CLI prints of a list of messages as text: all of them on one line, which no format reads as more
// than one record.
var tabJoined = &Wrapper{
	Name:   "tab-joined",
	Title:  "list of messages that --query left of an answer, printed by --output text",
	URL:    "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html",
	Detect: byContent(isTabJoined),
	marks:  notJSON,
	open:   func(r io.Reader) entries { return &tabEntries{window: newWindow(r)} },
	lines:  true,
}

// isTabJoined reports whether the first line has a tab behind which another message begins like the first one.
func isTabJoined(prefix []byte) bool {
	const minLength, minBlanks = 40, 4
	line := headerLine(prefix)
	tab := bytes.IndexByte(line, '\t')
	if tab < minLength || bytes.Count(line[:tab], []byte(" ")) < minBlanks {
		return false
	}
	first := opening(line)
	for ; first != "" && tab >= 0; tab = nextTab(line, tab) {
		if opening(line[tab+1:]) == first {
			return true
		}
	}
	return false
}

// nextTab returns the place of the tab behind the one at i, or -1.
func nextTab(line []byte, i int) int {
	if next := bytes.IndexByte(line[i+1:], '\t'); next >= 0 {
		return i + 1 + next
	}
	return -1
}

// maxOpening is how many bytes the first two words of a line may have.
const maxOpening = 160

// opening returns the shape of the first two words: 0 for digits, x for letters, h for both mixed. Messages of one log
// share it, with at least one number or ID in it; it is empty where there are no such words.
func opening(text []byte) string {
	var shape []byte
	words, telling := 0, false
	for _, c := range text[:min(len(text), maxOpening)] {
		class := c
		switch {
		case '0' <= c && c <= '9':
			class = '0'
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			class = 'x'
		case c == ' ':
			if words++; words == 2 && telling {
				return string(shape)
			}
		case c < ' ':
			return ""
		}
		last := len(shape) - 1
		switch isWord := class == '0' || class == 'x'; {
		case isWord && last >= 0 && (shape[last] == class || shape[last] == 'h'):
		case isWord && last >= 0 && (shape[last] == '0' || shape[last] == 'x'):
			shape[last] = 'h'
		default:
			shape = append(shape, class)
		}
		telling = telling || class == '0'
		if words == 2 {
			return ""
		}
	}
	return ""
}

// tabEntries reads messages that tabs or line ends part. Those within a message are told by what follows them, which is
// not the beginning of another one.
type tabEntries struct {
	window *window
	first  string // how a message begins
	count  int
}

func (t *tabEntries) notes() []string { return nil }

func (t *tabEntries) close() { t.window.close() }

func (t *tabEntries) next(line []byte) (entry, error) {
	t.window.reach(maxOpening)
	text := t.window.text()
	if len(text) == 0 {
		return entry{}, t.window.err
	}
	if t.count == 0 {
		t.first = opening(text)
	}
	e := entry{pos: parsers.Pos{Record: t.count, Line: t.window.line, Offset: t.window.offset()}}
	t.count++
	end, next, ok := t.end()
	if ok {
		e.message = append(line, t.window.text()[:end]...)
	} else {
		e.err = errTooLong
	}
	for !ok {
		t.window.drop(next)
		_, next, ok = t.end()
	}
	t.window.drop(next)
	return e, nil
}

// end returns where the message ends and where the next one begins; ok is false if it is too long.
func (t *tabEntries) end() (end, next int, ok bool) {
	for i := 0; ; {
		if separator := bytes.IndexAny(t.window.text()[i:], "\t\n"); separator >= 0 {
			i += separator + 1
			t.window.reach(i + maxOpening)
			if rest := t.window.text()[i:]; len(rest) == 0 || opening(rest) == t.first {
				return i - 1, i, true
			}
			continue
		}
		i = len(t.window.text())
		if !t.window.more() {
			return i, i, !t.window.full()
		}
	}
}
