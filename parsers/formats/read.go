package formats

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"slices"
	"sync"

	"hamari/parsers"
	"hamari/parsers/console"
	"hamari/parsers/parquet"
	"hamari/parsers/wrapper"
)

// maxNesting is how many envelopes may be around a record. What AWS offers nests two deep: an export of a log group
// into which EventBridge writes.
const maxNesting = 3

// Result says what a member is.
type Result struct {
	Format    *parsers.Format // nil if the member was not recognised
	Via       []string        // names of the envelopes around its records, outermost first
	Ambiguous []string        // names of the formats that claim it with equal right, in the order of the list
	Nature    string          // what the text inside the envelopes looks like, where no format reads it
}

// Read reads a member with the format that it is in. Events and rejects reach the sink with their positions in the
// member, envelopes included. Where no format reads the member, nothing but broken entries and notes of its envelopes
// reach the sink, and the result says what it looks like.
//
// The error is what [parsers.Format.Read] returned: the rest of the member was not read. Where no format reads the
// member, it is the error, if any, that kept its first bytes from being seen.
func Read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) (Result, error) {
	return read(ctx, all(), r, src, sink)
}

func read(ctx context.Context, formats []*parsers.Format, r io.Reader, src *parsers.Source, sink parsers.Sink) (Result, error) {
	l := newLayers(formats, sink)
	defer l.close()
	l.raw = cancelReader{ctx, r}
	l.look(&l.raw, src.Member)
	l.unwrap()
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	if parquet.Is(l.header.Prefix) {
		return readTable(ctx, formats, l, src)
	}
	result := l.recognise()
	if result.Format == nil {
		return result, l.failure()
	}
	if len(l.via) > 0 {
		alone := *src // the sinks of others know nothing of the envelopes, and inside them records have other numbers
		alone.Pool, alone.Wants = nil, nil
		src = &alone
	}
	if result.Format == console.Format {
		return result, readText(ctx, formats, l, src)
	}
	return result, result.Format.Read(ctx, l.text, src, l.sink)
}

// layers is a member whose envelopes have been taken off as far as there are any.
type layers struct {
	formats []*parsers.Format
	text    *bufio.Reader // what is inside; the last of buffers
	buffers []*bufio.Reader
	sink    parsers.Sink // for what is read from text
	via     []string
	header  parsers.Header
	err     error // why the header is shorter than it could be; io.EOF if the text is
	raw     cancelReader
}

// spareLayers spares the many small members of a bundle layers of their own.
var spareLayers = sync.Pool{New: func() any { return new(layers) }}

func newLayers(formats []*parsers.Format, sink parsers.Sink) *layers {
	l := spareLayers.Get().(*layers)
	l.formats, l.sink = formats, sink
	return l
}

// unwrap takes off the envelopes around a member's records.
func (l *layers) unwrap() {
	for len(l.via) < maxNesting {
		w := wrapper.Detect(&l.header)
		if w == nil || l.header.LogEvents && !l.known(w) {
			return
		}
		l.open(w)
	}
}

func (l *layers) open(w *wrapper.Wrapper) {
	name, logEvents := l.header.Name, l.header.LogEvents || w.LogEvents
	inner := w.Open(l.text, name, l.sink)
	l.via = append(l.via, w.Name)
	l.sink = inner.Sink()
	l.look(inner, name)
	l.header.LogEvents = logEvents
}

// known reports whether a format knows what an envelope holds. A message of a log event that looks like an envelope may as
// well be a line of an application's log, and would lose its beginning.
func (l *layers) known(w *wrapper.Wrapper) bool {
	probe := newLayers(l.formats, discard{})
	defer probe.close()
	probe.via = slices.Clone(l.via)
	probe.look(bytes.NewReader(l.header.Prefix), l.header.Name)
	probe.header.LogEvents = true
	probe.open(w)
	probe.unwrap()
	return slices.ContainsFunc(l.formats, func(f *parsers.Format) bool { return f.Detect(&probe.header) > parsers.ByEnvelope })
}

// look makes r the text and reads its header.
func (l *layers) look(r io.Reader, name string) {
	l.text = buffers.Get().(*bufio.Reader)
	l.text.Reset(r)
	l.buffers = append(l.buffers, l.text)
	l.header = parsers.Header{Name: name}
	l.header.Prefix, l.err = l.text.Peek(parsers.HeaderSize)
	l.header.Complete = l.err == io.EOF
}

// all spares each member a list of its own.
var all = sync.OnceValue(All)

// buffers spares the many small members of a bundle a buffer each.
var buffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, parsers.HeaderSize) }}

// close gives everything back; nothing of it may be used afterwards.
func (l *layers) close() {
	for _, b := range l.buffers {
		b.Reset(nil)
		buffers.Put(b)
	}
	clear(l.buffers)
	*l = layers{buffers: l.buffers[:0]}
	spareLayers.Put(l)
}

// failure returns the error that kept the header from being read in full, if one did.
func (l *layers) failure() error {
	if l.err == io.EOF {
		return nil
	}
	return l.err
}

// recognise asks the formats.
func (l *layers) recognise() Result {
	result := Result{Via: l.via}
	claims, best := []*parsers.Format(nil), parsers.ByEnvelope
	delivery := l.header.HoldsRecords()
	for _, f := range l.formats {
		if delivery && !f.Records {
			continue
		}
		c := f.Detect(&l.header)
		if c > best {
			claims, best = nil, c
		}
		if c == best {
			claims = append(claims, f)
		}
	}
	if len(claims) == 1 {
		result.Format = claims[0]
		return result
	}
	for _, f := range claims {
		result.Ambiguous = append(result.Ambiguous, f.Name)
	}
	if len(claims) == 0 && l.holdsPasted() {
		result.Format = console.Format
		return result
	}
	result.Nature = nature(l.header.Prefix)
	return result
}

// cancelReader ends the reading when the context does.
type cancelReader struct {
	ctx context.Context
	r   io.Reader
}

func (c cancelReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// discard is the sink of a detection: nothing is read for keeps yet.
type discard struct{ parsers.Unheard }

func (discard) Event(*parsers.Event) error { return nil }
