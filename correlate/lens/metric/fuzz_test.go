package metric

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// FuzzLoads feeds points of any time, period and value, and holds that the rows of a series follow one another and hold
// finite figures only.
func FuzzLoads(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x0a\x01\x00\x00\x00\x14\x3c\x01\x04\x20\x0a\x2c"))
	f.Add([]byte("0000000000000000000000000000000000000000"))
	names := []struct{ entity, metric, stat string }{
		{"vol-1", "VolumeReadOps", "Sum"}, {"vol-1", "VolumeTotalReadTime", "Sum"}, {"vol-1", "VolumeReadBytes", "Sum"}, {"vol-1", "BurstBalance", "Minimum"},
		{"vol-2", "VolumeWriteOps", "Sum"}, {"vol-2", "VolumeQueueLength", "Average"}, {"vol-2", "VolumeReadOps", ""},
		{"i-1", "EBSReadOps", "Sum"}, {"i-1", "EBSIOBalance%", "Average"}, {"i-1", "EBSReadBytes", "Sum"},
	}
	periods := []int{0, 1, 60, 300, 3600, 7, math.MaxInt32}
	f.Fuzz(func(t *testing.T, data []byte) {
		g := entity.NewGraph()
		know(g, "volume", "vol-1", map[string]string{"volume-type": "gp2", "size": "100", "snapshot": "snap-1", "created": "2026-03-04T09:00:00Z"})
		know(g, "instance", "i-1", map[string]string{"instance-type": "m5.large"})
		attach(g, "vol-1", "i-1", t0, "aws ec2 describe-instances")
		attach(g, "vol-2", "i-1", t0, "AttachVolume")
		sources := []*source{newSource("a.csv"), newSource("b.csv")}
		for ; len(data) >= 5; data = data[5:] {
			s, n := sources[data[0]>>7], names[int(data[0]&0x7f)%len(names)]
			at := t0.Add(time.Duration(int16(binary.LittleEndian.Uint16(data[1:]))) * 20 * time.Second)
			s.point(at, n.entity, n.metric, n.stat, periods[int(data[3])%len(periods)], math.Ldexp(float64(data[4]), int(data[3])*8-1000))
		}
		l := sources[0].lens
		l.Merge(sources[1].lens)
		for name, rows := range loads(l, g) {
			for i := range rows {
				if i > 0 && rows[i].Start.Before(rows[i-1].End) {
					t.Fatalf("%s: the row at %s begins before the one at %s ends", name, rows[i].Start, rows[i-1].Start)
				}
				checkRow(t, &rows[i])
			}
		}
	})
}

func checkRow(t *testing.T, row *lens.Row) {
	if !row.End.After(row.Start) || len(row.Cites) == 0 || row.Cites[0].Pos.Member == "" {
		t.Fatalf("row from %s to %s cites %v", row.Start, row.End, row.Cites)
	}
	for slot, f := range row.Kind.Fields {
		if v, ok := row.Value(slot).Float(); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
			t.Fatalf("%s is %g", f.Name, v)
		}
	}
}
