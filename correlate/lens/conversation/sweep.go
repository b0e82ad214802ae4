package conversation

import "hamari/correlate/lens/flow"

// sweepServers is how many servers a client asks on one port, none of which ever served it there, before it looks like one
// that goes from server to server. This is a judgement: the nodes of a cluster are mostly fewer.
const sweepServers = 10

// remoteControl are the ports by which a host is taken over from another: SSH, Telnet, RPC, NetBIOS, SMB, RDP, VNC and WinRM.
var remoteControl = []int{22, 23, 135, 139, 445, 3389, 5900, 5985, 5986}

// sweepKey is a client and the port that it tries.
func (k exchangeKey) sweepKey() exchangeKey {
	return exchangeKey{client: k.client, port: k.port, proto: k.proto, side: k.side}
}

// sweeps counts the servers that clients in private networks ask in vain on one port, for clients that no server served there.
func (x *exchangeRows) sweeps() map[exchangeKey]int {
	servers := map[exchangeKey]int{}
	for _, r := range x.list {
		if r.key.side == flow.LocalServer && r.key.port != 0 && !r.key.isOutside() && r.exchange.hopeless(r.key.proto) {
			servers[r.key.sweepKey()]++
		}
	}
	for key, e := range x.lens.inside.table.All() {
		if e.asked.n > 0 && key.side == flow.LocalServer {
			delete(servers, key.sweepKey())
		}
	}
	for key, n := range servers {
		if n < sweepServers {
			delete(servers, key)
		}
	}
	return servers
}
