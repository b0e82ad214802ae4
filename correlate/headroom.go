package correlate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"hamari/correlate/advice"
	"hamari/correlate/lens"
)

// peak is how near a volume or an instance came to a limit, of whatever the metrics of one tell.
type peak struct {
	name   string
	share  float64 // of the limit, at most
	of     string  // what that is, in words
	how    string  // what else is told of it
	period float64 // seconds, the longest
}

// maxPeaks bounds the things of a kind whose peaks are told; of the others there is a number.
const maxPeaks = 3

// peaked are the kinds of rows with how near they come to a limit.
var peaked = map[string]struct {
	entity, share string
	of            func(series lens.Series, at int) string
	how           func(series lens.Series) string
}{
	"volume-load":   {"volume", "share_of_limit", limitOfVolume, meanLatency},
	"instance-load": {"instance", "share_of_max", limitOfInstance, nil},
	"cpu-load":      {"instance", "utilization", func(lens.Series, int) string { return "its CPU" }, nil},
}

// peak notes how near the entity of a series comes to its limit.
func (d *derived) peak(series lens.Series) {
	kind := series.Kind()
	spec, ok := peaked[kind.Name]
	if !ok {
		return
	}
	column := series.Column(kind.Slot(spec.share))
	most, at := -1.0, -1
	for i := range series.Len() {
		if share, ok := column.Value(i).Float(); ok && share > most {
			most, at = share, i
		}
	}
	if at < 0 {
		return
	}
	p := peak{name: textOf(series, spec.entity, at), share: most, of: spec.of(series, at)}
	if kind.Name == "cpu-load" {
		p.share /= 100
	}
	if p.name == "" || p.of == "" {
		return
	}
	if spec.how != nil {
		p.how = spec.how(series)
	}
	period := series.Column(kind.Slot("period"))
	for i := range series.Len() {
		seconds, _ := period.Value(i).Float()
		p.period = max(p.period, seconds)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.peaks[kind.Name] = append(d.peaks[kind.Name], p)
}

func textOf(series lens.Series, field string, i int) string {
	column := series.Column(series.Kind().Slot(field))
	if v := column.Value(i); v.Exists() {
		return v.String()
	}
	return ""
}

func numberOf(series lens.Series, field string, i int) (float64, bool) {
	column := series.Column(series.Kind().Slot(field))
	return column.Value(i).Float()
}

// limitOfVolume words what a volume may do.
func limitOfVolume(series lens.Series, at int) string {
	var parts []string
	for _, l := range [...]struct{ field, unit string }{{"limit_iops", "IOPS"}, {"limit_throughput", "MiB/s"}} {
		if most, ok := numberOf(series, l.field, at); ok {
			parts = append(parts, advice.Num(most)+" "+l.unit)
		}
	}
	if parts == nil {
		return ""
	}
	return "what it may do (" + strings.Join(parts, ", ") + ")"
}

// limitOfInstance words what the type of an instance does.
func limitOfInstance(series lens.Series, at int) string {
	if kind := textOf(series, "instance_type", at); kind != "" {
		return "the most that " + kind + " does on EBS"
	}
	return ""
}

// meanLatency words how long an operation took, of all of them.
func meanLatency(series lens.Series) string {
	kind := series.Kind()
	latency, iops := series.Column(kind.Slot("latency")), series.Column(kind.Slot("iops"))
	total, operations := 0.0, 0.0
	for i := range series.Len() {
		ms, ok := latency.Value(i).Float()
		if n, known := iops.Value(i).Float(); ok && known && n > 0 {
			total, operations = total+ms*n, operations+n
		}
	}
	if operations == 0 {
		return ""
	}
	return ", at " + advice.Num(total/operations) + " ms an operation"
}

// headroom notes how near the volumes and instances came to their limits where nothing was found: that they were far from
// them is an answer, too.
func (a *analysis) headroom() {
	if len(a.rep.Findings) > 0 {
		return // of which they may not be a part
	}
	for kind, list := range a.peaks {
		slices.SortFunc(list, func(x, y peak) int { return cmp.Or(cmp.Compare(y.share, x.share), cmp.Compare(x.name, y.name)) })
		for i, p := range list[:min(len(list), maxPeaks)] {
			text := fmt.Sprintf("%s used at most %.0f %% of %s%s", p.name, math.Max(1, 100*p.share), p.of, p.how)
			if p.period >= 300 {
				text += fmt.Sprintf(", in averages over %.0f minutes", p.period/60)
			}
			if others := len(list) - maxPeaks; i == maxPeaks-1 && others > 0 {
				text += fmt.Sprintf("; %s used less", lens.Count(int64(others), "other "+peaked[kind].entity, "other "+peaked[kind].entity+"s"))
			}
			a.rep.Notes = append(a.rep.Notes, text)
		}
	}
}
