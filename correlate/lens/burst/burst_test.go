package burst

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

var start = time.Date(2026, time.March, 4, 10, 0, 0, 0, time.UTC)

// call is a record "second source:operation code field=value ...".
func call(text string, n int) *parsers.Event {
	words := strings.Fields(text)
	var second int
	fmt.Sscan(words[0], &second)
	source, name, _ := strings.Cut(words[1], ":")
	ev := &parsers.Event{
		Kind: cloudtrail.Kind, Time: start.Add(time.Duration(second) * time.Second), Values: make([]parsers.Value, len(cloudtrail.Kind.Fields)),
		Pos: parsers.Pos{Member: "trail", Record: n}, ID: fmt.Sprint("id", n), Raw: []byte(`{}`),
	}
	set := func(field, value string) { ev.Values[cloudtrail.Kind.Slot(field)] = parsers.Value(value) }
	set("eventSource", source+".amazonaws.com")
	set("eventName", name)
	set("awsRegion", "eu-west-1")
	set("userIdentity.arn", "ann")
	if words[2] != "-" {
		set("errorCode", words[2])
	}
	for _, w := range words[3:] {
		field, value, _ := strings.Cut(w, "=")
		if field == "params" {
			ev.Raw = []byte(`{"requestParameters":"` + value + `"}`)
			continue
		}
		set(field, value)
	}
	return ev
}

// told is what a lens makes of calls, one line per burst.
func told(l *Lens) (lines []string) {
	for _, r := range l.Rows() {
		field := func(slot int) string { return r.Value(slot).String() }
		lines = append(lines, fmt.Sprintf("%s %d-%d actions %s crowd %s requests %s calls %s known %s writes %s", field(slotCaller),
			int(r.Start.Sub(start).Seconds()), int(r.End.Sub(start).Seconds()), field(slotActions), field(slotCrowd), field(slotRequests),
			field(slotCalls), field(slotKnown), field(slotWrites)))
	}
	return lines
}

func TestBursts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		calls []string
		want  []string
	}{
		{"three operations, in every spelling of a refusal", []string{
			"0 ec2:DescribeInstances Client.UnauthorizedOperation", "5 s3:ListBuckets AccessDenied", "9 kms:ListKeys AccessDeniedException",
		}, []string{"ann 0-9 actions 3 crowd 3 requests 3 calls 3 known 0 writes 0"}},
		{"too few", []string{"0 ec2:DescribeInstances AccessDenied", "5 s3:ListBuckets AccessDenied"}, nil},
		{"other errors, other verbs, and what is stored", []string{
			"0 ec2:DescribeInstances Throttling", "1 sts:AssumeRole AccessDenied", "2 s3:GetObject AccessDenied", "3 ec2:Listen AccessDenied", "4 ec2:Get AccessDenied",
			"5 s3:ListBuckets AccessDenied readOnly=false", "6 kms:Decrypt AccessDenied readOnly=true",
		}, nil},
		{"parameters and regions make different requests", []string{
			"0 ec2:GetPasswordData AccessDenied params=a", "0 ec2:GetPasswordData AccessDenied params=b", "0 ec2:GetPasswordData AccessDenied params=b",
			"1 ec2:GetPasswordData AccessDenied params=a", "1 ec2:GetPasswordData AccessDenied params=a awsRegion=us-east-1",
		}, []string{"ann 0-1 actions 1 crowd 1 requests 3 calls 4 known 0 writes 0"}},
		{"ten minutes of quiet end a burst", []string{
			"0 a:ListA AccessDenied", "0 a:ListB AccessDenied", "0 a:ListC AccessDenied", "600 a:ListD AccessDenied",
			"1201 a:ListA AccessDenied", "1201 a:ListB AccessDenied", "1201 a:ListC AccessDenied",
		}, []string{
			"ann 0-600 actions 4 crowd 4 requests 4 calls 4 known 0 writes 0", "ann 1201-1201 actions 3 crowd 3 requests 3 calls 3 known 0 writes 0",
		}},
		{"the crowd is what ten minutes have", []string{
			"0 a:ListA AccessDenied", "500 a:ListB AccessDenied", "1000 a:ListC AccessDenied", "1060 a:ListA AccessDenied", "1500 a:ListD AccessDenied",
		}, []string{"ann 0-1500 actions 4 crowd 3 requests 4 calls 5 known 0 writes 0"}},
		{"what was allowed before", []string{
			"-9000 a:ListA -", "50 a:ListB -", "0 a:ListA AccessDenied", "1 a:ListB AccessDenied", "2 a:ListC AccessDenied", "3 a:ListD AccessDenied",
			"-9000 a:ListD - userIdentity.arn=bob",
		}, []string{"ann 0-3 actions 4 crowd 4 requests 4 calls 4 known 0.25 writes 0"}},
		{"callers apart, and writes counted beside", []string{
			"0 a:ListA AccessDenied", "1 a:ListB AccessDenied", "2 a:ListC AccessDenied", "3 a:CreateA AccessDenied readOnly=false",
			"0 a:ListA AccessDenied userIdentity.arn=bob", "1 a:CreateA AccessDenied userIdentity.arn=bob readOnly=false",
		}, []string{"ann 0-2 actions 3 crowd 3 requests 3 calls 3 known 0 writes 1"}},
	} {
		l := New()
		for n, text := range tt.calls {
			l.Event(call(text, n))
		}
		if diff := cmp.Diff(tt.want, told(l)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestOrder holds that rows depend neither on who reads which record first, nor on how often one is delivered.
func TestOrder(t *testing.T) {
	var calls []string
	for i := range 200 {
		calls = append(calls, fmt.Sprintf("%d a:List%d AccessDenied params=%d userIdentity.arn=u%d sourceIPAddress=192.0.2.%d userAgent=agent%d", i*7, i%11, i, i%3, i%6, i%9))
		calls = append(calls, fmt.Sprintf("%d a:List%d - userIdentity.arn=u%d", i*5, i%7, i%2))
	}
	rows := func(order []int, lenses int) (lines []string) {
		ls := make([]*Lens, lenses)
		for i := range ls {
			ls[i] = New()
		}
		for i, n := range order {
			ls[i%lenses].Event(call(calls[n], n))
		}
		for _, other := range ls[1:] {
			ls[0].Merge(other)
		}
		for _, r := range ls[0].Rows() {
			lines = append(lines, fmt.Sprint(r.Start, r.End, r.Values, r.Cites, r.Records))
		}
		return lines
	}
	order := make([]int, len(calls))
	for i := range order {
		order[i] = i
	}
	want := rows(order, 1)
	if len(want) < 3 {
		t.Fatalf("%d bursts", len(want))
	}
	for seed := range uint64(5) {
		rng := rand.New(rand.NewPCG(seed, 0))
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		twice := append(append([]int{}, order...), order[:50]...)
		if diff := cmp.Diff(want, rows(twice, 3)); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestBound holds that what is given up is the latest, whoever reads it.
func TestBound(t *testing.T) {
	a, b := New(), New()
	for n := range maxCells + 10 {
		ev := call(fmt.Sprintf("%d a:ListA AccessDenied", n*60), n)
		if n%2 == 0 {
			a.Event(ev)
		} else {
			b.Event(ev)
		}
	}
	if notes := a.Notes(); notes != nil {
		t.Errorf("half of them were cut: %q", notes)
	}
	b.Merge(a)
	if notes := b.Notes(); len(notes) != 1 || len(b.cells) != maxCells {
		t.Errorf("%d cells, notes %q", len(b.cells), notes)
	}
	for k := range b.cells {
		if k.minute >= start.Unix()/60+maxCells {
			t.Fatal("a late one was kept")
		}
	}
}

// TestCrowded holds that nothing is said of what was allowed once there is too much to remember.
func TestCrowded(t *testing.T) {
	l := New()
	for n := range maxAllowed + 1 {
		l.allowAt(fmt.Sprint("u", n), "a:ListA", start)
	}
	for i, text := range []string{"0 a:ListA AccessDenied", "1 a:ListB AccessDenied", "2 a:ListC AccessDenied", "3 a:ListC -"} {
		l.Event(call(text, i))
	}
	other := New()
	other.allowAt("ann", "a:ListA", start.Add(-time.Hour))
	other.Merge(l)
	if rows := other.Rows(); len(rows) != 1 || rows[0].Value(slotKnown).Exists() {
		t.Errorf("%+v", rows)
	}
}

func TestPermission(t *testing.T) {
	l := New()
	for n, text := range []string{"0 s3:ListBuckets AccessDenied", "1 ec2:DescribeInstances AccessDenied", "2 a:ListA AccessDenied"} {
		ev := call(text, n)
		ev.Values[cloudtrail.SlotErrorMessage] = parsers.Value([]string{
			"User: ann is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows it",
			"User: ann is not authorized to perform: ec2:DescribeInstances on resource: *", "Access Denied",
		}[n])
		l.Event(ev)
	}
	if got, want := l.Rows()[0].Value(slotAPI).String(), "a:ListA,ec2:DescribeInstances,s3:ListAllMyBuckets,s3:ListBuckets"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
