// Package parquet writes flat tables as Apache Parquet files, row group by row group, in the memory of one of them. See
// https://parquet.apache.org/docs/file-format/
//
// Every column is optional. Values are encoded plainly and compressed with Snappy, which every reader understands.
// (Package hamari/parsers/parquet reads such tables; the two share nothing but the format.)
package parquet
