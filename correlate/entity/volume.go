package entity

import (
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/inventory"
)

// modified maps facts of a volume to what describe-volumes-modifications calls them, behind Original and Target.
var modified = map[string]string{"volume-type": "VolumeType", "size": "Size", "iops": "Iops", "throughput": "Throughput"}

// observeModification learns what a volume was before and after a modification. One that failed changed nothing.
func (g *Graph) observeModification(ev *parsers.Event) {
	if gjson.GetBytes(ev.Raw, "ModificationState").String() == "failed" || ev.Time.IsZero() {
		return
	}
	id := ID{"volume", ev.Value(inventory.SlotID).String()}
	cite := lens.Cite{Pos: ev.Pos, Time: ev.Time}
	for name, path := range map[string]string{"modification-state": "ModificationState", "modification-progress": "Progress"} {
		g.Know(id, name, Fact{Value: gjson.GetBytes(ev.Raw, path).String(), At: ev.Time, Cite: cite, From: "aws " + ev.Value(inventory.SlotCall).String()})
	}
	for _, side := range []struct {
		prefix string
		at     time.Time
	}{{"Original", ev.Time.Add(-time.Nanosecond)}, {"Target", ev.Time}} {
		for name, path := range modified {
			value := gjson.GetBytes(ev.Raw, side.prefix+path).String()
			g.Know(id, name, Fact{Value: value, At: side.at, Cite: cite, From: "aws " + ev.Value(inventory.SlotCall).String()})
		}
	}
}

// observeAttachments learns from the description of an instance since when its volumes have been attached, and as what.
func (g *Graph) observeAttachments(ev *parsers.Event, cite lens.Cite, from string) {
	gjson.GetBytes(ev.Raw, "BlockDeviceMappings").ForEach(func(_, device gjson.Result) bool {
		id := ID{"volume", device.Get("Ebs.VolumeId").String()}
		g.Know(id, "attached", Fact{Value: device.Get("Ebs.AttachTime").String(), At: ev.Time, Cite: cite, From: from})
		g.Know(id, "device", Fact{Value: device.Get("DeviceName").String(), At: ev.Time, Cite: cite, From: from})
		return true
	})
}
