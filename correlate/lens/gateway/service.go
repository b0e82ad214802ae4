package gateway

import "hamari/correlate/lens"

// service is what all interfaces of a gateway in a VPC carried of one service in one direction.
type service struct {
	tgw, vpc string
	key      key // without the interface
}

// losses are what they lost of it, together.
type losses struct {
	told                           bool // the log tells of losses
	packets, all, route, blackhole int64
}

func (l *Lens) serviceOf(k key) service {
	s := l.names.sides[k.side]
	k.side = 0
	return service{s.tgw, s.vpc, k}
}

// services adds up what was lost of each service at all interfaces.
func (l *Lens) services() map[service]losses {
	of := make(map[service]losses, l.groups.Len())
	for k, g := range l.groups.All() {
		name := l.serviceOf(k)
		sum := of[name]
		sum.packets += max(g.in.packets, g.out.packets)
		sum.told = sum.told || g.in.losses || g.out.losses
		for i := range lostSlots {
			sum.all += g.lost(i)
		}
		sum.route += g.lost(0)
		sum.blackhole += g.lost(1)
		of[name] = sum
	}
	return of
}

// lost is how many packets were lost for a reason, one of lostSlots.
func (g *group) lost(reason int) int64 { return max(g.in.lost[reason], g.out.lost[reason]) }

func (s losses) tell(v []lens.Value) {
	if !s.told {
		return
	}
	v[slotServiceNoRoute], v[slotServiceBlackhole] = lens.Number(float64(s.route)), lens.Number(float64(s.blackhole))
	if s.packets+s.all > 0 {
		v[slotServiceShare] = lens.Number(float64(s.all) / float64(s.packets+s.all))
	}
}
