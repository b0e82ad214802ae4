package lens

import (
	"cmp"
	"testing"
	"time"

	"hamari/parsers"
)

func TestValue(t *testing.T) {
	for _, tt := range []struct {
		v      Value
		exists bool
		text   string
		number float64
		isOne  bool
	}{
		{Value{}, false, "", 0, false},
		{Text(""), false, "", 0, false},
		{Text("eni-1"), true, "eni-1", 0, false},
		{Text("2.5"), true, "2.5", 2.5, true},
		{Number(0), true, "0", 0, true},
		{Number(3000), true, "3000", 3000, true},
		{Number(1e15), true, "1000000000000000", 1e15, true},
		{Number(0.1), true, "0.1", 0.1, true},
		{Truth(true), true, "true", 0, false},
		{Truth(false), true, "false", 0, false},
	} {
		f, ok := tt.v.Float()
		if tt.v.Exists() != tt.exists || tt.v.String() != tt.text || f != tt.number || ok != tt.isOne {
			t.Errorf("%+v: exists %v, text %q, number %v %v", tt.v, tt.v.Exists(), tt.v.String(), f, ok)
		}
	}
}

func TestRowValue(t *testing.T) {
	row := &Row{Kind: parsers.NewKind("k", "", []parsers.Field{{Name: "a"}, {Name: "b"}}), Values: []Value{Text("x")}}
	for slot, want := range map[int]string{-1: "", 0: "x", 1: "", 9: ""} {
		if got := row.Value(slot); got.String() != want || got.Exists() != (want != "") {
			t.Errorf("slot %d: %q", slot, got.String())
		}
	}
}

func TestCiteCompare(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	in := []Cite{ // in order
		{Time: noon, Pos: parsers.Pos{Member: "a", Record: 7}},
		{Time: noon, Pos: parsers.Pos{Member: "b", Record: 1}},
		{Time: noon, Pos: parsers.Pos{Member: "b", Record: 2}},
		{Time: noon.Add(time.Second), Pos: parsers.Pos{Member: "a"}},
		{Pos: parsers.Pos{Member: "a"}}, // without a time
	}
	for i, a := range in {
		for j, b := range in {
			if got, want := a.Compare(b), cmp.Compare(i, j); got != want {
				t.Errorf("%d against %d: %d, want %d", i, j, got, want)
			}
		}
	}
}
