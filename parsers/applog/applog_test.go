package applog_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/applog"
)

const id = "7c1f2a3b-1111-4222-8333-944455556666"

// sink writes down kind, level, failure, whether the invocation is known, and the message of each event.
type sink struct {
	parsers.Unheard
	got []string
}

func (s *sink) Event(ev *parsers.Event) error {
	value := func(name string) string { return ev.Value(ev.Kind.Slot(name)).String() }
	if !ev.Undated || !ev.Time.IsZero() {
		return fmt.Errorf("%s: has a time of its own: %v", ev.Pos, ev.Time)
	}
	if ev.Kind != applog.Kind {
		s.got = append(s.got, strings.Join([]string{ev.Kind.Name, value("errorCode"), value("operation"), value("timeSource"), value("api")}, "|"))
		return nil
	}
	known := ""
	if value("requestID") == id {
		known = "id"
	}
	s.got = append(s.got, strings.Join([]string{value("level"), value("failure"), known, value("message")}, "|"))
	return nil
}

func TestMessages(t *testing.T) {
	for message, want := range map[string]string{
		"START RequestId: " + id + " Version: $LATEST":                           "||id|START RequestId: " + id + " Version: $LATEST",
		"[ERROR]\t2026-03-04T09:02:02.120Z\t" + id + "\tno order 17":             "ERROR||id|no order 17",
		"2026-03-04T09:02:02.120Z\t" + id + "\tERROR\tno order":                  "ERROR||id|no order",
		"2026-03-04T09:02:02.120Z\t" + id + "\tINFO\tERROR is a word":            "INFO||id|ERROR is a word",
		"2026-03-04T09:02:11.000Z " + id + " Task timed out after 3.00 seconds":  "|Task timed out|id|Task timed out after 3.00 seconds",
		"we handle 'Task timed out after 3.00 seconds'":                          "|||we handle 'Task timed out after 3.00 seconds'",
		"RequestId: " + id + " Error: Runtime exited with error: signal: killed": "|Runtime exited|id|RequestId: " + id + " Error: Runtime exited with error: signal: killed",
		"2026-03-04 10:15:02,123 [main] ERROR com.example.App - no connection":   "ERROR|||com.example.App - no connection",
		"2026-03-04T09:02:02.120Z  WARN 1 --- [  main] c.e.App : slow":           "WARN|||1 --- [  main] c.e.App : slow",
		"[2026-03-04 10:15:02] [error] no route":                                 "ERROR|||no route",
		"ERROR:root:no route":                                                    "ERROR|||root:no route",
		"E, [2026-03-04T10:15:02.000000 #7] ERROR -- : no route":                 "ERROR|||no route",
		"time=2026-03-04T10:15:02Z level=error msg=\"no route\"":                 "ERROR|||time=2026-03-04T10:15:02Z level=error msg=\"no route\"",
		"no ERROR was found": "|||no ERROR was found",
		"3 ERROR lines":      "|||3 ERROR lines",
		"09:02:02.120 [main] ERROR c.e.App - no route":       "ERROR|||c.e.App - no route",
		"error handling is on":                               "|||error handling is on",
		"Traceback (most recent call last):   File \"x.py\"": "|Traceback||Traceback (most recent call last):   File \"x.py\"",
		"upload failed: AccessDenied":                        "|AccessDenied||upload failed: AccessDenied",
		"INFO retries on AccessDenied are off":               "INFO|||retries on AccessDenied are off",
		`{"timestamp":"2026-03-04T09:02:02Z","level":"error","message":"no \"x\"","requestId":"` + id + `"}`:                            `ERROR||id|no "x"`,
		`{"time":"2026-03-04T09:02:11Z","type":"platform.report","record":{"requestId":"` + id + `","status":"timeout"}}`:               `|invocation ended with status timeout|id|{"time":"2026-03-04T09:02:11Z","type":"platform.report","record":{"requestId":"` + id + `","status":"timeout"}}`,
		`{"time":"2026-03-04T09:02:11Z","type":"platform.report","record":{"requestId":"` + id + `","status":"success"}}`:               `||id|{"time":"2026-03-04T09:02:11Z","type":"platform.report","record":{"requestId":"` + id + `","status":"success"}}`,
		"[ERROR] ClientError: An error occurred (AccessDeniedException) when calling the PutItem operation: User: arn:aws:sts::1:x/y":   "console|AccessDeniedException|PutItem|log event|",
		id + " {\"errorMessage\":\"User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: s3:GetObject on x\"}": "console|||log event|s3:GetObject",
	} {
		got := &sink{}
		if err := applog.Format.Read(t.Context(), strings.NewReader(message+"\n"), &parsers.Source{Member: "m"}, got); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{want}, got.got); diff != "" {
			t.Errorf("%s\n%s", message, diff)
		}
	}
}

// Only what came out of an envelope of log events is claimed, and less surely than by anybody else.
func TestDetect(t *testing.T) {
	for _, test := range []struct {
		h    parsers.Header
		want parsers.Confidence
	}{
		{parsers.Header{Prefix: []byte("ERROR x\n")}, parsers.No},
		{parsers.Header{Prefix: []byte(" \n"), LogEvents: true}, parsers.No},
		{parsers.Header{Prefix: []byte("ERROR x\n"), LogEvents: true}, parsers.ByEnvelope},
	} {
		if got := applog.Format.Detect(&test.h); got != test.want {
			t.Errorf("%q: %v", test.h.Prefix, got)
		}
	}
}

// reread is a sink that holds of any text that every line becomes an event, in its place.
type reread struct {
	parsers.Unheard
	t    *testing.T
	last int
}

func (r *reread) Event(ev *parsers.Event) error {
	if ev.Pos.Line < r.last || ev.Time != (time.Time{}) {
		r.t.Errorf("line %d after %d, at %v", ev.Pos.Line, r.last, ev.Time)
	}
	r.last = ev.Pos.Line
	return nil
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("[ERROR]\t2026-03-04T09:02:02.120Z\t" + id + "\tx\n"))
	f.Add([]byte("[\n[]\n| - [2026-03-04 10:15:02\n{\"level\":\"error\"}\nlevel=err\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := applog.Format.Read(t.Context(), bytes.NewReader(text), &parsers.Source{Member: "m"}, &reread{t: t}); err != nil {
			t.Error(err)
		}
	})
}
