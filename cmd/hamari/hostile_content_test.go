package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// event is a CloudTrail event with some of its text as the test wants it.
func event(id, rest string) string {
	return `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA","arn":"arn:aws:iam::111122223333:user/ana","accountId":"111122223333","userName":"ana"},` +
		`"eventTime":"2026-03-04T09:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7",` +
		`"userAgent":"aws-cli","requestID":"r-` + id + `","eventID":"` + id + `","readOnly":true,"eventType":"AwsApiCall","recipientAccountId":"111122223333"` + rest + `}`
}

// trail is a log file with the events.
func trail(events ...string) []byte {
	return []byte(`{"Records":[` + strings.Join(events, ",") + `]}`)
}

// flow is a flow log with lines that have these fields from srcaddr on.
func flow(lines ...string) []byte {
	text := aLog
	for _, l := range lines {
		text += "2 111122223333 eni-0a1b2c3d4e5f60718 " + l + "\n"
	}
	return []byte(text)
}

// repeated writes a gzip of a beginning, one byte a number of times, and an end. The middle is one gzip stream of 64 MiB,
// written again and again.
func repeated(b *bad, begin string, c byte, times int, end string) {
	const piece = 64 << 20
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	b.check(err)
	block := bytes.Repeat([]byte{c}, 1<<20)
	for range piece / len(block) {
		b.check(writeAll(w, block))
	}
	b.check(w.Close())
	b.check(writeAll(b, gzipped([]byte(begin))))
	for range times / piece {
		b.check(writeAll(b, packed.Bytes()))
	}
	b.check(writeAll(b, gzipped([]byte(end))))
}

// large is a bundle of one large member and the healthy case.
func large(name, begin string, c byte, times int, end string) func(*bad) {
	return func(b *bad) {
		var member bytes.Buffer
		repeated(&bad{b.t, &member}, begin, c, times, end)
		zipOf(storedEntry(name, member.Bytes()))(b)
	}
}

func TestHostileContent(t *testing.T) {
	const gib = 1 << 30
	var strange []zipEntry // all that is small
	lines := strings.SplitAfter(aLog, "\n")
	one := func(data []byte) func(*bad) {
		strange = append(strange, deflatedEntry(fmt.Sprintf("%d", len(strange)), data))
		return zipOf(deflatedEntry("x", data))
	}
	good := event("11111111-1111-1111-1111-111111111111", "")
	other := func(rest string) []byte { return trail(event("22222222-2222-2222-2222-222222222222", rest), good) }
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	deepList := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	metric := func(value string) []byte {
		return []byte(`{"Label":"VolumeReadOps","Datapoints":[{"Timestamp":"2026-03-04T09:00:00Z","Sum":` + value + `,"Unit":"Count"},{"Timestamp":"2026-03-04T09:01:00Z","Sum":2,"Unit":"Count"}]}`)
	}
	for _, c := range []struct {
		name  string
		want  string // how state and reason of the member begin
		heavy bool
		write func(*bad)
	}{
		{name: "a line of 4 GB", want: "partial: 1 of 3 records were rejected", heavy: true, write: large("x", lines[0]+lines[1], 'x', 4*gib, "\n"+lines[2])},
		{name: "a line of 1 GB and nothing else", want: "unrecognised: text beginning", heavy: true, write: large("x", "", 'x', gib, "")},
		{name: "a string of 1 GB", want: "partial: 4 of 5 records were rejected", heavy: true, write: large("x", `{"Records":[`+strings.TrimSuffix(good, "}")+`,"x":"`, 'x', gib, `"},`+event("33333333-3333-3333-3333-333333333333", "")+`]}`)},
		{name: "a number of 1 GB", want: "partial: 4 of 5 records were rejected", heavy: true, write: large("x", `{"Records":[`+strings.TrimSuffix(good, "}")+`,"x":`, '1', gib, `},`+event("33333333-3333-3333-3333-333333333333", "")+`]}`)},
		{name: "lists in lists, 1 GB of them", want: "partial: 1 of 2 records were rejected", heavy: true, write: large("x", `{"Records":[`+good+",", '[', gib, "")},
		{name: "very deep objects in an event", want: "partial: 1 of 2 records were rejected", write: one(other(`,"requestParameters":` + deep))},
		{name: "very deep lists in an event", want: "partial: 1 of 2 records were rejected", write: one(other(`,"requestParameters":{"x":` + deepList + `}`))},
		{name: "very deep objects", want: "unrecognised: JSON beginning", write: one([]byte(deep))},
		{name: "very deep inventory", want: "failed: all 1 records were rejected", write: one([]byte(`{"Reservations":[{"Instances":[{"InstanceId":"i-0123456789abcdef0","Tags":` + deepList + `}]}]}`))},
		{name: "very deep YAML", want: "failed: all 1 records were rejected", write: one([]byte("Reservations:\n- Instances:\n  - InstanceId: i-0123456789abcdef0\n    Tags: " + deepList + "\n"))},
		{name: "duplicate keys", want: "ok: ", write: one(other(`,"eventName":"StopInstances","eventTime":"2026-03-04T09:30:00Z"`))},
		{name: "NUL bytes", want: "partial: 1 of 2 records were rejected", write: one([]byte(strings.Replace(aLog, "ACCEPT OK", "ACC\x00EPT O\x00K", 1)))},
		{name: "NUL bytes in JSON", want: "ok: ", write: one(other(`,"errorMessage":"a` + "\x00" + `b"`))},
		{name: "invalid UTF-8", want: "ok: ", write: one(other(`,"errorMessage":"a` + "\xff\xc0\x80\xed\xa0\x80" + `b","` + "\xff" + `":1`))},
		{name: "lone surrogates", want: "ok: ", write: one(other(`,"errorMessage":"\ud800 \udfff \ud83d","\ud800":1`))},
		{name: "half escapes", want: "partial: 1 of 2 records were rejected", write: one(other(`,"errorMessage":"\u12"`))},
		{name: "NaN", want: "partial: 1 of 2 records were rejected", write: one(metric("NaN"))},
		{name: "infinite", want: "partial: 1 of 2 records were rejected", write: one(metric("-Infinity"))},
		{name: "a number beyond floats", want: "partial: 1 of 2 records were rejected", write: one(metric("1e999"))},
		{name: "a number beyond 64 bit", want: "ok: ", write: one(metric("123456789012345678901234567890"))},
		{name: "numbers beyond 64 bit in flow logs", want: "partial: 2 of 4 records were rejected", write: one(flow(
			"10.0.1.5 10.0.2.7 52011 443 6 99999999999999999999 18446744073709551616 1772590200 1772590260 ACCEPT OK",
			"10.0.1.5 10.0.2.7 52011 443 6 -1 -840 1772590200 1772590260 ACCEPT OK"))},
		{name: "times far away", want: "partial: 3 of 5 records were rejected", write: one(flow(
			"10.0.1.5 10.0.2.7 52011 443 6 10 840 -62167219200 -62167219140 ACCEPT OK",
			"10.0.1.5 10.0.2.7 52011 443 6 10 840 9223372036854775807 9223372036854775807 ACCEPT OK",
			"10.0.1.5 10.0.2.7 52011 443 6 10 840 9223372036 253402300800 ACCEPT OK"))},
		{name: "years 0 and 292277", want: "partial: 1 of 4 records were rejected", write: one(trail(good,
			strings.Replace(event("44444444-1111-1111-1111-111111111111", ""), "2026-03", "0000-01", 1),
			strings.Replace(event("44444444-2222-1111-1111-111111111111", ""), "2026-03", "292277-01", 1),
			strings.Replace(event("44444444-3333-1111-1111-111111111111", ""), "2026-03", "9999-12", 1)))},
		{name: "end before start", want: "partial: 1 of 3 records were rejected", write: one(flow("10.0.1.5 10.0.2.7 52011 443 6 10 840 1772590260 1772590200 ACCEPT OK"))},
		{name: "ports that there are not", want: "partial: 2 of 4 records were rejected", write: one(flow(
			"10.0.1.5 10.0.2.7 70000 443 6 10 840 1772590200 1772590260 ACCEPT OK", "10.0.1.5 10.0.2.7 -1 443 6 10 840 1772590200 1772590260 ACCEPT OK"))},
		{name: "IPv6 zones", want: "partial: 1 of 4 records were rejected", write: one(flow("fe80::1%eth0 fe80::2%25en1 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK", "::ffff:10.0.1.5 fe80::2 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK"))},
	} {
		h := &hostile{file: "case.zip", write: c.write, heavy: c.heavy, sources: map[string]string{"x": c.want}}
		if strings.HasPrefix(c.want, "partial") || strings.HasPrefix(c.want, "failed") {
			h.code, h.stderr = 4, "1 of 7 sources could not be read in full"
		}
		t.Run(c.name, h.hold)
	}
	t.Run("all as a timeline", func(t *testing.T) { holdTimelines(t, zipOf(strange...)) })
	t.Run("all redacted", func(t *testing.T) { holdRedacted(t, zipOf(strange...)) })
}

// holdTimelines holds that all records of the bundle are written in every form.
func holdTimelines(t *testing.T, write func(*bad)) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "case.zip")
	writeHostile(t, path, write)
	lines := 0
	for _, form := range []string{"text", "jsonl", "ecs", "csv", "timesketch", "parquet"} {
		to := filepath.Join(dir, "timeline."+form)
		if o := runHamari(t, "timeline", "--jobs", "2", "-f", form, "-o", to, path); o.code != exitIncomplete || !strings.Contains(o.stderr, "could not be read in full") {
			t.Errorf("timeline as %s: exit code %d: %s", form, o.code, o.stderr)
		}
		data, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		switch form {
		case "text":
			lines = bytes.Count(data, []byte("\n"))
			holdLegible(t, string(data))
		case "jsonl", "ecs":
			if n := bytes.Count(data, []byte("\n")); n != lines {
				t.Errorf("%d lines of %s, %d of text", n, form, lines)
			}
			for line := range bytes.Lines(data) {
				if !json.Valid(line) || !utf8.Valid(line) {
					t.Errorf("not JSON: %q", line)
				}
			}
		case "csv", "timesketch":
			if rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll(); err != nil || len(rows) != lines+1 {
				t.Errorf("%d rows of %s, %d lines of text: %v", len(rows), form, lines, err)
			}
		}
	}
}
