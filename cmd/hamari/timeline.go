package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	forms "hamari/cmd/internal/timeline"
	"hamari/correlate"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/correlate/timeline"
	"hamari/parsers"
	"hamari/parsers/bundle"
	"hamari/parsers/formats"
)

// timelineFlags are the flags of hamari timeline.
type timelineFlags struct {
	bundleFlags
	format string
	output string
	focus  []string
	where  []string
}

func timelineCommand() *cli.Command {
	return &cli.Command{
		Name:  "timeline",
		Args:  "[flags] BUNDLE...",
		Short: "write the records of all sources in order of time, for people and other tools",
		Long: `Reads a bundle and writes its records in order of time, in UTC, whatever clock wrote them. CloudTrail events that were
delivered twice are written once, the copies of other logs as often as they are there. Records without a time, such as resources
that were described at an unknown time, are left out. How many there were of both is told on standard error, unless --quiet is
given. Any number of records fits: what memory does not hold is sorted in the folder for temporary files.`,
		Examples: `hamari timeline case.zip | less
hamari timeline --where eventName=StartInstances,StopInstances case.zip
hamari timeline --where 'srcaddr|cidr=10.0.0.0/8' --where action=REJECT case.zip
hamari timeline -f timesketch -o timeline.csv --since 6h case.zip
hamari timeline -f parquet -o timeline.parquet case.zip`,
		Notes: timelineForms() + `

Exit codes:
  0    the timeline is written
  2    wrong usage
  3    the bundle could not be read at all, or the output not be written, or
       there is no room for sorting
  4    the timeline is written, but some members could not be read in full or a
       limit cut something; 'hamari ls' says which
  130  interrupted (Ctrl-C); 143 terminated (SIGTERM)`,
		Complete: completeBundle,
		Setup: func(flags *pflag.FlagSet) cli.Run {
			f := &timelineFlags{format: forms.Formats()[0].Name}
			flags.VarP(cli.Choice(&f.format, forms.Names()...), "format", "f", "form of the records, see below")
			flags.VarP(cli.Text(&f.output, cli.Files), "output", "o", "write to this `FILE`, whole or not at all")
			flags.Var(cli.List(&f.where, nil), "where", "only records with FIELD=VALUE[,VALUE...] or `FIELD|MODIFIER=VALUE`, in the words of the patterns (contains, startswith, endswith, re, cidr, gt, gte, lt, lte, exists, nocase); may be given several times, all must hold")
			flags.Var(cli.List(&f.focus, nil), "focus", "only records that name this `ENTITY`: instance, volume, role, address ...; may be given several times")
			f.declareTimes(flags)
			f.declareZone(flags)
			f.declareJobs(flags)
			f.declare(flags)
			return f.run
		},
	}
}

// timelineForms is the part of the help that lists the formats.
func timelineForms() string {
	text := "Formats:"
	for _, f := range forms.Formats() {
		text += fmt.Sprintf("\n  %-10s  %s", f.Name, f.Title)
	}
	return text + "\n\n'hamari patterns fields' lists the fields of each kind of record."
}

func (f *timelineFlags) run(ctx context.Context, env *cli.Env, args []string) error {
	if err := f.check(env, args); err != nil {
		return err
	}
	if err := checkFocus(f.focus); err != nil {
		return err
	}
	form, err := forms.Lookup(f.format)
	if err != nil {
		return cli.Usagef("--format: %w", err)
	}
	where, err := f.selections()
	if err != nil {
		return err
	}
	var file *cli.File
	if f.output != "" && f.output != stdout {
		if file, err = newFile(f.output, args); err != nil {
			return err
		}
		f.apart = append(f.apart, f.output)
	}
	if _, screen := env.Screen(env.Stdout); screen && file == nil && form.Binary {
		return cli.Usagef("--format %s is no text: write it to a file with --output", form.Name)
	}
	t := &timelineRun{flags: f, form: form, where: where}
	if err := t.read(ctx, env, args); err != nil {
		return err
	}
	defer t.sorter.Close()
	if err := t.write(ctx, env, file); err != nil {
		return err
	}
	t.warn(env)
	return cli.Exit(exitCode(t.rep, ""))
}

// selections reads --where.
func (f *timelineFlags) selections() ([]*pattern.Where, error) {
	var kinds []*parsers.Kind
	for _, format := range formats.All() {
		kinds = append(kinds, format.Kinds...)
	}
	var all []*pattern.Where
	for _, text := range f.where {
		w, err := pattern.ParseWhere(text, kinds)
		if err != nil {
			return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("--where %s: %w", text, err),
				Hint: "Run 'hamari patterns fields' for the kinds of records, and 'hamari patterns fields KIND' for their fields."}
		}
		all = append(all, w)
	}
	return all, nil
}

// timelineRun is one run of hamari timeline.
type timelineRun struct {
	flags   *timelineFlags
	form    forms.Format
	where   []*pattern.Where
	sorter  *timeline.Sorter
	encoder forms.Encoder

	rep        *report.Report
	untimed    atomic.Int64
	duplicates int64
	written    int64
}

// read gives all records to a sorter, which must be closed after.
func (t *timelineRun) read(ctx context.Context, env *cli.Env, args []string) error {
	defer t.flags.tellProgress(env)()
	c, err := t.flags.open(ctx, env, args)
	if err != nil {
		return err
	}
	defer c.Close()
	t.sorter = timeline.NewSorter(c.Jobs(), timeline.Options{TempDir: t.flags.tempDir})
	if err := t.sort(ctx, c); err != nil {
		t.sorter.Close()
		return err
	}
	return nil
}

func (t *timelineRun) sort(ctx context.Context, c *bundle.Case) error {
	opts := t.flags.options()
	opts.Focus = t.flags.focus
	err := correlate.Records(ctx, c, opts, t.begin, t.take)
	var space *timeline.SpaceError
	if errors.As(err, &space) {
		return &cli.Error{Code: exitUnreadable, Err: err, Hint: "Name a folder with more room: --temp-dir DIR. With --since, --until, --where or --focus there is less to sort."}
	}
	if err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	return nil
}

// begin makes ready for the records of the bundle that the report describes.
func (t *timelineRun) begin(rep *report.Report, bytes int64) error {
	t.rep = rep
	present := map[string]bool{}
	for _, s := range rep.Sources.Briefly() {
		present[s.Format] = true
	}
	var layout forms.Layout
	for _, f := range formats.All() {
		if present[f.Name] {
			layout.Kinds = append(layout.Kinds, f.Kinds...)
		}
	}
	t.encoder = t.form.New(layout)
	if bytes <= timeline.DefaultMemory/2 || t.narrowed() {
		return nil // it fits into memory, or nobody knows how much is left
	}
	return timeline.CheckSpace(t.flags.tempDir, bytes/packing)
}

// packing is how many times smaller than the records of the bundle their sorted runs are at least: encoding makes them up
// to twice as long, compressing five times as short.
const packing = 2

func (t *timelineRun) narrowed() bool {
	f := t.flags
	return len(f.where)+len(f.focus) > 0 || f.since != (cli.Moment{}) || f.until != (cli.Moment{})
}

func (t *timelineRun) take(worker int, r *correlate.Record) error {
	for _, w := range t.where {
		if !w.Selects(r.Event) {
			return nil
		}
	}
	if r.Start.IsZero() {
		t.untimed.Add(1)
		return nil
	}
	key := timeline.Key{Time: r.Start, Member: uint32(r.Member), Record: uint64(r.Pos.Record), ID: timeline.HashID(r.Kind.Name, r.ID)}
	return t.sorter.Worker(worker).Add(key, func(dst []byte) []byte { return t.encoder.Append(dst, r) })
}

// write writes the records in order.
func (t *timelineRun) write(ctx context.Context, env *cli.Env, file *cli.File) error {
	render := func(out io.Writer) error {
		w := bufio.NewWriterSize(out, 64<<10)
		if err := t.encoder.Begin(w); err != nil {
			return err
		}
		var err error
		t.duplicates, err = t.sorter.Each(ctx, func(encoded []byte) error {
			t.written++
			return t.encoder.Write(w, encoded)
		})
		if err != nil {
			return err
		}
		if err := t.encoder.End(w); err != nil {
			return err
		}
		return w.Flush()
	}
	if file == nil {
		if err := render(env.Stdout); err != nil {
			return fmt.Errorf("write the timeline: %w", err)
		}
		return nil
	}
	p, err := file.Prepare(func(w io.Writer) error {
		out := &counter{Writer: w}
		defer t.flags.tell(env, func() cli.Stage { return cli.Stage{Task: "writing", Done: out.n.Load()} })()
		return render(out)
	})
	if err != nil {
		return fmt.Errorf("write the timeline: %w", err)
	}
	if err := p.Commit(); err != nil {
		return fmt.Errorf("put the timeline in place: %w", err)
	}
	return nil
}

// warn tells what is not in the timeline.
func (t *timelineRun) warn(env *cli.Env) {
	t.flags.warn(env, t.rep, "hamari ls")
	if t.flags.quiet {
		return
	}
	if t.written == 0 && t.narrowed() {
		fmt.Fprintln(env.Stderr, "hamari: no record with a time is selected; --since, --until, --where and --focus must all fit")
	}
	if n := t.untimed.Load(); n > 0 {
		fmt.Fprintf(env.Stderr, "hamari: %s records carry no time and are left out, such as resources that were described at an unknown time\n", cli.Count(n))
	}
	if t.duplicates > 0 {
		fmt.Fprintf(env.Stderr, "hamari: %s records were delivered more than once and are written once\n", cli.Count(t.duplicates))
	}
}
