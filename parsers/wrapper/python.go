package wrapper

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"hamari/parsers/lazy"
)

// pythonRepr is a notation, too: what print or pprint of an answer of boto3 writes. Each document, up to maxYAML bytes, is
// turned into JSON and then taken apart like YAML.
var pythonRepr = &Wrapper{
	Name:   "python",
	Title:  "answer of boto3 as Python prints it",
	URL:    "https://docs.aws.amazon.com/boto3/latest/guide/quickstart.html",
	Detect: byContent(func(prefix []byte) bool { return pythonBegin().Match(prefix) }),
	open:   func(r io.Reader) entries { return &pythonEntries{window: newWindow(r)} },
	lines:  true,
}

// pythonBegin is an object whose first key stands in single quotes, perhaps behind the command that was copied along.
var pythonBegin = lazy.Regexp(`^\s*(?:` + promptLine + `\s*){0,3}(?:\[\s*){0,4}\{\s*'[A-Za-z]`)

// pythonPrompt is a line of a shell or of Python that waits for a command, with the command.
var pythonPrompt = lazy.Regexp(`^` + promptLine)

const promptLine = `(?:\[?[\w.-]+@[^\n$#]*[$#]|[$#%]|PS [^\n>]*>|[A-Z]:\\[^\n>]*>|>>>|In \[\d+\]:)[ \t][^\n]*\n`

var (
	errPythonString = errors.New("string that is not closed")
	errPythonWord   = errors.New("value that is not a literal")
	errPythonDate   = errors.New("date that is not understood")
	errNotOpened    = errors.New("text that is no object or list")
)

// pythonEntries reads literals of Python, one document after the other.
type pythonEntries struct {
	window  *window
	tree    treeEntries
	records int
	local   bool // a date is in the zone of the machine that printed it
}

func (p *pythonEntries) next(line []byte) (entry, error) {
	for {
		if e, ok := p.tree.take(line); ok {
			e.pos.Record = p.records
			p.records++
			return e, nil
		}
		text, at, err := p.document()
		switch {
		case errors.Is(err, errTooLong) || errors.Is(err, errNotOpened):
			p.tree.reject(at, err)
			continue
		case err != nil:
			return entry{}, err
		}
		literal := python{text: text}
		var doc yaml.Node
		if err := literal.translate(); err != nil {
			p.tree.reject(at+bytes.Count(text[:literal.at], []byte{'\n'}), err)
		} else if err := parseYAML(literal.out, &doc); err != nil {
			p.tree.reject(at, errors.New("not a literal of Python"))
		} else if len(doc.Content) > 0 {
			p.tree.add("", doc.Content[0], at)
		}
		p.local = p.local || literal.local
	}
}

func (p *pythonEntries) close() { p.window.close() }

func (p *pythonEntries) notes() []string {
	notes := p.tree.notes()
	if p.local {
		notes = append(notes, "some times are in the zone of the machine that printed them, and the text does not say which: they are taken for UTC")
	}
	return notes
}

// document returns the next document and the line that it begins in.
func (p *pythonEntries) document() (text []byte, line int, err error) {
	for {
		if !p.window.reach(1) {
			if p.window.err != nil {
				return nil, 0, p.window.err
			}
			return nil, 0, io.EOF
		}
		switch c := p.window.text()[0]; {
		case bytes.IndexByte([]byte(" \t\r\n"), c) >= 0:
			p.window.drop(1)
			continue
		case c != '{' && p.prompt():
			p.window.dropLine()
			continue
		}
		break
	}
	line = p.window.line
	if c := p.window.text()[0]; c != '{' && c != '[' {
		p.window.dropLine()
		return nil, line, errNotOpened
	}
	length := p.length()
	if length > maxYAML {
		p.window.drop(length)
		p.window.dropLine()
		return nil, line, errTooLong
	}
	if p.window.err != nil && p.window.err != io.EOF {
		return nil, line, p.window.err
	}
	text = bytes.Clone(p.window.text()[:length])
	p.window.drop(length)
	return text, line, nil
}

// prompt reports whether the window begins with a command that was copied along.
func (p *pythonEntries) prompt() bool {
	p.window.lineEnd(0)
	return pythonPrompt().Match(p.window.text())
}

// length returns how long the document is that begins the window, as far as the window may reach.
func (p *pythonEntries) length() int {
	depth, quote, escaped := 0, byte(0), false
	for i := 0; ; i++ {
		if i > maxYAML || !p.window.reach(i+1) {
			return i
		}
		switch c := p.window.text()[i]; {
		case escaped:
			escaped = false
		case quote != 0:
			escaped = c == '\\'
			if c == quote || c == '\n' {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{' || c == '[' || c == '(':
			depth++
		case c == '}' || c == ']' || c == ')':
			if depth--; depth <= 0 {
				return i + 1
			}
		}
	}
}

// python translates a literal into JSON. Lines stay lines.
type python struct {
	text  []byte
	at    int
	out   []byte
	local bool
}

func (p *python) translate() error {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '\'' || c == '"':
			s, err := p.strings()
			if err != nil {
				return err
			}
			p.quote(s)
		case c == '(': // pprint breaks long strings into several in parentheses
			p.at++
		case c == ')':
			p.at++
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_':
			if err := p.word(); err != nil {
				return err
			}
		case c >= '0' && c <= '9':
			n := len(pythonNumber().Find(p.text[p.at:]))
			p.out = append(p.out, p.text[p.at:p.at+n]...)
			p.at += n
		case c == '<':
			return errPythonWord
		default:
			p.out = append(p.out, c)
			p.at++
		}
	}
	return nil
}

func (p *python) quote(s string) {
	quoted, _ := json.Marshal(s) // of a string it cannot fail
	p.out = append(p.out, quoted...)
}

// strings reads a string and those that follow it with nothing but white space between.
func (p *python) strings() (string, error) {
	var all []byte
	for {
		s, err := p.string()
		if err != nil {
			return "", err
		}
		all = append(all, s...)
		next := skipSpace(p.text, p.at)
		if next == len(p.text) || p.text[next] != '\'' && p.text[next] != '"' {
			return string(all), nil
		}
		p.out = append(p.out, bytes.Repeat([]byte{'\n'}, bytes.Count(p.text[p.at:next], []byte{'\n'}))...)
		p.at = next
	}
}

var pythonEscapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': "\\", '\'': "'", '"': "\"", 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00"}

// string reads one string.
func (p *python) string() (s []byte, err error) {
	quote := p.text[p.at]
	for i := p.at + 1; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == quote:
			p.at = i + 1
			return s, nil
		case c == '\n':
			return nil, errPythonString
		case c != '\\':
			s = append(s, c)
		default:
			i++
			r, width := pythonEscape(p.text[i:])
			s, i = append(s, r...), i+width-1
		}
	}
	return nil, errPythonString
}

// pythonEscape returns what the escape behind a backslash stands for, and its length.
func pythonEscape(text []byte) (string, int) {
	if len(text) == 0 {
		return `\`, 1
	}
	if s, known := pythonEscapes[text[0]]; known {
		return s, 1
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[text[0]]
	if digits > 0 && len(text) > digits {
		if n, err := strconv.ParseUint(string(text[1:1+digits]), 16, 32); err == nil {
			return string(rune(n)), 1 + digits
		}
	}
	return `\` + string(text[0]), 1
}

var (
	pythonNumber = lazy.Regexp(`^[0-9.]+(?:[eE][-+]?[0-9]+)?`)
	pythonName   = lazy.Regexp(`^[A-Za-z_][\w.]*`)
	pythonDate   = lazy.Regexp(`^\(\s*(\d{1,4}),\s*(\d{1,2}),\s*(\d{1,2})(?:,\s*(\d{1,2}))?(?:,\s*(\d{1,2}))?(?:,\s*(\d{1,2}))?(?:,\s*(\d{1,6}))?(?:,\s*tzinfo=([^\n]*?))?\s*\)(?:[,}\]\s]|$)`)
	zoneOffset   = lazy.Regexp(`^(?:tzoffset\([^,]*,\s*(-?\d{1,5})\)|datetime\.timezone\(datetime\.timedelta\((?:days=(-1),\s*)?seconds=(\d{1,5})\)\))$`)
)

// word reads a name: a constant, a date, or a call around a literal.
func (p *python) word() error {
	name := pythonName().Find(p.text[p.at:])
	switch string(name) {
	case "True", "False":
		p.out = append(p.out, strings.ToLower(string(name))...)
	case "None":
		p.out = append(p.out, "null"...)
	case "b", "u", "r": // in front of a string
	case "Decimal", "OrderedDict", "dict":
	case "datetime.datetime", "datetime.date", "datetime":
		return p.date(len(name))
	default:
		return fmt.Errorf("%w: %.40s", errPythonWord, name)
	}
	p.at += len(name)
	return nil
}

// date reads the arguments of a date and writes it as the CLI would.
func (p *python) date(name int) error {
	rest := p.text[p.at+name:]
	m := pythonDate().FindSubmatchIndex(rest[:min(len(rest), 300)])
	if m == nil {
		return errPythonDate
	}
	var parts [7]int
	for i := range parts {
		if from := m[2*(i+1)]; from >= 0 {
			parts[i], _ = strconv.Atoi(string(rest[from:m[2*(i+1)+1]])) // digits only
		}
	}
	zone := ""
	if m[16] >= 0 {
		zone = string(rest[m[16]:m[17]])
	}
	location, known := pythonZone(zone)
	p.local = p.local || !known && m[8] >= 0
	t := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6]*1000, location)
	p.quote(t.Format(time.RFC3339Nano))
	end := bytes.LastIndexByte(rest[:m[1]], ')') + 1
	p.at += name + end
	return nil
}

// pythonZone returns the zone of a date, and whether it is told.
func pythonZone(text string) (*time.Location, bool) {
	switch text {
	case "tzutc()", "datetime.timezone.utc", "timezone.utc", "UTC", "<UTC>":
		return time.UTC, true
	}
	m := zoneOffset().FindStringSubmatch(text)
	if m == nil {
		return time.UTC, false
	}
	seconds, _ := strconv.Atoi(m[1] + m[3]) // one of them is empty
	if m[2] != "" {
		const day = 24 * 60 * 60
		seconds -= day
	}
	return time.FixedZone("", seconds), true
}
