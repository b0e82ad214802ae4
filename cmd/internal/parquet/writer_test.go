package parquet_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	goparquet "github.com/parquet-go/parquet-go"

	"hamari/cmd/internal/parquet"
)

// row is a row as another implementation reads it.
type row struct {
	At    *int64   `parquet:"at,optional,timestamp(microsecond)"`
	Name  *string  `parquet:"name,optional"`
	Count *int64   `parquet:"count,optional"`
	Share *float64 `parquet:"share,optional"`
	Never *string  `parquet:"never,optional"`
}

func write(t *testing.T, rows int) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := parquet.NewWriter(&buf, []parquet.Column{
		{"at", parquet.Timestamp}, {"name", parquet.Text}, {"count", parquet.Integer}, {"share", parquet.Number}, {"never", parquet.Text},
	})
	for i := range rows {
		if err := w.Row(); err != nil {
			t.Fatal(err)
		}
		w.Integer(0, int64(i)*1_000_000)
		if i%3 != 0 {
			w.Text(1, fmt.Appendf(nil, "name %d", i))
		}
		if i%5 == 0 {
			w.Integer(2, -int64(i))
		}
		if i%2 == 0 {
			w.Number(3, float64(i)/4)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// Another implementation must read what was written, whatever number of row groups it takes.
func TestReadByOthers(t *testing.T) {
	for _, rows := range []int{0, 1, 7, 8, 9, 1000, 130_000} {
		data := write(t, rows)
		r := goparquet.NewGenericReader[row](bytes.NewReader(data))
		got := make([]row, rows+1)
		n, err := r.Read(got)
		if err != nil && err != io.EOF || n != rows {
			t.Fatalf("%d rows: read %d, %v", rows, n, err)
		}
		for i, g := range got[:n] {
			if *g.At != int64(i)*1_000_000 || g.Never != nil {
				t.Fatalf("row %d of %d: at %d, never %v", i, rows, *g.At, g.Never)
			}
			if (g.Name != nil) != (i%3 != 0) || g.Name != nil && *g.Name != fmt.Sprintf("name %d", i) {
				t.Fatalf("row %d of %d: name %v", i, rows, g.Name)
			}
			if (g.Count != nil) != (i%5 == 0) || g.Count != nil && *g.Count != -int64(i) {
				t.Fatalf("row %d of %d: count %v", i, rows, g.Count)
			}
			if (g.Share != nil) != (i%2 == 0) || g.Share != nil && *g.Share != float64(i)/4 {
				t.Fatalf("row %d of %d: share %v", i, rows, g.Share)
			}
		}
	}
}

func TestFailingPlace(t *testing.T) {
	w := parquet.NewWriter(full{}, []parquet.Column{{"a", parquet.Text}})
	if err := w.Row(); err == nil {
		t.Error("no error of the place that is full")
	}
	if err := w.Close(); err == nil {
		t.Error("no error at the end")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
