package bundle

import (
	"io"
	"sync/atomic"
)

// distance is how far a pass has got through the files on disk.
type distance struct{ read, size atomic.Int64 }

// Distance returns how many bytes of the files on disk, as they are stored there, the walk has read so far, and how many
// they have together. It may be asked while the walk runs. What is read again later counts again; never does more come out
// than there is.
func (c *Case) Distance() (read, size int64) {
	size = c.distance.size.Load()
	return min(c.distance.read.Load(), size), size
}

// counted is a file whose reading is counted.
type counted struct {
	io.ReaderAt
	distance *distance
}

func (c *Case) counted(file io.ReaderAt) io.ReaderAt { return &counted{file, &c.distance} }

func (f *counted) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.ReaderAt.ReadAt(p, at)
	f.distance.read.Add(int64(n))
	return n, err
}
