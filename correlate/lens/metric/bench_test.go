package metric

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

// The week of the benchmarks: minutes in 2,000 series, those of 285 volumes on 57 instances.
const volumes, perInstance, minutes = 285, 5, 7 * 24 * 60

var weekMetrics = []string{
	"VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeWriteBytes", "VolumeTotalReadTime", "VolumeTotalWriteTime", "VolumeIdleTime",
}

func weekGraph() *entity.Graph {
	g := entity.NewGraph()
	for v := range volumes {
		volume, instance := fmt.Sprintf("vol-%d", v), fmt.Sprintf("i-%d", v/perInstance)
		know(g, "volume", volume, map[string]string{"volume-type": "gp3", "size": "100", "iops": "3000", "throughput": "125", "snapshot": "snap-1"})
		know(g, "instance", instance, map[string]string{"instance-type": "m5.4xlarge"})
		attach(g, volume, instance, time.Time{}, "aws ec2 describe-instances")
	}
	g.Finish()
	return g
}

// week is a lens that has taken in all points.
func week() *Lens {
	l := New()
	for v := range volumes {
		member := fmt.Sprintf("vol-%d.csv", v)
		for n, name := range weekMetrics {
			feed(l, member, fmt.Sprintf("vol-%d", v), name, n)
		}
	}
	return l
}

// feed enters one series as a parser does: by the hundred.
func feed(l *Lens, member, volume, name string, series int) {
	v := make([]parsers.Value, len(metrics.Kind.Fields))
	for slot, text := range map[int]string{
		metrics.SlotNamespace: "AWS/EBS", metrics.SlotMetric: name, metrics.SlotStat: "Sum", metrics.SlotPeriod: "60",
		metrics.SlotDimensions: "VolumeId=" + volume, metrics.SlotVolume: volume,
	} {
		v[slot] = parsers.Value(text)
	}
	shared := &parsers.Event{Kind: metrics.Kind, Series: series + 1, Values: v, Pos: parsers.Pos{Member: member}}
	var points []metrics.Point
	for i := range minutes {
		points = append(points, metrics.Point{Unix: t0.Unix() + int64(i)*60, Record: i, Value: float64(i * (series + 7) % 997)})
		if len(points) == 512 || i == minutes-1 {
			l.Add(shared, points)
			points = points[:0]
		}
	}
}

// BenchmarkStore takes in the points of a week, and reports what they take up in memory.
func BenchmarkStore(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		before := heap()
		l := week()
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-kept")
		runtime.KeepAlive(l)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(volumes*minutes*float64(len(weekMetrics))), "ns/point")
}

// BenchmarkDerive computes the loads of a week: those fields that the steps of the built-in patterns ask for of every
// volume and instance, and all of them.
func BenchmarkDerive(b *testing.B) {
	l, g := week(), weekGraph()
	for name, slots := range map[string][]int{
		"asked": {volQueue, volReadLatency, volIOPSShare, volThroughputShare, volShare, volIOPS, volThroughput}, "all": allSlots(),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			rows := 0
			for b.Loop() {
				rows = 0
				l.Loads(g, 1, func(_ int, load lens.Series) {
					rows += load.Len()
					for _, slot := range slots {
						load.Column(slot)
					}
				})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
		})
	}
}

func allSlots() (slots []int) {
	for slot := range volumeSlots {
		slots = append(slots, slot)
	}
	return slots
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
