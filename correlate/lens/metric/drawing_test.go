package metric

import (
	"testing"

	"hamari/parsers"
)

// TestDrawingsNameFields holds every word of the drawings against the fields that the kinds have.
func TestDrawingsNameFields(t *testing.T) {
	for _, kind := range []*parsers.Kind{VolumeKind, InstanceKind, PointKind} {
		d, ok := Drawing(kind.Name)
		if !ok || len(d.Key) == 0 || len(d.Charts) == 0 {
			t.Fatalf("%s is not drawn", kind.Name)
		}
		names := append([]string{}, d.Key...)
		if d.Name != "" {
			names = append(names, d.Name)
		}
		drawn := map[string]bool{}
		for _, c := range d.Charts {
			if drawn[c.Field] || len(c.For) == 0 || (c.Title == "") != (d.Name != "") {
				t.Errorf("%s.%s is drawn twice, for nothing, or not named once", kind.Name, c.Field)
			}
			drawn[c.Field] = true
			names = append(append(names, c.Field), c.For...)
			for _, line := range c.Lines {
				names = append(names, line.Field)
			}
		}
		for _, name := range names {
			if kind.Slot(name) < 0 {
				t.Errorf("%s has no field %s", kind.Name, name)
			}
		}
	}
	if _, ok := Drawing("cloudtrail"); ok {
		t.Error("cloudtrail is drawn")
	}
}
