package lenstest

import (
	"testing"

	"hamari/parsers"
)

// Sink hands events to a lens. A record that is rejected fails the test.
type Sink struct {
	T    testing.TB
	Take func(*parsers.Event)
}

// Event hands over an event.
func (s Sink) Event(ev *parsers.Event) error {
	s.Take(ev)
	return nil
}

// Reject fails the test.
func (s Sink) Reject(e *parsers.SyntaxError) { s.T.Errorf("rejected: %v", e) }

// Note is of no interest to lenses.
func (s Sink) Note(string) {}
