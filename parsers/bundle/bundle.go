package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// Options say how a bundle is opened and read.
type Options struct {
	Limits  Limits
	TempDir string // for temp files; "" is the system's
	Jobs    int    // workers of a walk; 0 is one for each processor

	// Apart are files that are no members where a folder holds them, since the caller uses them itself: those that it is
	// about to write, or one with passwords.
	Apart []fs.FileInfo

	Passwords   []string    // that encrypted archives are tried with
	AskPassword AskPassword // for one that none of them opens; nil where there is nobody to ask
}

// Case is one or several inputs that are analysed together.
type Case struct {
	opts     Options
	inputs   []*input
	jobs     []jobs
	keys     *keyring
	distance distance

	mu    sync.Mutex
	notes map[string]bool
}

// Open opens files, folders and standard input ("-") as one case. It reads what is needed to know that each of them
// can be read at all: the directory of a zip, the names in a folder. An error means that one cannot.
func Open(ctx context.Context, paths []string, stdin io.Reader, opts Options) (*Case, error) {
	opts.Limits = opts.Limits.orDefault()
	if opts.Jobs <= 0 {
		opts.Jobs = runtime.GOMAXPROCS(0)
	}
	if len(paths) == 0 {
		return nil, errors.New("no bundle given")
	}
	c := &Case{opts: opts, notes: make(map[string]bool)}
	c.keys = &keyring{ask: opts.AskPassword, known: slices.Clone(opts.Passwords)}
	names := newNamer("", len(paths))
	for _, path := range paths {
		if err := c.openInput(ctx, path, stdin, names, len(paths) == 1); err != nil {
			c.Close()
			if path == Stdin {
				path = "standard input"
			}
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return c, nil
}

// Close frees what the case holds open.
func (c *Case) Close() error {
	var errs []error
	for _, in := range c.inputs {
		if in.closer != nil {
			errs = append(errs, in.closer.Close())
		}
	}
	c.inputs, c.jobs = nil, nil
	return errors.Join(errs...)
}

// Jobs is the number of workers of a walk: workers are numbered from 0 to Jobs()-1.
func (c *Case) Jobs() int { return c.opts.Jobs }

// Notes returns, after a walk, what a reader of the report should know about archives as a whole, sorted.
func (c *Case) Notes() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	notes := make([]string, 0, len(c.notes))
	for note := range c.notes {
		notes = append(notes, note)
	}
	slices.Sort(notes)
	return notes
}

func (c *Case) note(path, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes[path+": "+text] = true
}

// openInput opens one path and lists the jobs in it.
func (c *Case) openInput(ctx context.Context, path string, stdin io.Reader, names *namer, alone bool) error {
	in := &input{}
	c.inputs = append(c.inputs, in) // from here on Close knows it
	info, err := in.open(ctx, path, stdin, c.opts)
	if err != nil {
		return err
	}
	base := "stdin"
	if path != Stdin {
		base = baseName(path)
	}
	in.name, _ = names.path(base)
	place := &entry{path: in.name, input: in, top: true, onDisk: true, factor: 1}
	if info.IsDir() {
		if !alone {
			place.prefix = in.name + "/"
		}
		return c.listFolder(ctx, in, place)
	}
	if !alone {
		place.prefix = in.name + inArchive
	}
	return c.listFile(ctx, in, place)
}

// baseName is the last element of a path, of the folder's full path for "." and the like.
func baseName(path string) string {
	base := filepath.Base(path)
	if strings.Trim(filepath.ToSlash(base), "./") == "" {
		if full, err := filepath.Abs(path); err == nil {
			base = filepath.Base(full)
		}
	}
	return base
}

// listFile lists the members of a zip; everything else is one job that sees what it finds.
func (c *Case) listFile(ctx context.Context, in *input, place *entry) error {
	c.distance.size.Add(in.size)
	head := make([]byte, sniffSize)
	n, err := in.file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if !isZip(head[:n]) && !isSelfExtracting(head[:n], in.file, in.size) {
		c.jobs = append(c.jobs, jobList{&fileJob{entry: place}})
		return nil
	}
	listing, err := listZip(ctx, in.file, in.size, c.opts.Limits.MaxMembers)
	if err != nil {
		return fmt.Errorf("the zip cannot be read: %w", err)
	}
	c.jobs = append(c.jobs, jobList{&hashJob{entry: place}})
	z := newZipArchive(c.counted(in.file), nil, listing, place)
	if listing.note != "" {
		c.note(place.path, listing.note)
	}
	c.jobs = append(c.jobs, z.all())
	if listing.dropped > 0 {
		c.jobs = append(c.jobs, jobList{&droppedJob{place, listing.dropped}})
	}
	return nil
}

// listFolder lists the files below a folder. Symbolic links are not followed: what they point to inside of the folder
// is read anyway, and what is outside was not sent.
func (c *Case) listFolder(ctx context.Context, in *input, place *entry) error {
	names := newNamer(place.prefix, 0)
	var files []*fileJob
	dropped := 0
	err := fs.WalkDir(in.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		if err == nil && d.IsDir() {
			return nil
		}
		if name == "." {
			return err
		}
		if c.isApart(d) {
			c.note(place.prefix+filepath.ToSlash(name), "it is not read as a part of the bundle: it is a file that the command itself uses")
			return nil
		}
		if len(files) >= c.opts.Limits.MaxMembers {
			dropped++
			return nil
		}
		e := &entry{input: in, onDisk: true, factor: 1}
		e.path, e.notes = names.path(filepath.ToSlash(name))
		switch {
		case err != nil:
			e.skip = &fault{Unreadable, plain(err).Error(), err}
		case !d.Type().IsRegular():
			e.skip = faultf(NotRegular, "%s", fileKind(d.Type()))
		default:
			if info, err := d.Info(); err == nil {
				c.distance.size.Add(info.Size())
			}
		}
		files = append(files, &fileJob{entry: e, name: name})
		return nil
	})
	if err != nil {
		return plain(err)
	}
	slices.SortFunc(files, func(a, b *fileJob) int { return strings.Compare(a.entry.path, b.entry.path) })
	list := make(jobList, len(files), len(files)+1)
	for i, f := range files {
		list[i] = f
	}
	if dropped > 0 {
		list = append(list, &droppedJob{place, dropped})
	}
	c.jobs = append(c.jobs, list)
	return nil
}

// isApart reports whether a file is one that the caller uses itself.
func (c *Case) isApart(d fs.DirEntry) bool {
	if len(c.opts.Apart) == 0 || d == nil {
		return false
	}
	info, err := d.Info()
	return err == nil && slices.ContainsFunc(c.opts.Apart, func(a fs.FileInfo) bool { return os.SameFile(a, info) })
}

func fileKind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "of an unknown kind"
}

// plain is an error of the file system without the path, which is of this machine and not of the bundle.
func plain(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// openRegular opens a file in a folder and makes sure that it is still a regular one.
func openRegular(root *os.Root, name string) (*os.File, int64, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, 0, &fault{Unreadable, plain(err).Error(), err}
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = faultf(NotRegular, "%s", fileKind(info.Mode()))
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}
