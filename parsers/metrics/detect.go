package metrics

import (
	"bytes"
	"maps"
	"slices"

	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// detect recognises metric data by its content. A name alone never suffices: too many files are called metrics.csv.
func detect(h *parsers.Header) parsers.Confidence {
	prefix := bytes.TrimPrefix(h.Prefix, byteOrderMark)
	found := false
	switch {
	case isJSON(prefix):
		found = detectJSON(prefix)
	case isAnswerText(prefix):
		found = true
	default:
		found = detectCSV(prefix, h)
	}
	if found {
		return parsers.ByContent
	}
	return parsers.No
}

// jsonWords are what the keys that tell metric data begin with: a text without any of them need not be taken apart.
var jsonWords = [][]byte{[]byte("MetricData"), []byte("metric_stream_name"), []byte("Datapoints"), []byte("Timestamp")}

// detectJSON looks at the keys of the first object, which may be cut off.
func detectJSON(prefix []byte) bool {
	if !slices.ContainsFunc(jsonWords, func(word []byte) bool { return bytes.Contains(prefix, word) }) {
		return false
	}
	doc := gjson.ParseBytes(prefix)
	if doc.IsArray() {
		open := bytes.IndexByte(prefix, '{')
		if open < 0 || len(bytes.Trim(prefix[:open], "[ \t\r\n")) > 0 {
			return false
		}
		doc = gjson.ParseBytes(prefix[open:])
	}
	keys := map[string]bool{}
	doc.ForEach(func(key, _ gjson.Result) bool {
		keys[key.String()] = true
		return len(keys) < 64
	})
	switch {
	case keys[listResults], keys[listQueries], keys["metric_stream_name"]:
		return true
	case keys["Datapoints"]:
		return len(keys) <= 3 || !slices.ContainsFunc(slices.Collect(maps.Keys(keys)), func(key string) bool { return !slices.Contains(answerKeys, key) })
	case keys["value"] && keys["Count"]:
		return isDotNetList(doc)
	case keys["Timestamps"] && keys["Values"]:
		return keys["Id"] || keys["Label"]
	case keys["Timestamp"]:
		return keys["Average"] || keys["Sum"] || keys["Minimum"] || keys["Maximum"] || keys["SampleCount"] || keys["ExtendedStatistics"]
	}
	return false
}

// detectRows is how many rows detection looks at.
const detectRows = 12

func detectCSV(prefix []byte, h *parsers.Header) bool {
	delim := delimiter(prefix)
	path := parsePath(h.Name)
	var cells [][]byte
	labels := 0
	for range detectRows {
		if len(prefix) == 0 {
			break
		}
		row, rest, whole := bytes.Cut(prefix, []byte{'\n'})
		if !whole && !h.Complete && labels == 0 {
			return false // a first row of 64 KiB without label is no metric table
		}
		prefix = rest
		cells = splitCells(cells[:0], trimLineEnd(row), delim)
		if isBlank(cells) {
			continue
		}
		if header, ok := parseHeader(cells, path); ok && labels == 0 {
			return firstPointFits(prefix, delim, header.timeCol)
		}
		if label, ok := labelRows[string(cells[0])]; ok && len(cells) > 1 {
			if labels++; labels > 1 || label == rowFullLabel {
				return true
			}
			continue
		}
		return isPointRow(cells) && (labels > 0 || path.metric != "")
	}
	return false
}

// firstPointFits reports whether the row below a header begins with a time. A table may also be empty.
func firstPointFits(rows []byte, delim byte, timeCol int) bool {
	row, _, _ := bytes.Cut(rows, []byte{'\n'})
	if len(bytes.TrimSpace(row)) == 0 {
		return true
	}
	cells := splitCells(nil, trimLineEnd(row), delim)
	if timeCol >= len(cells) {
		return false
	}
	_, err := parseStamp(cells[timeCol], monthFirst)
	return err == nil
}

// isPointRow reports whether a row is a time followed by numbers and empty cells.
func isPointRow(cells [][]byte) bool {
	if len(cells) < 2 {
		return false
	}
	if _, err := parseStamp(cells[0], monthFirst); err != nil {
		return false
	}
	for _, cell := range cells[1:] {
		if len(cell) > 0 && checkNumber(cell) != nil {
			return false
		}
	}
	return true
}
