package wrapper

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v4"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// yamlAnswer is not an envelope that AWS puts around records but a notation that the CLI writes its answers in, with
// --output yaml or yaml-stream. Each resource, event or row of an answer becomes one line of JSON with the list's key
// around it, so that everything that reads the CLI's JSON reads YAML as well. Entries are parsed one by one, each up to
// maxYAML bytes.
var yamlAnswer = &Wrapper{
	Name:   "yaml",
	Title:  "answer of the AWS CLI with --output yaml",
	URL:    "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html",
	Detect: byContent(isYAML),
	open:   func(r io.Reader) entries { return &yamlEntries{window: newWindow(r)} },
	lines:  true,
}

// maxYAML bounds one entry in bytes. Its tree takes about thirty times as much for a moment.
const maxYAML = 4 << 20

var (
	yamlKey      = lazy.Regexp(`^([A-Za-z][\w@-]*):(?:\s*$|\s+\S)`)
	yamlDash     = lazy.Regexp(`^-(?: +- )*(?: +[A-Za-z][\w@.-]*:(?:\s|$)|\s+\S|$)`)
	yamlOpen     = lazy.Regexp(`:\s*(?:[&!|>]\S*\s*)?(?:#.*)?$`)
	yamlMember   = lazy.Regexp(`^[ \t]*(?:- +)*[A-Z][\w@.-]*:(?:\s|$)`)
	yamlDashed   = lazy.Regexp(`^ *-(?:\s|$)`)
	yamlElements = lazy.Regexp(`^( *)-(?:\s|$)`)
)

// isYAML reports whether each line of the text, as far as it is there, is what a block of YAML has: a key or a dash in
// the first column, or something below them. What people note down often looks like that; but a list does not follow a key
// with a value on its line, and where what stands below the keys has none itself, the text as a whole must be YAML.
func isYAML(prefix []byte) bool {
	first := bytes.TrimLeft(prefix, "\r\n")
	if len(first) == 0 || bytes.IndexByte([]byte("{[\"'<%"), first[0]) >= 0 {
		return false
	}
	const enough = 200 // lines
	keys, nested, n := 0, false, 0
	mayList, answers := true, false
	for line := range bytes.Lines(prefix) {
		if !bytes.HasSuffix(line, []byte("\n")) && len(prefix) >= parsers.HeaderSize {
			break // cut
		}
		if n++; n > enough {
			break
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case isYAMLMark(line):
			mayList = mayList || bytes.HasPrefix(line, []byte("---"))
		case line[0] == ' ' || line[0] == '\t': // a tab is a mistake, and costs no more than its entry
			if keys == 0 && !nested {
				return false
			}
			nested, answers = true, answers || yamlMember().Match(line)
		case yamlKey().Match(line):
			keys++
			mayList = yamlOpen().Match(line)
		case yamlDash().Match(line) && mayList:
			nested, answers = true, answers || yamlMember().Match(line)
			if bytes.Contains(line, []byte(": ")) || bytes.HasSuffix(line, []byte(":")) {
				keys++
			}
		default:
			return false
		}
	}
	if keys == 0 || !nested && keys == 1 {
		return false
	}
	return answers || len(prefix) >= parsers.HeaderSize || parseYAML(prefix, new(yaml.Node)) == nil
}

// isYAMLMark reports whether a line is blank, a comment, or a mark between documents.
func isYAMLMark(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r\n")
	return len(line) == 0 || line[0] == '#' || string(line) == "---" || string(line) == "..."
}

// yamlEntries reads block YAML entry by entry.
type yamlEntries struct {
	window  *window
	begun   bool
	whole   bool   // a document is one entry
	key     string // of the list whose elements are being read
	at      int    // line of the chunk being read
	tree    treeEntries
	records int
}

func (y *yamlEntries) next(line []byte) (entry, error) {
	if !y.begun {
		y.begun = true
		y.whole = y.isResource()
	}
	for {
		if e, ok := y.tree.take(line); ok {
			e.pos.Record = y.records
			y.records++
			return e, nil
		}
		chunk, key, err := y.chunk()
		switch {
		case errors.Is(err, errTooLong):
			y.tree.reject(y.at, err)
			continue
		case err != nil:
			return entry{}, err
		}
		var doc yaml.Node
		switch err := parseYAML(chunk, &doc); {
		case err != nil:
			y.tree.reject(y.at, err)
		case len(doc.Content) > 0:
			y.tree.add(key, doc.Content[0], y.at)
		}
	}
}

func (y *yamlEntries) close() { y.window.close() }

func (y *yamlEntries) notes() []string { return y.tree.notes() }

// parseYAML reads one document. The parser's panics, if there are any left in it, are errors of the text.
func parseYAML(text []byte, doc *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("not valid YAML")
		}
	}()
	if err := yaml.Load(text, doc); err != nil {
		return errors.Join(errors.New("not valid YAML"), err)
	}
	return nil
}

// isResource reports whether the text is a single object and not an answer with lists: it has scalars beside them. An
// answer that is larger than what detection looks at has more in its lists than a resource ever has.
func (y *yamlEntries) isResource() bool {
	if y.window.reach(parsers.HeaderSize) {
		return false
	}
	for line := range bytes.Lines(y.window.text()) {
		m := yamlKey().FindSubmatch(line)
		if m == nil {
			continue
		}
		value := bytes.TrimSpace(line[len(m[1])+1:])
		if len(value) > 0 && string(value) != "[]" && string(value) != "{}" && !isCompanion(string(m[1])) {
			return true
		}
	}
	return false
}

// chunk returns the next entry's text, with the key of the list that it is an element of. The text is valid until the
// window moves on.
func (y *yamlEntries) chunk() (text []byte, key string, err error) {
	for {
		line, err := y.line(0)
		if err != nil {
			return nil, "", err
		}
		if isYAMLMark(line) {
			if bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("...")) {
				y.key = ""
			}
			y.window.drop(len(line))
			continue
		}
		y.at = y.window.line
		switch {
		case y.whole:
			text, err = y.gather(func(line []byte) bool {
				return !bytes.HasPrefix(line, []byte("---")) && !bytes.HasPrefix(line, []byte("..."))
			})
		case y.key != "" && yamlDashed().Match(line):
			indent := len(line) - len(bytes.TrimLeft(line, " "))
			text, err = y.gather(func(line []byte) bool { return isBelow(line, indent) })
		case y.openList(line):
			continue
		default:
			y.key = ""
			text, err = y.gather(func(line []byte) bool { return isBelow(line, 0) })
		}
		return text, y.key, err
	}
}

// openList moves into the list that begins behind a line with nothing but its key.
func (y *yamlEntries) openList(line []byte) bool {
	m := yamlKey().FindSubmatch(line)
	if m == nil || len(bytes.TrimSpace(line[len(m[1])+1:])) > 0 {
		return false
	}
	key, length := string(m[1]), len(line)
	next, err := y.line(length)
	if err != nil || !yamlElements().Match(next) {
		return false
	}
	y.key = key
	y.window.drop(length)
	return true
}

// isBelow reports whether a line belongs to the entry that begins at the given indentation.
func isBelow(line []byte, indent int) bool {
	trimmed := bytes.TrimLeft(line, " ")
	return len(bytes.TrimSpace(trimmed)) == 0 || len(line)-len(trimmed) > indent
}

// line returns the line that begins at the given place of the window.
func (y *yamlEntries) line(from int) ([]byte, error) {
	if !y.window.reach(from + 1) {
		return nil, y.end()
	}
	end, ok := y.window.lineEnd(from)
	if !ok {
		return y.window.text()[from:], nil // the entry will be found to be too long
	}
	return y.window.text()[from:end], nil
}

func (y *yamlEntries) end() error {
	if y.window.err != nil {
		return y.window.err
	}
	return io.EOF
}

// gather takes the first line of the window and those behind it that go on with it off the window. Of an entry that is
// too long nothing is returned but errTooLong.
func (y *yamlEntries) gather(goesOn func(line []byte) bool) ([]byte, error) {
	length, tooLong := 0, false
	for first := true; ; first = false {
		line, err := y.line(length)
		if err != nil || !first && !goesOn(line) {
			break
		}
		if length += len(line); length > maxYAML || y.window.full() {
			tooLong = true
			y.window.drop(length)
			length = 0
		}
	}
	if y.window.err != nil && y.window.err != io.EOF {
		return nil, y.window.err
	}
	text := y.window.text()[:length]
	y.window.drop(length)
	if tooLong {
		return nil, errTooLong
	}
	return text, nil
}
