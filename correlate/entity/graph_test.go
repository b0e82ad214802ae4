package entity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/inventory"
)

var day = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

// call makes the event of an API call.
func call(name, raw string, at time.Time, record int) *parsers.Event {
	values := make([]parsers.Value, len(cloudtrail.Kind.Fields))
	values[cloudtrail.SlotEventName] = parsers.Value(name)
	values[cloudtrail.SlotAWSRegion] = parsers.Value("eu-west-1")
	values[cloudtrail.SlotRecipientAccountID] = parsers.Value("111122223333")
	return &parsers.Event{Kind: cloudtrail.Kind, Time: at, Values: values, Raw: []byte(raw), Pos: parsers.Pos{Member: "ct.json", Record: record}}
}

// resource makes the event of a described resource.
func resource(kind, id, raw string, record int) *parsers.Event {
	values := make([]parsers.Value, len(inventory.Kind.Fields))
	values[inventory.SlotType], values[inventory.SlotID] = parsers.Value(kind), parsers.Value(id)
	values[inventory.SlotCall] = parsers.Value("ec2 describe-" + kind + "s")
	return &parsers.Event{Kind: inventory.Kind, Values: values, Raw: []byte(raw), Pos: parsers.Pos{Member: "describe.json", Record: record}}
}

var events = []*parsers.Event{
	call("CreateVolume", `{"responseElements":{"volumeId":"vol-1","size":"200","volumeType":"gp3","iops":3000,"throughput":125,"encrypted":false,"snapshotId":"snap-1","zone":"eu-west-1a"}}`, day, 0),
	call("AttachVolume", `{"requestParameters":{"volumeId":"vol-1","instanceId":"i-1"}}`, day.Add(time.Minute), 1),
	call("ModifyVolume", `{"responseElements":{"ModifyVolumeResponse":{"volumeModification":{"volumeId":"vol-1","originalIops":3000,"targetIops":6000,"targetThroughput":250,"originalThroughput":125}}}}`, day.Add(time.Hour), 2),
	call("RunInstances", `{"responseElements":{"instancesSet":{"items":[{"instanceId":"i-2","instanceType":"m5.large","subnetId":"subnet-1","privateIpAddress":"10.0.0.2"}]}}}`, day, 3),
	call("ModifyInstanceAttribute", `{"requestParameters":{"instanceId":"i-2","instanceType":{"value":"m5.xlarge"}}}`, day.Add(2*time.Hour), 4),
	call("CreateGrant", `{"requestParameters":{"constraints":{"encryptionContextSubset":{"aws:ebs:id":"vol-2"}},"granteePrincipal":"arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-2","keyId":"arn:aws:kms:eu-west-1:111122223333:key/k-1"}}`, day, 5),
	call("CreateGrant", `{"requestParameters":{"constraints":{"encryptionContextSubset":{"aws:ebs:id":"vol-3"}},"granteePrincipal":"111122223333:aws:ec2-infrastructure:i-3","keyId":"k-1"}}`, day, 6),
	resource("volume", "vol-1", `{"VolumeId":"vol-1","Size":200,"VolumeType":"gp3","Iops":6000,"Throughput":250,"Encrypted":false,"Attachments":[{"InstanceId":"i-1"}]}`, 0),
	resource("volume", "vol-2", `{"VolumeId":"vol-2","Encrypted":true,"KmsKeyId":"arn:aws:kms:eu-west-1:111122223333:key/k-1","Attachments":[{"InstanceId":"i-2"}]}`, 1),
	resource("instance", "i-1", `{"InstanceId":"i-1","InstanceType":"r5.large","SubnetId":"subnet-1","State":{"Name":"running"},"BlockDeviceMappings":[{"Ebs":{"VolumeId":"vol-1"}}]}`, 2),
	resource("instance-status", "i-4", `{"InstanceId":"i-4","AvailabilityZone":"eu-west-1b"}`, 3),
	resource("network-acl", "acl-1", `{"NetworkAclId":"acl-1","Associations":[{"SubnetId":"subnet-1"}],"Entries":[]}`, 3),
	resource("subnet", "subnet-1", `{"SubnetId":"subnet-1","VpcId":"vpc-1","AvailabilityZone":"eu-west-1a","AvailabilityZoneId":"euw1-az2","CidrBlock":"10.0.0.0/24"}`, 4),
	resource("eni", "eni-1", `{"NetworkInterfaceId":"eni-1","InterfaceType":"transit_gateway","SubnetId":"subnet-1","Description":"Network Interface for Transit Gateway Attachment tgw-attach-0ab1"}`, 5),
	resource("eni", "eni-9", `{"NetworkInterfaceId":"eni-9","InterfaceType":"nat_gateway","SubnetId":"subnet-9","Description":"Interface for NAT Gateway nat-0a1b2c3d4e5f60718"}`, 5),
	resource("nat-gateway", "nat-0b1b2c3d4e5f60718", `{"NatGatewayId":"nat-0b1b2c3d4e5f60718","NatGatewayAddresses":[{"NetworkInterfaceId":"eni-8","PrivateIp":"10.0.9.9","PublicIp":"203.0.113.9"}]}`, 5),
}

// TestBalancerInterface holds that the description of an interface tells which load balancer it belongs to.
func TestBalancerInterface(t *testing.T) {
	g := observe(NewGraph(), []*parsers.Event{
		resource("eni", "eni-1", `{"NetworkInterfaceId":"eni-1","Description":"ELB app/shop/0a1b2c"}`, 0),
		resource("load-balancer", "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/0a1b2c", `{"Type":"application"}`, 1),
	})
	g.Finish()
	if got := g.Linked(ID{"eni", "eni-1"}, "load-balancer"); !slices.Equal(got, []string{"app/shop/0a1b2c"}) {
		t.Errorf("load balancers %q", got)
	}
}

func observe(g *Graph, list []*parsers.Event) *Graph {
	for _, ev := range list {
		if ev.Kind == inventory.Kind {
			g.ObserveResource(ev)
		} else {
			g.ObserveCall(ev)
		}
	}
	return g
}

func whole() *Graph {
	g := observe(NewGraph(), events)
	g.Finish()
	return g
}

func TestFacts(t *testing.T) {
	g := whole()
	for _, tt := range []struct {
		kind, name, fact string
		at               time.Time
		want             string
	}{
		{"volume", "vol-1", "iops", day.Add(30 * time.Minute), "3000"}, // before ModifyVolume
		{"volume", "vol-1", "iops", day.Add(90 * time.Minute), "6000"},
		{"volume", "vol-1", "iops", time.Time{}, "6000"},
		{"volume", "vol-1", "snapshot", time.Time{}, "snap-1"},
		{"instance", "i-2", "instance-type", day.Add(time.Hour), "m5.large"},
		{"instance", "i-2", "instance-type", day.Add(3 * time.Hour), "m5.xlarge"},
		{"instance", "i-1", "state", day, "running"},
		{"instance", "i-4", "az", time.Time{}, "eu-west-1b"},
		{"subnet", "subnet-1", "az-id", time.Time{}, "euw1-az2"},
		{"key", "k-1", "arn", time.Time{}, "arn:aws:kms:eu-west-1:111122223333:key/k-1"},
		{"volume", "vol-9", "iops", time.Time{}, ""},
	} {
		if got := g.Attr(ID{tt.kind, tt.name}, tt.fact, tt.at); got != tt.want {
			t.Errorf("%s of %s at %s: %q, want %q", tt.fact, tt.name, tt.at, got, tt.want)
		}
	}
}

func TestLinked(t *testing.T) {
	g := whole()
	for _, tt := range []struct {
		kind, name, to string
		want           []string
	}{
		{"volume", "vol-1", "instance", []string{"i-1"}},
		{"instance", "i-2", "key", []string{"k-1"}}, // over its volume
		{"key", "k-1", "instance", []string{"i-2", "i-3"}},
		{"instance", "i-1", "network-acl", []string{"acl-1"}}, // over its subnet
		{"eni", "eni-1", "tgw-attachment", []string{"tgw-attach-0ab1"}},
		{"eni", "eni-9", "nat-gateway", []string{"nat-0a1b2c3d4e5f60718"}},
		{"nat-gateway", "nat-0b1b2c3d4e5f60718", "eni", []string{"eni-8"}},
		{"eni", "eni-1", "vpc", []string{"vpc-1"}},
		{"instance", "i-1", "key", nil},
		{"instance", "i-404", "volume", nil},
	} {
		if diff := cmp.Diff(tt.want, g.Linked(ID{tt.kind, tt.name}, tt.to)); diff != "" {
			t.Errorf("%s of %s: %s", tt.to, tt.name, diff)
		}
	}
}

// TestDefinite tells "has none" from "nothing is known".
func TestDefinite(t *testing.T) {
	g := whole()
	for _, tt := range []struct {
		name string
		want bool
	}{
		{"i-1", true},  // described, its volume is not encrypted: it has no key
		{"i-2", false}, // described through one volume: there may be further ones
		{"i-3", false}, // known from a grant only: there may be further volumes
	} {
		if got := g.Definite(ID{"instance", tt.name}, "key"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestFailedCallsTellNothing(t *testing.T) {
	ev := call("AttachVolume", `{"requestParameters":{"volumeId":"vol-1","instanceId":"i-1"}}`, day, 0)
	ev.Values[cloudtrail.SlotErrorCode] = parsers.Value("Client.UnauthorizedOperation")
	g := NewGraph()
	g.ObserveCall(ev)
	if g.Has(ID{"volume", "vol-1"}) {
		t.Error("a refused attachment links volume and instance")
	}
}

// TestMergeOrder holds that a graph does not depend on which worker saw what, nor in which order.
func TestMergeOrder(t *testing.T) {
	want := whole()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		shuffled := slices.Clone(events)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		cut := rng.IntN(len(shuffled))
		g := observe(NewGraph(), shuffled[:cut])
		g.Merge(observe(NewGraph(), shuffled[cut:]))
		g.Finish()
		if diff := cmp.Diff(want, g, cmp.AllowUnexported(Graph{}, node{})); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestCycles holds that looking for linked entities ends where links go in circles.
func TestCycles(t *testing.T) {
	g := NewGraph()
	kinds := []string{"instance", "volume", "key", "eni", "subnet", "address", "network-acl", "snapshot"}
	for _, a := range kinds {
		for _, b := range kinds {
			if a != b && a != "instance" {
				g.Connect(ID{a, "x"}, ID{b, "x"}, day, lens.Cite{}, "test")
			}
		}
	}
	g.Finish()
	for _, a := range kinds {
		for _, b := range append(kinds, "vpc", "az", "security-group") {
			g.Linked(ID{a, "x"}, b)
		}
	}
}

// TestModifiedTwice holds that what a volume was before each change is known, whichever record was read first.
func TestModifiedTwice(t *testing.T) {
	modify := func(from, to string, at time.Time, record int) *parsers.Event {
		return call("ModifyVolume", `{"responseElements":{"volumeModification":{"volumeId":"vol-1","originalIops":`+from+`,"targetIops":`+to+`}}}`, at, record)
	}
	first, second := modify("3000", "6000", day.Add(time.Hour), 1), modify("6000", "9000", day.Add(2*time.Hour), 0)
	for _, list := range [][]*parsers.Event{{first, second}, {second, first}} {
		g := observe(NewGraph(), list)
		g.Finish()
		for hours, want := range map[float64]string{0.5: "3000", 1: "6000", 1.5: "6000", 2: "9000", 3: "9000"} {
			at := day.Add(time.Duration(hours * float64(time.Hour)))
			if got := g.Attr(ID{"volume", "vol-1"}, "iops", at); got != want {
				t.Errorf("after %v hours: %s, want %s", hours, got, want)
			}
		}
	}
}

// TestModificationDescribed holds that describe-volumes-modifications tells what a volume was before, over what
// describe-volumes says of it afterwards, and that a failed modification changed nothing.
func TestModificationDescribed(t *testing.T) {
	modification := func(id, state string, record int) *parsers.Event {
		ev := resource("volume-modification", id, `{"VolumeId":"`+id+`","ModificationState":"`+state+`","OriginalIops":3000,"TargetIops":6000,"OriginalVolumeType":"gp2","TargetVolumeType":"gp3"}`, record)
		ev.Time = day.Add(time.Hour)
		return ev
	}
	g := observe(NewGraph(), []*parsers.Event{
		resource("volume", "vol-1", `{"VolumeId":"vol-1","VolumeType":"gp3","Iops":6000}`, 0), modification("vol-1", "optimizing", 1),
		resource("volume", "vol-2", `{"VolumeId":"vol-2","VolumeType":"gp2","Iops":300}`, 2), modification("vol-2", "failed", 3),
	})
	g.Finish()
	for _, tt := range []struct {
		volume string
		hours  int
		want   string
	}{{"vol-1", 0, "gp2 3000"}, {"vol-1", 1, "gp3 6000"}, {"vol-2", 0, "gp2 300"}, {"vol-2", 2, "gp2 300"}} {
		id, at := ID{"volume", tt.volume}, day.Add(time.Duration(tt.hours)*time.Hour)
		if got := g.Attr(id, "volume-type", at) + " " + g.Attr(id, "iops", at); got != tt.want {
			t.Errorf("%s after %d h: %s, want %s", tt.volume, tt.hours, got, tt.want)
		}
	}
}

// TestAttachTime holds that both descriptions tell since when a volume has been attached.
func TestAttachTime(t *testing.T) {
	g := observe(NewGraph(), []*parsers.Event{
		resource("instance", "i-1", `{"InstanceId":"i-1","BlockDeviceMappings":[{"Ebs":{"VolumeId":"vol-1","AttachTime":"2025-01-02T03:04:05Z"}}]}`, 0),
		resource("volume", "vol-2", `{"VolumeId":"vol-2","Attachments":[{"InstanceId":"i-1","AttachTime":"2025-01-02T03:04:05Z"}]}`, 1),
	})
	g.Finish()
	for _, volume := range []string{"vol-1", "vol-2"} {
		if got := g.Attr(ID{"volume", volume}, "attached", time.Time{}); got != "2025-01-02T03:04:05Z" {
			t.Errorf("%s attached %q", volume, got)
		}
	}
}

// TestRepetition holds that what is said again and again takes no room: one key may be named by a million calls.
func TestRepetition(t *testing.T) {
	g := NewGraph()
	for n := range 1000 {
		g.ObserveCall(call("CreateGrant", `{"requestParameters":{"encryptionContext":{"aws:ebs:id":"vol-1"},"keyId":"arn:aws:kms:eu-west-1:111122223333:key/k-1"}}`, day.Add(-time.Duration(n)*time.Minute), n))
	}
	for id, n := range g.nodes {
		for name, facts := range n.facts {
			if len(facts) != 1 {
				t.Errorf("%s of %s is kept %d times", name, id, len(facts))
			}
		}
		if len(n.links) > 1 {
			t.Errorf("%d links of %s", len(n.links), id)
		}
	}
	// Of the same link the earliest counts, of the same fact the first place.
	if links := g.Links(ID{"volume", "vol-1"}, "key"); !links[0].At.Equal(day.Add(-999 * time.Minute)) {
		t.Errorf("linked since %s", links[0].At)
	}
	if f, _ := g.Fact(ID{"key", "k-1"}, "arn", day); f.Cite.Pos.Record != 0 {
		t.Errorf("cites record %d", f.Cite.Pos.Record)
	}
}

// TestManyLinks holds that a thing with very many links is found and merged like any other.
func TestManyLinks(t *testing.T) {
	const many = 20 * indexFrom
	build := func(from, to int) *Graph {
		g := NewGraph()
		for n := from; n < to; n++ {
			g.Connect(ID{"vpc", "vpc-1"}, ID{"eni", fmt.Sprintf("eni-%04d", n)}, day, lens.Cite{}, "test")
			g.Connect(ID{"vpc", "vpc-1"}, ID{"eni", fmt.Sprintf("eni-%04d", n)}, day.Add(-time.Hour), lens.Cite{}, "test")
		}
		return g
	}
	g := build(0, many/2)
	g.Finish()
	g.Merge(build(many/4, many)) // a quarter is known to both
	g.Finish()
	links := g.Links(ID{"vpc", "vpc-1"}, "eni")
	if len(links) != many || len(g.Linked(ID{"vpc", "vpc-1"}, "eni")) != many {
		t.Fatalf("%d links, want %d", len(links), many)
	}
	for n, l := range links {
		if l.To.Name != fmt.Sprintf("eni-%04d", n) || !l.At.Equal(day.Add(-time.Hour)) {
			t.Fatalf("link %d: %+v", n, l)
		}
	}
}

// TestFull holds that a graph without room says so, and goes on with what it knows.
func TestFull(t *testing.T) {
	small := func() *Graph {
		g := NewGraph()
		g.room = 2
		return g
	}
	g := small()
	g.Connect(ID{"volume", "v1"}, ID{"instance", "i1"}, day, lens.Cite{}, "test")
	if g.Full() {
		t.Error("full before anything was lost")
	}
	other := small()
	other.Know(ID{"volume", "v2"}, "size", Fact{Value: "8"})
	other.Know(ID{"volume", "v1"}, "size", Fact{Value: "9"})
	g.Merge(other)
	if !g.Full() || g.Has(ID{"volume", "v2"}) {
		t.Error("what found no room was kept, or nobody is told")
	}
	if got := g.Attr(ID{"volume", "v1"}, "size", time.Time{}); got != "9" {
		t.Errorf("size of what is known: %q", got)
	}
	if !slices.Equal(g.Linked(ID{"volume", "v1"}, "instance"), []string{"i1"}) {
		t.Error("a link was lost")
	}
}

// TestRoutes holds that no route leads back to itself, so that following them ends whatever the links are.
func TestRoutes(t *testing.T) {
	for route := range routes {
		from, to, _ := strings.Cut(route, ">")
		var follow func(from string, way []string)
		follow = func(from string, way []string) {
			if slices.Contains(way, from) {
				t.Fatalf("from %s to %s in a circle: %v", from, to, append(way, from))
			}
			for _, via := range routes[from+">"+to] {
				follow(via, append(way, from))
			}
		}
		follow(from, nil)
	}
}

// TestComplete holds that who names an entity does not thereby tell all that it has: an answer may be a filtered one.
func TestComplete(t *testing.T) {
	volume := resource("volume", "vol-1", `{"VolumeId":"vol-1","Attachments":[{"InstanceId":"i-1"}],"Encrypted":true,"KmsKeyId":"k-1"}`, 0)
	instance := resource("instance", "i-1", `{"InstanceId":"i-1","SubnetId":"subnet-1","BlockDeviceMappings":[{"Ebs":{"VolumeId":"vol-1"}}]}`, 1)
	acl := resource("network-acl", "acl-1", `{"NetworkAclId":"acl-1","Associations":[{"SubnetId":"subnet-1"}]}`, 2)
	attached := call("AttachVolume", `{"requestParameters":{"volumeId":"vol-1","instanceId":"i-1"}}`, day, 0)
	for _, tt := range []struct {
		name   string
		events []*parsers.Event
		id     ID
		kind   string
		want   bool
	}{
		{"a volume names its instance", []*parsers.Event{volume}, ID{"volume", "vol-1"}, "instance", true},
		{"but does not list the instance's volumes", []*parsers.Event{volume, attached}, ID{"instance", "i-1"}, "volume", false},
		{"nor those of its key", []*parsers.Event{volume}, ID{"key", "k-1"}, "volume", false},
		{"the instance does", []*parsers.Event{volume, instance, attached}, ID{"instance", "i-1"}, "volume", true},
		{"a volume hangs on one instance", []*parsers.Event{instance}, ID{"volume", "vol-1"}, "instance", true},
		{"calls list nothing", []*parsers.Event{attached}, ID{"volume", "vol-1"}, "instance", false},
		{"a subnet has one network ACL", []*parsers.Event{acl}, ID{"subnet", "subnet-1"}, "network-acl", true},
		{"a subnet may have more instances", []*parsers.Event{instance}, ID{"subnet", "subnet-1"}, "instance", false},
	} {
		for cut := range len(tt.events) + 1 {
			g, other := observe(NewGraph(), tt.events[cut:]), observe(NewGraph(), tt.events[:cut])
			g.Merge(other)
			g.Finish()
			if got := g.Complete(tt.id, tt.kind); got != tt.want {
				t.Errorf("%s: %v", tt.name, got)
			}
		}
	}
	// The same answer may say it from both sides: of two records with one source the later may be the one that lists it.
	g := NewGraph()
	g.Describe(ID{"instance", "i-1"}, ID{"volume", "vol-1"}, day, lens.Cite{}, "aws config describe-all")
	g.Connect(ID{"volume", "vol-1"}, ID{"instance", "i-1"}, day.Add(-time.Hour), lens.Cite{}, "aws config describe-all")
	g.Connect(ID{"volume", "vol-1"}, ID{"instance", "i-1"}, day.Add(time.Hour), lens.Cite{}, "aws config describe-all")
	if !g.Complete(ID{"instance", "i-1"}, "volume") {
		t.Error("that the instance lists it was forgotten")
	}
}
