package conversation

import "fmt"

// Levels of detail. At each, less is told apart; the level in force is the lowest at which the groups fit. What becomes
// of a record at a level depends on the record alone, so the outcome does not depend on the order of the records.
const (
	allDetail = iota
	noProbes  // ports on which public addresses were rejected are put together
	noOutside // all ports of conversations with public addresses are put together
	lastLevel = noOutside
)

// levelText says what a level means, for the report.
var levelText = [...]string{
	allDetail: "",
	noProbes:  "more than %d services in the flow logs: the ports on which public addresses were rejected are not told apart",
	noOutside: "more than %d services in the flow logs: the ports of conversations with public addresses are not told apart",
}

// Note says what detail was given up for want of room, or "".
func (l *Lens) Note() string {
	if l.level == allDetail {
		return ""
	}
	return fmt.Sprintf(levelText[l.level], maxGroups)
}

// at gives the key under which a group stands at a level.
func (k groupKey) at(level uint8) groupKey {
	if level >= noProbes && k.probe || level >= noOutside && k.outside {
		k.port = 0
	}
	return k
}

// coarsen raises the level and puts groups together accordingly.
func (l *Lens) coarsen(level uint8) {
	l.level = level
	old := l.groups
	l.groups = make(map[groupKey]*group, len(old)/2)
	for key, g := range old {
		l.add(key.at(level), g, nil)
	}
}

// Merge adds what the other lens gathered; the other must not be used afterwards.
func (l *Lens) Merge(other *Lens) {
	if other.level > l.level {
		l.coarsen(other.level)
	}
	for n, info := range other.infos {
		l.mergeInfo(other.names[n], info)
	}
	members := make([]uint32, len(other.members))
	for i, path := range other.members {
		members[i] = l.memberNumber(path)
	}
	for key, g := range other.groups {
		key.eni = l.enis[other.names[key.eni]]
		l.add(key.at(l.level), g, members)
	}
	for len(l.groups) > maxGroups && l.level < lastLevel {
		l.coarsen(l.level + 1)
	}
}

func (l *Lens) mergeInfo(id string, info *eniInfo) {
	n, ok := l.enis[id]
	if !ok {
		n = uint32(len(l.names))
		l.names = append(l.names, id)
		l.infos = append(l.infos, &eniInfo{})
		l.enis[id] = n
	}
	mine := l.infos[n]
	for _, f := range []struct {
		into *string
		v    string
	}{
		{&mine.subnet, info.subnet}, {&mine.vpc, info.vpc}, {&mine.az, info.az}, {&mine.instance, info.instance},
		{&mine.account, info.account}, {&mine.region, info.region}, {&mine.kind, info.kind},
	} {
		if f.v != "" && (*f.into == "" || f.v < *f.into) {
			*f.into = f.v
		}
	}
	mine.translated = mine.translated || info.translated
	mine.directed = mine.directed || info.directed
	mine.translatedPublic = mine.translatedPublic || info.translatedPublic
}

// add puts a group under a key. members, if given, maps the numbers of the group's citations.
func (l *Lens) add(key groupKey, g *group, members []uint32) {
	if members != nil {
		g.acceptCite.renumber(members)
		g.rejectCite.renumber(members)
	}
	mine := l.groups[key]
	if mine == nil {
		l.groups[key] = g
		return
	}
	mine.merge(l, g)
}

func (c *cite) renumber(members []uint32) {
	if c.set {
		c.member = members[c.member]
	}
}

func (g *group) merge(l *Lens, o *group) {
	if o.accepted > 0 {
		if g.accepted == 0 || o.firstAccept < g.firstAccept {
			g.firstAccept = o.firstAccept
		}
		g.lastAccept = max(g.lastAccept, o.lastAccept)
	}
	if o.rejected > 0 {
		if g.rejected == 0 || o.firstReject < g.firstReject {
			g.firstReject = o.firstReject
		}
		g.lastReject = max(g.lastReject, o.lastReject)
	}
	g.accepted += o.accepted
	g.rejected += o.rejected
	g.packets += o.packets
	g.bytes += o.bytes
	g.unanswered += o.unanswered
	g.acceptMinutes.merge(&o.acceptMinutes)
	g.rejectMinutes.merge(&o.rejectMinutes)
	if o.networkBits < g.networkBits {
		g.widen(o.networkBits)
	}
	for p := range o.networks {
		g.addNetwork(p.Addr())
	}
	for _, pair := range []struct{ mine, theirs *cite }{{&g.acceptCite, &o.acceptCite}, {&g.rejectCite, &o.rejectCite}} {
		if pair.theirs.set && (!pair.mine.set || l.before(*pair.theirs, *pair.mine)) {
			*pair.mine = *pair.theirs
		}
	}
}
