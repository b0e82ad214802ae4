package bundle

import (
	"bytes"
	"context"
	"hash/crc32"
	"io"
	"slices"
	"sync/atomic"
)

// sevenArchive is an open 7z; it is closed when the last job on it is done.
type sevenArchive struct {
	r       io.ReaderAt
	closer  io.Closer // may be nil
	place   *entry
	keys    sevenKeys
	folders []sevenFolder
	members [][]*entry // by folder and file
	empty   []*entry
	dropped int
	refs    atomic.Int32
}

func (a *sevenArchive) release() {
	if a.refs.Add(-1) == 0 && a.closer != nil {
		a.closer.Close() // only read from: nothing can be lost
	}
}

// openSeven reads the table of contents of the 7z that stands at place.
func (p *pass) openSeven(r io.ReaderAt, size int64, closer io.Closer, place *entry) (*sevenArchive, error) {
	a := &sevenArchive{r: r, closer: closer, place: place}
	a.refs.Store(1)
	header, err := sevenHeaderBytes(r, size)
	if err != nil {
		return nil, err
	}
	for layers := 0; len(header) > 0 && header[0] == sevenEncodedHeader; layers++ {
		if layers == p.limits.MaxDepth {
			return nil, faultf(DepthLimit, "a table of contents packed %d times", layers)
		}
		if header, err = a.unpackHeader(p, header[1:], size); err != nil {
			return nil, err
		}
	}
	if len(header) == 0 {
		return a, nil // an archive of nothing
	}
	c := &sevenCursor{b: header, most: p.limits.MaxMembers}
	listing := c.listing()
	if c.err != nil {
		return nil, sevenDamaged(c.err)
	}
	listing.limit(p.limits.MaxMembers)
	a.dropped = listing.dropped
	a.folders = listing.folders
	a.name(listing, size)
	return a, nil
}

// unpackHeader unpacks a table of contents, which may be encrypted.
func (a *sevenArchive) unpackHeader(p *pass, packed []byte, size int64) ([]byte, error) {
	c := &sevenCursor{b: packed, most: p.limits.MaxMembers}
	folders := c.streams()
	switch {
	case c.err != nil:
		return nil, sevenDamaged(c.err)
	case len(folders) != 1:
		return nil, sevenDamaged(errSevenCounts)
	}
	f := &folders[0]
	if fault := f.forbidden(); fault != nil {
		return nil, fault
	}
	if f.outside(size) {
		return nil, sevenDamaged(errSevenOutside)
	}
	if f.size() > maxSevenHeader {
		return nil, faultf(SizeLimit, "the table of contents of the 7z has %d bytes", f.size())
	}
	var header []byte
	unpack := func(password string) error {
		r, closeFn, err := f.open(a.r, &a.keys, password, p.limits.window(a.place.held))
		if err != nil {
			return err
		}
		defer closeFn()
		var b bytes.Buffer
		if _, err = io.Copy(&b, &cancellable{p.ctx, r}); err != nil {
			return err
		}
		if int64(b.Len()) != f.size() || f.crc != 0 && crc32.ChecksumIEEE(b.Bytes()) != f.crc {
			return faultf(BadChecksum, "the table of contents of the 7z is damaged")
		}
		header = b.Bytes()
		return nil
	}
	if !f.encrypted() {
		err := unpack("")
		return header, err
	}
	fits := func(password string) bool { return unpack(password) == nil }
	_, err := p.c.keys.find(p.ctx, a.place.path, fits, fits)
	return header, err
}

// name gives every file its path. Folders of the file system are no members.
func (a *sevenArchive) name(listing *sevenListing, size int64) {
	names := newNamer(a.place.inside(), 0)
	names.reserve(a.place.path)
	for i := range a.folders {
		f := &a.folders[i]
		skip := f.forbidden()
		if skip == nil && f.outside(size) {
			skip = faultf(Truncated, "the 7z ends before the member's data do")
		}
		entries := make([]*entry, len(f.files))
		for j := range f.files {
			e := a.entry(names, &f.files[j])
			if e.skip == nil {
				e.skip = skip
			}
			if f.has(sevenLZMA, sevenLZMA2, sevenZstd) {
				e.held++
			}
			entries[j] = e
		}
		a.members = append(a.members, entries)
	}
	for i := range listing.empty {
		if !listing.empty[i].isFolder {
			a.empty = append(a.empty, a.entry(names, &listing.empty[i]))
		}
	}
}

func (a *sevenArchive) entry(names *namer, file *sevenFile) *entry {
	const unixMode, typeMask, typeSymlink, reparsePoint = 0x8000, 0o170000, 0o120000, 0x400
	child := a.place.child()
	e := &child
	e.path, e.notes = names.path(file.name)
	e.stored = file.size
	if file.attributes&unixMode != 0 && file.attributes>>16&typeMask == typeSymlink || file.attributes&reparsePoint != 0 {
		e.skip = faultf(NotRegular, "a symbolic link")
	}
	return e
}

// sevenOnDisk reads a 7z that is a file of its own.
func (p *pass) sevenOnDisk(worker int, e *entry, file io.ReaderAt, size int64, closer io.Closer) {
	p.hashFile(e, io.NewSectionReader(file, 0, size))
	a, err := p.openSeven(p.c.counted(file), size, closer, e)
	if err != nil {
		e.stored = size
		p.fail(worker, e, err)
		if closer != nil {
			closer.Close()
		}
		return
	}
	p.seven(worker, a)
}

// nestedSeven reads a 7z that stands in something else. opened reports that its members were found.
func (p *pass) nestedSeven(worker int, e *entry, s *stored) (opened bool, err error) {
	sp, readErr := newSpool(p.ctx, s.reader(), p.c.opts.TempDir)
	if sp == nil {
		return false, readErr
	}
	place := *e
	place.factor, place.held = s.factor(e), s.held
	a, err := p.openSeven(sp, sp.size, sp, &place)
	if err != nil {
		sp.Close()
		if readErr != nil {
			err = readErr // the reason for the other
		}
		return false, err
	}
	p.seven(worker, a)
	return true, readErr
}

// seven hands out the members of a 7z. Every folder is a job: it can be read from front to back only, but several can
// be read at once.
func (p *pass) seven(worker int, a *sevenArchive) {
	defer a.release()
	for i := range a.folders {
		if p.ctx.Err() != nil || p.pick.finished() {
			return
		}
		if slices.ContainsFunc(a.members[i], p.pick.needs) {
			a.refs.Add(1)
			p.offer(worker, &sevenJob{a, i})
		}
	}
	for _, e := range a.empty {
		if p.pick.needs(e) && p.admit(worker, e) {
			e.stored = 0
			p.content(worker, e, bytes.NewReader(nil), nil, false)
		}
	}
	if a.dropped > 0 {
		(&droppedJob{a.place, a.dropped}).run(p, worker)
	}
}

// sevenJob reads the members in one folder of a 7z.
type sevenJob struct {
	archive *sevenArchive
	folder  int
}

func (j *sevenJob) place() *entry { return j.archive.place }

func (j *sevenJob) abandon() { j.archive.release() }

func (j *sevenJob) run(p *pass, worker int) {
	defer j.archive.release()
	f, members := &j.archive.folders[j.folder], j.archive.members[j.folder]
	if members[0].skip != nil && f.forbidden() != nil { // then all of them are
		for _, e := range members {
			p.admit(worker, e)
		}
		return
	}
	r, closeFn, err := j.open(p)
	if err != nil {
		for _, e := range members {
			if p.pick.needs(e) && p.admit(worker, e) {
				p.fail(worker, e, err)
			}
		}
		return
	}
	defer closeFn()
	place := j.archive.place
	m := &meter{pass: p, r: r, compressed: &f.packed, factor: place.factor}
	for i, e := range members {
		if p.pick.finished() || p.ctx.Err() != nil {
			return
		}
		e.factor = max(1, m.expansion())
		j.member(p, worker, e, &f.files[i], m)
	}
}

// member reads one member from where the folder's reader stands, and leaves the reader at its end.
func (j *sevenJob) member(p *pass, worker int, e *entry, file *sevenFile, m *meter) {
	section := io.LimitReader(m, file.size)
	defer func() { _ = drain(section) }() // an error comes back with the next member
	if !p.pick.needs(e) || !p.admit(worker, e) {
		return
	}
	var r io.Reader = &checked{r: section, wantCRC: file.crc, size: file.size}
	if j.archive.folders[j.folder].encrypted() {
		r = &suspected{r: r}
	}
	e.stored = 0
	if file.size > blobSize {
		p.content(worker, e, r, nil, false)
		return
	}
	p.blob(worker, e, r, file.size)
}

// open gives the folder's content, with the password that fits if it needs one.
func (j *sevenJob) open(p *pass) (io.Reader, func(), error) {
	a, f := j.archive, &j.archive.folders[j.folder]
	window := p.limits.window(a.place.held)
	if !f.encrypted() {
		return f.open(a.r, &a.keys, "", window)
	}
	test := func(password string, most int64) bool {
		r, closeFn, err := f.open(a.r, &a.keys, password, window)
		if err != nil {
			return false
		}
		defer closeFn()
		return f.begins(p.ctx, r, most)
	}
	const enough = 1 << 20
	fits := func(password string) bool { return test(password, enough) }
	proves := func(password string) bool { return test(password, f.files[0].size) }
	password, err := p.c.keys.find(p.ctx, a.place.path, fits, proves)
	if err != nil {
		return nil, nil, err
	}
	return f.open(a.r, &a.keys, password, window)
}

// begins reports whether the content can be read as far as its first file, or as the given number of bytes.
func (f *sevenFolder) begins(ctx context.Context, r io.Reader, most int64) bool {
	file := f.files[0]
	n := min(file.size, most)
	h := crc32.NewIEEE()
	if got, err := io.CopyN(h, &cancellable{ctx, r}, n); err != nil || got != n {
		return false
	}
	return n < file.size || file.crc == 0 || h.Sum32() == file.crc
}

// suspected is the content of something that was decrypted: what looks damaged may be due to the password.
type suspected struct{ r io.Reader }

func (s *suspected) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		err = mayBeWrongPassword(err)
	}
	return n, err
}
