package scan

import (
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// maxNames is of how many eventNames it is remembered who takes their records.
const maxNames = 10_000

// calls hands CloudTrail records to those who take them. Most records are of no interest to most, by their eventName: that is
// found out once for each name.
type calls struct {
	outside []taker // take records of any time
	inside  []taker // take those of the time that is asked for
	byName  map[string]*takers
}

type taker struct {
	take  func(*parsers.Event)
	names func(eventName []byte) bool // of the records that are taken; nil for all
}

// takers are those who take the records of one eventName.
type takers struct{ outside, inside []func(*parsers.Event) }

// event hands over a record, which is of the time that is asked for, or not.
func (c *calls) event(ev *parsers.Event, inside bool) {
	t := c.of(ev.Value(cloudtrail.SlotEventName))
	for _, take := range t.outside {
		take(ev)
	}
	if inside {
		for _, take := range t.inside {
			take(ev)
		}
	}
}

func (c *calls) of(eventName []byte) *takers {
	t := c.byName[string(eventName)]
	if t == nil {
		t = &takers{choose(c.outside, eventName), choose(c.inside, eventName)}
		if c.byName == nil {
			c.byName = map[string]*takers{}
		}
		if len(c.byName) < maxNames {
			c.byName[string(eventName)] = t
		}
	}
	return t
}

func choose(from []taker, eventName []byte) (chosen []func(*parsers.Event)) {
	for _, t := range from {
		if t.names == nil || t.names(eventName) {
			chosen = append(chosen, t.take)
		}
	}
	return chosen
}
