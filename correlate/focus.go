package correlate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"hamari/correlate/cite"
	"hamari/correlate/entity"
	"hamari/correlate/match"
	"hamari/correlate/report"
	"hamari/parsers"
	"hamari/parsers/formats"
)

// focus keeps the findings that speak of one of the named entities, whether it is what they are about or stands in a text,
// a table or, where they do not tell of which of its kind they are, a record of theirs. Where none does, it looks whether the bundle names the entity at all.
func (a *analysis) focus(ctx context.Context) error {
	if len(a.opts.Focus) == 0 {
		return nil
	}
	if err := cite.Fill(ctx, a.c, a.rep, a.state.Layouts); err != nil {
		return err
	}
	a.rep.Focus = a.opts.Focus
	all := len(a.rep.Findings)
	a.rep.Findings = slices.DeleteFunc(a.rep.Findings, func(f report.Finding) bool { return !a.inFocus(&f) })
	a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("only findings that touch %s are shown: %d of %d",
		strings.Join(a.opts.Focus, ", "), len(a.rep.Findings), all))
	if len(a.rep.Findings) > 0 {
		return nil
	}
	return a.tellUnnamed(ctx, a.asked)
}

// resolveFocus adds, for each value of a Name tag, the things that bear it.
func (a *analysis) resolveFocus() {
	g := a.state.Graph
	for _, kind := range match.EntityKeys {
		for _, name := range g.All(kind) {
			called := g.Attr(entity.ID{Kind: kind, Name: name}, "name", time.Time{})
			if called != "" && slices.Contains(a.opts.Focus, called) && !slices.Contains(a.opts.Focus, name) {
				a.opts.Focus = append(slices.Clip(a.opts.Focus), name)
			}
		}
	}
}

// inFocus reports whether a finding, or one that it explains, speaks of a named entity.
func (a *analysis) inFocus(f *report.Finding) bool {
	return slices.ContainsFunc(a.opts.Focus, func(name string) bool { return speaksOf(f, name) }) ||
		slices.ContainsFunc(f.Explains, func(g report.Finding) bool { return a.inFocus(&g) })
}

// isAbout reports whether a thing is one of the entities given, by their keys, or stands in the name of one.
func isAbout(entities map[string][]string, name string) bool {
	for key, list := range entities {
		if slices.ContainsFunc(list, func(n string) bool { return isNamed(key, n, name) || entity.NamedIn([]byte(n), name) }) {
			return true
		}
	}
	return false
}

// speaksOf reports whether a finding speaks of a thing. What it offers, what it says of other patterns, and what stands
// beside it to be compared does not count.
func speaksOf(f *report.Finding, name string) bool {
	if isAbout(f.Entities, name) {
		return true
	}
	others := ofOthers(f, name)
	texts := []string{f.Title, f.Summary, f.Explain}
	for i := range f.Evidence {
		ev := &f.Evidence[i]
		if !others || ev.Role != report.Context {
			texts = append(texts, ev.Text)
		}
		if !others {
			texts = append(texts, string(ev.Raw))
		}
	}
	for i := range f.Tables {
		t := &f.Tables[i]
		texts = append(append(texts, t.Title), ownPart(t, t.Header)...)
		for _, row := range t.Rows {
			texts = append(texts, ownPart(t, row)...)
		}
	}
	return slices.ContainsFunc(texts, func(text string) bool { return entity.NamedIn([]byte(text), name) })
}

// ownPart is the part of a row that is about what the finding is about: a comparison, whose header begins with an empty
// cell, has that first and the others beside it.
func ownPart(t *report.Table, row []string) []string {
	if len(t.Header) > 2 && t.Header[0] == "" {
		return row[:min(2, len(row))]
	}
	return row
}

// listed are the things of which one call or answer names many that have nothing else in common, by how their IDs begin.
var listed = map[string]string{"i-": "instance", "vol-": "volume", "snap-": "snapshot", "eni-": "eni"}

// ofOthers reports whether a finding tells in full which things it is about of the kind of this one: then a record of it
// that names this one, such as the start of forty instances, does not make it one of them.
func ofOthers(f *report.Finding, name string) bool {
	prefix, _, _ := strings.Cut(name, "-")
	kind := listed[prefix+"-"]
	return len(f.Entities[kind]) > 0 && f.DroppedEntities[kind] == 0
}

// isNamed reports whether a name of an entity is the one that is wanted, or the ARN that ends in it.
func isNamed(key, name, want string) bool {
	return name == want || entity.Canonical(key, name) == want || strings.HasSuffix(name, "/"+want)
}

// tellUnnamed reads the case once more and says which of the names that were asked for stand nowhere in it: they may be
// misspelt, or the bundle is another one's.
func (a *analysis) tellUnnamed(ctx context.Context, asked []string) error {
	n := namer{names: asked, found: make([]atomic.Bool, len(asked))}
	var paths []string
	for _, s := range a.rep.Sources.Briefly() {
		if s.Records+s.Duplicates > 0 {
			paths = append(paths, s.Member)
		}
	}
	again := formats.Again{Layouts: a.state.Layouts, Sinks: func(string) func(int) parsers.Sink {
		return func(int) parsers.Sink { return &n }
	}}
	if len(paths) > 0 {
		_ = again.Read(ctx, a.c, paths) // what cannot be read again stands in the report
	}
	if ctx.Err() != nil {
		return fmt.Errorf("look for what the report is about: %w", ctx.Err())
	}
	for i, name := range asked {
		if !n.found[i].Load() && !strings.ContainsFunc(name, escaped) {
			a.rep.Unnamed = append(a.rep.Unnamed, name)
		}
	}
	return nil
}

// namer is a sink that notes which names stand in a record. All workers share it.
type namer struct {
	parsers.Unheard
	names []string
	found []atomic.Bool
}

// last is the part of an ARN or a path that tells it from others: a role's ARN may stand nowhere, and its name in that of a
// session.
func last(name string) string { return name[strings.LastIndexAny(name, ":/")+1:] }

// escaped reports whether JSON may write a character in another way.
func escaped(c rune) bool { return c < ' ' || c > '~' || strings.ContainsRune(`"\'<>&`, c) }

// errAllNamed ends the reading of a member once each name was seen.
var errAllNamed = errors.New("all names were found")

func (n *namer) Event(ev *parsers.Event) error {
	missing := 0
	for i, name := range n.names {
		if n.found[i].Load() {
			continue
		}
		if r := (Record{Event: ev}); r.names(name) || entity.NamedIn(ev.Raw, name) || entity.NamedIn(ev.Raw, last(name)) {
			n.found[i].Store(true)
			continue
		}
		missing++
	}
	if missing == 0 {
		return errAllNamed
	}
	return nil
}
