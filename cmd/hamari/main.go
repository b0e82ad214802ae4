package main

import (
	"context"
	"os"

	"hamari/cmd/internal/cli"
)

// Exit codes of hamari beside those of package cli.
const (
	exitFindings   = 1 // --fail-on was met
	exitUnreadable = 3 // the bundle could not be read at all
	exitIncomplete = 4 // the report is written, but some members failed or a limit cut something
)

func main() { os.Exit(execute()) }

// execute runs the program and returns its exit code.
func execute() int {
	hamari := program()
	ctx, stop := cli.Interruptible(context.Background(), hamari.Name)
	code := hamari.Main(ctx, cli.System(), os.Args[1:], exitUnreadable)
	stop()
	return code
}

// program is the whole command line.
func program() *cli.Command {
	return &cli.Command{
		Name:  "hamari",
		Args:  "COMMAND",
		Short: "Tells from a bundle of AWS logs what a customer is stuck on.",
		Long: `Hamari reads a bundle of AWS logs (a zip, a 7z, a tar, a folder) offline and tells which known failure patterns match, which are
ruled out and by what, and which cannot be judged for lack of which file.`,
		Examples: `hamari analyze case.zip
hamari ls case.zip
hamari timeline -f csv -o timeline.csv case.zip
hamari patterns show kms-ebs-start-denied`,
		Commands: []*cli.Command{
			analyzeCommand(), lsCommand(), timelineCommand(), verifyCommand(), redactCommand(), patternsCommand(),
			cli.CompletionCommand("hamari"), cli.ManCommand("hamari", program, version(), environment), versionCommand(),
		},
		Stray: func(arg string) string {
			if _, err := os.Stat(arg); err == nil {
				return "to analyze this bundle: hamari analyze " + arg
			}
			return ""
		},
	}
}

// environment are the variables that the program heeds.
var environment = []cli.Word{
	{Text: "NO_COLOR", Means: "If it is set, nothing is coloured unless --color says so (https://no-color.org)."},
	{Text: "TERM", Means: "A terminal that is dumb gets no colours."},
	{Text: "LC_ALL, LC_CTYPE, LANG", Means: "The first that is set says whether the terminal shows UTF-8, which small charts are drawn with."},
	{Text: "TMPDIR", Means: "Folder for temporary files, unless --temp-dir names another."},
	{Text: "GOGC, GOMEMLIMIT", Means: "How the Go runtime collects garbage; what is not set is chosen so that large bundles are read in 512 MB."},
}
