package throttle

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

var day = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)

// call is a CloudTrail record some seconds after nine.
func call(seconds int, service, operation, principal, code string) *parsers.Event {
	values := make([]parsers.Value, len(cloudtrail.Kind.Fields))
	set := func(slot int, s string) {
		if s != "" {
			values[slot] = parsers.Value(s)
		}
	}
	set(cloudtrail.SlotEventSource, service)
	set(cloudtrail.SlotEventName, operation)
	set(cloudtrail.SlotIdentityARN, principal)
	set(cloudtrail.SlotUserAgent, "agent of "+principal)
	set(cloudtrail.SlotRecipientAccountID, "111122223333")
	set(cloudtrail.SlotAWSRegion, "eu-west-1")
	set(cloudtrail.SlotErrorCode, code)
	set(cloudtrail.SlotReadOnly, "true")
	id := fmt.Sprint(seconds, service, operation, principal, code)
	return &parsers.Event{Kind: cloudtrail.Kind, Time: day.Add(time.Duration(seconds) * time.Second), Values: values, ID: id,
		Pos: parsers.Pos{Member: "m", Record: seconds}}
}

func count(events []*parsers.Event) (*Count, []lens.Row) {
	l := New()
	for _, ev := range events {
		l.Event(ev)
	}
	c := l.NewCount()
	if c == nil {
		return nil, nil
	}
	for _, ev := range events {
		c.Event(ev)
	}
	return c, c.Rows()
}

func TestRefused(t *testing.T) {
	for code, want := range map[string]bool{
		"Client.RequestLimitExceeded": true, "ThrottlingException": true, "Throttling": true, "TooManyRequestsException": true,
		"RequestThrottledException": true, "ProvisionedThroughputExceededException": true, "Server.RequestLimitExceeded": true,
		"": false, "Client.InstanceLimitExceeded": false, "LimitExceededException": false, "AccessDenied": false, "ClientException": false,
	} {
		if got := refused(call(0, "ec2.amazonaws.com", "DescribeInstances", "a", code)); got != want {
			t.Errorf("%s: %v", code, got)
		}
	}
	byMessage := call(0, "acm.amazonaws.com", "RequestCertificate", "a", "LimitExceededException")
	byMessage.Values[cloudtrail.SlotErrorMessage] = parsers.Value("Rate exceeded")
	if !refused(byMessage) {
		t.Error("a message that says it is not heard")
	}
}

// TestStorms holds what is a storm and where one ends.
func TestStorms(t *testing.T) {
	for _, tt := range []struct {
		name    string
		minutes map[int64]int
		want    [][3]int64 // from, to, refused
	}{
		{"nothing", nil, nil},
		{"too few", map[int64]int{0: 9}, nil},
		{"enough in one", map[int64]int{7: 10}, [][3]int64{{7, 7, 10}}},
		{"enough in five", map[int64]int{0: 2, 1: 2, 2: 2, 3: 2, 4: 2}, [][3]int64{{0, 4, 10}}},
		{"spread over six", map[int64]int{0: 2, 1: 2, 2: 2, 3: 2, 5: 2}, nil},
		{"stragglers are not part of it", map[int64]int{0: 1, 20: 10, 24: 1, 40: 1}, [][3]int64{{20, 24, 11}}},
		{"two that are near are one", map[int64]int{0: 10, 5: 10}, [][3]int64{{0, 5, 20}}},
		{"two", map[int64]int{0: 10, 6: 10}, [][3]int64{{0, 0, 10}, {6, 6, 10}}},
	} {
		var got [][3]int64
		minutes := map[int64]refusals{}
		for minute, calls := range tt.minutes {
			minutes[minute] = refusals{1: calls}
		}
		for _, s := range stormsOf(place{}, minutes) {
			got = append(got, [3]int64{s.from, s.to, int64(s.refused)})
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// stormy is twelve refused calls of a victim among many of others.
func stormy() (events []*parsers.Event) {
	for i := range 12 {
		events = append(events, call(60+i, "ec2.amazonaws.com", "DescribeInstances", "victim", "Client.RequestLimitExceeded"))
	}
	for i := range 200 {
		events = append(events, call(30+i, "ec2.amazonaws.com", "DescribeInstances", "scanner", ""))
		events = append(events, call(30+i, "ec2.amazonaws.com", "DescribeVolumes", "scanner", "")) // another quota
		events = append(events, call(30+i, "kms.amazonaws.com", "Decrypt", "other", ""))           // another service
		events = append(events, call(900+i, "ec2.amazonaws.com", "DescribeInstances", "late", "")) // another time
	}
	return events
}

func TestCount(t *testing.T) {
	_, rows := count(stormy())
	var got []string
	for _, r := range rows {
		switch r.Kind {
		case Kind:
			got = append(got, fmt.Sprintf("storm %s refused %v calls %v accepted %v victim %v reads %v %s-%s", r.Values[slotOperation], r.Values[slotRefused],
				r.Values[slotCalls], r.Values[slotAccepted], r.Values[slotVictim], r.Values[slotReads], r.Start.Format("15:04"), r.End.Format("15:04")))
		case CallerKind:
			got = append(got, fmt.Sprintf("%v %v of %v calls %v refused %v per minute %v", r.Values[callerRank], r.Values[callerPrincipal],
				r.Values[callerOperation], r.Values[callerCalls], r.Values[callerRefused], r.Values[callerPeak]))
		}
	}
	want := []string{
		"storm DescribeInstances refused 12 calls 162 accepted 150 victim victim reads true 09:01-09:02",
		"1 scanner of DescribeInstances calls 150 refused 0 per minute 60",
		"2 victim of DescribeInstances calls 12 refused 12 per minute 12",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestSharedQuota holds that operations of KMS that share a quota count together, refused or not.
func TestSharedQuota(t *testing.T) {
	var events []*parsers.Event
	for i := range 10 {
		events = append(events, call(i, "kms.amazonaws.com", "Decrypt", "victim", "ThrottlingException"))
	}
	for i := range 50 {
		events = append(events, call(i, "kms.amazonaws.com", "GenerateDataKey", "writer", ""))
		events = append(events, call(i, "kms.amazonaws.com", "DescribeKey", "lister", ""))
	}
	_, rows := count(events)
	if len(rows) != 3 || rows[1].Values[callerPrincipal].String() != "writer" || rows[0].Values[slotQuota].String() != cryptographic {
		t.Errorf("%+v", rows)
	}
}

func TestFewRefusalsAreNoStorm(t *testing.T) {
	var events []*parsers.Event
	for i := range 9 {
		events = append(events, call(i, "ec2.amazonaws.com", "RunInstances", "a", "Client.RequestLimitExceeded"), call(i+1, "ec2.amazonaws.com", "RunInstances", "a", ""))
	}
	if c, _ := count(events); c != nil {
		t.Errorf("%+v", c.storms)
	}
	// Records that were delivered twice make none either.
	l := New()
	for _, ev := range events {
		l.Event(ev)
		l.Event(ev)
	}
	c := l.NewCount()
	for _, ev := range slices.Concat(events, events) {
		c.Event(ev)
	}
	if rows := c.Rows(); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
}

// TestOrderLeavesNoTrace holds that neither the order of records nor the workers show in the rows.
func TestOrderLeavesNoTrace(t *testing.T) {
	events := stormy()
	_, want := count(events)
	for n := range 5 {
		rand.New(rand.NewPCG(uint64(n), 1)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		a, b := New(), New()
		for i, ev := range events {
			[]*Lens{a, b}[i%2].Event(ev)
		}
		b.Merge(a)
		c := b.NewCount()
		for _, ev := range events {
			c.Event(ev)
		}
		if got := c.Rows(); !reflect.DeepEqual(got, want) {
			t.Errorf("another order: %+v", got)
		}
	}
}

// TestWhoIsHitHard holds that refusals which a tenth of the calls does not reach are told apart.
func TestWhoIsHitHard(t *testing.T) {
	var events []*parsers.Event
	for i := range 12 {
		events = append(events, call(i, "ec2.amazonaws.com", "DescribeInstances", "often", "Client.RequestLimitExceeded"))
		events = append(events, call(i, "ec2.amazonaws.com", "DescribeInstances", "seldom", "Client.RequestLimitExceeded"))
	}
	for i := range 150 {
		events = append(events, call(i%60, "ec2.amazonaws.com", "DescribeInstances", "seldom", ""))
		events[len(events)-1].ID += fmt.Sprint(i)
	}
	_, rows := count(events)
	if got := rows[0].Values[slotHard].String(); got != "12" || rows[0].Values[slotRefused].String() != "24" {
		t.Errorf("%s of %v", got, rows[0].Values[slotRefused])
	}
}

func TestTooManyStorms(t *testing.T) {
	l := New()
	for n := range maxStorms + 5 {
		l.add(place{account: fmt.Sprintf("%03d", n)}, 100, 1, 10+n)
	}
	storms, notes := l.storms()
	if len(storms) != maxStorms || len(notes) != 1 || storms[0].refused != 15 {
		t.Errorf("%d storms, %q", len(storms), notes)
	}
}

// TestWorst holds that of many storms of a place the worst are looked into, and of a long one its worst five minutes.
func TestWorst(t *testing.T) {
	l := New()
	for n, calls := range []int{10, 30, 20, 12, 40} {
		l.add(place{}, int64(n)*100, 1, calls)
	}
	for minute := int64(1000); minute < 1060; minute++ {
		l.add(place{}, minute, 1, 5)
	}
	l.add(place{}, 1030, 1, 3)
	l.add(place{}, 1033, 1, 3)
	for n := range uint64(30) {
		l.add(place{}, 2000, n, 1) // refused once each
	}
	storms, notes := l.storms()
	var got []string
	for _, s := range storms {
		got = append(got, fmt.Sprintf("%d-%d of %d-%d: %d of %d, %d times to %d, partly %v", s.worstFrom, s.worstTo, s.from, s.to, s.worst, s.refused, s.times, s.last, s.partly()))
	}
	want := []string{
		"400-400 of 400-400: 40 of 40, 6 times to 1059, partly false",
		"1029-1033 of 1000-1059: 31 of 306, 6 times to 1059, partly true",
	}
	if len(notes) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %q", got, notes)
	}
}
