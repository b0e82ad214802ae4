package acceptance

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"hamari/correlate"
	"hamari/correlate/catalogue"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// described are the patterns that the samples show, by folder: those of CloudTrail were recorded while somebody tried out
// attacks, and the examples of the AWS CLI have an unhealthy target, a VPN tunnel that is down and a default route to a NAT
// gateway in the state blackhole.
var described = map[string][]string{
	"cli-examples":        {"elb-targets-unhealthy", "vpn-dx-flap", "route-blackhole"},
	"cloudtrail-invictus": {"api-throttling", "ec2-quota-exceeded", "trail-tampered", "denied-probing", "iam-implicit-deny"},
	"cloudtrail-stratus":  {"trail-tampered", "denied-probing", "iam-implicit-deny"},
}

// TestSamples analyses what others published, which is not part of the repository, and counts by other means what is in
// it: no record may be lost, none made up, and of our patterns those are found that are in it.
func TestSamples(t *testing.T) {
	root := os.Getenv("HAMARI_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	folders, err := os.ReadDir(filepath.Join(root, "samples"))
	if err != nil {
		t.Skip("no samples: set HAMARI_SAMPLES to the folder that holds samples/")
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "folder\tformat\tfiles\tpresent\trecords\trejected\tduplicates\t\n")
	for _, folder := range folders {
		if folder.IsDir() {
			dir := filepath.Join(root, "samples", folder.Name())
			rows := holdSamples(t, dir, analyzeFolder(t, dir))
			for _, format := range []string{"cloudtrail", "flowlog", "alb", "cloudfront", "s3access", "metrics", "inventory", "rdsevent", "postgres", ""} {
				if r := rows[format]; r.files > 0 {
					fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t\n", folder.Name(), cmp.Or(format, "none"), r.files, r.present, r.records, r.rejected, r.duplicates)
				}
			}
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + table.String())
}

// tally is what all files of one format in one folder hold.
type tally struct {
	files                                  int
	present, records, rejected, duplicates int64
}

func analyzeFolder(t *testing.T, dir string) *report.Report {
	t.Helper()
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{dir}, nil, bundle.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rep, err := correlate.Analyze(t.Context(), c, patterns, correlate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// holdSamples compares the account of every file with what is in it.
func holdSamples(t *testing.T, dir string, rep *report.Report) map[string]tally {
	t.Helper()
	folder := filepath.Base(dir)
	found := map[string]bool{}
	for _, f := range rep.Findings {
		found[f.Pattern] = true
		if !slices.Contains(described[folder], f.Pattern) {
			t.Errorf("%s: %s found: %s", folder, f.Pattern, f.Summary)
		}
	}
	for _, pattern := range described[folder] {
		if !found[pattern] {
			t.Errorf("%s: %s not found", folder, pattern)
		}
	}
	rows := map[string]tally{}
	for _, s := range rep.Sources.All() {
		var present int64
		if s.Format != "" {
			present = count(t, s.Format, filepath.Join(dir, filepath.FromSlash(s.Member)))
		}
		if got := s.Records + s.Rejected + s.Duplicates; got != present {
			t.Errorf("%s: %d records of %s are accounted for, %d are there", s.Member, got, s.Format, present)
		}
		if s.State != report.OK && s.State != report.Unrecognised {
			t.Errorf("%s is %s: %s", s.Member, s.State, s.Reason)
		}
		r := rows[s.Format]
		r.files++
		r.present += present
		r.records += s.Records
		r.rejected += s.Rejected
		r.duplicates += s.Duplicates
		rows[s.Format] = r
	}
	if files := filesIn(t, dir); rep.Sources.Len() != files {
		t.Errorf("%s: the report has %d sources, the folder %d files", dir, rep.Sources.Len(), files)
	}
	return rows
}

func filesIn(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// count returns how many records a file holds, by the standard library alone.
func count(t *testing.T, format, path string) int64 {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	switch format {
	case "flowlog", "alb", "cloudfront", "s3access":
		return lines(text)
	case "postgres": // what a message says further stands in lines of its own
		return int64(bytes.Count(text, []byte("\n")) - bytes.Count(text, []byte("]:STATEMENT:")))
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if whole, ok := doc.(map[string]any); ok && whole["status_code"] != nil {
		doc = whole["data"] // as a boto3 recorder keeps answers
		if answer, ok := doc.(map[string]any); ok {
			delete(answer, "ResponseMetadata")
		}
	}
	switch format {
	case "cloudtrail", "rdsevent":
		return int64(len(elements(doc, "Records", "Events")))
	case "metrics":
		return points(doc)
	}
	if n, odd := oddAnswers[filepath.Base(path)]; odd {
		return n
	}
	return resources(doc)
}

// lines counts the lines that hold a record: those that are not empty, no comments, and do not name the columns.
func lines(text []byte) (n int64) {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' && !bytes.Contains(line, []byte("interface")) {
			n++
		}
	}
	return n
}

// elements returns the document, if it is a list, or the first of its lists that is there.
func elements(doc any, keys ...string) []any {
	if list, ok := doc.([]any); ok {
		return list
	}
	whole, _ := doc.(map[string]any)
	for _, key := range keys {
		if list, ok := whole[key].([]any); ok {
			return list
		}
	}
	return nil
}

// points counts the values of a get-metric-data or get-metric-statistics answer.
func points(doc any) (n int64) {
	for _, result := range elements(doc, "MetricDataResults") {
		n += int64(len(elements(result, "Values")))
	}
	for _, datapoint := range elements(doc, "Datapoints") {
		values, _ := datapoint.(map[string]any)
		for key, value := range values {
			if percentiles, ok := value.(map[string]any); ok && key == "ExtendedStatistics" {
				n += int64(len(percentiles))
			} else if _, ok := value.(float64); ok {
				n++
			}
		}
	}
	return n
}

// oddAnswers are those whose resource is the answer itself, although it has a list of objects in it, or that describe
// both.
var oddAnswers = map[string]int64{
	"autoscaling__describe-warm-pool__1.json": 3, // the pool and two instances in it
	"cloudtrail__put-event-selectors__1.json": 1,
	"ssm__get-patch-baseline__1.json":         1,
	"ssm__list-inventory-entries__1.json":     1,
}

// resources counts the objects in the lists of an answer; one without any describes a single resource.
func resources(doc any) (n int64) {
	if whole, ok := doc.(map[string]any); ok {
		lists := 0
		for key, value := range whole {
			list, ok := value.([]any)
			if !ok || len(list) > 0 && !slices.ContainsFunc(list, isObject) {
				continue
			}
			lists++
			for _, element := range list {
				if key == "Reservations" {
					n += int64(len(elements(element, "Instances")))
				} else if isObject(element) {
					n++
				}
			}
		}
		if lists == 0 {
			return 1
		}
		return n
	}
	for _, element := range elements(doc) {
		if isObject(element) {
			n++
		} else {
			n += resources(element)
		}
	}
	return n
}

func isObject(value any) bool {
	_, ok := value.(map[string]any)
	return ok
}
