package conversation

import "hamari/correlate/lens"

// span16 is a range of ports in few bytes, both ends in it; 0 to 0 before there was any.
type span16 struct{ from, to uint16 }

func (s *span16) add(port uint16) { s.merge(span16{port, port}) }

func (s *span16) merge(o span16) {
	switch {
	case o.to == 0:
	case s.to == 0:
		*s = o
	default:
		s.from, s.to = min(s.from, o.from), max(s.to, o.to)
	}
}

// orElse gives the range, or another where there was none.
func (s span16) orElse(other ports) ports {
	if s.to == 0 {
		return other
	}
	return ports{int(s.from), int(s.to)}
}

// tellPorts puts down to which ports of clients replies went of which some were rejected, and some accepted.
func (g *group) tellPorts(v []lens.Value) {
	if g.rejected == 0 || g.cut.to == 0 {
		return
	}
	v[slotCutPorts] = lens.Text(g.cut.orElse(ports{}).String())
	if g.heard.to == 0 {
		return
	}
	v[slotHeardPorts] = lens.Text(g.heard.orElse(ports{}).String())
	if apart := g.cut.to < g.heard.from || g.cut.from > g.heard.to; apart && min(g.accepted, g.rejected) >= byPort {
		v[slotByPorts] = lens.Truth(true)
	}
}
