package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/generate"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code: 0 written, 2 wrong usage, 3 could not write.
func run(args []string, stdout, stderr io.Writer) int {
	c, err := parse(args, stderr)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "bundlegen:", err)
		return 2
	}
	if err := c.write(stdout); err != nil {
		fmt.Fprintln(stderr, "bundlegen:", err)
		return 3
	}
	return 0
}

// command is what the arguments ask for.
type command struct {
	scenario, output, truth string
	opts                    generate.Options
}

func parse(args []string, stderr io.Writer) (*command, error) {
	c := &command{}
	flags := pflag.NewFlagSet("bundlegen", pflag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.scenario, "scenario", "mixed", "what the bundle tells of")
	flags.StringVarP(&c.output, "output", "o", "-", "file to write, - for standard output")
	flags.StringVar(&c.truth, "truth", "", "file for the truth about the bundle (JSON)")
	flags.Uint64Var(&c.opts.Seed, "seed", 1, "the same seed gives the same bytes")
	flags.IntVar(&c.opts.Members, "members", 0, "number of bulk members (0: as AWS would deliver)")
	flags.BoolVar(&c.opts.Shuffle, "shuffle", false, "members in random order")
	flags.Float64Var(&c.opts.Duplicates, "duplicates", 0, "percent of the CloudTrail events delivered twice")
	flags.BoolVar(&c.opts.NoInventory, "no-inventory", false, "leave out describe-* answers")
	flags.BoolVar(&c.opts.Stored, "stored", false, "no compression, neither gzip nor deflate")
	flags.IntVar(&c.opts.Series, "series", 0, "scenario metrics: number of series")
	flags.IntVar(&c.opts.Points, "points", 0, "scenario metrics: points of each series")
	flags.IntVar(&c.opts.Conversations, "conversations", 0, "distinct conversations in flow logs, on one interface for each 5000 (0: the scenario's own)")
	size := flags.String("size", "0", "raw bytes: 4096, 100MB, 1GB, 64MiB (0: the scenario's own)")
	forms := flags.String("forms", "", "how logs are wrapped: cloudtrail=FORM,flowlog=FORM,metrics=FORM")
	zone := flags.String("zone", "UTC", "zone of the console that wrote local times")
	start := flags.String("start", "", "first moment of the logs (RFC 3339)")
	flags.Usage = func() { usage(stderr, flags) }
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return c, c.convert(*size, *forms, *zone, *start)
}

// convert reads the flags that are more than numbers and words.
func (c *command) convert(size, forms, zone, start string) (err error) {
	if c.opts.Size, err = generate.ParseSize(size); err != nil {
		return err
	}
	if c.opts.Forms, err = generate.ParseForms(forms); err != nil {
		return err
	}
	if c.opts.Zone, err = time.LoadLocation(zone); err != nil {
		return err
	}
	if start == "" {
		return nil
	}
	if c.opts.Start, err = time.Parse(time.RFC3339, start); err != nil {
		return fmt.Errorf("start %q is not a time such as 2026-03-04T00:00:00Z", start)
	}
	return nil
}

func usage(w io.Writer, flags *pflag.FlagSet) {
	fmt.Fprint(w, "Usage: bundlegen [flags]\n\nScenarios:\n")
	for _, s := range generate.Scenarios {
		fmt.Fprintf(w, "  %-21s %s\n", s.Name, s.Title)
	}
	fmt.Fprint(w, "\nForms:\n")
	for _, kind := range []string{"cloudtrail", "flowlog", "metrics"} {
		fmt.Fprintf(w, "  %-11s %v\n", kind, generate.FormNames[kind])
	}
	fmt.Fprintf(w, "\nFlags:\n%s", flags.FlagUsages())
}

func (c *command) write(stdout io.Writer) error {
	truth, err := c.writeBundle(stdout)
	if err != nil || c.truth == "" {
		return err
	}
	text, err := json.MarshalIndent(truth, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.truth, append(text, '\n'), 0o644)
}

func (c *command) writeBundle(stdout io.Writer) (generate.Truth, error) {
	if c.output == "-" {
		return generate.Write(stdout, c.scenario, c.opts)
	}
	file, err := os.Create(c.output)
	if err != nil {
		return generate.Truth{}, err
	}
	buffered := bufio.NewWriterSize(file, 1<<20)
	truth, err := generate.Write(buffered, c.scenario, c.opts)
	return truth, errors.Join(err, buffered.Flush(), file.Close())
}
