package timeline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// given is a record as a test gives it.
type given struct {
	key  Key
	text string
}

func random(r *rand.Rand, n int) []given {
	start := time.Date(2026, 3, 4, 2, 0, 0, 0, time.UTC)
	list := make([]given, n)
	for i := range list {
		k := Key{Time: start.Add(time.Duration(r.IntN(50)) * time.Second), Member: uint32(r.IntN(3)), Record: uint64(i)}
		if r.IntN(4) == 0 {
			k.ID = uint64(1 + r.IntN(20))
		}
		list[i] = given{k, fmt.Sprintf("%s %d %d %d %s", k.Time.Format(time.TimeOnly), k.Member, k.Record, k.ID, make([]byte, r.IntN(300)))}
	}
	return list
}

// reference sorts all in memory, in the plainest way.
func reference(list []given) (texts []string, duplicates int64) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b given) int {
		if c := a.key.Time.Compare(b.key.Time); c != 0 {
			return c
		}
		if a.key.Member != b.key.Member {
			return int(a.key.Member) - int(b.key.Member)
		}
		return int(a.key.Record) - int(b.key.Record)
	})
	type identity struct {
		at time.Time
		id uint64
	}
	seen := map[identity]bool{}
	for _, g := range list {
		k := identity{g.key.Time, g.key.ID}
		if k.id != 0 && seen[k] {
			duplicates++
			continue
		}
		seen[k] = true
		texts = append(texts, g.text)
	}
	return texts, duplicates
}

func sorted(t *testing.T, list []given, workers int, opts Options) (texts []string, duplicates int64, spilled int64) {
	t.Helper()
	s := NewSorter(workers, opts)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var wg sync.WaitGroup
	for n := range workers {
		wg.Go(func() {
			for i := n; i < len(list); i += workers {
				err := s.Worker(n).Add(list[i].key, func(dst []byte) []byte { return append(dst, list[i].text...) })
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	duplicates, err := s.Each(t.Context(), func(payload []byte) error {
		texts = append(texts, string(payload))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts, duplicates, spilledBy(s)
}

// spilledBy is how many bytes were written to temp files.
func spilledBy(s *Sorter) (bytes int64) {
	for _, w := range s.workers {
		bytes += w.file.size
	}
	return bytes
}

// However little memory there is and however many workers, the order is that of a plain sort.
func TestOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 100, 5000} {
		list := random(r, n)
		want, wantDuplicates := reference(list)
		for _, workers := range []int{1, 3, maxWidth + 50} { // of so many, more are in memory than are merged of files
			for _, memory := range []int{workers, 40_000, 8 << 20} { // one record a run, some runs, no run
				got, duplicates, spilled := sorted(t, list, workers, Options{TempDir: t.TempDir(), Memory: memory})
				if !slices.Equal(got, want) || duplicates != wantDuplicates {
					t.Fatalf("%d records, %d workers, %d bytes: another order than that of a plain sort, %d duplicates, want %d",
						n, workers, memory, duplicates, wantDuplicates)
				}
				if n == 5000 && (spilled > 0) != (memory < 8<<20) {
					t.Errorf("%d bytes of memory, %d spilled", memory, spilled)
				}
			}
		}
	}
}

func TestOddTimes(t *testing.T) {
	times := []time.Time{
		time.Date(292277, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 4, 0, 0, 0, 1, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(0, 0), time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), time.Unix(-1, 0), time.Unix(math.MaxInt64/int64(time.Second)-1, 0),
	}
	var list []given
	for i, at := range times {
		list = append(list, given{Key{Time: at, Record: uint64(i)}, at.UTC().Format("2006-01-02T15:04:05.999999999")})
	}
	got, _, _ := sorted(t, list, 1, Options{TempDir: t.TempDir()})
	slices.SortFunc(times, time.Time.Compare)
	for i, at := range times {
		if want := at.UTC().Format("2006-01-02T15:04:05.999999999"); got[i] != want {
			t.Errorf("place %d: %s, want %s", i, got[i], want)
		}
	}
}

// What was spilled has no name, so that nothing is left behind even if the program is killed.
func TestNothingLeftBehind(t *testing.T) {
	dir := t.TempDir()
	s := NewSorter(1, Options{TempDir: dir, Memory: 1})
	for i := range 10 {
		if err := s.Worker(0).Add(Key{Record: uint64(i)}, func(dst []byte) []byte { return append(dst, 'x') }); err != nil {
			t.Fatal(err)
		}
	}
	if spilledBy(s) == 0 {
		t.Error("nothing was spilled")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) > 0 {
		t.Errorf("the temp folder holds %v, %v", files, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	s := NewSorter(1, Options{TempDir: missing, Memory: 1})
	defer s.Close()
	if err := s.Worker(0).Add(Key{}, func(dst []byte) []byte { return dst }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a temp folder that is missing: %v", err)
	}

	var space *SpaceError
	if err := CheckSpace(t.TempDir(), math.MaxInt64); err != nil && !errors.As(err, &space) {
		t.Errorf("more space than there is: %v", err)
	}
	if err := CheckSpace(t.TempDir(), 1); err != nil {
		t.Errorf("one byte: %v", err)
	}

	s = NewSorter(1, Options{TempDir: t.TempDir()})
	defer s.Close()
	for i := range 10_000 {
		if err := s.Worker(0).Add(Key{Record: uint64(i)}, func(dst []byte) []byte { return dst }); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Each(ctx, func([]byte) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("full")
	if _, err := s.Each(t.Context(), func([]byte) error { return full }); !errors.Is(err, full) {
		t.Errorf("the taker's error: %v", err)
	}
}

func TestHashID(t *testing.T) {
	if HashID("cloudtrail", "") != 0 || HashID("a", "bc") == HashID("ab", "c") || HashID("a", "b") == 0 {
		t.Error("IDs of different kinds must differ, and none must be 0")
	}
}

func BenchmarkSort(b *testing.B) {
	payload := make([]byte, 250)
	r := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		s := NewSorter(1, Options{TempDir: b.TempDir(), Memory: 16 << 20})
		for i := range 200_000 {
			k := Key{Time: time.Unix(r.Int64N(1e9), 0), Record: uint64(i)}
			if err := s.Worker(0).Add(k, func(dst []byte) []byte { return append(dst, payload...) }); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := s.Each(b.Context(), func([]byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/200_000, "ns/record")
}
