package correlate_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestOnce holds that records count once which several members hold, byte for byte or as another export, whichever worker
// reads which of them first; and that members of which nothing says where they are from all count.
func TestOnce(t *testing.T) {
	rejected := func(first, n int) string {
		var b strings.Builder
		for i := first; i < first+n; i++ {
			fmt.Fprintf(&b, "2 402716118923 eni-07e5c1d94b2fa8306 10.1.%d.%d 10.2.0.5 %d 443 6 4 %d %d %d REJECT OK\n", i/250%250, i%250, 1024+i%60000, 100+i, 1773193200+i, 1773193240+i)
		}
		return b.String()
	}
	header := "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"
	const postgres = "2026-03-11 01:40:00 UTC:10.1.2.3(50412):app@orders:[4711]:FATAL:  remaining connection slots are reserved\n"
	deadlocks := func(n int) (b []byte) {
		for i := range n {
			b = fmt.Appendf(b, "2026-03-11 01:4%d:00 UTC:10.1.2.3(50412):app@orders:[4711]:ERROR:  deadlock detected\n", i)
		}
		return b
	}
	agent := "2026-03-11 02:00:01.1234 INFO [amazon-ssm-agent] amazon-ssm-agent - v3.3.131.0\n" +
		"2026-03-11 02:00:02.1234 ERROR %s[amazon-ssm-agent] it failed\n2026-03-11 02:00:03.1234 ERROR %s[amazon-ssm-agent] it failed\n"
	info := strings.Index(agent, "\n") + 1
	for _, tt := range []struct {
		name    string
		files   []txtar.File
		counted int64
		sources []string // records and duplicates, in the order of the paths
		note    string
	}{
		{"apart", []txtar.File{{Name: "a.log", Data: []byte(rejected(0, 100))}, {Name: "b.log", Data: []byte(rejected(100, 50))}}, 150, []string{"100 0", "50 0"}, ""},
		{"copies and an overlap", []txtar.File{
			{Name: "a.log", Data: []byte(rejected(0, 100))}, {Name: "copy/a.log", Data: []byte(rejected(0, 100))}, {Name: "once more/a.log", Data: []byte(rejected(0, 100))},
			{Name: "export.log", Data: []byte(header + rejected(40, 90))},
		}, 130, []string{"100 0", "0 100", "30 60", "0 100"}, "260 records in 3 members are in other members as well"},
		{"the same record twice in one file", []txtar.File{{Name: "a.log", Data: []byte(rejected(0, 50) + rejected(0, 50))}}, 100, []string{"100 0"}, ""},
		{"packed and unpacked", []txtar.File{
			{Name: "a.log.gz", Data: gzipped(t, []byte(rejected(0, 100)))}, {Name: "unpacked/other name.log", Data: []byte(rejected(0, 100))},
		}, 100, []string{"100 0", "0 100"}, "100 records in 1 member are in other members as well"},
		{"a log of a database, packed and unpacked", []txtar.File{
			{Name: "gz/db.log.gz", Data: gzipped(t, deadlocks(6))}, {Name: "pg/db.log", Data: deadlocks(6)},
		}, 6, []string{"6 0", "0 6"}, "6 records in 1 member are in other members as well"},
		{"a short one beside it", []txtar.File{
			{Name: "db.log", Data: deadlocks(1)}, {Name: "db.log.gz", Data: gzipped(t, deadlocks(1))},
		}, 1, []string{"1 0", "0 1"}, "1 record in 1 member are in other members as well"},
		{"short ones in two folders", []txtar.File{
			{Name: "x/db.log", Data: deadlocks(1)}, {Name: "y/db.log.gz", Data: gzipped(t, deadlocks(1))},
		}, 2, []string{"1 0", "1 0"}, ""},
		{"as long, of the same time", []txtar.File{
			{Name: "x/db.log.gz", Data: gzipped(t, deadlocks(6))}, {Name: "y/db.log", Data: bytes.ReplaceAll(deadlocks(6), []byte("4711"), []byte("4712"))},
		}, 12, []string{"6 0", "6 0"}, ""},
		{"two logs of an SSM agent", []txtar.File{
			{Name: "x/amazon-ssm-agent.log", Data: fmt.Appendf(nil, agent, "", "")}, {Name: "x/errors.log", Data: fmt.Appendf(nil, agent[info:], "[Func @ file.go.1] ", "[Func @ file.go.2] ")},
		}, 2, []string{"3 0", "0 2"}, "2 records in 1 member are in other members as well"},
		{"logs of two SSM agents", []txtar.File{
			{Name: "x/amazon-ssm-agent.log", Data: fmt.Appendf(nil, agent, "", "")}, {Name: "y/errors.log", Data: fmt.Appendf(nil, agent[info:], "", "")},
		}, 4, []string{"3 0", "2 0"}, ""},
		{"logs of two servers", []txtar.File{{Name: "x/db.log", Data: []byte(postgres)}, {Name: "y/db.log", Data: []byte(postgres)}}, 0, []string{"1 0", "1 0"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for range 3 {
				rep := analyzeWithAll(t, tt.files...)
				var sources []string
				for _, s := range rep.Sources.Briefly() {
					sources = append(sources, fmt.Sprintf("%d %d", s.Records, s.Duplicates))
				}
				if !slices.Equal(sources, tt.sources) {
					t.Errorf("sources %q", sources)
				}
				if tt.counted > 0 && rep.Failures[0].Count != tt.counted {
					t.Errorf("%+v", rep.Failures[0])
				}
				if n := slices.IndexFunc(rep.Notes, func(note string) bool { return strings.Contains(note, "in other members as well") }); (n >= 0) != (tt.note != "") || n >= 0 && !strings.HasPrefix(rep.Notes[n], tt.note) {
					t.Errorf("notes %q", rep.Notes)
				}
			}
		})
	}
}

func gzipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
