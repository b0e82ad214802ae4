package words

import (
	"maps"
	"slices"
)

// leading lists the entity keys in the order in which an engineer asks for them; others follow by name.
var leading = []string{
	"instance", "volume", "db-instance", "db-cluster", "function", "load-balancer", "target-group", "distribution",
	"bucket", "asg", "nat-gateway", "network-acl", "security-group", "subnet", "tgw", "tgw-attachment", "vpn", "eni",
	"address", "key", "role", "principal",
}

// EntityKeys returns the keys of the entities that there are, the leading ones first.
func EntityKeys(entities map[string][]string) []string {
	rank := func(key string) int {
		if i := slices.Index(leading, key); i >= 0 {
			return i
		}
		return len(leading)
	}
	keys := slices.Sorted(maps.Keys(entities))
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	return slices.DeleteFunc(keys, func(key string) bool { return len(entities[key]) == 0 })
}
