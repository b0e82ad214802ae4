package parquet_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	writer "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"

	"hamari/parsers/parquet"
	"hamari/parsers/parquet/parquettest"
)

// flows is a flow log with absent values, negative numbers and every kind of column.
func flows(n int) string {
	var b strings.Builder
	b.WriteString("account-id interface-id srcaddr dstport packets start log-status tcp-flags instance-id\n")
	for i := range n {
		instance := "-"
		if i%3 == 0 {
			instance = fmt.Sprintf("i-%017x", i*i)
		}
		fmt.Fprintf(&b, "123456789012 eni-%08x 10.0.%d.%d %d %d %d OK %d %s\n", i%7, i/256, i%256, i*31%65536, i*i*1_000_003, 1700000000+i*60, -i%5, instance)
	}
	return b.String()
}

// lines reads a table to its end and sorts the columns of each line by their names, as the writer has them.
func lines(t testing.TB, b []byte) (header string, rows []string, rejected int) {
	t.Helper()
	table, err := parquet.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for {
		line, err := table.Next(nil)
		switch {
		case err == io.EOF:
			return table.Header(), rows, rejected
		case errors.Is(err, parquet.ErrRow):
			rejected++
		case err != nil:
			t.Fatal(err)
		default:
			rows = append(rows, string(line))
		}
	}
}

// sorted puts the columns of a text into the order of their names.
func sorted(text string) (header string, rows []string) {
	all := strings.Split(strings.TrimSpace(text), "\n")
	names := strings.Fields(strings.ReplaceAll(all[0], "-", "_"))
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(names[a], names[b]) })
	pick := func(cells []string) string {
		var picked []string
		for _, i := range order {
			picked = append(picked, cells[i])
		}
		return strings.Join(picked, " ")
	}
	for _, line := range all[1:] {
		rows = append(rows, pick(strings.Fields(line)))
	}
	return pick(names), rows
}

// TestForms reads the same table in every compression and encoding.
func TestForms(t *testing.T) {
	text := flows(900)
	header, rows := sorted(text)
	plain := map[string]encoding.Encoding{"int32": &writer.Plain, "int64": &writer.Plain, "string": &writer.Plain}
	deltas := map[string]encoding.Encoding{"int32": &writer.DeltaBinaryPacked, "int64": &writer.DeltaBinaryPacked, "string": &writer.DeltaByteArray}
	lengths := map[string]encoding.Encoding{"int64": &writer.DeltaBinaryPacked, "string": &writer.DeltaLengthByteArray}
	for codecName, codec := range map[string]compress.Codec{
		"none": &writer.Uncompressed, "gzip": &writer.Gzip, "snappy": &writer.Snappy, "zstd": &writer.Zstd,
	} {
		for encodingName, encodings := range map[string]map[string]encoding.Encoding{"dictionary": nil, "plain": plain, "delta": deltas, "lengths": lengths} {
			for version := 1; version <= 2; version++ {
				for _, required := range []bool{false, true} {
					for _, group := range []int{0, 250} {
						name := fmt.Sprintf("%s, %s, version %d, required %t, groups of %d", codecName, encodingName, version, required, group)
						b, err := parquettest.Lines(text, parquettest.Options{
							Codec: codec, Encodings: encodings, Version: version, Required: required, RowGroup: group, Page: 4000})
						if err != nil {
							t.Fatal(name, err)
						}
						gotHeader, gotRows, rejected := lines(t, b)
						if gotHeader != header || !slices.Equal(gotRows, rows) || rejected != 0 {
							t.Errorf("%s: header %q, %d rows, %d rejected, as written: %t", name, gotHeader, len(gotRows), rejected, slices.Equal(gotRows, rows))
						}
					}
				}
			}
		}
	}
}

type typed struct {
	Bool   bool
	Double float64
	Float  float32
	Millis int64 `parquet:",timestamp(millisecond)"`
	Micros int64 `parquet:",timestamp(microsecond)"`
	Nanos  int64 `parquet:",timestamp(nanosecond)"`
	Day    int32 `parquet:",date"`
	Fixed  [3]byte
	Whole  *float64
	Text   *string
}

// TestTypes reads what programs other than AWS's make of a flow log.
func TestTypes(t *testing.T) {
	whole, blank, empty := 443.0, "two words", ""
	var b bytes.Buffer
	rows := []typed{
		{Bool: true, Double: 1.5, Float: -2, Millis: 1700000000999, Micros: -1, Nanos: 1700000000_000000000, Day: 20516, Fixed: [3]byte{'a', 'b', 'c'}, Whole: &whole},
		{Text: &blank},
		{Text: &empty, Fixed: [3]byte{'x', 'y', 'z'}},
	}
	if err := writer.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	_, got, rejected := lines(t, b.Bytes())
	want := []string{
		"true 1.5 -2 1700000000 -1 1700000000 2026-03-04 abc 443 -",
		"false 0 0 0 0 0 1970-01-01 xyz - -",
	}
	if !slices.Equal(got, want) || rejected != 1 {
		t.Errorf("got %q, %d rejected, want %q", got, rejected, want)
	}
}

func TestNested(t *testing.T) {
	type record struct {
		EventName    string
		UserIdentity struct{ Type string }
		Resources    []string
	}
	var b bytes.Buffer
	if err := writer.Write(&b, []record{{EventName: "x"}}); err != nil {
		t.Fatal(err)
	}
	_, err := parquet.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	var nested *parquet.NestedError
	if !errors.As(err, &nested) || !slices.Equal(nested.Columns, []string{"EventName", "UserIdentity", "Resources"}) {
		t.Errorf("got %v", err)
	}
}

// TestDamage changes a table. What is damaged is rejected row by row, and the next row group is read.
func TestDamage(t *testing.T) {
	good, err := parquettest.Lines(flows(300), parquettest.Options{RowGroup: 100})
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(good)
	damaged[bytes.Index(good, []byte{0x1f, 0x8b})+15] ^= 0xff
	_, rows, rejected := lines(t, damaged)
	if len(rows) < 200 || len(rows)+rejected != 300 || rejected == 0 {
		t.Errorf("%d rows, %d rejected", len(rows), rejected)
	}
	le := binary.LittleEndian
	footer := int(le.Uint32(good[len(good)-8:]))
	lie := func(size uint32) []byte { return le.AppendUint32(good[:len(good)-8:len(good)-8], size) }
	for name, b := range map[string][]byte{
		"cut":                  good[:len(good)-100],
		"only magic":           []byte("PAR1"),
		"footer of 4 GiB":      append(lie(0xffffffff), "PAR1"...),
		"footer too long":      append(lie(uint32(footer+500)), "PAR1"...),
		"footer too short":     append(lie(3), "PAR1"...),
		"encrypted":            append(lie(uint32(footer)), "PARE"...),
		"footer of other data": append(append(bytes.Repeat([]byte{0x19, 0xfc}, 50), 100, 0, 0, 0), "PAR1"...),
	} {
		if _, err := parquet.Open(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Errorf("%s: was opened", name)
		}
	}
}

// TestSizes states sizes that are not so: no memory is taken for them.
func TestSizes(t *testing.T) {
	b, err := parquettest.Lines(flows(50), parquettest.Options{Codec: &writer.Uncompressed})
	if err != nil {
		t.Fatal(err)
	}
	for at := 4; at < len(b)-8; at++ {
		changed := bytes.Clone(b)
		changed[at] |= 0x80 // makes a number in a page header longer than it was
		table, err := parquet.Open(bytes.NewReader(changed), int64(len(changed)))
		if err != nil {
			continue
		}
		n := int64(0)
		for {
			if _, err := table.Next(nil); err == io.EOF {
				break
			}
			n++
		}
		if n != table.Rows() {
			t.Fatalf("byte %d: %d rows of %d", at, n, table.Rows())
		}
	}
}

func TestPartitions(t *testing.T) {
	got := parquet.Partitions("case.zip!/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/a%2Fb=c%20d/x=.parquet")
	want := []parquet.Partition{{Name: "account-id", Value: "123456789012"}, {Name: "service", Value: "vpcflowlogs"},
		{Name: "region", Value: "eu-west-1"}, {Name: "year", Value: "2026"}, {Name: "a%2Fb", Value: "c d"}, {Name: "x", Value: ".parquet"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func FuzzTable(f *testing.F) {
	for _, opts := range []parquettest.Options{
		{}, {Version: 2, Codec: &writer.Uncompressed},
		{Codec: &writer.Zstd, Encodings: map[string]encoding.Encoding{"int64": &writer.DeltaBinaryPacked, "string": &writer.DeltaByteArray}},
		{Codec: &writer.Snappy, Encodings: map[string]encoding.Encoding{"int32": &writer.Plain, "string": &writer.DeltaLengthByteArray}},
	} {
		b, err := parquettest.Lines(flows(20), opts)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := parquet.Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		line := []byte(nil)
		for n := int64(0); n < 5000; n++ {
			line, err = table.Next(line[:0])
			if err == io.EOF {
				if n != table.Rows() {
					t.Errorf("%d rows of %d", n, table.Rows())
				}
				return
			}
			if err == nil && bytes.ContainsAny(line, "\n\r\x00\t") {
				t.Errorf("a line with control characters: %q", line)
			}
		}
	})
}

// BenchmarkTable makes lines of the rows of a table as AWS writes flow logs: gzip pages with dictionaries.
func BenchmarkTable(b *testing.B) {
	text := flows(20_000)
	packed, err := parquettest.Lines(text, parquettest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		table, err := parquet.Open(bytes.NewReader(packed), int64(len(packed)))
		if err != nil {
			b.Fatal(err)
		}
		line := []byte(nil)
		for err == nil {
			line, err = table.Next(line[:0])
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
