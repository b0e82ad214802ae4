package metrics

import (
	"bytes"
	"slices"

	"github.com/tidwall/gjson"

	"hamari/parsers/textlog"
)

// AWS's tools for PowerShell give objects of .NET. ConvertTo-Json writes the answers of Get-CWMetricStatistic and
// Get-CWMetricData with the names of AWS, but: PowerShell 5 writes times as "\/Date(1771617600000)\/" and a list that was
// handed to it as {"value":[...],"Count":2}; words of a fixed set are {"Value":"Count"}; what is nested deeper than -Depth
// is the name of its type; and a datapoint has all five statistics, with 0, or null since version 5 of the tools, for
// those that were not asked for.
// See https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/convertto-json

// answerKeys are what an answer of get-metric-statistics has beside its points, and what .NET adds.
var answerKeys = []string{"Datapoints", "Label", "ResponseMetadata", "ContentLength", "HttpStatusCode"}

// isDotNetList reports whether a document is a list of datapoints as PowerShell 5 writes it.
func isDotNetList(doc gjson.Result) bool {
	first := doc.Get("value.0")
	return doc.Get("value").IsArray() && first.Get("Timestamp").Exists() && isDotNetPoint(first)
}

// basicStatistics are those that a datapoint of .NET always has.
var basicStatistics = []string{"Average", "Maximum", "Minimum", "SampleCount", "Sum"}

// isDotNetPoint reports whether a datapoint is an object of .NET: AWS never gives extended statistics beside others.
func isDotNetPoint(p gjson.Result) bool {
	return p.Get("ExtendedStatistics").Exists() && !slices.ContainsFunc(basicStatistics, func(s string) bool { return !p.Get(s).Exists() })
}

// asked gathers which statistics of datapoints of .NET were asked for: those that are not 0 in all of them. Where all are,
// that much is true of the Minimum whichever was asked for.
type asked map[string]bool

// learn adds what a datapoint shows and reports whether it shows anything.
func (a asked) learn(p gjson.Result) {
	for _, name := range basicStatistics {
		if v := p.Get(name); v.Type == gjson.Number && v.Num != 0 {
			a[name] = true
		}
	}
}

// wants reports whether a statistic counts.
func (a asked) wants(name string) bool {
	return a == nil || a[name] || len(a) == 0 && name == "Minimum" || !slices.Contains(basicStatistics, name)
}

// askedFor tells which statistics of an answer count; nil for all.
func askedFor(points gjson.Result, stated string) asked {
	first := true
	a := asked{}
	points.ForEach(func(_, p gjson.Result) bool {
		if first && !isDotNetPoint(p) {
			a = nil
			return false
		}
		first = false
		a.learn(p)
		return true
	})
	if a != nil && slices.Contains(basicStatistics, stated) {
		return asked{stated: true} // the file is named after it
	}
	return a
}

// waitingPoint is a datapoint of .NET that stands alone and shows no statistic, which one after it may.
type waitingPoint struct {
	raw    []byte
	line   int
	offset int64
}

// single takes a datapoint that stands alone, in a list without a name.
func (j *jsonReader) single(line int, offset int64, doc gjson.Result) error {
	find := j.seriesFinder(description{})
	if !isDotNetPoint(doc) {
		return j.datapoint(line, offset, doc, nil, find)
	}
	if j.asked == nil {
		j.asked = asked{}
		if slices.Contains(basicStatistics, j.path.stat) {
			j.asked[j.path.stat] = true
		}
	}
	if j.path.stat == "" {
		j.asked.learn(doc)
	}
	if len(j.asked) == 0 && len(j.quiet) < holdAnswer {
		j.quiet = append(j.quiet, waitingPoint{bytes.Clone([]byte(doc.Raw)), line, offset})
		return nil
	}
	if err := j.flushQuiet(); err != nil {
		return err
	}
	return j.datapoint(line, offset, doc, j.asked, find)
}

// flushQuiet emits the datapoints that waited for one that shows which statistic was asked for.
func (j *jsonReader) flushQuiet() error {
	quiet := j.quiet
	j.quiet = nil
	for _, w := range quiet {
		if err := j.datapoint(w.line, w.offset, gjson.ParseBytes(w.raw), j.asked, j.seriesFinder(description{})); err != nil {
			return err
		}
	}
	return nil
}

// word reads one of a fixed set of words.
func word(v gjson.Result) string {
	if v.IsObject() {
		return v.Get("Value").String()
	}
	return v.String()
}

// parseDotNet reads a date of .NET.
func parseDotNet(b []byte) (stamp, error) {
	at, ok := textlog.ParseDotNet(b)
	if ms := at.UnixMilli(); !ok || ms < 0 || ms >= 1e14 {
		return stamp{}, errNoStamp
	}
	return stamp{time: at, zoned: true}, nil
}
