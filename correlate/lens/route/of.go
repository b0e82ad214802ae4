package route

import (
	"hamari/correlate/entity"
)

// Of returns the function that names the described route table of a subnet, "" where none is known.
func Of(graph *entity.Graph) func(subnet string) string {
	b := &book{graph: graph, of: map[string]*table{}}
	for _, name := range graph.All("route-table") {
		if t := parseTable(name, graph); t != nil {
			b.tables = append(b.tables, t)
		}
	}
	b.associate()
	return func(subnet string) string {
		if t := b.of[subnet]; t != nil {
			return t.id.Name
		}
		return ""
	}
}
