package metric

import (
	"strings"
	"testing"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
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

// TestLoadsOf holds that loads made once more are those of the wanted volume, of its instance, and of the other volumes
// that the instance's load is made of.
func TestLoadsOf(t *testing.T) {
	s := newSource("m")
	g := entity.NewGraph()
	for _, volume := range []string{"vol-1", "vol-2", "vol-3"} {
		s.add(volume, "VolumeReadOps", "Sum", 60, 600, 1200)
	}
	attach(g, "vol-1", "i-1", t0, "aws ec2 describe-volumes")
	attach(g, "vol-2", "i-1", t0, "aws ec2 describe-volumes")
	attach(g, "vol-3", "i-2", t0, "aws ec2 describe-volumes")
	all := loads(s.lens, g)
	var names []string
	s.lens.LoadsOf(func(name string) bool { return name == "vol-2" }, g, 1, func(_ int, load lens.Series) {
		rows := rowsOf(load)
		name := rows[0].Value(0).String()
		names = append(names, name)
		if figure(&rows[1], "iops") != figure(&all[name][1], "iops") {
			t.Errorf("%s differs when it is made again", name)
		}
	})
	if got := strings.Join(names, " "); got != "vol-1 vol-2 i-1" {
		t.Errorf("got %s", got)
	}
}
