package metrics

import (
	"bytes"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"hamari/parsers/lazy"
)

// role is what a column of a table holds.
type role int

const (
	roleNone role = iota
	roleTime
	roleTimeUTC
	roleValue
	roleStatValue // values of one statistic, named by the header
	roleMetricValue
	roleNamespace
	roleMetric
	roleDimensions
	roleDimension // values of one dimension, named by the header
	roleStat
	rolePeriod
	roleUnit
	roleRegion
	roleAccount
	roleID
	roleLabel
)

// roleNames are the headers understood, in lower case and without anything but letters and digits.
var roleNames = map[string]role{
	"timestamp": roleTime, "time": roleTime, "datetime": roleTime, "date": roleTime, "starttime": roleTime, "start": roleTime,
	"periodstart": roleTime, "timestamputc": roleTimeUTC, "timeutc": roleTimeUTC, "datetimeutc": roleTimeUTC, "utc": roleTimeUTC,
	"value": roleValue, "datapoint": roleValue, "metricvalue": roleValue,
	"namespace": roleNamespace, "ns": roleNamespace,
	"metric": roleMetric, "metricname": roleMetric,
	"dimension": roleDimensions, "dimensions": roleDimensions, "resource": roleDimensions, "resourceid": roleDimensions,
	"entity": roleDimensions, "dimensionvalue": roleDimensions,
	"stat": roleStat, "statistic": roleStat, "statistics": roleStat, "aggregation": roleStat,
	"period": rolePeriod, "periodseconds": rolePeriod, "periods": rolePeriod, "periodsec": rolePeriod,
	"unit": roleUnit, "region": roleRegion, "awsregion": roleRegion, "account": roleAccount, "accountid": roleAccount,
	"id": roleID, "label": roleLabel,
}

// dimensionHeaders are the dimensions' names as they look in a header, normalised like roleNames.
var dimensionHeaders = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for name := range dimensionSlots {
		names[normalHeader(name)] = name
	}
	names["instance"], names["volume"] = "InstanceId", "VolumeId"
	return names
})

func normalHeader(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if isAlnum(text[i]) {
			b.WriteByte(text[i])
		}
	}
	return strings.ToLower(b.String())
}

// column is one column of a table, as its header describes it.
type column struct {
	role role
	name string // header; the dimension's name for a roleDimension
	desc description
}

// header is the first row of a table.
type header struct {
	columns []column
	timeCol int
}

var metricHeader = lazy.Regexp(`^[A-Z][A-Za-z0-9_]*[a-z][A-Za-z0-9_%]*$`)

// parseHeader recognises the header of a table of metric points. Enough must be known to say what the values are: a
// column with the metric's name or namespace, or a metric named in the header or in the member's path.
func parseHeader(cells [][]byte, path description) (h header, ok bool) {
	h = header{columns: make([]column, len(cells)), timeCol: -1}
	var values, named, known int
	for i, cell := range cells {
		if bytes.HasPrefix(cell, []byte{'@'}) {
			return h, false // a query result of CloudWatch Logs Insights
		}
		c := parseColumn(string(cell))
		switch c.role {
		case roleTime, roleTimeUTC:
			if h.timeCol >= 0 {
				c.role = roleNone // an end time, or the time in another form
				break
			}
			h.timeCol = i
		case roleValue, roleStatValue:
			values++
		case roleMetricValue:
			known++
		case roleMetric, roleNamespace:
			named++
		}
		h.columns[i] = c
	}
	if h.timeCol < 0 {
		return h, false
	}
	if values == 0 && known > 0 {
		h.takeUnknownMetrics()
		return h, true
	}
	return h, values > 0 && (named > 0 || path.metric != "")
}

func parseColumn(text string) column {
	name := normalHeader(text)
	if role, ok := roleNames[name]; ok {
		return column{role: role, name: text}
	}
	if dim, ok := dimensionHeaders()[name]; ok {
		return column{role: roleDimension, name: dim}
	}
	if stat, ok := statistic(text); ok {
		return column{role: roleStatValue, name: text, desc: description{stat: stat}}
	}
	if d := parseText(text); d.metric != "" {
		if d.metric != text {
			d.label = text
		}
		return column{role: roleMetricValue, name: text, desc: d}
	}
	return column{name: text}
}

// takeUnknownMetrics makes metrics of the columns that stand beside known ones and are named like them.
func (h *header) takeUnknownMetrics() {
	for i := range h.columns {
		if c := &h.columns[i]; c.role == roleNone && metricHeader().MatchString(c.name) {
			c.role, c.desc = roleMetricValue, description{metric: c.name}
		}
	}
}

// layout describes the rows below the header.
func (h *header) layout(e *emitter) *layout {
	l := &layout{width: len(h.columns), timeCol: h.timeCol, utc: h.columns[h.timeCol].role == roleTimeUTC}
	table := &longTable{byKey: map[string][]*series{}}
	var unread []string
	for i, c := range h.columns {
		switch c.role {
		case roleTime, roleTimeUTC:
		case roleValue, roleStatValue, roleMetricValue:
			table.values = append(table.values, i)
		case roleNone:
			if c.name != "" {
				unread = append(unread, c.name)
			}
		default:
			table.identity = append(table.identity, i)
		}
	}
	if len(unread) > 0 {
		e.sink.Note(plural(len(unread), "column") + " not known and not read: " + clip(strings.Join(unread, ", ")))
	}
	table.columns = h.columns
	table.telling = l.timeCol == 0 && len(table.values) == 1 && table.values[0] == l.width-1 && len(table.identity) == l.width-2 && l.width > 2
	if len(table.identity) > 0 {
		l.long = table
		return l
	}
	l.columns = make([]*series, l.width)
	for _, i := range table.values {
		l.columns[i] = e.seriesOf(h.columns[i].desc)
	}
	return l
}

// longTable is a table whose rows say themselves to which series they belong.
type longTable struct {
	columns  []column
	identity []int // columns that tell the series
	values   []int // columns that hold points
	key      []byte
	lastKey  []byte
	last     []*series
	byKey    map[string][]*series // by the identity cells; one series for each of values

	// A table where all cells between the first one, the time, and the last one, the only value, are identity cells, so
	// that they need not be cut apart.
	telling  bool
	byText   map[string]*toldSeries
	lastTold *toldSeries
}

// toldSeries is the series that the text between time and value tells, with the one that followed it: the rows of a time
// come in the same order again and again.
type toldSeries struct {
	text   string
	series *series
	next   *toldSeries
}

// told returns the series of a row by the text between its time and its value.
func (t *longTable) told(c *csvReader, row, text []byte) *series {
	if t.lastTold != nil && t.lastTold.next != nil && t.lastTold.next.text == string(text) {
		t.lastTold = t.lastTold.next
		return t.lastTold.series
	}
	told := t.byText[string(text)]
	if told == nil {
		if len(t.byText) >= maxSeries || t.byText == nil {
			t.byText = map[string]*toldSeries{}
		}
		c.cells = splitCells(c.cells[:0], row, c.delim)
		told = &toldSeries{text: string(text), series: t.group(c.emitter, c.cells)[0]}
		t.byText[told.text] = told
	}
	if t.lastTold != nil {
		t.lastTold.next = told
	}
	t.lastTold = told
	return told.series
}

// row emits the points of a row whose time is set.
func (t *longTable) row(c *csvReader, cells [][]byte) error {
	group := t.group(c.emitter, cells)
	for n, i := range t.values {
		if len(cells[i]) > 0 {
			if err := c.cell(group[n], cells[i], false); err != nil {
				return err
			}
		}
	}
	return nil
}

// group returns the series of a row.
func (t *longTable) group(e *emitter, cells [][]byte) []*series {
	t.key = t.key[:0]
	for _, i := range t.identity {
		t.key = append(append(t.key, cells[i]...), 0)
	}
	if t.last != nil && bytes.Equal(t.key, t.lastKey) {
		return t.last
	}
	group, ok := t.byKey[string(t.key)]
	if !ok {
		if len(t.byKey) >= maxSeries {
			clear(t.byKey)
		}
		group = t.describe(e, cells)
		t.byKey[string(t.key)] = group
	}
	t.lastKey, t.last = append(t.lastKey[:0], t.key...), group
	return group
}

func (t *longTable) describe(e *emitter, cells [][]byte) []*series {
	group := make([]*series, 0, len(t.values))
	for _, v := range t.values {
		d := t.columns[v].desc
		d.dims = append(dimensions(nil), d.dims...)
		for _, i := range t.identity {
			t.columns[i].describe(&d, string(cells[i]))
		}
		group = append(group, e.seriesOf(d))
	}
	return group
}

// describe adds what a cell of the column says.
func (c *column) describe(d *description, cell string) {
	switch c.role {
	case roleNamespace:
		d.namespace = cell
	case roleMetric:
		if d.metric == "" {
			d.metric = cell
		}
	case roleDimensions:
		d.addDimensions(cell)
	case roleDimension:
		d.dims = d.dims.with(c.name, cell)
	case roleStat:
		if stat, _ := statistic(cell); d.stat == "" {
			d.stat = stat
		}
	case rolePeriod:
		if n, ok := parsePeriod(cell); ok {
			d.period = n
		} else if n, ok := parseSpan(cell); ok {
			d.period = n
		}
	case roleUnit:
		d.unit = cell
	case roleRegion:
		d.region = cell
	case roleAccount:
		d.account = cell
	case roleID:
		d.id = cell
	case roleLabel:
		d.label = cell
	}
}

// addDimensions reads a cell that holds a resource ID, Name=Value pairs, or the CLI's JSON.
func (d *description) addDimensions(cell string) {
	if (strings.HasPrefix(cell, "[") || strings.HasPrefix(cell, "{")) && gjson.Valid(cell) {
		d.dims = append(d.dims, jsonDimensions(gjson.Parse(cell))...)
		return
	}
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == ';' || r == '|' || r == ' ' }) {
		name, value, found := strings.Cut(part, "=")
		if !found {
			name, value, found = strings.Cut(part, ":")
		}
		switch ids := findDimensions(part); {
		case found:
			d.dims = d.dims.with(name, value)
		case len(ids) == 1 && ids[0].value == part:
			d.dims = d.dims.with(ids[0].name, part)
		case d.unnamedDim == "":
			d.unnamedDim = part
		default:
			d.unnamedDim += " " + part
		}
	}
}

// jsonDimensions reads [{"Name":...,"Value":...}] or {"name":"value"}.
func jsonDimensions(list gjson.Result) (dims dimensions) {
	list.ForEach(func(key, item gjson.Result) bool {
		if list.IsArray() {
			dims = dims.with(item.Get("Name").String(), item.Get("Value").String())
		} else {
			dims = dims.with(key.String(), item.String())
		}
		return true
	})
	return dims
}
