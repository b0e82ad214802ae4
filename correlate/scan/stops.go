package scan

import (
	"cmp"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Stops remembers when instances were told to stop and to start.
type Stops struct {
	changes []change
}

type change struct {
	instance string
	at       time.Time
	stop     bool
}

// Stopped is a stretch of time in which an instance certainly did not run.
type Stopped struct {
	Instance string
	From, To time.Time
}

// observesStops reports whether Observe takes anything from calls of this name.
func observesStops(eventName []byte) bool {
	return string(eventName) == "StopInstances" || string(eventName) == "StartInstances"
}

// Observe takes in one CloudTrail record.
func (s *Stops) Observe(ev *parsers.Event) {
	name := ev.Value(cloudtrail.SlotEventName)
	if !observesStops(name) || ev.Value(cloudtrail.SlotErrorCode).Exists() {
		return
	}
	for _, id := range gjson.GetBytes(ev.Raw, "requestParameters.instancesSet.items.#.instanceId").Array() {
		s.changes = append(s.changes, change{id.String(), ev.Time, string(name) == "StopInstances"})
	}
}

func (s *Stops) merge(o *Stops) { s.changes = append(s.changes, o.changes...) }

// Turns lists the calls that stopped and started instances.
func (s *Stops) Turns() []Turn {
	turns := make([]Turn, len(s.changes))
	for i, c := range s.changes {
		turns[i] = Turn{c.instance, c.stop, c.at}
	}
	return turns
}

// stopping is how long an instance may take to stop, and a metric period to end.
const stopping = 10 * time.Minute

// Intervals lists for each instance the times from a stop to the next start. A stop without a start has no end here.
func (s *Stops) Intervals() (out []Stopped) {
	slices.SortFunc(s.changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.instance, b.instance), a.at.Compare(b.at))
	})
	for i := 0; i+1 < len(s.changes); i++ {
		a, b := s.changes[i], s.changes[i+1]
		if a.instance == b.instance && a.stop && !b.stop && b.at.Sub(a.at) > 2*stopping {
			out = append(out, Stopped{a.instance, a.at.Add(stopping), b.at.Add(-stopping / 2)})
		}
	}
	return out
}
