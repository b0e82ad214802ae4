package metrics

import (
	"bytes"
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"hamari/parsers"
)

// tally counts what is emitted by record number, and holds what must be true of every event.
type tally struct {
	t       *testing.T
	records map[int]int
	total   int
}

func (s *tally) Event(e *parsers.Event) error {
	value := e.Value(SlotValue)
	if _, ok := value.Float(); !ok {
		s.t.Errorf("value %q is no number", value)
	}
	if e.Series < 1 || e.Time.IsZero() || len(e.Raw) == 0 || len(e.Values) != slotCount {
		s.t.Errorf("incomplete event: %+v", e)
	}
	if !e.End.IsZero() && !e.End.After(e.Time) {
		s.t.Errorf("the interval ends at %v before it begins at %v", e.End, e.Time)
	}
	s.records[e.Pos.Record]++
	s.total++
	return nil
}

func (s *tally) Reject(e *parsers.SyntaxError) {
	s.records[e.Pos.Record]++
	s.total++
}

func (s *tally) Note(string) {}

// manyTally takes points by the hundred.
type manyTally struct{ tally }

func (s *manyTally) TakesPoints() bool { return true }

func (s *manyTally) Points(_ *parsers.Event, period time.Duration, points []Point) error {
	if period < 0 {
		s.t.Errorf("period %s", period)
	}
	for _, p := range points {
		s.records[p.Record]++
		s.total++
	}
	return nil
}

func runTally(t *testing.T, member string, text []byte) *tally {
	s := &tally{t: t, records: map[int]int{}}
	// An error of Read is the format's right: the fuzzed text may have too many columns.
	err := Format.Read(context.Background(), bytes.NewReader(text), &parsers.Source{Member: member}, s)
	many := &manyTally{tally{t: t, records: map[int]int{}}}
	if manyErr := Format.Read(context.Background(), bytes.NewReader(text), &parsers.Source{Member: member}, many); (err == nil) != (manyErr == nil) {
		t.Errorf("error %v one by one, %v by the hundred", err, manyErr)
	}
	if err == nil && !maps.Equal(s.records, many.records) {
		t.Errorf("%d records one by one, %d by the hundred", s.total, many.total)
	}
	return s
}

// FuzzRead holds that nothing panics and that the points of a JSON member are numbered without a gap.
func FuzzRead(f *testing.F) {
	for _, tt := range readTests {
		f.Add(tt.member, []byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, member string, text []byte) {
		detect(&parsers.Header{Name: member, Prefix: text, Complete: true})
		s := runTally(t, member, text)
		if !isJSON(bytes.TrimPrefix(text, byteOrderMark)) {
			return
		}
		for i := range s.total {
			if s.records[i] != 1 {
				t.Errorf("%d of %d points have number %d", s.records[i], s.total, i)
			}
		}
	})
}

// FuzzConsoleRows holds that every cell below the labels is emitted or rejected, and every row that is no row of points
// rejected once.
func FuzzConsoleRows(f *testing.F) {
	for _, tt := range readTests {
		if _, rows, ok := strings.Cut(tt.text, "\n2026"); ok {
			f.Add("2026" + rows)
		}
	}
	f.Add(",0,")
	head := twoMetrics[:strings.Index(twoMetrics, "2026")]
	f.Fuzz(func(t *testing.T, rows string) {
		want := 0
		for line := range strings.SplitSeq(rows, "\n") {
			cells := strings.Split(strings.TrimSuffix(line, "\r"), ",")
			for i := range cells {
				cells[i] = string(bytes.TrimSpace([]byte(cells[i])))
			}
			raw := make([][]byte, len(cells))
			for i := range cells {
				raw[i] = []byte(cells[i])
			}
			_, isLabel := labelRows[cells[0]]
			_, isHeader := parseHeader(raw, description{})
			switch {
			case isLabel, isHeader, strings.Contains(line, `"`), orderShownBy(raw[0]) != orderUnknown:
				t.Skip("more than rows of points")
			case isBlank(raw):
				continue
			}
			if _, err := parseStamp(raw[0], orderUnknown); err != nil || checkWidth(raw, 3) != nil {
				want++
				continue
			}
			for _, cell := range raw[1:3] {
				if len(cell) > 0 {
					want++
				}
			}
		}
		if got := runTally(t, "graph.csv", []byte(head+rows)).total; got != want {
			t.Errorf("%d events and rejects, want %d", got, want)
		}
	})
}

// TestNoAllocationPerPoint holds that reading more rows does not allocate more.
func TestNoAllocationPerPoint(t *testing.T) {
	allocations := func(rows int) float64 {
		text := consoleCSV(10, rows)
		return testing.AllocsPerRun(3, func() {
			var sink nullSink
			if err := Format.Read(context.Background(), bytes.NewReader(text), &parsers.Source{Member: "m"}, &sink); err != nil || sink.events != 10*rows {
				t.Errorf("%d events, error %v", sink.events, err)
			}
		})
	}
	if few, many := allocations(10), allocations(1000); many > few+5 {
		t.Errorf("%v allocations for 10 rows, %v for 1000", few, many)
	}
}
