package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"hamari/cmd/internal/cli"
	renderers "hamari/cmd/internal/report"
	"hamari/correlate/report"
)

// outputs are the forms of the report that are asked for, each with its place.
type outputs []output

type output struct {
	format renderers.Format
	file   *cli.File // nil for standard output
}

// formatUsage explains --format.
func formatUsage() string {
	var names []string
	for _, f := range renderers.Formats() {
		names = append(names, f.Name+" ("+f.Title+")")
	}
	return "`FORMAT` of the report: " + strings.Join(names, ", ") + "; FORMAT=FILE writes to a file; may be given several times (default text)"
}

// newOutputs reads --format and --output. Files are checked before the work begins, so that an hour of it is not lost
// to a misspelt folder.
func newOutputs(env *cli.Env, formats []string, path string, bundles []string) (outputs, error) {
	if len(formats) == 0 {
		formats = []string{"text"}
	}
	var all outputs
	placeless, onStdout := 0, 0
	for _, f := range formats {
		name, file, toFile := strings.Cut(f, "=")
		format, err := renderers.Lookup(name)
		if err != nil {
			return nil, cli.Usagef("--format: %w%s", err, cli.DidYouMean(name, renderers.Names()))
		}
		if toFile && file == "" {
			return nil, cli.Usagef("--format %s: no file name behind =", f)
		}
		if !toFile {
			placeless++
			file = path
		}
		o := output{format: format}
		if file != "" && file != stdout {
			if o.file, err = newFile(file, bundles); err != nil {
				return nil, err
			}
			if all.has(o.file) {
				return nil, cli.Usagef("two reports would go to %s: give each a file of its own, as FORMAT=FILE", file)
			}
		}
		if o.file == nil || o.file.IsStream(env.Stdout) {
			onStdout++
		}
		all = append(all, o)
	}
	switch {
	case placeless > 1, onStdout > 1:
		return nil, cli.Usagef("only one --format can go to the same place: give the others as FORMAT=FILE")
	case placeless == 0 && path != "" && path != stdout:
		return nil, cli.Usagef("--output has nothing to write: every --format names a file of its own")
	}
	return all, nil
}

// stdout stands for standard output where a file is asked for.
const stdout = "-"

// newFile is a file that will be written, which must not be a bundle that is read.
func newFile(path string, bundles []string) (*cli.File, error) {
	f, err := cli.NewFile(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, &cli.Error{Code: exitUnreadable, Err: err}
	}
	if err != nil {
		return nil, cli.Usagef("%w", err)
	}
	for _, b := range bundles {
		if f.Is(b) {
			return nil, cli.Usagef("%s is the bundle itself: what is written must go elsewhere", path)
		}
	}
	return f, nil
}

// has reports whether a report goes to a file.
func (all outputs) has(f *cli.File) bool {
	return slices.ContainsFunc(all, func(o output) bool { return o.file != nil && f.Is(o.file.Path()) })
}

// paths are the files that the reports go to.
func (all outputs) paths() (paths []string) {
	for _, o := range all {
		if o.file != nil {
			paths = append(paths, o.file.Path())
		}
	}
	return paths
}

// write renders the report in every form that goes to a file before it puts the first in place, so that a failure
// leaves nothing behind. Standard output comes last: whoever reads it may hang up (hamari ... | head), which ends the
// program.
func (all outputs) write(ctx context.Context, env *cli.Env, rep *report.Report, color string) (err error) {
	var prepared []*cli.Prepared // and not yet committed
	defer func() {
		for _, p := range prepared {
			err = errors.Join(err, p.Discard())
		}
	}()
	for _, o := range all {
		if o.file == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := o.file.Prepare(func(w io.Writer) error { return o.format.Render(w, rep, o.options(env, color)) })
		if err != nil {
			return fmt.Errorf("write the %s report: %w", o.format.Name, err)
		}
		prepared = append(prepared, p)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for len(prepared) > 0 {
		p := prepared[0]
		prepared = prepared[1:]
		if err := p.Commit(); err != nil {
			return err
		}
	}
	for _, o := range all {
		if o.file != nil {
			continue
		}
		if err := o.format.Render(env.Stdout, rep, o.options(env, color)); err != nil {
			return fmt.Errorf("write the %s report: %w", o.format.Name, err)
		}
	}
	return nil
}

// options tell the renderer about its place. What goes to a file is coloured only on an explicit wish.
func (o output) options(env *cli.Env, color string) renderers.Options {
	if o.file != nil {
		return renderers.Options{Color: color == cli.ColorAlways}
	}
	return renderers.Options{Width: env.Width(), Color: env.Color(env.Stdout, color), Unicode: env.UTF8(env.Stdout)}
}
