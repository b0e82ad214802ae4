package report

import (
	"encoding/json"
	"fmt"
	"testing"
)

// TestSources holds that sources which are made when they are asked for are the same as a list of them.
func TestSources(t *testing.T) {
	list := make([]Source, 5)
	for i := range list {
		list[i] = Source{Member: fmt.Sprintf("m%d", i), Records: int64(i), SHA256: fmt.Sprint(i), Rejects: []Reject{}}
	}
	have, lazy := SourcesOf(list...), SourcesFrom(len(list), func(i int) Source {
		brief := list[i]
		brief.SHA256 = ""
		return brief
	}, func(i int) string { return list[i].SHA256 })
	if lazy.Len() != 5 || !lazy.Equal(have) || lazy.Equal(SourcesOf(list[1:]...)) {
		t.Error("they are not the same")
	}
	for i, s := range lazy.All() {
		if s.Member != list[i].Member || s.Records != int64(i) || s.SHA256 != fmt.Sprint(i) {
			t.Errorf("%d: %+v", i, s)
		}
	}
	if s, found := lazy.Find("m3"); !found || s.Records != 3 {
		t.Errorf("found %+v, %v", s, found)
	}
	if _, found := lazy.Find("m33"); found {
		t.Error("a member is found that is not there")
	}
	if !lazy.Any(func(s *Source) bool { return s.Records == 4 }) || lazy.Any(func(s *Source) bool { return s.Records == 5 }) {
		t.Error("Any is wrong")
	}
	text, err := json.Marshal(lazy)
	var back Sources
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || !back.Equal(have) {
		t.Errorf("read back as %+v, %v", back.List(), err)
	}
	if text, err := json.Marshal(&Report{}); err != nil || !json.Valid(text) {
		t.Errorf("%s, %v", text, err)
	}
}
