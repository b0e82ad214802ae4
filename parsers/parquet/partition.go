package parquet

import (
	"net/url"
	"strings"
)

// Partition is a column whose one value stands in the path of a file: aws-region=eu-west-1.
type Partition struct{ Name, Value string }

// Partitions returns the columns in a path as Hive writes them, see
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html. The "aws-" that AWS puts before some of the
// names is left out: aws-account-id is what records call account-id.
func Partitions(path string) []Partition {
	var found []Partition
	for element := range strings.SplitSeq(path, "/") {
		name, value, ok := strings.Cut(element, "=")
		if !ok || name == "" || value == "" || strings.Contains(element, " ") {
			continue
		}
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		found = append(found, Partition{strings.TrimPrefix(name, "aws-"), value})
	}
	return found
}
