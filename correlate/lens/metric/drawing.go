package metric

import "hamari/correlate/lens"

// Drawing says how the rows of a kind are drawn; ok is false for a kind that is not this lens's. Where a pattern asks for
// a share of a limit, what is drawn is the quantity itself, with the limit as a line, and under it how long operations took.
func Drawing(kind string) (d lens.Drawing, ok bool) {
	switch kind {
	case VolumeKind.Name:
		return lens.Drawing{Key: []string{"volume"}, Charts: volumeCharts()}, true
	case InstanceKind.Name:
		return lens.Drawing{Key: []string{"instance"}, Charts: instanceCharts()}, true
	case CPUKind.Name:
		return lens.Drawing{Key: []string{"instance"}, Charts: cpuCharts()}, true
	case PointKind.Name:
		return lens.Drawing{
			Key:    []string{"namespace", "name", "stat", "dimensions", "region", "account"},
			Name:   "name",
			Charts: []lens.Chart{{Field: "value", For: []string{"value"}}},
		}, true
	}
	return lens.Drawing{}, false
}

func volumeCharts() []lens.Chart {
	return []lens.Chart{
		{Field: "iops", Title: "Operations per second",
			Lines: []lens.Line{{Field: "limit_iops", Title: "limit of the volume"}},
			For:   []string{"iops", "read_iops", "write_iops", "iops_share", "share_of_limit", "share_of_baseline", "exceeded", "exceeded_iops", "exceeded_share"}},
		{Field: "throughput", Title: "Throughput",
			Lines: []lens.Line{{Field: "limit_throughput", Title: "limit of the volume"}},
			For:   []string{"throughput", "read_throughput", "write_throughput", "throughput_share", "share_of_limit", "share_of_baseline", "exceeded_throughput", "exceeded_share"}},
		{Field: "latency", Title: "Time per operation", For: []string{"latency", "iops_share", "throughput_share", "exceeded", "exceeded_share"}},
		{Field: "read_latency", Title: "Time per read",
			Lines: []lens.Line{{Field: "settled_read_latency", Title: "later reads of this volume"}},
			For:   []string{"read_latency", "read_slowdown"}},
		{Field: "write_latency", Title: "Time per write", For: []string{"write_latency", "read_latency"}},
		{Field: "queue_length", Title: "Operations that wait", For: []string{"queue_length"}},
		{Field: "burst_balance", Title: "Burst credits left", For: []string{"burst_balance"}},
		{Field: "instance_share", Title: "Share of the instance's EBS limit in use", For: []string{"instance_share"}},
	}
}

func instanceCharts() []lens.Chart {
	atCeiling := []string{"ceiling", "share_of_baseline", "share_of_max", "exceeded", "exceeded_share"}
	return []lens.Chart{
		{Field: "iops", Title: "Operations per second on all volumes",
			Lines: []lens.Line{{Field: "limit_iops", Title: "what the type sustains"}, {Field: "max_iops", Title: "what it reaches for a while"}},
			For:   append([]string{"iops"}, atCeiling...)},
		{Field: "throughput", Title: "Throughput of all volumes",
			Lines: []lens.Line{{Field: "limit_throughput", Title: "what the type sustains"}, {Field: "max_throughput", Title: "what it reaches for a while"}},
			For:   append([]string{"throughput"}, atCeiling...)},
		{Field: "latency", Title: "Time per operation", For: []string{"latency", "ceiling"}},
		{Field: "queue_length", Title: "Operations that wait", For: []string{"queue_length", "ceiling"}},
		{Field: "balance", Title: "Burst credits left", For: []string{"balance", "ceiling"}},
	}
}

func cpuCharts() []lens.Chart {
	return []lens.Chart{
		{Field: "utilization", Title: "CPU in use",
			Lines: []lens.Line{{Field: "baseline", Title: "what the type may use without credits"}},
			For:   []string{"utilization", "share_of_baseline", "credit_balance", "full_speed_left", "surplus_balance"}},
		{Field: "credit_balance", Title: "CPU credits left", For: []string{"credit_balance", "full_speed_left", "share_of_baseline"}},
		{Field: "surplus_balance", Title: "CPU credits lent", For: []string{"surplus_balance"}},
	}
}
