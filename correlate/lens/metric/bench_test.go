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

// BenchmarkWeek takes in a week of minutes in 2,000 series, those of 285 volumes on 57 instances, and computes their
// loads. It reports what the points take up in memory, and the most that was there while the loads were made.
//
//	go test -bench Week -benchtime 1x ./correlate/lens/metric
func BenchmarkWeek(b *testing.B) {
	if testing.Short() {
		b.Skip("takes half a gigabyte of memory")
	}
	const volumes, perInstance, minutes = 285, 5, 7 * 24 * 60
	names := []string{"VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeWriteBytes", "VolumeTotalReadTime", "VolumeTotalWriteTime", "VolumeIdleTime"}
	g := entity.NewGraph()
	for v := range volumes {
		volume, instance := fmt.Sprintf("vol-%d", v), fmt.Sprintf("i-%d", v/perInstance)
		know(g, "volume", volume, map[string]string{"volume-type": "gp3", "size": "100", "iops": "3000", "throughput": "125", "snapshot": "snap-1"})
		know(g, "instance", instance, map[string]string{"instance-type": "m5.4xlarge"})
		attach(g, volume, instance, time.Time{}, "aws ec2 describe-instances")
	}
	g.Finish()
	b.SetBytes(volumes * minutes * int64(len(names)) * int64(16))
	for b.Loop() {
		before := heap()
		l := New()
		for v := range volumes {
			member := fmt.Sprintf("vol-%d.csv", v)
			for n, name := range names {
				feed(l, member, fmt.Sprintf("vol-%d", v), name, n, minutes)
			}
		}
		kept := heap() - before
		rows, most, seen := 0, uint64(0), 0
		l.Loads(g, 1, func(_ int, load lens.Series) {
			rows += load.Len()
			if seen++; seen%50 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		})
		b.ReportMetric(float64(kept)/(1<<20), "MiB-kept")
		b.ReportMetric(float64(most-before)/(1<<20), "MiB-most")
		b.ReportMetric(float64(rows), "rows")
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// feed enters one series as a parser does: one event, reused.
func feed(l *Lens, member, volume, name string, series, minutes int) {
	v := make([]parsers.Value, len(metrics.Kind.Fields))
	for slot, text := range map[int]string{
		metrics.SlotNamespace: "AWS/EBS", metrics.SlotMetric: name, metrics.SlotStat: "Sum", metrics.SlotPeriod: "60",
		metrics.SlotDimensions: "VolumeId=" + volume, metrics.SlotVolume: volume,
	} {
		v[slot] = parsers.Value(text)
	}
	ev := &parsers.Event{Kind: metrics.Kind, Series: series + 1, Values: v, Pos: parsers.Pos{Member: member}}
	digits := []byte("000")
	for i := range minutes {
		n := i * (series + 7) % 997
		digits[0], digits[1], digits[2] = '0'+byte(n/100), '0'+byte(n/10%10), '0'+byte(n%10)
		v[metrics.SlotValue] = digits
		ev.Time, ev.Pos.Record = t0.Add(time.Duration(i)*time.Minute), i
		l.Event(ev)
	}
}
