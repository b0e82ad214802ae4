package scan

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/ssmagent"
)

const someID = "0d6f1f0e-6c1b-4a53-9a55-5f1f7a1b2c3d"

// told is a record of the agent's log, by its own clock.
func told(member string, record int, at time.Time, raw string, values map[int]string) *parsers.Event {
	ev := &parsers.Event{Kind: ssmagent.Kind, Time: at, WallClock: true, Pos: parsers.Pos{Member: member, Record: record},
		Values: make([]parsers.Value, len(ssmagent.Kind.Fields)), Raw: []byte(raw)}
	for slot, v := range values {
		ev.Values[slot] = parsers.Value(v)
	}
	return ev
}

// managed is a call to Systems Manager.
func managed(name, requestID, raw string, at time.Time) *parsers.Event {
	ev := &parsers.Event{Kind: cloudtrail.Kind, Time: at, Values: make([]parsers.Value, len(cloudtrail.Kind.Fields)), Raw: []byte(raw)}
	ev.Values[cloudtrail.SlotEventSource] = parsers.Value("ssm.amazonaws.com")
	ev.Values[cloudtrail.SlotEventName] = parsers.Value(name)
	ev.Values[cloudtrail.SlotRequestID] = parsers.Value(requestID)
	return ev
}

func shared(c *Clocks, member string) (out []string) {
	for _, w := range c.Walls() {
		if w.Member == member {
			c.Shared(w, func(wall, utc time.Time) {
				out = append(out, fmt.Sprintf("%s %s", wall.Format("15:04"), utc.Format("15:04")))
			})
		}
	}
	slices.Sort(out)
	return out
}

// TestShared holds which IDs tie a log to CloudTrail, and that the order of merging leaves no trace.
func TestShared(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	a, b := newClocks(), newClocks()
	command := "975c3a2e-df8e-4212-a140-45a935d5a23c"
	b.call(managed("UpdateInstanceInformation", someID, "", day.Add(time.Hour)))
	b.call(managed("SendCommand", "x", `{"responseElements":{"command":{"commandId":"`+command+`"}}}`, day.Add(2*time.Hour)))
	other := managed("Decrypt", "11111111-6c1b-4a53-9a55-5f1f7a1b2c3d", "", day)
	other.Values[cloudtrail.SlotEventSource] = parsers.Value("kms.amazonaws.com")
	b.call(other) // succeeded: nobody cites it
	denied := managed("Decrypt", "22222222-6c1b-4a53-9a55-5f1f7a1b2c3d", "", day.Add(3*time.Hour))
	denied.Values[cloudtrail.SlotEventSource], denied.Values[cloudtrail.SlotErrorCode] = parsers.Value("kms.amazonaws.com"), parsers.Value("AccessDenied")
	b.call(denied)
	for i, raw := range []string{"request id: " + someID, "again " + someID, "[" + command + "]", "11111111-6c1b-4a53-9a55-5f1f7a1b2c3d", "22222222-6c1b-4a53-9a55-5f1f7a1b2c3d"} {
		a.wall(told("m", i, day.Add(time.Duration(10+i)*time.Hour), raw, nil))
	}
	want := []string{"10:00 01:00", "12:00 02:00", "14:00 03:00"}
	a.merge(b)
	if diff := cmp.Diff(want, shared(a, "m")); diff != "" {
		t.Error(diff)
	}
}

// TestMoments holds that what two lists share survives their bounds, whichever way they were filled.
func TestMoments(t *testing.T) {
	fill := func(order []int) moments {
		m := moments{limit: 50}
		for _, i := range order {
			m.add(xxhash.Sum64String(fmt.Sprint(i)), time.Unix(int64(i), 0))
		}
		m.trim()
		return m
	}
	forth := make([]int, 1000)
	for i := range forth {
		forth[i] = i
	}
	back := slices.Clone(forth)
	slices.Reverse(back)
	a, b := fill(forth), fill(back)
	if diff := cmp.Diff(a.list, b.list, cmp.AllowUnexported(moment{})); diff != "" || len(a.list) != 50 {
		t.Errorf("%d kept, %s", len(a.list), diff)
	}
}

// TestAgent holds what a log tells of its instance.
func TestAgent(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	c := newClocks()
	const i1 = "i-0a1b2c3d4e5f60718"
	c.wall(told("m", 0, day, "", map[int]string{ssmagent.SlotLifecycle: "start"}))
	c.wall(told("m", 1, day.Add(time.Second), "", map[int]string{ssmagent.SlotInstance: i1, ssmagent.SlotHost: "ssm.eu-west-1.amazonaws.com"}))
	c.wall(told("m", 2, day.Add(time.Minute), "", map[int]string{ssmagent.SlotInstance: i1, ssmagent.SlotHost: "s3.amazonaws.com"}))
	c.wall(told("m", 3, day.Add(time.Hour), "", map[int]string{ssmagent.SlotLifecycle: "stop"}))
	w := c.Walls()[0]
	if diff := cmp.Diff([]Turn{{i1, false, day}, {i1, true, day.Add(time.Hour)}}, w.Turns); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string][]int64{i1: {day.Unix(), day.Unix() + 60}}, w.Readings); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"eu-west-1"}, w.Regions); diff != "" || !w.From.Equal(day) || !w.To.Equal(day.Add(time.Hour)) {
		t.Errorf("%s to %s, %s", w.From, w.To, diff)
	}
}

// TestResolve holds that sightings, sources and coverage get their time, that an hour which was passed twice is told
// apart by where the clock was set back, and that what lies outside the time asked for drops out.
func TestResolve(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 10, 24, 23, 30, 0, 0, time.UTC) // half an hour before the hour that is passed twice
	step := &pattern.Step{Kind: ssmagent.Kind, Name: "told"}
	s := NewState(&Plan{Steps: []*pattern.Step{step}}, start.Add(5*time.Minute), start.Add(130*time.Minute))
	src := s.Member("m")
	var want []time.Time
	for i := range 30 { // every five minutes
		at := start.Add(time.Duration(i) * 5 * time.Minute)
		local := at.In(berlin)
		wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, time.UTC)
		if err := src.Event(told("m", i, wall, "", nil)); err != nil {
			t.Fatal(err)
		}
		s.sightings[0] = append(s.sightings[0], &match.Sighting{Step: step, Start: wall, Wall: true, Cites: []lens.Cite{{Pos: parsers.Pos{Member: "m", Record: i}, Time: wall}}})
		if i > 0 && i <= 26 {
			want = append(want, at)
		}
	}
	s.Resolve(func(_ string, wall time.Time) (earliest, latest time.Time, ok bool) {
		// 02:00 to 03:00 was passed twice, at two hours ahead of UTC and at one.
		if hour := wall.Hour(); hour == 2 {
			return wall.Add(-2 * time.Hour), wall.Add(-time.Hour), true
		} else if hour < 2 {
			return wall.Add(-2 * time.Hour), wall.Add(-2 * time.Hour), true
		}
		return wall.Add(-time.Hour), wall.Add(-time.Hour), true
	})
	var got []time.Time
	for _, g := range s.Sightings(0) {
		if g.Wall || !g.Cites[0].Time.Equal(g.Start) {
			t.Errorf("record %d at %s is cited at %s", g.Cites[0].Pos.Record, g.Start, g.Cites[0].Time)
		}
		got = append(got, g.Start)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if end := start.Add(29 * 5 * time.Minute); !src.Start.Equal(start) || !src.End.Equal(end) {
		t.Errorf("source from %s to %s", src.Start, src.End)
	}
	cover := s.Coverage.Report()
	if len(cover) != 1 || cover[0].Format != "ssmagent" || !cover[0].Start.Equal(start) {
		t.Errorf("coverage %+v", cover)
	}
}

// TestResolveOnce holds that sightings of one record, which share what they cite, are shifted once, and coverage by the
// minute.
func TestResolveOnce(t *testing.T) {
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	step := &pattern.Step{Kind: ssmagent.Kind, Name: "told"}
	s := NewState(&Plan{Steps: []*pattern.Step{step}}, time.Time{}, time.Time{})
	src := s.Member("m")
	for minute := range 120 {
		if minute >= 60 && minute < 90 {
			continue // silence
		}
		if err := src.Event(told("m", minute, start.Add(time.Duration(minute)*time.Minute), "", nil)); err != nil {
			t.Fatal(err)
		}
	}
	cites := []lens.Cite{{Pos: parsers.Pos{Member: "m"}, Time: start, End: start.Add(time.Minute)}}
	s.sightings[0] = []*match.Sighting{{Step: step, Start: start, Wall: true, Cites: cites}, {Step: step, Start: start, Wall: true, Cites: cites}}
	s.Resolve(func(_ string, wall time.Time) (earliest, latest time.Time, ok bool) {
		return wall.Add(-9 * time.Hour), wall.Add(-9 * time.Hour), true
	})
	want := start.Add(-9 * time.Hour)
	for _, g := range s.Sightings(0) {
		if !g.Start.Equal(want) || !g.Cites[0].Time.Equal(want) || !g.Cites[0].End.Equal(want.Add(time.Minute)) {
			t.Errorf("at %s, cited at %s", g.Start, g.Cites[0].Time)
		}
	}
	cover := s.Coverage.Report()
	if len(cover) != 1 || len(cover[0].Gaps) != 1 || !cover[0].Gaps[0].Start.Equal(want.Add(time.Hour)) || !cover[0].Gaps[0].End.Equal(want.Add(90*time.Minute)) {
		t.Errorf("coverage %+v", cover)
	}
}

// TestCallAllocatesNothing: it runs for every CloudTrail record.
func TestCallAllocatesNothing(t *testing.T) {
	c := newClocks()
	c.calls.list = make([]moment, 0, 2000)
	ev := managed("UpdateInstanceInformation", someID, "", time.Unix(0, 0))
	if n := testing.AllocsPerRun(1000, func() { c.call(ev) }); n != 0 {
		t.Errorf("%v allocations for a record", n)
	}
}
