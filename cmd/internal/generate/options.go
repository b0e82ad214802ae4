package generate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options say how much a bundle holds and in which form. The zero value gives each scenario's own size and the forms
// of delivery to S3.
type Options struct {
	Seed        uint64
	Size        int64          // raw bytes of all members together, roughly; 0 for the scenario's own size
	Members     int            // bulk members; 0 for as many as AWS would have written
	Forms       Forms          // how each kind of log is wrapped
	Shuffle     bool           // members in random order
	Duplicates  float64        // percent of the CloudTrail events that are delivered a second time
	NoInventory bool           // without describe-* answers
	Stored      bool           // no compression at all: neither gzip nor deflate
	Zone        *time.Location // zone of the console and CLI that wrote local times; nil for UTC
	Start       time.Time      // first moment of the logs; zero for 2026-03-04T00:00:00Z
	Series      int            // scenario metrics: number of series
	Points      int            // scenario metrics: points of each series

	Conversations int // distinct ones in the everyday traffic of flow logs, roughly; 0 for the scenario's own
}

// Forms names the form of each kind of log; empty for the first of [FormNames].
type Forms struct {
	CloudTrail, FlowLog, Metrics string
}

// FormNames lists the forms by kind of log.
var FormNames = map[string][]string{
	"cloudtrail": {"s3", "array", "ndjson", "lookup-events", "eventbridge", "cwl-csv", "insights-json"},
	"flowlog":    {"s3-header", "cwl-export", "cwl-csv", "custom"},
	"metrics":    {"console", "get-metric-data", "plain-csv"},
}

// ParseForms reads "cloudtrail=array,flowlog=custom".
func ParseForms(s string) (Forms, error) {
	var f Forms
	for part := range strings.SplitSeq(s, ",") {
		if part == "" {
			continue
		}
		kind, form, _ := strings.Cut(part, "=")
		if err := f.set(kind, form); err != nil {
			return Forms{}, err
		}
	}
	return f, nil
}

func (f *Forms) set(kind, form string) error {
	known, ok := FormNames[kind]
	if !ok {
		return fmt.Errorf("form %q: the kind of log is cloudtrail, flowlog or metrics", kind+"="+form)
	}
	if !slices.Contains(known, form) {
		return fmt.Errorf("form %q of %s is not one of %s", form, kind, strings.Join(known, ", "))
	}
	switch kind {
	case "cloudtrail":
		f.CloudTrail = form
	case "flowlog":
		f.FlowLog = form
	case "metrics":
		f.Metrics = form
	}
	return nil
}

// orDefault fills in the forms that were left open and checks the others.
func (f Forms) orDefault() (Forms, error) {
	given := map[string]string{"cloudtrail": f.CloudTrail, "flowlog": f.FlowLog, "metrics": f.Metrics}
	for kind, form := range given {
		if form == "" {
			form = FormNames[kind][0]
		}
		if err := f.set(kind, form); err != nil {
			return Forms{}, err
		}
	}
	return f, nil
}

var defaultStart = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

func (o Options) orDefault() (Options, error) {
	var err error
	if o.Forms, err = o.Forms.orDefault(); err != nil {
		return o, err
	}
	switch {
	case o.Size < 0:
		return o, fmt.Errorf("size %d is negative", o.Size)
	case o.Members < 0 || o.Members > 5_000_000:
		return o, fmt.Errorf("%d members: between 0 and 5,000,000 are possible", o.Members)
	case !(o.Duplicates >= 0 && o.Duplicates <= 100):
		return o, fmt.Errorf("duplicates %v: a percentage is between 0 and 100", o.Duplicates)
	case o.Series < 0 || o.Points < 0:
		return o, fmt.Errorf("%d series of %d points: neither may be negative", o.Series, o.Points)
	case o.Conversations < 0 || o.Conversations > 100_000_000:
		return o, fmt.Errorf("%d conversations: between 0 and 100,000,000 are possible", o.Conversations)
	case o.Conversations > 0 && o.Forms.FlowLog == "cwl-export":
		return o, fmt.Errorf("conversations are not possible in the form cwl-export, whose members are one for each interface")
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Start.IsZero() {
		o.Start = defaultStart
	}
	o.Start = o.Start.UTC().Truncate(time.Minute)
	return o, nil
}

// ParseSize reads a number of bytes: 4096, 100kB, 250MB, 10GB (powers of ten) or 64MiB (powers of two).
func ParseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "kKMGTiB ")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n < 0 || n > 1e15 {
		return 0, fmt.Errorf("size %q is not a number of bytes such as 4096, 100MB or 64MiB", s)
	}
	factor, ok := map[string]float64{
		"": 1, "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
		"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
	}[strings.TrimSpace(s[len(digits):])]
	if !ok {
		return 0, fmt.Errorf("size %q has an unknown unit", s)
	}
	return int64(n * factor), nil
}
