package words

import (
	"maps"
	"slices"
)

// leading lists the entity keys in the order in which an engineer asks for them; others follow by name.
var leading = []string{
	"instance", "volume", "db-instance", "db-cluster", "function", "load-balancer", "target-group", "distribution",
	"bucket", "asg", "nat-gateway", "network-acl", "security-group", "subnet", "tgw", "tgw-attachment", "vpn", "eni",
	"key", "role", "principal", "address", // of calls that is where the caller was
}

// Rank says how early an engineer asks for entities of a key. Those that do not lead, such as an account or a region, come
// after all others, by name.
func Rank(key string) (rank int, leads bool) {
	if i := slices.Index(leading, key); i >= 0 {
		return i, true
	}
	return len(leading), false
}

// EntityKeys returns the keys of the entities that there are, the leading ones first.
func EntityKeys(entities map[string][]string) []string {
	keys := slices.Sorted(maps.Keys(entities))
	slices.SortStableFunc(keys, func(a, b string) int {
		rankA, _ := Rank(a)
		rankB, _ := Rank(b)
		return rankA - rankB
	})
	return slices.DeleteFunc(keys, func(key string) bool { return len(entities[key]) == 0 })
}
