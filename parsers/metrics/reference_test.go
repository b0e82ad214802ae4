package metrics

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// reading is one point as any reader must see it.
type reading struct {
	Label  string
	Record int
	Time   time.Time
	Wall   bool
	Value  float64
}

func (r reading) same(o reading) bool {
	return r.Label == o.Label && r.Record == o.Record && r.Time.Equal(o.Time) && r.Wall == o.Wall && r.Value == o.Value
}

func sortReadings(list []reading) []reading {
	slices.SortStableFunc(list, func(a, b reading) int { return cmp.Or(cmp.Compare(a.Record, b.Record), cmp.Compare(a.Label, b.Label)) })
	return list
}

// eventReader takes points one by one.
type eventReader struct {
	readings []reading
	rejects  int
}

func (r *eventReader) Event(ev *parsers.Event) error {
	value, _ := ev.Value(SlotValue).Float()
	r.readings = append(r.readings, reading{labelOf(ev), ev.Pos.Record, ev.Time, ev.WallClock, value})
	return nil
}

// labelOf names a series by its label, or else by its volume and metric.
func labelOf(ev *parsers.Event) string {
	if label := ev.Value(SlotLabel); label.Exists() {
		return label.String()
	}
	return ev.Value(SlotVolume).String() + " " + ev.Value(SlotMetric).String()
}

func (r *eventReader) Reject(*parsers.SyntaxError) { r.rejects++ }
func (r *eventReader) Note(string)                 {}

// pointReader takes points by the hundred where it can, and holds that those of a series keep their order.
type pointReader struct {
	eventReader
	t      *testing.T
	last   map[int]int // record, by series
	period map[int]time.Duration
}

func (r *pointReader) TakesPoints() bool { return true }

func (r *pointReader) Event(ev *parsers.Event) error {
	if ev.Time.Nanosecond() == 0 {
		r.t.Errorf("record %d at a full second came as an event", ev.Pos.Record)
	}
	r.next(ev.Series, ev.Pos.Record)
	return r.eventReader.Event(ev)
}

func (r *pointReader) Points(shared *parsers.Event, period time.Duration, points []Point) error {
	r.period[shared.Series] = period
	for _, p := range points {
		r.next(shared.Series, p.Record)
		r.readings = append(r.readings, reading{labelOf(shared), p.Record, time.Unix(p.Unix, 0).UTC(), shared.WallClock, p.Value})
	}
	return nil
}

func (r *pointReader) next(series, record int) {
	if last, ok := r.last[series]; ok && record < last {
		r.t.Errorf("series %d: record %d after %d", series, record, last)
	}
	r.last[series] = record
}

// plainNumber is what the console and spreadsheets write.
var plainNumber = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// readPlainly reads a console CSV by the standard library alone.
func readPlainly(t *testing.T, text []byte) (list []reading, rejects int) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	record := 0
	for _, row := range rows {
		switch row[0] {
		case "Id", "StatusCode", "Messages", "Full label":
			continue
		case "Label":
			labels = row
			continue
		}
		if strings.Join(row, "") == "" {
			continue
		}
		at, wall, ok := timePlainly(strings.TrimSpace(row[0]))
		if !ok || len(row) < len(labels) || strings.Join(row[len(labels):], "") != "" {
			rejects++
			record++
			continue
		}
		for i := 1; i < len(labels); i++ {
			cell := strings.TrimSpace(row[i])
			value, err := strconv.ParseFloat(cell, 64)
			switch {
			case cell == "":
			case !plainNumber.MatchString(cell) || err != nil || math.Abs(value) > 1e300:
				rejects++
			default:
				list = append(list, reading{labels[i], record, at, wall, value})
			}
		}
		record++
	}
	return list, rejects
}

func timePlainly(cell string) (at time.Time, wall, ok bool) {
	for _, layout := range []string{"2006/1/2 15:04:05", "2006/1/2 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, cell); err == nil {
			return at, true, true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006/1/2 15:04:05 MST"} {
		if at, err := time.Parse(layout, cell); err == nil {
			return at.UTC(), false, true
		}
	}
	return time.Time{}, false, false
}

// randomConsole writes a graph with everything that has been seen in one, and a few things that have not.
func randomConsole(r *rand.Rand) []byte {
	columns, rows := 1+r.IntN(60), r.IntN(700)
	if r.IntN(4) == 0 {
		columns, rows = 1+r.IntN(3), r.IntN(40) // fewer than it takes to learn a period
	}
	var b bytes.Buffer
	end := []string{"\n", "\r\n"}[r.IntN(2)]
	stated := r.IntN(2) == 0
	var head [3]strings.Builder
	for i := range columns {
		fmt.Fprintf(&head[0], ",m%d", i)
		period := ""
		if stated {
			period = " 60"
		}
		fmt.Fprintf(&head[1], `,us-east-1:AWS/EBS VolumeId:vol-%08x VolumeReadOps Sum%s`, i, period)
		fmt.Fprintf(&head[2], `,"disk ""%d"", reads"`, i)
	}
	for i, name := range []string{"Id", "Full label", "Label"} {
		b.WriteString(name + head[i].String() + end)
	}
	at := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	step := time.Minute
	if r.IntN(3) == 0 {
		step = -step
	}
	odd := r.IntN(3) == 0 // rows as no console writes them, from the first one on
	for range rows {
		at = at.Add(step)
		b.WriteString(randomStamp(r, at, odd))
		for range columns + randomWidth(r, odd) {
			b.WriteByte(',')
			b.WriteString(randomCell(r, odd))
		}
		b.WriteString(end)
		if odd && r.IntN(50) == 0 {
			b.WriteString(end)
		}
	}
	return b.Bytes()
}

func randomWidth(r *rand.Rand, odd bool) int {
	if !odd || r.IntN(30) > 0 {
		return 0
	}
	return 1 - 2*r.IntN(2)
}

func randomStamp(r *rand.Rand, at time.Time, odd bool) string {
	if !odd || r.IntN(8) > 0 {
		return at.Format("2006/01/02 15:04:05")
	}
	switch r.IntN(10) {
	case 9:
		return ""
	case 0:
		return at.Add(-time.Hour).Format("2006/01/02 15:04:05") // out of order, and a duplicate
	case 1:
		return at.Format("2006/1/2 15:04")
	case 2:
		return at.Format(time.RFC3339)
	case 3:
		return at.Add(250 * time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
	case 4:
		return at.In(time.FixedZone("", 9*3600)).Format(time.RFC3339)
	case 5:
		return at.Format("2006-01-02 15:04:05") + " "
	case 6:
		return "2026/02/30 00:00:00"
	case 7:
		return "never"
	}
	return `"` + at.Format("2006/01/02 15:04:05") + `"`
}

func randomCell(r *rand.Rand, odd bool) string {
	switch r.IntN(12) {
	case 0:
		return ""
	case 1:
		return strconv.FormatFloat(r.NormFloat64()*1e6, 'f', r.IntN(18), 64)
	case 2:
		return strconv.FormatFloat(r.ExpFloat64(), 'g', -1, 64)
	case 3:
		return strconv.FormatUint(r.Uint64(), 10)
	case 4:
		return strconv.FormatFloat(float64(r.IntN(10000))/100, 'f', 2, 64)
	case 5:
		return "-" + strconv.Itoa(r.IntN(100))
	}
	if odd && r.IntN(20) == 0 {
		return []string{
			" 7 ", "1e5", "-1.5E-7", "1e400", "1e301", "NaN", "1.2.3", "0x10", "1_000", "-", ".", "5.", ".5", "+5", "-0", "-0.0", "a", "1e5-3",
			`"12"`, `"1,5"`, "00012", "9007199254740993", "9007199254740993.0", "123456789012345678", "1234567890123456789", "12345678.12345678",
			strings.Repeat("9", 299), strings.Repeat("9", 301), "0." + strings.Repeat("0", 40) + "1",
		}[r.IntN(29)]
	}
	return strconv.Itoa(r.IntN(1 << (1 + r.IntN(40))))
}

// TestAgainstPlainReader holds both ways of handing points over against a reader made of the standard library.
func TestAgainstPlainReader(t *testing.T) {
	for seed := range uint64(40) {
		text := randomConsole(rand.New(rand.NewPCG(seed, 1)))
		want, rejects := readPlainly(t, text)
		readBothWays(t, fmt.Sprint("seed ", seed), text, want, rejects)
	}
}

// readBothWays reads a member point by point and by the hundred.
func readBothWays(t *testing.T, name string, text []byte, want []reading, rejects int) {
	t.Helper()
	sortReadings(want)
	one := &eventReader{}
	many := &pointReader{t: t, last: map[int]int{}, period: map[int]time.Duration{}}
	for way, sink := range map[string]struct {
		parsers.Sink
		*eventReader
	}{"events": {one, one}, "points": {many, &many.eventReader}} {
		if err := Format.Read(t.Context(), bytes.NewReader(text), &parsers.Source{Member: "member"}, sink.Sink); err != nil {
			t.Fatal(err)
		}
		if got := sortReadings(sink.readings); !slices.EqualFunc(want, got, reading.same) {
			t.Fatalf("%s, %s (-want +got):\n%.2000s", name, way, gocmp.Diff(want, got))
		}
		if sink.rejects != rejects {
			t.Errorf("%s, %s: %d rejects, want %d", name, way, sink.rejects, rejects)
		}
	}
}

// TestKnownPoints writes random points as a long table and as an answer of get-metric-data, and reads them back.
func TestKnownPoints(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 9))
		var long, answer bytes.Buffer
		long.WriteString("timestamp,namespace,metric,volumeid,stat,period,value\n")
		answer.WriteString(`{"MetricDataResults": [`)
		var rows, pairs []reading
		for v := range 1 + r.IntN(8) {
			var stamps, values []string
			label := fmt.Sprintf("vol-%08x VolumeReadOps", v)
			for i := range r.IntN(600) {
				at := time.Date(2026, 3, 4, 0, i, 0, 250e6*(r.IntN(50)/49), time.UTC)
				text := strconv.FormatFloat(float64(r.IntN(1e6))/[]float64{1, 1, 100, 1e7}[r.IntN(4)], []byte("fge")[r.IntN(3)], -1, 64)
				value, _ := strconv.ParseFloat(text, 64)
				stamps, values = append(stamps, at.Format(time.RFC3339Nano)), append(values, text)
				pairs = append(pairs, reading{label, len(pairs), at, false, value})
			}
			quoted := `"` + strings.Join(stamps, `", "`) + `"`
			if len(stamps) == 0 {
				quoted = ""
			}
			fmt.Fprintf(&answer, `%s{"Id": "m%d", "Label": %q, "Timestamps": [%s], "Values": [%s]}`, strings.Repeat(",", min(v, 1)), v, label, quoted, strings.Join(values, ", "))
		}
		answer.WriteString("]}")
		for i, p := range pairs {
			if r.IntN(40) == 0 { // any order of series
				p = pairs[r.IntN(len(pairs))]
			}
			name, _, _ := strings.Cut(p.Label, " ")
			stat := []string{"Sum", "Sum", `"Sum"`, " Sum "}[r.IntN(4)]
			fmt.Fprintf(&long, "%s,AWS/EBS,VolumeReadOps,%s,%s,60,%s\n", p.Time.Format(time.RFC3339Nano), name, stat, strconv.FormatFloat(p.Value, 'g', -1, 64))
			rows = append(rows, reading{p.Label, i, p.Time, false, p.Value})
		}
		readBothWays(t, fmt.Sprint("table ", seed), long.Bytes(), rows, 0)
		readBothWays(t, fmt.Sprint("answer ", seed), answer.Bytes(), pairs, 0)
	}
}

// TestDecimal holds the fast reading of numbers against the slow one, bit for bit.
func TestDecimal(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for range 200_000 {
		var cell []byte
		for range 1 + r.IntN(22) {
			cell = append(cell, "0123456789012345678901234567890123456789.-+e x"[r.IntN(46)])
		}
		if r.IntN(3) > 0 {
			cell = bytes.Map(func(c rune) rune {
				if c >= '0' && c <= '9' || c == '.' {
					return c
				}
				return -1
			}, cell)
		}
		for _, rest := range []string{"", ",", ",1234567890"} {
			got, n, plain := decimal([]byte(string(cell)+rest), ',')
			if n != len(cell) {
				t.Fatalf("%q has %d bytes, not %d", cell, len(cell), n)
			}
			want, ok := parsers.Value(cell).Float()
			if plain && (!ok || checkNumber(cell) != nil || math.Float64bits(got) != math.Float64bits(want)) {
				t.Fatalf("%q is %g, want %g", cell, got, want)
			}
		}
	}
	for cell, plain := range map[string]bool{"0": true, "-0": true, "-0.0": true, "36679": true, "12345678": true, "123456789.25": true, "-": false, "": false, ".": false, "1e5": false, " 1": false} {
		if _, _, got := decimal([]byte(cell), ','); got != plain {
			t.Errorf("%q: plain %v", cell, got)
		}
	}
}
