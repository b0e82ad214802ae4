package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/json"
	"hamari/correlate"
	"hamari/correlate/report"
)

// lsFlags are the flags of hamari ls.
type lsFlags struct {
	bundleFlags
	format string
}

func lsCommand() *cli.Command {
	return &cli.Command{
		Name:  "ls",
		Args:  "[flags] BUNDLE...",
		Short: "list what is inside a bundle: formats, records, rejects, time spans, hashes",
		Long: `Reads every member of a bundle and lists it with the format that was recognised, how many records were read, rejected and
seen twice, the time they span, and the SHA-256 of the member.`,
		Examples: "hamari ls case.zip\nhamari ls -f json case.zip",
		Notes: `Exit codes:
  0    the list is printed
  2    wrong usage
  3    the bundle could not be read at all, or the output not be written
  4    the list is printed, but some members could not be read in full or a
       limit cut something; the list says which
  130  interrupted (Ctrl-C); 143 terminated (SIGTERM)`,
		Complete: completeBundle,
		Setup: func(flags *pflag.FlagSet) cli.Run {
			f := &lsFlags{format: "text"}
			flags.VarP(cli.Choice(&f.format, "text", "json"), "format", "f", "a table, or the report's JSON without findings")
			f.declareZone(flags)
			f.declareJobs(flags)
			f.declare(flags)
			return f.run
		},
	}
}

func (f *lsFlags) run(ctx context.Context, env *cli.Env, args []string) error {
	if err := f.check(env, args); err != nil {
		return err
	}
	rep, err := f.list(ctx, env, args)
	if err != nil {
		return err
	}
	if f.format == "json" {
		err = json.Render(env.Stdout, rep)
	} else {
		err = list(env, rep)
	}
	if err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	f.warn(env, rep, "the list")
	return cli.Exit(exitCode(rep, ""))
}

func (f *lsFlags) list(ctx context.Context, env *cli.Env, args []string) (*report.Report, error) {
	defer f.tellProgress(env)()
	c, err := f.open(ctx, env, args)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	rep, err := correlate.List(ctx, c, f.options())
	if err != nil {
		return nil, &cli.Error{Code: exitUnreadable, Err: err}
	}
	return rep, nil
}

// list prints one line per member and, below, why those are not whole that are not.
func list(env *cli.Env, rep *report.Report) error {
	rows := func(yield func([]string) bool) {
		for _, s := range rep.Sources.All() {
			if !yield([]string{
				string(s.State), format(s), cli.Count(s.Records), cli.Count(s.Rejected), cli.Count(s.Duplicates),
				span(s.Start, s.End), s.Timezone, cli.Bytes(s.Bytes), shorten(s.SHA256), clean.Line(s.Member),
			}) {
				return
			}
		}
	}
	out := bufio.NewWriterSize(env.Stdout, 64<<10)
	err := cli.Table(out, []cli.Column{
		{Title: "state"}, {Title: "format"}, {Title: "records", Right: true}, {Title: "rejected", Right: true},
		{Title: "duplicates", Right: true}, {Title: "time (UTC)"}, {Title: "zone"}, {Title: "bytes", Right: true},
		{Title: "sha256"}, {Title: "member"},
	}, rows)
	if err != nil {
		return err
	}
	reasons(out, rep)
	for _, note := range rep.Notes {
		fmt.Fprintf(out, "\nnote: %s\n", clean.Line(note))
	}
	return out.Flush() // the first error, whenever it was
}

// reasons tells what is wrong with the members that are not ok, and what their first rejected records lack.
func reasons(out *bufio.Writer, rep *report.Report) {
	for _, s := range rep.Sources.All() {
		if s.Reason == "" && len(s.Notes) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n%s\n", clean.Line(s.Member))
		if s.Reason != "" {
			fmt.Fprintf(out, "  %s: %s\n", s.State, clean.Line(s.Reason))
		}
		for _, note := range s.Notes {
			fmt.Fprintf(out, "  note: %s\n", clean.Line(note))
		}
		for i, r := range s.Rejects {
			if i == 3 {
				fmt.Fprintf(out, "  and %s more rejected\n", cli.Count(s.Rejected-3))
				break
			}
			fmt.Fprintf(out, "  rejected line %d, record %d: %s\n", r.Line, r.Record, clean.Line(r.Error))
		}
	}
}

// format names a member's format with the envelopes around its records.
func format(s *report.Source) string {
	if s.Format == "" {
		return strings.Join(append([]string{"-"}, s.Via...), " via ")
	}
	return strings.Join(append([]string{s.Format}, s.Via...), " via ")
}

func span(start, end *time.Time) string {
	if start == nil || end == nil {
		return "-"
	}
	const minute = "2006-01-02 15:04"
	if start.Format(time.DateOnly) == end.Format(time.DateOnly) {
		return start.UTC().Format(minute) + " - " + end.UTC().Format("15:04")
	}
	return start.UTC().Format(minute) + " - " + end.UTC().Format(minute)
}

// shorten gives the first digits of a hash, enough to compare by eye.
func shorten(hash string) string {
	if len(hash) > 12 {
		return hash[:12]
	}
	return hash
}
