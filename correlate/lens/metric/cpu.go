package metric

import (
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
	"hamari/parsers"
)

// Slots of CPUKind.
const (
	cpuInstance = iota
	cpuType
	cpuRegion
	cpuPeriod
	cpuUsed
	cpuBaseline
	cpuShare
	cpuBalance
	cpuFullSpeed
	cpuSurplus
	cpuMode
	cpuStatistic
	cpuSlots
)

// CPUKind is one period of an instance's CPU.
var CPUKind = parsers.NewKind("cpu-load", "One period of an instance's CPU, against what a burstable type may use without credits", []parsers.Field{
	cpuInstance:  {Name: "instance", Entity: "instance", Doc: "The instance."},
	cpuType:      {Name: "instance_type", Doc: "Its type at that time."},
	cpuRegion:    {Name: "region", Entity: "region", Doc: "Region, where known."},
	cpuPeriod:    {Name: "period", Type: parsers.Int, Unit: "seconds", Doc: "Length of the period."},
	cpuUsed:      {Name: "utilization", Type: parsers.Float, Unit: "percent", Doc: "CPUUtilization: of all vCPUs."},
	cpuBaseline:  {Name: "baseline", Type: parsers.Float, Unit: "percent", Doc: "What a burstable type (T2, T3, T3a, T4g) may use without spending CPU credits; absent for other types and where the type is not known."},
	cpuShare:     {Name: "share_of_baseline", Type: parsers.Float, Unit: "times", Doc: "utilization / baseline."},
	cpuBalance:   {Name: "credit_balance", Type: parsers.Float, Unit: "credits", Doc: "CPUCreditBalance: a credit is one vCPU at 100 % for a minute."},
	cpuFullSpeed: {Name: "full_speed_left", Type: parsers.Float, Unit: "minutes", Doc: "For how long the balance lasts with all vCPUs at 100 %."},
	cpuSurplus:   {Name: "surplus_balance", Type: parsers.Float, Unit: "credits", Doc: "CPUSurplusCreditBalance: credits that unlimited mode has lent."},
	cpuMode:      {Name: "credit_mode", Doc: "standard or unlimited, as described; absent where that is not in the bundle."},
	cpuStatistic: {Name: "statistic", Doc: "What utilization is of the period: Average, or Maximum where the bundle has no average."},
})

// cpuLoad is the load of an instance's CPU in each period.
type cpuLoad struct {
	*grid
	table
	name, region, mode string
	types              []era[burstType]
	peaks              []float64 // a figure where utilization is no more than a Maximum; nil where there is none
}

// burstType is what an instance is for some time.
type burstType struct {
	name     string
	burst    limits.Burst
	hasBurst bool
}

// cpuLoads computes the CPU load of instances as [Lens.Loads] does that of their disks, each a part of its own, and
// returns how many periods found no room.
func cpuLoads(instances map[string][]*series, graph *entity.Graph, jobs int, yield func(part int, load lens.Series)) int64 {
	var cut atomic.Int64
	names := slices.Sorted(maps.Keys(instances))
	share(len(names), jobs, func(next func() (int, bool)) {
		var r room
		for part, ok := next(); ok; part, ok = next() {
			load := newCPULoad(names[part], instances[names[part]], graph, &r)
			cut.Add(int64(load.cut))
			yield(part, load)
			r.free()
		}
	})
	return cut.Load()
}

func newCPULoad(name string, list []*series, graph *entity.Graph, r *room) *cpuLoad {
	id := entity.ID{Kind: "instance", Name: name}
	lines := align(list, r)
	l := &cpuLoad{
		grid: lines, table: newTable(cpuSlots, len(lines.starts), r), name: name, region: regionOf(id, graph),
		mode: graph.Attr(id, "cpu-credits", time.Time{}),
	}
	l.types = eras(lines.starts, graph.Changes(id, "instance-type"), func(at time.Time) burstType {
		t := burstType{name: graph.Attr(id, "instance-type", at)}
		t.burst, t.hasBurst = limits.BurstType(t.name)
		return t
	})
	l.compare()
	l.peaks = lines.peaks(list, r)
	return l
}

// peaks marks the periods of which only the Maximum of CPUUtilization is known.
func (g *grid) peaks(list []*series, r *room) []float64 {
	isMost := func(s *series) bool { m, _, _ := s.measure(); return m == cpuUtilization && s.key.stat == "Maximum" }
	if !slices.ContainsFunc(list, isMost) {
		return nil
	}
	averages, most := grid{starts: g.starts, periods: g.periods}, grid{starts: g.starts, periods: g.periods}
	for _, s := range list {
		if isMost(s) {
			most.fill(s, r)
		} else if s.key.stat == "Average" {
			averages.fill(s, r)
		}
	}
	marks := r.absent(len(g.starts))
	for i := range marks {
		_, average := (frame{&averages, i}).get(cpuUtilization)
		if peak, ok := (frame{&most, i}).get(cpuUtilization); ok && !average {
			marks[i] = peak
		}
	}
	return marks
}

// compare sets what was used beside what the type may use.
func (l *cpuLoad) compare() {
	from := 0
	for _, e := range l.types {
		for i := from; i < e.to && e.facts.hasBurst; i++ {
			if used, ok := (frame{l.grid, i}).get(cpuUtilization); ok {
				l.set(cpuShare, i, used/e.facts.burst.Baseline)
			}
			if credits, ok := (frame{l.grid, i}).get(creditBalance); ok {
				l.set(cpuFullSpeed, i, e.facts.burst.FullSpeed(credits))
			}
		}
		from = e.to
	}
}

// AnyPeriod reports whether the load tells as much in long periods as in short ones: a type without CPU credits has none to
// spend.
func (l *cpuLoad) AnyPeriod() bool {
	return !l.has(creditBalance, surplusBalance) && !slices.ContainsFunc(l.types, func(e era[burstType]) bool {
		return e.facts.name == "" || e.facts.hasBurst
	})
}

// Kind is cpu-load.
func (l *cpuLoad) Kind() *parsers.Kind { return CPUKind }

// Len is the number of periods.
func (l *cpuLoad) Len() int { return l.n }

// Column is one field of all periods.
func (l *cpuLoad) Column(slot int) lens.Column {
	measured := func(m measure) lens.Column { return lens.Column{Numbers: l.columns[m]} }
	switch slot {
	case cpuInstance:
		return lens.Column{Same: lens.Text(l.name)}
	case cpuType:
		return fact(l.types, func(t burstType) lens.Value { return lens.Text(t.name) })
	case cpuRegion:
		return lens.Column{Same: lens.Text(l.region)}
	case cpuPeriod:
		return lens.Column{Each: func(i int) lens.Value { return lens.Number(float64(l.periods[i])) }}
	case cpuUsed:
		return measured(cpuUtilization)
	case cpuBaseline:
		return fact(l.types, func(t burstType) lens.Value {
			if !t.hasBurst {
				return lens.Value{}
			}
			return lens.Number(t.burst.Baseline)
		})
	case cpuBalance:
		return measured(creditBalance)
	case cpuSurplus:
		return measured(surplusBalance)
	case cpuMode:
		return lens.Column{Same: lens.Text(l.mode)}
	case cpuStatistic:
		return l.statistic()
	}
	return l.column(slot)
}

func (l *cpuLoad) statistic() lens.Column {
	if !l.has(cpuUtilization) {
		return lens.Column{}
	}
	if l.peaks == nil {
		return lens.Column{Same: lens.Text("Average")}
	}
	return lens.Column{Each: func(i int) lens.Value {
		switch used, known := (frame{l.grid, i}).get(cpuUtilization); {
		case !known:
			return lens.Value{}
		case l.peaks[i] == used:
			return lens.Text("Maximum")
		}
		return lens.Text("Average")
	}}
}
