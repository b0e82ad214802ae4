package parquettest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"
)

// Options say how a table is written. The zero value is what AWS documents: gzip, dictionaries where they help.
type Options struct {
	Codec     compress.Codec
	Version   int                          // of the data pages: 1 or 2; 0 is 1
	RowGroup  int                          // rows of a row group; 0 for one
	Page      int                          // bytes of a page, roughly
	Encodings map[string]encoding.Encoding // by "int32", "int64" and "string"; dictionaries where none is given
	Required  bool                         // columns without an absent value are required
}

// int32Columns and int64Columns are the columns that are no strings, see
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html.
var (
	int32Columns = []string{"version", "srcport", "dstport", "protocol", "tcp_flags", "traffic_path", "encryption_status"}
	int64Columns = []string{"packets", "bytes", "start", "end", "packets_lost_no_route", "packets_lost_blackhole",
		"packets_lost_mtu_exceeded", "packets_lost_ttl_expired"}
)

// Lines writes a flow log in its text form, with a header line, as Parquet: "-" is absent.
func Lines(text string, opts Options) ([]byte, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	names := strings.Fields(strings.ReplaceAll(lines[0], "-", "_"))
	var rows [][]string
	for _, line := range lines[1:] {
		if line != lines[0] {
			rows = append(rows, strings.Fields(line))
		}
	}
	return Table(names, rows, opts)
}

// Table writes rows of values, of which "-" is absent.
func Table(names []string, rows [][]string, opts Options) ([]byte, error) {
	group := parquet.Group{}
	for i, name := range names {
		absent := slices.ContainsFunc(rows, func(row []string) bool { return row[i] == "-" })
		group[name] = opts.node(name, absent)
	}
	schema := parquet.NewSchema("flow_log", group)
	if opts.Codec == nil {
		opts.Codec = &parquet.Gzip
	}
	config := []parquet.WriterOption{schema, parquet.Compression(opts.Codec), parquet.DataPageVersion(max(1, opts.Version))}
	if opts.Page > 0 {
		config = append(config, parquet.PageBufferSize(opts.Page))
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[any](&b, config...)
	for n, row := range rows {
		values, err := opts.row(schema, names, row)
		if err != nil {
			return nil, err
		}
		if _, err := w.WriteRows([]parquet.Row{values}); err != nil {
			return nil, err
		}
		if opts.RowGroup > 0 && (n+1)%opts.RowGroup == 0 {
			if err := w.Flush(); err != nil {
				return nil, err
			}
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func (o Options) node(name string, absent bool) parquet.Node {
	kind, node := "string", parquet.String()
	switch {
	case slices.Contains(int32Columns, name):
		kind, node = "int32", parquet.Int(32)
	case slices.Contains(int64Columns, name):
		kind, node = "int64", parquet.Int(64)
	}
	if e, ok := o.Encodings[kind]; ok {
		node = parquet.Encoded(node, e)
	} else {
		node = parquet.Encoded(node, &parquet.RLEDictionary)
	}
	if o.Required && !absent {
		return parquet.Required(node)
	}
	return parquet.Optional(node)
}

// row gives the values in the order of the schema's columns.
func (o Options) row(schema *parquet.Schema, names, row []string) (parquet.Row, error) {
	values := make(parquet.Row, len(names))
	for at, path := range schema.Columns() {
		i := slices.Index(names, path[0])
		leaf, _ := schema.Lookup(path...)
		defined := 0
		if leaf.Node.Optional() {
			defined = 1
		}
		if row[i] == "-" {
			values[at] = parquet.NullValue().Level(0, 0, at)
			continue
		}
		value := parquet.ByteArrayValue([]byte(row[i]))
		if kind := leaf.Node.Type().Kind(); kind != parquet.ByteArray {
			n, err := strconv.ParseInt(row[i], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("column %s: %w", path[0], err)
			}
			if value = parquet.Int64Value(n); kind == parquet.Int32 {
				value = parquet.Int32Value(int32(n))
			}
		}
		values[at] = value.Level(0, defined, at)
	}
	return values, nil
}
