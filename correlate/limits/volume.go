package limits

import (
	"strconv"
	"time"
)

// How much of an I/O counts as one operation, in KiB. A larger one counts as several; small sequential ones may be
// merged before they are counted.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-io-characteristics.html
const (
	SSDUnitKiB = 256
	HDDUnitKiB = 1024
)

// Volume is what describe-volumes says of a volume.
type Volume struct {
	Type           string // VolumeType: gp2, gp3, io1, io2, st1, sc1, standard
	SizeGiB        int
	IOPS           float64 // Iops; 0 where not stated
	ThroughputMiBs float64 // Throughput; 0 where not stated
}

// VolumeLimits is what a volume is allowed. Zero figures mean that the limit is not known.
type VolumeLimits struct {
	IOPS, MiBs float64 // the most it delivers, with credits where it has them

	// Burst says that the most lasts only as long as the volume has credits, whose share the metric BurstBalance
	// gives. Without them it delivers the baseline.
	Burst                      bool
	BaselineIOPS, BaselineMiBs float64

	// Merges says that consecutive operations are put together before they are counted against IOPS, so that more of
	// them than that may be delivered.
	Merges bool

	BurstFor time.Duration // how long a full credit bucket lasts at the most; 0 without Burst
	Source   string        // what the figures follow from
}

// Limits returns what the volume is allowed. A figure that describe-volumes states overrides the formula of the type.
func (v Volume) Limits() VolumeLimits {
	switch v.Type {
	case "gp2":
		return v.gp2()
	case "gp3":
		return v.gp3()
	case "io1":
		return v.provisioned(io1MiBs)
	case "io2":
		return v.provisioned(io2MiBs)
	case "st1":
		return v.hdd(st1)
	case "sc1":
		return v.hdd(sc1)
	case "standard":
		return magnetic
	}
	return VolumeLimits{Source: "volume type " + strconv.Quote(v.Type) + " is not known"}
}

// unitMiBs is the throughput of operations of the largest size that counts as one.
func unitMiBs(iops float64) float64 { return iops * SSDUnitKiB / 1024 }

// Figures of gp2.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#EBSVolumeTypes_gp2
const (
	gp2PerGiB     = 3
	gp2MinIOPS    = 100
	gp2MaxIOPS    = 16_000
	gp2BurstIOPS  = 3_000
	gp2Credits    = 5_400_000 // I/O credits in a full bucket
	gp2SmallGiB   = 170       // up to here the throughput is the small one
	gp2SmallMiBs  = 128
	gp2LargestMiB = 250
)

func (v Volume) gp2() VolumeLimits {
	baseline := min(max(gp2PerGiB*float64(v.SizeGiB), gp2MinIOPS), gp2MaxIOPS)
	source := "gp2 formula 3 IOPS/GiB"
	if v.SizeGiB <= 0 && v.IOPS <= 0 {
		return VolumeLimits{Source: "gp2 volume whose size is not stated"}
	}
	if v.IOPS > 0 {
		baseline, source = v.IOPS, "describe-volumes Iops"
	}
	top := float64(gp2LargestMiB)
	if v.sizeFrom(baseline) <= gp2SmallGiB {
		top = gp2SmallMiBs
	}
	l := VolumeLimits{
		IOPS: max(baseline, gp2BurstIOPS), MiBs: top,
		BaselineIOPS: baseline, BaselineMiBs: min(top, unitMiBs(baseline)),
		Source: source,
	}
	if baseline < gp2BurstIOPS {
		l.Burst = true
		l.BurstFor = seconds(gp2Credits / (gp2BurstIOPS - baseline))
	}
	return l
}

// sizeFrom returns the size, derived from the baseline where it is not stated.
func (v Volume) sizeFrom(baseline float64) float64 {
	if v.SizeGiB > 0 {
		return float64(v.SizeGiB)
	}
	return baseline / gp2PerGiB
}

func (v Volume) gp3() VolumeLimits {
	l := VolumeLimits{IOPS: v.IOPS, MiBs: v.ThroughputMiBs, Source: "describe-volumes Iops, Throughput"}
	switch {
	case l.IOPS <= 0 && l.MiBs <= 0:
		l.Source = "gp3 defaults 3,000 IOPS, 125 MiB/s"
	case l.IOPS <= 0:
		l.Source = "describe-volumes Throughput, gp3 default 3,000 IOPS"
	case l.MiBs <= 0:
		l.Source = "describe-volumes Iops, gp3 default 125 MiB/s"
	}
	if l.IOPS <= 0 {
		l.IOPS = gp3MinIOPS
	}
	if l.MiBs <= 0 {
		l.MiBs = gp3MinMiBs
	}
	l.BaselineIOPS, l.BaselineMiBs = l.IOPS, l.MiBs
	return l
}

// provisioned returns the limits of a type whose IOPS the user chose.
func (v Volume) provisioned(throughput func(iops float64) float64) VolumeLimits {
	if v.IOPS <= 0 {
		return VolumeLimits{Source: v.Type + " volume whose Iops is not stated"}
	}
	mibs := throughput(v.IOPS)
	return VolumeLimits{IOPS: v.IOPS, MiBs: mibs, BaselineIOPS: v.IOPS, BaselineMiBs: mibs, Source: "describe-volumes Iops"}
}

// io1MiBs returns the throughput of an io1 volume: I/O of 256 KiB up to 500 MiB/s, above 32,000 IOPS 16 KiB per IOPS.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html#EBSVolumeTypes_piops
func io1MiBs(iops float64) float64 {
	if iops <= 32_000 {
		return min(unitMiBs(iops), 500)
	}
	return min(iops*16/1024, 1_000)
}

// io2MiBs returns the throughput of an io2 Block Express volume: 0.256 MiB/s per IOPS up to 4,000 MiB/s.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html#io2-block-express
func io2MiBs(iops float64) float64 { return min(iops*0.256, 4_000) }

// hdd are the figures of a hard disk type, per TiB of its size and at most.
type hdd struct {
	name                   string
	baseMiBs, burstMiBs    float64 // per TiB
	largestMiBs            float64
	minimumGiB, maximumGiB int
}

// Source: https://docs.aws.amazon.com/ebs/latest/userguide/hdd-vols.html
var (
	st1 = hdd{name: "st1", baseMiBs: 40, burstMiBs: 250, largestMiBs: 500, minimumGiB: 125, maximumGiB: 16 << 10}
	sc1 = hdd{name: "sc1", baseMiBs: 12, burstMiBs: 80, largestMiBs: 250, minimumGiB: 125, maximumGiB: 16 << 10}
)

func (v Volume) hdd(h hdd) VolumeLimits {
	if v.SizeGiB <= 0 {
		return VolumeLimits{Source: h.name + " volume whose size is not stated"}
	}
	tib := float64(min(max(v.SizeGiB, h.minimumGiB), h.maximumGiB)) / 1024
	base := min(h.baseMiBs*tib, h.largestMiBs)
	burst := min(h.burstMiBs*tib, h.largestMiBs)
	const opsPerMiB = 1024 / HDDUnitKiB
	l := VolumeLimits{
		IOPS: burst * opsPerMiB, MiBs: burst,
		BaselineIOPS: base * opsPerMiB, BaselineMiBs: base,
		Merges: true,
		Source: h.name + " formula " + strconv.FormatFloat(h.baseMiBs, 'g', -1, 64) + " MiB/s per TiB",
	}
	if burst > base {
		l.Burst = true
		l.BurstFor = seconds(tib * (1 << 20) / (burst - base)) // the bucket holds the volume's size in credits
	}
	return l
}

// magnetic is the previous generation, for which AWS gives ranges only: the upper end is taken as the limit, the lower
// one as the baseline.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html#vol-type-prev
var magnetic = VolumeLimits{
	IOPS: 200, MiBs: 90, BaselineIOPS: 40, BaselineMiBs: 40, Source: "standard: 40-200 IOPS, 40-90 MiB/s",
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
