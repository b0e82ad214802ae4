package scan

import (
	"fmt"
	"testing"
	"time"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// TestFailures holds which messages are those of calls that are on record.
func TestFailures(t *testing.T) {
	at := time.Date(2026, time.March, 4, 10, 0, 30, 0, time.UTC)
	failed := func(f *failures, operation, message string) {
		ev := &parsers.Event{Kind: cloudtrail.Kind, Time: at, Values: make([]parsers.Value, len(cloudtrail.Kind.Fields))}
		ev.Values[cloudtrail.SlotEventName] = parsers.Value(operation)
		if message != "" {
			ev.Values[cloudtrail.SlotErrorMessage] = parsers.Value(message)
		}
		f.call(ev)
	}
	const long = "User: ann is not authorized to perform: sqs:SendMessage"
	var one, other failures
	failed(&one, "SendMessage", long)
	failed(&other, "StartInstances", "Insufficient capacity.")
	failed(&other, "StopInstances", "")
	one.merge(&other)
	for _, tt := range []struct {
		message, operation string
		at                 time.Time
		want               bool
	}{
		{long, "SendMessage", time.Time{}, true},
		{long, "SendMessage", at.Add(100 * time.Second), true},
		{long, "SendMessage", at.Add(5 * time.Minute), false},
		{long, "SendMessage", at.Add(-5 * time.Minute), false},
		{long, "ReceiveMessage", time.Time{}, false},
		{long, "", time.Time{}, true},
		{"User: ann is not\n> authorized", "SendMessage", time.Time{}, false},
		{"User:  ann is not\nauthorized to perform: sqs:SendMessage ", "SendMessage", at, true},
		{"Insufficient capacity.", "StartInstances", at, true},
		{"Insufficient capacity.", "RunInstances", at, false},
		{"Insufficient capacity.", "", time.Time{}, false}, // which may be of another call
		{"", "StopInstances", at, false},
	} {
		if got := one.tells(tt.message, tt.operation, tt.at); got != tt.want {
			t.Errorf("%q of %s at %s: %t", tt.message, tt.operation, tt.at, got)
		}
	}
	for i := range maxToldFailures {
		failed(&one, "SendMessage", fmt.Sprint("not authorized ", i))
	}
	if one.tells(long, "SendMessage", time.Time{}) {
		t.Error("beyond the limit messages are held against some of the records")
	}
}
