package scan

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/ssmagent"
	"hamari/parsers/textlog"
)

// Clocks gathers what may tell the zone of sources whose times state none. Metrics are not among them: their lens keeps
// every point, and knows best.
type Clocks struct {
	walls    map[string]*Wall     // by member
	calls    moments              // when CloudTrail saw requests and commands, by their ID
	repeated map[string][]stretch // by member: readings that are there twice, once for each time that the clock showed them
}

type stretch struct{ from, to time.Time }

// Repeats notes that a member has the readings of a stretch of its clock twice, because the clock was set back over it.
func (c *Clocks) Repeats(member string, from, to time.Time) {
	if c.repeated == nil {
		c.repeated = map[string][]stretch{}
	}
	c.repeated[member] = append(c.repeated[member], stretch{from, to})
}

func (c *Clocks) repeats(member string, reading time.Time) bool {
	return slices.ContainsFunc(c.repeated[member], func(s stretch) bool { return !reading.Before(s.from) && reading.Before(s.to) })
}

// Wall is a source whose times are readings of a clock that it does not name.
type Wall struct {
	Member    string
	From, To  time.Time // by its own clock, as if it were UTC
	Regions   []string
	Turns     []Turn             // by its own clock
	Readings  map[string][]int64 // readings of each instance, Unix seconds by its own clock
	SetBack   []SetBack
	Instances []string
	Logged    []Logged // one per loggedEvery

	ids  moments
	last time.Time
}

// Turn is the start or the stop of an instance, or of an agent on it.
type Turn struct {
	Instance string
	Stop     bool
	At       time.Time
}

// SetBack is where in a member the clock was set back: the record, and the reading before it.
type SetBack struct {
	Record int
	Before time.Time
}

// Logged is a reading of a record beside the time at which its envelope says that it was logged.
type Logged struct{ Wall, UTC time.Time }

// Bounds of what is kept of one source.
const (
	maxWallIDs   = 1024
	maxCallIDs   = 128 << 10
	maxTurns     = 2000
	maxReadings  = 20_000 // minutes; two weeks of a log that never rests
	maxWallNames = 32
	maxLogged    = 2000
	maxSearched  = 4 << 10 // bytes of a record that are searched for IDs
)

// leastSetBack is the shortest stretch by which clocks are set back; less is two programs writing into one log.
const leastSetBack = 25 * time.Minute

// loggedEvery is how far apart the times of envelopes are that are kept: a week of them.
const loggedEvery = 5 * time.Minute

func newClocks() *Clocks {
	return &Clocks{walls: map[string]*Wall{}, calls: moments{limit: maxCallIDs}}
}

// call takes in a CloudTrail record. Of the calls that a log or a person cites, nearly all failed or went to Systems
// Manager; keeping the others would cost more than it tells.
func (c *Clocks) call(ev *parsers.Event) {
	source := ev.Value(cloudtrail.SlotEventSource)
	managed := bytes.HasPrefix(source, []byte("ssm")) || bytes.HasPrefix(source, []byte("ec2messages"))
	if !managed && !ev.Value(cloudtrail.SlotErrorCode).Exists() {
		return
	}
	if id := ev.Value(cloudtrail.SlotRequestID); id.Exists() {
		c.calls.add(xxhash.Sum64(id), ev.Time)
	}
	if managed && string(ev.Value(cloudtrail.SlotEventName)) == "SendCommand" {
		if id := gjson.GetBytes(ev.Raw, "responseElements.command.commandId"); id.Exists() {
			c.calls.add(xxhash.Sum64String(id.String()), ev.Time)
		}
	}
}

// wall takes in a record whose time has no zone.
func (c *Clocks) wall(ev *parsers.Event) {
	w := c.walls[ev.Pos.Member]
	if w == nil {
		w = &Wall{Member: ev.Pos.Member, Readings: map[string][]int64{}, ids: moments{limit: maxWallIDs}}
		c.walls[ev.Pos.Member] = w
	}
	w.span(ev)
	textlog.UUIDs(ev.Raw[:min(len(ev.Raw), maxSearched)], func(id []byte) { w.ids.add(xxhash.Sum64(id), ev.Time) })
	if ev.Kind == ssmagent.Kind {
		w.agent(ev)
	}
}

func (w *Wall) span(ev *parsers.Event) {
	end := ev.End
	if end.IsZero() {
		end = ev.Time
	}
	if w.From.IsZero() || ev.Time.Before(w.From) {
		w.From = ev.Time
	}
	if end.After(w.To) {
		w.To = end
	}
	if w.last.Sub(ev.Time) >= leastSetBack && w.last.Sub(ev.Time) <= 3*time.Hour && len(w.SetBack) < maxWallNames {
		w.SetBack = append(w.SetBack, SetBack{ev.Pos.Record, w.last})
	}
	w.last = ev.Time
	if n := len(w.Logged); !ev.Logged.IsZero() && n < maxLogged && (n == 0 || ev.Logged.Sub(w.Logged[n-1].UTC).Abs() >= loggedEvery) {
		w.Logged = append(w.Logged, Logged{ev.Time, ev.Logged})
	}
}

// agent takes in what a record of the SSM Agent tells of its instance.
func (w *Wall) agent(ev *parsers.Event) {
	if region := regionOf(ev.Value(ssmagent.SlotHost)); region != "" {
		w.Regions = addName(w.Regions, region)
	}
	instance := ev.Value(ssmagent.SlotInstance).String()
	if instance != "" {
		w.Instances = addName(w.Instances, instance)
		if minutes := w.Readings[instance]; len(minutes) < maxReadings && len(w.Readings) <= maxWallNames {
			if minute := ev.Time.Truncate(time.Minute).Unix(); len(minutes) == 0 || minutes[len(minutes)-1] != minute {
				w.Readings[strings.Clone(instance)] = append(minutes, minute)
			}
		}
	}
	switch string(ev.Value(ssmagent.SlotLifecycle)) {
	case "start", "stop":
		if len(w.Turns) < maxTurns {
			stop := string(ev.Value(ssmagent.SlotLifecycle)) == "stop"
			w.Turns = append(w.Turns, Turn{strings.Clone(instance), stop, ev.Time})
		}
	}
}

// regionOf takes the Region out of a host name: ssm.eu-west-1.amazonaws.com.
func regionOf(host []byte) string {
	if _, rest, ok := bytes.Cut(host, []byte{'.'}); ok {
		if region, _, ok := bytes.Cut(rest, []byte{'.'}); ok && bytes.Count(region, []byte{'-'}) >= 2 {
			return string(region)
		}
	}
	return ""
}

func addName(list []string, name string) []string {
	if len(list) >= maxWallNames || slices.Contains(list, name) {
		return list
	}
	return append(list, strings.Clone(name))
}

func (c *Clocks) merge(o *Clocks) {
	maps.Copy(c.walls, o.walls) // a member without a zone is read by one worker
	c.calls.merge(&o.calls)
}

// Walls returns the sources, in the order of their members.
func (c *Clocks) Walls() []*Wall {
	all := make([]*Wall, 0, len(c.walls))
	for _, member := range slices.Sorted(maps.Keys(c.walls)) {
		w := c.walls[member]
		for instance, minutes := range w.Readings {
			slices.Sort(minutes)
			w.Readings[instance] = slices.Compact(minutes)
		}
		slices.Sort(w.Regions)
		// A log that names one instance is that instance's, in the records too that do not name it.
		if len(w.Instances) == 1 {
			for i := range w.Turns {
				w.Turns[i].Instance = w.Instances[0]
			}
		}
		all = append(all, w)
	}
	return all
}

// Shared calls yield with both times of every ID that the source and CloudTrail have in common.
func (c *Clocks) Shared(w *Wall, yield func(wall, utc time.Time)) {
	c.calls.trim()
	w.ids.trim()
	for _, id := range w.ids.list {
		i, found := slices.BinarySearchFunc(c.calls.list, id, func(a, b moment) int { return cmp.Compare(a.id, b.id) })
		if found {
			yield(time.Unix(id.at, 0).UTC(), time.Unix(c.calls.list[i].at, 0).UTC())
		}
	}
}

// moments remembers when IDs were first seen, by their hash. Of too many it keeps those with the smallest hash, which
// are the same ones wherever they were seen: what two sources share is found in what is left of both.
type moments struct {
	limit int
	list  []moment
}

type moment struct {
	id uint64
	at int64 // Unix seconds
}

func (m *moments) add(id uint64, at time.Time) {
	m.list = append(m.list, moment{id, at.Unix()})
	if len(m.list) >= 2*m.limit {
		m.trim()
	}
}

func (m *moments) merge(o *moments) {
	m.list = append(m.list, o.list...)
	m.trim()
}

func (m *moments) trim() {
	slices.SortFunc(m.list, func(a, b moment) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.at, b.at)) })
	m.list = slices.CompactFunc(m.list, func(a, b moment) bool { return a.id == b.id })
	m.list = m.list[:min(len(m.list), m.limit)]
}
