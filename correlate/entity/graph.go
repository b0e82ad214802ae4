package entity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// ID names one entity: an entity key of the report ("volume") and AWS's identifier.
type ID struct{ Kind, Name string }

// Fact is an attribute of an entity with where it is known from.
type Fact struct {
	Value string
	At    time.Time // when it was so; zero for a describe answer, which is taken to speak of the end of the bundle
	Cite  lens.Cite
	From  string // the AWS call or log that says so: "ec2 describe-volumes", "CreateVolume"
}

// Link says that two entities belong together.
type Link struct {
	To   ID
	At   time.Time // since when, as far as known
	Cite lens.Cite
	From string

	// Listed says that the description of the entity whose link it is lists the other end, and not only the other way round: a
	// description of one volume names its instance, but not the instance's other volumes.
	Listed bool
}

// Graph holds entities, their facts and their links.
type Graph struct {
	nodes map[ID]*node
	room  int  // for so many nodes
	full  bool // something found no room
}

type node struct {
	facts    map[string][]Fact
	links    []Link
	index    map[linkKey]int // places in links, where there are many
	unsorted bool            // something came since the last Finish
}

type linkKey struct {
	to   ID
	from string
}

// MaxEntities is how many entities a graph holds; of a bundle that names more, the later ones are lost, see Full.
const MaxEntities = 2_000_000

// NewGraph returns an empty graph.
func NewGraph() *Graph { return &Graph{nodes: map[ID]*node{}, room: MaxEntities} }

// Full reports whether some entities found no room.
func (g *Graph) Full() bool { return g.full }

// node returns the node of an entity, nil if there is no room for one.
func (g *Graph) node(id ID) *node {
	n := g.nodes[id]
	if n == nil {
		if len(g.nodes) >= g.room {
			g.full = true
			return nil
		}
		n = &node{}
		g.nodes[id] = n
	}
	return n
}

// Know adds a fact.
func (g *Graph) Know(id ID, name string, f Fact) {
	if id.Name == "" || f.Value == "" {
		return
	}
	n := g.node(id)
	if n == nil {
		return
	}
	if n.facts == nil {
		n.facts = map[string][]Fact{}
	}
	for i, known := range n.facts[name] {
		if known.Value == f.Value && known.At.Equal(f.At) && known.From == f.From {
			if compareCites(f.Cite, known.Cite) < 0 {
				n.facts[name][i], n.unsorted = f, true
			}
			return
		}
	}
	n.facts[name], n.unsorted = append(n.facts[name], f), true
}

// Connect links two entities, in both directions.
func (g *Graph) Connect(a, b ID, at time.Time, cite lens.Cite, from string) {
	g.connect(a, b, at, cite, from, false)
}

// Describe is Connect for what the description of the first lists.
func (g *Graph) Describe(a, b ID, at time.Time, cite lens.Cite, from string) {
	g.connect(a, b, at, cite, from, true)
}

func (g *Graph) connect(a, b ID, at time.Time, cite lens.Cite, from string, listed bool) {
	if a.Name == "" || b.Name == "" {
		return
	}
	one, other := g.node(a), g.node(b)
	if one == nil || other == nil {
		return
	}
	one.connect(Link{To: b, At: at, Cite: cite, From: from, Listed: listed})
	other.connect(Link{To: a, At: at, Cite: cite, From: from})
}

func (n *node) connect(l Link) {
	i, known := n.find(l)
	switch {
	case !known:
		if n.index != nil {
			n.index[linkKey{l.To, l.From}] = len(n.links)
		}
		n.links, n.unsorted = append(n.links, l), true
	case compareLinks(l, n.links[i]) < 0:
		l.Listed = l.Listed || n.links[i].Listed
		n.links[i], n.unsorted = l, true
	default:
		n.links[i].Listed = n.links[i].Listed || l.Listed
	}
}

// indexFrom is the number of links from which on looking through them would take too long: a VPC may have a hundred
// thousand, most things have a handful.
const indexFrom = 32

// find returns the place of the link that says the same from the same source.
func (n *node) find(l Link) (place int, known bool) {
	if len(n.links) < indexFrom {
		place = slices.IndexFunc(n.links, func(k Link) bool { return k.To == l.To && k.From == l.From })
		return place, place >= 0
	}
	if n.index == nil {
		n.index = make(map[linkKey]int, 2*len(n.links))
		for i, k := range n.links {
			n.index[linkKey{k.To, k.From}] = i
		}
	}
	place, known = n.index[linkKey{l.To, l.From}]
	return place, known
}

// Merge adds what the other graph knows.
func (g *Graph) Merge(other *Graph) {
	g.full = g.full || other.full
	for id, theirs := range other.nodes {
		for name, facts := range theirs.facts {
			for _, f := range facts {
				g.Know(id, name, f)
			}
		}
		for _, l := range theirs.links {
			if mine := g.node(id); mine != nil {
				mine.connect(l)
			}
		}
	}
}

// Finish puts everything into an order that does not depend on how the graph came about.
func (g *Graph) Finish() {
	for _, n := range g.nodes {
		if !n.unsorted {
			continue // what the lenses and sightings add at the end touches a few entities only
		}
		for _, facts := range n.facts {
			slices.SortFunc(facts, compareFacts)
		}
		slices.SortFunc(n.links, compareLinks)
		n.index, n.unsorted = nil, false
	}
}

func compareFacts(a, b Fact) int {
	// Describe answers have no time: they speak of the end.
	if a.At.IsZero() != b.At.IsZero() {
		if a.At.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.At.Compare(b.At), compareCites(a.Cite, b.Cite), cmp.Compare(a.Value, b.Value))
}

func compareLinks(a, b Link) int {
	return cmp.Or(cmp.Compare(a.To.Kind, b.To.Kind), cmp.Compare(a.To.Name, b.To.Name), cmp.Compare(a.From, b.From),
		a.At.Compare(b.At), compareCites(a.Cite, b.Cite))
}

func compareCites(a, b lens.Cite) int {
	return cmp.Or(cmp.Compare(a.Pos.Member, b.Pos.Member), cmp.Compare(a.Pos.Record, b.Pos.Record))
}

// Fact returns what is known of an attribute at a time: the latest statement not after it, else the earliest one.
// The zero time asks for the latest of all.
func (g *Graph) Fact(id ID, name string, at time.Time) (Fact, bool) {
	n := g.nodes[id]
	if n == nil || len(n.facts[name]) == 0 {
		return Fact{}, false
	}
	facts := n.facts[name]
	if at.IsZero() {
		return facts[len(facts)-1], true
	}
	best := facts[0]
	for _, f := range facts[1:] {
		if f.At.IsZero() || f.At.After(at) {
			break
		}
		best = f
	}
	return best, true
}

// Attr returns the value of a fact, or "".
func (g *Graph) Attr(id ID, name string, at time.Time) string {
	f, _ := g.Fact(id, name, at)
	return f.Value
}

// Changes lists the times from which on one of the attributes may be another, in order.
func (g *Graph) Changes(id ID, names ...string) (times []time.Time) {
	n := g.nodes[id]
	if n == nil {
		return nil
	}
	for _, name := range names {
		for _, f := range n.facts[name] {
			if !f.At.IsZero() {
				times = append(times, f.At)
			}
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return slices.CompactFunc(times, time.Time.Equal)
}

// Has reports whether anything is known of the entity beyond its name.
func (g *Graph) Has(id ID) bool { return g.nodes[id] != nil }

// Linked returns the names of the entities of a kind that are linked to the given one, sorted: directly, or over the
// shortest known route (a key is linked to an instance through its volumes).
func (g *Graph) Linked(id ID, kind string) []string {
	if names := g.direct(id, kind); len(names) > 0 {
		return names
	}
	var names []string
	for _, via := range routes[id.Kind+">"+kind] {
		for _, middle := range g.direct(id, via) {
			names = append(names, g.Linked(ID{via, middle}, kind)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// routes name the entity kind over which two kinds are linked that have no link of their own.
var routes = map[string][]string{
	"instance>key":            {"volume"},
	"key>instance":            {"volume"},
	"instance>snapshot":       {"volume"},
	"snapshot>instance":       {"volume"},
	"instance>network-acl":    {"subnet"},
	"eni>network-acl":         {"subnet"},
	"eni>vpc":                 {"subnet"},
	"instance>vpc":            {"subnet"},
	"instance>eni":            {"address"},
	"address>instance":        {"eni"},
	"instance>az":             {"subnet"},
	"eni>az":                  {"subnet"},
	"tgw-attachment>az":       {"eni"},
	"subnet>instance":         {"eni"},
	"address>subnet":          {"eni"},
	"security-group>subnet":   {"eni"},
	"instance>security-group": {"eni"},
	"target>instance":         {"address"},
	"instance>target":         {"address"},
	"target>eni":              {"address"},
	"target>load-balancer":    {"target-group"},
	"load-balancer>target":    {"target-group"},
}

func (g *Graph) direct(id ID, kind string) []string {
	n := g.nodes[id]
	if n == nil {
		return nil
	}
	var names []string
	for _, l := range n.links {
		if l.To.Kind == kind {
			names = append(names, l.To.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Links returns the links of an entity to those of a kind.
func (g *Graph) Links(id ID, kind string) []Link {
	n := g.nodes[id]
	if n == nil {
		return nil
	}
	var links []Link
	for _, l := range n.links {
		if l.To.Kind == kind {
			links = append(links, l)
		}
	}
	return links
}

// Complete reports whether a missing link between an entity and those of a kind means that there is none: a describe
// answer lists what the entity has of them, or names the one that it can have. An answer may hold what was asked for
// alone, and does not say so: that no volume of those described is attached to an instance says nothing of its volumes.
func (g *Graph) Complete(id ID, kind string) bool {
	one := slices.Contains(hasOne[id.Kind], kind)
	return slices.ContainsFunc(g.Links(id, kind), func(l Link) bool {
		return (l.Listed || one) && strings.Contains(l.From, " describe-")
	})
}

// hasOne tells the kinds of which an entity has one at a time, with so few exceptions that they do not count: whoever
// names it names all.
var hasOne = map[string][]string{
	"db-instance":    {"engine"},
	"tunnel":         {"vpn"},
	"volume":         {"instance", "key", "snapshot"},
	"snapshot":       {"key"},
	"instance":       {"subnet", "vpc", "asg"},
	"address":        {"eni", "instance", "nat-gateway"},
	"eni":            {"instance", "subnet", "vpc", "nat-gateway", "tgw-attachment", "load-balancer"},
	"subnet":         {"vpc", "network-acl", "route-table"},
	"network-acl":    {"vpc"},
	"security-group": {"vpc"},
	"route-table":    {"vpc"},
	"nat-gateway":    {"subnet", "vpc"},
	"tgw-attachment": {"tgw", "vpc"},
	"load-balancer":  {"vpc"},
	"target-group":   {"vpc", "load-balancer"},
}

// All returns the names of all entities of a kind, sorted.
func (g *Graph) All(kind string) []string {
	var names []string
	for id := range g.nodes {
		if id.Kind == kind {
			names = append(names, id.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Holds reports whether there is any entity of a kind.
func (g *Graph) Holds(kind string) bool {
	for id := range g.nodes {
		if id.Kind == kind {
			return true
		}
	}
	return false
}

// Definite reports whether the links from an entity to those of a kind are all there are, even if there are none: an
// instance whose volumes are all described and unencrypted has no key.
func (g *Graph) Definite(id ID, kind string) bool {
	if kind == "key" && id.Kind == "instance" {
		if !g.Complete(id, "volume") {
			return false
		}
		for _, v := range g.direct(id, "volume") {
			if !g.Definite(ID{"volume", v}, "key") {
				return false
			}
		}
		return true
	}
	if kind == "key" && id.Kind == "volume" {
		return g.Attr(id, "encrypted", time.Time{}) == "false" || len(g.direct(id, "key")) > 0
	}
	return g.Complete(id, kind)
}
