package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/textlog/logtest"
)

const normal = `2026-03-04 09:15:00 UTC::@:[312]:LOG:  checkpoint starting: time
2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:ERROR:  deadlock detected
2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:DETAIL:  Process 20175 waits for ShareLock on transaction 9.
	Process 20180 waits for ShareLock on transaction 8.
2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:HINT:  See server log for query details.
2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:CONTEXT:  while updating tuple (0,1)
2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:STATEMENT:  UPDATE stock
	SET n = n - 1

	WHERE id = 7
2026-03-04 09:15:03 UTC:2001:db8::5(40000):app@orders:[20181]:FATAL:  remaining connection slots are reserved for non-replication superuser connections
2026-03-04 09:15:04 UTC:10.0.5.20(52834):app@orders:[20175]:LOG:  duration: 1234.567 ms  statement: SELECT pg_sleep(1)
2026-03-04 09:15:05 UTC:[local]:rdsadmin@rdsadmin:[400]:LOG:  statement: SELECT 1
2026-03-04 09:15:06 UTC:10.0.5.20(52834):app@orders:[20199]:STATEMENT:  SELECT 2
2026-03-04 09:15:07 UTC:10.0.5.20(52834):app@orders:[20199]:LOG:  execute <unnamed>: SELECT '[Your log message was truncated]
`

func TestRead(t *testing.T) {
	l := logtest.Read(t, Format, "error/postgresql.log.2026-03-04-09", normal)
	if l.Err != nil || len(l.Rejects) > 0 || len(l.Notes) != 1 {
		t.Fatalf("%v, rejects %q, notes %q", l.Err, l.Rejects, l.Notes)
	}
	type fields = map[string]string
	session := func(more fields) fields {
		f := fields{"address": "10.0.5.20", "remoteHost": "10.0.5.20", "remotePort": "52834", "user": "app", "database": "orders", "pid": "20175"}
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	want := []struct {
		line   int
		fields fields
	}{
		{1, fields{"severity": "LOG", "pid": "312", "message": "checkpoint starting: time"}},
		{2, session(fields{"severity": "ERROR", "message": "deadlock detected", "hint": "See server log for query details.",
			"detail":  "Process 20175 waits for ShareLock on transaction 9.\n\tProcess 20180 waits for ShareLock on transaction 8.",
			"context": "while updating tuple (0,1)", "statement": "UPDATE stock\n\tSET n = n - 1\n\n\tWHERE id = 7"})},
		{11, fields{"severity": "FATAL", "address": "2001:db8::5", "remoteHost": "2001:db8::5", "remotePort": "40000", "user": "app", "database": "orders",
			"pid": "20181", "message": "remaining connection slots are reserved for non-replication superuser connections"}},
		{12, session(fields{"severity": "LOG", "message": "duration: 1234.567 ms  statement: SELECT pg_sleep(1)", "duration": "1234.567", "statement": "SELECT pg_sleep(1)"})},
		{13, fields{"severity": "LOG", "remoteHost": "[local]", "user": "rdsadmin", "database": "rdsadmin", "pid": "400", "message": "statement: SELECT 1", "statement": "SELECT 1"}},
		{14, session(fields{"severity": "STATEMENT", "pid": "20199", "statement": "SELECT 2"})},
		{15, session(fields{"severity": "LOG", "pid": "20199", "message": "execute <unnamed>: SELECT '[Your log message was truncated]", "truncated": "true"})},
	}
	if len(l.Events) != len(want) {
		t.Fatalf("%d events", len(l.Events))
	}
	for i, w := range want {
		got := l.Events[i]
		if diff := cmp.Diff(w.fields, got.Fields); diff != "" || got.Pos.Line != w.line || got.Wall || !strings.HasPrefix(got.Time, "2026-03-04T09:15:0") {
			t.Errorf("line %d, %s, wall %v: %s", got.Pos.Line, got.Time, got.Wall, diff)
		}
	}
}

func TestPrefixes(t *testing.T) {
	for _, tt := range []struct {
		line, time, pid, sqlstate, message string
		wall                               bool
	}{
		{"2026-03-04 09:15:02.345 UTC:10.0.5.20(1):a@b:[7]:12:40P01:2026-03-04 09:00:00 UTC:3/4:0:69c7.1:app ERROR:  m", "2026-03-04T09:15:02.345Z", "7", "40P01", "m", false},
		{"2026-03-04 09:15:02 JST:10.0.5.20(1):a@b:[7]:ERROR:  m", "2026-03-04T09:15:02Z", "7", "", "m", true},
		{"2026-03-04 09:15:02 +09:10.0.5.20(1):a@b:[7]:ERROR:  m", "2026-03-04T09:15:02Z", "7", "", "m", true},
		{"2026-03-04 09:15:02.345 UTC [7] LOG:  m", "2026-03-04T09:15:02.345Z", "7", "", "m", false},
		{"2026-03-04 09:15:02 UTC [7]: [3-1] user=a,db=b,app=c,client=10.0.5.20 FATAL:  m", "2026-03-04T09:15:02Z", "7", "", "m", false},
		{"2026-03-04 09:15:02 UTC:10.0.5.20(1):a@b:[7]:ERROR: m", "2026-03-04T09:15:02Z", "7", "", "m", false},
		{"2026-03-04 09:15:02 UTC:host.example(1):a:x@b:[7]:DEBUG2:  m", "2026-03-04T09:15:02Z", "7", "", "m", false},
	} {
		l := logtest.Read(t, Format, "m", tt.line+"\n")
		if len(l.Events) != 1 {
			t.Errorf("%s: %q", tt.line, l.Rejects)
			continue
		}
		e := l.Events[0]
		if e.Time != tt.time || e.Wall != tt.wall || e.Fields["pid"] != tt.pid || e.Fields["sqlstate"] != tt.sqlstate || e.Fields["message"] != tt.message {
			t.Errorf("%s: %+v", tt.line, e)
		}
	}
}

// TestBroken holds that what stands before the first message and is none is rejected where it stands, and that behind a
// message it goes on with it.
func TestBroken(t *testing.T) {
	const good = "2026-03-04 09:15:00 UTC::@:[312]:LOG:  good\n"
	for _, broken := range []string{
		"2026-03-04 09:15:00 UTC::@:[312]:", "2026-03-04 09:15:00 UTC::@:[312]:NOISE:  x", "2026-02-30 09:15:00 UTC::@:[312]:LOG:  x",
		"2026-03-04 09:15 UTC::@:[312]:LOG:  x", "UTC::@:[312]:LOG:  x", "\tSELECT 1", "2026-03-04 25:15:00 UTC::@:[312]:LOG:  x", "LOG:  x",
		"2026-03-04 09:15:00 UTC" + strings.Repeat("x", 600) + ":LOG:  x", "2026-03-04 09:15:00 UTC::@:[312]:log:  x", "\x00\xff\x01",
	} {
		l := logtest.Read(t, Format, "m", broken+"\n"+good)
		if diff := cmp.Diff([]string{"1@0: stands before the first record and is none"}, l.Rejects); diff != "" || len(l.Events) != 1 || l.Events[0].Pos.Line != 2 {
			t.Errorf("%.60q before: %d events, %s", broken, len(l.Events), diff)
		}
		l = logtest.Read(t, Format, "m", good+broken+"\n"+good)
		if len(l.Events) != 2 || len(l.Rejects) > 0 || l.Events[1].Pos.Line != 3 {
			t.Errorf("%.60q behind: %d events, %q", broken, len(l.Events), l.Rejects)
		}
	}
}

func TestLines(t *testing.T) {
	for _, text := range []string{normal, strings.ReplaceAll(normal, "\n", "\r\n"), "\ttail\n" + normal} {
		l := logtest.Read(t, Format, "m", text)
		lines := len(l.Rejects)
		for _, e := range l.Events {
			lines += 1 + strings.Count(e.Raw, "\n")
		}
		if want := strings.Count(text, "\n"); lines != want {
			t.Errorf("%d of %d lines", lines, want)
		}
		logtest.Holds(t, Format, "m", text)
	}
	logtest.Cut(t, Format, "m", normal)
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       parsers.Confidence
	}{
		{"x", normal, parsers.ByContent},
		{"describe-instances.json", normal, parsers.ByContent},
		{"x", "\tSELECT 1\n" + normal, parsers.ByContent},
		{"x", "2026-03-04 09:15:02.345 UTC [7] LOG:  m\n", parsers.ByContent},
		{"postgresql.log", "2026-03-04 09:15:02 x ERROR:  m\n", parsers.ByName},
		{"x", "2026-03-04 09:15:02 x ERROR:  m\n", parsers.No},
		{"postgresql.log", "GET / HTTP/1.1\n", parsers.No},
		{"x", "2026-03-04 09:15:02 INFO [amazon-ssm-agent] LOG: x\n", parsers.No},
		{"x", "", parsers.No},
	} {
		if got := logtest.Detect(Format, tt.name, tt.text); got != tt.want {
			t.Errorf("%s, %.40q: %v, want %v", tt.name, tt.text, got, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(normal)
	f.Add(fmt.Sprintf("2026-03-04 09:15:02 UTC:[[]]%s:@:[7]:LOG:", ":"))
	f.Fuzz(func(t *testing.T, text string) { logtest.Holds(t, Format, "m", text) })
}

func BenchmarkRead(b *testing.B) { logtest.Benchmark(b, Format, "m", normal) }
