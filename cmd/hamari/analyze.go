package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/json"
	"hamari/correlate"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/correlate/redact"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// exitCodes is the part of the help of analyze that tells how it ends.
const exitCodes = `Exit codes:
  0    the report is written, with findings or without
  1    --fail-on was met
  2    wrong usage
  3    the bundle could not be read at all, or the output not be written
  4    the report is written, but some members could not be read in full or a
       limit cut something; the report says which
  130  interrupted (Ctrl-C); 143 terminated (SIGTERM)`

// analyzeFlags are the flags of hamari analyze.
type analyzeFlags struct {
	bundleFlags
	formats  []string
	output   string
	focus    []string
	patterns []string
	dirs     []string
	failOn   string
	schema   bool
	redact   bool
	key      string
	color    string
}

func analyzeCommand() *cli.Command {
	return &cli.Command{
		Name:  "analyze",
		Args:  "[flags] BUNDLE...",
		Short: "write the report: what the customer is stuck on, with evidence and fix",
		Long: `Reads a bundle of AWS logs and writes a report: which failure patterns match, which are ruled out and by what, and which
cannot be judged for lack of which file. Several bundles are taken as one case.`,
		Examples: `hamari analyze case.zip
hamari analyze -f text -f json=report.json -f markdown=report.md case.zip
hamari analyze -f ticket case.zip
hamari analyze --since '2026-03-04 09:00' --focus i-0123456789abcdef0 case.zip
hamari analyze --password-file password.txt case.7z
aws s3 cp s3://bucket/case.zip - | hamari analyze -`,
		Notes:    exitCodes,
		Complete: completeBundle,
		Setup: func(flags *pflag.FlagSet) cli.Run {
			f := &analyzeFlags{color: cli.ColorAuto}
			flags.VarP(cli.List(&f.formats, completeFormat), "format", "f", formatUsage())
			flags.VarP(cli.Text(&f.output, cli.Files), "output", "o", "write the report to this `FILE`, whole or not at all")
			flags.Var(cli.List(&f.focus, nil), "focus", "only findings that touch this `ENTITY`: instance, volume, role ...; may be given several times")
			flags.Var(cli.List(&f.patterns, completePatterns(&f.dirs)), "pattern", "only the pattern with this `ID`; may be given several times")
			declarePatternDirs(flags, &f.dirs)
			flags.Var(cli.Choice(&f.failOn, "confirmed", "likely", "possible"), "fail-on", "exit with 1 if there is a finding at least this sure")
			flags.BoolVar(&f.redact, "redact", false, "pseudonyms in place of accounts, keys, users, addresses, hosts and tokens, as hamari redact gives them")
			flags.StringVar(&f.key, "redact-key", "", "key `FILE` of hamari redact whose pseudonyms --redact uses; written if there is none")
			flags.BoolVar(&f.schema, "schema", false, "print the JSON Schema of the JSON report and do nothing else")
			flags.Var(cli.Choice(&f.color, cli.ColorAuto, cli.ColorAlways, cli.ColorNever), "color", "colours on the terminal")
			f.declareTimes(flags)
			f.declareZone(flags)
			f.declareJobs(flags)
			f.declare(flags)
			return f.run
		},
	}
}

func (f *analyzeFlags) run(ctx context.Context, env *cli.Env, args []string) error {
	if f.schema {
		_, err := env.Stdout.Write(json.Schema)
		return err
	}
	if err := f.check(env, args); err != nil {
		return err
	}
	if err := checkFocus(f.focus); err != nil {
		return err
	}
	outputs, err := newOutputs(env, f.formats, f.output, args)
	if err != nil {
		return err
	}
	names, err := f.pseudonyms(args, outputs)
	if err != nil {
		return err
	}
	f.apart = append(f.apart, outputs.paths()...)
	if f.key != "" {
		f.apart = append(f.apart, f.key)
	}
	patterns, err := f.chosen()
	if err != nil {
		return err
	}
	rep, err := f.analyze(ctx, env, args, patterns, names)
	if err != nil {
		return err
	}
	if err := outputs.write(ctx, env, rep, f.color); err != nil {
		return err
	}
	f.warn(env, rep, "the report")
	return cli.Exit(exitCode(rep, report.Verdict(f.failOn)))
}

func (f *analyzeFlags) analyze(ctx context.Context, env *cli.Env, args []string, patterns []*pattern.Pattern, names *pseudonyms) (*report.Report, error) {
	defer f.tellProgress(env)()
	c, err := f.open(ctx, env, args)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	opts := f.options()
	opts.Focus = f.focus
	rep, err := correlate.Analyze(ctx, c, patterns, opts)
	if err != nil {
		return nil, &cli.Error{Code: exitUnreadable, Err: err}
	}
	rep.Notes = append(rep.Notes, replacing(patterns)...)
	if names != nil {
		f.reached.Begin(c, 1)
		return names.redacted(ctx, c, rep)
	}
	return rep, nil
}

// pseudonyms are what --redact asks for.
type pseudonyms struct {
	key  *redact.Key
	file *cli.File // of the key; nil where it is not kept
}

// pseudonyms reads --redact and --redact-key; nil for no pseudonyms.
func (f *analyzeFlags) pseudonyms(args []string, reports outputs) (*pseudonyms, error) {
	switch {
	case f.key == "" && !f.redact:
		return nil, nil
	case f.key == "":
		return &pseudonyms{key: redact.NewKey()}, nil
	case !f.redact:
		return nil, cli.Usagef("--redact-key goes with --redact")
	}
	key, file, err := openKey(f.key, args)
	if err != nil {
		return nil, err
	}
	if reports.has(file) {
		return nil, cli.Usagef("%s cannot be both the report and the key", f.key)
	}
	return &pseudonyms{key, file}, nil
}

// redacted replaces the originals in a report.
func (p *pseudonyms) redacted(ctx context.Context, c *bundle.Case, rep *report.Report) (*report.Report, error) {
	names, err := redact.Gather(ctx, c)
	if err != nil {
		return nil, err
	}
	rep = redactReport(redact.New(p.key, names), rep)
	rep.Notes = append(rep.Notes, report.RedactedNote)
	if p.file == nil {
		return rep, nil
	}
	written, err := p.file.Prepare(p.key.Write)
	if err != nil {
		return nil, err
	}
	return rep, written.Commit()
}

// chosen loads the built-in patterns and the user's own, and picks those that --pattern names.
func (f *analyzeFlags) chosen() ([]*pattern.Pattern, error) {
	patterns, err := loadPatterns(f.dirs)
	if err != nil || len(f.patterns) == 0 {
		return patterns, err
	}
	var some []*pattern.Pattern
	for _, id := range f.patterns {
		p, err := find(patterns, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(some, p) {
			some = append(some, p)
		}
	}
	return some, nil
}

// loadPatterns loads the built-in patterns and those in folders of the user's own.
func loadPatterns(dirs []string) ([]*pattern.Pattern, error) {
	patterns, err := catalogue.Load()
	if err != nil {
		return nil, err
	}
	own, err := loadOwn(dirs)
	if err != nil {
		return nil, err
	}
	// A pattern of the user's own replaces the built-in one of the same id.
	patterns = slices.DeleteFunc(slices.Clone(patterns), func(p *pattern.Pattern) bool { return indexOf(own, p.ID) >= 0 })
	patterns = append(patterns, own...)
	slices.SortFunc(patterns, func(a, b *pattern.Pattern) int { return strings.Compare(a.ID, b.ID) })
	return patterns, nil
}

// replacing says which patterns stand in the place of built-in ones: who reads the report would miss those.
func replacing(patterns []*pattern.Pattern) (notes []string) {
	builtin, err := catalogue.Load()
	if err != nil {
		return nil
	}
	for _, p := range patterns {
		if i := indexOf(builtin, p.ID); i >= 0 && builtin[i] != p {
			notes = append(notes, fmt.Sprintf("the pattern %s is that of --patterns, in the place of the built-in one", p.ID))
		}
	}
	return notes
}

// loadDir loads the patterns in a folder of the user's own.
func loadDir(dir string) ([]*pattern.Pattern, error) {
	own, err := catalogue.LoadDir(dir)
	var problems pattern.Problems
	if errors.As(err, &problems) {
		return nil, &cli.Error{
			Code: cli.ExitUsage, Err: fmt.Errorf("the patterns in %s have mistakes:\n%w", dir, err),
			Hint: "Run 'hamari patterns language' for the language, and 'hamari patterns fields KIND' for what records of a kind have.",
		}
	}
	if err != nil {
		return nil, cli.Usagef("%w", err)
	}
	return own, nil
}

func indexOf(patterns []*pattern.Pattern, id string) int {
	return slices.IndexFunc(patterns, func(p *pattern.Pattern) bool { return p.ID == id })
}

// find returns the pattern with an id; for an unknown one the error names what was probably meant.
func find(patterns []*pattern.Pattern, id string) (*pattern.Pattern, error) {
	if i := indexOf(patterns, id); i >= 0 {
		return patterns[i], nil
	}
	ids := make([]string, len(patterns))
	for i, p := range patterns {
		ids[i] = p.ID
	}
	if named := rivalIn(patterns, id); len(named) > 0 {
		return nil, &cli.Error{
			Code: cli.ExitUsage, Err: fmt.Errorf("%s has no pattern of its own; it is named as something else that it could be in %s", id, strings.Join(named, ", ")),
			Hint: fmt.Sprintf("Run 'hamari patterns show %s' for what tells them apart.", named[0]),
		}
	}
	return nil, &cli.Error{
		Code: cli.ExitUsage, Err: fmt.Errorf("unknown pattern %q%s", id, cli.DidYouMean(id, ids)),
		Hint: "Run 'hamari patterns list' for all patterns.",
	}
}

// rivalIn returns the patterns that name another explanation; those whose every finding does come first.
func rivalIn(patterns []*pattern.Pattern, id string) []string {
	var always, some []string
	for _, p := range patterns {
		named := func(t *pattern.Text) bool {
			return slices.ContainsFunc(t.Rivals, func(r pattern.Rival) bool { return r.Pattern == id })
		}
		switch {
		case named(&p.Report):
			always = append(always, p.ID)
		case slices.ContainsFunc(p.Variants, func(v pattern.Variant) bool { return named(&v.Report) }):
			some = append(some, p.ID)
		}
	}
	return append(always, some...)
}

// exitCode is how the program ends once the report is written: the first that applies of 3, 1 and 4.
func exitCode(rep *report.Report, failOn report.Verdict) int {
	if !rep.Sources.Any(readable) {
		return exitUnreadable
	}
	if failOn != "" && slices.ContainsFunc(rep.Findings, func(f report.Finding) bool { return surety[f.Verdict] >= surety[failOn] }) {
		return exitFindings
	}
	if len(rep.Limits) > 0 || rep.Sources.Any(incomplete) {
		return exitIncomplete
	}
	return cli.ExitOK
}

// readable reports whether a member is a log of a known format of which something was read.
func readable(s *report.Source) bool { return s.State == report.OK || s.State == report.Partial }

// locked reports whether a member is encrypted and no password that was given opens it.
func locked(s *report.Source) bool { return strings.HasPrefix(s.Reason, string(bundle.Encrypted)) }

// incomplete reports whether a member holds, or may hold, records that were not read. What operating systems put into
// archives beside the files is not missed.
func incomplete(s *report.Source) bool {
	switch s.State {
	case report.Failed, report.Partial:
		return true
	case report.Skipped:
		return !strings.HasPrefix(s.Reason, string(bundle.SystemFile))
	}
	return false
}

// surety orders the verdicts.
var surety = map[report.Verdict]int{report.Possible: 1, report.Likely: 2, report.Confirmed: 3}
