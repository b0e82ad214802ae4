package bundle

import (
	"io"
)

// fileJob reads an input that is no zip, or a file in a folder, whatever it is.
type fileJob struct {
	entry *entry
	name  string // in the folder; "" for an input
}

func (j *fileJob) place() *entry { return j.entry }

func (j *fileJob) run(p *pass, worker int) {
	e := j.entry
	if !p.admit(worker, e) {
		return
	}
	file, size, closer := e.input.file, e.input.size, io.Closer(nil)
	if e.input.root != nil {
		f, n, err := openRegular(e.input.root, j.name)
		if err != nil {
			p.fail(worker, e, err)
			return
		}
		file, size, closer = f, n, f
	}
	var head [sniffSize]byte
	n, _ := file.ReadAt(head[:], 0) // an error comes back with the first Read
	if (isZip(head[:n]) || isSelfExtracting(head[:n], file, size)) && e.depth < p.limits.MaxDepth {
		p.zipOnDisk(worker, e, file, size, closer)
		return
	}
	if isSevenZip(head[:n]) && e.depth < p.limits.MaxDepth {
		p.sevenOnDisk(worker, e, file, size, closer)
		return
	}
	if closer != nil {
		defer closer.Close()
	}
	p.content(worker, e, &whole{io.NewSectionReader(p.c.counted(file), 0, size), size}, nil, packingOf(head[:n]) == nil)
}

// whole is a file that must be as long as it was when it was opened: somebody may cut it while it is read.
type whole struct {
	r    io.Reader
	left int64
}

func (w *whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.left -= int64(n)
	if err == io.EOF && w.left > 0 {
		err = faultf(Truncated, "the file has become %d bytes shorter while it was read", w.left)
	}
	return n, err
}

// zipOnDisk reads a zip in a folder.
func (p *pass) zipOnDisk(worker int, e *entry, file io.ReaderAt, size int64, closer io.Closer) {
	p.hashFile(e, io.NewSectionReader(file, 0, size))
	listing, err := listZip(p.ctx, file, size, p.limits.MaxMembers)
	if err != nil {
		e.stored = size
		p.fail(worker, e, err)
		if closer != nil {
			closer.Close()
		}
		return
	}
	p.zip(worker, e, newZipArchive(p.c.counted(file), closer, listing, e), listing)
}

// blobJob reads a small member of a tar from memory.
type blobJob struct {
	entry *entry
	r     io.Reader
	blob  *[]byte
}

func (j *blobJob) place() *entry { return j.entry }

func (j *blobJob) run(p *pass, worker int) {
	p.content(worker, j.entry, j.r, nil, false)
	blobs.Put(j.blob)
}

// hashJob hashes an input that is read out of order.
type hashJob struct{ entry *entry }

func (j *hashJob) place() *entry { return j.entry }

func (j *hashJob) run(p *pass, _ int) {
	p.hashFile(j.entry, io.NewSectionReader(j.entry.input.file, 0, j.entry.input.size))
}

// hashFile hashes a file on disk for the description of its input.
func (p *pass) hashFile(e *entry, r io.Reader) {
	if !p.complete || !e.onDisk {
		return
	}
	d := newDigest(p.ctx, r)
	defer d.close()
	sum, _ := d.sum() // an error shows as a missing hash
	e.input.record(e.path, sum, d.n)
}

// droppedJob reports members of an archive or folder that exceed the limit and were not even listed.
type droppedJob struct {
	entry *entry
	count int
}

func (j *droppedJob) place() *entry { return j.entry }

func (j *droppedJob) run(p *pass, worker int) {
	err := faultf(MemberLimit, "%d further members were not read; the limit is %d", j.count, p.limits.MaxMembers)
	if in := j.entry.input; p.complete {
		in.members.Add(int64(j.count))
		if in.root != nil && j.entry.top {
			in.record(j.entry.path, "", 0) // so that the folder has no hash: it would be that of a part
		}
	}
	p.finish(worker, j.entry, Result{
		Member:  j.entry.member(),
		Archive: true,
		Err:     memberError(j.entry.path, 0, err),
	})
}
