package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Command is one command of a program, or the program itself.
type Command struct {
	Name     string
	Args     string // what follows the name, such as "[flags] BUNDLE..."
	Short    string // one line, for the list of commands
	Long     string // paragraphs, for the command's own help
	Examples string // one per line
	Notes    string // what follows the flags, such as the exit codes

	Commands []*Command // a command has either these or Setup

	// Complete says what an argument may be, where some stand before it and its beginning is typed; nil if nothing is known.
	Complete func(args []string, typed string) Completion

	// Setup declares the flags and returns what runs once they are parsed.
	Setup func(*pflag.FlagSet) Run

	// Stray explains an argument that is no command; nil, or "" for an argument that it knows nothing about.
	Stray func(arg string) string
}

// Run does the work of a command.
type Run func(ctx context.Context, env *Env, args []string) error

// Main runs the program and returns its exit code. What went wrong is told on standard error. An error that carries no
// exit code of its own gets the code given as fallback.
func (c *Command) Main(ctx context.Context, env *Env, args []string, fallback int) int {
	if len(args) > 0 && args[0] == completeCommand {
		words := args[1:]
		if len(words) > 0 && words[0] == "--" { // the first is the scripts'
			words = words[1:]
		}
		return codeOf(ctx, c.printCompletion(env.Stdout, words), fallback)
	}
	err := c.run(ctx, env, c.Name, args)
	code := codeOf(ctx, err, fallback)
	var e *Error
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(env.Stderr, "%s: %v\n", c.Name, interruptOf(ctx))
	case !errors.As(err, &e):
		fmt.Fprintf(env.Stderr, "%s: %v\n", c.Name, err)
	case e.Err != nil:
		fmt.Fprintf(env.Stderr, "%s: %v\n", c.Name, err)
		if e.Hint != "" {
			fmt.Fprintln(env.Stderr, e.Hint)
		}
	}
	return code
}

// A program that has the command version takes the flag for it.
const versionName, versionFlag = "version", "--version"

// run finds the command that the arguments name and runs it. The path is how the user calls the command.
func (c *Command) run(ctx context.Context, env *Env, path string, args []string) error {
	if len(c.Commands) == 0 {
		return c.runLeaf(ctx, env, path, args)
	}
	if len(args) == 0 {
		return &Error{ExitUsage, errors.New("no command given"), "\n" + strings.TrimRight(c.help(path, env.Width()), "\n")}
	}
	switch args[0] {
	case "-h", "--help":
		return c.printHelp(env.Stdout, path, env)
	case "help":
		return c.helpOn(env, path, args[1:])
	case versionFlag:
		if sub := c.find(versionName); sub != nil {
			return sub.run(ctx, env, path+" "+sub.Name, args[1:])
		}
	}
	if sub := c.find(args[0]); sub != nil {
		return sub.run(ctx, env, path+" "+sub.Name, args[1:])
	}
	return c.unknown(path, args[0])
}

func (c *Command) runLeaf(ctx context.Context, env *Env, path string, args []string) error {
	flags, run := c.flags()
	help := addHelp(flags)
	if err := flags.Parse(args); err != nil {
		return withHint(misspelt(err, flags), path)
	}
	if *help {
		return c.printHelp(env.Stdout, path, env)
	}
	return withHint(run(ctx, env, flags.Args()), path)
}

func addHelp(flags *pflag.FlagSet) *bool { return flags.BoolP("help", "h", false, "show this help") }

// withHint makes a mistake in the call end with where to read on.
func withHint(err error, path string) error {
	var e *Error
	if !errors.As(err, &e) || e.Code != ExitUsage || e.Hint != "" {
		return err
	}
	return &Error{e.Code, err, fmt.Sprintf("Run '%s --help' for how it is used.", path)}
}

func (c *Command) find(name string) *Command {
	i := slices.IndexFunc(c.Commands, func(sub *Command) bool { return sub.Name == name })
	if i < 0 {
		return nil
	}
	return c.Commands[i]
}

// helpOn prints the help on the command that the words name.
func (c *Command) helpOn(env *Env, path string, words []string) error {
	for _, word := range words {
		sub := c.find(word)
		if sub == nil {
			return c.unknown(path, word)
		}
		c, path = sub, path+" "+sub.Name
	}
	return c.printHelp(env.Stdout, path, env)
}

func (c *Command) unknown(path, word string) error {
	what := "command"
	if strings.HasPrefix(word, "-") {
		what = "flag" // flags belong to commands and stand behind them
	}
	var names []string
	for _, sub := range c.Commands {
		names = append(names, sub.Name)
	}
	text := fmt.Sprintf("unknown %s %q", what, word) + DidYouMean(word, names)
	if c.Stray != nil {
		if why := c.Stray(word); why != "" {
			text += ": " + why
		}
	}
	hint := fmt.Sprintf("Commands: %s. Run '%s help' for what they do.", strings.Join(names, ", "), path)
	return &Error{ExitUsage, errors.New(text), hint}
}

// flags returns the parsed form of the command's flags and what runs after parsing.
func (c *Command) flags() (*pflag.FlagSet, Run) {
	flags := pflag.NewFlagSet(c.Name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.SortFlags = false
	if c.Setup == nil {
		return flags, nil
	}
	return flags, c.Setup(flags)
}

// misspelt turns pflag's error into a usage error, with the flag that was probably meant.
func misspelt(err error, flags *pflag.FlagSet) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return &Error{Code: ExitUsage, Err: err}
	}
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	name := unknown.GetSpecifiedName()
	suggestion := ""
	if unknown.GetSpecifiedShortnames() == "" {
		suggestion = DidYouMeanFlag(name, names)
	}
	return &Error{Code: ExitUsage, Err: fmt.Errorf("%w%s", err, suggestion)}
}
