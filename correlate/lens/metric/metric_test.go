package metric

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

var t0 = time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)

// source feeds a lens with the points of one member.
type source struct {
	lens   *Lens
	member string
	wall   bool
	record int
}

// add enters a series of points, one per period from t0 on; NaN leaves one out.
func (s *source) add(entityID, name, stat string, period int, values ...float64) {
	s.addFrom(t0, entityID, name, stat, period, values...)
}

func (s *source) addFrom(from time.Time, entityID, name, stat string, period int, values ...float64) {
	for i, v := range values {
		if !math.IsNaN(v) {
			s.point(from.Add(time.Duration(i*period)*time.Second), entityID, name, stat, period, v)
		}
	}
}

func (s *source) point(at time.Time, entityID, name, stat string, period int, value float64) {
	v := make([]parsers.Value, len(metrics.Kind.Fields))
	text := func(slot int, s string) {
		if s != "" {
			v[slot] = parsers.Value(s)
		}
	}
	namespace, dimension, slot := "AWS/EBS", "VolumeId", metrics.SlotVolume
	if entityID[0] == 'i' {
		namespace, dimension, slot = "AWS/EC2", "InstanceId", metrics.SlotInstance
	}
	text(metrics.SlotNamespace, namespace)
	text(metrics.SlotMetric, name)
	text(metrics.SlotStat, stat)
	text(metrics.SlotDimensions, dimension+"="+entityID)
	text(slot, entityID)
	if period > 0 {
		text(metrics.SlotPeriod, strconv.Itoa(period))
	}
	text(metrics.SlotValue, strconv.FormatFloat(value, 'g', -1, 64))
	s.lens.Event(&parsers.Event{
		Kind: metrics.Kind, Time: at, WallClock: s.wall, Values: v, Pos: parsers.Pos{Member: s.member, Record: s.record},
	})
	s.record++
}

func newSource(member string) *source { return &source{lens: New(), member: member} }

// loads gives the rows of each volume and instance by name.
func loads(l *Lens, g *entity.Graph) map[string][]lens.Row {
	g.Finish()
	out := map[string][]lens.Row{}
	l.Loads(g, 1, func(_ int, load lens.Series) {
		rows := rowsOf(load)
		name := rows[0].Value(0).String() // the first field of both kinds
		out[name] = rows
	})
	return out
}

// rowsOf gives all rows of a series in full.
func rowsOf(s lens.Series) (rows []lens.Row) {
	for i := range s.Len() {
		row := lens.Row{Kind: s.Kind(), Values: make([]lens.Value, len(s.Kind().Fields)), Cites: s.Cites(i), Records: s.Records(i)}
		row.Start, row.End = s.Span(i)
		for slot := range row.Values {
			column := s.Column(slot)
			row.Values[slot] = column.Value(i)
		}
		rows = append(rows, row)
	}
	return rows
}

// figure reads a named field of a row; NaN where it is absent.
func figure(row *lens.Row, name string) float64 {
	for slot, f := range row.Kind.Fields {
		if f.Name == name {
			if v, ok := row.Value(slot).Float(); ok {
				return v
			}
			return math.NaN()
		}
	}
	panic("no field " + name)
}

func word(row *lens.Row, name string) string {
	slot := slices.IndexFunc(row.Kind.Fields, func(f parsers.Field) bool { return f.Name == name })
	return row.Value(slot).String()
}

func wantFigures(t *testing.T, row *lens.Row, want map[string]float64) {
	t.Helper()
	for name, w := range want {
		got := figure(row, name)
		if math.IsNaN(w) != math.IsNaN(got) || math.Abs(got-w) > 1e-6*max(1, math.Abs(w)) {
			t.Errorf("%s %s: %g, want %g", row.Start.Format("15:04"), name, got, w)
		}
	}
}

// know states facts of an entity as a describe answer does.
func know(g *entity.Graph, kind, name string, facts map[string]string) {
	for fact, value := range facts {
		g.Know(entity.ID{Kind: kind, Name: name}, fact, entity.Fact{Value: value, From: "aws ec2 describe-volumes"})
	}
}

func attach(g *entity.Graph, volume, instance string, at time.Time, from string) {
	connect := g.Connect
	if from == "aws ec2 describe-instances" {
		connect = g.Describe
	}
	connect(entity.ID{Kind: "instance", Name: instance}, entity.ID{Kind: "volume", Name: volume}, at, lens.Cite{}, from)
}

// TestRates holds the figures against an example worked by hand: 18,000 reads of 16 KiB a minute that took 540 seconds
// are 300 IOPS, 4.6875 MiB/s and 30 ms each, and by Little's law 9 of them wait at any time.
func TestRates(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name   string
		period int
		points map[string][2]any // metric -> statistic, value
		want   map[string]float64
	}{
		{
			"reads alone, the queue by Little's law", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 18000.0}, "VolumeTotalReadTime": {"Sum", 540.0}, "VolumeReadBytes": {"Sum", 294912000.0}},
			map[string]float64{"read_iops": 300, "write_iops": nan, "iops": 300, "read_throughput": 4.6875, "throughput": 4.6875, "io_size": 16,
				"read_latency": 30, "write_latency": nan, "latency": 30, "queue_length": 9, "read_so_far": 294912000.0 / (1 << 30)},
		},
		{
			"the queue that CloudWatch states comes first", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 18000.0}, "VolumeTotalReadTime": {"Sum", 540.0}, "VolumeQueueLength": {"Average", 8.5}},
			map[string]float64{"queue_length": 8.5, "throughput": nan, "io_size": nan},
		},
		{
			"five minutes", 300,
			map[string][2]any{"VolumeReadOps": {"Sum", 90000.0}, "VolumeTotalReadTime": {"Sum", 2700.0}, "VolumeIdleTime": {"Sum", 30.0}},
			map[string]float64{"iops": 300, "read_latency": 30, "queue_length": 9, "busy": 0.9, "period": 300},
		},
		{
			"reads and writes", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 6000.0}, "VolumeTotalReadTime": {"Sum", 60.0}, "VolumeWriteOps": {"Sum", 12000.0}, "VolumeTotalWriteTime": {"Sum", 12.0}},
			map[string]float64{"iops": 300, "read_latency": 10, "write_latency": 1, "latency": 4, "queue_length": 1.2},
		},
		{
			"nothing was done", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 0.0}, "VolumeTotalReadTime": {"Sum", 0.0}, "VolumeReadBytes": {"Sum", 0.0}, "VolumeIdleTime": {"Sum", 60.0}},
			map[string]float64{"iops": 0, "throughput": 0, "io_size": nan, "read_latency": nan, "latency": nan, "queue_length": 0, "busy": 0},
		},
		{
			"half of the times is no latency of the whole", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 6000.0}, "VolumeTotalReadTime": {"Sum", 60.0}, "VolumeWriteOps": {"Sum", 12000.0}},
			map[string]float64{"read_latency": 10, "latency": nan, "queue_length": nan},
		},
		{
			"rates of newer Nitro instances", 60,
			map[string][2]any{"VolumeAvgIOPS": {"Average", 300.0}, "VolumeAvgThroughput": {"Average", 4800.0}, "VolumeAvgReadLatency": {"Average", 30.0}},
			map[string]float64{"iops": 300, "throughput": 4.6875, "io_size": 16, "read_latency": 30},
		},
		{
			"either check counts", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 6000.0}, "VolumeIOPSExceededCheck": {"Maximum", 0.0}, "VolumeThroughputExceededCheck": {"Maximum", 1.0}},
			map[string]float64{"exceeded": 1},
		},
		{
			"quotients without bounds are no figures", 60,
			map[string][2]any{"VolumeReadOps": {"Sum", 1e-300}, "VolumeTotalReadTime": {"Sum", 1e300}},
			map[string]float64{"read_latency": nan, "latency": nan},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource("m.csv")
			for name, p := range tt.points {
				s.add("vol-1", name, p[0].(string), tt.period, p[1].(float64))
			}
			rows := loads(s.lens, entity.NewGraph())["vol-1"]
			if len(rows) != 1 {
				t.Fatalf("%d rows, want one", len(rows))
			}
			wantFigures(t, &rows[0], tt.want)
		})
	}
}

func TestStatistics(t *testing.T) {
	s := newSource("m.csv")
	s.add("vol-1", "VolumeReadOps", "Average", 60, 6000)
	if rows := loads(s.lens, entity.NewGraph()); len(rows) != 0 {
		t.Errorf("an average was taken for a sum: %v", rows)
	}

	s = newSource("m.csv")
	s.add("vol-1", "VolumeReadOps", "", 60, 6000, 6000)
	s.add("vol-1", "VolumeReadOps", "Sum", 60, 12000)
	rows := loads(s.lens, entity.NewGraph())["vol-1"]
	if len(rows) != 2 || figure(&rows[0], "iops") != 200 || figure(&rows[1], "iops") != 100 {
		t.Errorf("a named statistic must come before an unnamed one, and that before none: %v", rows)
	}
	notes := s.lens.Loads(entity.NewGraph(), 1, func(int, lens.Series) {})
	if len(notes) != 1 || notes[0] != "the source names no statistic for these metrics; they are taken: VolumeReadOps for Sum" {
		t.Errorf("notes %q", notes)
	}
}

func TestLimits(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name  string
		facts map[string]string
		burst float64 // BurstBalance; NaN for none
		want  map[string]float64
		from  string
	}{
		{"gp3 as described", map[string]string{"volume-type": "gp3", "size": "100", "iops": "6000", "throughput": "250"}, nan,
			map[string]float64{"limit_iops": 6000, "limit_throughput": 250, "iops_share": 0.05, "throughput_share": 0.01875, "share_of_limit": 0.05}, "describe-volumes Iops, Throughput"},
		{"gp3 without figures", map[string]string{"volume-type": "gp3", "size": "100"}, nan,
			map[string]float64{"limit_iops": 3000, "limit_throughput": 125, "share_of_limit": 0.1}, "gp3 defaults 3,000 IOPS, 125 MiB/s"},
		{"gp2 with credits", map[string]string{"volume-type": "gp2", "size": "100"}, 40,
			map[string]float64{"limit_iops": 3000, "share_of_limit": 0.1, "share_of_baseline": 1}, "gp2 formula 3 IOPS/GiB"},
		{"gp2 whose credits are spent", map[string]string{"volume-type": "gp2", "size": "100"}, 0,
			map[string]float64{"limit_iops": 300, "share_of_limit": 1, "share_of_baseline": 1}, "gp2 formula 3 IOPS/GiB"},
		{"gp2 whose credits are not known", map[string]string{"volume-type": "gp2", "size": "100"}, nan,
			map[string]float64{"limit_iops": 3000, "share_of_limit": 0.1, "share_of_baseline": 1}, "gp2 formula 3 IOPS/GiB"},
		{"nothing known", nil, nan, map[string]float64{"limit_iops": nan, "share_of_limit": nan, "share_of_baseline": nan}, ""},
		{"a type of the future", map[string]string{"volume-type": "gp9", "size": "100"}, nan, map[string]float64{"limit_iops": nan, "share_of_limit": nan}, `volume type "gp9" is not known`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource("m.csv")
			s.add("vol-1", "VolumeReadOps", "Sum", 60, 18000)
			s.add("vol-1", "VolumeReadBytes", "Sum", 60, 294912000)
			s.add("vol-1", "BurstBalance", "Average", 60, tt.burst)
			g := entity.NewGraph()
			know(g, "volume", "vol-1", tt.facts)
			row := loads(s.lens, g)["vol-1"][0]
			wantFigures(t, &row, tt.want)
			if from := word(&row, "limit_from"); from != tt.from {
				t.Errorf("limit from %q, want %q", from, tt.from)
			}
		})
	}
}

// TestModifiedVolume holds that a limit counts from the change on, with what was before it, and who says so.
func TestModifiedVolume(t *testing.T) {
	s := newSource("m.csv")
	s.add("vol-1", "VolumeReadOps", "Sum", 60, 180000, 180000, 180000, 180000)
	g := entity.NewGraph()
	id := entity.ID{Kind: "volume", Name: "vol-1"}
	know(g, "volume", "vol-1", map[string]string{"volume-type": "gp3", "size": "100", "iops": "6000", "throughput": "250"})
	for _, f := range []struct {
		at   time.Time
		iops string
	}{{time.Unix(0, 0).UTC(), "3000"}, {t0.Add(2 * time.Minute), "6000"}} {
		g.Know(id, "iops", entity.Fact{Value: f.iops, At: f.at, From: "ModifyVolume"})
		g.Know(id, "volume-type", entity.Fact{Value: "gp3", At: f.at, From: "ModifyVolume"})
	}
	rows := loads(s.lens, g)["vol-1"]
	var shares []float64
	for i := range rows {
		shares = append(shares, figure(&rows[i], "iops_share"))
	}
	if want := []float64{1, 1, 0.5, 0.5}; !slices.Equal(shares, want) {
		t.Errorf("shares %v, want %v", shares, want)
	}
	wantFigures(t, &rows[3], map[string]float64{"time_at_limit": 0.5})
	if from := word(&rows[0], "limit_from"); from != "ModifyVolume Iops, Throughput" {
		t.Errorf("limit from %q", from)
	}
}

// settled is a load of which nothing but read latencies and shares of the limit are known.
func settled(latency, share []float64) *volumeLoad {
	l := &volumeLoad{grid: &grid{}, table: newTable(volumeSlots, len(latency), &room{})}
	for i := range latency {
		l.set(volReadLatency, i, latency[i])
		l.set(volShare, i, share[i])
	}
	l.settle()
	return l
}

func TestSettle(t *testing.T) {
	nan := math.NaN()
	latency := []float64{40, 30, 20, nan, 10, 9, 5, 4, 3, 2, 1, 1}
	l := settled(latency, slices.Repeat([]float64{nan}, len(latency)))
	// Behind the first lie 1 1 2 3 4 5 9 10 20 30, of which the one fifth up is 2; behind the seventh lie 1 1 2 3 4.
	for i, want := range map[int][2]float64{0: {2, 20}, 1: {1, 30}, 3: {1, nan}, 6: {1, 5}, 7: {nan, nan}, 11: {nan, nan}} {
		for k, slot := range []int{volSettled, volSlowdown} {
			got, ok := l.get(slot, i)
			if ok == math.IsNaN(want[k]) || ok && got != want[k] {
				t.Errorf("row %d, %s: %g %v, want %g", i, VolumeKind.Fields[slot].Name, got, ok, want[k])
			}
		}
	}
}

// TestSettleLeavesLimitOut holds that waiting at the limit does not count as the volume's settled latency.
func TestSettleLeavesLimitOut(t *testing.T) {
	latency, share := make([]float64, 40), make([]float64, 40)
	for i := range latency {
		latency[i], share[i] = 1.0, 0.5
		switch {
		case i < 10:
			latency[i] = 20
		case i >= 16:
			latency[i], share[i] = 5, 1.0
		}
	}
	l := settled(latency, share)
	for i, want := range map[int][2]float64{0: {1, 20}, 20: {5, 1}} {
		if s, slowdown := l.numbers[volSettled][i], l.numbers[volSlowdown][i]; s != want[0] || slowdown != want[1] {
			t.Errorf("row %d: settled at %g ms, %g times as slow, want %v", i, s, slowdown, want)
		}
	}
}

// TestRanking compares the tree with sorting.
func TestRanking(t *testing.T) {
	var values []float64
	for i := range 200 {
		values = append(values, float64(i*7919%61))
	}
	r := newRanking(values)
	for n, x := range values {
		r.add(x)
		sorted := slices.Sorted(slices.Values(values[:n+1]))
		for k := range sorted {
			if got := r.nth(k); got != sorted[k] {
				t.Fatalf("of %d values number %d is %g, want %g", n+1, k, got, sorted[k])
			}
		}
	}
}

func TestDuplicatesAndOrder(t *testing.T) {
	s := newSource("b.csv")
	s.add("vol-1", "VolumeReadOps", "Sum", 60, 60, 120, 180)
	other := &source{lens: s.lens, member: "a.csv"}
	for i := 3; i >= 1; i-- { // newest first, overlapping, once with another value
		other.point(t0.Add(time.Duration(i)*time.Minute), "vol-1", "VolumeReadOps", "Sum", 60, map[int]float64{1: 120, 2: 240, 3: 300}[i])
	}
	rows := loads(s.lens, entity.NewGraph())["vol-1"]
	var got []string
	for i := range rows {
		c := rows[i].Cites[0]
		got = append(got, strconv.FormatFloat(figure(&rows[i], "iops"), 'g', -1, 64)+" "+c.Pos.String()+" "+c.Time.Format("15:04"))
	}
	want := []string{"1 b.csv#0 10:00", "2 a.csv#2 10:01", "4 a.csv#1 10:02", "5 a.csv#0 10:03"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows and what they cite (-want +got):\n%s", diff)
	}
}

func TestPeriods(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name string
		fill func(s *source)
		want []string // start, seconds, iops, BurstBalance
	}{
		{"finer points come before coarser ones of the same time", func(s *source) {
			s.add("vol-1", "VolumeReadOps", "Sum", 60, nan, nan, nan, nan, nan, 60, 120, 180, 240, 300)
			s.add("vol-1", "VolumeReadOps", "Sum", 300, 3000, 900, 6000)
		}, []string{"10:00 300 10 NaN", "10:05 60 1 NaN", "10:06 60 2 NaN", "10:07 60 3 NaN", "10:08 60 4 NaN", "10:09 60 5 NaN", "10:10 300 20 NaN"}},
		{"a level holds for the shorter periods within", func(s *source) {
			s.add("vol-1", "VolumeReadOps", "Sum", 60, 60, 60, 60, 60, 60, 60)
			s.add("vol-1", "BurstBalance", "Average", 300, 70)
		}, []string{"10:00 60 1 70", "10:01 60 1 70", "10:02 60 1 70", "10:03 60 1 70", "10:04 60 1 70", "10:05 60 1 NaN"}},
		{"a finer level does not drive out what is measured", func(s *source) {
			s.add("vol-1", "VolumeReadOps", "Sum", 300, 300)
			s.add("vol-1", "BurstBalance", "Average", 60, 70, 71, 72, 73, 74)
		}, []string{"10:00 300 1 70"}},
		{"the period is not stated", func(s *source) {
			s.add("vol-1", "VolumeReadOps", "Sum", 0, 60) // at 10:00
			s.addFrom(t0.Add(5*time.Minute), "vol-1", "VolumeReadOps", "Sum", 0, 300)
			s.addFrom(t0.Add(10*time.Minute), "vol-1", "VolumeReadOps", "Sum", 0, 600)
		}, []string{"10:00 300 0.2 NaN", "10:05 300 1 NaN", "10:10 300 2 NaN"}},
		{"the minutes of two exports lie beside each other", func(s *source) {
			s.add("vol-1", "VolumeReadOps", "Sum", 300, 300, 600)
			s.addFrom(t0.Add(2*time.Minute), "vol-1", "VolumeWriteOps", "Sum", 300, 300, 600)
		}, []string{"10:00 300 2 NaN", "10:05 300 4 NaN"}},
		{"a period beyond belief", func(s *source) {
			s.add("vol-1", "VolumeReadOps", "Sum", math.MaxInt64/2, 60)
		}, []string{"10:00 60 1 NaN"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource("m.csv")
			tt.fill(s)
			var got []string
			rows := loads(s.lens, entity.NewGraph())["vol-1"]
			for i := range rows {
				r := &rows[i]
				line := r.Start.Format("15:04") + " " + strconv.FormatInt(int64(r.End.Sub(r.Start).Seconds()), 10)
				for _, f := range []string{"iops", "burst_balance"} {
					line += " " + strconv.FormatFloat(figure(r, f), 'g', -1, 64)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("periods (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTooManyPeriods(t *testing.T) {
	s := newSource("m.csv")
	for i := range maxPeriods + 3 {
		s.point(t0.Add(time.Duration(i)*time.Minute), "vol-1", "VolumeReadOps", "Sum", 60, 60)
	}
	var n int
	notes := s.lens.Loads(entity.NewGraph(), 1, func(_ int, load lens.Series) { n = load.Len() })
	if n != maxPeriods || len(notes) != 1 || notes[0] != "of volumes and instances with more than 100000 metric periods only the latest were looked at: 3 were not" {
		t.Errorf("%d rows, notes %q", n, notes)
	}
}

func TestInstanceCeiling(t *testing.T) {
	nan := math.NaN()
	// m5.large sustains 3,600 IOPS and 81.25 MB/s, 77.5 MiB/s, and reaches 18,750 and 593.75 MB/s for a while.
	tests := []struct {
		name                    string
		iops, balance, exceeded float64
		described               string
		want                    string
		share                   float64
	}{
		{"far below", 1800, nan, nan, "", "", 0.5},
		{"at the baseline without credits", 3600, 0, nan, "", "baseline", 1},
		{"at the baseline with credits left", 3600, 60, nan, "", "", 1},
		{"at the baseline, credits unknown", 3600, nan, nan, "", "baseline-assumed", 1},
		{"above the baseline, on credits", 7200, 3, nan, "", "", 2},
		{"at the maximum", 18750, 90, nan, "", "maximum", 18750.0 / 3600},
		{"CloudWatch says so", 1800, nan, 1, "", "exceeded-check", 0.5},
		{"describe-instance-types overrides the table", 3600, 0, nan,
			`{"InstanceType":"m5.large","EbsInfo":{"EbsOptimizedInfo":{"BaselineBandwidthInMbps":1300,"BaselineThroughputInMBps":162.5,"BaselineIops":7200,"MaximumBandwidthInMbps":4750,"MaximumThroughputInMBps":593.75,"MaximumIops":18750}}}`, "", 0.5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource("m.csv")
			s.add("i-1", "EBSReadOps", "Sum", 300, tt.iops*300)
			s.add("i-1", "EBSIOBalance%", "Average", 300, tt.balance)
			s.add("i-1", "EBSByteBalance%", "Average", 300, 100)
			if math.IsNaN(tt.balance) {
				s = newSource("m.csv")
				s.add("i-1", "EBSReadOps", "Sum", 300, tt.iops*300)
			}
			s.add("i-1", "InstanceEBSIOPSExceededCheck", "Maximum", 300, tt.exceeded)
			g := entity.NewGraph()
			know(g, "instance", "i-1", map[string]string{"instance-type": "m5.large"})
			if tt.described != "" {
				know(g, "instance-type", "m5.large", map[string]string{"description": tt.described})
			}
			row := loads(s.lens, g)["i-1"][0]
			if got := word(&row, "ceiling"); got != tt.want {
				t.Errorf("ceiling %q, want %q", got, tt.want)
			}
			wantFigures(t, &row, map[string]float64{"share_of_baseline": tt.share, "balance": tt.balance})
			source := "describe-instance-types"
			if got := word(&row, "limit_from"); (got == source) != (tt.described != "") {
				t.Errorf("limit from %q", got)
			}
		})
	}
}

// TestInstanceOfVolumes holds where an instance's load is taken from, and that its volumes are told of it.
func TestInstanceOfVolumes(t *testing.T) {
	graph := func(described bool) *entity.Graph {
		g := entity.NewGraph()
		know(g, "instance", "i-1", map[string]string{"instance-type": "m5.large", "az": "us-west-2-lax-1a"})
		from := "AttachVolume"
		if described {
			from = "aws ec2 describe-instances"
		}
		attach(g, "vol-1", "i-1", time.Time{}, from)
		attach(g, "vol-2", "i-1", time.Time{}, from)
		return g
	}
	volumes := func(s *source, names ...string) {
		for _, v := range names {
			s.add(v, "VolumeReadOps", "Sum", 60, 54000, 54000, 54000, 54000, 54000)
			s.add(v, "VolumeTotalReadTime", "Sum", 60, 108, 108, 108, 108, 108)
		}
	}
	t.Run("the sum of all volumes", func(t *testing.T) {
		s := newSource("m.csv")
		volumes(s, "vol-1", "vol-2")
		s.add("i-1", "EBSReadOps", "Sum", 300, 540000)
		s.add("i-1", "EBSIOBalance%", "Average", 300, 4)
		rows := loads(s.lens, graph(true))
		if len(rows["i-1"]) != 5 {
			t.Fatalf("%d rows of the instance, want those of its volumes, which are finer than its own", len(rows["i-1"]))
		}
		row := &rows["i-1"][4]
		wantFigures(t, row, map[string]float64{"iops": 1800, "queue_length": 3.6, "latency": 2, "share_of_baseline": 0.5, "balance": 4})
		if word(row, "measured_by") != "the sum of its volumes' metrics" || word(row, "region") != "us-west-2" {
			t.Errorf("measured by %q in %q", word(row, "measured_by"), word(row, "region"))
		}
		wantFigures(t, &rows["vol-2"][3], map[string]float64{"instance_share": 0.5})
	})
	t.Run("volumes of different periods", func(t *testing.T) {
		s := newSource("m.csv")
		volumes(s, "vol-1")
		s.add("vol-2", "VolumeReadOps", "Sum", 300, 540000, 540000)
		rows := loads(s.lens, graph(true))["i-1"]
		if len(rows) != 6 {
			t.Fatalf("%d rows, want five minutes and then five of them at once", len(rows))
		}
		for i, want := range []float64{2700, 2700, 2700, 2700, 2700, 1800} {
			wantFigures(t, &rows[i], map[string]float64{"iops": want})
		}
	})
	t.Run("a volume without metrics makes the sum too small", func(t *testing.T) {
		s := newSource("m.csv")
		volumes(s, "vol-1")
		if rows := loads(s.lens, graph(true)); rows["i-1"] != nil || len(rows["vol-1"]) != 5 {
			t.Errorf("rows %v", rows)
		}
	})
	t.Run("volumes that nobody lists may be some of more", func(t *testing.T) {
		s := newSource("m.csv")
		volumes(s, "vol-1", "vol-2")
		rows := loads(s.lens, graph(false))
		if rows["i-1"] != nil || len(rows["vol-1"]) != 5 {
			t.Errorf("rows %v", rows)
		}
		wantFigures(t, &rows["vol-1"][0], map[string]float64{"instance_share": math.NaN()})
		volumes(s, "vol-3", "vol-4")
		g := graph(false)
		attach(g, "vol-3", "i-1", time.Time{}, "aws ec2 describe-volumes")
		attach(g, "vol-4", "i-1", time.Time{}, "aws ec2 describe-volumes")
		row := &loads(s.lens, g)["i-1"][0]
		wantFigures(t, row, map[string]float64{"iops": 3600, "share_of_baseline": 1})
		if word(row, "ceiling") != "baseline-assumed" || !strings.Contains(word(row, "measured_by"), "does not list them all") {
			t.Errorf("at %q, measured by %q", word(row, "ceiling"), word(row, "measured_by"))
		}
	})
	t.Run("the instance's own metrics hold for the minutes within", func(t *testing.T) {
		s := newSource("m.csv")
		volumes(s, "vol-1")
		s.add("i-1", "EBSReadOps", "Sum", 300, 1080000)
		rows := loads(s.lens, graph(true))
		wantFigures(t, &rows["i-1"][0], map[string]float64{"iops": 3600, "queue_length": 1.8, "latency": 2, "period": 300})
		for i := range rows["vol-1"] {
			wantFigures(t, &rows["vol-1"][i], map[string]float64{"instance_share": 1})
		}
	})
}

func TestAttachedTo(t *testing.T) {
	g := entity.NewGraph()
	attach(g, "vol-1", "i-z", t0.Add(-2*time.Hour), "AttachVolume")
	attach(g, "vol-1", "i-a", t0, "AttachVolume")
	attach(g, "vol-1", "i-m", t0.Add(2*time.Hour), "AttachVolume")
	g.Finish()
	id := entity.ID{Kind: "volume", Name: "vol-1"}
	for at, want := range map[time.Duration]string{-3 * time.Hour: "i-z", -time.Hour: "i-z", time.Hour: "i-a", 3 * time.Hour: "i-m"} {
		if got := attachedTo(id, g, t0.Add(at)); got != want {
			t.Errorf("after %s attached to %s, want %s", at, got, want)
		}
	}
	if got := attachedTo(entity.ID{Kind: "volume", Name: "vol-2"}, g, t0); got != "" {
		t.Errorf("an unknown volume is attached to %s", got)
	}
}

// TestMerge holds that what is read in which order by how many workers leaves no trace.
func TestMerge(t *testing.T) {
	members := []func(l *Lens){
		func(l *Lens) {
			(&source{lens: l, member: "a.csv"}).add("vol-1", "VolumeReadOps", "Sum", 60, 60, 120, 180)
		},
		func(l *Lens) {
			(&source{lens: l, member: "b.csv"}).addFrom(t0.Add(time.Minute), "vol-1", "VolumeReadOps", "Sum", 60, 120, 240, 300)
		},
		func(l *Lens) {
			(&source{lens: l, member: "c.csv"}).add("vol-1", "VolumeTotalReadTime", "Sum", 60, 6, 6, 6, 6)
			(&source{lens: l, member: "c.csv"}).add("i-1", "NetworkIn", "Average", 60, 6, 6, 6, 6)
		},
	}
	view := func(l *Lens) (all []lens.Row) {
		for _, rows := range loads(l, entity.NewGraph()) {
			all = append(all, rows...)
		}
		l.Points(func(_, metric string) bool { return metric == "NetworkIn" }, 1, func(_ int, points lens.Series) { all = append(all, rowsOf(points)...) })
		return all
	}
	one := New()
	for _, read := range members {
		read(one)
	}
	want := view(one)
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {1, 0, 2}} {
		merged := New()
		for _, i := range order {
			l := New()
			members[i](l)
			merged.Merge(l)
		}
		if diff := cmp.Diff(want, view(merged), cmp.AllowUnexported(lens.Value{}), cmp.Comparer(func(a, b *parsers.Kind) bool { return a == b })); diff != "" {
			t.Errorf("merged in order %v (-want +got):\n%s", order, diff)
		}
	}
	if len(want) != 8 {
		t.Errorf("%d rows, want 4 of the volume and 4 points", len(want))
	}
}

func TestResolve(t *testing.T) {
	l := New()
	tokyo := &source{lens: l, member: "tokyo.csv", wall: true}
	tokyo.addFrom(t0.Add(9*time.Hour), "vol-1", "VolumeReadOps", "Sum", 60, 60, 120)
	zoned := &source{lens: l, member: "zoned.csv"}
	zoned.addFrom(t0.Add(2*time.Minute), "vol-1", "VolumeReadOps", "Sum", 60, 180)

	spans := l.WallSpans()
	if len(spans) != 1 || spans[0].Member != "tokyo.csv" || !spans[0].From.Equal(t0.Add(9*time.Hour)) || !spans[0].To.Equal(t0.Add(9*time.Hour+2*time.Minute)) {
		t.Errorf("spans %+v", spans)
	}
	if first := spans[0].Firsts["vol-1"]; !first.Equal(t0.Add(9 * time.Hour)) {
		t.Errorf("first reading at %s", first)
	}
	l.Resolve(func(member string, wall time.Time) (time.Time, time.Time) {
		if member != "tokyo.csv" {
			t.Errorf("asked for the zone of %s", member)
		}
		return wall.Add(-9 * time.Hour), wall.Add(-9 * time.Hour)
	})
	rows := loads(l, entity.NewGraph())["vol-1"]
	if len(rows) != 3 || !rows[0].Start.Equal(t0) || figure(&rows[2], "iops") != 3 {
		t.Errorf("rows %v", rows)
	}
	if len(l.WallSpans()) != 0 {
		t.Error("readings without a zone are left")
	}
}

// TestWallReadings holds that all series of an instance tell when it ran.
func TestWallReadings(t *testing.T) {
	s := newSource("cpu.csv")
	s.wall = true
	s.add("i-1", "CPUUtilization", "Average", 60, 1, 1)
	s.addFrom(t0.Add(time.Minute), "i-1", "NetworkIn", "Sum", 60, 1, 1)
	want := []int64{t0.Unix(), t0.Unix() + 60, t0.Unix() + 120}
	if diff := cmp.Diff(want, s.lens.WallSpans()[0].Readings["i-1"]); diff != "" {
		t.Errorf("readings (-want +got):\n%s", diff)
	}
}

// TestClockSetBack holds that the hour that a clock passes twice loses no points, in whichever order they are written.
func TestClockSetBack(t *testing.T) {
	// At 03:00 summer time (01:00 UTC) the clock is set back to 02:00.
	back := time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)
	utc := func(_ string, wall time.Time) (time.Time, time.Time) {
		summer, winter := wall.Add(-2*time.Hour), wall.Add(-time.Hour)
		switch {
		case winter.Before(back):
			return summer, summer
		case !summer.Before(back):
			return winter, winter
		}
		return summer, winter
	}
	wall := func(at time.Time) time.Time {
		if at.Before(back) {
			return at.Add(2 * time.Hour)
		}
		return at.Add(time.Hour)
	}
	for _, descending := range []bool{false, true} {
		s := newSource("berlin.csv")
		s.wall = true
		for i := range 48 { // four hours of five minutes, each with its own number of operations
			if descending {
				i = 47 - i
			}
			at := back.Add(time.Duration(i-24) * 5 * time.Minute)
			s.point(wall(at), "vol-1", "VolumeReadOps", "Sum", 300, float64(300*(i+1)))
		}
		s.lens.Resolve(utc)
		rows := loads(s.lens, entity.NewGraph())["vol-1"]
		if len(rows) != 48 {
			t.Fatalf("descending %v: %d rows, want 48", descending, len(rows))
		}
		for i := range rows {
			if !rows[i].Start.Equal(back.Add(time.Duration(i-24)*5*time.Minute)) || figure(&rows[i], "iops") != float64(i+1) {
				t.Errorf("descending %v: row %d begins at %s with %g IOPS", descending, i, rows[i].Start, figure(&rows[i], "iops"))
			}
		}
	}
}

func TestClip(t *testing.T) {
	s := newSource("a.csv")
	s.add("vol-1", "VolumeReadOps", "Sum", 60, 60, 120)
	(&source{lens: s.lens, member: "b.csv"}).addFrom(t0.Add(2*time.Minute), "vol-1", "VolumeReadOps", "Sum", 60, 180, 240, 300)
	(&source{lens: s.lens, member: "b.csv"}).add("vol-2", "VolumeReadOps", "Sum", 60, 60)
	s.lens.Clip(t0.Add(3*time.Minute), t0.Add(3*time.Minute))
	rows := loads(s.lens, entity.NewGraph())
	if len(rows) != 1 || len(rows["vol-1"]) != 1 || figure(&rows["vol-1"][0], "iops") != 4 {
		t.Fatalf("rows %v", rows)
	}
	if got := rows["vol-1"][0].Cites[0].Pos.String(); got != "b.csv#1" {
		t.Errorf("cites %s", got)
	}
	if !s.lens.Covers(t0.Add(3*time.Minute), t0.Add(4*time.Minute)) || s.lens.Covers(t0, t0.Add(4*time.Minute)) {
		t.Error("covers the wrong time")
	}
}

func TestDropped(t *testing.T) {
	s := newSource("m.csv")
	s.point(time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), "vol-1", "VolumeReadOps", "Sum", 60, 1)
	s.point(time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), "vol-1", "VolumeReadOps", "Sum", 60, 1)
	s.point(t0, "vol-1", "VolumeReadOps", "Sum", 60, 1)
	if n := s.lens.Dropped(); n != 2 {
		t.Errorf("%d points dropped, want the two beyond any clock", n)
	}
	if rows := loads(s.lens, entity.NewGraph()); len(rows["vol-1"]) != 1 {
		t.Errorf("rows %v", rows)
	}
}

// The same points in two members tell once that an instance ran.
func TestRunningOfPointsThatAreThereTwice(t *testing.T) {
	one, two := newSource("one.json"), newSource("two.json")
	for _, s := range []*source{one, two} {
		s.add("i-0a1b2c3d4e5f60718", "CPUUtilization", "Average", 300, 1, 2, 3)
	}
	one.lens.Merge(two.lens)
	var times []time.Time
	one.lens.Running(func(string) bool { return true }, func(_ string, start, _ time.Time, _ string, cite lens.Cite) {
		if cite.Pos.Member != "one.json" && cite.Pos.Member != "two.json" {
			t.Errorf("the point at %s is cited from %q", start, cite.Pos.Member)
		}
		times = append(times, start)
	})
	if want := []time.Time{t0, t0.Add(5 * time.Minute), t0.Add(10 * time.Minute)}; !slices.EqualFunc(times, want, time.Time.Equal) {
		t.Errorf("it ran at %v, want %v", times, want)
	}
}

// TestRepeats holds that of several statistics and periods of one metric one counts, for the time that it is there.
func TestRepeats(t *testing.T) {
	s := newSource("m.csv")
	s.add("i-1", "StatusCheckFailed", "Average", 300, 0, 0.4, 1)
	s.add("i-1", "StatusCheckFailed", "Maximum", 300, 0, 1, 1)
	s.add("i-1", "StatusCheckFailed", "Maximum", 60, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1)
	s.add("i-1", "StatusCheckFailed", "Sum", 300, 0, 2, 5, 5, 5) // goes on for longer
	s.add("i-2", "StatusCheckFailed", "Average", 300, 0, 0.4, 1)
	got := map[string]bool{}
	s.lens.Points(func(_, _ string) bool { return true }, 1, func(_ int, points lens.Series) {
		row := rowsOf(points)[0]
		got[word(&row, "instance")+" "+word(&row, "stat")+" "+word(&row, "period")] = word(&row, "repeats") == "true"
	})
	want := map[string]bool{
		"i-1 Average 300": true, "i-1 Maximum 300": true, "i-1 Maximum 60": false, "i-1 Sum 300": false, "i-2 Average 300": false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestRepeatsAmongTheTaken holds that a statistic that a step leaves out does not stand in for one that it takes.
func TestRepeatsAmongTheTaken(t *testing.T) {
	s := newSource("m.csv")
	for _, stat := range []string{"Maximum", "Sum", "Average", "Minimum"} {
		s.add("i-1", "mem_used_percent", stat, 60, 98, 99, 98)
	}
	got := map[string]bool{}
	s.lens.Points(func(_, _ string) bool { return true }, 1, func(_ int, points lens.Series) {
		points = points.(lens.Choosable).Among(func(slot int, v lens.Value) bool {
			return slot != pointStat || v.String() != "Maximum" && v.String() != "Sum"
		})
		row := rowsOf(points)[0]
		got[word(&row, "stat")] = word(&row, "repeats") == "true"
	})
	if want := map[string]bool{"Maximum": false, "Sum": false, "Average": false, "Minimum": true}; !maps.Equal(got, want) {
		t.Errorf("repeats of each: %v, want %v", got, want)
	}
}

// TestCitesOfChecks holds that what CloudWatch itself says of a period is cited from where it says so, and not from what
// else the period rests on.
func TestCitesOfChecks(t *testing.T) {
	ops := newSource("ops.json")
	const instance = "i-0a1b2c3d4e5f60718"
	ops.add(instance, "EBSReadOps", "Sum", 60, 600, 600)
	(&source{lens: ops.lens, member: "check.json"}).add(instance, "InstanceEBSIOPSExceededCheck", "Maximum", 60, 0, 1)
	wanted := map[int]string{insExceededShare: "check.json", insExceededIOPS: "check.json", insExceededMiBs: "ops.json", insIOPS: "ops.json"}
	tested := 0
	ops.lens.Loads(entity.NewGraph(), 1, func(_ int, load lens.Series) {
		p, ok := load.(lens.Pointing)
		if !ok || load.Kind() != InstanceKind {
			return
		}
		for slot, want := range wanted {
			tested++
			if got := p.CitesOf(1, []int{slot}); len(got) != 1 || got[0].Pos.Member != want {
				t.Errorf("%s is cited from %v, want %s", InstanceKind.Fields[slot].Name, got, want)
			}
		}
	})
	if tested != len(wanted) {
		t.Errorf("%d fields of the instance's load were cited, want %d", tested, len(wanted))
	}
}

// TestRise holds that a point rises over the one before it in its series, of whichever member that is; neither what falls
// nor what stays does, and the first has nothing to rise over.
func TestRise(t *testing.T) {
	s := newSource("m.csv")
	s.add("i-1", "ethtool_pps_allowance_exceeded", "Maximum", 60, 7, 7, 9.5, 0, 3)
	(&source{lens: s.lens, member: "b.csv"}).addFrom(t0.Add(5*time.Minute), "i-1", "ethtool_pps_allowance_exceeded", "Maximum", 60, 4)
	var got []string
	s.lens.Points(func(_, _ string) bool { return true }, 1, func(_ int, points lens.Series) {
		for _, row := range rowsOf(points) {
			got = append(got, word(&row, "rise"))
		}
	})
	if diff := cmp.Diff([]string{"", "", "2.5", "", "3", "1"}, got); diff != "" {
		t.Error(diff)
	}
}
