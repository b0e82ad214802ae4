package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
	"hamari/correlate/pattern"
	"hamari/correlate/patterntest"
)

// exitDiffers is how patterns test ends if a bundle gives anything else than it expects.
const exitDiffers = 1

func patternsTestCommand() *cli.Command {
	return &cli.Command{
		Name:  "test",
		Args:  "[flags] DIR...",
		Short: "run the test bundles of patterns, and show what differs from what they expect",
		Long: "Runs the bundles testdata/*.txtar beside every pattern in the folders. Each says in expect.yaml what must be found in it; " +
			"anything more or less is a difference. All patterns of the call are judged over every bundle, so that one does not take what " +
			"another's bundle shows for its own; patterns of the catalogue are judged only where their folder is named: bundles of the catalogue " +
			"speak of several, so test correlate/catalogue as a whole.",
		Examples: "hamari patterns test our-patterns",
		Notes: `Exit codes:
  0    every bundle gives what it expects
  1    one differs, or a pattern has no bundle that matches or none that must not
  2    wrong usage, or a pattern with mistakes`,
		Complete: func([]string, string) cli.Completion { return cli.Folders("") },
		Setup: func(flags *pflag.FlagSet) cli.Run {
			verbose := flags.BoolP("verbose", "v", false, "show the bundles that give what they expect, too")
			return func(ctx context.Context, env *cli.Env, args []string) error {
				if len(args) == 0 {
					return cli.Usagef("patterns test takes the folders of patterns")
				}
				patterns, err := loadOwn(args)
				if err != nil {
					return err
				}
				return (&patternTest{env: env, patterns: patterns, verbose: *verbose}).run(ctx)
			}
		},
	}
}

// loadOwn loads the patterns in some folders.
func loadOwn(dirs []string) ([]*pattern.Pattern, error) {
	var all []*pattern.Pattern
	for _, dir := range dirs {
		own, err := loadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, p := range own {
			if i := indexOf(all, p.ID); i >= 0 {
				return nil, cli.Usagef("%s: the id %s is taken by %s", p.File, p.ID, all[i].File)
			}
		}
		all = append(all, own...)
	}
	return all, nil
}

// patternTest is a run over the test bundles of patterns.
type patternTest struct {
	env      *cli.Env
	patterns []*pattern.Pattern
	verbose  bool

	bundles, differing int
	lacking            int // patterns without a bundle of one sort
}

func (t *patternTest) run(ctx context.Context) error {
	for _, p := range t.patterns {
		if err := t.pattern(ctx, p); err != nil {
			return err
		}
	}
	fmt.Fprintf(t.env.Stdout, "%s, %s: %d as expected, %d not\n",
		count(len(t.patterns), "pattern"), count(t.bundles, "bundle"), t.bundles-t.differing, t.differing)
	if t.differing+t.lacking > 0 {
		return cli.Exit(exitDiffers)
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// pattern runs the bundles beside one pattern.
func (t *patternTest) pattern(ctx context.Context, p *pattern.Pattern) error {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.FromSlash(p.File)), "testdata", "*.txtar"))
	if err != nil {
		return err
	}
	matching, missing, unread := 0, 0, 0
	for _, file := range files {
		b, err := patterntest.Load(file)
		if err != nil {
			unread++
			t.tell(file, []string{strings.TrimPrefix(err.Error(), file+": ")})
			continue
		}
		if b.Expects(p.ID) {
			matching++
		} else {
			missing++
		}
		differences, err := t.judge(ctx, b)
		if err != nil {
			return err
		}
		t.tell(file, differences)
	}
	t.lack(p, matching+unread, "that matches")
	t.lack(p, missing+unread, "that looks alike and must not match")
	return nil
}

func (t *patternTest) judge(ctx context.Context, b *patterntest.Bundle) ([]string, error) {
	r, err := b.Analyze(ctx, t.patterns, 0)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return []string{err.Error()}, nil
	}
	differences := b.Compare(r)
	if len(differences) > 0 {
		differences = append(differences, b.Hints(ctx, r, t.patterns)...)
	}
	return differences, nil
}

func (t *patternTest) tell(file string, differences []string) {
	t.bundles++
	if len(differences) == 0 {
		if t.verbose {
			fmt.Fprintf(t.env.Stdout, "ok      %s\n", file)
		}
		return
	}
	t.differing++
	fmt.Fprintf(t.env.Stdout, "DIFFERS %s\n", file)
	for _, d := range differences {
		fmt.Fprintf(t.env.Stdout, "        %s\n", strings.ReplaceAll(clean.Block(d), "\n", "\n        "))
	}
}

// lack tells that a pattern has no bundle of a sort: what has never been seen to match, or not to, is not known to work.
func (t *patternTest) lack(p *pattern.Pattern, bundles int, sort string) {
	if bundles == 0 {
		t.lacking++
		fmt.Fprintf(t.env.Stdout, "LACKS   %s: no bundle %s\n", p.File, sort)
	}
}
