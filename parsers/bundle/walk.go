package bundle

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
)

// ReadFunc reads one member's plain content. It is called by several workers at once, but never twice at once with the
// same worker number, so that the caller can keep a private state for each. What it leaves unread is read by the walk.
// When the member breaks off, the reader returns a [*MemberError].
type ReadFunc func(ctx context.Context, w *Worker, m *Member, r io.Reader) error

// DoneFunc takes what became of a member, from the worker that read it: exactly once for each member, whether it was
// read or not.
type DoneFunc func(worker int, result Result)

// Walk hands out every member of the case. It returns an error only when it was cancelled: what befalls a member is
// its own matter and goes to done, which may be nil.
func (c *Case) Walk(ctx context.Context, read ReadFunc, done DoneFunc) error {
	for _, in := range c.inputs {
		in.reset()
	}
	p := c.newPass(ctx, read, done)
	p.complete = true
	return p.run(c.jobs, c.opts.Jobs)
}

// pass is one walk over the case, or over a part of it.
type pass struct {
	c        *Case
	ctx      context.Context
	limits   Limits
	read     ReadFunc
	done     DoneFunc
	complete bool  // every member is read to its end, hashed and counted
	pick     *pick // nil for everything

	budget  budget
	members atomic.Int64
	bombs   atomic.Int64 // members that exceeded the ratio

	overlaps sync.Map // *zipArchive to *atomic.Int64, see overlapRoom

	next    atomic.Int64 // of the jobs listed beforehand
	workers []*Worker
	handed  chan job              // found on the way, for whoever is free
	tasks   chan func(worker int) // parts of a member that is being read, see team
	pending atomic.Int64          // jobs that are not finished
	over    chan struct{}         // closed when none is
}

// job is a piece of work for one worker.
type job interface {
	place() *entry
	run(p *pass, worker int)
}

// jobs are jobs that are known beforehand. Of very many, each is made when its turn comes.
type jobs interface {
	count() int
	job(i int) job
	needed(p *pick) jobs // those that it may need
}

// jobList has jobs one by one.
type jobList []job

func (l jobList) count() int    { return len(l) }
func (l jobList) job(i int) job { return l[i] }

func (l jobList) needed(p *pick) jobs {
	var list jobList
	for _, j := range l {
		if p.needs(j.place()) {
			list = append(list, j)
		}
	}
	return list
}

func (c *Case) newPass(ctx context.Context, read ReadFunc, done DoneFunc) *pass {
	p := &pass{c: c, ctx: ctx, limits: c.opts.Limits, read: read, done: done, over: make(chan struct{})}
	p.budget.left.Store(p.limits.MaxBytes)
	return p
}

// run shares the jobs among workers and waits for all of them.
func (p *pass) run(lists []jobs, workers int) error {
	count := 0
	for _, list := range lists {
		count += list.count()
	}
	if count == 0 {
		return p.ctx.Err()
	}
	const waitingPerWorker, tasksPerWorker = 8, 2
	p.pending.Store(int64(count))
	p.handed = make(chan job, (workers-1)*waitingPerWorker)
	p.tasks = make(chan func(worker int), (workers-1)*tasksPerWorker)
	p.workers = make([]*Worker, workers)
	for i := range p.workers {
		p.workers[i] = &Worker{Number: i, pass: p, spool: p.c.Spool}
	}
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() { p.work(worker, lists) })
	}
	wg.Wait()
	p.abandon()
	return p.ctx.Err()
}

// abandon frees the archives of the jobs that a cancelled pass leaves behind.
func (p *pass) abandon() {
	for {
		select {
		case j := <-p.handed:
			if holder, ok := j.(interface{ abandon() }); ok {
				holder.abandon()
			}
		default:
			return
		}
	}
}

// work does jobs until none is left. Tasks and jobs found on the way go first: they hold memory or open files.
func (p *pass) work(worker int, lists []jobs) {
	for p.ctx.Err() == nil {
		select {
		case run := <-p.tasks:
			run(worker)
			continue
		case j := <-p.handed:
			p.finishJob(worker, j)
			continue
		default:
		}
		if j := p.listed(lists); j != nil {
			p.finishJob(worker, j)
			continue
		}
		select {
		case run := <-p.tasks:
			run(worker)
		case j := <-p.handed:
			p.finishJob(worker, j)
		case <-p.over:
			return
		case <-p.ctx.Done():
		}
	}
}

// listed returns the next of the jobs that were listed beforehand, nil if there is none.
func (p *pass) listed(lists []jobs) job {
	i := p.next.Add(1) - 1
	for _, list := range lists {
		n := int64(list.count())
		if i < n {
			return list.job(int(i))
		}
		i -= n
	}
	return nil
}

func (p *pass) finishJob(worker int, j job) {
	j.run(p, worker)
	if p.pending.Add(-1) == 0 {
		close(p.over)
	}
}

// offer hands a job to whoever is free, and does it at once if nobody is. It never waits, so that workers which all
// find jobs cannot block one another, and the jobs that wait are few.
func (p *pass) offer(worker int, j job) {
	p.pending.Add(1)
	select {
	case p.handed <- j:
	default:
		p.finishJob(worker, j)
	}
}

// admit counts a member and reports whether it may be read; if not, that is reported.
func (p *pass) admit(worker int, e *entry) bool {
	if p.pick != nil {
		return e.skip == nil
	}
	f := e.skip
	switch {
	case f != nil:
	case p.members.Add(1) > int64(p.limits.MaxMembers):
		f = p.tooManyMembers()
	case p.budget.spent():
		f = p.overBudget()
	case isSystemFile(e.path):
		f = faultf(SystemFile, "macOS keeps no logs there")
	default:
		return true
	}
	p.fail(worker, e, f)
	return false
}

func (p *pass) tooManyMembers() *fault {
	return faultf(MemberLimit, "the case has more than %d members", p.limits.MaxMembers)
}

// fail reports a member of which nothing is read.
func (p *pass) fail(worker int, e *entry, err error) {
	p.finish(worker, e, Result{Member: e.member(), Err: memberError(e.path, 0, err)})
}

// finish reports a member. After a cancellation nothing is known about it.
func (p *pass) finish(worker int, e *entry, result Result) {
	if p.ctx.Err() != nil {
		return
	}
	if p.complete && !result.Archive {
		e.input.members.Add(1)
	}
	if p.done != nil {
		p.done(worker, result)
	}
}
