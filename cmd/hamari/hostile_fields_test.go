package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// evil is obeyed by terminals, spreadsheets, browsers and Markdown, each in a part of it.
const evil = "=HYPERLINK(1)<img src=x onerror=alert(1)>\x1b]8;;http:x\x07\x1b[2J\u202e\u200b\u2028](javascript:1)`|\u0085"

// hurts is what nothing but JSON may hold as it is.
const hurts = "<img src=x"

// evilCase is the healthy case with the evil text in the names of roles, users, instances, members, programs and messages.
func evilCase(t *testing.T) string {
	t.Helper()
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	inside := strings.Trim(string(quoted), `"`)
	path := filepath.Join(t.TempDir(), "case"+strings.ReplaceAll(evil, "/", "")+".zip")
	writeHostile(t, path, func(b *bad) {
		z := &zipWriter{w: b}
		changed := 0
		for _, f := range healthyFiles(b.t) {
			data := f.data
			if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
				data = gunzipped(t, data)
			}
			for _, name := range []string{"BatchOperator", "batch-secure-1", "batch-plain", "aws-cli", "AccessDenied"} {
				changed += bytes.Count(data, []byte(name))
				data = bytes.ReplaceAll(data, []byte(name), []byte(name+inside))
			}
			z.add(deflatedEntry(healthyFolder+f.name+evil, data))
		}
		if changed < 10 {
			t.Errorf("only %d names were changed", changed)
		}
		z.end(evil)
	})
	return path
}

// TestHostileFields holds that no text of a log, and no name of a file, does anything but be shown.
func TestHostileFields(t *testing.T) {
	path := evilCase(t)
	dir := t.TempDir()
	args := []string{"analyze", "-q"}
	forms := []string{"text", "json", "html", "markdown", "ticket"}
	for _, form := range forms {
		args = append(args, "-f", form+"="+filepath.Join(dir, form))
	}
	if o := runHamari(t, append(args, path)...); o.code != 0 || o.stderr != "" {
		t.Fatalf("exit code %d: %q", o.code, o.stderr)
	}
	for _, form := range forms {
		text := readText(t, filepath.Join(dir, form))
		switch form {
		case "json":
			rep := readReport(t, filepath.Join(dir, form))
			if len(rep.Findings) == 0 || !strings.Contains(rep.Findings[0].Summary, evil[:12]) {
				t.Errorf("the evil text is in no finding: %d findings", len(rep.Findings))
			}
			holdLegible(t, text)
			continue
		case "html":
			if strings.Contains(text, hurts) {
				t.Error("the page holds an element of the log")
			}
		}
		holdLegible(t, strings.ReplaceAll(text, "\t", ""))
		if !strings.Contains(text, "HYPERLINK") {
			t.Errorf("%s does not show the text", form)
		}
	}
	for _, args := range [][]string{{"ls"}, {"timeline"}, {"ls", "-f", "json"}, {"timeline", "-f", "jsonl"}, {"timeline", "-f", "ecs"}, {"timeline", "-f", "csv"}, {"timeline", "-f", "timesketch"}} {
		o := runHamari(t, append(append(args, "-q"), path)...)
		if o.code != 0 || !strings.Contains(o.stdout, "HYPERLINK") {
			t.Errorf("%s: exit code %d: %s", args, o.code, o.stderr)
		}
		if !strings.HasPrefix(args[len(args)-1], "csv") && args[len(args)-1] != "timesketch" {
			holdLegible(t, o.stdout)
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(o.stdout)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "\t") {
					t.Errorf("a formula: %q", cell)
				}
			}
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// holdRedacted holds that a hostile bundle can be redacted, verified, and judged as before.
func holdRedacted(t *testing.T, write func(*bad)) {
	t.Helper()
	dir := t.TempDir()
	path, redacted, rep := filepath.Join(dir, "case.zip"), filepath.Join(dir, "redacted.zip"), filepath.Join(dir, "report.json")
	writeHostile(t, path, write)
	if o := runHamari(t, "analyze", "-q", "-f", "json="+rep, path); o.code != exitIncomplete {
		t.Errorf("analyze: exit code %d: %s", o.code, o.stderr)
	}
	if o := runHamari(t, "verify", "-q", rep, path); o.code != 0 {
		t.Errorf("verify: exit code %d: %s", o.code, o.stdout)
	}
	o := runHamari(t, "redact", path, "-o", redacted)
	if o.code != 0 && o.code != exitIncomplete {
		t.Errorf("redact: exit code %d: %s", o.code, o.stderr)
	}
	holdLegible(t, o.stderr)
	if o := runHamari(t, "analyze", "-q", "-f", "json="+rep, redacted); o.code != exitIncomplete {
		t.Errorf("analyze of what was redacted: exit code %d: %s", o.code, o.stderr)
	}
	found := false
	for _, f := range readReport(t, rep).Findings {
		found = found || f.Pattern == healthyFinding
	}
	if !found {
		t.Error("what was redacted is judged otherwise")
	}
}

// TestHostileValues puts the evil text behind the value of every key that the JSON of the healthy case has, one key a member, and
// holds that nothing of it is obeyed and that the healthy case is judged beside it.
func TestHostileValues(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "case.zip")
	keys := 0
	writeHostile(t, path, func(b *bad) {
		z := &zipWriter{w: b}
		for _, f := range healthyFiles(b.t) {
			data := f.data
			if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
				data = gunzipped(t, data)
			}
			for _, key := range stringKeys(data) {
				keys++
				z.add(deflatedEntry(fmt.Sprintf("%s-%s.json", f.name, key), evilValues(t, data, key, keys)))
			}
		}
		z.addHealthy(b.t)
		z.end("")
	})
	if keys < 40 {
		t.Errorf("only %d keys have been tried", keys)
	}
	args := []string{"analyze", "-q"}
	for _, form := range []string{"text", "json", "html", "markdown", "ticket"} {
		args = append(args, "-f", form+"="+filepath.Join(dir, form))
	}
	if o := runHamari(t, append(args, path)...); o.code != 0 && o.code != exitIncomplete {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	holdHealthy(t, readReport(t, filepath.Join(dir, "json")))
	for _, form := range []string{"text", "json", "html", "markdown", "ticket"} {
		text := readText(t, filepath.Join(dir, form))
		holdLegible(t, strings.ReplaceAll(text, "\t", ""))
		if form == "html" && strings.Contains(text, hurts) {
			t.Error("the page holds an element of the log")
		}
	}
	for _, form := range []string{"text", "jsonl", "ecs"} {
		o := runHamari(t, "timeline", "-q", "-f", form, path)
		if !strings.Contains(o.stdout, "HYPERLINK") {
			t.Errorf("timeline as %s does not show the text", form)
		}
		holdLegible(t, o.stdout)
	}
	for _, form := range []string{"csv", "timesketch"} {
		rows, err := csv.NewReader(strings.NewReader(runHamari(t, "timeline", "-q", "-f", form, path).stdout)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(rows...) {
			if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 && cell != "-" {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
}

var (
	stringValue = regexp.MustCompile(`"([A-Za-z]+)": ?"`)
	eventID     = regexp.MustCompile(`"eventID": ?"[0-9a-f]{8}`)
)

// stringKeys are the keys whose values are strings.
func stringKeys(data []byte) (keys []string) {
	for _, m := range stringValue.FindAllSubmatch(data, -1) {
		keys = append(keys, string(m[1]))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// evilValues puts the evil text before the values of a key. Events get other IDs, or they would count as delivered twice.
func evilValues(t *testing.T, data []byte, key string, n int) []byte {
	t.Helper()
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	data = eventID.ReplaceAllLiteral(data, fmt.Appendf(nil, `"eventID":"%08x`, n))
	value := regexp.MustCompile(`"` + key + `": ?"`)
	return value.ReplaceAllLiteral(data, fmt.Appendf(nil, `"%s":"%s`, key, bytes.Trim(quoted, `"`)))
}
