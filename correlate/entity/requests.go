package entity

import (
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/clb"
)

// Requests tells a graph what access logs say of load balancers: which target groups and targets each of them sends
// requests to. Logs say the same with every request, so what has been told is remembered. The zero value is ready.
type Requests struct {
	told map[string]time.Time // since when, by load balancer, target group and target
	key  []byte
}

// maxTold is how many combinations are remembered; more are told again.
const maxTold = 20_000

// way is a request's way from the load balancer to its target, and the log that tells it.
type way struct {
	balancer, group, target, address int // slots; -1 for none
	from                             string
}

var ways = map[*parsers.Kind]way{
	alb.Kind: {alb.SlotELB, alb.SlotTargetGroupARN, alb.SlotTarget, alb.SlotTargetIP, "ALB access log"},
	clb.Kind: {clb.SlotELB, -1, clb.SlotBackend, clb.SlotBackendIP, "CLB access log"},
}

// Observe takes in one request.
func (r *Requests) Observe(g *Graph, ev *parsers.Event) {
	w, ok := ways[ev.Kind]
	if !ok || r.knows(w, ev) {
		return
	}
	cite := lens.Cite{Pos: ev.Pos, Time: ev.Time, End: ev.End}
	balancer := ID{"load-balancer", Canonical("load-balancer", ev.Value(w.balancer).String())}
	arn := ev.Value(w.group).String()
	group := ID{"target-group", Canonical("target-group", arn)}
	target := ID{"target", ev.Value(w.target).String()}
	g.Connect(balancer, group, ev.Time, cite, w.from)
	g.Connect(target, ID{"address", ev.Value(w.address).String()}, ev.Time, cite, w.from)
	if group.Name != "" {
		g.Know(group, "arn", Fact{Value: arn, At: ever, Cite: cite, From: w.from})
		g.Connect(group, target, ev.Time, cite, w.from)
	} else {
		g.Connect(balancer, target, ev.Time, cite, w.from)
	}
}

// knows reports whether the graph has been told the same of an earlier time, and remembers that it is now.
func (r *Requests) knows(w way, ev *parsers.Event) bool {
	r.key = append(append(append(r.key[:0], ev.Value(w.balancer)...), ' '), ev.Value(w.group)...)
	r.key = append(append(r.key, ' '), ev.Value(w.target)...)
	if since, ok := r.told[string(r.key)]; ok && ev.Time.After(since) {
		return true
	}
	if r.told == nil || len(r.told) >= maxTold {
		r.told = map[string]time.Time{}
	}
	r.told[string(r.key)] = ev.Time
	return false
}
