package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/walk"
	"hamari/cmd/internal/report/words"
	"hamari/correlate/redact"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// redactFlags are the flags of hamari redact.
type redactFlags struct {
	bundleFlags
	output string
	key    string
}

func redactCommand() *cli.Command {
	return &cli.Command{
		Name:  "redact",
		Args:  "[flags] BUNDLE... -o OUT.zip",
		Short: "write a bundle that can be passed on: accounts, keys, users, addresses, hosts and tokens under pseudonyms",
		Long: `Reads a bundle and writes it anew with pseudonyms in place of account ids, access keys, names of users, roles, sessions, groups
and policies, IP addresses, host names, e-mail addresses, passwords and tokens, also within Base64, percent-encoding and JSON in JSON. The same original
gives the same pseudonym everywhere, and addresses stay in their networks, so that the analysis finds the same. Resource IDs,
names of buckets and tags, and times stay as they are: look at the result before you pass it on.

The key file tells which original stands behind which pseudonym, and gives a further bundle the same ones. Keep it to yourself.
What cannot be looked through, and CloudTrail's digests, which vouch for the originals, are left out.`,
		Examples: `hamari redact case.zip -o redacted.zip
hamari redact --key case.key second.zip -o redacted-2.zip`,
		Notes: `Exit codes:
  0    the bundle is written whole
  2    wrong usage
  3    nothing in the bundle could be redacted, the result not be written, or
       fewer records be read in it than before: there is no new file
  4    the bundle is written, but members were left out; they are named
  130  interrupted (Ctrl-C); 143 terminated (SIGTERM)`,
		Complete: completeBundle,
		Setup: func(flags *pflag.FlagSet) cli.Run {
			f := new(redactFlags)
			flags.VarP(cli.Text(&f.output, cli.Files), "output", "o", "the zip to write, `FILE`")
			flags.Var(cli.Text(&f.key, cli.Files), "key", "key `FILE`, read if there is one, else written (default: the output's name with .key behind it)")
			f.declare(flags)
			return f.run
		},
	}
}

func (f *redactFlags) run(ctx context.Context, env *cli.Env, args []string) error {
	if err := f.check(env, args); err != nil {
		return err
	}
	if f.output == bundle.Stdin {
		return cli.Usagef("--output must name a file: the redacted bundle cannot go to standard output")
	}
	if f.output == "" {
		return cli.Usagef("--output FILE is missing: where the redacted bundle goes")
	}
	if f.key == "" {
		f.key = f.output + ".key"
	}
	out, err := newFile(f.output, args)
	if err != nil {
		return err
	}
	key, keyFile, err := openKey(f.key, args)
	if err != nil {
		return err
	}
	if keyFile.Is(out.Path()) {
		return cli.Usagef("%s cannot be both the redacted bundle and its key", f.key)
	}
	f.apart = append(f.apart, f.output, f.key)
	f.jobs = 1 // members are written in the order in which they are read
	outcome, notes, err := f.redact(ctx, env, args, func(c *bundle.Case) (*redact.Outcome, error) { return f.write(ctx, c, key, out, keyFile) })
	if err != nil {
		return err
	}
	return f.report(env, outcome, notes)
}

func (f *redactFlags) redact(ctx context.Context, env *cli.Env, args []string, write func(*bundle.Case) (*redact.Outcome, error)) (*redact.Outcome, []string, error) {
	defer f.tellProgress(env)()
	c, err := f.open(ctx, env, args)
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	f.reached.Begin(c, 2)
	outcome, err := write(c)
	return outcome, c.Notes(), err
}

// openKey reads a key file, or makes a key whose file is yet to be written.
func openKey(path string, bundles []string) (*redact.Key, *cli.File, error) {
	file, err := newFile(path, bundles)
	if err != nil {
		return nil, nil, err
	}
	in, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return redact.NewKey(), file, nil
	}
	if err != nil {
		return nil, nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("cannot read the key: %w", err)}
	}
	defer in.Close()
	key, err := redact.ReadKey(in)
	if err != nil {
		return nil, nil, &cli.Error{Code: exitUnreadable, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return key, file, nil
}

// write writes the bundle and the key, or neither: there is no use in a bundle without a member.
func (f *redactFlags) write(ctx context.Context, c *bundle.Case, key *redact.Key, out, keyFile *cli.File) (*redact.Outcome, error) {
	names, err := redact.Gather(ctx, c)
	if err != nil {
		return nil, err
	}
	f.reached.Again()
	r := redact.New(key, names)
	var outcome *redact.Outcome
	packed, err := out.Prepare(func(w io.Writer) (err error) {
		outcome, err = r.Bundle(ctx, c, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	if out.IsDirect() { // it goes to a pipe, which cannot wait; what the key has to tell is known only afterwards
		if err := packed.Commit(); err != nil {
			return nil, err
		}
	}
	if outcome.Members == 0 {
		return outcome, packed.Discard()
	}
	keys, err := keyFile.Prepare(key.Write)
	if err != nil {
		return nil, errors.Join(err, packed.Discard())
	}
	if err := keys.Commit(); err != nil { // first: without it nobody could tell what the bundle speaks of
		return nil, errors.Join(err, packed.Discard())
	}
	if out.IsDirect() {
		return outcome, nil
	}
	return outcome, packed.Commit()
}

func (f *redactFlags) report(env *cli.Env, outcome *redact.Outcome, notes []string) error {
	if !f.quiet {
		for _, note := range notes {
			fmt.Fprintf(env.Stderr, "hamari: %s\n", clean.Line(note))
		}
	}
	for _, l := range outcome.LeftOut {
		fmt.Fprintf(env.Stderr, "hamari: left out: %s: %s\n", clean.Line(l.Member), clean.Line(l.Why))
	}
	if outcome.Members == 0 {
		return &cli.Error{Code: exitUnreadable, Err: errors.New("there is nothing in the bundle that could be redacted: no file is written"), Hint: "'hamari ls' shows what is in it."}
	}
	if !f.quiet {
		fmt.Fprintf(env.Stderr, "hamari: %s written to %s; the key, %s, tells who is who: do not pass it on\n", words.Count(outcome.Members, "member", "members"), f.output, f.key)
	}
	if len(outcome.LeftOut) > 0 {
		return cli.Exit(exitIncomplete)
	}
	return nil
}

// redactReport returns the report with every original replaced.
func redactReport(r *redact.Redactor, rep *report.Report) *report.Report {
	return walk.Copy(rep, func(_ string, v reflect.Value) {
		if raw, ok := v.Interface().(json.RawMessage); ok {
			v.Set(reflect.ValueOf(json.RawMessage(r.Append(nil, raw))))
		} else if v.Kind() == reflect.String {
			v.SetString(r.Text(v.String()))
		}
	})
}
