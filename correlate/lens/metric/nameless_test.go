package metric

import (
	"slices"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

// TestAdopt holds that metrics without a name are given one only where no other is thinkable.
func TestAdopt(t *testing.T) {
	ops := func(s *source, member string, values ...float64) {
		s.member = member
		s.nameless("AWS/EBS", "VolumeReadOps", "", values...)
	}
	tests := []struct {
		name    string
		volumes []string // described
		feed    func(s *source)
		taken   string
		why     string
	}{
		{"one volume", []string{"vol-1"}, func(s *source) { ops(s, "a.json", 60, 120) }, "vol-1", ""},
		{"the same file twice", []string{"vol-1"}, func(s *source) { ops(s, "a.json", 60, 120); ops(s, "b.json", 60, 120) }, "vol-1", ""},
		{"none", nil, func(s *source) { ops(s, "a.json", 60, 120) }, "", "and the bundle names none"},
		{"two", []string{"vol-1", "vol-2"}, func(s *source) { ops(s, "a.json", 60, 120) }, "", "and the bundle names 2"},
		{"another that only metrics name", []string{"vol-1"}, func(s *source) { ops(s, "a.json", 60, 120); s.add("vol-2", "VolumeWriteOps", "Sum", 60, 1) },
			"", "and the bundle names 2"},
		{"with the name beside it", []string{"vol-1"}, func(s *source) { ops(s, "a.json", 60, 120); s.add("vol-1", "VolumeReadOps", "Sum", 60, 1) },
			"", "and the same metrics are there with the name of one"},
		{"two files that differ", []string{"vol-1"}, func(s *source) { ops(s, "a.json", 60, 120); ops(s, "b.json", 60, 121) },
			"", "and they differ for the same times, as those of several do"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource("named.csv")
			tt.feed(s)
			g := entity.NewGraph()
			for _, v := range tt.volumes {
				know(g, "volume", v, map[string]string{"volume-type": "gp3"})
			}
			list := s.lens.Adopt(g, false)
			if len(list) != 1 || list[0].Taken != tt.taken || list[0].Why != tt.why {
				t.Fatalf("%+v", list)
			}
			rows := loads(s.lens, g)["vol-1"]
			if tt.taken != "" && (len(rows) != 2 || figure(&rows[1], "iops") != 2) {
				t.Errorf("%d rows", len(rows))
			}
			members := list[0].For(VolumeKind.Name)
			if members[0] != "a.json" || len(list[0].For(CPUKind.Name)) > 0 || !slices.Equal(members, list[0].For(InstanceKind.Name)) {
				t.Errorf("members %v", members)
			}
			if counted := s.lens.Names()["VolumeReadOps"] > 0; counted != (tt.taken != "" || tt.name == "with the name beside it") {
				t.Errorf("counted: %v", counted)
			}
		})
	}
}

// TestAdoptedInstance holds that metrics of all instances together are no instance's, and that an assumption is no sign
// of life.
func TestAdoptedInstance(t *testing.T) {
	g := entity.NewGraph()
	know(g, "instance", "i-1", map[string]string{"instance-type": "t3.medium"})
	s := newSource("a.csv")
	s.nameless("AWS/EC2", "CPUUtilization", "eu-west-1", 50, 50)
	if list := s.lens.Adopt(g, false); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	s = newSource("a.csv")
	s.nameless("AWS/EC2", "CPUUtilization", "", 50, 50)
	if list := s.lens.Adopt(g, false); len(list) != 1 || list[0].Taken != "i-1" {
		t.Errorf("%+v", list)
	}
	s.lens.Running(func(string) bool { return true }, func(instance string, _, _ time.Time, _ string, _ lens.Cite) {
		t.Errorf("%s ran", instance)
	})
}

// TestAdoptAmbiguous holds that metrics which other services have, too, are like the others of their namespace, but not
// where the bundle speaks of such a service.
func TestAdoptAmbiguous(t *testing.T) {
	for _, tt := range []struct {
		name   string
		feed   func(s *source)
		others bool
		taken  int
	}{
		{"no other service", func(*source) {}, false, 2},
		{"a DB instance is described", func(*source) {}, true, 0},
		{"metrics of RDS", func(s *source) { s.nameless("AWS/RDS", "FreeableMemory", "", 5) }, false, 0},
		{"metrics of a service of which nothing is known", func(s *source) { s.nameless("AWS/ElastiCache", "Evictions", "", 5) }, false, 0},
		{"metrics of a load balancer and the agent", func(s *source) { s.nameless("AWS/ELB", "Latency", "", 5); s.nameless("CWAgent", "mem_used", "", 5) }, false, 2},
		{"with the namespace beside it", func(s *source) { s.nameless("AWS/EC2", "CPUUtilization", "", 50, 50, 60) }, false, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := entity.NewGraph()
			know(g, "instance", "i-1", map[string]string{"instance-type": "t3.medium"})
			know(g, "volume", "vol-1", map[string]string{"volume-type": "gp2"})
			s := newSource("a.csv")
			s.nameless("", "CPUUtilization", "", 50, 50)
			s.nameless("", "BurstBalance", "", 5, 5)
			tt.feed(s)
			taken := 0
			for _, n := range s.lens.Adopt(g, tt.others) {
				switch {
				case n.Taken == "i-1" && n.Kind == "instance", n.Taken == "vol-1" && n.Kind == "volume":
					taken++
				case n.Taken != "":
					t.Errorf("%+v", n)
				case n.Kind == "instance" && (n.Why != "nor that they are metrics of EC2" || len(n.For(CPUKind.Name)) != 1):
					t.Errorf("%+v", n)
				case n.Kind == "volume" && (n.Why != "nor that they are metrics of EBS" || len(n.For(VolumeKind.Name)) != 1):
					t.Errorf("%+v", n)
				}
			}
			if taken != tt.taken {
				t.Errorf("%d taken, want %d", taken, tt.taken)
			}
		})
	}
}

// nameless enters points by the minute that name nothing.
func (s *source) nameless(namespace, name, region string, values ...float64) {
	for i, value := range values {
		v := make([]parsers.Value, len(metrics.Kind.Fields))
		v[metrics.SlotNamespace], v[metrics.SlotMetric], v[metrics.SlotStat] = parsers.Value(namespace), parsers.Value(name), parsers.Value("Sum")
		v[metrics.SlotPeriod] = parsers.Value("60")
		if region != "" {
			v[metrics.SlotRegion] = parsers.Value(region)
		}
		shared := &parsers.Event{Kind: metrics.Kind, Values: v, Pos: parsers.Pos{Member: s.member}}
		s.lens.Add(shared, []metrics.Point{{Unix: t0.Unix() + int64(i)*60, Record: i, Value: value}})
	}
}
