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
}

// Graph holds entities, their facts and their links.
type Graph struct {
	nodes map[ID]*node
}

type node struct {
	facts map[string][]Fact
	links []Link
}

// NewGraph returns an empty graph.
func NewGraph() *Graph { return &Graph{nodes: map[ID]*node{}} }

// MaxEntities is how many entities a graph holds; a bundle that names more loses the later ones, which is reported.
const MaxEntities = 2_000_000

func (g *Graph) node(id ID) *node {
	n := g.nodes[id]
	if n == nil {
		n = &node{}
		g.nodes[id] = n
	}
	return n
}

// Know adds a fact.
func (g *Graph) Know(id ID, name string, f Fact) {
	if id.Name == "" || f.Value == "" || len(g.nodes) >= MaxEntities && g.nodes[id] == nil {
		return
	}
	n := g.node(id)
	if n.facts == nil {
		n.facts = map[string][]Fact{}
	}
	for i, known := range n.facts[name] {
		if known.Value == f.Value && known.At.Equal(f.At) && known.From == f.From {
			if compareCites(f.Cite, known.Cite) < 0 {
				n.facts[name][i] = f
			}
			return
		}
	}
	n.facts[name] = append(n.facts[name], f)
}

// Connect links two entities, in both directions.
func (g *Graph) Connect(a, b ID, at time.Time, cite lens.Cite, from string) {
	if a.Name == "" || b.Name == "" || len(g.nodes) >= MaxEntities && (g.nodes[a] == nil || g.nodes[b] == nil) {
		return
	}
	g.node(a).connect(Link{To: b, At: at, Cite: cite, From: from})
	g.node(b).connect(Link{To: a, At: at, Cite: cite, From: from})
}

func (n *node) connect(l Link) {
	for i, known := range n.links {
		if known.To == l.To && known.From == l.From {
			if compareLinks(l, known) < 0 {
				n.links[i] = l
			}
			return
		}
	}
	n.links = append(n.links, l)
}

// Merge adds what the other graph knows.
func (g *Graph) Merge(other *Graph) {
	for id, theirs := range other.nodes {
		for name, facts := range theirs.facts {
			for _, f := range facts {
				g.Know(id, name, f)
			}
		}
		if len(theirs.links) > 0 {
			mine := g.node(id)
			for _, l := range theirs.links {
				mine.connect(l)
			}
		}
	}
}

// Finish puts everything into an order that does not depend on how the graph came about.
func (g *Graph) Finish() {
	for _, n := range g.nodes {
		for _, facts := range n.facts {
			slices.SortFunc(facts, compareFacts)
		}
		slices.SortFunc(n.links, compareLinks)
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

// Complete reports whether a describe answer stands behind the links between an entity and those of a kind, so that a
// missing link means that there is none.
func (g *Graph) Complete(id ID, kind string) bool {
	for _, l := range g.Links(id, kind) {
		if strings.Contains(l.From, " describe-") {
			return true
		}
	}
	return false
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
