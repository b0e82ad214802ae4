package ssmagent

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/textlog/logtest"
)

const normal = `Error occurred fetching the seelog config file path:  open /etc/amazon/ssm/seelog.xml: no such file or directory
Initializing new seelog logger
2026-03-04 10:14:57.1200 INFO [amazon-ssm-agent] amazon-ssm-agent - v3.3.131.0
2026-03-04 10:14:57.1201 INFO [amazon-ssm-agent] Starting Core Agent
2026-03-04 10:15:02.0417 INFO [ssm-agent-worker] [MessageService] [MGSInteractor] Opening websocket connection to: wss://ssmmessages.eu-west-1.amazonaws.com/v1/control-channel/i-0a1b2c3d4e5f60718?role=subscribe
2026-03-04 10:15:03 INFO [ssm-document-worker] [975c3a2e-df8e-4212-a140-45a935d5a23c] [DataBackend] [pluginName=aws:runShellScript] running
2026-03-04 10:16:00 WARN EC2RoleProvider Failed to connect to Systems Manager with instance profile role credentials. Err: EC2RoleRequestError: no EC2 instance role found
caused by: EC2MetadataError: failed to make EC2Metadata request

	status code: 404, request id: 
2026-03-04 10:17:00 ERROR [HandleAwsError @ awserr.go.48] [instanceID=i-0a1b2c3d4e5f60718] [HealthCheck] error when calling AWS APIs. error details - AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/AppRole/i-0a1b2c3d4e5f60718 is not authorized to perform: ssm:UpdateInstanceInformation on resource: arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718
	status code: 400, request id: cf26d018-6e15-4073-bef6-2cf07464d6ba
2026/03/04 10:17:01 Failed to load instance info from vault.
2026-03-04 10:18:00 ERROR [ssm-agent-worker] RequestError: send request failed caused by: Post "https://ssm.eu-west-1.amazonaws.com/": dial tcp 10.0.5.20:443: i/o timeout
2026-03-04 10:19:00 INFO [ssm-agent-worker] Entering SSM Agent hibernate - RequestError: dial tcp: lookup ssm.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host
2026-03-04 10:20:00 INFO [amazon-ssm-agent] Stopping Core Agent
`

func TestRead(t *testing.T) {
	l := logtest.Read(t, Format, "case/amazon-ssm-agent.log", normal)
	if l.Err != nil || len(l.Rejects) > 0 {
		t.Fatalf("%v, rejects %q", l.Err, l.Rejects)
	}
	type fields = map[string]string
	want := []struct {
		line   int
		time   string
		fields fields
	}{
		{1, "", fields{"form": "unstamped", "message": "Error occurred fetching the seelog config file path:  open /etc/amazon/ssm/seelog.xml: no such file or directory"}},
		{2, "", fields{"form": "unstamped", "message": "Initializing new seelog logger"}},
		{3, "2026-03-04T10:14:57.12Z", fields{"form": "log", "level": "INFO", "process": "amazon-ssm-agent", "message": "amazon-ssm-agent - v3.3.131.0", "agentVersion": "3.3.131.0"}},
		{4, "2026-03-04T10:14:57.1201Z", fields{"form": "log", "level": "INFO", "process": "amazon-ssm-agent", "message": "Starting Core Agent", "lifecycle": "start"}},
		{5, "2026-03-04T10:15:02.0417Z", fields{"form": "log", "level": "INFO", "process": "ssm-agent-worker", "context": "MessageService MGSInteractor", "instance": "i-0a1b2c3d4e5f60718", "host": "ssmmessages.eu-west-1.amazonaws.com"}},
		{6, "2026-03-04T10:15:03Z", fields{"form": "log", "level": "INFO", "process": "ssm-document-worker", "context": "DataBackend", "command": "975c3a2e-df8e-4212-a140-45a935d5a23c", "plugin": "aws:runShellScript", "message": "running"}},
		{7, "2026-03-04T10:16:00Z", fields{"form": "log", "level": "WARN", "errorCode": "EC2RoleRequestError", "statusCode": "404"}},
		{11, "2026-03-04T10:17:00Z", fields{"form": "log", "level": "ERROR", "context": "HealthCheck", "function": "HandleAwsError", "source": "awserr.go.48",
			"instance": "i-0a1b2c3d4e5f60718", "errorCode": "AccessDeniedException", "action": "ssm:UpdateInstanceInformation",
			"principal": "arn:aws:sts::111122223333:assumed-role/AppRole/i-0a1b2c3d4e5f60718", "role": "AppRole",
			"resource":   "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718",
			"statusCode": "400", "requestID": "cf26d018-6e15-4073-bef6-2cf07464d6ba"}},
		{13, "2026-03-04T10:17:01Z", fields{"form": "go", "message": "Failed to load instance info from vault."}},
		{14, "2026-03-04T10:18:00Z", fields{"form": "log", "level": "ERROR", "process": "ssm-agent-worker", "errorCode": "RequestError", "host": "ssm.eu-west-1.amazonaws.com", "address": "10.0.5.20", "networkError": "i/o timeout"}},
		{15, "2026-03-04T10:19:00Z", fields{"form": "log", "level": "INFO", "process": "ssm-agent-worker", "lifecycle": "hibernate", "errorCode": "RequestError", "host": "ssm.eu-west-1.amazonaws.com", "networkError": "no such host"}},
		{16, "2026-03-04T10:20:00Z", fields{"form": "log", "level": "INFO", "process": "amazon-ssm-agent", "message": "Stopping Core Agent", "lifecycle": "stop"}},
	}
	if len(l.Events) != len(want) {
		t.Fatalf("%d events, want %d", len(l.Events), len(want))
	}
	for i, w := range want {
		got := l.Events[i]
		if _, told := w.fields["message"]; !told {
			delete(got.Fields, "message")
		}
		if got.Pos.Line != w.line || got.Time != w.time || got.Wall != (w.time != "") {
			t.Errorf("event %d: line %d, time %s, wall %v, want line %d, time %s", i, got.Pos.Line, got.Time, got.Wall, w.line, w.time)
		}
		if diff := cmp.Diff(w.fields, got.Fields); diff != "" {
			t.Errorf("line %d: %s", w.line, diff)
		}
	}
}

// TestLines holds that every line belongs to an event or a reject, or joins the record before it.
func TestLines(t *testing.T) {
	for _, text := range []string{
		normal, strings.ReplaceAll(normal, "\n", "\r\n"),
		"tail of a record\n\tmore of it\n" + normal,
	} {
		l := logtest.Read(t, Format, "x", text)
		lines := 0
		for _, e := range l.Events {
			lines += 1 + strings.Count(e.Raw, "\n")
		}
		if want := strings.Count(text, "\n"); lines != want || len(l.Rejects) > 0 {
			t.Errorf("%d of %d lines are in events, %d rejected", lines, want, len(l.Rejects))
		}
		logtest.Holds(t, Format, "x", text)
	}
	logtest.Cut(t, Format, "x", normal)
}

func TestAudit(t *testing.T) {
	const text = "SchemaVersion=1\nagent_telemetry amazon-ssm-agent.start 3.3.131.0 09:10:28\nagent_telemetry ssm-agent-worker.start 3.3.131.0 09:10:30\nAuditSent=0000000112"
	l := logtest.Read(t, Format, "i-0a1b2c3d4e5f60718/audits/amazon-ssm-agent-audit-2026-03-04", text)
	want := []logtest.Event{
		{Time: "2026-03-04T09:10:28Z", Wall: true, Pos: parsers.Pos{Member: "i-0a1b2c3d4e5f60718/audits/amazon-ssm-agent-audit-2026-03-04", Line: 2, Offset: 16},
			Raw: "agent_telemetry amazon-ssm-agent.start 3.3.131.0 09:10:28",
			Fields: map[string]string{"form": "audit", "auditType": "agent_telemetry", "auditEvent": "amazon-ssm-agent.start", "message": "amazon-ssm-agent.start",
				"agentVersion": "3.3.131.0", "instance": "i-0a1b2c3d4e5f60718", "lifecycle": "start"}},
	}
	if diff := cmp.Diff(want, l.Events[:1]); diff != "" || len(l.Events) != 2 || len(l.Rejects) > 0 {
		t.Errorf("%d events, rejects %q, %s", len(l.Events), l.Rejects, diff)
	}
	l = logtest.Read(t, Format, "audit.txt", text)
	if len(l.Events) != 2 || l.Events[0].Time != "" || len(l.Notes) != 1 {
		t.Errorf("without a date in the name: %+v, notes %q", l.Events, l.Notes)
	}
}

func TestBrokenAudit(t *testing.T) {
	const good = "SchemaVersion=1\nagent_telemetry a.start 3.3.131.0 09:10:28\n"
	for _, row := range []string{
		"agent_telemetry a.start 3.3.131.0", "agent_telemetry a.start 3.3.131.0 09:10", "agent_telemetry a.start 3.3.131.0 29:10:28",
		"agent_telemetry a.start v3 09:10:28", "agent_telemetry a.start 09:10:28", "agent_telemetry 3.3.131.0 09:10:28",
		"agent_telemetry a.start 3.3.131.0 09:61:28", "agent_telemetry a.start 3.3.131.0 09:10:28 more", "\x00\x01", "?", "{}",
	} {
		l := logtest.Read(t, Format, "amazon-ssm-agent-audit-2026-03-04", good+row+"\n"+"agent_telemetry b.start 3.3.131.0 09:10:29\n")
		if diff := cmp.Diff([]string{"3@59: not a row of an audit: type, event, version of the agent and time"}, l.Rejects); diff != "" || len(l.Events) != 2 {
			t.Errorf("%q: %d events, %s", row, len(l.Events), diff)
		}
	}
}

// TestOddRecords holds what becomes of lines that begin almost like a record: they continue the one before, or stand
// for themselves without a time.
func TestOddRecords(t *testing.T) {
	const good = "2026-03-04 10:20:00 INFO [amazon-ssm-agent] first\n"
	for _, odd := range []string{
		"2026-03-04 10:20:00 NOTICE text", "2026-13-04 10:20:00 INFO text", "2026-03-04 25:20:00 INFO text", "2026-03-04 10:20 INFO text",
		"INFO [amazon-ssm-agent] no stamp", "2026-03-04 10:20:00INFO text", "[amazon-ssm-agent] text", " 2026-03-04 10:20:00 INFO led by a blank",
		"2026-02-30 10:20:00 INFO text", "\x00\xff",
	} {
		l := logtest.Read(t, Format, "x", good+odd+"\n"+good)
		if len(l.Events) != 2 || len(l.Rejects) > 0 || !strings.HasSuffix(l.Events[0].Raw, odd) {
			t.Errorf("%q behind a record: %d events, %q", odd, len(l.Events), l.Rejects)
		}
		l = logtest.Read(t, Format, "x", odd+"\n"+good)
		if len(l.Events) != 2 || l.Events[0].Fields["form"] != "unstamped" || l.Events[0].Time != "" || l.Events[1].Pos.Line != 2 {
			t.Errorf("%q before a record: %+v", odd, l.Events)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       parsers.Confidence
	}{
		{"x", normal, parsers.ByContent},
		{"AWSLogs/1_CloudTrail_x.json", normal, parsers.ByContent},
		{"x", "2026-03-04 10:20:00 INFO [HealthCheck] HealthCheck reporting agent health.\n", parsers.ByContent},
		{"hibernate.log", "2026-03-04 10:20:00 INFO Agent is in hibernate mode. Reducing logging.\n", parsers.ByContent},
		{"x", "SchemaVersion=1\nagent_telemetry amazon-ssm-agent.start 3.3.131.0 09:10:28\n", parsers.ByContent},
		{"x", "2026-03-04 10:20:00 INFO server started\n", parsers.No},
		{"x", "2026-03-04 10:20:00 INFO Installing amazon-ssm-agent, the SSM Agent\n", parsers.No},
		{"var/log/amazon/ssm/errors.log", "2026-03-04 10:20:00 ERROR [Run @ x.go.1] failed\n", parsers.ByName},
		{"amazon-ssm-agent.log", "127.0.0.1 - - GET /\n", parsers.No},
		{"amazon-ssm-agent.log", "", parsers.No},
		{"x", "SchemaVersion=1\nname,value\n", parsers.No},
		{"x", `{"message":"2026-03-04 10:20:00 INFO [amazon-ssm-agent] x"}`, parsers.No},
	} {
		if got := logtest.Detect(Format, tt.name, tt.text); got != tt.want {
			t.Errorf("%s, %.40q: %v, want %v", tt.name, tt.text, got, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(normal)
	f.Add("SchemaVersion=1\nagent_telemetry amazon-ssm-agent.start 3.3.131.0 09:10:28\n")
	f.Add("2026-03-04 10:20:00 INFO [] [[a] b\n\n]")
	f.Fuzz(func(t *testing.T, text string) { logtest.Holds(t, Format, "amazon-ssm-agent-audit-2026-03-04", text) })
}

func BenchmarkRead(b *testing.B) { logtest.Benchmark(b, Format, "x", normal) }

// TestNetworkErrors holds that the ways in which a connection fails are told apart, on Windows and behind a proxy, too.
func TestNetworkErrors(t *testing.T) {
	for _, tt := range []struct{ message, host, address, want string }{
		{`Post "https://ssm.eu-west-1.amazonaws.com/": dial tcp 10.0.5.20:443: i/o timeout`, "ssm.eu-west-1.amazonaws.com", "10.0.5.20", "i/o timeout"},
		{`Post "https://ssm.eu-west-1.amazonaws.com/": dial tcp 10.0.5.20:443: connectex: A connection attempt failed because the connected party did not properly respond`, "ssm.eu-west-1.amazonaws.com", "10.0.5.20", "connection attempt failed"},
		{`Post "https://ssm.eu-west-1.amazonaws.com/": dial tcp 10.0.5.20:443: connectex: No connection could be made because the target machine actively refused it.`, "ssm.eu-west-1.amazonaws.com", "10.0.5.20", "actively refused"},
		{`Post "https://ssm.eu-west-1.amazonaws.com/": read tcp 10.1.1.9:3751->10.0.5.20:443: wsarecv: An existing connection was forcibly closed by the remote host.`, "ssm.eu-west-1.amazonaws.com", "", "forcibly closed"},
		{`Post "https://ssm.eu-west-1.amazonaws.com/": Proxy Authentication Required`, "ssm.eu-west-1.amazonaws.com", "", "Proxy Authentication Required"},
		{`Post https://ssm.us-east-1.amazonaws.com/: proxyconnect tcp: tls: first record does not look like a TLS handshake`, "ssm.us-east-1.amazonaws.com", "", "proxyconnect"},
	} {
		l := logtest.Read(t, Format, "amazon-ssm-agent.log", "2026-03-04 10:18:00 ERROR [ssm-agent-worker] RequestError: send request failed\ncaused by: "+tt.message+"\n")
		if len(l.Events) != 1 {
			t.Fatalf("%s: %d events", tt.message, len(l.Events))
		}
		if f := l.Events[0].Fields; f["host"] != tt.host || f["address"] != tt.address || f["networkError"] != tt.want {
			t.Errorf("%s: host %q, address %q, error %q", tt.message, f["host"], f["address"], f["networkError"])
		}
	}
}
