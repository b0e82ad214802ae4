package advice

import (
	"time"

	"hamari/correlate/report"
	"hamari/parsers/inventory"
)

// BesideLogs makes the function by which a text tells how times that AWS announced, which may be a list, lie to the logs of
// the bundle: "before" where all of them are before the first record, "within" where one lies between the first record and
// the last, "after" where none does and one is later, and nothing where the bundle has no logs or no time can be read.
func BesideLogs(first, last *time.Time) func(times any) string {
	return func(times any) string {
		if first == nil || last == nil {
			return ""
		}
		where := ""
		for _, each := range split(times) {
			switch at, ok := inventory.Time([]byte(each)); {
			case !ok:
			case at.After(*last):
				where = "after"
			case !at.Before(*first):
				return "within"
			case where == "":
				where = "before"
			}
		}
		return where
	}
}

// RecordsEnd makes the function by which a text tells when the last record of a format is from; nothing where there is none.
func RecordsEnd(spans map[string]report.Span) func(format string) string {
	return func(format string) string {
		if end := spans[format].End; end != nil {
			return stampOf(*end)
		}
		return ""
	}
}
