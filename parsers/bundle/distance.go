package bundle

import (
	"io"
	"sync/atomic"
)

// distance is how much has been read of the files on disk.
type distance struct{ read, size atomic.Int64 }

// Distance returns how many bytes have been read so far of the files on disk, as they are stored there, by all walks
// together, and how many these files have. It may be asked while a walk runs.
func (c *Case) Distance() (read, size int64) {
	return c.distance.read.Load(), c.distance.size.Load()
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
