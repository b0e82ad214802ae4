package console

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"hamari/parsers"
	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

func detect(h *parsers.Header) parsers.Confidence {
	if h.LogEvents || textlog.IsJSON(h.Prefix) || bytes.IndexByte(h.Prefix, 0) >= 0 {
		return parsers.No
	}
	if !slices.ContainsFunc(forms, func(f form) bool { return bytes.Contains(h.Prefix, f.word) }) && !hasPacked(h.Prefix) {
		return parsers.No
	}
	p := newPage(func(*paragraph, *found) error { return errFound })
	lines := textlog.NewReader(bytes.NewReader(h.Prefix), everyLine)
	for {
		rec, err := lines.Next()
		if err != nil {
			break
		}
		if p.line(rec) != nil {
			return parsers.ByPart
		}
	}
	if p.end() != nil {
		return parsers.ByPart
	}
	return parsers.No
}

// errFound ends a detection: one message is enough.
var errFound = fmt.Errorf("a message was found")

func everyLine([]byte) bool { return true }

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	e := &emitter{Emitter: textlog.NewEmitter(Kind, src, sink)}
	p := newPage(e.emit)
	e.page = p
	p.json = src.Pasted
	err := textlog.Each(ctx, textlog.NewReader(r, everyLine), "text with error messages", p.line)
	if err == nil {
		err = p.end()
	}
	return err
}

// Bounds of a paragraph; what goes on behind them is the next one.
const (
	maxParagraph = 64 << 10 // bytes
	maxLines     = 200
)

// paragraph is a stretch of lines without a blank one, with wrapped lines put together.
type paragraph struct {
	text   []byte
	places []place
}

// place is where a line begins.
type place struct {
	at     int // in the paragraph's text
	number int // of the line
	offset int64
}

// placeOf returns the place of the line that holds a byte of the text.
func (p *paragraph) placeOf(at int) place {
	i, exact := slices.BinarySearchFunc(p.places, at, func(q place, at int) int { return q.at - at })
	if !exact {
		i--
	}
	return p.places[max(0, i)]
}

// page goes through the text paragraph by paragraph.
type page struct {
	take   func(*paragraph, *found) error // of each message
	now    paragraph
	last   []byte        // the last line, as it was before it was joined
	soft   bool          // the last line ended in a soft break
	broken bool          // the last line goes on from a soft break
	sent   textlog.Stamp // Date of the mail

	above []byte // last command of the CLI in the paragraph above that no message followed

	mark []byte // of a reply, before the paragraph's first line
	part part   // of a mail

	boundaries []string // lines that end a part

	json     func(text []byte, lines []int) (known bool, err error) // reads JSON; nil where nobody does
	paste    paste
	stripped []byte // scratch
}

func newPage(take func(*paragraph, *found) error) *page { return &page{take: take} }

// line takes in the next line.
func (p *page) line(rec *textlog.Record) error {
	at := place{number: rec.Line, offset: rec.Offset}
	if p.part.packed != nil {
		if taken, err := p.unpack(rec.Text, at); taken || err != nil {
			return err
		}
	}
	if p.soft { // what follows is the rest of a line, with the spaces that it begins with
		text, soft := decode(bytes.TrimPrefix(rec.Text, p.part.mark))
		return p.add(text, soft, at)
	}
	text, soft := unquote(rec.Text), false
	if p.isBoundary(text) {
		if err := p.endPart(); err != nil {
			return err
		}
	}
	if len(p.now.text) == 0 {
		p.mark = append(p.mark[:0], rec.Text[:len(rec.Text)-len(text)]...)
	}
	if p.part.printable {
		text, soft = decode(text)
	}
	return p.add(text, soft, at)
}

// add adds a line that was decoded to the paragraph.
func (p *page) add(text []byte, soft bool, at place) error {
	if p.part.html != nil {
		return p.addHTML(text, soft, at)
	}
	if taken, err := p.gather(text, soft, at); taken || err != nil {
		return err
	}
	return p.addText(text, soft, at)
}

// addText adds a line of text.
func (p *page) addText(text []byte, soft bool, at place) error {
	if len(bytes.TrimSpace(text)) == 0 && !soft && !p.soft {
		return p.flush()
	}
	if len(p.now.text)+len(text) > maxParagraph || len(p.now.places) >= maxLines {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.join(text)
	p.append(text, soft, at)
	return nil
}

// addHTML adds what a line of HTML says. Blank lines end nothing there, and line ends are blanks.
func (p *page) addHTML(line []byte, soft bool, at place) error {
	if p.part.silent {
		return nil
	}
	h := p.part.html
	text := h.strip(p.stripped[:0], line, soft)
	p.stripped = text
	switch n := len(text); {
	case soft:
	case h.pre:
		text = append(text, '\n')
	case n == 0 || text[n-1] != ' ' && text[n-1] != '\n':
		text = append(text, ' ')
	}
	if len(p.now.text)+len(text) > maxParagraph || len(p.now.places) >= maxLines {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if n := len(p.now.text); !h.pre && (n == 0 || p.now.text[n-1] == ' ' || p.now.text[n-1] == '\n') {
		text = bytes.TrimLeft(text, " ")
	}
	if len(bytes.TrimSpace(text)) == 0 {
		if len(p.now.text) > 0 {
			p.now.text = append(p.now.text, text...)
		}
		p.soft = soft
		return nil
	}
	p.append(text, soft, at)
	return nil
}

// append adds a line to the paragraph.
func (p *page) append(text []byte, soft bool, at place) {
	at.at = len(p.now.text)
	p.now.places = append(p.now.places, at)
	p.now.text = append(p.now.text, text[:min(len(text), maxParagraph)]...)
	if !p.soft {
		p.last = p.last[:0]
	}
	p.last, p.broken, p.soft = append(p.last, text...), p.soft, soft
}

// join puts what belongs between the last line and this one.
func (p *page) join(text []byte) {
	switch {
	case len(p.now.text) == 0 || p.soft:
	case goesOnToken(p.now.text, text):
	case p.broken && len(p.last) > maxMail: // its program breaks lines otherwise
		p.now.text = append(p.now.text, '\n')
	case isWrapped(p.last, text):
		p.now.text = append(p.now.text, ' ')
	default:
		p.now.text = append(p.now.text, '\n')
	}
}

// minToken is how long a run of characters must be to be the encoded message rather than a word.
const minToken = 24

// goesOnToken reports whether the encoded message of the last line goes on in this one.
func goesOnToken(before, text []byte) bool {
	return tokenEnd(before) >= minToken && tokenEnd(text) == len(text) && len(text) >= minToken/2
}

// tokenEnd counts the characters of an encoded message at the end of the text.
func tokenEnd(text []byte) int {
	n := 0
	for n < len(text) {
		c := text[len(text)-1-n]
		if c-'0' > 9 && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '_' {
			break
		}
		n++
	}
	return n
}

// Mails are wrapped at 72 to 80 characters; a line that is much longer was not.
const minWidth, maxMail, maxWidth = 72, 80, 100

// isWrapped reports whether a line goes on in the next one: its first word would not have fitted, and no sentence ends
// there.
func isWrapped(last, text []byte) bool {
	last = bytes.TrimRight(last, " \t")
	if len(last) > 0 && len(last) <= maxWidth && goesOn().Match(text) {
		return true
	}
	if len(last) == 0 || len(last) > maxWidth || bytes.IndexByte([]byte(".!?;{}>"), last[len(last)-1]) >= 0 || len(text) == 0 || text[0] == '\t' {
		return false
	}
	word := bytes.IndexByte(text, ' ')
	if word < 0 {
		word = len(text)
	}
	if _, stamped := textlog.ParseStamp(text); stamped || begins().Match(text) {
		return false
	}
	return len(last)+1+word > minWidth
}

var (
	// begins matches what begins a line of its own: a prompt, an item, a header, an indented line, another message.
	begins = lazy.Regexp(`^(?:[$#*>-] |  |(?:From|To|Cc|Date|Sent|Subject): |(?i:content-[a-z-]+|mime-version): |\[|An error occurred |<)`)

	// goesOn matches the sentences that follow another one within a message.
	goesOn = lazy.Regexp(`^(?:User: arn:|Encoded authorization failure message|\(Service: )`)
)

// unquote takes the marks of a reply, and the bar of Terraform's output, off a line.
func unquote(text []byte) []byte {
	for {
		switch {
		case len(text) > 0 && text[0] == '>':
			text = text[1:]
		case bytes.HasPrefix(text, []byte("│")), bytes.HasPrefix(text, []byte("╷")), bytes.HasPrefix(text, []byte("╵")):
			text = text[len("│"):]
		case len(text) > 1 && text[0] == ' ' && (text[1] == '>' || bytes.HasPrefix(text[1:], []byte("│"))):
			text = text[1:]
		default:
			return bytes.TrimPrefix(text, []byte{' '})
		}
	}
}

// flush ends the paragraph and hands over what is in it.
func (p *page) flush() error {
	if len(p.now.text) == 0 {
		return nil
	}
	defer func() { p.now.text, p.now.places, p.soft = p.now.text[:0], p.now.places[:0], false }()
	p.header()
	all := search(p.now.text)
	p.part.told = p.part.told || len(all) > 0 && p.part.isPlain
	for i := range all {
		if err := p.take(&p.now, &all[i]); err != nil {
			return err
		}
	}
	rest := p.now.text
	if len(all) > 0 {
		rest = rest[all[len(all)-1].end:]
	}
	p.above = append(p.above[:0], lastCommand(rest)...)
	return nil
}
