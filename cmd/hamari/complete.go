package main

import (
	"strings"

	"hamari/cmd/internal/cli"
	renderers "hamari/cmd/internal/report"
	"hamari/cmd/internal/report/clean"
	"hamari/correlate/catalogue"
)

// completeBundle completes what stands for a bundle.
func completeBundle([]string, string) cli.Completion { return cli.Completion{Files: true} }

// completeFormat completes FORMAT and FORMAT=FILE.
func completeFormat(typed string) cli.Completion {
	if name, _, toFile := strings.Cut(typed, "="); toFile {
		return cli.Completion{Files: true, Prefix: name + "="}
	}
	var c cli.Completion
	for _, f := range renderers.Formats() {
		c.Words = append(c.Words, cli.Word{Text: f.Name, Means: f.Title})
	}
	return c
}

// completePatterns completes the ids of the built-in patterns and of those in folders of the user's own.
func completePatterns(dirs *[]string) func(string) cli.Completion {
	return func(string) cli.Completion {
		patterns, err := loadPatterns(*dirs)
		if err != nil {
			return cli.Completion{} // the command itself will say what is wrong
		}
		var c cli.Completion
		for _, p := range patterns {
			c.Words = append(c.Words, cli.Word{Text: clean.Line(p.ID), Means: clean.Line(p.Title)})
		}
		return c
	}
}

// completeKind completes the kinds of records that patterns may speak of.
func completeKind(args []string, _ string) cli.Completion {
	var c cli.Completion
	if len(args) > 0 {
		return c
	}
	for _, k := range catalogue.Vocabulary().Kinds {
		c.Words = append(c.Words, cli.Word{Text: k.Name})
	}
	return c
}
