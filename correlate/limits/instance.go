package limits

import (
	"math"

	"github.com/tidwall/gjson"
)

// Instance is what one instance type can move to and from its EBS volumes, all of them together.
//
// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html. Throughput is stated there at
// 128 KiB per I/O, IOPS at 16 KiB.
type Instance struct {
	Type string

	BaselineMbps, MaxMbps float64 // bandwidth, decimal megabits per second
	BaselineMBs, MaxMBs   float64 // throughput, decimal megabytes per second
	BaselineIOPS, MaxIOPS int

	// Burst says that the maximum is only for a while (30 minutes in 24 hours are promised) and that the baseline
	// is what the instance sustains.
	Burst bool

	Note   string // a caveat, or why the figures are missing
	Source string
}

// mebi is how many MiB a decimal megabyte is.
const mebi = 1e6 / (1 << 20)

// BaselineMiBs returns the sustained throughput in the unit of volume limits: 593.75 MB/s are 566 MiB/s.
func (i Instance) BaselineMiBs() float64 { return i.BaselineMBs * mebi }

// MaxMiBs returns the highest throughput in the unit of volume limits.
func (i Instance) MaxMiBs() float64 { return i.MaxMBs * mebi }

// Known reports whether AWS publishes limits of the type. It does not for types without dedicated EBS bandwidth (T2).
func (i Instance) Known() bool { return i.BaselineMBs > 0 && i.BaselineIOPS > 0 }

// suffices reports whether the type sustains both figures without burst credits.
func (i Instance) suffices(iops, mibs float64) bool {
	return i.Known() && float64(i.BaselineIOPS) >= iops && i.BaselineMiBs() >= mibs
}

// ForType returns the limits of an instance type: those of its element of describe-instance-types, if there is one,
// since AWS has raised the limits of types that exist, else those of the table. They are not Known where neither has
// any.
func ForType(name, described string) Instance {
	if described != "" {
		if i, ok := FromDescribe([]byte(described)); ok {
			return i
		}
	}
	i, _ := InstanceType(name)
	return i
}

// FromDescribe reads the limits from one element of InstanceTypes[] of describe-instance-types. It reports false where
// the element has none, as for types that are not EBS-optimized.
//
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsOptimizedInfo.html
func FromDescribe(raw []byte) (Instance, bool) {
	element := gjson.ParseBytes(raw)
	info := element.Get("EbsInfo.EbsOptimizedInfo")
	i := Instance{
		Type:         element.Get("InstanceType").String(),
		BaselineMbps: positive(info.Get("BaselineBandwidthInMbps")),
		MaxMbps:      positive(info.Get("MaximumBandwidthInMbps")),
		BaselineMBs:  positive(info.Get("BaselineThroughputInMBps")),
		MaxMBs:       positive(info.Get("MaximumThroughputInMBps")),
		BaselineIOPS: int(positive(info.Get("BaselineIops"))),
		MaxIOPS:      int(positive(info.Get("MaximumIops"))),
		Source:       "describe-instance-types",
	}
	if i.Type == "" || !i.Known() {
		return Instance{}, false
	}
	i.MaxMbps = max(i.MaxMbps, i.BaselineMbps)
	i.MaxMBs = max(i.MaxMBs, i.BaselineMBs)
	i.MaxIOPS = max(i.MaxIOPS, i.BaselineIOPS)
	i.Burst = i.MaxMBs > i.BaselineMBs || i.MaxIOPS > i.BaselineIOPS
	return i, true
}

// positive returns the number of a JSON value, 0 for anything that cannot be a limit.
func positive(v gjson.Result) float64 {
	f := v.Float()
	if !(f > 0) || f > math.MaxInt32 {
		return 0
	}
	return f
}
