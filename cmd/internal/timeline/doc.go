// Package timeline writes records in the forms that hamari timeline offers: text for people, CSV, JSON lines, Timesketch,
// Elastic Common Schema and Parquet for other tools.
//
// A [Format] encodes each record by itself, on several cores and in any order; what it made is sorted and then written in
// order. In every form a value of a log stays a value: no cell of a CSV is a formula, no text moves the cursor, no line break
// makes two records of one.
package timeline
