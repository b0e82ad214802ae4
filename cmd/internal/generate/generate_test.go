package generate

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/tidwall/gjson"
)

// write returns a bundle and its truth.
func write(t testing.TB, scenario string, opts Options) ([]byte, Truth) {
	t.Helper()
	var b bytes.Buffer
	truth, err := Write(&b, scenario, opts)
	if err != nil {
		t.Fatalf("%s %+v: %v", scenario, opts, err)
	}
	return b.Bytes(), truth
}

// unpack returns the members' plain contents by name.
func unpack(t testing.TB, bundle []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]byte{}
	for _, f := range z.File {
		if _, twice := members[f.Name]; twice {
			t.Errorf("member %s twice", f.Name)
		}
		members[f.Name] = content(t, f)
	}
	return members
}

func content(t testing.TB, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	var plain io.Reader = r
	if strings.HasSuffix(f.Name, ".gz") {
		if plain, err = gzip.NewReader(r); err != nil {
			t.Fatal(f.Name, err)
		}
	}
	data, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(f.Name, err)
	}
	return data
}

// events returns the CloudTrail records of a bundle in any form, each of them valid JSON.
func events(t testing.TB, members map[string][]byte) []gjson.Result {
	t.Helper()
	var found []gjson.Result
	add := func(name string, raw string) {
		if !gjson.Valid(raw) || gjson.Get(raw, "eventID").String() == "" {
			t.Fatalf("%s: not a CloudTrail record: %.300s", name, raw)
		}
		found = append(found, gjson.Parse(raw))
	}
	for name, data := range members {
		switch {
		case strings.Contains(name, "/CloudTrail/"), strings.Contains(name, "lookup-events"), strings.Contains(name, "cloudtrail/events") && strings.HasSuffix(name, ".json"), strings.Contains(name, "logs-insights-results"):
			if !gjson.ValidBytes(data) {
				t.Fatalf("%s is not valid JSON", name)
			}
			doc := gjson.ParseBytes(data)
			for _, list := range []gjson.Result{doc.Get("Records"), doc.Get("Events"), doc} {
				if !list.IsArray() {
					continue
				}
				for _, e := range list.Array() {
					raw := e.Raw
					if inner := e.Get("CloudTrailEvent"); inner.Exists() {
						raw = inner.String()
					} else if inner := e.Get("@message"); inner.Exists() {
						raw = inner.Raw
					}
					add(name, raw)
				}
				break
			}
		case strings.HasSuffix(name, ".ndjson"), strings.Contains(name, "eventbridge"):
			for line := range strings.Lines(string(data)) {
				if inner := gjson.Get(line, "detail"); inner.Exists() {
					line = inner.Raw
				}
				add(name, line)
			}
		case strings.HasPrefix(name, "cloudtrail/log-events-viewer-result"):
			rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
			if err != nil {
				t.Fatal(name, err)
			}
			for _, row := range rows[1:] {
				add(name, row[1])
			}
		}
	}
	return found
}

// flowLines returns the flow log records of a bundle as maps from column to value.
func flowLines(t testing.TB, members map[string][]byte) []map[string]string {
	t.Helper()
	var found []map[string]string
	for name, data := range members {
		if !strings.Contains(name, "vpcflowlogs") && !strings.HasPrefix(name, "exportedlogs/") && !strings.HasPrefix(name, "flowlogs/") {
			continue
		}
		columns := flowColumns
		for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
			if _, message, ok := strings.Cut(line, ","); ok {
				line = message
			}
			cells := strings.Fields(line)
			if i == 0 && slices.Contains(cells, "interface-id") {
				columns = cells
				continue
			}
			if strings.HasPrefix(name, "exportedlogs/") && len(cells) > 0 {
				cells = cells[1:]
			}
			if len(cells) == 0 || cells[0] == "message" {
				continue
			}
			if len(cells) != len(columns) {
				t.Fatalf("%s:%d: %d cells: %s", name, i+1, len(cells), line)
			}
			record := map[string]string{}
			for n, cell := range cells {
				record[columns[n]] = cell
			}
			found = append(found, record)
		}
	}
	return found
}

func TestSameSeedSameBytes(t *testing.T) {
	for _, s := range Scenarios {
		opts := Options{Seed: 3, Size: 300_000, Shuffle: true, Duplicates: 5}
		first, truth := write(t, s.Name, opts)
		second, again := write(t, s.Name, opts)
		if !bytes.Equal(first, second) || fmt.Sprint(truth) != fmt.Sprint(again) {
			t.Errorf("%s: two runs differ", s.Name)
		}
		opts.Seed++
		if other, _ := write(t, s.Name, opts); bytes.Equal(first, other) {
			t.Errorf("%s: another seed gives the same bytes", s.Name)
		}
	}
}

func TestSizesAndCounts(t *testing.T) {
	for _, s := range Scenarios {
		for _, stored := range []bool{false, true} {
			opts := Options{Seed: 5, Size: 3_000_000, Stored: stored}
			if s.Name == "tiny-members" {
				opts.Members = 1500
			}
			bundle, truth := write(t, s.Name, opts)
			members := unpack(t, bundle)
			var raw int64
			for _, data := range members {
				raw += int64(len(data))
			}
			if len(members) != truth.Members || raw != truth.RawBytes {
				t.Errorf("%s: truth says %d members, %d bytes; there are %d, %d", s.Name, truth.Members, truth.RawBytes, len(members), raw)
			}
			if raw < opts.Size*8/10 || raw > opts.Size*12/10 && s.Name != "tiny-members" {
				t.Errorf("%s: %d bytes for %d asked", s.Name, raw, opts.Size)
			}
			if got := int64(len(events(t, members))); got != truth.Events {
				t.Errorf("%s: %d events, truth says %d", s.Name, got, truth.Events)
			}
			if got := int64(len(flowLines(t, members))); got != truth.Flows {
				t.Errorf("%s: %d flow records, truth says %d", s.Name, got, truth.Flows)
			}
			if stored && len(bundle) < int(raw) {
				t.Errorf("%s: stored, and yet compressed from %d to %d", s.Name, raw, len(bundle))
			}
		}
	}
}

func TestEveryFormTellsTheSame(t *testing.T) {
	ids := func(form string) []string {
		bundle, _ := write(t, "start-denied", Options{Seed: 9, Size: 200_000, Forms: Forms{CloudTrail: form}})
		var story []string
		for _, e := range events(t, unpack(t, bundle)) {
			if name := e.Get("eventName").String(); name == "StartInstances" || name == "CreateGrant" {
				story = append(story, e.Get("eventID").String())
			}
		}
		slices.Sort(story)
		return story
	}
	want := ids("s3")
	if len(want) < 3 {
		t.Fatalf("story has only %d events", len(want))
	}
	for _, form := range FormNames["cloudtrail"] {
		if got := ids(form); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", form, got, want)
		}
	}
}

func TestDuplicatesKeepTheirIdentity(t *testing.T) {
	bundle, truth := write(t, "start-denied", Options{Seed: 2, Size: 2_000_000, Duplicates: 10})
	seen := map[string]string{}
	var twice int64
	for _, e := range events(t, unpack(t, bundle)) {
		id := e.Get("eventID").String()
		if before, ok := seen[id]; ok {
			twice++
			if before != e.Raw {
				t.Fatalf("event %s differs between its deliveries", id)
			}
		}
		seen[id] = e.Raw
	}
	if twice != truth.Duplicates || twice < truth.Events/15 || twice > truth.Events/8 {
		t.Errorf("%d of %d events twice, truth says %d", twice, truth.Events, truth.Duplicates)
	}
}

func TestStartDeniedStory(t *testing.T) {
	for seed := range uint64(8) {
		bundle, truth := write(t, "start-denied", Options{Seed: seed, Size: 500_000})
		members := unpack(t, bundle)
		denied, granted := map[string]int{}, map[string]int{}
		for _, e := range events(t, members) {
			if e.Get("eventName").String() != "CreateGrant" {
				continue
			}
			if e.Get("errorCode").String() == "AccessDenied" && e.Get("requestParameters").Type == gjson.Null {
				denied[e.Get("userIdentity.arn").String()]++
				continue
			}
			granted[e.Get("requestParameters.constraints.encryptionContextSubset.aws:ebs:id").String()]++
		}
		for _, x := range truth.Expect {
			if denied[x.Entities["principal"][0]] != len(truth.Expect) || granted[x.Entities["volume"][0]] > 0 {
				t.Errorf("seed %d: %v: denied %v, granted %v", seed, x, denied, granted)
			}
			state := gjson.GetBytes(members["describe-instances.json"],
				`Reservations.#.Instances.0|#(InstanceId=="`+x.Entities["instance"][0]+`").State.Name`).String()
			if state != "stopped" {
				t.Errorf("seed %d: state %q", seed, state)
			}
		}
		if len(truth.Healthy) != 2 || len(granted) != 1 {
			t.Errorf("seed %d: %d healthy neighbours, %d grants", seed, len(truth.Healthy), len(granted))
		}
	}
}

func TestIntermittentStory(t *testing.T) {
	for _, form := range FormNames["flowlog"] {
		bundle, truth := write(t, "intermittent", Options{Seed: 4, Size: 900_000, Forms: Forms{FlowLog: form}})
		members := unpack(t, bundle)
		if !gjson.ValidBytes(members["describe-flow-logs.json"]) {
			t.Fatal("describe-flow-logs.json is not JSON")
		}
		gate := truth.Expect[0].Entities["eni"][0]
		rejected, accepted := map[string]int{}, map[string]int{}
		for _, f := range flowLines(t, members) {
			if f["instance-id"] == "-" && f["action"] == "REJECT" {
				rejected[f["interface-id"]]++
			} else if f["instance-id"] == "-" {
				accepted[f["interface-id"]]++
			}
		}
		if rejected[gate] < 30 || accepted[gate] > 0 || len(rejected) != 1 || len(accepted) == 0 {
			t.Errorf("%s: gate %s: rejected %v, accepted %v", form, gate, rejected, accepted)
		}
	}
}

func TestMigrationStoryInLocalTime(t *testing.T) {
	tokyo := time.FixedZone("Asia/Tokyo", 9*3600)
	bundle, truth := write(t, "slow-after-migration", Options{Seed: 4, Size: 200_000, Zone: tokyo})
	rows, err := csv.NewReader(bytes.NewReader(unpack(t, bundle)["metrics/ebs-volume.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	first := truth.Expect[0]
	for _, row := range rows[5:] {
		at, err := time.ParseInLocation("2006/01/02 15:04:05", row[0], tokyo)
		if err != nil {
			t.Fatal(err)
		}
		var ops, seconds float64
		if _, err := fmt.Sscan(row[1]+" "+row[5], &ops, &seconds); err != nil {
			t.Fatal(err)
		}
		slow := seconds/ops > 0.015
		if inside := !at.Before(first.Start) && at.Before(first.End); slow != inside {
			t.Fatalf("%v: %.1f ms per read", at.UTC(), seconds/ops*1000)
		}
	}
}

func TestMetricForms(t *testing.T) {
	for _, form := range FormNames["metrics"] {
		_, sized := write(t, "metrics", Options{Size: 500_000, Forms: Forms{Metrics: form}})
		if sized.RawBytes < 450_000 || sized.RawBytes > 550_000 {
			t.Errorf("%s: %d bytes for 500,000 asked", form, sized.RawBytes)
		}
		bundle, truth := write(t, "metrics", Options{Series: 60, Points: 30, Forms: Forms{Metrics: form}})
		if truth.Points != 60*30 || truth.Members != 2 {
			t.Errorf("%s: %d points in %d members", form, truth.Points, truth.Members)
		}
		for name, data := range unpack(t, bundle) {
			if form == "get-metric-data" {
				if !gjson.ValidBytes(data) {
					t.Errorf("%s is not JSON", name)
				}
				continue
			}
			if _, err := csv.NewReader(bytes.NewReader(data)).ReadAll(); err != nil {
				t.Errorf("%s: %s: %v", form, name, err)
			}
		}
	}
}

func TestOptions(t *testing.T) {
	bundle, _ := write(t, "quiet", Options{Size: 200_000, NoInventory: true, Members: 9})
	for name := range unpack(t, bundle) {
		if strings.HasPrefix(name, "describe-") {
			t.Errorf("%s in spite of NoInventory", name)
		}
	}
	for _, bad := range []Options{{Size: -1}, {Members: -1}, {Duplicates: 101}, {Points: -1}, {Forms: Forms{FlowLog: "parquet"}}} {
		if _, err := Write(io.Discard, "quiet", bad); err == nil {
			t.Errorf("%+v accepted", bad)
		}
	}
	if _, err := Write(io.Discard, "loud", Options{}); err == nil || !strings.Contains(err.Error(), "quiet") {
		t.Errorf("unknown scenario: %v", err)
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]int64{"0": 0, "4096": 4096, "100MB": 1e8, "1GB": 1e9, "1.5 GiB": 3 << 29, "2k": 2000} {
		if got, err := ParseSize(s); err != nil || got != want {
			t.Errorf("ParseSize(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "MB", "-1", "1XB", "1e99", "10MG"} {
		if got, err := ParseSize(s); err == nil {
			t.Errorf("ParseSize(%q) = %d", s, got)
		}
	}
	want := Forms{CloudTrail: "array", FlowLog: "custom"}
	if got, err := ParseForms("cloudtrail=array,flowlog=custom"); err != nil || got != want {
		t.Errorf("ParseForms: %+v, %v", got, err)
	}
	for _, s := range []string{"array", "cloudtrail=parquet", "alb=s3"} {
		if _, err := ParseForms(s); err == nil {
			t.Errorf("ParseForms(%q) accepted", s)
		}
	}
}

func TestMixedFailsTwoPercentAndQuietNothing(t *testing.T) {
	for scenario, want := range map[string]float64{"mixed": 0.02, "quiet": 0} {
		bundle, _ := write(t, scenario, Options{Seed: 6, Size: 6_000_000})
		all, failed := 0, 0
		for _, e := range events(t, unpack(t, bundle)) {
			all++
			if e.Get("errorCode").Exists() {
				failed++
			}
		}
		if share := float64(failed) / float64(all); share < want-0.007 || share > want+0.007*want/0.02 {
			t.Errorf("%s: %d of %d calls fail", scenario, failed, all)
		}
	}
}

func TestTruthIsJSON(t *testing.T) {
	_, truth := write(t, "mixed", Options{Size: 400_000})
	text, err := json.Marshal(truth)
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{patternStartDenied, patternSlowVolume, patternSlowVolume, patternZoneACL} {
		if !strings.Contains(string(text), pattern) {
			t.Errorf("mixed does not expect %s", pattern)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	f.Add("100MB")
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := ParseSize(s); err == nil && n < 0 {
			t.Errorf("ParseSize(%q) = %d", s, n)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	for _, s := range []string{"mixed", "single-cloudtrail", "single-flowlog"} {
		b.Run(s, func(b *testing.B) {
			const size = 40_000_000
			b.SetBytes(size)
			for b.Loop() {
				if _, err := Write(io.Discard, s, Options{Size: size}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
