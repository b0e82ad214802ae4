package limits

import (
	_ "embed" // for the table
	"iter"
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

// parseTable reads the table of the limits by type.
func parseTable(csv string) map[string]Instance {
	types := make(map[string]Instance, strings.Count(csv, "\n"))
	for cells := range rows(csv, 10) {
		i := newInstance(cells)
		types[i.Type] = i
	}
	return types
}

// rows yields the lines of an embedded CSV below its header line, each with so many cells. They hold neither quotes nor
// commas; tests hold every line against that. The cells are good until the next line.
func rows(csv string, columns int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		cells := make([]string, columns)
		_, below, _ := strings.Cut(csv, "\n")
		for line := range strings.Lines(below) {
			line = strings.TrimRight(line, "\r\n")
			for n := range cells {
				cells[n], line, _ = strings.Cut(line, ",")
			}
			if cells[0] != "" && line == "" && !yield(cells) {
				return
			}
		}
	}
}

// newInstance takes one line: type, baseline and maximum Mbps, MB/s and IOPS, burst, source, note.
func newInstance(cells []string) Instance {
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
	}
}

// number returns a cell's value, 0 for an empty one.
func number(cell string) float64 {
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0
	}
	return f
}
