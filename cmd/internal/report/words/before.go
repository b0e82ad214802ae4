package words

import (
	"fmt"
	"reflect"
	"slices"

	"hamari/correlate/report"
)

// Told says what of a finding an earlier one of the same pattern and title tells word for word: one cause on several
// things need not be read several times.
type Told struct {
	Finding                     int   // its number
	Remedy                      []int // by remedy, the place among its remedies of the one that is the same, -1 where there is none
	Fix                         bool  // all of them are the same
	Collect, Rivals, References bool

	remedies int // that it has
}

// ToldBefore looks for what the finding at a place in the list need not tell again.
func ToldBefore(all []report.Finding, i int) Told {
	f := &all[i]
	first := slices.IndexFunc(all[:i], func(o report.Finding) bool { return o.Pattern == f.Pattern && o.Title == f.Title })
	if first < 0 {
		return Told{}
	}
	o := &all[first]
	t := Told{
		Finding: first + 1, Fix: len(f.Remedy) > 0 && slices.Equal(f.Remedy, o.Remedy), remedies: len(o.Remedy),
		Collect: len(f.Collect) > 0 && slices.Equal(f.Collect, o.Collect), Rivals: len(f.Rivals) > 0 && reflect.DeepEqual(f.Rivals, o.Rivals),
		References: len(f.References) > 0 && slices.Equal(f.References, o.References),
	}
	for _, r := range f.Remedy {
		t.Remedy = append(t.Remedy, slices.Index(o.Remedy, r))
	}
	return t
}

// Refers says where all of something is told.
func (t Told) Refers() string { return fmt.Sprintf("As for finding %d.", t.Finding) }

// RefersTo says where one of the remedies is told; "" where it is not.
func (t Told) RefersTo(remedy int) string {
	switch {
	case remedy >= len(t.Remedy) || t.Remedy[remedy] < 0:
		return ""
	case t.remedies == 1:
		return t.Refers()
	}
	return fmt.Sprintf("As %c) of finding %d.", 'a'+t.Remedy[remedy]%26, t.Finding)
}
