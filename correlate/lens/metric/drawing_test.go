package metric

import (
	"fmt"
	"strings"
	"testing"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
)

// TestDrawingsNameFields holds every word of the drawings against the fields that the kinds have.
func TestDrawingsNameFields(t *testing.T) {
	for _, kind := range []*parsers.Kind{VolumeKind, InstanceKind, CPUKind, PointKind} {
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
	for _, instance := range []string{"i-1", "i-2"} {
		s.add(instance, "CPUUtilization", "Average", 60, 10, 20)
	}
	attach(g, "vol-1", "i-1", t0, "aws ec2 describe-volumes")
	attach(g, "vol-2", "i-1", t0, "aws ec2 describe-volumes")
	attach(g, "vol-3", "i-2", t0, "aws ec2 describe-volumes")
	g.Finish()
	told := func(rows []lens.Row) string {
		second, kind := &rows[1], rows[1].Kind
		return fmt.Sprint(kind.Name, " ", second.Value(0), " ", second.Value(kind.Slot("iops")), " ", second.Value(kind.Slot("utilization")))
	}
	first := map[string]bool{}
	s.lens.Loads(g, 1, func(_ int, load lens.Series) { first[told(rowsOf(load))] = true })
	var names []string
	s.lens.LoadsOf(func(name string) bool { return name == "vol-2" || name == "i-1" }, g, 1, func(_ int, load lens.Series) {
		rows := rowsOf(load)
		names = append(names, load.Kind().Name+" "+rows[0].Value(0).String())
		if text := told(rows); !first[text] {
			t.Errorf("%s was something else at first: %v", text, first)
		}
	})
	if got := strings.Join(names, ", "); got != "volume-load vol-1, volume-load vol-2, instance-load i-1, cpu-load i-1" {
		t.Errorf("got %s", got)
	}
}
