package entity

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/clb"
)

// request makes the event of a request that a load balancer passed on, or of one for which it found no target.
func request(kind *parsers.Kind, balancer, group, target, address string, at time.Time, record int) *parsers.Event {
	values := make([]parsers.Value, len(kind.Fields))
	w := ways[kind]
	for slot, text := range map[int]string{w.balancer: balancer, w.group: group, w.target: target, w.address: address} {
		if slot >= 0 && text != "" {
			values[slot] = parsers.Value(text)
		}
	}
	return &parsers.Event{Kind: kind, Time: at, Values: values, Pos: parsers.Pos{Member: "a.log", Record: record}}
}

const cartGroup = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/cart/1"

func TestRequests(t *testing.T) {
	list := []*parsers.Event{
		request(alb.Kind, "app/shop/1", cartGroup, "10.0.0.2:80", "10.0.0.2", day, 0),
		request(alb.Kind, "app/shop/1", cartGroup, "10.0.0.3:80", "10.0.0.3", day, 1),
		request(alb.Kind, "app/shop/1", cartGroup, "10.0.0.2:80", "10.0.0.2", day.Add(time.Second), 2),
		request(alb.Kind, "app/shop/1", cartGroup, "", "", day.Add(-time.Second), 3),
		request(alb.Kind, "app/shop/1", "", "", "", day, 4),
		request(clb.Kind, "legacy", "", "10.0.0.2:8080", "10.0.0.2", day, 5),
	}
	for range 20 {
		rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		one, other := NewGraph(), observe(NewGraph(), events)
		observe(one, []*parsers.Event{resource("load-balancer", "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1", `{"VpcId":"vpc-1","Scheme":"internal"}`, 9)})
		var first, second Requests
		for i, ev := range list {
			if i < len(list)/2 {
				first.Observe(one, ev)
			} else {
				second.Observe(other, ev)
			}
		}
		one.Merge(other)
		one.Finish()
		for _, tt := range []struct {
			kind, name, to string
			want           []string
		}{
			{"load-balancer", "app/shop/1", "target-group", []string{"targetgroup/cart/1"}},
			{"load-balancer", "app/shop/1", "target", []string{"10.0.0.2:80", "10.0.0.3:80"}}, // over the group
			{"load-balancer", "app/shop/1", "vpc", []string{"vpc-1"}},                         // described under its ARN
			{"target", "10.0.0.3:80", "load-balancer", []string{"app/shop/1"}},
			{"target", "10.0.0.2:80", "address", []string{"10.0.0.2"}},
			{"target", "10.0.0.2:80", "instance", []string{"i-2"}}, // over its address
			{"target-group", "targetgroup/cart/1", "target", []string{"10.0.0.2:80", "10.0.0.3:80"}},
			{"load-balancer", "legacy", "target", []string{"10.0.0.2:8080"}},
		} {
			if diff := cmp.Diff(tt.want, one.Linked(ID{tt.kind, tt.name}, tt.to)); diff != "" {
				t.Errorf("%s of %s: %s", tt.to, tt.name, diff)
			}
		}
		for _, l := range one.Links(ID{"target-group", "targetgroup/cart/1"}, "load-balancer") {
			if got := fmt.Sprintf("%v %d %s", l.At.Sub(day), l.Cite.Pos.Record, l.From); got != "-1s 3 ALB access log" {
				t.Errorf("the earliest request that tells of the group is %s", got)
			}
		}
		if arn := one.Attr(ID{"target-group", "targetgroup/cart/1"}, "arn", day); arn != cartGroup {
			t.Errorf("the ARN of the group is %q", arn)
		}
	}
}

// TestManyTargets holds that forgetting what was told costs time only.
func TestManyTargets(t *testing.T) {
	g := NewGraph()
	var r Requests
	for i := range maxTold + 10 {
		r.Observe(g, request(clb.Kind, "legacy", "", fmt.Sprintf("10.0.0.1:%d", i), "10.0.0.1", day, i))
	}
	if n := len(g.Linked(ID{"load-balancer", "legacy"}, "target")); n != maxTold+10 || len(r.told) > maxTold {
		t.Errorf("%d targets, %d remembered", n, len(r.told))
	}
}
