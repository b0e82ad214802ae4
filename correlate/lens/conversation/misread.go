package conversation

import (
	"math/bits"

	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// served is how many ports of others make one port a server's: where no flags tell who began, the lower of the two is taken
// for the server's, though a client may use a port below it. This is a judgement.
const served = 8

// far is the port on the other side of a group's records, and whose it is.
type far struct {
	remote  flowlog.Addr
	variety uint64 // bits by hash of the ports
	port    uint16
	parties uint8 // how many parties and ports there are; 2 stands for several
	begun   bool  // flags of a record tell who began
}

func portBit(port uint16) uint64 { return 1 << (uint64(port) * 0x9e3779b97f4a7c15 >> 58) }

// see takes in a record.
func (f *far) see(r *record) {
	f.begun = f.begun || r.key.proto == flowlog.ProtocolTCP && r.TCPFlags()&flowlog.FlagSYN != 0
	port := uint16(r.SrcPort())
	if port == r.key.port {
		port = uint16(r.DstPort())
	}
	f.merge(&far{remote: r.remote, variety: portBit(port), port: port, parties: 1})
}

func (f *far) merge(o *far) {
	f.begun = f.begun || o.begun
	f.variety |= o.variety
	switch {
	case o.parties == 0:
	case f.parties == 0:
		f.remote, f.port, f.parties = o.remote, o.port, o.parties
	case o.parties > 1 || f.remote != o.remote || f.port != o.port:
		f.remote, f.port, f.parties = flowlog.Addr{}, 0, 2
	}
}

// turned is the key of a group whose server is the other side.
func (k groupKey) turned(f *far) groupKey {
	k.port = f.port
	if k.guessed { // the server's side is taken for the one in the VPC
		k.heading = flow.ToLocal + flow.FromLocal - k.heading
		k.outside = flow.IsPublic(k.local)
		k.local = f.remote
		return k
	}
	k.server = flow.LocalServer + flow.RemoteServer - k.server
	return k
}

// misread returns the keys of groups whose one port is a client's, and what they turn into: on the other side is a port that
// many others use.
func (l *Lens) misread() map[groupKey]groupKey {
	varieties := map[groupKey]uint64{} // of what groups may turn into
	candidates := map[groupKey]groupKey{}
	for key, g := range l.groups.All() {
		if f := &g.far; flow.HasPorts(key.proto) && key.port != 0 && !f.begun && f.parties == 1 && f.port != key.port {
			candidates[key] = key.turned(f)
			varieties[candidates[key].offered(true)] = 0
		}
	}
	for key, g := range l.groups.All() {
		if _, asked := varieties[key.offered(true)]; asked {
			varieties[key.offered(true)] |= g.far.variety
		}
	}
	for key, other := range candidates {
		if bits.OnesCount64(varieties[other.offered(true)]) < served {
			delete(candidates, key)
		}
	}
	return candidates
}

// turn puts right what a group knows of the other parties, once its server is the other side.
func (g *group) turn(was groupKey) {
	if was.guessed {
		g.networks = flow.Networks{}
		g.networks.Add(was.local, g.marks())
		if g.peers == 1 {
			g.peer = was.local
		}
	}
	g.far = far{remote: was.local, variety: portBit(was.port), port: was.port, parties: 1}
}
