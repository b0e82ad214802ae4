package console

import (
	"hamari/parsers"
	"hamari/parsers/textlog"
)

// Lines finds messages in the lines of a log, for the format that reads it. Each line stands for itself.
type Lines struct{ emitter *emitter }

// NewLines returns what hands the messages of a member over.
func NewLines(src *parsers.Source, sink parsers.Sink) *Lines {
	return &Lines{&emitter{Emitter: textlog.NewEmitter(Kind, src, sink), page: &page{}, undated: true}}
}

// Line emits the messages in a line, and reports whether there are any. The text is the line, or what it stands for.
func (l *Lines) Line(rec *textlog.Record, text []byte) (found bool, err error) {
	all := search(text)
	p := &paragraph{text: text, places: []place{{number: rec.Line, offset: rec.Offset}}}
	for i := range all {
		if err := l.emitter.emit(p, &all[i]); err != nil {
			return true, err
		}
	}
	return len(all) > 0, nil
}
