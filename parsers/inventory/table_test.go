package inventory

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hamari/parsers"
)

func TestSlots(t *testing.T) {
	want := map[string]int{"type": SlotType, "id": SlotID, "arn": SlotARN, "account": SlotAccount, "region": SlotRegion,
		"name": SlotName, "call": SlotCall, "parent": SlotParent}
	if len(Kind.Fields) != slots || len(want) != slots {
		t.Fatalf("%d fields, %d slots", len(Kind.Fields), slots)
	}
	for name, slot := range want {
		if Kind.Slot(name) != slot {
			t.Errorf("%s has slot %d, constant %d", name, Kind.Slot(name), slot)
		}
	}
	if !Kind.Nested {
		t.Error("resources are not nested")
	}
}

// TestTable holds the rules that the rows follow, and that each can be reached: a resource that has just what its row
// asks for must not be taken by a row before it.
func TestTable(t *testing.T) {
	for i, row := range Types() {
		service, operation, ok := strings.Cut(row.Call, " ")
		if delivered := strings.HasPrefix(row.Shape, "detail-type "); delivered && row.Name != "" && row.Call == "" { // by EventBridge
			ok, service = true, "events"
		}
		if row.Name == "" || !ok || service == "" || strings.ContainsAny(operation, " _") {
			t.Errorf("row %d: name %q, call %q", i, row.Name, row.Call)
		}
		if row.List+row.Single == "" && row.Shape == "" {
			t.Errorf("%s: neither a list nor a shape to know it by", row.Call)
		}
		if row.IDKey == "" && row.Shape == "" {
			t.Errorf("%s: neither an ID nor a shape to know an element by", row.Call)
		}
		if row.ParentKey != "" && row.ParentInFile {
			t.Errorf("%s: two sources of the parent", row.Call)
		}
		if row.Shape == "" {
			continue
		}
		var members []member
		for key := range strings.FieldsSeq(row.Shape) {
			key, _, _ = strings.Cut(key, "|")
			members = append(members, member{key: []byte(key), value: []byte("1")})
		}
		if got := rowByShape(members, []byte(row.Holds)); got.order != i {
			t.Errorf("%s is hidden by %s", row.Call, got.Call)
		}
	}
}

func TestHints(t *testing.T) {
	for member, want := range map[string]string{
		"AWSLogs/111122223333/Config/ap-northeast-1/x.json":      "111122223333 ap-northeast-1",
		"AWSLogs/o-a1b2c3/111122223333/x.json":                   "111122223333 ",
		"describe-volumes-us-gov-west-1.json":                    " us-gov-west-1",
		"eu-central-1/444455556666_subnets.json":                 "444455556666 eu-central-1",
		"describe-volumes-202603041205.json":                     " ",
		"describe-volumes.json":                                  " ",
		"key-policy-11111111-2222-3333-4444-555555555555.json":   " ",
		"menu-east-12/status-west-2.json":                        " ",
		"regions/us-east-1a/describe-instances-i-0123456789.txt": " us-east-1",
	} {
		h := hintsFrom(member)
		if got := string(h.account) + " " + string(h.region); got != want {
			t.Errorf("%s: %q, want %q", member, got, want)
		}
	}
}

// samples returns the folder of the published samples, which are not part of the repository.
func samples(t *testing.T) string {
	root := os.Getenv("HAMARI_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, "samples")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no samples: set HAMARI_SAMPLES to the folder that holds samples/")
	}
	return dir
}

// TestSamples reads published answers and holds how many of them are known.
func TestSamples(t *testing.T) {
	dir := samples(t)
	var files []string
	for _, pattern := range []string{"cli-examples/*.json", "describe-cloud-custodian/*/*/*.json"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	byType := map[string]int{}
	known, resources := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(dir, file)
		confidence := Detect(&parsers.Header{Name: name, Prefix: text[:min(len(text), parsers.HeaderSize)]})
		if confidence == parsers.No {
			if key := knownList(text); key != "" {
				t.Errorf("%s has the known list %s and is not recognised", name, key)
			}
			t.Logf("not ours: %s", name)
			continue
		}
		got := read(t, name, string(text))
		if json.Valid(text) && len(got.rejects) > 0 {
			t.Errorf("%s: %s", name, got.rejects[0])
		}
		resources += len(got.events)
		if confidence == parsers.ByContent {
			known++
		}
		seen := map[string]bool{}
		for _, e := range got.events {
			kind, rest, _ := strings.Cut(strings.TrimPrefix(e, "type="), " ")
			seen[kind] = true
			if !strings.HasPrefix(rest, "id=") && confidence == parsers.ByContent {
				t.Logf("%s: no ID: %s", name, e)
			}
		}
		for kind := range seen {
			byType[kind]++
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(byType)) {
		t.Logf("%4d files with %s", byType[kind], kind)
	}
	t.Logf("%d of %d files known, %d resources", known, len(files), resources)
	if known < 560 || resources < 1080 {
		t.Errorf("only %d of %d files known, %d resources", known, len(files), resources)
	}
}

// knownList returns the key of the table that a valid answer has a list of objects under, other formats' lists aside.
func knownList(text []byte) string {
	var document map[string]json.RawMessage
	if json.Unmarshal(text, &document) != nil {
		return ""
	}
	for key, value := range document {
		value = bytes.TrimSpace(value)
		if indexed().byList[key] != nil && !foreign[key] && opens(value, '[') {
			return key
		}
	}
	return ""
}
