package limits

import (
	"fmt"
	"math"
)

// What a gp3 volume can be set to.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-performance and, for the limits
// raised since, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html
const (
	gp3MinIOPS     = 3_000
	gp3MaxIOPS     = 80_000
	gp3IOPSPerGiB  = 500
	gp3MinMiBs     = 125
	gp3MaxMiBs     = 2_000
	gp3MiBsPerIOPS = 0.25
)

// GP3Setting is what modify-volume is to be called with.
type GP3Setting struct {
	IOPS           int
	ThroughputMiBs int

	// OK says that the setting gives at least what was asked for; otherwise it is the most that the size allows.
	OK    bool
	Notes []string // the rules that raised or cut a figure, in words
}

// GP3 returns the cheapest setting of a gp3 volume of the given size that delivers the given IOPS and MiB/s. A size of 0
// is not known and sets no bound.
func GP3(iops, mibs float64, sizeGiB int) GP3Setting {
	s := GP3Setting{OK: true}
	wantMiBs := s.floor(math.Ceil(sane(mibs)), gp3MinMiBs, "MiB/s")
	wantMiBs = s.cut(wantMiBs, gp3MaxMiBs, "MiB/s", "the most of any gp3 volume")

	wantIOPS := s.floor(math.Ceil(sane(iops)), gp3MinIOPS, "IOPS")
	if need := wantMiBs / gp3MiBsPerIOPS; need > wantIOPS {
		s.note("%.0f IOPS instead of %.0f: 0.25 MiB/s per IOPS", need, wantIOPS)
		wantIOPS = need
	}
	wantIOPS = s.cut(wantIOPS, gp3MaxIOPS, "IOPS", "the most of any gp3 volume")
	if sizeGiB != 0 {
		bySize := max(gp3MinIOPS, gp3IOPSPerGiB*float64(sizeGiB))
		wantIOPS = s.cut(wantIOPS, bySize, "IOPS", fmt.Sprintf("500 IOPS per GiB of %d GiB", sizeGiB))
	}
	wantMiBs = s.cut(wantMiBs, wantIOPS*gp3MiBsPerIOPS, "MiB/s", "0.25 MiB/s per IOPS")

	s.IOPS, s.ThroughputMiBs = int(wantIOPS), int(wantMiBs)
	return s
}

// sane maps what is no figure to 0 and what is too large for any rule to a number that fits.
func sane(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1e9)
}

func (s *GP3Setting) floor(value, least float64, unit string) float64 {
	if value > 0 && value < least {
		s.note("%.0f %s are included, less cannot be set", least, unit)
	}
	return max(value, least)
}

func (s *GP3Setting) cut(value, most float64, unit, rule string) float64 {
	if value <= most {
		return value
	}
	s.OK = false
	s.note("%.0f %s instead of %.0f: %s", most, unit, value, rule)
	return most
}

func (s *GP3Setting) note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}
