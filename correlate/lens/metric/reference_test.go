package metric

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

// told is what a member says of one metric of a volume at one time.
type told struct {
	at     int64
	value  float64
	member string
	record int
}

// randomVolume feeds two workers with the metrics of a volume, in any order and twice in part, and returns what was told.
func randomVolume(r *rand.Rand, workers []*Lens, names []string) map[string][]told {
	all := map[string][]told{}
	minutes := 1 + r.IntN(900)
	for _, name := range names {
		if r.IntN(5) == 0 {
			continue
		}
		whole, gaps, scale := r.IntN(2) == 0, r.IntN(2) == 0, math.Pow(10, float64(r.IntN(7)))
		for member := range 1 + r.IntN(2) {
			var points []metrics.Point
			for i := range minutes {
				if gaps && r.IntN(3) == 0 {
					continue
				}
				v := r.Float64() * scale
				if whole {
					v = math.Floor(v)
				}
				points = append(points, metrics.Point{Unix: t0.Unix() + int64(i)*60, Value: v})
			}
			switch r.IntN(4) {
			case 0:
				slices.Reverse(points)
			case 1:
				r.Shuffle(len(points), func(i, k int) { points[i], points[k] = points[k], points[i] })
			case 2:
				points = append(points, points[:len(points)/3]...)
			}
			for i := range points {
				points[i].Record = i * (1 + member)
				all[name] = append(all[name], told{points[i].Unix, points[i].Value, fmt.Sprint("m", member), points[i].Record})
			}
			feedPoints(r, workers[r.IntN(len(workers))], fmt.Sprint("m", member), name, points)
		}
	}
	return all
}

// feedPoints hands points over in batches of any size.
func feedPoints(r *rand.Rand, l *Lens, member, name string, points []metrics.Point) {
	v := make([]parsers.Value, len(metrics.Kind.Fields))
	m := measureByName[[2]string{"AWS/EBS", name}]
	for slot, text := range map[int]string{
		metrics.SlotNamespace: "AWS/EBS", metrics.SlotMetric: name, metrics.SlotStat: measures[m].statistics[0], metrics.SlotPeriod: "60",
		metrics.SlotDimensions: "VolumeId=vol-1", metrics.SlotVolume: "vol-1",
	} {
		v[slot] = parsers.Value(text)
	}
	shared := &parsers.Event{Kind: metrics.Kind, Values: v, Pos: parsers.Pos{Member: member}}
	for len(points) > 0 {
		n := min(len(points), 1+r.IntN(1+r.IntN(400)))
		l.Add(shared, points[:n])
		points = points[n:]
	}
}

// best picks of all that was told of a time what counts: the largest value, of the first member, in its first record.
func best(all []told) map[int64]told {
	of := map[int64]told{}
	for _, p := range all {
		known, ok := of[p.at]
		if !ok || cmp.Or(cmp.Compare(known.value, p.value), cmp.Compare(p.member, known.member), cmp.Compare(p.record, known.record)) < 0 {
			of[p.at] = p
		}
	}
	return of
}

// expect computes the fields of a volume's load, one period after the other and as the documentation of the fields has
// it. NaN is absent.
func expect(all map[string][]told, limitsAt func(at int64) (limits.VolumeLimits, bool)) (times []int64, fields []map[string]float64) {
	of := map[string]map[int64]told{}
	lines := map[int64]bool{}
	for name, points := range all {
		of[name] = best(points)
		if name != "BurstBalance" || len(all) == 1 {
			for at := range of[name] {
				lines[at] = true
			}
		}
	}
	times = slices.Sorted(maps.Keys(lines))
	readSoFar := 0.0
	for _, at := range times {
		get := func(name string) float64 {
			if p, ok := of[name][at]; ok {
				return p.value
			}
			return math.NaN()
		}
		f := map[string]float64{"period": 60}
		has := func(x float64) bool { return !math.IsNaN(x) }
		zero := func(x float64) float64 {
			if has(x) {
				return x
			}
			return 0
		}
		reads, writes := get("VolumeReadOps")/60, get("VolumeWriteOps")/60
		bytesRead, bytesWritten := get("VolumeReadBytes")/60, get("VolumeWriteBytes")/60
		reading, writing := get("VolumeTotalReadTime")/60, get("VolumeTotalWriteTime")/60
		f["read_iops"], f["write_iops"] = reads, writes
		iops := 0.0
		if has(reads) || has(writes) {
			iops = zero(reads) + zero(writes)
			f["iops"] = iops
		}
		f["read_throughput"], f["write_throughput"] = bytesRead/mebibyte, bytesWritten/mebibyte
		if has(bytesRead) || has(bytesWritten) {
			f["throughput"] = (zero(bytesRead) + zero(bytesWritten)) / mebibyte
			if iops > 0 {
				f["io_size"] = f["throughput"] * 1024 / iops
			}
		}
		if has(reading) && zero(reads) > 0 {
			f["read_latency"] = reading / reads * 1000
		}
		if has(writing) && zero(writes) > 0 {
			f["write_latency"] = writing / writes * 1000
		}
		whole := (has(reading) || zero(reads) == 0) && (has(writing) || zero(writes) == 0)
		if whole && iops > 0 {
			f["latency"] = (zero(reading) + zero(writing)) / iops * 1000
		}
		if q := get("VolumeQueueLength"); has(q) {
			f["queue_length"] = q
		} else if whole && (has(reading) || has(writing)) {
			f["queue_length"] = zero(reading) + zero(writing)
		}
		f["busy"] = max(0, 1-get("VolumeIdleTime")/60)
		f["burst_balance"] = get("BurstBalance")
		if lim, ok := limitsAt(at); ok {
			expectLimits(f, lim)
		}
		if bytes := get("VolumeReadBytes"); has(bytes) {
			readSoFar += bytes / (1 << 30)
			f["read_so_far"], f["read_of_size"] = readSoFar, readSoFar/100
		}
		fields = append(fields, f)
	}
	expectSettled(fields)
	return times, fields
}

func expectLimits(f map[string]float64, lim limits.VolumeLimits) {
	iops, mibs := lim.IOPS, lim.MiBs
	balance, known := f["burst_balance"]
	known = known && !math.IsNaN(balance)
	share := func(iops, mibs float64) float64 {
		most := math.NaN()
		for _, s := range [][2]any{{"iops", iops}, {"throughput", mibs}} {
			if v, ok := f[s[0].(string)]; ok && s[1].(float64) > 0 {
				most = max(zeroed(most), v/s[1].(float64))
			}
		}
		return most
	}
	if lim.Burst {
		f["share_of_baseline"] = share(lim.BaselineIOPS, lim.BaselineMiBs)
		if known && balance < 1 {
			iops, mibs = lim.BaselineIOPS, lim.BaselineMiBs
		}
	}
	f["limit_iops"], f["limit_throughput"] = iops, mibs
	if v, ok := f["iops"]; ok {
		f["iops_share"] = v / iops
	}
	if v, ok := f["throughput"]; ok {
		f["throughput_share"] = v / mibs
	}
	f["share_of_limit"] = share(iops, mibs)
}

func zeroed(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

func expectSettled(fields []map[string]float64) {
	held := map[bool]int{} // with credits spent, and without
	spent := func(f map[string]float64) bool { balance, ok := f["burst_balance"]; return ok && balance < 1 }
	for i, f := range fields {
		if f["share_of_limit"] >= nearLimit {
			held[spent(f)]++
		}
		var all, calm []float64
		for _, later := range fields[i+1:] {
			latency, ok := later["read_latency"]
			if !ok {
				continue
			}
			all = append(all, latency)
			if share, known := later["share_of_limit"]; known && share < nearLimit {
				calm = append(calm, latency)
			}
		}
		if len(calm) < minLater {
			calm = all
		}
		service := defaultServiceTime
		if len(calm) >= minLater {
			slices.Sort(calm)
			service = calm[len(calm)/5]
			f["settled_read_latency"] = service
			if latency, ok := f["read_latency"]; ok && service > 0 {
				f["read_slowdown"] = latency / service
			}
		}
		iops, okIOPS := f["iops"]
		queue, okQueue := f["queue_length"]
		if okIOPS && okQueue {
			f["needed_iops"] = max(iops, queue/(min(max(service, minServiceTime), maxServiceTime)/1000))
			if size, ok := f["io_size"]; ok {
				f["needed_throughput"] = f["needed_iops"] * size / 1024
			}
		}
	}
	for _, f := range fields {
		f["time_at_limit"] = float64(held[spent(f)]) / float64(len(fields))
	}
}

// TestLoadsAgainstPlainReference holds every figure of random volumes, to the last bit, against a computation that does
// one period after the other; the limits change in between.
func TestLoadsAgainstPlainReference(t *testing.T) {
	names := []string{
		"VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeWriteBytes", "VolumeTotalReadTime", "VolumeTotalWriteTime",
		"VolumeIdleTime", "VolumeQueueLength", "BurstBalance",
	}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		workers := []*Lens{New(), New()}
		all := randomVolume(r, workers, names)
		if len(all) == 0 {
			continue
		}
		kind := []string{"gp2", "gp3", ""}[r.IntN(3)]
		modified := t0.Add(time.Duration(r.IntN(900*60)) * time.Second)
		iops := map[bool]float64{false: 3000, true: 6000}
		g := entity.NewGraph()
		id := entity.ID{Kind: "volume", Name: "vol-1"}
		g.Know(id, "size", entity.Fact{Value: "100", From: "aws ec2 describe-volumes"})
		if kind != "" {
			g.Know(id, "volume-type", entity.Fact{Value: kind, From: "aws ec2 describe-volumes"})
		}
		if kind == "gp3" {
			g.Know(id, "iops", entity.Fact{Value: "3000", At: t0.Add(-time.Hour), From: "CreateVolume"})
			g.Know(id, "iops", entity.Fact{Value: "6000", At: modified, From: "ModifyVolume"})
		}
		g.Finish()
		times, want := expect(all, func(at int64) (limits.VolumeLimits, bool) {
			v := limits.Volume{Type: kind, SizeGiB: 100}
			if kind == "gp3" {
				v.IOPS = iops[at >= modified.Unix()]
			}
			return v.Limits(), kind != ""
		})
		workers[0].Merge(workers[1])
		loads := 0
		workers[0].Loads(g, 2, func(_ int, load lens.Series) {
			loads++
			compareLoad(t, seed, load, times, want)
			compareCites(t, seed, load, times, all)
		})
		if loads != 1 {
			t.Fatalf("seed %d: %d loads", seed, loads)
		}
	}
}

func compareLoad(t *testing.T, seed uint64, load lens.Series, times []int64, want []map[string]float64) {
	if load.Len() != len(times) {
		t.Fatalf("seed %d: %d periods, want %d", seed, load.Len(), len(times))
	}
	for slot, field := range load.Kind().Fields {
		if field.Type != parsers.Float || field.Name == "age" || field.Name == "instance_share" || field.Name == "exceeded" {
			continue
		}
		column := load.Column(slot)
		for i := range times {
			if start, _ := load.Span(i); start.Unix() != times[i] {
				t.Fatalf("seed %d: period %d begins at %s", seed, i, start)
			}
			got, ok := column.Value(i).Float()
			w, known := want[i][field.Name]
			known = known && !math.IsNaN(w)
			if ok != known || ok && math.Float64bits(got) != math.Float64bits(w) {
				t.Fatalf("seed %d, period %d: %s is %s, want %g %v", seed, i, field.Name, strconv.FormatFloat(got, 'g', -1, 64), w, known)
			}
		}
	}
}

// compareCites holds that the record cited is one of those that count at its time, and that they are all counted.
func compareCites(t *testing.T, seed uint64, load lens.Series, times []int64, all map[string][]told) {
	counted := map[int64][]told{}
	for _, points := range all {
		for at, p := range best(points) {
			counted[at] = append(counted[at], p)
		}
	}
	for i, at := range times {
		cite := load.Cites(i)[0]
		fits := slices.ContainsFunc(counted[at], func(p told) bool { return p.member == cite.Pos.Member && p.record == cite.Pos.Record })
		if !fits || cite.Time.Unix() != at || load.Records(i) != int64(len(counted[at])) {
			t.Fatalf("seed %d, period %d: %d records, cites %s at %s; the records are %v", seed, i, load.Records(i), cite.Pos, cite.Time, counted[at])
		}
	}
}
