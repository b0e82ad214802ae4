package correlate

import (
	"maps"
	"slices"
	"testing"
	"time"

	"hamari/correlate/catalogue"
	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// TestLoaded holds that what is attached to a volume or an instance is wanted with it, whichever is named first.
func TestLoaded(t *testing.T) {
	graph := entity.NewGraph()
	for volume, instance := range map[string]string{"vol-a1": "i-a", "vol-a2": "i-a", "vol-b": "i-b"} {
		graph.Connect(entity.ID{Kind: "volume", Name: volume}, entity.ID{Kind: "instance", Name: instance}, time.Time{}, lens.Cite{}, "")
	}
	graph.Finish()
	volume, instance := entity.ID{Kind: "volume", Name: "vol-a1"}, entity.ID{Kind: "instance", Name: "i-a"}
	for _, tt := range []struct {
		ids  []entity.ID
		want []string
	}{
		{[]entity.ID{volume}, []string{"i-a", "vol-a1"}},
		{[]entity.ID{volume, instance}, []string{"i-a", "vol-a1", "vol-a2"}},
		{[]entity.ID{instance, volume}, []string{"i-a", "vol-a1", "vol-a2"}},
	} {
		l := &loaded{names: map[string]bool{}, added: map[string]bool{}}
		for _, id := range tt.ids {
			l.add(graph, id)
		}
		if got := slices.Sorted(maps.Keys(l.names)); !slices.Equal(got, tt.want) || l.has("vol-b") {
			t.Errorf("%v: got %q, want %q", tt.ids, got, tt.want)
		}
		if l.all = true; !l.has("vol-b") {
			t.Error("all are wanted, but not vol-b")
		}
	}
}

// TestLateLoads holds that loads which a match rests upon are sighted at once, and those that only witness are not.
func TestLateLoads(t *testing.T) {
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	var later lateLoads
	for _, p := range patterns {
		for _, step := range p.Steps {
			took := later.take(p, step)
			for _, r := range slices.Concat(p.Match, p.Possible) {
				if took && slices.Contains(r.Steps, step.Name) {
					t.Errorf("%s: the match rests upon %s", p.ID, step.Name)
				}
			}
			if p.ID == "ebs-stalled-or-impaired" && step.Name == "moves" && !took {
				t.Error("moves of ebs-stalled-or-impaired selects what every volume does, and is sighted of all")
			}
		}
	}
}
