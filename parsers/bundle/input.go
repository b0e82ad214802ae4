package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Input is what is known, after a walk, about one of the paths that the case was opened with.
type Input struct {
	Name string // base name; "stdin" for standard input

	// SHA256 is the hash of the file. Of a folder it is the hash of the lines "HASH  PATH", one for each file in it in
	// the order of the paths, as sha256sum prints them. "" where not everything could be read.
	SHA256 string

	Bytes   int64 // of the file, or of the files in the folder
	Members int   // members found, those that could not be read included
}

// input is one path, opened.
type input struct {
	name   string
	closer io.Closer
	root   *os.Root    // of a folder
	file   io.ReaderAt // of everything else
	size   int64       // of the file

	members atomic.Int64

	mu    sync.Mutex
	files []storedFile
}

// storedFile is the hash of one file on disk.
type storedFile struct {
	path, sum string
	bytes     int64
}

// open opens a path. Standard input and named pipes are read to their end, since zip needs random access and records
// that a report cites are read again.
func (in *input) open(ctx context.Context, path string, stdin io.Reader, opts Options) (fs.FileInfo, error) {
	if path == Stdin {
		if stdin == nil {
			return nil, errors.New("there is no standard input")
		}
		return streamInfo{}, in.openStream(ctx, stdin, opts)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, plain(err)
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, plain(err)
		}
		in.root, in.closer = root, root
		return info, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	switch {
	case info.Mode().IsRegular():
		in.file, in.closer, in.size = f, f, info.Size()
		return info, nil
	case info.Mode()&fs.ModeNamedPipe != 0:
		defer f.Close()
		return info, in.openStream(ctx, f, opts)
	}
	f.Close()
	return nil, fmt.Errorf("neither a file nor a folder but %s", fileKind(info.Mode()))
}

// ErrNothing is the error of a stream without a byte: whoever should have written to it has failed.
var ErrNothing = errors.New("nothing came through it")

// openStream spools a stream. Reading may block for ever, so it happens aside and is left behind on cancellation.
func (in *input) openStream(ctx context.Context, r io.Reader, opts Options) error {
	type outcome struct {
		spool *spool
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		s, err := newSpool(ctx, &capped{r, opts.Limits.MaxBytes}, opts.TempDir)
		done <- outcome{s, err}
	}()
	var got outcome
	select {
	case got = <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if got.err == nil && got.spool.size == 0 {
		return errors.Join(ErrNothing, got.spool.Close())
	}
	if got.spool != nil {
		in.file, in.closer, in.size = got.spool, got.spool, got.spool.size
	}
	return got.err
}

// capped ends a stream that is longer than the limit with an error.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n, faultf(SizeLimit, "the stream is longer than the limit allows")
	}
	return n, err
}

// streamInfo stands for a stream where a file's properties are asked for: only IsDir is.
type streamInfo struct{ fs.FileInfo }

func (streamInfo) IsDir() bool { return false }

// record keeps the hash of one file on disk.
func (in *input) record(path, sum string, bytes int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.files = append(in.files, storedFile{path, sum, bytes})
}

// reset forgets what an earlier walk found out.
func (in *input) reset() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.files = nil
	in.members.Store(0)
}

// Inputs describes the inputs, in the order in which they were given.
func (c *Case) Inputs() []Input {
	list := make([]Input, 0, len(c.inputs))
	for _, in := range c.inputs {
		list = append(list, in.describe())
	}
	return list
}

func (in *input) describe() Input {
	in.mu.Lock()
	defer in.mu.Unlock()
	d := Input{Name: in.name, Members: int(in.members.Load())}
	for _, f := range in.files {
		d.Bytes += f.bytes
	}
	if in.root == nil {
		d.Bytes = in.size
		if len(in.files) == 1 {
			d.SHA256 = in.files[0].sum
		}
		return d
	}
	files := slices.Clone(in.files)
	slices.SortFunc(files, func(a, b storedFile) int { return strings.Compare(a.path, b.path) })
	h := sha256.New()
	for _, f := range files {
		if f.sum == "" {
			return d
		}
		fmt.Fprintf(h, "%s  %s\n", f.sum, f.path)
	}
	d.SHA256 = hex.EncodeToString(h.Sum(nil))
	return d
}
