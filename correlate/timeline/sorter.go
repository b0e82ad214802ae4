package timeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Options bound a sorter.
type Options struct {
	TempDir string // for what does not fit into memory; "" for the system's
	Memory  int    // bytes of records that are kept in memory by all workers together; 0 for DefaultMemory
}

// DefaultMemory leaves room, below 512 MB, for reading the bundle and for merging.
const DefaultMemory = 96 << 20

// Sorter puts records in order. It must be closed.
type Sorter struct {
	opts    Options
	workers []*Worker
}

// NewSorter returns a sorter to which so many workers give records.
func NewSorter(workers int, opts Options) *Sorter {
	if opts.Memory <= 0 {
		opts.Memory = DefaultMemory
	}
	s := &Sorter{opts: opts}
	for range workers {
		s.workers = append(s.workers, &Worker{dir: opts.TempDir, room: opts.Memory / workers})
	}
	return s
}

// Worker returns the n-th worker's end of the sorter. It belongs to one goroutine.
func (s *Sorter) Worker(n int) *Worker { return s.workers[n] }

// Close frees what the sorter holds, in memory and on the disk.
func (s *Sorter) Close() error {
	var errs []error
	for _, w := range s.workers {
		errs = append(errs, w.file.close())
		w.arena, w.places = nil, nil
	}
	return errors.Join(errs...)
}

// Worker takes records.
type Worker struct {
	dir  string
	room int

	arena  []byte
	places []place
	file   runFile
	runs   []run
}

// place is where in the arena an entry lies. Most comparisons need no more than the time.
type place struct {
	time       uint64
	start, end uint32
}

// placeSize is the memory that a place takes.
const placeSize = 16

// Add takes a record; write appends what is to be kept of it. Errors are those of the temp file.
func (w *Worker) Add(k Key, write func(dst []byte) []byte) error {
	start := len(w.arena)
	w.arena = write(k.append(w.arena))
	w.places = append(w.places, place{nanos(k.Time), uint32(start), uint32(len(w.arena))})
	if len(w.arena)+len(w.places)*placeSize < w.room {
		return nil
	}
	return w.spill()
}

func (w *Worker) entry(p place) entry { return w.arena[p.start:p.end] }

func (w *Worker) sort() {
	slices.SortFunc(w.places, func(a, b place) int {
		switch {
		case a.time < b.time:
			return -1
		case a.time > b.time:
			return 1
		}
		return w.entry(a).compare(w.entry(b))
	})
}

// spill writes what is in memory to the temp file.
func (w *Worker) spill() error {
	w.sort()
	out, err := w.file.newRun(w.dir)
	if err != nil {
		return err
	}
	for _, p := range w.places {
		if err := out.add(w.entry(p)); err != nil {
			return err
		}
	}
	done, err := out.finish()
	if err != nil {
		return err
	}
	w.runs = append(w.runs, done)
	w.arena, w.places = w.arena[:0], w.places[:0]
	return nil
}

// maxWidth is how many runs are merged at a time; each takes the memory of two blocks.
const maxWidth = 256

// maxAlike is how many IDs are remembered of one moment to find what was delivered twice.
const maxAlike = 1 << 20

// Each gives every record to take in order of time, after all have been added. It may be called once.
func (s *Sorter) Each(ctx context.Context, take func(payload []byte) error) (duplicates int64, err error) {
	cursors, err := s.cursors(ctx)
	if err != nil {
		return 0, err
	}
	var alike moment
	err = merge(ctx, cursors, func(e entry) error {
		if alike.has(e) {
			duplicates++
			return nil
		}
		return take(e.payload())
	})
	return duplicates, err
}

// cursors returns one for what each worker still has in memory, and so many of files that no more than maxWidth are
// merged at a time, but one at least.
func (s *Sorter) cursors(ctx context.Context) ([]cursor, error) {
	var runs []run
	var cursors []cursor
	for _, w := range s.workers {
		runs = append(runs, w.runs...)
		if len(w.places) > 0 {
			w.sort()
			cursors = append(cursors, &memoryCursor{w: w})
		}
	}
	for len(runs) > max(1, maxWidth-len(cursors)) {
		width := min(maxWidth, len(runs))
		longer, err := s.join(ctx, runs[:width])
		if err != nil {
			return nil, err
		}
		runs = append(runs[width:], longer)
	}
	for _, r := range runs {
		cursors = append(cursors, &fileCursor{run: r})
	}
	return cursors, nil
}

// join makes one run of several.
func (s *Sorter) join(ctx context.Context, runs []run) (run, error) {
	out, err := s.workers[0].file.newRun(s.opts.TempDir)
	if err != nil {
		return run{}, err
	}
	var cursors []cursor
	for _, r := range runs {
		cursors = append(cursors, &fileCursor{run: r})
	}
	if err := merge(ctx, cursors, out.add); err != nil {
		return run{}, fmt.Errorf("merge sorted runs: %w", err)
	}
	return out.finish()
}

// moment remembers the IDs of one moment's records.
type moment struct {
	time uint64
	ids  map[uint64]bool
}

func (m *moment) has(e entry) bool {
	id := e.id()
	if id == 0 {
		return false
	}
	if m.ids == nil || e.time() != m.time {
		m.time, m.ids = e.time(), map[uint64]bool{}
	}
	if m.ids[id] {
		return true
	}
	if len(m.ids) < maxAlike {
		m.ids[id] = true
	}
	return false
}
