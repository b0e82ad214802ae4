package conversation

import (
	"net/netip"
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// silent is what a service let in and did not answer, while it answered other clients: of clients that never got a reply from
// the interface, which rejected nothing of theirs.
type silent struct {
	tally
	clients  []netip.Addr
	answered bool // others are
}

// silent finds what services within private networks left without a reply, by the key of the requests' group but for what the log shows.
func (l *Lens) silent(places []*place) map[groupKey]*silent {
	if l.inside.level >= clientNets {
		return nil
	}
	of := map[groupKey]*silent{}
	for key, e := range l.inside.table.All() {
		p := places[key.eni]
		if key.side != flow.LocalServer || key.proto != flowlog.ProtocolTCP || key.port == 0 || key.guessed || !e.flagged || !p.ends(key.server.Netip(), e.hosted) {
			continue
		}
		without := e.answered.n+e.stopped.n+e.refused.n == 0 && e.opened.n >= insists
		if !without && e.greeted == 0 || l.enis[key.eni].skipped > 0 {
			continue
		}
		service := groupKey{local: key.server, eni: key.eni, port: key.port, proto: key.proto, heading: flow.ToLocal, server: flow.LocalServer}
		s := of[service]
		if s == nil {
			s = &silent{}
			of[service] = s
		}
		if !without {
			s.answered = true
			continue
		}
		s.n += e.opened.n
		s.last = max(s.last, e.opened.last)
		l.members.KeepCite(&s.cite, e.asked.cite)
		s.clients = append(s.clients, key.client.Netip())
	}
	return of
}

// tellSilent puts down in the row of the requests what was not answered.
func (l *Lens) tellSilent(of map[groupKey]*silent, key groupKey, row *lens.Row) {
	const most = 8
	key.hasPkt = false
	s := of[key]
	if s == nil || !s.answered || s.n == 0 {
		return
	}
	slices.SortFunc(s.clients, netip.Addr.Compare)
	var names []string
	for _, a := range s.clients[:min(len(s.clients), most)] {
		names = append(names, a.String())
	}
	row.Values[slotNoReply], row.Values[slotNoReplyTo] = lens.Number(float64(s.n)), lens.Text(strings.Join(names, ","))
	row.Values[slotNoReplyClients] = lens.Number(float64(len(s.clients)))
	if s.last > 0 {
		row.Values[slotFirstNoReply], row.Values[slotLastNoReply] = lens.Text(rfc3339(s.cite.Start)), lens.Text(rfc3339(s.last))
	}
	row.Cites = append(row.Cites, l.members.Lens(s.cite, lens.FirstOf(s.n, "request without a reply", "requests without a reply")))
}
