package scan

import (
	"bytes"
	"maps"
	"time"

	"github.com/cespare/xxhash/v2"

	"hamari/correlate/match"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/console"
)

// maxToldFailures is how many failures are remembered, in some 20 bytes each. Beyond, messages are not held against records.
const maxToldFailures = 300_000

// leastTold is how long a message must be that names no operation to be known again by its words alone.
const leastTold = 40

// failures are the calls that CloudTrail has on record as failed, by what they said. Whoever pastes the message of such a
// call, or logs it, tells of what the record tells better: who called, for what, and when.
type failures struct {
	known map[uint64]bool // hashes
	full  bool
}

// call takes in a CloudTrail record.
func (f *failures) call(ev *parsers.Event) {
	message := ev.Value(cloudtrail.SlotErrorMessage)
	if f.full || !message.Exists() {
		return
	}
	operation, minute := ev.Value(cloudtrail.SlotEventName), ev.Time.Unix()/60
	f.add(hashOf(message, operation, 0))
	f.add(hashOf(message, operation, minute))
	if len(message) >= leastTold {
		f.add(hashOf(message, nil, 0))
		f.add(hashOf(message, nil, minute))
	}
	f.full = len(f.known) > maxToldFailures
}

func (f *failures) add(hash uint64) {
	if f.known == nil {
		f.known = map[uint64]bool{}
	}
	f.known[hash] = true
}

func (f *failures) merge(o *failures) {
	if f.known == nil {
		f.known = o.known
	} else {
		maps.Copy(f.known, o.known)
	}
	f.full = f.full || o.full || len(f.known) > maxToldFailures
}

// tells reports whether a call is on record that failed with these words: of the time of the message, give or take two minutes
// for what a client repeats by itself, or of any where the message has none.
func (f *failures) tells(message, operation string, at time.Time) bool {
	if f.full || len(f.known) == 0 || message == "" {
		return false
	}
	words, name := []byte(message), []byte(operation)
	if at.IsZero() {
		return f.known[hashOf(words, name, 0)]
	}
	for minute := at.Unix()/60 - 2; minute <= at.Unix()/60+2; minute++ {
		if f.known[hashOf(words, name, minute)] {
			return true
		}
	}
	return false
}

// hashOf is that of a message without its white space, which mails break.
func hashOf(message, operation []byte, minute int64) uint64 {
	var d xxhash.Digest
	d.Reset()
	for word := range bytes.FieldsSeq(message) {
		_, _ = d.Write(word) // never fails
	}
	_, _ = d.Write([]byte{0})
	_, _ = d.Write(operation)
	_, _ = d.Write([]byte{0, byte(minute), byte(minute >> 8), byte(minute >> 16), byte(minute >> 24), byte(minute >> 32)})
	return d.Sum64()
}

// markTold tells which messages are of calls of which the record is there.
func (s *State) markTold() {
	for i, step := range s.plan.Steps {
		if step.Kind == console.Kind {
			for _, found := range s.sightings[i] {
				found.Told = s.isTold(found)
			}
		}
	}
	s.Access.DropMessages(s.failed.tells)
}

func (s *State) isTold(found *match.Sighting) bool {
	text := func(slot int) string {
		v, _ := found.Field(console.Kind.Fields[slot].Name).(string)
		return v
	}
	at := found.Start
	if found.Wall {
		at = time.Time{} // nobody knows of which zone
	}
	return s.failed.tells(text(console.SlotMessage), text(console.SlotOperation), at)
}
