package mysql

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/textlog/logtest"
)

const errorLog = `2026-03-04T09:15:02.123456Z 812 [Warning] [MY-010055] [Server] IP address '10.0.5.20' could not be resolved: Name or service not known
2026-03-04T18:15:03.123456+09:00 813 [Note] Aborted connection 813 to db: 'orders' user: 'app' host: '10.0.5.21' (Got timeout reading communication packets)
2026-03-04 09:15:04 14223 [ERROR] InnoDB: Cannot allocate memory for the buffer pool
InnoDB: See the manual.
260304  9:15:05 [Note] Plugin 'FEDERATED' is disabled.
260304  9:15:06  InnoDB: Starting shutdown...
2026-03-04T09:15:07.000000Z 814 [Note] Access denied for user 'app'@'10.0.5.22' (using password: YES)
2026-03-04T09:15:08.000000Z 0 [System] [MY-010931] [Server] /rdsdbbin/mysql/bin/mysqld: ready for connections. [Your log message was truncated]
`

const slowLog = `/rdsdbbin/mysql/bin/mysqld, Version: 5.7.28-log (Source distribution). started with:
Tcp port: 3306  Unix socket: /tmp/mysql.sock
Time                 Id Command    Argument
# Time: 2026-03-04T09:15:12.500000Z
# User@Host: app[app] @  [10.0.5.20]  Id:   812
# Query_time: 10.500000  Lock_time: 0.000074 Rows_sent: 1  Rows_examined: 95557073
use orders;
SET timestamp=1772615702;
SELECT COUNT(*)
FROM items
# not a comment of the log
WHERE x;
# Time: 260304 18:15:12
# User@Host: root[root] @ localhost []
# Thread_id: 15  Schema: orders  QC_hit: No
# Query_time: 2.000000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
SET timestamp=1772615710;
UPDATE items SET n = 1;
# User@Host: root[root] @ localhost []
# Query_time: 3.000000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
UPDATE items SET n = 2;
`

const generalLog = "/rdsdbbin/mysql/bin/mysqld, Version: 8.0.35 (Source distribution). started with:\n" +
	"Tcp port: 3306  Unix socket: /tmp/mysql.sock\nTime                 Id Command    Argument\n" +
	"2026-03-04T09:15:02.123456Z\t  812 Connect\tapp@10.0.5.20 on orders using TCP/IP\n" +
	"2026-03-04T09:15:02.223456Z\t  812 Query\tSELECT 1\nFROM dual\n" +
	"260304  9:15:03\t  812 Init DB\torders\n\t\t  812 Query\tSELECT 2\n" +
	"2026-03-04T09:15:04.123456Z\t  812 Quit\t\n"

const auditLog = `1772615702123456,orders-1,app,10.0.5.20,812,4711,QUERY,orders,'SELECT \'a,b\' FROM t\nWHERE x',0
20260304 09:15:02,ip-10-0-1-5,app,10.0.5.21,813,0,FAILED_CONNECT,,,1045
20260304 09:15:03,ip-10-0-1-5,app,localhost,814,4712,QUERY,orders,'select 1',0,,
20260304 09:15:04,ip-10-0-1-5,app,localhost,814,4713,WRITE,orders,items,
`

type fields = map[string]string

type want struct {
	line   int
	time   string
	wall   bool
	fields fields
}

func check(t *testing.T, f *parsers.Format, text string, rejects []string, wants []want) {
	t.Helper()
	l := logtest.Read(t, f, "m", text)
	if diff := cmp.Diff(rejects, l.Rejects); diff != "" || l.Err != nil || len(l.Events) != len(wants) {
		t.Fatalf("%s: %v, %d events, %s", f.Name, l.Err, len(l.Events), diff)
	}
	for i, w := range wants {
		e := l.Events[i]
		if diff := cmp.Diff(w, want{e.Pos.Line, e.Time, e.Wall, e.Fields}, cmp.AllowUnexported(want{})); diff != "" {
			t.Errorf("%s: %s", f.Name, diff)
		}
	}
	if logtest.Detect(f, "CloudTrail.json", text) != parsers.ByContent {
		t.Errorf("%s is not recognised", f.Name)
	}
	logtest.Holds(t, f, "m", text)
	logtest.Cut(t, f, "m", text)
}

func TestError(t *testing.T) {
	check(t, Error, errorLog, nil, []want{
		{1, "2026-03-04T09:15:02.123456Z", false, fields{"thread": "812", "level": "Warning", "code": "MY-010055", "subsystem": "Server", "host": "10.0.5.20", "address": "10.0.5.20",
			"message": "IP address '10.0.5.20' could not be resolved: Name or service not known"}},
		{2, "2026-03-04T09:15:03.123456Z", false, fields{"thread": "813", "level": "Note", "user": "app", "database": "orders", "host": "10.0.5.21", "address": "10.0.5.21",
			"reason":  "Got timeout reading communication packets",
			"message": "Aborted connection 813 to db: 'orders' user: 'app' host: '10.0.5.21' (Got timeout reading communication packets)"}},
		{3, "2026-03-04T09:15:04Z", true, fields{"thread": "14223", "level": "ERROR", "subsystem": "InnoDB", "message": "InnoDB: Cannot allocate memory for the buffer pool\nInnoDB: See the manual."}},
		{5, "2026-03-04T09:15:05Z", true, fields{"level": "Note", "message": "Plugin 'FEDERATED' is disabled."}},
		{6, "2026-03-04T09:15:06Z", true, fields{"subsystem": "InnoDB", "message": "InnoDB: Starting shutdown..."}},
		{7, "2026-03-04T09:15:07Z", false, fields{"thread": "814", "level": "Note", "user": "app", "host": "10.0.5.22", "address": "10.0.5.22",
			"message": "Access denied for user 'app'@'10.0.5.22' (using password: YES)"}},
		{8, "2026-03-04T09:15:08Z", false, fields{"thread": "0", "level": "System", "code": "MY-010931", "subsystem": "Server", "truncated": "true",
			"message": "/rdsdbbin/mysql/bin/mysqld: ready for connections. [Your log message was truncated]"}},
	})
}

func TestSlow(t *testing.T) {
	check(t, Slow, slowLog, nil, []want{
		{4, "2026-03-04T09:15:02Z", false, fields{"user": "app", "host": "10.0.5.20", "address": "10.0.5.20", "connection": "812", "queryTime": "10.500000", "lockTime": "0.000074",
			"rowsSent": "1", "rowsExamined": "95557073", "database": "orders", "statement": "SELECT COUNT(*)\nFROM items\n# not a comment of the log\nWHERE x;"}},
		{13, "2026-03-04T09:15:10Z", false, fields{"user": "root", "host": "localhost", "connection": "15", "queryTime": "2.000000", "lockTime": "0.000000",
			"rowsSent": "0", "rowsExamined": "0", "statement": "UPDATE items SET n = 1;"}},
		{19, "2026-03-04T18:15:09Z", true, fields{"user": "root", "host": "localhost", "queryTime": "3.000000", "lockTime": "0.000000",
			"rowsSent": "0", "rowsExamined": "0", "statement": "UPDATE items SET n = 2;"}},
	})
	if l := logtest.Read(t, Slow, "m", slowLog); l.Events[0].End != "2026-03-04T09:15:12.5Z" || len(l.Notes) != 1 {
		t.Errorf("end %s, notes %q", l.Events[0].End, l.Notes)
	}
}

// TestSlowTimestamp holds that a SET timestamp is taken for what the server meant by it.
func TestSlowTimestamp(t *testing.T) {
	const query = "# User@Host: a[a] @  [10.0.5.20]\n# Query_time: 30.0  Lock_time: 0.0\nSET timestamp=1772615700;\nSELECT 1;\n" // 09:15:00
	for head, start := range map[string]string{
		"":                          "2026-03-04T09:15:00Z",
		"# Time: 260304 18:15:30\n": "2026-03-04T09:15:00Z", // it began then
		"# Time: 260304 18:15:00\n": "2026-03-04T09:14:30Z", // it was logged then
		"# Time: 260304  5:45:29\n": "2026-03-04T09:15:00Z",
	} {
		l := logtest.Read(t, Slow, "m", head+query)
		if len(l.Events) != 1 || l.Events[0].Time != start || l.Events[0].Wall {
			t.Errorf("%q: %+v", head, l.Events)
		}
	}
}

func TestGeneral(t *testing.T) {
	check(t, General, generalLog, nil, []want{
		{4, "2026-03-04T09:15:02.123456Z", false, fields{"connection": "812", "command": "Connect", "argument": "app@10.0.5.20 on orders using TCP/IP"}},
		{5, "2026-03-04T09:15:02.223456Z", false, fields{"connection": "812", "command": "Query", "argument": "SELECT 1\nFROM dual"}},
		{7, "2026-03-04T09:15:03Z", true, fields{"connection": "812", "command": "Init DB", "argument": "orders"}},
		{8, "2026-03-04T09:15:03Z", true, fields{"connection": "812", "command": "Query", "argument": "SELECT 2"}},
		{9, "2026-03-04T09:15:04.123456Z", false, fields{"connection": "812", "command": "Quit"}},
	})
}

func TestAudit(t *testing.T) {
	check(t, Audit, auditLog, []string{"4@250: no return code behind the object"}, []want{
		{1, "2026-03-04T09:15:02.123456Z", false, fields{"server": "orders-1", "user": "app", "host": "10.0.5.20", "address": "10.0.5.20", "connection": "812", "queryID": "4711",
			"operation": "QUERY", "database": "orders", "object": "SELECT 'a,b' FROM t\nWHERE x", "returnCode": "0"}},
		{2, "2026-03-04T09:15:02Z", true, fields{"server": "ip-10-0-1-5", "user": "app", "host": "10.0.5.21", "address": "10.0.5.21", "connection": "813", "queryID": "0",
			"operation": "FAILED_CONNECT", "returnCode": "1045"}},
		{3, "2026-03-04T09:15:03Z", true, fields{"server": "ip-10-0-1-5", "user": "app", "host": "localhost", "connection": "814", "queryID": "4712",
			"operation": "QUERY", "database": "orders", "object": "select 1", "returnCode": "0"}},
	})
}

// TestBroken holds that what is no record and stands before any is rejected where it stands, and the rest is read.
func TestBroken(t *testing.T) {
	stray := []string{
		"2026-03-04T09:15:02.123456Z 812", "2026-03-04T09:15:02.123456Z 812 [Loud] x", "2026-02-30T09:15:02Z 1 [Note] x", "[Note] x",
		"2026-03-04 09:15 1 [Note] x", "2026-03-04T25:15:02Z 1 [Note] x", "InnoDB: x", "2026-03-04T09:15:02Z", "\x00\xff", "0 0 0", "2026-03-04T09:15:02.1Z[Note]",
	}
	for _, tt := range []struct {
		format *parsers.Format
		good   string
		broken []string
		why    string
	}{
		{Error, "2026-03-04T09:15:02.123456Z 812 [Note] x\n", stray, "stands before the first record and is none"},
		{General, "2026-03-04T09:15:02.123456Z\t  812 Query\tSELECT 1\n", append(stray, "2026-03-04T09:15:02.123456Z\t  812 Dance\tSELECT 1"), "stands before the first record and is none"},
		{Slow, "# User@Host: a[a] @  [10.0.5.20]\n# Query_time: 1.0  Lock_time: 0.0\nSELECT 1;\n", stray, "stands before the first record and is none"},
		{Slow, "# User@Host: a[a] @  [10.0.5.20]\n# Query_time: 1.0  Lock_time: 0.0\nSELECT 1;\n", []string{
			"# Time: 2026-03-04T09:15:02Z", "# User@Host: b[b] @ localhost []", "# Time: never", "# User@Host:", "# Time:",
		}, "no Query_time: not a slow query"},
	} {
		for _, broken := range tt.broken {
			text := broken + "\n" + tt.good
			if tt.why == errNoFigures.Error() && strings.HasPrefix(broken, "# Time") {
				text = broken + "\n# Time: 2026-03-04T09:15:02Z\n" + tt.good
			}
			l := logtest.Read(t, tt.format, "m", text)
			if diff := cmp.Diff([]string{"1@0: " + tt.why}, l.Rejects); diff != "" || len(l.Events) != 1 {
				t.Errorf("%s, %q: %d events, %s", tt.format.Name, broken, len(l.Events), diff)
			}
		}
	}
}

func TestBrokenAudit(t *testing.T) {
	const good = "20260304 09:15:03,s,u,h,1,2,QUERY,d,'select 1',0\n"
	for row, why := range map[string]string{
		"20260304 09:15:03,s,u,h,1,2,QUERY":                "fewer columns than an audit row has",
		"20260304 09:15:03,s,u,h,1,2,QUERY,d,x":            "fewer columns than an audit row has",
		"?":                                                "fewer columns than an audit row has",
		"2026,s,u,h,1,2,QUERY,d,'x',0":                     "no time in the first column",
		"177261570212345,s,u,h,1,2,QUERY,d,'x',0":          "no time in the first column",
		",s,u,h,1,2,QUERY,d,'x',0":                         "no time in the first column",
		"20260304 09:15:03,s,u,h,1,2,DANCE,d,'x',0":        "no known operation in the seventh column",
		"20260304 09:15:03,s,u,h,1,2,,d,'x',0":             "no known operation in the seventh column",
		"20260304 09:15:03,s,u,h,1,2,QUERY,d,'x,0":         "the quoted object is not closed",
		`20260304 09:15:03,s,u,h,1,2,QUERY,d,'x\',0`:       "the quoted object is not closed",
		"20260304 09:15:03,s,u,h,1,2,QUERY,d,'x'":          "no return code behind the object",
		"20260304 09:15:03,s,u,h,1,2,QUERY,d,'x',zero":     "no return code behind the object",
		"20260304 09:15:03,s,u,h,1,2,DISCONNECT,d,,zero,x": "no return code behind the object",
	} {
		l := logtest.Read(t, Audit, "m", good+row+"\n"+good)
		if diff := cmp.Diff([]string{"2@49: " + why}, l.Rejects); diff != "" || len(l.Events) != 2 || l.Events[1].Pos.Line != 3 {
			t.Errorf("%s: %d events, %s", row, len(l.Events), diff)
		}
	}
}

// TestOpening holds that the lines of an opening are left out, but nothing that stands below them.
func TestOpening(t *testing.T) {
	for f, text := range map[*parsers.Format]string{Slow: slowLog, General: generalLog} {
		events := len(logtest.Read(t, f, "m", text).Events)
		l := logtest.Read(t, f, "m", strings.Replace(text, "mysql.sock\n", "mysql.sock\nstray\n", 1))
		if len(l.Rejects) != 1 || l.Lines[0] != 2 || len(l.Events) != events {
			t.Errorf("%s: %d events, %q", f.Name, len(l.Events), l.Rejects)
		}
	}
}

// TestForeign holds that no log is taken for another of them.
func TestForeign(t *testing.T) {
	texts := map[*parsers.Format]string{Error: errorLog, Slow: slowLog, General: generalLog, Audit: auditLog}
	for f := range texts {
		for other, text := range texts {
			if f != other && logtest.Detect(f, "mysql-"+f.Name+".log", text) != parsers.No {
				t.Errorf("%s claims %s", f.Name, other.Name)
			}
		}
		for _, text := range []string{"", "a,b,c\n", "2026-03-04 09:15:02 INFO [x] y\n", "2026-03-04 09:15:02 [ERROR] of some program\n", "{}", "# Time: 1\n"} {
			if logtest.Detect(f, "mysql-error-running.log", text) != parsers.No {
				t.Errorf("%s claims %q", f.Name, text)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(0, errorLog)
	f.Add(1, slowLog)
	f.Add(2, generalLog)
	f.Add(3, auditLog)
	f.Fuzz(func(t *testing.T, which int, text string) {
		logtest.Holds(t, []*parsers.Format{Error, Slow, General, Audit}[uint(which)%4], "m", text)
	})
}

func BenchmarkError(b *testing.B)   { logtest.Benchmark(b, Error, "m", errorLog) }
func BenchmarkSlow(b *testing.B)    { logtest.Benchmark(b, Slow, "m", slowLog) }
func BenchmarkGeneral(b *testing.B) { logtest.Benchmark(b, General, "m", generalLog) }
func BenchmarkAudit(b *testing.B)   { logtest.Benchmark(b, Audit, "m", auditLog) }
