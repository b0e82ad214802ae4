package entity

import (
	"math/rand/v2"
	"slices"
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
	resource("network-acl", "acl-1", `{"NetworkAclId":"acl-1","Associations":[{"SubnetId":"subnet-1"}],"Entries":[]}`, 3),
	resource("subnet", "subnet-1", `{"SubnetId":"subnet-1","VpcId":"vpc-1","AvailabilityZone":"eu-west-1a","AvailabilityZoneId":"euw1-az2","CidrBlock":"10.0.0.0/24"}`, 4),
	resource("eni", "eni-1", `{"NetworkInterfaceId":"eni-1","InterfaceType":"transit_gateway","SubnetId":"subnet-1","Description":"Network Interface for Transit Gateway Attachment tgw-attach-0ab1"}`, 5),
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
		{"i-2", true},  // described through its volume
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
