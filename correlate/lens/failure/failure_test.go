package failure

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/gateway"
	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/cloudfront"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/flowlog"
	"hamari/parsers/inventory"
	"hamari/parsers/mysql"
	"hamari/parsers/nlb"
	"hamari/parsers/postgres"
	"hamari/parsers/rdsevent"
	"hamari/parsers/s3access"
	"hamari/parsers/ssmagent"
)

var noon = time.Date(2026, 5, 2, 12, 0, 0, 0, time.UTC)

// event makes a record, its fields given by name.
func event(k *parsers.Kind, n int, fields map[string]string) *parsers.Event {
	ev := &parsers.Event{Kind: k, Time: noon.Add(time.Duration(n) * time.Second), Pos: parsers.Pos{Member: "m", Record: n}, Values: make([]parsers.Value, len(k.Fields))}
	for name, text := range fields {
		ev.Values[k.Slot(name)] = parsers.Value(text)
	}
	return ev
}

func TestRules(t *testing.T) {
	type fields = map[string]string
	for _, test := range []struct {
		kind   *parsers.Kind
		fields fields
		want   string // code and concern; "" where the record is no failure
	}{
		{cloudtrail.Kind, fields{"eventName": "StartInstances", "eventSource": "ec2.amazonaws.com"}, ""},
		{cloudtrail.Kind, fields{"eventName": "StartInstances", "eventSource": "ec2.amazonaws.com", "errorCode": "Client.UnauthorizedOperation"},
			"Client.UnauthorizedOperation\nStartInstances of ec2.amazonaws.com"},
		{cloudtrail.Kind, fields{"eventName": "PutItem", "eventSource": "dynamodb.amazonaws.com", "errorCode": "Bad\nThing\t7"}, "Bad Thing 7\nPutItem of dynamodb.amazonaws.com"},
		{cloudtrail.Kind, fields{"eventName": "ConsoleLogin", "eventSource": "signin.amazonaws.com", "errorMessage": "Failed authentication"},
			"refused\nConsoleLogin of signin.amazonaws.com"},
		{alb.Kind, fields{"elb": "app/a/1", "elb_status_code": "404", "target_status_code": "404"}, ""},
		{alb.Kind, fields{"elb": "app/a/1", "elb_status_code": "500", "target_status_code": "500", "target": "10.0.0.1:80"}, "500\nthe target's own answer, app/a/1"},
		{alb.Kind, fields{"elb": "app/a/1", "elb_status_code": "502", "target": "10.0.0.1:80"}, "502\nmade by the load balancer, which had a target, app/a/1"},
		{alb.Kind, fields{"elb": "app/a/1", "elb_status_code": "460", "target": "10.0.0.1:80"},
			"460 the client closed the connection\nmade by the load balancer, which had a target, app/a/1"},
		{alb.Kind, fields{"elb": "app/a/1", "elb_status_code": "503"}, "503\nmade by the load balancer, which sent the request to no target, app/a/1"},
		{alb.Kind, fields{"elb": "app/a/1", "elb_status_code": "502", "error_reason": "LambdaUnhandled"}, "502\nmade by the load balancer for a Lambda function, app/a/1"},
		{cloudtrail.Kind, fields{"eventName": "RunInstances", "eventSource": "ec2.amazonaws.com", "errorCode": "Client.DryRunOperation"}, ""},
		{nlb.Kind, fields{"elb": "net/n/1", "tls_handshake_time": "4"}, ""},
		{nlb.Kind, fields{"elb": "net/n/1", "incoming_tls_alert": "42"}, "TLS alert 42\nnet/n/1"},
		{cloudfront.Kind, fields{"sc-status": "404", "cs(Host)": "d1.cloudfront.net"}, ""},
		{cloudfront.Kind, fields{"sc-status": "502", "cs(Host)": "d1.cloudfront.net", "x-edge-detailed-result-type": "OriginConnectError"},
			"502\nOriginConnectError, d1.cloudfront.net"},
		{s3access.Kind, fields{"bucket": "b", "operation": "REST.GET.OBJECT", "http_status": "404", "error_code": "NoSuchKey"}, ""},
		{s3access.Kind, fields{"bucket": "b", "operation": "REST.PUT.OBJECT", "http_status": "403", "error_code": "AccessDenied"}, "403 AccessDenied\nREST.PUT.OBJECT, b"},
		{rdsevent.Kind, fields{"sourceIdentifier": "db", "categories": "backup", "message": "Backing up DB instance"}, ""},
		{rdsevent.Kind, fields{"sourceIdentifier": "db", "categories": "notification, low storage", "message": "Free: 3.9 GB"}, "low storage\ndb: Free: ... GB"},
		{postgres.Kind, fields{"severity": "LOG", "message": "checkpoint complete"}, ""},
		{postgres.Kind, fields{"severity": "FATAL", "message": "password authentication failed for user \"jo\"\nmore"}, "FATAL\npassword authentication failed for user \"...\""},
		{mysql.ErrorKind, fields{"level": "Warning", "message": "Aborted connection 5"}, ""},
		{mysql.ErrorKind, fields{"level": "ERROR", "message": "Can't open table 't1', errno 24"}, "ERROR\nCan't open table '...', errno ..."},
		{mysql.AuditKind, fields{"operation": "FAILED_CONNECT", "returnCode": "1045"}, "1045\nFAILED_CONNECT"},
		{mysql.AuditKind, fields{"operation": "QUERY", "returnCode": "0"}, ""},
		{postgres.Kind, fields{"severity": "ERROR", "message": "\nno\ttab\x01\r"}, "ERROR\nno tab "},
		{ssmagent.Kind, fields{"level": "INFO", "message": "up"}, ""},
		{ssmagent.Kind, fields{"level": "ERROR", "message": "dial tcp 10.0.0.9:443: i/o timeout"}, "ERROR\ndial tcp ... i/o timeout"},
	} {
		if got := string(rules[test.kind].sort(nil, event(test.kind, 0, test.fields))); got != test.want {
			t.Errorf("%s %v:\ngot  %q\nwant %q", test.kind.Name, test.fields, got, test.want)
		}
	}
}

// calls makes refused calls of several sorts, and some that succeeded.
func calls(n, sorts int) (list []*parsers.Event) {
	for i := range n {
		f := map[string]string{"eventName": fmt.Sprintf("Call%d", i%sorts), "eventSource": "ec2.amazonaws.com"}
		if i%3 != 0 {
			f["errorCode"], f["errorMessage"] = fmt.Sprintf("E%d", i%sorts%2), fmt.Sprintf("message %d", i)
		}
		list = append(list, event(cloudtrail.Kind, i, f))
	}
	return list
}

func TestCounts(t *testing.T) {
	l := New()
	for _, ev := range calls(12, 2) {
		l.Event(ev)
	}
	l.Event(event(flowlog.VPC.Kinds[0], 0, nil)) // of no interest here
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
	cite := func(n int) lens.Cite {
		return lens.Cite{Pos: parsers.Pos{Member: "m", Record: n}, Time: at(n), Text: fmt.Sprintf("message %d", n)}
	}
	want := []Sort{
		{Kind: cloudtrail.Kind, Code: "E1", Concern: "Call1 of ec2.amazonaws.com", Count: 4, Records: 12, Unit: "records", Start: at(1), End: at(11), Cite: cite(1)},
		{Kind: cloudtrail.Kind, Code: "E0", Concern: "Call0 of ec2.amazonaws.com", Count: 4, Records: 12, Unit: "records", Start: at(2), End: at(10), Cite: cite(2)},
	}
	if diff := cmp.Diff(want, l.Sorts(), cmpopts.EquateComparable(), cmp.Comparer(func(a, b *parsers.Kind) bool { return a == b })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if notes := l.Notes(); len(notes) != 0 {
		t.Errorf("notes %q", notes)
	}
}

// However many sorts there are and whoever counts them, the result is the same, and every failure is counted.
func TestOrderDoesNotMatter(t *testing.T) {
	for _, sorts := range []int{3, maxSorts - 1, maxSorts + 2, 3 * maxSorts} {
		list := calls(4*maxSorts, sorts)
		var want string
		for seed := range uint64(4) {
			r := rand.New(rand.NewPCG(seed, 1))
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			workers := []*Lens{New(), New(), New()}
			for _, ev := range list {
				workers[r.IntN(1+int(seed)%3)].Event(ev)
			}
			workers[0].Merge(workers[1])
			workers[0].Merge(workers[2])
			got, counted := shown(workers[0])
			if failed := int64(4*maxSorts - (4*maxSorts+2)/3); counted != failed {
				t.Fatalf("%d sorts: %d failures counted, want %d", sorts, counted, failed)
			}
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("%d sorts: another order or division gives another result", sorts)
			}
		}
		if coarse := strings.Contains(want, "counted by their code alone"); coarse != (sorts > maxSorts) {
			t.Errorf("%d sorts: counted by code alone: %v", sorts, coarse)
		}
	}
}

func shown(l *Lens) (text string, counted int64) {
	var b strings.Builder
	for _, s := range l.Sorts() {
		counted += s.Count
		fmt.Fprintln(&b, s.Code, s.Concern, s.Count, s.Records, s.Start, s.End, s.Cite)
	}
	return b.String() + strings.Join(l.Notes(), "\n"), counted
}

// A clock without a zone says nothing of when; the first record is still told, with its reading.
func TestWallClock(t *testing.T) {
	l := New()
	for n := range 3 {
		ev := event(ssmagent.Kind, 3-n, map[string]string{"level": "ERROR", "message": "down"})
		ev.WallClock = true
		l.Event(ev)
	}
	got := l.Sorts()
	if len(got) != 1 || !got[0].Wall || !got[0].Start.IsZero() || !got[0].Cite.Time.Equal(noon.Add(time.Second)) || !got[0].WallLast.Time.Equal(noon.Add(3*time.Second)) {
		t.Errorf("got %+v", got)
	}
}

// Records that were delivered twice, to whichever worker, count once.
func TestDeliveredTwice(t *testing.T) {
	for _, n := range []int{30, 3 * maxHashes} {
		workers := []*Lens{New(), New()}
		for i, ev := range calls(n, 1) {
			ev.ID = fmt.Sprint("id ", ev.Pos.Record)
			workers[0].Event(ev)
			workers[i%2].Event(ev)
		}
		workers[1].Merge(workers[0])
		failed := int64(n - (n+2)/3)
		for _, got := range workers[1].Sorts() {
			off := float64(got.Count-failed) / float64(failed)
			if got.Records != 0 || got.Estimated != (failed > maxHashes) || !got.Estimated && got.Count != failed || off < -0.1 || off > 0.1 {
				t.Errorf("%d calls, %d failed: got %+v", n, failed, got)
			}
		}
	}
}

// TestRejectTimes holds that of a conversation the time of what was rejected is told, not that of all of it.
func TestRejectTimes(t *testing.T) {
	values := make([]lens.Value, len(conversation.Kind.Fields))
	for name, v := range map[string]lens.Value{
		"service": lens.Text("10.0.0.5 port 443/tcp"), "eni": lens.Text("eni-1"), "flows": lens.Number(9), "rejected": lens.Number(2),
		"first_rejected": lens.Text("2026-05-02T12:10:00Z"), "last_rejected": lens.Text("2026-05-02T12:20:00Z"),
	} {
		values[conversation.Kind.Slot(name)] = v
	}
	l := New()
	l.Row(&lens.Row{Kind: conversation.Kind, Start: noon, End: noon.Add(time.Hour), Values: values, Cites: []lens.Cite{{Text: "first of 2 REJECT records"}}})
	sorts := l.Sorts()
	if len(sorts) != 1 || !sorts[0].Start.Equal(noon.Add(10*time.Minute)) || !sorts[0].End.Equal(noon.Add(20*time.Minute)) {
		t.Errorf("got %+v", sorts)
	}
}

// TestLostPackets holds that of packets that a Transit Gateway lost the way is told, and when they were lost.
func TestLostPackets(t *testing.T) {
	values := make([]lens.Value, len(gateway.Kind.Fields))
	for name, v := range map[string]lens.Value{
		"service": lens.Text("10.0.0.5 port 443/tcp"), "local": lens.Text("10.0.0.5"), "heading": lens.Text("from-local"),
		"attachment": lens.Text("tgw-attach-1"), "lost_network": lens.Text("192.168.3.0/24"), "lost_no_route": lens.Number(7),
		"first_lost": lens.Text("2026-05-02T12:05:00Z"), "last_lost": lens.Text("2026-05-02T12:25:00Z"),
	} {
		values[gateway.Kind.Slot(name)] = v
	}
	loss := noon.Add(5 * time.Minute)
	l := New()
	l.Row(&lens.Row{Kind: gateway.Kind, Start: noon, End: noon.Add(time.Hour), Values: values,
		Cites: []lens.Cite{{Text: "first record with lost packets", Time: loss}, {Text: "first of 9 records", Time: noon}}})
	sorts := l.Sorts()
	if len(sorts) != 1 || !sorts[0].Start.Equal(loss) || !sorts[0].End.Equal(noon.Add(25*time.Minute)) || sorts[0].Concern != "10.0.0.5 port 443/tcp, from 10.0.0.5 to 192.168.3.0/24, tgw-attach-1" {
		t.Errorf("got %+v", sorts)
	}
}

// TestAlarm holds that an alarm which is described in ALARM is told.
func TestAlarm(t *testing.T) {
	for name, want := range map[string]int{`"prod-nat-ports","StateValue":"ALARM"`: 1, `"prod-nat-ports","StateValue":"OK"`: 0, `"TargetTracking-table/a-AlarmLow-1","StateValue":"ALARM"`: 0} {
		id, _, _ := strings.Cut(strings.Trim(name, `"`), `"`)
		ev := event(inventory.Kind, 0, map[string]string{"type": "alarm", "id": id})
		ev.Raw = []byte(`{"AlarmName":` + name + `,"MetricName":"ErrorPortAllocation","Dimensions":[{"Name":"NatGatewayId","Value":"nat-0aa"}],"StateReason":"Threshold Crossed"}`)
		l := New()
		l.Event(ev)
		got := l.Sorts()
		if len(got) != want || want > 0 && got[0].Concern != "CloudWatch alarm prod-nat-ports on ErrorPortAllocation of nat-0aa" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestScalingActivity holds that what EC2 Auto Scaling could not do is a failure, and what it did is none.
func TestScalingActivity(t *testing.T) {
	for status, want := range map[string]int{"Failed": 1, "Successful": 0} {
		ev := event(inventory.Kind, 0, map[string]string{"type": "scaling-activity", "parent": "web"})
		ev.Raw = []byte(`{"StatusCode":"` + status + `","StatusMessage":"The image id '[ami-0deadbeef]' does not exist."}`)
		l := New()
		l.Event(ev)
		got := l.Sorts()
		if len(got) != want || want > 0 && got[0].Concern != "scaling activity of web: The image id '...' does not exist." {
			t.Errorf("%s: %+v", status, got)
		}
	}
	for message, want := range map[string]int{"Termination Reason: Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state": 1, "Instance refresh was rolled back": 0} {
		ev := event(inventory.Kind, 0, map[string]string{"type": "scaling-activity", "parent": "web"})
		ev.Raw = []byte(`{"StatusCode":"Cancelled","StatusMessage":"` + message + `"}`)
		l := New()
		l.Event(ev)
		if got := l.Sorts(); len(got) != want {
			t.Errorf("%s: %+v", message, got)
		}
	}
}
