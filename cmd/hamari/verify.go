package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
	reportjson "hamari/cmd/internal/report/json"
	"hamari/correlate"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// verifyFlags are the flags of hamari verify.
type verifyFlags struct {
	bundleFlags
	format string
}

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:  "verify",
		Args:  "[flags] REPORT.json BUNDLE...",
		Short: "hold a JSON report against a bundle: hashes, and every record that it cites",
		Long: `Compares the SHA-256 of the bundle and of every member with what the report says, and reads every cited record again: it must be
where the report says, with the same content. Neither the names of the bundles nor their order count. What the report says about the
records (findings, verdicts, summaries) is not judged again: analyse the bundle anew for that.

A report of analyze --redact has the hashes of the bundle that was analysed, but cites pseudonyms: of that bundle only the hashes can be
compared, and the cited records only with the bundle that was redacted with the same key. It never goes with one in every point.`,
		Examples: `hamari analyze -f json=report.json case.zip
hamari verify report.json case.zip`,
		Notes: `Exit codes:
  0    the report is of this bundle, in every point
  1    something is not what the report says; it is listed
  2    wrong usage
  3    the report or the bundle could not be read
  130  interrupted (Ctrl-C); 143 terminated (SIGTERM)`,
		Complete: completeBundle,
		Setup: func(flags *pflag.FlagSet) cli.Run {
			f := &verifyFlags{format: "text"}
			flags.VarP(cli.Choice(&f.format, "text", "json"), "format", "f", "form of the outcome")
			f.declareJobs(flags)
			f.declare(flags)
			return f.run
		},
	}
}

func (f *verifyFlags) run(ctx context.Context, env *cli.Env, args []string) error {
	if len(args) < 2 {
		return cli.Usagef("want a report and the bundle that it is about")
	}
	path, bundles := args[0], args[1:]
	if err := f.check(env, args); err != nil {
		return err
	}
	rep, err := f.readReport(env, path)
	if err != nil {
		return err
	}
	f.apart = append(f.apart, path)
	redacted := slices.Contains(rep.Notes, report.RedactedNote)
	v, err := f.verify(ctx, env, rep, bundles)
	if err != nil {
		return err
	}
	if err := f.print(env.Stdout, v, redacted); err != nil {
		return fmt.Errorf("write the outcome: %w", err)
	}
	if !v.Holds() {
		return cli.Exit(exitFindings)
	}
	return nil
}

func (f *verifyFlags) verify(ctx context.Context, env *cli.Env, rep *report.Report, bundles []string) (*correlate.Verification, error) {
	defer f.tellProgress(env)()
	c, err := f.open(ctx, env, bundles)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	v, err := correlate.Verify(ctx, c, rep, f.options())
	if err != nil {
		return nil, &cli.Error{Code: exitUnreadable, Err: err}
	}
	return v, nil
}

// readReport reads the report, which may come from standard input where the bundle does not.
func (f *verifyFlags) readReport(env *cli.Env, path string) (*report.Report, error) {
	in := env.Stdin
	if path != bundle.Stdin {
		file, err := os.Open(path)
		if err != nil {
			return nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("cannot read the report: %w", err)}
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("cannot read the report: %s is a folder", path), Hint: reportFirst}
		}
		in = file
	}
	rep, err := reportjson.Parse(in)
	if err != nil {
		return nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("%s is no report: %w", path, err), Hint: reportFirst}
	}
	return rep, nil
}

// reportFirst is what whoever gives the bundle first is told.
const reportFirst = "The report comes first: hamari verify REPORT.json BUNDLE..."

// redactedSays is what a comparison with a redacted report tells: its hashes are those of the originals, what it cites is not.
func redactedSays(v *correlate.Verification) string {
	switch {
	case v.Bundles.Compared > 0 && v.Bundles.Same == v.Bundles.Compared:
		return "The report is redacted. It was made of this bundle, as the hash says; what it cites stands under pseudonyms and cannot be compared with it.\n"
	case v.Records.Compared > 0 && v.Records.Same == v.Records.Compared:
		return "The report is redacted. Its cited records are those of this bundle; its hashes are those of the bundle before it was redacted, and cannot be compared.\n"
	}
	return "The report is redacted: its hashes are those of the bundle that was analysed, and it cites pseudonyms. It goes with neither in this bundle.\n" +
		"Give the bundle that was analysed, for the hash, or that which was redacted with the same key, for the cited records.\n"
}

func (f *verifyFlags) print(w io.Writer, v *correlate.Verification, redacted bool) error {
	if f.format == "json" {
		text, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return err
		}
		_, err = w.Write(append(clean.AppendJSON(nil, text), '\n'))
		return err
	}
	var b strings.Builder
	mismatches := v.Mismatches
	if redacted {
		mismatches = nil // each would only say that a pseudonym is no original
	}
	for _, m := range mismatches {
		fmt.Fprintf(&b, "%s %s: %s\n", m.What, clean.Line(m.Name), clean.Line(m.Why))
	}
	if v.Dropped > 0 && !redacted {
		fmt.Fprintf(&b, "and %s more\n", cli.Count(int64(v.Dropped)))
	}
	if len(mismatches) > 0 {
		b.WriteByte('\n')
	}
	for _, t := range []struct {
		what  string
		tally correlate.Tally
	}{{"bundles", v.Bundles}, {"members", v.Members}, {"cited records", v.Records}} {
		fmt.Fprintf(&b, "%s of %s %s agree with the report\n", cli.Count(int64(t.tally.Same)), cli.Count(int64(t.tally.Compared)), t.what)
	}
	switch {
	case v.Holds():
		b.WriteString("The report is of this bundle.\n")
	case redacted:
		b.WriteString(redactedSays(v))
	default:
		b.WriteString("The report and the bundle do not go together.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
