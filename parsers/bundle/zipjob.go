package bundle

import (
	"io"
	"slices"
)

// zipJob reads members of a zip: one, or small ones that stand beside each other in the order of paths.
type zipJob struct {
	archive *zipArchive
	members []int32
}

// Bounds of the members that make one job. One that is larger is a job of its own.
const (
	zipJobMembers = 64
	zipJobBytes   = 96 << 10
)

// zipPart is some members of a zip, put together to jobs.
type zipPart struct {
	archive *zipArchive
	members []int32
	starts  []int32 // of the jobs, in members
}

// part puts members together to jobs.
func (z *zipArchive) part(members []int32) *zipPart {
	part := &zipPart{archive: z, members: members}
	bytes := int64(0)
	for i, m := range members {
		size := z.members[m].room()
		if last := len(part.starts) - 1; last >= 0 && i-int(part.starts[last]) < zipJobMembers && size < zipJobBytes && bytes+size < zipJobBytes {
			bytes += size
			continue
		}
		part.starts = append(part.starts, int32(i))
		bytes = size
	}
	return part
}

// all is the part that has every member.
func (z *zipArchive) all() *zipPart {
	members := make([]int32, len(z.members))
	for i := range members {
		members[i] = int32(i)
	}
	return z.part(members)
}

func (z *zipPart) count() int { return len(z.starts) }

func (z *zipPart) job(i int) job {
	end := len(z.members)
	if i+1 < len(z.starts) {
		end = int(z.starts[i+1])
	}
	return &zipJob{z.archive, z.members[z.starts[i]:end]}
}

func (z *zipPart) needed(p *pick) jobs { return z.archive.part(z.archive.needed(p, z.members)) }

// needed returns those of the members that are chosen, or may hold a chosen one.
func (z *zipArchive) needed(p *pick, members []int32) []int32 {
	var list []int32
	e := z.place
	for _, m := range members {
		if e.path = z.members[m].name; p.needs(&e) {
			list = append(list, m)
		}
	}
	return list
}

// zip hands out the members of a zip that was found on the way.
func (p *pass) zip(worker int, e *entry, z *zipArchive, listing *zipListing) {
	defer z.release()
	if listing.note != "" {
		p.c.note(e.path, listing.note)
	}
	part := z.all()
	if p.pick != nil {
		part = z.part(z.needed(p.pick, part.members))
	}
	for i := range part.count() {
		if p.ctx.Err() != nil || p.pick.finished() {
			return
		}
		z.refs.Add(1)
		p.offer(worker, part.job(i))
	}
	if listing.dropped > 0 {
		(&droppedJob{e, listing.dropped}).run(p, worker)
	}
}

func (j *zipJob) place() *entry {
	e := j.archive.entry(int(j.members[0]))
	return &e
}

func (j *zipJob) abandon() { j.archive.release() }

func (j *zipJob) run(p *pass, worker int) {
	if j.archive.closer != nil {
		defer j.archive.release()
	}
	from := j.readAhead()
	defer from.close()
	var with zipReading
	for _, m := range j.members {
		if p.ctx.Err() != nil {
			return
		}
		j.read(p, worker, from, int(m), &with)
	}
}

// read reads one member.
func (j *zipJob) read(p *pass, worker int, from *zipSpan, member int, with *zipReading) {
	with.entry = j.archive.entry(member)
	e, h := &with.entry, &j.archive.members[member]
	if !p.admit(worker, e) {
		return
	}
	if h.overlaps && p.overlapRoom(j.archive).Load() <= 0 {
		p.fail(worker, e, faultf(RatioLimit, "members that stand in the same bytes of the archive, this one among them, become more than %d bytes out of each", p.limits.MaxRatio))
		return
	}
	r, err := with.open(h, from, p)
	if err != nil {
		p.fail(worker, e, err)
		return
	}
	defer with.close()
	if h.keepsWindow() {
		e.held++
	}
	m := &with.meter
	*m = meter{pass: p, r: r, compressed: &h.compressed, factor: e.factor}
	p.content(worker, e, m, m, false)
	if h.overlaps {
		p.overlapRoom(j.archive).Add(-m.out)
	}
}

// zipSpan is an archive of which a stretch is in memory already.
type zipSpan struct {
	io.ReaderAt
	at    int64
	bytes []byte
	ends  bool    // the archive ends with them
	block *[]byte // that the bytes stand in; nil where there are none
}

// readAhead reads the bytes of all members of the job at once where they stand close together, as they mostly do: each of
// very many small ones is not worth a call of the operating system.
func (j *zipJob) readAhead() *zipSpan {
	const most = 2 * zipJobBytes
	span := &zipSpan{ReaderAt: j.archive.r}
	if len(j.members) == 1 {
		return span
	}
	first := slices.MinFunc(j.members, j.byOffset)
	last := slices.MaxFunc(j.members, j.byOffset)
	from, to := j.archive.members[first].offset, j.archive.members[last].offset
	if to > j.archive.size || to-from > most {
		return span
	}
	span.block = stretches.Get().(*[]byte)
	length := min(j.archive.size-from, to-from+j.archive.members[last].room(), int64(len(*span.block)))
	n, _ := j.archive.r.ReadAt((*span.block)[:length], from) // an error comes back with the member it hits
	span.at, span.bytes, span.ends = from, (*span.block)[:n], from+int64(n) == j.archive.size
	return span
}

func (j *zipJob) byOffset(a, b int32) int {
	return int(min(1, max(-1, j.archive.members[a].offset-j.archive.members[b].offset)))
}

// within returns the next n bytes from a place on, or as many as the archive has; nil where they are not in memory.
func (s *zipSpan) within(at, n int64) []byte {
	if at < s.at || at-s.at >= int64(len(s.bytes)) {
		return nil
	}
	rest := s.bytes[at-s.at:]
	if int64(len(rest)) < n && !s.ends {
		return nil
	}
	return rest[:min(n, int64(len(rest)))]
}

func (s *zipSpan) close() {
	if s.block != nil {
		stretches.Put(s.block)
	}
}
