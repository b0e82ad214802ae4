package access

import (
	"maps"
	"time"
)

// words are what a message says, of which operation, and when.
type words struct {
	message, operation string
	at                 time.Time
}

func (d *denial) say(id uint64, w words) {
	if d.words == nil {
		d.words = map[uint64]words{}
	}
	d.words[id] = w
}

// DropMessages takes out refusals of which there are nothing but messages, each of a call that is told to be on record: the
// record knows the caller by another name, or shows that the call was none that counts, such as one that only asked.
func (l *Lens) DropMessages(told func(message, operation string, at time.Time) bool) {
	maps.DeleteFunc(l.denials, func(_ denialKey, d *denial) bool {
		if len(d.words) < len(d.seen) {
			return false
		}
		for _, w := range d.words {
			if !told(w.message, w.operation, w.at) {
				return false
			}
		}
		l.events -= len(d.seen)
		return true
	})
}
