package scan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens/access"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/flowlog"
	"hamari/parsers/formats"
)

var day = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

func call(id, member string, record int) *parsers.Event {
	values := make([]parsers.Value, len(cloudtrail.Kind.Fields))
	values[cloudtrail.SlotEventName] = parsers.Value("DescribeInstances")
	values[cloudtrail.SlotRecipientAccountID] = parsers.Value("111122223333")
	values[cloudtrail.SlotAWSRegion] = parsers.Value("eu-west-1")
	return &parsers.Event{Kind: cloudtrail.Kind, Time: day.Add(time.Duration(record) * time.Minute), ID: id, Values: values,
		Raw: []byte("{}"), Pos: parsers.Pos{Member: member, Record: record}}
}

// counts gives "records/duplicates" of each member.
func counts(s *State) map[string]string {
	out := map[string]string{}
	for _, src := range s.Sources {
		out[src.Member] = fmt.Sprintf("%d/%d", src.Records, src.Duplicates)
	}
	return out
}

// TestDuplicates holds that of several deliveries the one in the first place is the record, whatever was read first
// and by whom.
func TestDuplicates(t *testing.T) {
	members := map[string][]string{"a": {"1", "2", "3"}, "b": {"3", "4", "1"}, "c": {"1", "5", "5"}}
	want := map[string]string{"a": "3/0", "b": "1/2", "c": "1/2"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		order := []string{"a", "b", "c"}
		rng.Shuffle(3, func(i, j int) { order[i], order[j] = order[j], order[i] })
		states := []*State{NewState(NewPlan(nil, nil), time.Time{}, time.Time{}), NewState(NewPlan(nil, nil), time.Time{}, time.Time{})}
		for _, m := range order {
			sink := states[rng.IntN(2)].Member(m)
			for record, id := range members[m] {
				if err := sink.Event(call(id, m, record)); err != nil {
					t.Fatal(err)
				}
			}
		}
		states[0].Merge(states[1])
		if diff := cmp.Diff(want, counts(states[0])); diff != "" {
			t.Fatalf("read in the order %v: %s", order, diff)
		}
	}
}

// TestFollow holds that what is read behind the rest has no say in what the rest has, whatever the member is called.
func TestFollow(t *testing.T) {
	first, second := NewState(NewPlan(nil, nil), time.Time{}, time.Time{}), NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
	second.Follow(first)
	for _, read := range []struct {
		sink   parsers.Sink
		member string
		ids    []string
	}{{first.Member("b"), "b", []string{"1", "2"}}, {second.Member("a"), "a", []string{"2", "3", "3"}}} {
		for record, id := range read.ids {
			if err := read.sink.Event(call(id, read.member, record)); err != nil {
				t.Fatal(err)
			}
		}
	}
	first.Merge(second)
	if diff := cmp.Diff(map[string]string{"b": "2/0", "a": "1/2"}, counts(first)); diff != "" {
		t.Error(diff)
	}
}

// TestRecordsWithoutID are never taken for duplicates.
func TestRecordsWithoutID(t *testing.T) {
	s := NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
	sink := s.Member("a")
	for range 3 {
		if err := sink.Event(call("", "a", 0)); err != nil {
			t.Fatal(err)
		}
	}
	if got := counts(s)["a"]; got != "3/0" {
		t.Error(got)
	}
}

func TestRejects(t *testing.T) {
	src := NewState(NewPlan(nil, nil), time.Time{}, time.Time{}).Member("a")
	for n := range MaxRejects + 15 {
		src.Reject(&parsers.SyntaxError{Pos: parsers.Pos{Record: n}})
	}
	if len(src.Rejects()) != MaxRejects || src.Rejected != MaxRejects+15 {
		t.Errorf("%d listed, %d counted", len(src.Rejects()), src.Rejected)
	}
}

// flow is a flow log record that covers one minute.
func flow(minute int, status string) *parsers.Event {
	values := make([]parsers.Value, len(flowlog.VPC.Kinds[0].Fields))
	values[flowlog.SlotAccountID], values[flowlog.SlotLogStatus] = parsers.Value("111122223333"), parsers.Value(status)
	start := day.Add(time.Duration(minute) * time.Minute)
	return &parsers.Event{Kind: flowlog.VPC.Kinds[0], Time: start, End: start.Add(59 * time.Second), Values: values}
}

func TestCoverage(t *testing.T) {
	c := Coverage{}
	for m := range 120 {
		switch {
		case m == 10 || m == 11:
			c.flow(flow(m, "SKIPDATA"))
		case m == 50:
			c.flow(flow(m, "NODATA"))
		case m < 70 || m >= 95:
			c.flow(flow(m, "OK"))
		}
	}
	got := c.Report()
	if len(got) != 1 || !got[0].Start.Equal(day) {
		t.Fatalf("%+v", got)
	}
	var gaps []string
	for _, g := range got[0].Gaps {
		gaps = append(gaps, fmt.Sprintf("%d-%d %s", int(g.Start.Sub(day).Minutes()), int(g.End.Sub(day).Minutes()), g.Why))
	}
	if diff := cmp.Diff([]string{"10-12 SKIPDATA", "50-51 NODATA", "70-95 no records"}, gaps); diff != "" {
		t.Error(diff)
	}
	at := func(m int) time.Time { return day.Add(time.Duration(m) * time.Minute) }
	for _, tt := range []struct {
		from, to int
		want     bool
	}{{20, 40, true}, {40, 60, true}, {5, 15, false}, {60, 100, false}, {100, 110, true}, {110, 200, false}} {
		if got := c.Covered("flowlog", "111122223333", "", at(tt.from), at(tt.to)); got != tt.want {
			t.Errorf("covered from %d to %d: %v", tt.from, tt.to, got)
		}
	}
	if c.Covered("flowlog", "999999999999", "", at(20), at(40)) || c.Covered("cloudtrail", "", "", at(20), at(40)) {
		t.Error("another account or format is covered")
	}
}

// TestSparse holds that a source which is mostly silent has no gaps: its silence means nothing.
func TestSparse(t *testing.T) {
	c := Coverage{}
	for _, m := range []int{0, 30, 90, 91, 200} {
		c.flow(flow(m, "OK"))
	}
	if gaps := c.Report()[0].Gaps; len(gaps) != 0 {
		t.Errorf("%v", gaps)
	}
}

func TestStops(t *testing.T) {
	var s Stops
	observe := func(minute int, name, code string) {
		ev := call("", "a", minute)
		ev.Values[cloudtrail.SlotEventName] = parsers.Value(name)
		if code != "" {
			ev.Values[cloudtrail.SlotErrorCode] = parsers.Value(code)
		}
		ev.Raw = []byte(`{"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-1"}]}}}`)
		s.Observe(ev)
	}
	observe(120, "StartInstances", "")
	observe(10, "StopInstances", "")
	observe(60, "StartInstances", "Server.InsufficientInstanceCapacity")
	observe(200, "StopInstances", "") // never started again
	got := s.Intervals()
	want := []Stopped{{"i-1", day.Add(20 * time.Minute), day.Add(115 * time.Minute)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSightings holds that of more records than a step keeps the earliest are kept, each once, whatever was read first
// and by whom.
func TestSightings(t *testing.T) {
	p, err := pattern.Parse("test.yaml", []byte(`id: sample
title: Sample
severity: low
needs: [cloudtrail]
steps:
  few: {kind: cloudtrail, where: {eventName: DescribeInstances}, limit: 4}
  all: {kind: cloudtrail, where: {awsRegion: eu-west-1}}
  none: {kind: cloudtrail, where: {eventName: RunInstances}}
match: [few, all]
group: []
report: {summary: s, explain: e}
`), &pattern.Vocabulary{Kinds: []*parsers.Kind{cloudtrail.Kind}, Formats: []string{"cloudtrail"}})
	if err != nil {
		t.Fatal(err)
	}
	plan := NewPlan([]*pattern.Pattern{p}, []*parsers.Kind{cloudtrail.Kind})
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		// Ten events, each delivered three times.
		var deliveries []*parsers.Event
		for n := range 10 {
			for _, member := range []string{"a", "b", "c"} {
				deliveries = append(deliveries, call(fmt.Sprint("id", n), member, n))
			}
		}
		rng.Shuffle(len(deliveries), func(i, j int) { deliveries[i], deliveries[j] = deliveries[j], deliveries[i] })
		states := []*State{NewState(plan, time.Time{}, time.Time{}), NewState(plan, time.Time{}, time.Time{})}
		sinks := map[string]*Source{}
		for _, ev := range deliveries {
			if sinks[ev.Pos.Member] == nil {
				sinks[ev.Pos.Member] = states[rng.IntN(2)].Member(ev.Pos.Member)
			}
			if err := sinks[ev.Pos.Member].Event(ev); err != nil {
				t.Fatal(err)
			}
		}
		states[0].Merge(states[1])
		notes := states[0].Finish()
		if len(notes) != 1 || !strings.Contains(notes[0], `more than 4 records fit the step "few"`) {
			t.Fatalf("notes %q", notes)
		}
		for step, want := range []string{"a0 a1 a2 a3", "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9", ""} {
			var got []string
			for _, s := range states[0].Sightings(step) {
				got = append(got, fmt.Sprint(s.Cites[0].Pos.Member, s.Cites[0].Pos.Record))
			}
			if strings.Join(got, " ") != want {
				t.Fatalf("step %s: %v, want %s", plan.Steps[step].Name, got, want)
			}
		}
	}
}

// TestBounds holds that records outside the time that is looked at are read, but reach no step; descriptions and
// readings of a clock without a zone have no place in it and always do.
func TestBounds(t *testing.T) {
	p, err := pattern.Parse("test.yaml", []byte(`id: sample
title: Sample
severity: low
needs: [cloudtrail]
steps: {any: {kind: cloudtrail}}
match: [any]
group: []
report: {summary: s, explain: e}
`), &pattern.Vocabulary{Kinds: []*parsers.Kind{cloudtrail.Kind}, Formats: []string{"cloudtrail"}})
	if err != nil {
		t.Fatal(err)
	}
	plan := NewPlan([]*pattern.Pattern{p}, []*parsers.Kind{cloudtrail.Kind})
	at := func(minute int) time.Time { return day.Add(time.Duration(minute) * time.Minute) }
	for _, tt := range []struct {
		name         string
		since, until time.Time
		want         int
	}{
		{"open", time.Time{}, time.Time{}, 7},
		{"both ends belong to it", at(1), at(3), 5},
		{"since", at(4), time.Time{}, 3},
		{"until", time.Time{}, at(0), 3},
	} {
		s := NewState(plan, tt.since, tt.until)
		sink := s.Member("a")
		for n := range 5 {
			if err := sink.Event(call(fmt.Sprint(n), "a", n)); err != nil {
				t.Fatal(err)
			}
		}
		timeless, wall := call("timeless", "a", 5), call("wall", "a", 6)
		timeless.Time, wall.WallClock = time.Time{}, true
		for _, ev := range []*parsers.Event{timeless, wall} {
			if err := sink.Event(ev); err != nil {
				t.Fatal(err)
			}
		}
		s.Finish()
		if got := len(s.Sightings(0)); got != tt.want || sink.Records != 7 {
			t.Errorf("%s: %d sighted of %d records, want %d", tt.name, got, sink.Records, tt.want)
		}
	}
}

// TestPlan holds that the short cut over the event name selects the same steps as looking at all of them.
func TestPlan(t *testing.T) {
	p, err := pattern.Parse("test.yaml", []byte(`id: sample
title: Sample
severity: low
needs: [cloudtrail]
steps:
  one: {kind: cloudtrail, where: {eventName: StopInstances}}
  several: {kind: cloudtrail, where: {eventName: [StartInstances, StopInstances], errorCode|exists: false}}
  nocase: {kind: cloudtrail, where: {eventName|nocase: stopinstances}}
  prefix: {kind: cloudtrail, where: {eventName|startswith: Stop}}
  other: {kind: cloudtrail, where: {awsRegion: eu-west-1}, not: {eventName: StartInstances}}
match: [one]
group: []
report: {summary: s, explain: e}
`), &pattern.Vocabulary{Kinds: []*parsers.Kind{cloudtrail.Kind}, Formats: []string{"cloudtrail"}})
	if err != nil {
		t.Fatal(err)
	}
	plan := NewPlan([]*pattern.Pattern{p}, []*parsers.Kind{cloudtrail.Kind})
	for name, want := range map[string][]string{
		"StopInstances": {"nocase", "one", "other", "prefix", "several"}, "StartInstances": {"several"}, "RunInstances": {"other"},
	} {
		ev := call("1", "a", 0)
		ev.Values[cloudtrail.SlotEventName] = parsers.Value(name)
		var got []string
		plan.each(ev, func(step int) { got = append(got, plan.Steps[step].Name) }, nil)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// BenchmarkCoverage must not allocate: it runs for every record.
func BenchmarkCoverage(b *testing.B) {
	c, ev := Coverage{}, flow(1, "OK")
	c.flow(ev)
	b.ReportAllocs()
	for b.Loop() {
		c.flow(ev)
	}
}

// TestSilences holds which silences are gaps: those of a source that is rarely silent, and a week between two times of which
// the logs were collected; not those of a source that has a record now and then.
func TestSilences(t *testing.T) {
	every := func(step, n, from int64) (minutes []int64) {
		for i := range int64(n) {
			minutes = append(minutes, from+i*step)
		}
		return minutes
	}
	const week = 7 * 24 * 60
	for _, tt := range []struct {
		name    string
		minutes []int64
		want    int
	}{
		{"nothing", nil, 0},
		{"one record", []int64{5}, 0},
		{"busy, but for half an hour", append(every(1, 60, 0), every(1, 60, 90)...), 1},
		{"two hours, a day apart", append(every(1, 60, 0), every(1, 60, 24*60)...), 0},
		{"two hours, eight days apart", append(every(1, 60, 0), every(1, 60, week+24*60)...), 1},
		{"a record every hour, and weeks of nothing", append(every(60, 100, 0), every(60, 100, 5*week)...), 0},
	} {
		if got := silences(tt.minutes); len(got) != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestCoverageAllocatesNothing(t *testing.T) {
	c, ev := Coverage{}, flow(1, "OK")
	c.flow(ev)
	if n := testing.AllocsPerRun(100, func() { c.flow(ev) }); n != 0 {
		t.Errorf("%v allocations for a record", n)
	}
}

// TestOrigins holds that records of every format that tells whose they are cover the time of that account and Region.
func TestOrigins(t *testing.T) {
	const folder = "AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/111122223333_elasticloadbalancing_eu-west-1_"
	for _, tt := range []struct{ member, text, want string }{
		{folder + "app.shop.0a1b_20260304T0920Z_192.0.2.1_x.log",
			`http 2026-03-04T09:15:04.000001Z app/shop/0a1b 198.51.100.26:40001 - -1 -1 -1 400 - 0 272 "- http://203.0.113.9:80- " "-" - - -`,
			"alb 111122223333 eu-west-1"},
		{"x", `tls 2.0 2026-03-04T09:15:02 net/mail/0a1b 9f8e 198.51.100.24:51322 10.0.3.17:993 4211 18 981 2466 - arn:aws:acm:eu-west-2:444455556666:certificate/0 - A tlsv12`,
			"nlb 444455556666 eu-west-2"},
		{folder + "legacy_20260304T0920Z_192.0.2.1_x.log",
			`2026-03-04T09:15:02.482913Z legacy 198.51.100.24:51322 - -1 -1 -1 503 0 0 0 "GET http://a:80/ HTTP/1.1" "-" - -`,
			"clb 111122223333 eu-west-1"},
		{"x", `{"timestamp(ms)":1772615702125,"x-edge-location":"FRA60-P4","sc-status":502,"cs-method":"GET"}`, "cloudfront  "},
	} {
		s := NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
		result, err := formats.Read(t.Context(), strings.NewReader(tt.text), &parsers.Source{Member: tt.member}, s.Member(tt.member))
		if err != nil || result.Format == nil {
			t.Fatalf("%s: %+v, %v", tt.want, result, err)
		}
		covered := s.Coverage.Report()
		if len(covered) != 1 || covered[0].Format+" "+covered[0].Account+" "+covered[0].Region != tt.want {
			t.Errorf("%s: %+v", tt.want, covered)
		}
	}
}

// TestMessageOutside holds that a message of a refusal counts within the time that is asked for only, as records do.
func TestMessageOutside(t *testing.T) {
	const refusal = "An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: " +
		"s3:GetObject on resource: \"arn:aws:s3:::a-bucket/key\" because no identity-based policy allows the s3:GetObject action\n"
	const mail = "From: a@example.com\nDate: Wed, 04 Mar 2026 10:00:00 +0000\n\n" + refusal
	for _, tt := range []struct {
		name, text   string
		since, until time.Time
		want         int
	}{
		{"sent later than asked for, of perhaps before", mail, time.Time{}, day.Add(9 * time.Hour), 1},
		{"sent in the time asked for", mail, day.Add(9 * time.Hour), day.Add(12 * time.Hour), 1},
		{"sent before the time asked for", mail, day.Add(11 * time.Hour), time.Time{}, 0},
		{"at a time", "2026-03-04T10:00:00Z " + refusal, time.Time{}, day.Add(12 * time.Hour), 1},
		{"at a later time", "2026-03-04T10:00:00Z " + refusal, time.Time{}, day.Add(9 * time.Hour), 0},
	} {
		s := NewState(&Plan{kinds: map[*parsers.Kind]bool{access.Kind: true}}, tt.since, tt.until)
		if _, err := formats.Read(t.Context(), strings.NewReader(tt.text), &parsers.Source{Member: "ticket.eml"}, s.Member("ticket.eml")); err != nil {
			t.Fatal(err)
		}
		if refusals, _ := s.Access.Rows(); len(refusals) != tt.want || s.Sources[0].Records != 1 {
			t.Errorf("%s: %d refusals of %d records, want %d of 1", tt.name, len(refusals), s.Sources[0].Records, tt.want)
		}
	}
}
