package metric

import (
	"maps"
	"slices"
	"strings"

	"hamari/correlate/entity"
	"hamari/parsers/metrics"
)

// databases gives metrics of a database that are known only by a label or by a file's name ("crm-prod FreeStorageSpace")
// to the DB instance or cluster of that name which the bundle speaks of. Names of DB instances are their owners' words:
// without the inventory, nothing tells that a word is one.
func (l *Lens) databases(graph *entity.Graph) {
	kinds := [...]struct {
		dimension string
		names     map[string]string
	}{{"DBInstanceIdentifier", byLower(graph.All("db-instance"))}, {"DBClusterIdentifier", byLower(graph.All("db-cluster"))}}
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.namespace == "" && metrics.Has(rdsNamespace, key.metric) && s.inBytes() {
			l.move(s, rdsNamespace, key.dimensions)
		}
		if !s.mayBeDatabase() {
			continue
		}
		for _, kind := range kinds {
			if name := s.databaseAmong(kind.names); name != "" {
				l.move(s, rdsNamespace, kind.dimension+"="+name)
				break
			}
		}
	}
}

const rdsNamespace = "AWS/RDS"

// byLower finds names by what they are in small letters.
func byLower(names []string) map[string]string {
	m := make(map[string]string, len(names))
	for _, name := range names {
		m[strings.ToLower(name)] = name
	}
	return m
}

// mayBeDatabase reports whether a series is of a DB instance, or may be, of which no dimension tells.
func (s *series) mayBeDatabase() bool {
	return (s.key.namespace == rdsNamespace || s.key.namespace == "") && s.key.region == "" && s.len() > 0 &&
		!strings.Contains(s.key.dimensions, "=") && metrics.Has(rdsNamespace, s.key.metric)
}

// inBytes reports whether the values of FreeStorageSpace are too large for the megabytes of OpenSearch: 10 PB of them.
func (s *series) inBytes() bool {
	if s.key.metric != "FreeStorageSpace" {
		return false
	}
	s.seal()
	return slices.ContainsFunc(s.chunks, func(c chunk) bool {
		for i := range c.n {
			if c.value(i) > 1e10 {
				return true
			}
		}
		return false
	})
}

// databaseAmong returns the one of the names, by what they are in small letters, by which the series, or each of its
// members, is called.
func (s *series) databaseAmong(names map[string]string) (found string) {
	if s.key.dimensions != "" {
		return names[strings.ToLower(s.key.dimensions)]
	}
	for _, member := range membersOf(s) {
		name := longestIn(strings.ToLower(member), names)
		if name == "" || found != "" && name != found {
			return ""
		}
		found = name
	}
	return found
}

// maxEdges bounds the words of a path among which a name is looked for.
const maxEdges = 64

// longestIn returns the longest of the names that a text has as words of its own: crm-prod-replica is not crm-prod.
func longestIn(text string, names map[string]string) (found string) {
	var begins, ends []int
	for i := range len(text) + 1 {
		before, after := i > 0 && ofWord(text[i-1]), i < len(text) && ofWord(text[i])
		if after && !before {
			begins = append(begins, i)
		}
		if before && !after {
			ends = append(ends, i)
		}
	}
	if len(begins) > maxEdges {
		return ""
	}
	for _, from := range begins {
		for _, to := range ends {
			if name := names[text[from:max(from, to)]]; len(name) > len(found) {
				found = name
			}
		}
	}
	return found
}

func ofWord(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// move gives a series another namespace and dimensions.
func (l *Lens) move(s *series, namespace, dimensions string) {
	delete(l.series, s.key)
	s.key.namespace, s.key.dimensions = namespace, dimensions
	if twin := l.series[s.key]; twin != nil {
		twin.join(s)
		return
	}
	l.series[s.key] = s
}

// untold lists what is known by a name that databases and search domains have in common, where nothing tells which of
// the two it is.
func (l *Lens) untold() (list []*series) {
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		if s := l.series[key]; s.untold() {
			list = append(list, s)
		}
	}
	return list
}

func (s *series) untold() bool {
	return s.key.namespace == "" && s.key.metric == "FreeStorageSpace" && s.len() > 0
}
