package tempfile

import (
	"errors"
	"fmt"
	"os"
)

// File is a temp file that nobody else can read. It is unlinked as soon as it is made.
type File struct {
	*os.File
	left string // its name, where the system would not unlink an open file
}

// New makes a temp file in a folder, "" for the system's.
func New(dir string) (*File, error) {
	f, err := os.CreateTemp(dir, "hamari-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("cannot make a temp file: %w", err)
	}
	file := &File{File: f}
	if os.Remove(f.Name()) != nil {
		file.left = f.Name()
	}
	return file, nil
}

// Close gives the room back that the file takes.
func (f *File) Close() error {
	err := f.File.Close()
	if f.left != "" {
		err = errors.Join(err, os.Remove(f.left))
	}
	return err
}
