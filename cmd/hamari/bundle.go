package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"syscall"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
	"hamari/correlate"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// bundleFlags are the flags of the commands that read a bundle. A command declares those of them that it heeds.
type bundleFlags struct {
	since, until cli.Moment
	zone         cli.Zone
	jobs         int
	maxSize      cli.Size
	maxMembers   int
	tempDir      string
	passwordFile string
	passwords    []string
	apart        []string      // files that the command itself uses, and does not read as a part of the bundle
	progress     *cli.Progress // nil where none is told
	reached      correlate.Progress
	received     atomic.Int64 // bytes of standard input
	quiet        bool
	noProgress   bool
}

// declare declares the flags of all of them.
func (b *bundleFlags) declare(flags *pflag.FlagSet) {
	limits := bundle.DefaultLimits()
	b.maxSize, b.maxMembers = cli.Size(limits.MaxBytes), limits.MaxMembers
	flags.Var(&b.maxSize, "max-size", "most bytes to expand the bundle to")
	flags.IntVar(&b.maxMembers, "max-members", b.maxMembers, "most members to read, `N`")
	flags.Var(cli.Text(&b.tempDir, cli.Folders), "temp-dir", "`DIR` for temporary files (default: the system's)")
	flags.Var(cli.Text(&b.passwordFile, cli.Files), "password-file", "`FILE` with the password of encrypted archives; several lines are several passwords, which are tried (default: asked for on a terminal)")
	flags.BoolVarP(&b.quiet, "quiet", "q", false, "nothing on standard error but errors")
	flags.BoolVar(&b.noProgress, "no-progress", false, "do not tell how far reading is, at what rate, and how long it will take")
}

// declareTimes declares the flags of those that can leave records out by their time.
func (b *bundleFlags) declareTimes(flags *pflag.FlagSet) {
	flags.Var(&b.since, "since", "leave out what lies before: RFC 3339, '2026-03-04 09:00' (UTC), or a span back from the bundle's end (6h)")
	flags.Var(&b.until, "until", "leave out what lies after")
}

// declareZone declares the flag of those that date records.
func (b *bundleFlags) declareZone(flags *pflag.FlagSet) {
	flags.Var(&b.zone, "timezone", "zone of sources that state none: an IANA name or +09:00; estimated if not given")
}

// declareJobs declares the flag of those that may read several members at a time.
func (b *bundleFlags) declareJobs(flags *pflag.FlagSet) {
	flags.IntVar(&b.jobs, "jobs", 0, "`N` workers; 0 for one per core")
}

// check finds mistakes that pflag cannot.
func (b *bundleFlags) check(env *cli.Env, args []string) error {
	stdins := 0
	for _, arg := range args {
		if arg == bundle.Stdin {
			stdins++
		}
	}
	_, keyboard := env.Screen(env.Stdin)
	switch {
	case len(args) == 0:
		return cli.Usagef("no bundle given: name a zip, a 7z, a tar, a folder or a file, or - for standard input")
	case slices.Contains(args, ""):
		return cli.Usagef("the name of a bundle is empty")
	case stdins > 1:
		return cli.Usagef("standard input (-) can be read only once")
	case stdins == 1 && keyboard:
		return cli.Usagef("standard input is a terminal: pipe a file into the command")
	case b.jobs < 0:
		return cli.Usagef("--jobs must not be negative")
	case b.maxMembers <= 0:
		return cli.Usagef("--max-members must be at least 1")
	case !b.since.At.IsZero() && !b.until.At.IsZero() && !b.since.At.Before(b.until.At),
		b.since.Back > 0 && b.until.Back > 0 && b.since.Back <= b.until.Back:
		return cli.Usagef("--since %s does not lie before --until %s", &b.since, &b.until)
	}
	if b.tempDir != "" {
		if info, err := os.Stat(b.tempDir); err != nil || !info.IsDir() {
			return cli.Usagef("--temp-dir %s: there is no such folder", b.tempDir)
		}
	}
	if b.passwordFile != "" {
		b.apart = append(b.apart, b.passwordFile)
		var err error
		if b.passwords, err = cli.ReadPasswords(b.passwordFile); err != nil {
			return cli.Usagef("--password-file %w", err)
		}
	}
	return nil
}

// checkFocus finds a --focus on nothing, which would select everything or nothing.
func checkFocus(names []string) error {
	if slices.Contains(names, "") {
		return cli.Usagef("--focus: the name of an entity is missing")
	}
	return nil
}

// asker returns the function that asks for the password of an archive; nil where there is no terminal to ask on, or
// passwords were given.
func (b *bundleFlags) asker(env *cli.Env) bundle.AskPassword {
	_, keyboard := env.Screen(env.Stdin)
	_, screen := env.Screen(env.Stderr)
	if !keyboard || !screen || env.Secret == nil || len(b.passwords) > 0 {
		return nil
	}
	return func(ctx context.Context, archive string) (password string, err error) {
		ask := func() { password, err = env.Secret(ctx, "Password for "+clean.Line(archive)+": ") }
		if b.progress != nil {
			b.progress.Hold(ask)
		} else {
			ask()
		}
		return password, err
	}
}

// gcPercent is how much garbage may gather beside what is in use, in percent of it. Against 50, a run over 1 GB of CloudTrail takes a
// tenth less CPU and 40 MB more memory; memoryLimit bounds large ones. GOGC in the environment overrides it.
const gcPercent = 200

// memoryLimit is the size beyond which garbage is not let gather, so that bundles of 10 GB are read in 512 MB: it leaves
// room for what Go does not count. What is in use may take more; then collecting takes up to half of the time.
// GOMEMLIMIT in the environment overrides it.
const memoryLimit = 456 << 20

// boundMemory tells the garbage collector how much room there is.
func boundMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// open opens the bundles that the arguments name.
func (b *bundleFlags) open(ctx context.Context, env *cli.Env, args []string) (*bundle.Case, error) {
	boundMemory()
	limits := bundle.DefaultLimits()
	limits.MaxBytes, limits.MaxMembers = int64(b.maxSize), b.maxMembers
	c, err := bundle.Open(ctx, args, b.receiver(env.Stdin), bundle.Options{
		Limits: limits, TempDir: b.tempDir, Jobs: b.jobs, Passwords: b.passwords, AskPassword: b.asker(env), Apart: b.filesApart(env),
	})
	if err == nil {
		return c, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("cannot read the bundle: %w", err), Hint: advise(err)}
}

// filesApart describes the files that the command itself uses, as far as they exist, and the links that lead to them.
func (b *bundleFlags) filesApart(env *cli.Env) (all []fs.FileInfo) {
	for _, path := range b.apart {
		for _, stat := range []func(string) (fs.FileInfo, error){os.Stat, os.Lstat} {
			if info, err := stat(path); err == nil {
				all = append(all, info)
			}
		}
	}
	if out, ok := env.Stdout.(*os.File); ok {
		if info, err := out.Stat(); err == nil {
			all = append(all, info)
		}
	}
	return all
}

// advise tells what to do about an input that cannot be opened.
func advise(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return "Check the path; - stands for standard input."
	case errors.Is(err, fs.ErrPermission):
		return "Its permissions do not let you read it: change them, or read it as its owner."
	case errors.Is(err, bundle.ErrNothing):
		return "The command that writes to it has failed, or there is none."
	}
	return "The bundle must be a zip, a 7z, a tar, a folder or a log file, compressed or not, that can be read to its end. " +
		"If it came over\na network, compare its size and checksum with the sender's, and have it sent again."
}

// options are what the flags mean for an analysis.
func (b *bundleFlags) options() correlate.Options {
	return correlate.Options{
		Version:  version(),
		Since:    correlate.Bound{At: b.since.At, Back: b.since.Back},
		Until:    correlate.Bound{At: b.until.At, Back: b.until.Back},
		Zone:     b.zone.Location,
		Progress: &b.reached,
	}
}

// tellProgress tells how far the reading is until the function returned is called.
func (b *bundleFlags) tellProgress(env *cli.Env) (stop func()) { return b.tell(env, b.stage) }

func (b *bundleFlags) tell(env *cli.Env, stage func() cli.Stage) (stop func()) {
	if b.quiet || b.noProgress {
		return func() {}
	}
	b.progress = cli.NewProgress(env, stage)
	return b.progress.Stop
}

// stage is how far the work is: a stream is received first, then the bundle is read, then the patterns are judged.
func (b *bundleFlags) stage() cli.Stage {
	r := b.reached.Reached()
	note := ""
	if r.Members > 0 {
		note = cli.Count(r.Members) + " members"
	}
	switch {
	case r.Judging:
		return cli.Stage{Task: "judging", Note: note}
	case r.Size > 0:
		return cli.Stage{Task: "reading", Done: r.Read, Size: r.Size, Note: note}
	case b.received.Load() > 0:
		return cli.Stage{Task: "receiving", Done: b.received.Load()}
	}
	return cli.Stage{Task: "opening"}
}

// receiver returns standard input, which may be nil, so that what comes through it is counted.
func (b *bundleFlags) receiver(stdin io.Reader) io.Reader {
	if stdin == nil {
		return nil
	}
	return &receiver{stdin, &b.received}
}

// counter counts what is written.
type counter struct {
	io.Writer
	n atomic.Int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n.Add(int64(n))
	return n, err
}

// receiver counts what is read.
type receiver struct {
	io.Reader
	n *atomic.Int64
}

func (r *receiver) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n.Add(int64(n))
	return n, err
}

// warn tells whoever looks at the exit code or at the findings only that the reading of the bundle fell short.
// where is the place that says more.
func (b *bundleFlags) warn(env *cli.Env, rep *report.Report, where string) {
	missed := 0
	for _, s := range rep.Sources.Briefly() {
		if incomplete(s) {
			missed++
		}
	}
	switch {
	case b.quiet:
	case rep.Sources.Len() == 0:
		fmt.Fprintln(env.Stderr, "hamari: there is no file in the bundle")
	case !rep.Sources.Any(readable) && rep.Sources.Any(locked):
		fmt.Fprintf(env.Stderr, "hamari: nothing in the bundle could be read, for it is encrypted: see --password-file; %s says what each member looks like\n", where)
	case !rep.Sources.Any(readable):
		fmt.Fprintf(env.Stderr, "hamari: nothing in the bundle could be read as a log; %s says what each member looks like\n", where)
	case missed > 0:
		fmt.Fprintf(env.Stderr, "hamari: warning: %d of %d sources could not be read in full; %s says which and why\n", missed, rep.Sources.Len(), where)
	}
}
