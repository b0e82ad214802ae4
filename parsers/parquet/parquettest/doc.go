// Package parquettest writes flow logs in Parquet the way AWS does, with a library that shares nothing with the reader.
package parquettest
