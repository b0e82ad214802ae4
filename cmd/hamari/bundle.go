package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/correlate"
	"hamari/parsers/bundle"
)

// bundleFlags are the flags of every command that reads a bundle.
type bundleFlags struct {
	since, until cli.Moment
	zone         cli.Zone
	jobs         int
	maxSize      cli.Size
	maxMembers   int
	tempDir      string
	quiet        bool
	noProgress   bool
	color        string
}

func (b *bundleFlags) declare(flags *pflag.FlagSet) {
	limits := bundle.DefaultLimits()
	b.maxSize, b.maxMembers, b.color = cli.Size(limits.MaxBytes), limits.MaxMembers, cli.ColorAuto
	flags.Var(&b.since, "since", "leave out what lies before: RFC 3339, '2026-03-04 09:00' (UTC), or a span back from the bundle's end (6h)")
	flags.Var(&b.until, "until", "leave out what lies after")
	flags.Var(&b.zone, "timezone", "zone of sources that state none: an IANA name or +09:00; estimated if not given")
	flags.IntVar(&b.jobs, "jobs", 0, "`N` workers; 0 for one per core")
	flags.Var(&b.maxSize, "max-size", "most bytes to expand the bundle to")
	flags.IntVar(&b.maxMembers, "max-members", b.maxMembers, "most members to read, `N`")
	flags.StringVar(&b.tempDir, "temp-dir", "", "`DIR` for temporary files (default: the system's)")
	flags.BoolVarP(&b.quiet, "quiet", "q", false, "nothing on standard error but errors")
	flags.BoolVar(&b.noProgress, "no-progress", false, "do not tell how far reading is")
	flags.Var(cli.Choice(&b.color, cli.ColorAuto, cli.ColorAlways, cli.ColorNever), "color", "colours on the terminal")
}

// check finds mistakes that pflag cannot.
func (b *bundleFlags) check(args []string) error {
	switch {
	case len(args) == 0:
		return cli.Usagef("no bundle given: name a zip, a tar, a folder or a file, or - for standard input")
	case b.jobs < 0:
		return cli.Usagef("--jobs must not be negative")
	case b.maxMembers <= 0:
		return cli.Usagef("--max-members must be at least 1")
	case !b.since.At.IsZero() && !b.until.At.IsZero() && b.until.At.Before(b.since.At):
		return cli.Usagef("--until lies before --since")
	}
	return nil
}

// open opens the bundles that the arguments name.
func (b *bundleFlags) open(ctx context.Context, env *cli.Env, args []string) (*bundle.Case, error) {
	limits := bundle.DefaultLimits()
	limits.MaxBytes, limits.MaxMembers = int64(b.maxSize), b.maxMembers
	c, err := bundle.Open(ctx, args, env.Stdin, bundle.Options{Limits: limits, TempDir: b.tempDir, Jobs: b.jobs})
	if err == nil {
		return c, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	hint := "The bundle must be a zip, a tar, a gzip, a folder or a log file that can be read."
	if errors.Is(err, fs.ErrNotExist) {
		hint = "Check the path; - stands for standard input."
	}
	return nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("cannot read the bundle: %w", err), Hint: hint}
}

// options are what the flags mean for an analysis. Progress must be stopped with the function returned.
func (b *bundleFlags) options(env *cli.Env) (correlate.Options, func()) {
	opts := correlate.Options{
		Version: version(),
		Since:   correlate.Bound{At: b.since.At, Back: b.since.Back},
		Until:   correlate.Bound{At: b.until.At, Back: b.until.Back},
		Zone:    b.zone.Location,
	}
	if b.quiet || b.noProgress {
		return opts, func() {}
	}
	p := cli.NewProgress(env)
	opts.Progress = p.Update
	return opts, p.Stop
}
