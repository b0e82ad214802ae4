package advice

import (
	"strings"
	"time"
)

// Measured reports whether the bundle has a metric of a volume, instance or the like for some time, finely enough.
type Measured func(metric, of string, from, to time.Time) bool

// Lacking makes the function by which a text asks only for metrics that are not in the bundle: of names with blanks between
// them it gives those. Without times the metric may be of any time.
func Lacking(measured Measured) func(of, from, to any, names string) string {
	return func(of, from, to any, names string) string {
		start, _ := time.Parse(stampLayout, text(from))
		end, _ := time.Parse(stampLayout, text(to))
		var lacking []string
		for _, name := range strings.Fields(names) {
			if measured == nil || !measured(name, text(of), start, end) {
				lacking = append(lacking, name)
			}
		}
		return strings.Join(lacking, " ")
	}
}
