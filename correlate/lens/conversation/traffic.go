package conversation

import (
	"cmp"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// traffic is what the flow logs of interfaces are of: accepted packets, rejected ones, or both. A flow log is made for
// one of the three (TrafficType) of an interface, a subnet or a VPC.
//
// AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
type traffic struct {
	streams   map[string]sorts    // what the names of log streams tell of them, by interface
	described map[string][]string // traffic types of the flow logs by what they are of; "" for all that are described
	seen      map[string]sorts    // what the records of interfaces are of, by the interface's ID
	around    map[string]sorts    // and those of all interfaces of a site
	sites     map[string]string   // of interfaces, likewise
}

// sorts of records.
type sorts struct{ accepted, rejected bool }

// How it is known that a log has records of one sort.
const (
	loggedByRecords  = "records"
	loggedByStream   = "stream"
	loggedByDescribe = "describe-flow-logs"
)

func (l *Lens) traffic(graph *entity.Graph) *traffic {
	t := &traffic{streams: l.streams(), described: map[string][]string{}, seen: map[string]sorts{}, around: map[string]sorts{}, sites: map[string]string{}}
	for key, g := range l.groups.All() {
		info := l.enis[key.eni]
		t.seen[info.id] = t.seen[info.id].with(g)
		site, known := t.sites[info.id]
		if !known {
			site = cmp.Or(vpcOf(info, graph), accountOf(info))
			t.sites[info.id] = site
		}
		t.around[site] = t.around[site].with(g)
	}
	for _, name := range graph.All("flow-log") {
		id := entity.ID{Kind: "flow-log", Name: name}
		if of := graph.Attr(id, "traffic-type", time.Time{}); of != "" { // else it is a Transit Gateway's
			resource := graph.Attr(id, "resource", time.Time{})
			t.described[resource] = append(t.described[resource], of)
			t.described[""] = append(t.described[""], of)
		}
	}
	return t
}

// types are those of the described flow logs that an interface's records may be from. Nothing else is known of it, any.
func (t *traffic) types(p *place) (types []string) {
	for _, resource := range []string{p.id.Name, p.subnet, p.vpc} {
		if resource != "" {
			types = append(types, t.described[resource]...)
		}
	}
	if len(types) == 0 && p.subnet == "" && p.vpc == "" {
		return t.described[""]
	}
	return types
}

// logged tells how it is known that the log has what an interface accepts, and what it rejects; "" where it is not.
func (t *traffic) logged(p *place) (accepts, rejects string) {
	types, streams := t.types(p), t.streams[p.id.Name]
	how := func(sort string, own, around, stream bool) string {
		switch {
		case own:
			return loggedByRecords
		case stream:
			return loggedByStream
		case slices.Contains(types, sort) || slices.Contains(types, "ALL"):
			return loggedByDescribe
		case around && len(types) == 0 && streams == (sorts{}):
			return loggedByRecords
		}
		return ""
	}
	own, around := t.seen[p.id.Name], t.around[t.sites[p.id.Name]]
	return how("ACCEPT", own.accepted, around.accepted, streams.accepted), how("REJECT", own.rejected, around.rejected, streams.rejected)
}

// describe puts down what the log of an interface is of, and so again where that is, or may be, a Transit Gateway's.
func (t *traffic) describe(key groupKey, p *place, v []lens.Value) {
	accepts, rejects := t.logged(p)
	v[slotAcceptsLogged], v[slotRejectsLogged] = lens.Text(accepts), lens.Text(rejects)
	unknown := p.kind == "" && !key.outside && v[slotAtOwn].String() != "true"
	if p.kind == transitGateway || unknown {
		v[slotGateAccepts], v[slotGateRejects] = v[slotAcceptsLogged], v[slotRejectsLogged]
	}
}
