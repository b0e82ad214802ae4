package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	aside, err := f.aside()
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	return f, discard(aside)
}

// Path returns the path as the user gave it.
func (f *File) Path() string { return f.path }

// Is reports whether the file exists and is the same as another, however both are called.
func (f *File) Is(path string) bool {
	a, errA := os.Stat(f.path)
	b, errB := os.Stat(path)
	if errA == nil && errB == nil {
		return os.SameFile(a, b)
	}
	return filepath.Clean(f.path) == filepath.Clean(path)
}

// aside creates the file that will take the target's place, in the same folder and readable by nobody else.
func (f *File) aside() (*os.File, error) {
	return os.CreateTemp(filepath.Dir(f.target), "."+filepath.Base(f.target)+".*.tmp")
}

// Write puts the data in place: aside first, then renamed. On an error the target is what it was before.
func (f *File) Write(data []byte) error {
	if err := f.write(data); err != nil {
		return fmt.Errorf("cannot write %s: %w", f.path, reason(err))
	}
	return nil
}

func (f *File) write(data []byte) error {
	if f.direct {
		return f.writeDirect(data)
	}
	aside, err := f.aside()
	if err != nil {
		return err
	}
	if _, err = aside.Write(data); err == nil {
		err = aside.Sync() // or a crash could leave an empty file under the target's name
	}
	if err != nil {
		return errors.Join(err, discard(aside))
	}
	if err := aside.Close(); err != nil {
		return errors.Join(err, os.Remove(aside.Name()))
	}
	if err := os.Rename(aside.Name(), f.target); err != nil {
		return errors.Join(err, os.Remove(aside.Name()))
	}
	return nil
}

func (f *File) writeDirect(data []byte) error {
	out, err := os.OpenFile(f.target, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return errors.Join(err, out.Close())
}

func discard(f *os.File) error { return errors.Join(f.Close(), os.Remove(f.Name())) }

// reason is an error of the file system without the path, which the message names already.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
