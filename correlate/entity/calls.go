package entity

import (
	"bytes"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/lazy"
)

// observers take in the answers of successful API calls, by eventName.
var observers = map[string]func(g *Graph, ev *parsers.Event, cite lens.Cite){
	"RunInstances":                    observeRunInstances,
	"CreateVolume":                    observeCreateVolume,
	"AttachVolume":                    observeAttachVolume,
	"ModifyVolume":                    observeModifyVolume,
	"ModifyInstanceAttribute":         observeModifyInstance,
	"CreateGrant":                     observeGrant,
	"Decrypt":                         observeGrant,
	"GenerateDataKeyWithoutPlaintext": observeGrant,
}

// Observes reports whether ObserveCall takes anything from calls of this name.
func Observes(eventName []byte) bool {
	_, ok := observers[string(eventName)]
	return ok
}

// ObserveCall takes in the answer of one API call that CloudTrail recorded. Failed calls tell nothing here.
func (g *Graph) ObserveCall(ev *parsers.Event) {
	observe := observers[string(ev.Value(cloudtrail.SlotEventName))]
	if observe == nil || ev.Value(cloudtrail.SlotErrorCode).Exists() {
		return
	}
	observe(g, ev, lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time})
}

// learn knows several facts of one entity from one record.
func (g *Graph) learn(id ID, r gjson.Result, ev *parsers.Event, cite lens.Cite, paths map[string]string) {
	from := string(ev.Value(cloudtrail.SlotEventName))
	g.read(id, r, paths, Fact{At: ev.Time, Cite: cite, From: from})
	g.Know(id, "region", Fact{Value: ev.Value(cloudtrail.SlotAWSRegion).String(), At: ev.Time, Cite: cite, From: from})
	g.Know(id, "account", Fact{Value: ev.Value(cloudtrail.SlotRecipientAccountID).String(), At: ev.Time, Cite: cite, From: from})
}

// read knows a fact of each path under which a value stands; f is what all of them have in common.
func (g *Graph) read(id ID, r gjson.Result, paths map[string]string, f Fact) {
	for name, path := range paths {
		if v := r.Get(path); v.Exists() && v.Type != gjson.Null {
			f.Value = v.String()
			g.Know(id, name, f)
		}
	}
}

func observeRunInstances(g *Graph, ev *parsers.Event, cite lens.Cite) {
	gjson.GetBytes(ev.Raw, "responseElements.instancesSet.items").ForEach(func(_, item gjson.Result) bool {
		id := ID{"instance", item.Get("instanceId").String()}
		g.learn(id, item, ev, cite, map[string]string{
			"instance-type": "instanceType", "az": "placement.availabilityZone", "private-address": "privateIpAddress",
			"root-device": "rootDeviceName", "ebs-optimized": "ebsOptimized",
		})
		g.Connect(id, ID{"subnet", item.Get("subnetId").String()}, ev.Time, cite, "RunInstances")
		g.Connect(id, ID{"vpc", item.Get("vpcId").String()}, ev.Time, cite, "RunInstances")
		g.Connect(id, ID{"address", item.Get("privateIpAddress").String()}, ev.Time, cite, "RunInstances")
		for _, eni := range texts(item.Get("networkInterfaceSet.items.#.networkInterfaceId")) {
			g.Connect(id, ID{"eni", eni}, ev.Time, cite, "RunInstances")
		}
		for _, volume := range texts(item.Get("blockDeviceMapping.items.#.ebs.volumeId")) {
			g.Connect(id, ID{"volume", volume}, ev.Time, cite, "RunInstances")
		}
		return true
	})
}

func observeCreateVolume(g *Graph, ev *parsers.Event, cite lens.Cite) {
	answer := gjson.GetBytes(ev.Raw, "responseElements")
	id := ID{"volume", answer.Get("volumeId").String()}
	g.learn(id, answer, ev, cite, map[string]string{
		"volume-type": "volumeType", "size": "size", "iops": "iops", "throughput": "throughput",
		"encrypted": "encrypted", "snapshot": "snapshotId", "az": "zone",
	})
	g.Know(id, "created", Fact{Value: ev.Time.UTC().Format(time.RFC3339), At: ev.Time, Cite: cite, From: "CreateVolume"})
	g.Connect(id, ID{"snapshot", answer.Get("snapshotId").String()}, ev.Time, cite, "CreateVolume")
	g.Connect(id, ID{"key", Canonical("key", answer.Get("kmsKeyId").String())}, ev.Time, cite, "CreateVolume")
}

func observeAttachVolume(g *Graph, ev *parsers.Event, cite lens.Cite) {
	request := gjson.GetBytes(ev.Raw, "requestParameters")
	volume, instance := ID{"volume", request.Get("volumeId").String()}, ID{"instance", request.Get("instanceId").String()}
	g.Connect(volume, instance, ev.Time, cite, "AttachVolume")
	g.Know(volume, "attached", Fact{Value: ev.Time.UTC().Format(time.RFC3339), At: ev.Time, Cite: cite, From: "AttachVolume"})
}

func observeModifyVolume(g *Graph, ev *parsers.Event, cite lens.Cite) {
	m := gjson.GetBytes(ev.Raw, "responseElements.ModifyVolumeResponse.volumeModification")
	if !m.Exists() {
		m = gjson.GetBytes(ev.Raw, "responseElements.volumeModification")
	}
	id := ID{"volume", m.Get("volumeId").String()}
	before := *ev
	before.Time = ev.Time.Add(-time.Nanosecond)
	g.learn(id, m, &before, cite, map[string]string{
		"volume-type": "originalVolumeType", "size": "originalSize", "iops": "originalIops", "throughput": "originalThroughput",
	})
	g.learn(id, m, ev, cite, map[string]string{
		"volume-type": "targetVolumeType", "size": "targetSize", "iops": "targetIops", "throughput": "targetThroughput",
	})
}

func observeModifyInstance(g *Graph, ev *parsers.Event, cite lens.Cite) {
	request := gjson.GetBytes(ev.Raw, "requestParameters")
	g.learn(ID{"instance", request.Get("instanceId").String()}, request, ev, cite, map[string]string{
		"instance-type": "instanceType.value",
	})
}

// ever is since when a thing is so that cannot change. Said of one key by a million calls, it is kept once.
var ever = time.Unix(0, 0).UTC()

// granteeInstance finds the instance in the principal to which EC2 has a grant given, in its old and new spelling.
var granteeInstance = lazy.Regexp(`aws:ec2-infrastructure[:/](i-[0-9a-f]+)`)

// volumeContext is the encryption context key by which EBS names the volume.
var volumeContext = []byte("aws:ebs:id")

// observeGrant learns from KMS calls made for EBS which volume hangs on which instance and which key encrypts it.
func observeGrant(g *Graph, ev *parsers.Event, cite lens.Cite) {
	if !bytes.Contains(ev.Raw, volumeContext) {
		return // most KMS calls are not made for a volume
	}
	name := string(ev.Value(cloudtrail.SlotEventName))
	request := gjson.GetBytes(ev.Raw, "requestParameters")
	volume := ID{"volume", request.Get(`constraints.encryptionContextSubset.aws:ebs:id`).String()}
	if volume.Name == "" {
		volume.Name = request.Get(`encryptionContext.aws:ebs:id`).String()
	}
	if volume.Name == "" {
		return
	}
	for _, text := range []string{request.Get("granteePrincipal").String(), ev.Value(cloudtrail.SlotIdentityARN).String(),
		ev.Value(cloudtrail.SlotIdentityPrincipalID).String()} {
		if m := granteeInstance().FindStringSubmatch(text); m != nil {
			g.Connect(volume, ID{"instance", m[1]}, ev.Time, cite, name)
			break
		}
	}
	key := request.Get("keyId").String()
	if !strings.Contains(key, "key/") {
		for _, arn := range texts(gjson.GetBytes(ev.Raw, "resources.#.ARN")) {
			if strings.Contains(arn, ":key/") {
				key = arn
			}
		}
	}
	g.Connect(volume, ID{"key", Canonical("key", key)}, ev.Time, cite, name)
	g.Know(volume, "encrypted", Fact{Value: "true", At: ever, Cite: cite, From: name})
	if strings.HasPrefix(key, "arn:") {
		g.Know(ID{"key", Canonical("key", key)}, "arn", Fact{Value: key, At: ever, Cite: cite, From: name})
	}
}
