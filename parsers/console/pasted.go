package console

import "bytes"

// Bounds of a piece of JSON that somebody pasted. What grows beyond them is read like any other text.
const (
	maxPasted = 1 << 20 // bytes
	maxDepth  = 100
)

// paste gathers the lines of a JSON text, as long as they can be one.
type paste struct {
	open   bool
	text   []byte // the JSON
	lines  []int  // the number of each line of it
	pieces []piece
	raw    []byte // the lines as they came
	json   outline
}

// piece is a line that was gathered, or what a soft break left of it.
type piece struct {
	end  int // in raw
	soft bool
	at   place
}

// gather takes in a line if it begins a JSON text, or goes on with one. A text that a format knows is read by that, and is no
// text to look for messages in; any other is handed on like the lines that it came in.
func (p *page) gather(text []byte, soft bool, at place) (taken bool, err error) {
	if p.json == nil || len(text) > maxPasted || !p.paste.open && (p.soft || !beginsJSON(text)) {
		return false, nil
	}
	for {
		rest, state := p.paste.take(text, soft, at)
		p.soft = soft
		switch state {
		case open:
			return true, nil
		case broken:
			first := len(p.paste.pieces) == 1
			if !first { // of the lines before nothing else can begin; this one may
				p.paste.drop()
			}
			if err := p.handOn(); err != nil || first {
				return true, err
			}
			if !beginsJSON(text) || p.soft {
				return true, p.addText(text, soft, at)
			}
			continue
		}
		known, err := p.known()
		if err != nil || !known {
			return true, err
		}
		rest = bytes.TrimLeft(rest, " \t,;")
		switch {
		case len(rest) == 0:
			return true, nil
		case !beginsJSON(rest):
			return true, p.addText(rest, soft, at)
		}
		text = rest
	}
}

// known has the text read that was gathered, and reports whether any format knows it.
func (p *page) known() (bool, error) {
	if err := p.flush(); err != nil {
		return false, err
	}
	known, err := p.json(p.paste.text, p.paste.lines)
	if err != nil || known {
		p.paste.reset()
		return known, err
	}
	return false, p.handOn()
}

// handOn hands the lines on that were gathered: they are text like any other.
func (p *page) handOn() error {
	if !p.paste.open {
		return nil
	}
	raw, pieces := p.paste.raw, p.paste.pieces
	p.soft = false
	begin := 0
	for _, l := range pieces {
		if err := p.addText(raw[begin:l.end], l.soft, l.at); err != nil {
			return err
		}
		begin = l.end
	}
	p.paste.reset()
	return nil
}

func (g *paste) reset() {
	g.open, g.json = false, outline{}
	g.text, g.lines, g.pieces, g.raw = g.text[:0], g.lines[:0], g.pieces[:0], g.raw[:0]
}

// drop takes the last piece out again.
func (g *paste) drop() {
	g.pieces = g.pieces[:len(g.pieces)-1]
	g.raw = g.raw[:g.pieces[len(g.pieces)-1].end]
}

// state is what has become of a JSON text.
type state int

const (
	open state = iota
	whole
	broken
)

// take adds a line to the text, and returns what stands behind the end of it.
func (g *paste) take(text []byte, soft bool, at place) (rest []byte, s state) {
	g.open = true
	if n := len(g.text); n == 0 || g.text[n-1] == '\n' {
		g.lines = append(g.lines, at.number)
	}
	g.raw = append(g.raw, text...)
	g.pieces = append(g.pieces, piece{end: len(g.raw), soft: soft, at: at})
	if len(g.raw) > maxPasted {
		return nil, broken
	}
	for i, c := range text {
		g.text = append(g.text, c)
		if s := g.json.next(c); s != open {
			return text[i+1:], s
		}
	}
	switch {
	case soft:
	case g.json.quoted: // a mail breaks lines at blanks
		if n := len(g.text); g.text[n-1] != ' ' {
			g.text = append(g.text, ' ')
		}
	default:
		if g.json.next('\n') == broken {
			return nil, broken
		}
		g.text = append(g.text, '\n')
	}
	return nil, open
}

// beginsJSON reports whether a line may begin an object, or a list of objects.
func beginsJSON(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	if len(line) == 0 || line[0] != '{' && line[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(line[1:], " \t\r")
	return len(next) == 0 || next[0] == '{' || line[0] == '{' && next[0] == '"'
}

// outline follows the brackets and strings of a JSON text, and breaks where it can be none.
type outline struct {
	closers []byte // of the brackets that are open
	quoted  bool   // within a string
	escaped bool
	bare    bool // within a number or a word
	want    want
}

// want is what comes next, other than white space.
type want int

const (
	value     want = iota
	firstItem      // a value or the end of the list
	firstKey       // a key or the end of the object
	key
	colon
	comma // or the end of the list or object
)

// next takes in a byte.
func (o *outline) next(c byte) state {
	switch {
	case o.escaped:
		o.escaped = false
		return open
	case o.quoted:
		o.escaped, o.quoted = c == '\\', c != '"'
		return open
	}
	isBare := c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c == '+' || c == '.'
	if o.bare && isBare {
		return open
	}
	o.bare = false
	switch {
	case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		return open
	case c == '"':
		o.quoted = true
		return o.isNow(value, firstItem, firstKey, key)
	case isBare && bytes.IndexByte([]byte("-0123456789tfn"), c) >= 0:
		o.bare = true
		return o.isNow(value, firstItem)
	case c == ':':
		return o.isNow(colon)
	case c == ',':
		return o.isNow(comma)
	case c == '{' || c == '[':
		return o.opens(c)
	case c == '}' || c == ']':
		return o.closes(c)
	}
	return broken
}

// isNow goes on to what follows what has come, if that is one of those that may come.
func (o *outline) isNow(may ...want) state {
	for _, w := range may {
		if o.want != w {
			continue
		}
		switch w {
		case firstKey, key:
			o.want = colon
		case colon:
			o.want = value
		case comma:
			o.want = value
			if o.closers[len(o.closers)-1] == '}' {
				o.want = key
			}
		default:
			o.want = comma
		}
		return open
	}
	return broken
}

func (o *outline) opens(c byte) state {
	if o.want != value && o.want != firstItem || len(o.closers) == maxDepth {
		return broken
	}
	if c == '{' {
		o.closers, o.want = append(o.closers, '}'), firstKey
	} else {
		o.closers, o.want = append(o.closers, ']'), firstItem
	}
	return open
}

func (o *outline) closes(c byte) state {
	n := len(o.closers)
	if n == 0 || o.closers[n-1] != c || o.want != comma && o.want != firstKey && o.want != firstItem {
		return broken
	}
	o.closers, o.want = o.closers[:n-1], comma
	if n == 1 {
		return whole
	}
	return open
}
