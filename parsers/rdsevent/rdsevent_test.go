package rdsevent

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/textlog/logtest"
)

const (
	started = `{"SourceType":"db-instance","SourceIdentifier":"orders","EventCategories":["failover","notification"],"Message":"Multi-AZ instance failover started.",` +
		`"Date":"2026-03-04T09:15:02.983Z","SourceArn":"arn:aws:rds:eu-west-1:111122223333:db:orders"}`
	cluster = `{"SourceType":"db-cluster","SourceIdentifier":"main","EventCategories":[],"Message":"Started failover to DB instance: b","Date":"2026-03-04T18:15:02.071000+09:00"}`
)

func answer(events ...string) string {
	return "{\"Events\": [\n" + strings.Join(events, ",\n") + "\n]}\n"
}

func TestRead(t *testing.T) {
	instance := logtest.Event{Time: "2026-03-04T09:15:02.983Z", Fields: map[string]string{
		"sourceType": "db-instance", "sourceIdentifier": "orders", "dbInstance": "orders", "categories": "failover,notification",
		"message": "Multi-AZ instance failover started.", "sourceArn": "arn:aws:rds:eu-west-1:111122223333:db:orders",
		"account": "111122223333", "region": "eu-west-1"}}
	withID := instance
	withID.Fields = map[string]string{}
	for k, v := range instance.Fields {
		withID.Fields[k] = v
	}
	withID.Fields["eventID"] = "RDS-EVENT-0013"
	bus := strings.Replace(strings.Replace(started, "db-instance", "DB_INSTANCE", 1), "{", `{"EventID":"RDS-EVENT-0013",`, 1)
	sns := `{"Event Source":"db-instance","Event Time":"2026-03-04 09:15:02.983","Identifier Link":"https://console","Source ID":"orders","Event ID":"http://docs.aws.amazon.com/x.html#RDS-EVENT-0006","Event Message":"DB instance restarted"}`
	for _, tt := range []struct {
		name, text string
		want       logtest.Event
		count      int
	}{
		{"answer", answer(started, cluster), instance, 2},
		{"--query Events", "[" + started + "," + cluster + "]", instance, 2},
		{"pages", answer(started) + answer(cluster), instance, 2},
		{"one per line", started + "\n" + cluster, instance, 2},
		{"EventBridge detail", bus, withID, 1},
		{"CLI date as a number", answer(strings.Replace(started, `"2026-03-04T09:15:02.983Z"`, "1772615702.983", 1)), instance, 1},
		{"SNS", sns, logtest.Event{Time: "2026-03-04T09:15:02.983Z", Wall: true, Fields: map[string]string{"sourceType": "db-instance", "sourceIdentifier": "orders",
			"dbInstance": "orders", "eventID": "RDS-EVENT-0006", "message": "DB instance restarted"}}, 1},
	} {
		l := logtest.Read(t, Format, "m", tt.text)
		if l.Err != nil || len(l.Rejects) > 0 || len(l.Events) != tt.count {
			t.Errorf("%s: %v, %d events, %q", tt.name, l.Err, len(l.Events), l.Rejects)
			continue
		}
		got := l.Events[0]
		got.Pos, got.Raw = parsers.Pos{}, ""
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if logtest.Detect(Format, "x", tt.text) != parsers.ByContent {
			t.Errorf("%s: not recognised", tt.name)
		}
		logtest.Holds(t, Format, "m", tt.text)
	}
	l := logtest.Read(t, Format, "m", answer(started, cluster))
	if c := l.Events[1]; c.Fields["dbCluster"] != "main" || c.Time != "2026-03-04T09:15:02.071Z" || c.Pos.Line != 3 {
		t.Errorf("cluster: %+v", c)
	}
	logtest.Cut(t, Format, "m", answer(started)+" ")
}

func TestBroken(t *testing.T) {
	for broken, why := range map[string]string{
		`{"SourceType":"db-instance","Message":"x"}`:                     "no date",
		`{"SourceType":"db-instance","Message":"x","Date":"yesterday"}`:  "\"yesterday\": not a date",
		`{"SourceType":"db-instance","Message":"x","Date":"2026-02-30"}`: "\"2026-02-30\": not a date",
		`{"SourceType":"db-instance","Message":"x","Date":-1}`:           "\"-1\": not a date",
		`{"SourceType":"db-instance","Message":"x","Date":1e300}`:        "\"1e300\": not a date",
		`{"SourceType":"db-instance","Date":"2026-03-04T09:15:02Z"}`:     "not an RDS event: no source type and message",
		`{"Message":"x","Date":"2026-03-04T09:15:02Z"}`:                  "not an RDS event: no source type and message",
		`{"SourceType":1,"Message":"x","Date":"2026-03-04T09:15:02Z"}`:   "not an RDS event: no source type and message",
		`7`:                              "not an RDS event: no source type and message",
		`{"SourceType":"x","Message":y}`: "not valid JSON",
		`{"SourceType":"db-instance","Message":"x","Date":"2026-03-04T09:15:02Z?"}`: "\"2026-03-04T09:15:02Z?\": not a date",
	} {
		l := logtest.Read(t, Format, "m", answer(started, broken, cluster))
		want := []string{fmt.Sprintf("3@%d: %s", len("{\"Events\": [\n"+started+",\n"), why)}
		if diff := cmp.Diff(want, l.Rejects); diff != "" || len(l.Events) != 2 {
			t.Errorf("%s: %d events, %s", broken, len(l.Events), diff)
		}
	}
	text := answer(started)
	if l := logtest.Read(t, Format, "m", text[:len(text)-9]); len(l.Rejects) != 1 {
		t.Errorf("cut within an event: %q", l.Rejects)
	}
	if l := logtest.Read(t, Format, "m", `{"Events":[`+started+`],"Marker":"abc"}`); len(l.Notes) != 1 {
		t.Errorf("Marker: notes %q", l.Notes)
	}
	if l := logtest.Read(t, Format, "m", `{"Events":[]}`); len(l.Rejects)+len(l.Events) != 0 {
		t.Errorf("no events: %+v", l)
	}
}

func TestDetect(t *testing.T) {
	for _, text := range []string{
		"", "{}", `{"Events":[]}`, `{"Events":[{"CloudTrailEvent":"{\"SourceType\":1}"}]}`, "SourceType db-instance",
		`{"Events":[{"SourceIdentifier":"c","SourceType":"cache-cluster","Message":"x","Date":"2026-03-04T09:15:02Z"}]}`, // ElastiCache
		`{"EventSubscriptionsList":[{"SourceType":"db-instance","SourceIdsList":["a"]}]}`,
	} {
		if got := logtest.Detect(Format, "describe-events.json", text); got != parsers.No {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(answer(started, cluster))
	f.Add(`{"Event Source":"db-instance","Event Message":"x","Event Time":"2026-03-04 09:15:02"}`)
	f.Fuzz(func(t *testing.T, text string) { logtest.Holds(t, Format, "m", text) })
}

func BenchmarkRead(b *testing.B) { logtest.Benchmark(b, Format, "m", answer(started, cluster)) }
