package conversation

import (
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Bounds of what is told of half-open handshakes. These are judgements: three packets of an open connection may come to the
// same number of bytes by chance, but not most of the records that begin one.
const halfOpens = 3 // such records of a service, and half of all that are of a SYN-ACK and no end

// half counts records that have the flags of a SYN-ACK and no others, and those of them that show it sent again.
type half struct {
	tally
	greetings int64
}

// greets reports whether a record's flags are those of a SYN-ACK alone.
func (r *record) greets() bool {
	return r.key.proto == flowlog.ProtocolTCP && !r.rejected && r.TCPFlags() == flowlog.FlagSYN|flowlog.FlagACK
}

// again reports whether such a record shows the SYN-ACK sent again.
func (r *record) again() bool { return flow.SentAgain(r.Packets(), r.Bytes()) }

// keepHalfOpen counts such a record.
func (l *Lens) keepHalfOpen(g *group, r *record, pos *parsers.Pos) {
	if g.half == nil {
		g.half = &half{}
	}
	g.half.greetings++
	if !r.again() {
		return
	}
	g.half.n++
	g.half.last = max(g.half.last, r.end)
	l.members.Keep(&g.half.cite, pos, r.start, r.end)
}

// mergeHalfOpen adds what another group counted.
func (l *Lens) mergeHalfOpen(g, o *group) {
	switch {
	case o.half == nil:
	case g.half == nil:
		g.half = o.half
	case o.half.n == 0:
		g.half.greetings += o.half.greetings
	default:
		g.half.n += o.half.n
		g.half.greetings += o.half.greetings
		g.half.last = max(g.half.last, o.half.last)
		l.members.KeepCite(&g.half.cite, o.half.cite)
	}
}

// tellHalfOpen puts down the records of a row at an end of the connection: others see the same packets again.
func (l *Lens) tellHalfOpen(g *group, row *lens.Row) {
	if g.half == nil || g.half.n < halfOpens || 2*g.half.n < g.half.greetings || row.Values[slotAtOwn].String() != "true" {
		return
	}
	row.Values[slotHalfOpen] = lens.Number(float64(g.half.n))
	if g.half.last > 0 {
		row.Values[slotFirstHalfOpen], row.Values[slotLastHalfOpen] = lens.Text(rfc3339(g.half.cite.Start)), lens.Text(rfc3339(g.half.last))
	}
	row.Cites = append(row.Cites, l.members.Lens(g.half.cite, lens.FirstOf(g.half.n, "record of SYN-ACKs sent again", "records of SYN-ACKs sent again")))
}

func adoptHalfOpen(g *group, adopt func(*flow.Cite)) {
	if g.half != nil && g.half.n > 0 {
		adopt(&g.half.cite)
	}
}
