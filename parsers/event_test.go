package parsers

import (
	"errors"
	"math"
	"strconv"
	"testing"
)

func TestValueInt(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "7": 7, "-7": -7, "007": 7, "-0": 0, "111122223333": 111122223333,
		"9223372036854775807": math.MaxInt64, "-999999999999999999": -999999999999999999,
	} {
		if got, ok := Value(text).Int(); !ok || got != want {
			t.Errorf("%q: %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "-", "+7", " 7", "7 ", "1.0", "1e3", "0x10", "1_000", "9223372036854775808", "99999999999999999999", "seven", "--7", "７"} {
		if got, ok := Value(text).Int(); ok {
			t.Errorf("%q is the integer %d", text, got)
		}
	}
}

func TestValueFloat(t *testing.T) {
	for text, want := range map[string]float64{"0.5": 0.5, "-2": -2, "1e3": 1000, "9.2E+18": 9.2e18, ".5": 0.5, "99999999999999999999": 1e20} {
		if got, ok := Value(text).Float(); !ok || got != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "NaN", "Inf", "-inf", "1e999", "1e301", "1,5", "5 %", "-"} {
		if got, ok := Value(text).Float(); ok {
			t.Errorf("%q is the number %v", text, got)
		}
	}
}

func TestValueBool(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "True": true, "TRUE": true, "false": false, "False": false, "FALSE": false} {
		if got, ok := Value(text).Bool(); !ok || got != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "1", "0", "t", "yes", "tRuE", " true"} {
		if _, ok := Value(text).Bool(); ok {
			t.Errorf("%q is a truth value", text)
		}
	}
}

func TestAbsent(t *testing.T) {
	var absent Value
	if absent.Exists() || absent.String() != "" {
		t.Error("an absent value exists")
	}
	if empty := Value(""); !empty.Exists() {
		t.Error("an empty value is taken for an absent one")
	}
	ev := &Event{Values: []Value{Value("a"), nil}}
	for slot, want := range map[int]string{-1: "", 0: "a", 1: "", 2: ""} {
		if got := ev.Value(slot).String(); got != want {
			t.Errorf("slot %d: %q", slot, got)
		}
	}
}

func TestPosition(t *testing.T) {
	for want, p := range map[string]Pos{
		"logs/a.csv:17":   {Member: "logs/a.csv", Line: 17, Record: 15},
		"logs/a.json#0":   {Member: "logs/a.json"},
		"logs/a.json#123": {Member: "logs/a.json", Record: 123, Offset: 4711},
	} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	reason := errors.New("no eventTime")
	err := &SyntaxError{Pos: Pos{Member: "a", Record: 3}, Err: reason}
	if err.Error() != "a#3: no eventTime" || !errors.Is(err, reason) {
		t.Errorf("%q", err)
	}
}

func TestKind(t *testing.T) {
	k := NewKind("k", "K", []Field{{Name: "a"}, {Name: "b", Type: Address}})
	if k.Slot("a") != 0 || k.Slot("b") != 1 || k.Slot("c") != -1 || k.Reaches("A.B") {
		t.Errorf("%+v", k)
	}
	k.Nested = true
	for path, want := range map[string]bool{"State.Name": true, "state.name": false, "": false} {
		if k.Reaches(path) != want {
			t.Errorf("without roots %q: %v", path, !want)
		}
	}
	k.Roots = []string{"request"}
	for path, want := range map[string]bool{"request": true, "request.a.b": true, "requests.a": false, "State": false, "": false} {
		if k.Reaches(path) != want {
			t.Errorf("with roots %q: %v", path, !want)
		}
	}
	for typ, want := range map[Type]string{String: "string", Int: "integer", Float: "number", Bool: "boolean", Timestamp: "time", Address: "address"} {
		if typ.String() != want {
			t.Errorf("%d: %s", typ, typ)
		}
	}
}

// FuzzValue holds numbers against the standard library: what is read is what is written.
func FuzzValue(f *testing.F) {
	for _, s := range []string{"", "-", "0", "-17", "9223372036854775807", "9223372036854775808", "1.5", "1e400", "NaN", "0x1p-2", "1_0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := Value(s).Int(); ok {
			if want, err := strconv.ParseInt(s, 10, 64); err != nil || n != want {
				t.Errorf("%q: %d, want %d, %v", s, n, want, err)
			}
		}
		if x, ok := Value(s).Float(); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Errorf("%q: %v", s, x)
		}
	})
}

func BenchmarkValueInt(b *testing.B) {
	v := Value("1772582400")
	b.SetBytes(int64(len(v)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := v.Int(); !ok {
			b.Fatal("no integer")
		}
	}
}
