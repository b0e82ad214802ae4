package words

import "hamari/correlate/report"

// IDs returns the ids of the patterns that have a status.
func IDs(patterns []report.Pattern, status report.Status) []string {
	var names []string
	for _, pattern := range patterns {
		if pattern.Status == status {
			names = append(names, pattern.ID)
		}
	}
	return names
}
