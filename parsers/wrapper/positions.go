package wrapper

import (
	"sort"

	"hamari/parsers"
)

// positions maps lines of the inner text to entries of the envelope.
type positions struct {
	runs  []run
	lines int // of the inner text so far
}

// run is a stretch of lines whose entries follow one another at equal distances: n lines below the first of them is
// entry record+n, which begins in line line+n*stride.
type run struct {
	first  int // line of the inner text, from 1
	count  int
	record int
	line   int
	stride int // known from the second line on
}

// maxRuns bounds the map. Formats speak of lines that they have just read, so the oldest runs are the ones to forget;
// of 64 Ki the younger half is more than any format reads ahead.
const maxRuns = 64 << 10

// add appends the place of the next line.
func (p *positions) add(pos parsers.Pos) {
	p.lines++
	if len(p.runs) > 0 && p.runs[len(p.runs)-1].extend(pos) {
		return
	}
	if len(p.runs) == maxRuns {
		p.runs = p.runs[:copy(p.runs, p.runs[maxRuns/2:])]
	}
	p.runs = append(p.runs, run{first: p.lines, count: 1, record: pos.Record, line: pos.Line})
}

// extend makes the run one line longer if the entry at pos is where the run goes on.
func (r *run) extend(pos parsers.Pos) bool {
	if pos.Record != r.record+r.count {
		return false
	}
	if r.count == 1 {
		r.stride = pos.Line - r.line
	} else if pos.Line != r.line+r.count*r.stride {
		return false
	}
	r.count++
	return true
}

// outer turns a position in the inner text into one in the envelope. A line so far back that it was forgotten gets the
// oldest position still known.
func (p *positions) outer(inner parsers.Pos) parsers.Pos {
	outer := parsers.Pos{Member: inner.Member, Offset: -1}
	if len(p.runs) == 0 {
		return outer
	}
	line := inner.Line
	if line <= 0 {
		line = inner.Record + 1 // a format that does not count lines, but reads one record from each
	}
	line = max(line, p.runs[0].first)
	behind := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].first > line })
	r := p.runs[behind-1]
	n := min(line-r.first, r.count-1) // a text that ends with a line feed has an empty line behind its last message
	outer.Record, outer.Line = r.record+n, r.line+n*r.stride
	return outer
}
