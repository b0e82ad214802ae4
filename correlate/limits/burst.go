package limits

import (
	_ "embed" // for the table
	"strings"
	"sync"
)

// Burst is what a burstable instance type may use of its CPU. A CPU credit is one vCPU at 100 % for a minute.
//
// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
type Burst struct {
	Type           string
	VCPUs          float64
	CreditsPerHour float64 // earned, and spent at the baseline
	MaxCredits     float64 // that can be saved up, without the launch credits of T2
	Baseline       float64 // percent of every vCPU, in which CPUUtilization is measured, too
}

// FullSpeed returns for how many minutes a balance of credits lasts with all vCPUs at 100 %, those earned meanwhile
// included.
func (b Burst) FullSpeed(credits float64) float64 {
	return credits / (b.VCPUs * (1 - b.Baseline/100))
}

// UnlimitedByDefault reports whether instances of the type are launched in unlimited mode unless the account or the
// launch says otherwise. Those of T2 are launched in standard mode.
func (b Burst) UnlimitedByDefault() bool { return !strings.HasPrefix(b.Type, "t2.") }

// BurstType returns the CPU credits of an instance type, and false for a type that has none: only T2, T3, T3a and T4g do.
func BurstType(name string) (Burst, bool) {
	b, ok := burstTable()[name]
	return b, ok
}

//go:embed instance-cpu-credits.csv
var burstCSV string

var burstTable = sync.OnceValue(func() map[string]Burst {
	types := map[string]Burst{}
	for cells := range rows(burstCSV, 5) {
		types[cells[0]] = Burst{
			Type: cells[0], VCPUs: number(cells[1]), CreditsPerHour: number(cells[2]), MaxCredits: number(cells[3]), Baseline: number(cells[4]),
		}
	}
	return types
})
