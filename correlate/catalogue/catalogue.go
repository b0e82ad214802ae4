package catalogue

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"hamari/correlate/pattern"
)

// The built-in patterns stand in the program as trees, see pattern.ParseTree. A test holds them to their files.
//
//go:embed */pattern.tree
var builtin embed.FS

// Load returns the built-in patterns, sorted by id.
func Load() ([]*pattern.Pattern, error) { return loadBuiltin() }

var loadBuiltin = sync.OnceValues(func() ([]*pattern.Pattern, error) { return loadTrees(builtin) })

func loadTrees(fsys fs.FS) ([]*pattern.Pattern, error) {
	trees, err := fs.Glob(fsys, "*/pattern.tree")
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	voc := Vocabulary()
	var buf bytes.Buffer // one for all, so that of every tree only the text that its pattern keeps is new memory
	return load(trees, func(tree string) (*pattern.Pattern, error) {
		buf.Reset()
		if err := readInto(&buf, fsys, tree); err != nil {
			return nil, err
		}
		file := path.Join("catalogue", path.Dir(tree), "pattern.yaml")
		return pattern.ParseTree(file, buf.String(), voc)
	})
}

func readInto(buf *bytes.Buffer, fsys fs.FS, file string) error {
	f, err := fsys.Open(file)
	if err != nil {
		return fmt.Errorf("read pattern: %w", err)
	}
	defer f.Close()
	if _, err := buf.ReadFrom(f); err != nil {
		return fmt.Errorf("read pattern: %w", err)
	}
	return nil
}

// LoadDir returns the patterns in a folder of the user's: files *.yaml in it, and pattern.yaml in the folders below.
// The error is of type pattern.Problems where patterns have mistakes.
func LoadDir(dir string) ([]*pattern.Pattern, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("read patterns: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("read patterns: %s is not a folder", dir)
	}
	fsys := os.DirFS(dir)
	files, err := patternFiles(fsys)
	if err != nil {
		return nil, fmt.Errorf("read patterns in %s: %w", dir, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read patterns in %s: no *.yaml and no */pattern.yaml there", dir)
	}
	voc := Vocabulary()
	return load(files, func(file string) (*pattern.Pattern, error) {
		data, err := readFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read pattern %s: %w", path.Join(dir, file), err)
		}
		return pattern.Parse(path.Join(dir, file), data, voc)
	})
}

// maxFile is how long the file of a pattern may be, in bytes. Those of the catalogue stay below 64 KiB.
const maxFile = 1 << 20

// readFile reads a file that somebody calls a pattern.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file") // a named pipe would never end
	case info.Size() > maxFile:
		return nil, fmt.Errorf("it is longer than %d bytes", maxFile)
	}
	data, err := fs.ReadFile(fsys, name)
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err // the caller names the path
	}
	return data, err
}

// load reads the pattern in each file.
func load(files []string, read func(file string) (*pattern.Pattern, error)) ([]*pattern.Pattern, error) {
	var all []*pattern.Pattern
	var problems pattern.Problems
	taken := make(map[string]string, len(files)) // id -> file
	for _, f := range files {
		p, err := read(f)
		var found pattern.Problems
		switch {
		case errors.As(err, &found):
			problems = append(problems, found...)
		case err != nil:
			return nil, err
		default:
			if by, twice := taken[p.ID]; twice {
				problems = append(problems, pattern.Problem{File: p.File, Line: 1, Column: 1,
					Text: fmt.Sprintf("the id %s is taken by %s", p.ID, by)})
				continue
			}
			taken[p.ID] = p.File
			all = append(all, p)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	slices.SortFunc(all, func(a, b *pattern.Pattern) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

func patternFiles(fsys fs.FS) ([]string, error) {
	flat, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	deep, err := fs.Glob(fsys, "*/pattern.yaml")
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(fsys, "."); err != nil {
		return nil, err
	}
	return append(flat, deep...), nil
}
