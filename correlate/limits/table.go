package limits

import (
	_ "embed" // for the table
	"strconv"
	"strings"
	"sync"
)

//go:embed instance-ebs-limits.csv
var tableCSV string

// table holds the published limits by instance type. It is read when the first question is asked.
var table = sync.OnceValue(func() map[string]Instance { return parseTable(tableCSV) })

// sources spells out the table's source column.
var sources = map[string]string{
	"ec2ug-2023-06":         "EC2 User Guide, EBS-optimized instances, June 2023 edition",
	"instancetypes-current": "EC2 Instance Types Guide, Amazon EBS specifications",
	"no-published-limit":    "EC2 User Guide, EBS-optimized instances: not listed there",
}

// InstanceType returns the published limits of an instance type. Types for which AWS publishes none are returned with
// zero figures and a note; see [Instance.Known].
func InstanceType(name string) (Instance, bool) {
	i, ok := table()[name]
	return i, ok
}

// parseTable reads the embedded CSV, whose cells hold neither quotes nor commas; a test holds every line against that.
func parseTable(csv string) map[string]Instance {
	types := make(map[string]Instance, strings.Count(csv, "\n"))
	_, csv, _ = strings.Cut(csv, "\n")
	for line := range strings.Lines(csv) {
		if i, ok := parseRow(strings.TrimRight(line, "\r\n")); ok {
			types[i.Type] = i
		}
	}
	return types
}

// parseRow reads one line: type, baseline and maximum Mbps, MB/s and IOPS, burst, source, note.
func parseRow(line string) (Instance, bool) {
	var cells [10]string
	for n := range cells {
		cells[n], line, _ = strings.Cut(line, ",")
	}
	if cells[0] == "" || line != "" {
		return Instance{}, false
	}
	source := cells[8]
	if full, ok := sources[source]; ok {
		source = full
	}
	return Instance{
		Type:         cells[0],
		BaselineMbps: number(cells[1]),
		MaxMbps:      number(cells[2]),
		BaselineMBs:  number(cells[3]),
		MaxMBs:       number(cells[4]),
		BaselineIOPS: int(number(cells[5])),
		MaxIOPS:      int(number(cells[6])),
		Burst:        cells[7] == "yes",
		Source:       source,
		Note:         cells[9],
	}, true
}

// number returns a cell's value, 0 for an empty one.
func number(cell string) float64 {
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0
	}
	return f
}
