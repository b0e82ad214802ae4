package limits

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Larger returns the bigger types of the same family whose baseline, not burst, carries the given IOPS and MiB/s,
// smallest first. Bare metal sizes come last. Nil where the type is unknown or no size of its family suffices.
func Larger(name string, iops, mibs float64) []Instance {
	own, ok := parseType(name)
	if !ok {
		return nil
	}
	return choose(iops, mibs, func(t typeName) bool {
		return t.family == own.family && t.rank > own.rank
	})
}

// SameClass returns, for a type whose own family has no size that carries the given IOPS and MiB/s, what other families
// of its class have: for each of them the smallest type that suffices and is not smaller than the given one.
//
// Families are of one class where the letters before the generation agree (m5, m6i, m7i-flex), and they are offered
// only from the same generation on and for the same processor architecture, because a change between x86 and Arm needs
// another image. They come in the order of generation, then of name.
func SameClass(name string, iops, mibs float64) []Instance {
	own, ok := parseType(name)
	if !ok {
		return nil
	}
	all := choose(iops, mibs, func(t typeName) bool {
		return t.class == own.class && t.family != own.family && t.generation >= own.generation &&
			t.arm == own.arm && t.rank >= own.rank
	})
	family := func(a, b Instance) bool { return familyOf(a.Type) == familyOf(b.Type) }
	return slices.CompactFunc(all, family) // sorted by family and size, so the first of each is its smallest
}

// GeneralPurpose returns, for a burstable type, the general purpose types that carry the given IOPS and MiB/s: of the same
// processor architecture, not smaller than the given one, the smallest size first, and one of each family.
func GeneralPurpose(name string, iops, mibs float64) []Instance {
	own, ok := parseType(name)
	if !ok || own.class != "t" {
		return nil
	}
	all := choose(iops, mibs, func(t typeName) bool {
		return t.class == "m" && t.generation >= 5 && t.arm == own.arm && t.rank >= own.rank
	})
	family := func(a, b Instance) bool { return familyOf(a.Type) == familyOf(b.Type) }
	all = slices.CompactFunc(all, family)
	slices.SortStableFunc(all, func(a, b Instance) int {
		one, _ := parseType(a.Type)
		two, _ := parseType(b.Type)
		// The shorter name has fewer extras.
		return cmp.Or(cmp.Compare(one.rank, two.rank), cmp.Compare(one.generation, two.generation), cmp.Compare(len(one.family), len(two.family)))
	})
	return all
}

// MoreCPU returns the next size of the same family that has more vCPUs, "" where there is none or the type is not known.
// Sizes of T types share their number of vCPUs with others; a bare metal size has those of the largest virtual one.
func MoreCPU(name string) string {
	own, ok := parseType(name)
	if !ok {
		return ""
	}
	burst, burstable := BurstType(name)
	next, rank := "", metalRank
	for larger := range table() {
		t, ok := parseType(larger)
		if !ok || t.family != own.family || t.rank <= own.rank || t.rank >= rank {
			continue
		}
		if b, _ := BurstType(larger); !burstable || b.VCPUs > burst.VCPUs {
			next, rank = larger, t.rank
		}
	}
	return next
}

// choose returns the types of the table that suffice and are accepted, by generation, family and size.
func choose(iops, mibs float64, accept func(typeName) bool) []Instance {
	type candidate struct {
		typeName
		Instance
	}
	var found []candidate
	for name, i := range table() {
		if !i.suffices(iops, mibs) {
			continue
		}
		if t, ok := parseType(name); ok && accept(t) {
			found = append(found, candidate{t, i})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(a.generation, b.generation),
			cmp.Compare(a.family, b.family),
			cmp.Compare(a.rank, b.rank),
			cmp.Compare(a.Type, b.Type))
	})
	var instances []Instance
	for _, c := range found {
		instances = append(instances, c.Instance)
	}
	return instances
}

// typeName is the name of an instance type, taken apart.
//
// Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
type typeName struct {
	family     string // "m6gd"
	class      string // "m"
	generation int    // 6
	arm        bool   // a "g" leads the options: Graviton
	rank       int    // order of the sizes within a family
}

func familyOf(name string) string {
	family, _, _ := strings.Cut(name, ".")
	return family
}

func parseType(name string) (typeName, bool) {
	family, size, ok := strings.Cut(name, ".")
	if !ok {
		return typeName{}, false
	}
	digit := strings.IndexAny(family, "0123456789")
	rank, ok := sizeRank(size)
	if digit <= 0 || !ok {
		return typeName{}, false
	}
	options := strings.TrimLeft(family[digit:], "0123456789")
	generation, err := strconv.Atoi(family[digit : len(family)-len(options)])
	if err != nil {
		return typeName{}, false
	}
	t := typeName{family: family, class: family[:digit], generation: generation, rank: rank}
	t.arm = strings.HasPrefix(options, "g") || family == "a1" || family == "mac2"
	return t, true
}

// metalRank is behind every virtual size.
const metalRank = 1 << 20

// sizeRank orders sizes: nano, micro, small, medium, large, xlarge, 2xlarge ... metal, metal-24xl ...
func sizeRank(size string) (int, bool) {
	named := []string{"nano", "micro", "small", "medium", "large", "xlarge"}
	if i := slices.Index(named, size); i >= 0 {
		return i, true
	}
	if metal, ok := strings.CutPrefix(size, "metal"); ok {
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(metal, "-"), "xl"))
		return metalRank + n, true
	}
	times, ok := strings.CutSuffix(size, "xlarge")
	n, err := strconv.Atoi(times)
	if !ok || err != nil || n < 2 || n >= metalRank/2 {
		return 0, false
	}
	return len(named) + n, true
}
