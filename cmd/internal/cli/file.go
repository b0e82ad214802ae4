package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// File is a place that a result will be written to, whole or not at all.
type File struct {
	path   string // as the user gave it
	target string // the same without symbolic links
	direct bool   // a device or a pipe, which cannot be replaced
}

// NewFile makes sure that a file can be written before any work is done for it. Nothing is left on the disk.
func NewFile(path string) (*File, error) {
	f := &File{path: path, target: path}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("cannot write %s: it is a folder", path)
	case err == nil && !info.Mode().IsRegular():
		f.direct = true
		return f, nil
	case err == nil:
		if f.target, err = filepath.EvalSymlinks(path); err != nil {
			return nil, fmt.Errorf("cannot write %s: %w", path, reason(err))
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	folder := filepath.Dir(f.target)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot write %s: there is no folder %s", path, folder)
	}
	aside, err := f.aside()
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	return f, discard(aside)
}

// Path returns the path as the user gave it.
func (f *File) Path() string { return f.path }

// IsDirect reports whether the file is a device or a pipe, to which a result is rendered only by Commit.
func (f *File) IsDirect() bool { return f.direct }

// Is reports whether the file is the same as another, however both are called, and whether or not they exist yet.
func (f *File) Is(path string) bool {
	a, errA := os.Stat(f.path)
	b, errB := os.Stat(path)
	if errA == nil && errB == nil {
		return os.SameFile(a, b)
	}
	return errA != nil && errB != nil && inFolder(f.path) == inFolder(path)
}

// IsStream reports whether the file is what a stream of this process, such as standard output, writes to.
func (f *File) IsStream(stream any) bool {
	open, ok := stream.(*os.File)
	if !ok {
		return false
	}
	a, errA := os.Stat(f.path)
	b, errB := open.Stat()
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// inFolder returns the path of a file that does not exist, with its folder in the one form that all its names have.
func inFolder(path string) string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		folder, err = filepath.Abs(folder)
	}
	if err != nil {
		return filepath.Clean(path)
	}
	return filepath.Join(folder, filepath.Base(path))
}

// aside creates the file that will take the target's place, in the same folder and readable by nobody else.
func (f *File) aside() (*os.File, error) {
	asides.Lock()
	defer asides.Unlock()
	aside, err := os.CreateTemp(filepath.Dir(f.target), "."+filepath.Base(f.target)+".*.tmp")
	if err == nil {
		asides.names[aside.Name()] = true
	}
	return aside, err
}

// asides are the files aside that exist.
var asides = struct {
	sync.Mutex
	names map[string]bool
}{names: make(map[string]bool)}

// gone tells that a file aside exists no longer.
func gone(name string) {
	asides.Lock()
	defer asides.Unlock()
	delete(asides.names, name)
}

// discardAll removes every file aside and lets no new one come into being. The process must end after.
func discardAll() {
	asides.Lock()
	for name := range asides.names {
		os.Remove(name) // there is nobody left to tell
	}
}

// Prepared is a result that waits for being put in place.
type Prepared struct {
	file   *File
	aside  *os.File // nil for what is written directly
	render func(io.Writer) error
}

// Prepare renders the result aside, where it waits for Commit or Discard. What goes to a device or a pipe cannot wait
// and is rendered by Commit. An error of rendering comes back as it is.
func (f *File) Prepare(render func(io.Writer) error) (*Prepared, error) {
	p := &Prepared{file: f, render: render}
	if f.direct {
		return p, nil
	}
	aside, err := f.aside()
	if err != nil {
		return nil, f.fail(err)
	}
	w := &watched{w: aside}
	if err = render(w); err == nil {
		w.err = aside.Sync() // or a crash could leave an empty file under the target's name
	}
	if w.err != nil {
		err = f.fail(w.err)
	}
	if err != nil {
		return nil, errors.Join(err, discard(aside))
	}
	p.aside = aside
	return p, nil
}

// Commit puts the result in place. On an error the target is what it was before.
func (p *Prepared) Commit() error {
	if p.aside == nil {
		return p.direct()
	}
	name := p.aside.Name()
	err := p.aside.Close()
	if err == nil {
		err = os.Rename(name, p.file.target)
	}
	if err != nil {
		err = errors.Join(p.file.fail(err), os.Remove(name))
	}
	gone(name)
	return err
}

// Discard takes back what was prepared and not committed.
func (p *Prepared) Discard() error {
	if p.aside == nil {
		return nil
	}
	return discard(p.aside)
}

func (p *Prepared) direct() error {
	out, err := os.OpenFile(p.file.target, os.O_WRONLY, 0)
	if err != nil {
		return p.file.fail(err)
	}
	if err := errors.Join(p.render(out), out.Close()); err != nil {
		return p.file.fail(err)
	}
	return nil
}

func (f *File) fail(err error) error { return fmt.Errorf("cannot write %s: %w", f.path, reason(err)) }

// watched remembers what went wrong in writing, as opposed to rendering.
type watched struct {
	w   io.Writer
	err error
}

func (f *watched) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err != nil {
		f.err = err
	}
	return n, err
}

func discard(f *os.File) error {
	defer gone(f.Name())
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// reason is an error of the file system without the path, which the message names already.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
