package chunk

import (
	"io"
	"sync"
)

// chunks holds the memory of chunks that were parsed.
var chunks = sync.Pool{New: func() any { return new([]byte) }}

// maxIdle is how often in a row a reader may give nothing.
const maxIdle = 100

// reader cuts a stream into chunks.
type reader struct {
	r    io.Reader
	size int
	left []byte // read and not cut
	err  error  // what ended the reading

	spare []byte // memory for left
}

// next returns the next chunk, nil where the stream ends, fails, or has no place to cut it at.
func (in *reader) next(c Cutter) *piece {
	text := (*chunks.Get().(*[]byte))[:0]
	if cap(text) < in.size+Slack {
		text = make([]byte, 0, in.size+Slack)
	}
	text = append(text, in.left[:min(len(in.left), in.size)]...)
	all := len(text) == len(in.left) // of what is left; otherwise nothing need be read
	if all {
		text = in.fill(text)
	}
	cut := 0
	if len(text) == in.size {
		cut = c.Cut(text)
	}
	switch {
	case cut == 0 && all:
		in.left = text
	case all:
		in.spare = append(in.spare[:0], text[cut:]...)
		in.left = in.spare
	case cut > 0:
		in.left = in.left[cut:]
	}
	if cut == 0 {
		return nil
	}
	return &piece{text: text[:cut]}
}

// fill reads behind the text up to the size of a chunk.
func (in *reader) fill(text []byte) []byte {
	for idle := 0; len(text) < in.size && in.err == nil; {
		var n int
		n, in.err = in.r.Read(text[len(text):in.size])
		text = text[:len(text)+n]
		if idle++; n > 0 {
			idle = 0
		} else if idle > maxIdle && in.err == nil {
			in.err = io.ErrNoProgress
		}
	}
	return text
}

// rest is what the stream holds beyond what is left.
func (in *reader) rest() io.Reader {
	if in.err != nil {
		return ended{in.err}
	}
	return in.r
}

// ended is a stream that has ended, with io.EOF or another error.
type ended struct{ err error }

func (e ended) Read([]byte) (int, error) { return 0, e.err }
