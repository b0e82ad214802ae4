package markdown

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/reporttest"
	"hamari/cmd/internal/report/walk"
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

func render(t testing.TB, r *report.Report) string {
	t.Helper()
	return reporttest.Render(Render).Text(t, r)
}

func TestGolden(t *testing.T) {
	for name, r := range reporttest.All(t) {
		t.Run(name, func(t *testing.T) {
			reporttest.Golden(t, "testdata/"+name+".md", render(t, r))
		})
	}
}

// parse reads the report as GitHub does, as far as a parser of Markdown alone can.
func parse(source string) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList)).
		Parser().Parse(text.NewReader([]byte(source)))
}

// reading is what a reader of the document gets to see.
type reading struct {
	skeleton []string // the blocks, with their depth
	text     string   // all text, single spaces between words
	obeyed   []string // what is more than text
}

func read(source string) reading {
	var r reading
	var words strings.Builder
	depth := 0
	visit := func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			depth--
			if n.Type() != ast.TypeInline {
				words.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		}
		depth++
		if n.Type() != ast.TypeInline {
			r.skeleton = append(r.skeleton, strings.Repeat(" ", depth)+n.Kind().String())
		}
		switch n := n.(type) {
		case *ast.Text:
			segment := string(n.Segment.Value([]byte(source)))
			words.WriteString(segment)
			if n.Parent().Kind() != ast.KindCodeSpan && strings.ContainsAny(segment, "@#<>&[]*_~|`{}!$^\\") {
				r.obeyed = append(r.obeyed, "text "+segment)
			}
			if n.SoftLineBreak() {
				words.WriteByte(' ')
			}
		case *ast.FencedCodeBlock:
			words.WriteString(" " + string(n.Lines().Value([]byte(source))))
		case *ast.AutoLink:
			address := string(n.URL([]byte(source)))
			words.WriteString(address)
			if !strings.HasPrefix(address, "https://") {
				r.obeyed = append(r.obeyed, "link "+address)
			}
		case *ast.Emphasis:
			if n.Level != 2 {
				r.obeyed = append(r.obeyed, "emphasis")
			}
		case *ast.RawHTML, *ast.HTMLBlock, *ast.Image, *ast.Link, *ast.Blockquote, *ast.ThematicBreak, *ast.CodeBlock,
			*extast.Strikethrough, *extast.TaskCheckBox, *extast.FootnoteLink, *extast.DefinitionList:
			r.obeyed = append(r.obeyed, n.Kind().String())
		}
		return ast.WalkContinue, nil
	}
	_ = ast.Walk(parse(source), visit) // visit never fails
	r.text = strings.Join(strings.Fields(words.String()), " ")
	return r
}

func TestReading(t *testing.T) {
	for name, r := range reporttest.All(t) {
		got := read(render(t, r))
		if len(got.obeyed) > 0 {
			t.Errorf("%s: %q", name, got.obeyed)
		}
		for _, kind := range []string{"Heading", "Table", "List", "FencedCodeBlock"} {
			if !strings.Contains(strings.Join(got.skeleton, "\n"), kind) && !strings.Contains(name, "nothing-found") {
				t.Errorf("%s: there is no %s", name, kind)
			}
		}
	}
}

// TestEverythingIsSaid holds that no id, place or reason of a report is left out, and that what is to be pasted stays whole.
func TestEverythingIsSaid(t *testing.T) {
	for name, r := range reporttest.All(t) {
		source := render(t, r)
		got := read(source)
		want := append([]string(nil), r.Notes...)
		told := words.Told{}
		for _, c := range words.Causes(r) {
			f := &c.Finding // with what those of the same cause add
			for _, s := range c.Same {
				for _, g := range s.Grounds() {
					if want = append(want, g.At.ID); g.At.ID == "" {
						want = append(want, g.At.Member)
					}
				}
			}
			want = append(want, f.Title, f.Summary, f.Pattern, c.SameCause())
			if told.Before(c.Number, f, "why", words.Impersonal(f)) == "" {
				want = append(want, f.Explain)
			}
			want = append(want, f.References...)
			for _, ids := range f.Entities {
				want = append(want, ids...)
			}
			for _, e := range f.Evidence {
				want = append(want, e.Text, e.At.Member, e.At.ID)
			}
			for _, table := range f.Tables {
				for _, row := range table.Rows {
					want = append(want, row...)
				}
			}
			for _, g := range f.Explains {
				want = append(want, g.Pattern, g.Summary)
			}
			for _, rival := range f.Rivals {
				want = append(want, rival.Pattern, rival.TellApart)
			}
			for _, remedy := range f.Remedy {
				if body := strings.Trim(remedy.Body, "\n"); !strings.Contains(source, "\n"+body+"\n```") {
					t.Errorf("%s: not in one piece:\n%s", name, body)
				}
			}
		}
		for _, p := range r.Patterns {
			want = append(want, p.ID)
			if p.Status != report.Matched && p.Status != report.NotFound {
				want = append(want, missing(p)[1:]) // it may begin a sentence
			}
		}
		for _, s := range r.Sources.All() {
			if s.State != report.OK {
				want = append(want, s.Member, s.Reason)
			}
		}
		for _, w := range want {
			w = strings.ReplaceAll(clean.Block(w), "**", "")
			if !strings.Contains(got.text, strings.Join(strings.Fields(w), " ")) {
				t.Errorf("%s: %q is missing", name, w)
			}
		}
	}
}

// missing is the reason why a pattern fared as it did, without the words that may be left out of it.
func missing(p report.Pattern) string {
	why := p.Why
	if _, what, found := strings.Cut(why, ": the bundle"); found {
		why = "the bundle" + what
	}
	return strings.TrimSuffix(why, ".")
}

// hostile are values that want to be more than text.
var hostile = []string{
	"a|b", `a\|b`, `\`, `a\`, "`", "``", "```", "````", "`a", "a`", "` a `", "~~~", "<script>alert(1)</script>", "<!--", "<a@b.c>", "<https://x.y>",
	"https://evil.example/", "www.evil.example", "evil.example", "me@evil.example", "[a](b)", "![a](b)", "[a]: b", "[^1]", "[x]", "[ ] a",
	"@channel", "@org/team", "#1", "org/repo#1", "GH-1", "*a*", "**a**", "_a_", "__a__", "~a~", "~~a~~", "==a==", "$a$", "^a^", "{code}", "!a!", "||a||",
	"# a", "> a", "- a", "+ a", "* a", "1. a", "1) a", "---", "***", "===", "-", "=", "|", "| a | b |", "|---|", ":---", "    a", "\ta", ": a",
	"&lt;", "&#64;here", "&nbsp;", ":fire:", "a\nb", "a\n\n# b", "a\n```\nb", "a\r\n~~~\r\nb", "\n\n", "\x1b[31mred", "\u202etxt.exe", "\xff", "", " ", "a  b",
	"javascript:alert(1)", "=cmd|' /C calc'!A0", "{{.}}", "%s%d", "💣", "東京", "http://", "a--b", "-a-", "mailto:a", "xmpp:a",
}

// put replaces one in every few strings of a report, but not the kinds of entities, which say what comes first.
func put(r *report.Report, value string, step, first int) *report.Report {
	n := 0
	return walk.Copy(r, func(_ string, v reflect.Value) {
		if v.Kind() != reflect.String || kinds[v.String()] {
			return
		}
		if n++; n%step == first%step {
			v.SetString(value)
		}
	})
}

var kinds = map[string]bool{
	"instance": true, "volume": true, "subnet": true, "eni": true, "address": true, "key": true, "role": true, "principal": true,
	"access-key": true, "account": true, "region": true, "user-agent": true, "az": true, "network-acl": true, "vpc": true, "snapshot": true,
}

// checkInert holds that a value is nothing but text wherever it stands: the document has the blocks that it has with a
// harmless word in the same places.
func checkInert(t *testing.T, name string, r *report.Report, value string, step, first int) {
	t.Helper()
	source := render(t, put(r, value, step, first))
	got := read(source)
	if len(got.obeyed) > 0 {
		t.Errorf("%s: %q is obeyed: %q", name, value, got.obeyed)
	}
	reporttest.Inert(t, fmt.Sprintf("%s with %q", name, value), source)
	if strings.TrimSpace(value) == "" || strings.Contains(value, "\n") {
		return // paragraphs may be more, or missing
	}
	harmless := strings.Repeat("x", len(clean.Line(value))) // where a value stands may depend on its length
	want := read(render(t, put(r, harmless, step, first)))
	if diff := cmp.Diff(want.skeleton, got.skeleton); diff != "" {
		t.Errorf("%s: %q changes the blocks (-harmless +hostile):\n%s", name, value, diff)
	}
	if visible := strings.Join(strings.Fields(clean.Line(value)), " "); !strings.Contains(got.text, visible) && value != `a\|b` {
		t.Errorf("%s: %q is not shown", name, value)
	}
}

func TestHostile(t *testing.T) {
	all := reporttest.All(t)
	for _, value := range hostile {
		for _, name := range []string{"made-up-start-denied", "made-up-nothing-found"} {
			checkInert(t, name, all[name], value, 1, 0)
		}
		checkInert(t, "made-up-intermittent", all["made-up-intermittent"], value, 3, 1)
	}
}

func FuzzInert(f *testing.F) {
	for i, value := range hostile {
		f.Add(value, i, i)
	}
	all := reporttest.All(f)
	f.Fuzz(func(t *testing.T, value string, step, first int) {
		step, first = 1+max(step, -step)&0xf, max(first, -first)&0xf
		for _, name := range []string{"start-denied", "made-up-nothing-found"} {
			checkInert(t, name, all[name], value, step, first)
		}
	})
}

// TestHostileKind is about what no bundle, but a pattern of the user's own might bring.
func TestHostileKind(t *testing.T) {
	for _, value := range hostile {
		r := &report.Report{Findings: []report.Finding{{Entities: map[string][]string{value: {"a", "b"}}}}}
		if got := read(render(t, r)); len(got.obeyed) > 0 {
			t.Errorf("%q is obeyed: %q", value, got.obeyed)
		}
	}
}

// TestAlsoShows holds that what a finding explains is told in short.
func TestAlsoShows(t *testing.T) {
	f := report.Finding{DroppedExplains: 7, Explains: []report.Finding{
		{Pattern: "a", Verdict: report.Likely, Count: 1, Summary: "A call of *ann* was denied."}, {Pattern: "a"}, {Pattern: "a"}, {Pattern: "a"},
	}}
	got := render(t, &report.Report{Findings: []report.Finding{f}})
	for _, want := range []string{
		"\n**This also shows as**\n", "- `a`, likely, seen once: A call of `*ann*` was denied.\n", "- and 1 more of `a`\n", "- and 7 more, left out",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// TestRivals holds that a rival which cannot be told apart yet says what to collect, and that the next one is a list item again.
func TestRivals(t *testing.T) {
	got := render(t, &report.Report{Findings: []report.Finding{{Rivals: []report.Rival{
		{Pattern: "one", TellApart: "It rejects."},
		{Pattern: "other", TellApart: "It drops.", Missing: []string{"flowlog"}, Collect: &report.Collect{Why: "the flow log", Command: "aws s3 cp"}},
		{Pattern: "third", TellApart: "It waits."},
	}}}})
	const want = "- `one` (not looked for): It rejects.\n- `other` (not looked for): It drops. Missing in the bundle: flowlog.\n\n" +
		"The flow log\n\n```sh\naws s3 cp\n```\n\n- `third` (not looked for): It waits.\n"
	if !strings.Contains(got, want) {
		t.Errorf("got\n%s", got)
	}
}

// TestMeasured holds that charts stand beside their figures, and that nothing in them is obeyed.
func TestMeasured(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	of := func(value string) *report.Report {
		return &report.Report{Findings: []report.Finding{{Series: []report.Series{{
			Title: value, Unit: value, Key: map[string]string{"volume": value}, Start: at, Step: 60, Mean: report.Values{math.NaN(), 1, 2},
			Lines: []report.Line{{Name: value, Title: value}},
		}}}}}
	}
	const want = "| `vol-0123456789abcdef0`, 2026-03-04 09:00:00 to 09:03:00 UTC |"
	if got := render(t, of("vol-0123456789abcdef0")); !strings.Contains(got, want) || !strings.Contains(got, "| ` ▅█` |") {
		t.Errorf("got\n%s", got)
	}
	for _, value := range hostile {
		if got := read(render(t, of(value))); len(got.obeyed) > 0 {
			t.Errorf("%q is obeyed: %q", value, got.obeyed)
		}
	}
}

func TestWriteError(t *testing.T) {
	reporttest.Render(Render).TellsWriteErrors(t)
}
