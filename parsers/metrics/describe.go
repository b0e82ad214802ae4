package metrics

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// dimension is one name and value by which a metric is kept.
type dimension struct{ name, value string }

type dimensions []dimension

// with adds a dimension unless its name is there already.
func (d dimensions) with(name, value string) dimensions {
	if name == "" || value == "" || slices.ContainsFunc(d, func(o dimension) bool { return o.name == name }) {
		return d
	}
	return append(d, dimension{name, value})
}

// String gives the dimensions in the canonical form of the field "dimensions".
func (d dimensions) String() string {
	sorted := slices.SortedFunc(slices.Values(d), func(a, b dimension) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	for i, dim := range sorted {
		if i > 0 {
			b.WriteByte(',')
		}
		if dim.name != "" {
			b.WriteString(dim.name + "=")
		}
		b.WriteString(dim.value)
	}
	return b.String()
}

// description is what is known about a series: everything but its points.
type description struct {
	namespace, metric, stat string
	unit, region, account   string
	id, label               string
	period                  int64 // seconds; 0 if not known
	dims                    dimensions
	unnamedDim              string // a dimension's value whose name is not known
	stated                  bool   // the source names the metric in full: nothing may be added from the member's path
}

// values lays the description out as the values of an event.
func (d *description) values() []parsers.Value {
	v := make([]parsers.Value, slotCount)
	set := func(slot int, text string) {
		if text != "" {
			v[slot] = parsers.Value(text)
		}
	}
	set(SlotNamespace, d.namespace)
	set(SlotMetric, d.metric)
	set(SlotStat, d.stat)
	set(SlotUnit, d.unit)
	set(SlotRegion, d.region)
	set(SlotAccount, d.account)
	set(SlotID, d.id)
	set(SlotLabel, d.label)
	if d.period > 0 {
		set(SlotPeriod, strconv.FormatInt(d.period, 10))
	}
	dims := d.dims
	if d.unnamedDim != "" {
		dims = append(slices.Clip(dims), dimension{"", d.unnamedDim})
	}
	set(SlotDimensions, dims.String())
	for _, dim := range d.dims {
		if slot, ok := dimensionSlots[dim.name]; ok {
			set(slot, dim.value)
		}
	}
	return v
}

// fill takes over what other knows and d does not.
func (d *description) fill(other description) {
	or := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	or(&d.metric, other.metric)
	or(&d.stat, other.stat)
	or(&d.namespace, other.namespace)
	if d.period == 0 {
		d.period = other.period
	}
	for _, dim := range other.dims {
		d.dims = d.dims.with(dim.name, dim.value)
	}
}

// complete fills the gaps with what the member's path says and with what follows from the metric's name.
func (d *description) complete(path description) {
	if d.stated {
		return
	}
	d.nameDimension()
	for _, dim := range path.dims {
		if d.mayHave(dim.name, path.metric) {
			d.dims = d.dims.with(dim.name, dim.value)
		}
	}
	path.dims = nil
	d.fill(path)
	if d.namespace == "" {
		d.namespace = cmp.Or(namespaceOf(d.metric, d.dims), unitTells[[2]string{d.metric, d.unit}])
	}
	d.nameDimension()
}

// mayHave reports whether a dimension found in the path may belong to the series: the path of a volume's metrics often
// names the instance too, but an AWS/EC2 metric has no VolumeId.
func (d *description) mayHave(dim, pathMetric string) bool {
	metric := d.metric
	if metric == "" {
		metric = pathMetric
	}
	known := namespacesOf(metric)
	if ns := namespaceNamed(d.namespace); ns != nil {
		known = []*namespace{ns}
	}
	if len(known) == 0 {
		return d.namespace == "" || !strings.HasPrefix(d.namespace, "AWS/")
	}
	return slices.ContainsFunc(known, func(ns *namespace) bool { return slices.Contains(ns.dimensions, dim) })
}

// nameDimension gives a value that stands without its dimension's name the main dimension of the namespace.
func (d *description) nameDimension() {
	if d.unnamedDim == "" {
		return
	}
	ns := namespaceNamed(d.namespace)
	if ns == nil && len(namespacesOf(d.metric)) == 1 {
		ns = namespacesOf(d.metric)[0]
	}
	if ns != nil {
		d.dims = d.dims.with(ns.dimensions[0], d.unnamedDim)
		d.unnamedDim = ""
	}
}

// region is an AWS Region's code, as it begins a full label.
var region = lazy.Regexp(`^[a-z]{2,3}(?:-[a-z]+)+-\d+$`)

// parseFullLabel reads the console's "<region>:<namespace> <Dim>:<value> ... <metric> <stat> <period>". It reports false
// for a label of the user's own.
func parseFullLabel(text string) (d description, ok bool) {
	where, rest, found := strings.Cut(text, ":")
	if !found || !region().MatchString(where) {
		return d, false
	}
	d.region = where
	if account, after, found := strings.Cut(rest, ":"); found && isAccount(account) {
		d.account, rest = account, after
	}
	words := strings.Fields(rest)
	n := len(words)
	if n < 4 {
		return d, false
	}
	d.period, ok = parsePeriod(words[n-1])
	if !ok {
		return d, false
	}
	if d.stat, ok = statistic(words[n-2]); !ok {
		return d, false
	}
	d.splitWords(words[:n-2])
	d.stated = d.metric != ""
	return d, d.stated
}

// splitWords reads namespace, dimensions and metric. Each of them may contain blanks (the CloudWatch agent's "Memory %
// Committed Bytes In Use"): what stands before the first dimension is the namespace, what stands between two of them
// belongs to the first one's value, what stands behind the last is the metric.
func (d *description) splitWords(words []string) {
	first, last := -1, -1
	for i, w := range words {
		if isDimensionWord(w) && i > 0 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		d.namespace, d.metric = words[0], strings.Join(words[1:], " ")
		return
	}
	for last+1 < len(words) && strings.HasSuffix(words[last+1], ":") {
		last++ // a Windows drive, as in "instance:0 C:"
	}
	d.namespace = strings.Join(words[:first], " ")
	d.metric = strings.Join(words[last+1:], " ")
	for i := first; i <= last; i++ {
		if isDimensionWord(words[i]) {
			name, value, _ := strings.Cut(words[i], ":")
			d.dims = append(d.dims, dimension{name, value})
		} else {
			d.dims[len(d.dims)-1].value += " " + words[i]
		}
	}
}

func isDimensionWord(w string) bool {
	name, value, found := strings.Cut(w, ":")
	return found && name != "" && value != ""
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// maxPeriod is the longest interval that is believed: CloudWatch's own limit is a day for alarms, and graphs go to 30.
const maxPeriod = 366 * 24 * 3600

// parsePeriod reads a number of seconds.
func parsePeriod(text string) (seconds int64, ok bool) {
	n, err := strconv.ParseInt(strings.TrimSuffix(text, ".0"), 10, 64)
	return n, err == nil && n > 0 && n <= maxPeriod
}

var spanWord = lazy.Regexp(`^(\d{1,6})(s|sec|m|min|h)$`)

// parseSpan reads a period as file names state it: 60s, 5min, 1h.
func parseSpan(text string) (seconds int64, ok bool) {
	m := spanWord().FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	switch m[2][0] {
	case 'm':
		n *= 60
	case 'h':
		n *= 3600
	}
	return n, n > 0 && n <= maxPeriod
}

// parseLabel reads a label such as "vol-0abc VolumeReadOps": the user's or CloudWatch's own choice of words.
func parseLabel(text string) description {
	d := parseText(text)
	d.label = text
	if d.metric == "" && looksLikeMetric(text) {
		d.metric = text
	}
	return d
}

// databaseWord returns what stands before the metric in a label that CloudWatch made itself, where that may be the name
// of a database: the value of a dimension, then the metric. IDs of instances and volumes tell by themselves what they are.
func databaseWord(label, metric string) string {
	word, found := strings.CutSuffix(label, " "+metric)
	if !found || metric == "" || strings.Contains(word, " ") || !Has("AWS/RDS", metric) || Has("AWS/EC2", metric) || Has("AWS/EBS", metric) {
		return ""
	}
	if _, isStat := statistic(word); isStat || namespaceNamed(word) != nil {
		return ""
	}
	return word
}

var metricWord = lazy.Regexp(`^[A-Za-z][A-Za-z0-9_.%/]{2,254}$`)

// looksLikeMetric reports whether a label is a single word that can only be the name of a metric.
func looksLikeMetric(text string) bool {
	if _, isStat := statistic(text); isStat || strings.HasPrefix(text, "Expression") {
		return false
	}
	return metricWord().MatchString(text) && len(findDimensions(text)) == 0
}

// parsePath reads what a member's path tells: the file's name first, then the folders from the inside out.
func parsePath(path string) description {
	var d description
	folders := strings.Split(path, "/")
	for _, name := range slices.Backward(folders) {
		d.fill(parseText(name))
	}
	if id := findDimensions(path); len(id) > 0 { // load balancer names contain slashes
		d.fill(description{dims: id})
	}
	return d
}

// parseText finds in a text the words that name a metric, a namespace, a statistic, a period and resources.
func parseText(text string) (d description) {
	d.dims = findDimensions(text)
	words := wordSpans(text)
	for i := 0; i < len(words); i++ {
		for n := min(maxWords, len(words)-i); n > 0 && d.metric == ""; n-- {
			span := text[words[i].start:words[i+n-1].end]
			if len(namespacesOf(span)) > 0 {
				d.metric = span
				i += n - 1
				break
			}
		}
		word := text[words[i].start:words[i].end]
		if i+1 < len(words) && word == "AWS" && d.namespace == "" {
			if ns := namespaceNamed("AWS/" + text[words[i+1].start:words[i+1].end]); ns != nil {
				d.namespace = ns.name
			}
		}
		if stat, ok := statistic(word); ok && d.stat == "" {
			d.stat = stat
		}
		if period, ok := parseSpan(word); ok && d.period == 0 {
			d.period = period
		}
	}
	if strings.HasPrefix(d.metric, "Tunnel") && namespaceOf(d.metric, nil) == "AWS/VPN" {
		d.dims = d.dims.with("TunnelIpAddress", findAddress(text))
	}
	return d
}

// findAddress returns the IPv4 address in a text, by which a tunnel of a VPN connection is known; empty where there is not one.
func findAddress(text string) string {
	found := strings.FieldsFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	found = slices.DeleteFunc(found, func(s string) bool { _, err := netip.ParseAddr(strings.Trim(s, ".")); return err != nil })
	if len(found) != 1 {
		return ""
	}
	return strings.Trim(found[0], ".")
}

type wordSpan struct{ start, end int }

// wordSpans cuts a text into runs of letters, digits and percent signs.
func wordSpans(text string) (words []wordSpan) {
	start := -1
	for i := 0; i <= len(text); i++ {
		in := i < len(text) && (isAlnum(text[i]) || text[i] == '%')
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			words = append(words, wordSpan{start, i})
			start = -1
		}
	}
	return words
}
