package timeline

import (
	"bytes"
	"encoding/json"
	"strconv"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate"
	"hamari/parsers"
)

// newJSONL writes a record as one JSON object: its time, kind, summary and place, the entities that it names, and its
// fields; of records that are JSON themselves, all of it.
func newJSONL(Layout) Encoder { return jsonl{} }

type jsonl struct{ lines }

func (jsonl) Append(dst []byte, r *correlate.Record) []byte {
	dst = appendTime(append(dst, `{"time":"`...), r.Start)
	if !r.End.IsZero() {
		dst = appendTime(append(dst, `","end":"`...), r.End)
	}
	dst = append(append(dst, `","kind":"`...), r.Kind.Name...)
	dst = clean.AppendString(append(dst, `","summary":`...), summaryOf(nil, r))
	dst = appendPlace(append(dst, `,"at":`...), r.Event)
	dst = appendEntities(append(dst, `,"entities":`...), r.Event)
	if r.Kind.Nested {
		dst = appendRaw(append(dst, `,"record":`...), r.Raw)
	} else {
		dst = appendFields(append(dst, `,"fields":`...), r.Event)
	}
	return append(dst, "}\n"...)
}

func appendPlace(dst []byte, ev *parsers.Event) []byte {
	dst = clean.AppendString(append(dst, `{"member":`...), []byte(ev.Pos.Member))
	dst = strconv.AppendInt(append(dst, `,"line":`...), int64(ev.Pos.Line), 10)
	dst = strconv.AppendInt(append(dst, `,"record":`...), int64(ev.Pos.Record), 10)
	dst = clean.AppendString(append(dst, `,"id":`...), []byte(ev.ID))
	return append(dst, '}')
}

// appendEntities appends the entities that the record's fields name, by their keys.
func appendEntities(dst []byte, ev *parsers.Event) []byte {
	dst = append(dst, '{')
	for _, key := range vocabularyOf(ev.Kind).entities {
		open := false
		for _, slot := range key.slots {
			v := ev.Value(slot)
			if len(v) == 0 {
				continue
			}
			if !open {
				dst = append(comma(dst, '{'), '"')
				dst = append(append(dst, key.name...), `":[`...)
				open = true
			}
			dst = clean.AppendString(comma(dst, '['), v)
		}
		if open {
			dst = append(dst, ']')
		}
	}
	return append(dst, '}')
}

// comma appends a comma unless nothing has been written behind the opening bracket.
func comma(dst []byte, opening byte) []byte {
	if dst[len(dst)-1] == opening {
		return dst
	}
	return append(dst, ',')
}

func appendFields(dst []byte, ev *parsers.Event) []byte {
	dst = append(dst, '{')
	for slot := range ev.Kind.Fields {
		f := &ev.Kind.Fields[slot]
		if v := ev.Value(slot); v.Exists() {
			dst = clean.AppendString(comma(dst, '{'), []byte(f.Name))
			dst = appendTyped(append(dst, ':'), f, v)
		}
	}
	return append(dst, '}')
}

// appendRaw appends a record that is JSON on one line; what is not quite JSON becomes a string.
func appendRaw(dst []byte, raw []byte) []byte {
	start := len(dst)
	buf := bytes.NewBuffer(dst)
	if err := json.Compact(buf, raw); err != nil {
		return clean.AppendString(dst, raw)
	}
	dst = buf.Bytes()
	if odd := start + plain(dst[start:]); odd < len(dst) {
		dst = clean.AppendJSON(dst[:odd], bytes.Clone(dst[odd:]))
	}
	return dst
}
