package target

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/alb"
)

var t0 = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)

// request is what a test says of a request; the rest is usual.
type request struct {
	at                   time.Duration // since t0, when it was received
	took                 float64       // seconds until it was answered
	target, path         string
	sent, worked         string // request_processing_time and target_processing_time
	status, targetStatus string
	reason, group, node  string
	actions              string
	record               int
}

func (r request) event() *parsers.Event {
	values := make([]parsers.Value, len(alb.Kind.Fields))
	set := func(slot int, text string) {
		if text != "" {
			values[slot] = parsers.Value(text)
		}
	}
	set(alb.SlotELB, "app/shop/1")
	set(alb.SlotTargetGroupARN, "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/"+r.group+"cart/9")
	set(alb.SlotTarget, r.target)
	set(alb.SlotRequestVerb, "GET")
	set(alb.SlotRequestURL, "https://shop.example.com:443"+r.path+"?x=1")
	set(alb.SlotRequestProcessingTime, r.sent)
	set(alb.SlotTargetProcessingTime, r.worked)
	set(alb.SlotELBStatusCode, r.status)
	set(alb.SlotTargetStatusCode, r.targetStatus)
	set(alb.SlotErrorReason, r.reason)
	set(alb.SlotActionsExecuted, r.actions)
	set(alb.SlotRegion, "eu-west-1")
	set(alb.SlotIPAddress, r.node)
	start := t0.Add(r.at)
	return &parsers.Event{
		Kind: alb.Kind, Time: start, End: start.Add(time.Duration(r.took * float64(time.Second))), Values: values,
		Pos: parsers.Pos{Member: "alb.log", Line: r.record + 1, Record: r.record},
	}
}

func gather(requests ...request) *Lens {
	l := New()
	for i, r := range requests {
		r.record = i
		l.Event(r.event())
	}
	return l
}

func field(r *lens.Row, name string) string { v := r.Value(Kind.Slot(name)); return v.String() }

const web = "10.0.1.5:8080"

// TestClassify holds what counts as which failure.
func TestClassify(t *testing.T) {
	tests := []struct {
		name string
		request
		want string // "" for none
	}{
		{"answered", request{took: .2, target: web, sent: "0.001", worked: "0.2", status: "200", targetStatus: "200"}, ""},
		{"the target's own 502", request{took: .2, target: web, sent: "0.001", worked: "0.2", status: "502", targetStatus: "502"}, ""},
		{"the target's own 504", request{took: 60, target: web, sent: "0.001", worked: "60", status: "504", targetStatus: "504"}, ""},
		{"closed when it was sent", request{took: .003, target: web, sent: "0.001", worked: "0.002", status: "502"}, "closed"},
		{"closed, no times", request{took: .002, target: web, sent: "-1", worked: "-1", status: "502"}, "closed"},
		{"closed after a slow upload", request{took: 8.1, target: web, sent: "8.0", worked: "-1", status: "502"}, "closed"},
		{"closed after work", request{took: 12, target: web, sent: "0.001", worked: "11.9", status: "502"}, "aborted"},
		{"closed after work, no times", request{took: 12, target: web, sent: "0.001", worked: "-1", status: "502"}, "aborted"},
		{"a Lambda function", request{took: .2, sent: "0.001", worked: "0.2", status: "502", reason: "LambdaUnhandled"}, ""},
		{"no target", request{took: .001, sent: "-1", worked: "-1", status: "503"}, "no-target"},
		{"no target, passed by AWS WAF", request{took: .001, sent: "-1", worked: "-1", status: "503", actions: "waf,forward"}, "no-target"},
		{"a fixed response", request{took: .001, sent: "-1", worked: "-1", status: "503", actions: "fixed-response"}, ""},
		{"AWS WAF's own response", request{took: .001, sent: "-1", worked: "-1", status: "503", actions: "waf"}, ""},
		{"the target's own 503", request{took: .2, target: web, sent: "0.001", worked: "0.2", status: "503", targetStatus: "503"}, ""},
		{"a Lambda function's 503", request{took: .2, sent: "0.001", worked: "0.2", status: "503", reason: "LambdaThrottling"}, ""},
		{"not answered", request{took: 60.001, target: web, sent: "0.001", worked: "-1", status: "504"}, "timeout"},
		{"not answered, the time is told", request{took: 60.002, target: web, sent: "0.001", worked: "60.001", status: "504"}, "timeout"},
		{"not answered, a short limit", request{took: 10, target: web, sent: "0.000", worked: "-1", status: "504"}, "timeout"},
		{"not connected", request{took: 10.01, target: web, sent: "-1", worked: "-1", status: "504"}, "unconnected"},
		{"not connected, target not told", request{took: 10.01, sent: "-1", worked: "-1", status: "504"}, "unconnected"},
		{"504 at once", request{took: .01, target: web, sent: "-1", worked: "-1", status: "504"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if rows := gather(tt.request).Rows(); len(rows) > 0 {
				got = field(&rows[0], "failure")
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// fail and pass are requests at a minute.
func fail(minute int, path string) request {
	return request{at: time.Duration(minute) * time.Minute, took: .002, target: web, path: path, sent: "0.001", worked: "0.001", status: "502"}
}

func pass(minute int, path string) request {
	return request{at: time.Duration(minute) * time.Minute, took: .1, target: "10.0.1.6:8080", path: path, sent: "0.001", worked: "0.1", status: "200", targetStatus: "200"}
}

func repeat(n int, r request) (list []request) {
	for range n {
		list = append(list, r)
	}
	return list
}

func TestRows(t *testing.T) {
	var all []request
	for minute := 0; minute < 60; minute += 5 {
		all = append(all, repeat(100, pass(minute, "/cart"))...)
	}
	all = append(all, fail(3, "/cart"), fail(17, "/cart"), fail(44, "/pay"), fail(45, "/cart")) // scattered
	all = append(all, repeat(30, fail(22, "/deploy"))...)                                       // a burst
	rows := gather(all...).Rows()
	if len(rows) != 2 {
		t.Fatalf("%d rows, want one of the group and one of the target that failed", len(rows))
	}
	for name, want := range map[string]string{
		"failure": "closed", "load_balancer": "app/shop/1", "region": "eu-west-1", "target": "", "target_address": "", "worst_targets": web, "targets": "1",
		"requests": "1234", "failures": "34", "steady": "4", "slots": "4", "unsent_share": "0", "span": "42.000033333333334", "wait": "0", "wait_share": "1",
		"urls": "GET /deploy (30 of 30), GET /cart (3 of 1203), GET /pay (1 of 1)",
	} {
		if got := field(&rows[0], name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	if bound, _ := rows[0].Value(slotBound).Float(); bound < .88 || bound > .89 {
		t.Errorf("bound to URLs: %v, want 30 of 34", bound)
	}
	if !rows[0].Start.Equal(t0.Add(3*time.Minute)) || len(rows[0].Cites) != maxCites || rows[0].Records != 34 {
		t.Errorf("from %v, %d cites, %d records", rows[0].Start, len(rows[0].Cites), rows[0].Records)
	}
	if c := rows[0].Cites[0]; c.Text != "GET /cart at 10.0.1.5:8080 after 0.002 s" {
		t.Errorf("cite %q", c.Text)
	}
	if field(&rows[1], "target") != web || field(&rows[1], "requests") != "34" || field(&rows[1], "urls") != "" {
		t.Errorf("target %v", rows[1].Values)
	}
}

// TestUsualWait holds that a time limit shows in how long requests waited.
func TestUsualWait(t *testing.T) {
	slow := func(took float64) request {
		return request{took: took, target: web, sent: "0.001", worked: "-1", status: "504"}
	}
	rows := gather(slow(60.2), slow(59.98), slow(60.01), slow(75)).Rows()
	if field(&rows[0], "wait") != "60" || field(&rows[0], "wait_share") != "0.75" || field(&rows[0], "most_wait") != "75" {
		t.Errorf("wait %s, share %s, most %s", field(&rows[0], "wait"), field(&rows[0], "wait_share"), field(&rows[0], "most_wait"))
	}
}

// TestWaitBelowTheLimit holds that waits which end just below a time limit are told as that.
func TestWaitBelowTheLimit(t *testing.T) {
	slow := request{target: web, sent: "0.001", worked: "-1", status: "504"}
	var all []request
	for _, took := range []float64{59.5, 59.7, 59.9, 59.9, 60.2, 60.9} {
		slow.took = took
		all = append(all, slow)
	}
	rows := gather(all...).Rows()
	if field(&rows[0], "wait") != "60" || field(&rows[0], "wait_share") != "1" {
		t.Errorf("wait %s, share %s", field(&rows[0], "wait"), field(&rows[0], "wait_share"))
	}
}

// TestUnconnectedAddresses holds that rows of requests without a connection name both ends of the way.
func TestUnconnectedAddresses(t *testing.T) {
	lost := request{took: 10.01, target: web, node: "10.0.9.3", sent: "-1", worked: "-1", status: "504"}
	rows := gather(lost, lost).Rows()
	if field(&rows[0], "target_address") != "10.0.1.5" || field(&rows[0], "node_address") != "10.0.9.3" || field(&rows[1], "target_address") != "10.0.1.5" {
		t.Errorf("%v", told(rows))
	}
}

// TestMergeOrder holds that rows do not depend on which worker saw what, nor in which order.
func TestMergeOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var all []*parsers.Event
	for i := range 2000 {
		r := pass(rng.IntN(300), fmt.Sprintf("/%d", rng.IntN(40)))
		if rng.IntN(10) == 0 {
			r = fail(rng.IntN(300), fmt.Sprintf("/%d", rng.IntN(40)))
		}
		r.group, r.record = string(rune('a'+rng.IntN(3))), i
		r.node = fmt.Sprintf("10.0.9.%d", rng.IntN(30))
		all = append(all, r.event())
	}
	want := feed(all).Rows()
	for range 5 {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		cut := rng.IntN(len(all))
		l := feed(all[:cut])
		l.Merge(feed(all[cut:]))
		if diff := cmp.Diff(told(want), told(l.Rows())); diff != "" {
			t.Fatal(diff)
		}
	}
}

// told is all that rows say.
func told(rows []lens.Row) (lines []string) {
	for _, r := range rows {
		r.Kind = nil
		lines = append(lines, fmt.Sprintf("%+v", r))
	}
	return lines
}

func feed(events []*parsers.Event) *Lens {
	l := New()
	for _, ev := range events {
		l.Event(ev)
	}
	return l
}

// TestBounds holds that what is given up for want of room does not depend on the order of the records, and is told.
func TestBounds(t *testing.T) {
	build := func(reverse bool) *Lens {
		l := New()
		for i := range 3_000 {
			n := i
			if reverse {
				n = 2_999 - i
			}
			r := fail(n, fmt.Sprintf("/%d", n))
			r.target = fmt.Sprintf("10.0.%d.%d:80", n/250, n%250)
			l.Event(r.event())
		}
		l.dropTargets()
		l.lengthenSlots(3)
		l.sampleURLs(4)
		return l
	}
	a, b := build(false), build(true)
	if a.urls == 0 || a.urls > 400 || a.slots > 3_000/40+2 {
		t.Errorf("%d URLs, %d slots", a.urls, a.slots)
	}
	rows := a.Rows()
	if len(rows) != 1 || field(&rows[0], "failures") != "3000" {
		t.Errorf("%d rows", len(rows))
	}
	if diff := cmp.Diff(field(&rows[0], "urls"), func() string { r := b.Rows(); return field(&r[0], "urls") }()); diff != "" {
		t.Error(diff)
	}
	fine := gather(fail(1, "/a"))
	fine.Merge(a)
	if !fine.noTargets || fine.slotLevel != 3 || fine.urlLevel != 4 {
		t.Error("detail that one side gave up is back")
	}
	if notes := fine.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "by target group") {
		t.Errorf("notes %q", notes)
	}
}

// TestTooManyGroups holds that target groups beyond the bound are counted, not looked at.
func TestTooManyGroups(t *testing.T) {
	l := New()
	for i := range maxGroups + 2 {
		r := fail(0, "/")
		r.group = fmt.Sprint(i)
		l.Event(r.event())
	}
	if notes := l.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "2 requests") {
		t.Errorf("notes %q", notes)
	}
}

func BenchmarkEvent(b *testing.B) {
	var all []*parsers.Event
	for i := range 1_000 {
		r := pass(i%60, fmt.Sprintf("/cart/%d/items", i%50))
		r.group = string(rune('a' + i%3))
		all = append(all, r.event())
	}
	l := New()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Event(all[i%len(all)])
	}
}

// TestMeanwhile holds that the share of failures is told of the requests of the same time, too, and when one was last sent to a
// target before, in whatever order and by whomever the records were read.
func TestMeanwhile(t *testing.T) {
	none := func(minute int) request {
		return request{at: time.Duration(minute) * time.Minute, took: .001, path: "/", sent: "-1", worked: "-1", status: "503"}
	}
	var all []request
	for minute := range 120 {
		if minute == 40 || minute > 60 && minute < 70 || minute == 71 {
			all = append(all, none(minute))
		} else if minute != 39 {
			all = append(all, pass(minute, "/"))
		}
	}
	slices.Reverse(all)
	l := gather(all[:50]...)
	l.Merge(gather(all[50:]...))
	rows := l.Rows()
	for name, want := range map[string]string{"requests": "119", "failures": "11", "requests_meanwhile": "32", "share_meanwhile": "0.34375", "served_until": "2026-03-04T09:38:00Z", "served_from": "2026-03-04T10:12:00Z"} {
		if got := field(&rows[0], name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	l.dropSeconds()
	l.Event(pass(5, "/").event())
	rows = l.Rows()
	if field(&rows[0], "requests_meanwhile") != "" || field(&rows[0], "served_until") != "" || field(&rows[0], "served_from") != "" || field(&rows[0], "share_meanwhile") != field(&rows[0], "share") {
		t.Errorf("counts by the second that were given up are told: %v", rows[0].Values)
	}
}
