package correlate

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/lazy"
)

// maxPoints is how many points get-metric-statistics answers at most, which is a day at one minute
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html).
const maxPoints = 1440

// maxAsked is the longest stretch of time of a whole bundle that is put into a command: what is longer is hardly all about
// the incident.
const maxAsked = maxPoints * time.Minute

// aside is how long before and after what was found is asked for, so that what led to it and what came of it is seen.
const aside = time.Hour

// blank finds the words in a command that whoever runs it has to replace.
var blank = lazy.Regexp(`--start-time START(-MILLISECONDS)?\b|--end-time END(-MILLISECONDS)?\b|YYYY/MM/DD|YYYY-MM-DD|ACCOUNT_ID\b|ACCOUNT|REGION|\b(INSTANCE_ID|i-ID|VOLUME_ID|vol-ID|NAT_GATEWAY_ID|TGW_ID|VPC_ID)\b`)

// kindOf says by which kind of entity a blank is filled.
var kindOf = map[string]string{
	"REGION": "region", "ACCOUNT": "account", "ACCOUNT_ID": "account", "INSTANCE_ID": "instance", "i-ID": "instance",
	"VOLUME_ID": "volume", "vol-ID": "volume", "NAT_GATEWAY_ID": "nat-gateway", "TGW_ID": "tgw", "VPC_ID": "vpc",
}

// periodAsked finds what time each point of a metric is asked for, in seconds.
var periodAsked = lazy.Regexp(`--period (\d{1,6})\b`)

// subject is what a bundle, or a finding, is about. What is not known, or not one, is empty.
type subject struct {
	names    map[string]string // by the kind of entity
	from, to time.Time         // what to ask for
	end      time.Time         // until when it lasted
	day      time.Time         // the day on which it was, where it is one
}

// fillBlanks puts what the bundle is about into the commands that get what it lacks, so that they run as pasted.
func (a *analysis) fillBlanks() {
	bundle := a.named()
	whole := subjectOf(a.rep.Findings, bundle)
	if whole.from.IsZero() && len(a.rep.Findings) == 0 && a.rep.Window.Start != nil && a.rep.Window.End != nil {
		whole.around(*a.rep.Window.Start, *a.rep.Window.End)
	}
	if whole.to.Sub(whole.from) > maxAsked {
		whole.from, whole.to = time.Time{}, time.Time{}
	}
	if !a.since.IsZero() {
		whole.from = a.since
	}
	if !a.until.IsZero() {
		whole.to = a.until
	}
	for i := range a.rep.Patterns {
		for j := range a.rep.Patterns[i].Collect {
			whole.fill(&a.rep.Patterns[i].Collect[j])
		}
	}
	fillFindings(a.rep.Findings, bundle)
}

// fillFindings puts what each finding is about into its commands, and what is attached to it into the commands of that.
func fillFindings(findings []report.Finding, bundle map[string][]string) {
	for i := range findings {
		f := &findings[i]
		own := subjectOf(findings[i:i+1], bundle)
		for j := range f.Collect {
			own.fill(&f.Collect[j])
		}
		for j := range f.Rivals {
			if f.Rivals[j].Collect != nil {
				own.fill(f.Rivals[j].Collect)
			}
		}
		fillFindings(f.Explains, bundle)
	}
}

// subjectOf is what findings are about, where all of them are about the same. What none of them names is what the bundle
// names, if it is one.
func subjectOf(findings []report.Finding, bundle map[string][]string) subject {
	s := subject{names: map[string]string{}}
	for _, kind := range kindOf {
		all := namedBy(findings, kind)
		if len(all) == 0 {
			all = bundle[kind]
		}
		if len(all) == 1 && pattern.Plain(all[0]) { // a log may be forged, and this is pasted into a shell
			s.names[kind] = all[0]
		}
	}
	var start, end time.Time
	for i := range findings {
		f := &findings[i]
		if !f.Start.IsZero() && (start.IsZero() || f.Start.Before(start)) {
			start = f.Start
		}
		if f.End.After(end) {
			end = f.End
		}
	}
	if !start.IsZero() {
		s.around(start, end)
	}
	return s
}

// named are the entities that the bundle names of each kind that blanks are filled by, each once.
func (a *analysis) named() map[string][]string {
	named := map[string][]string{}
	for _, kind := range kindOf {
		named[kind] = a.state.Graph.All(kind)
	}
	for _, c := range a.rep.Coverage {
		for kind, name := range map[string]string{"region": c.Region, "account": c.Account} {
			if name != "" && !slices.Contains(named[kind], name) {
				named[kind] = append(named[kind], name)
			}
		}
	}
	return named
}

// namedBy are the entities of a kind that findings name, each once. Names that were left out are not the same as the others.
func namedBy(findings []report.Finding, kind string) []string {
	var all []string
	for i := range findings {
		all = append(all, findings[i].Entities[kind]...)
		if findings[i].DroppedEntities[kind] > 0 {
			all = append(all, "")
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// around sets the time to ask for to what surrounds what was found.
func (s *subject) around(start, end time.Time) {
	start, end = start.UTC(), end.UTC()
	if day := start.Truncate(24 * time.Hour); end.Before(day.Add(24 * time.Hour)) {
		s.day = day
	}
	s.from, s.to, s.end = start.Add(-aside).Truncate(time.Hour), end.Add(aside+time.Hour-1).Truncate(time.Hour), end
}

// fill replaces in a command each blank that is known. Of a time that is longer than what one answer holds, it asks for the
// beginning.
func (s subject) fill(c *report.Collect) {
	if most := answered(c.Command); most > 0 && strings.Contains(c.Command, "START") && !s.from.IsZero() && s.to.Sub(s.from) > most {
		s.to = s.from.Add(most)
		if s.to.Before(s.end) {
			c.Why += " (the beginning of it: an answer holds at most 1,440 points)"
		}
	}
	c.Command = blank().ReplaceAllStringFunc(c.Command, func(word string) string {
		if value := s.value(word); value != "" {
			return value
		}
		return word
	})
}

// answered is how long a time one answer to a command holds, 0 where there is no such bound.
func answered(command string) time.Duration {
	if !strings.Contains(command, "get-metric-statistics") {
		return 0
	}
	seconds := 60
	if m := periodAsked().FindStringSubmatch(command); m != nil {
		seconds, _ = strconv.Atoi(m[1]) // up to six digits
	}
	return time.Duration(seconds) * time.Second * maxPoints
}

// value is what stands for a blank, or nothing.
func (s *subject) value(word string) string {
	switch word {
	case "YYYY/MM/DD":
		return written(s.day, "2006/01/02")
	case "YYYY-MM-DD":
		return written(s.day, "2006-01-02")
	case "--start-time START":
		return flag("--start-time ", written(s.from, time.RFC3339))
	case "--end-time END":
		return flag("--end-time ", written(s.to, time.RFC3339))
	case "--start-time START-MILLISECONDS":
		return flag("--start-time ", milliseconds(s.from))
	case "--end-time END-MILLISECONDS":
		return flag("--end-time ", milliseconds(s.to))
	}
	return s.names[kindOf[word]]
}

// flag is a flag with its value, or nothing without one.
func flag(name, value string) string {
	if value == "" {
		return ""
	}
	return name + value
}

// written is a time in a layout, in UTC, by which also the folders of logs are named; of no time it is nothing.
func written(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// milliseconds is a time as CloudWatch Logs takes it.
func milliseconds(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}
