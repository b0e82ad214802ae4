package cite

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// open makes a case of some members.
func open(t *testing.T, members map[string]string) *bundle.Case {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, content := range members {
		m, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{bundle.Stdin}, bytes.NewReader(buf.Bytes()), bundle.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func event(id, extra string) string {
	return `{"eventVersion":"1.08","eventTime":"2026-03-04T00:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances","awsRegion":"eu-west-1","eventID":"` + id + `"` + extra + `}`
}

const flows = `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
2 111122223333 eni-0a 10.0.0.1 10.0.0.2 1 2 6 1 40 1772582400 1772582460 ACCEPT OK
2 111122223333 eni-0b 10.0.0.1 10.0.0.2 1 2 6 1 40 1772582400 1772582460 REJECT OK
`

func TestFill(t *testing.T) {
	first, second := event("e-1", ""), event("e-2", `,"additionalEventData":{"a":[1,2]}`)
	wrapped, err := json.Marshal(event("e-3", ""))
	if err != nil {
		t.Fatal(err)
	}
	big := event("e-4", `,"requestParameters":{"x":"`+strings.Repeat("y", maxRaw)+`"}`)
	c := open(t, map[string]string{
		"trail.json":   `{"Records":[` + first + ",\n" + second + `]}`,
		"lookup.json":  `{"Events":[{"EventId":"e-3","CloudTrailEvent":` + string(wrapped) + `}]}`,
		"big.json":     `{"Records":[` + big + `]}`,
		"flow.log":     flows,
		"unknown.bin":  "\x00\x01\x02",
		"unwanted.log": flows,
	})
	cited := func(member string, record int) report.Evidence {
		return report.Evidence{At: report.Position{Member: member, Record: record}, Raw: json.RawMessage(`"left over"`)}
	}
	rep := &report.Report{
		Findings: []report.Finding{
			{Evidence: []report.Evidence{cited("trail.json", 1), cited("flow.log", 1), cited("trail.json", 7), cited("missing.json", 0)}},
			{Evidence: []report.Evidence{cited("trail.json", 1), cited("trail.json", 0), cited("unknown.bin", 0), cited("big.json", 0)}},
		},
		Patterns: []report.Pattern{{Evidence: []report.Evidence{cited("lookup.json", 0)}}},
	}
	if err := Fill(t.Context(), c, rep, nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"3 cited record(s) could not be read a second time and are not shown"}; !slices.Equal(rep.Notes, want) {
		t.Errorf("notes %q, want %q", rep.Notes, want)
	}
	one, other := rep.Findings[0].Evidence, rep.Findings[1].Evidence
	lines := strings.Split(flows, "\n")
	for _, tt := range []struct {
		name string
		got  report.Evidence
		want string
	}{
		{"a JSON record", one[0], second},
		{"the same record of another finding", other[0], second},
		{"another record of the member", other[1], first},
		{"a line of text", one[1], `"` + lines[2] + `"`},
		{"a record that the member does not have", one[2], "null"},
		{"a member that the case does not have", one[3], "null"},
		{"a member of no known format", other[2], "null"},
		{"a record in an envelope", rep.Patterns[0].Evidence[0], event("e-3", "")},
	} {
		if string(tt.got.Raw) != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got.Raw, tt.want)
		}
	}
	if one[1].At.Line != 3 {
		t.Errorf("the flow record stands in line %d, want 3", one[1].At.Line)
	}
	var text string
	if err := json.Unmarshal(other[3].Raw, &text); err != nil || !strings.HasSuffix(text, "... (cut)") || len(text) > maxRaw+20 {
		t.Errorf("a record that is too long: %d bytes, %v", len(text), err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rep := &report.Report{Findings: []report.Finding{{Evidence: []report.Evidence{{At: report.Position{Member: "flow.log"}}}}}}
	if err := Fill(ctx, open(t, map[string]string{"flow.log": flows}), rep, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFillNothing(t *testing.T) {
	if err := Fill(t.Context(), open(t, nil), &report.Report{}, nil); err != nil {
		t.Error(err)
	}
}

func TestRecord(t *testing.T) {
	for raw, want := range map[string]string{
		`{"a":1}`:          `{"a":1}`,
		`{"a":1`:           `"{\"a\":1"`,
		`a,"b",c`:          `"a,\"b\",c"`,
		"":                 `""`,
		"\xff\x1b[31m":     `"\ufffd\u001b[31m"`,
		`[1]`:              `"[1]"`,
		"{\"a\":\"\xff\"}": "{\"a\":\"\xff\"}",
	} {
		if got := string(record([]byte(raw))); got != want {
			t.Errorf("%q: %s, want %s", raw, got, want)
		}
		if got := record([]byte(raw)); !json.Valid(got) {
			t.Errorf("%q: %s is not JSON", raw, got)
		}
	}
}

// TestFillPastBroken holds that a record of an envelope is found by its number in the member, where what it is in the text inside
// is another one.
func TestFillPastBroken(t *testing.T) {
	wrapped, err := json.Marshal(event("e-2", ""))
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, map[string]string{"lookup.json": `{"Events":[{"EventId":"e-1"},{"EventId":"e-2","CloudTrailEvent":` + string(wrapped) + `}]}`})
	rep := &report.Report{Findings: []report.Finding{{Evidence: []report.Evidence{{At: report.Position{Member: "lookup.json", Record: 1}}}}}}
	if err := Fill(t.Context(), c, rep, nil); err != nil {
		t.Fatal(err)
	}
	if got := string(rep.Findings[0].Evidence[0].Raw); got != event("e-2", "") {
		t.Errorf("%s", got)
	}
}
