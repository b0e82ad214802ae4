package timeline

import "hamari/correlate"

// newText writes a line a record: time, kind, summary, place.
func newText(Layout) Encoder { return text{} }

type text struct{ lines }

// kindWidth is the width of the column with the kind.
const kindWidth = 12

func (text) Append(dst []byte, r *correlate.Record) []byte {
	const layout = "2006-01-02 15:04:05.000Z"
	dst = r.Start.UTC().AppendFormat(dst, layout)
	dst = append(dst, ' ', ' ')
	dst = append(dst, r.Kind.Name...)
	for i := len(r.Kind.Name); i < kindWidth; i++ {
		dst = append(dst, ' ')
	}
	dst = append(dst, ' ', ' ')
	dst = summaryOf(dst, r)
	dst = append(dst, "  ["...)
	dst = appendLine(dst, []byte(r.Pos.String()))
	return append(dst, "]\n"...)
}
