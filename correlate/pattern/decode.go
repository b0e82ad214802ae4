package pattern

import (
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"

	"hamari/correlate/report"
	"hamari/parsers"
)

// Vocabulary is what patterns may speak of.
type Vocabulary struct {
	Kinds       []*parsers.Kind     // of the formats and of the lenses
	Formats     []string            // names for needs and helps
	Resources   []string            // types of the resources that answers describe, for assess
	Origins     map[string][]string // by kind, the formats of which any is enough to make its records; those of other kinds are not known
	Linking     []string            // formats that help whatever a pattern's steps are: they tell what hangs together
	EntityKeys  []string            // words for same, group, bind ...
	Funcs       template.FuncMap    // functions for templates
	RemedyKinds []string
}

func (v *Vocabulary) kindNames() []string {
	names := make([]string, len(v.Kinds))
	for i, k := range v.Kinds {
		names[i] = k.Name
	}
	return names
}

// MaxFileSize is how long a pattern file may be, in bytes.
const MaxFileSize = 1 << 20

// Parse reads one pattern file. The error is of type Problems and holds every mistake in the file.
func Parse(file string, data []byte, voc *Vocabulary) (*Pattern, error) {
	root, problem := document(data)
	if problem != nil {
		problem.File = file
		return nil, Problems{*problem}
	}
	return (&decoder{file: file, voc: voc}).parse(root)
}

func (d *decoder) parse(root *node) (*Pattern, error) {
	p := d.pattern(root)
	p.File = d.file
	if len(d.problems) > 0 {
		slices.SortStableFunc(d.problems, func(a, b Problem) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Column - b.Column
		})
		return nil, d.problems
	}
	return p, nil
}

type decoder struct {
	file     string
	voc      *Vocabulary
	checked  bool // templates and expressions have been checked, and are parsed when they are first used
	problems Problems
	steps    []string // names of the pattern's steps
	keys     []string // words that name entities in this pattern
	names    names    // what templates may use; not needed where they are checked
	helps    *node    // what the pattern names as helpful
}

func (d *decoder) problem(n *node, format string, args ...any) { d.problemAt(n.place, format, args...) }

func (d *decoder) problemAt(at place, format string, args ...any) {
	d.problems = append(d.problems, Problem{File: d.file, Line: int(at.line), Column: int(at.column), Text: fmt.Sprintf(format, args...)})
}

// pairs calls read for each key and its value, in the order of the file, and reports whether the node is a mapping.
func (d *decoder) pairs(n *node, read func(key, value *node)) (isMapping bool) {
	if n.kind != mappingNode {
		return false
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.content); i += 2 {
		switch key, value := &n.content[i], &n.content[i+1]; {
		case seen[key.value]:
			d.problem(key, "%s is given twice", key.value)
		case !d.alias(value):
			seen[key.value] = true
			read(key, value)
		}
	}
	return true
}

// alias reports a reference to another part of the file. A few of them could stand for gigabytes.
func (d *decoder) alias(n *node) bool {
	if n.kind != aliasNode {
		return false
	}
	d.problem(n, "aliases are not allowed, write the value out")
	return true
}

// each calls read for every element of a list, or for the value itself if it is none.
func (d *decoder) each(n *node, read func(*node)) {
	if n.kind != sequenceNode {
		read(n)
		return
	}
	for i := range n.content {
		if e := &n.content[i]; !d.alias(e) {
			read(e)
		}
	}
}

func (d *decoder) text(n *node) string {
	if d.alias(n) {
		return ""
	}
	if n.kind != scalarNode {
		d.problem(n, "expected a text")
		return ""
	}
	return n.value
}

func (d *decoder) str(into *string) func(*node) {
	return func(n *node) { *into = d.text(n) }
}

func (d *decoder) strs(into *[]string) func(*node) {
	return func(n *node) { d.each(n, func(e *node) { *into = append(*into, d.text(e)) }) }
}

// words reads one or several words out of a known set.
func (d *decoder) words(what string, known []string, into *[]string) func(*node) {
	return func(n *node) {
		d.each(n, func(e *node) {
			if w := d.text(e); slices.Contains(known, w) {
				*into = append(*into, w)
			} else {
				d.problem(e, "unknown %s %s%s", what, w, d.orElse(w, known))
			}
		})
	}
}

// orElse says which of the known words was meant, or else, of few, which there are. That a kind of records has another
// name than the format that they come from is easily overlooked.
func (d *decoder) orElse(word string, known []string) string {
	const few = 25
	if from := d.voc.Origins[word]; len(from) > 0 && slices.Contains(known, from[0]) {
		return ", which is a kind of records: they come from " + strings.Join(from, " or ")
	}
	if meant := suggest(word, known); meant != "" || len(known) > few {
		return meant
	}
	return ", known: " + strings.Join(known, ", ")
}

// needs reads formats, each alone or as one of several that do as well: "cloudtrail or inventory".
func (d *decoder) needs(into *[]string) func(*node) {
	return func(n *node) {
		d.each(n, func(e *node) {
			for _, w := range Alternatives(d.text(e)) {
				if !slices.Contains(d.voc.Formats, w) {
					d.problem(e, "unknown format %s%s", w, d.orElse(w, d.voc.Formats))
				}
			}
			*into = append(*into, d.text(e))
		})
	}
}

func (d *decoder) word(what string, known []string, into *string) func(*node) {
	return func(n *node) {
		var all []string
		d.words(what, known, &all)(n)
		if len(all) == 1 {
			*into = all[0]
		} else if len(all) > 1 {
			d.problem(n, "only one %s is possible here", what)
		}
	}
}

func (d *decoder) truth(into *bool) func(*node) {
	return func(n *node) {
		switch d.text(n) {
		case "true":
			*into = true
		case "false":
		default:
			d.problem(n, "expected true or false")
		}
	}
}

func (d *decoder) number(into *int) func(*node) {
	return func(n *node) {
		if *into = n.number; *into < 0 {
			d.problem(n, "expected a number")
		}
	}
}

func (d *decoder) duration(into *time.Duration) func(*node) {
	return func(n *node) {
		v, err := parseDuration(d.text(n))
		if err != nil {
			d.problem(n, "%v", err)
		}
		*into = v
	}
}

// parseDuration reads Go's durations and, beyond them, whole days: 2d.
func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if v, err := time.ParseDuration(days + "h"); err == nil {
			return 24 * v, nil
		}
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time span like 90s, 5m or 2d", s)
	}
	return v, nil
}

// newTemplate makes a template of a text, and holds it against the names that it may use.
func (d *decoder) newTemplate(n *node, known func() names) *Template {
	t := &Template{source: d.text(n), funcs: d.voc.Funcs}
	if !d.checked && isTemplate(t.source) {
		if err := t.check(known()); err != nil {
			d.problem(n, "%v", err)
			return nil
		}
	}
	return t
}

func (d *decoder) template(into **Template) func(*node) {
	return func(n *node) {
		*into = d.newTemplate(n, func() names { return d.names })
	}
}

// pasted marks a text as one that a reader pastes.
func (d *decoder) pasted(n *node, t *Template, into pasting) {
	if t == nil {
		return
	}
	t.into = into
	if !d.checked && isTemplate(t.source) {
		if _, err := t.quoted(); err != nil {
			d.problem(n, "%v", err)
		}
	}
}

var severities = []string{"critical", "high", "medium", "low", "info"}

func (d *decoder) severity(into *report.Severity) func(*node) {
	return func(n *node) {
		var s string
		d.word("severity", severities, &s)(n)
		*into = report.Severity(s)
	}
}

func (d *decoder) pattern(n *node) *Pattern {
	p := &Pattern{}
	if n.kind != mappingNode {
		d.problem(n, "a pattern must be a mapping")
		return p
	}
	var late []func() // what refers to steps is read after them, wherever it stands in the file
	later := func(read func(*node)) func(*node) {
		return func(n *node) { late = append(late, func() { read(n) }) }
	}
	d.mapping(n, "the pattern", fields{
		{"id", d.id(&p.ID)},
		{"title", d.str(&p.Title)},
		{"severity", d.severity(&p.Severity)},
		{"needs", d.needs(&p.Needs)},
		{"helps", func(n *node) {
			d.words("format", d.voc.Formats, &p.Helps)(n)
			d.helps = n
		}},
		{"steps", func(n *node) { d.readSteps(n, p) }},
		{"match", later(func(n *node) { d.relations(n, &p.Match) })},
		{"possible", later(func(n *node) { d.relations(n, &p.Possible) })},
		{"confirm", later(func(n *node) { d.relations(n, &p.Confirm) })},
		{"refute", later(func(n *node) { d.relations(n, &p.Refute) })},
		{"context", later(func(n *node) { d.relations(n, &p.Context) })},
		{"group", later(func(n *node) { d.words("entity", append(slices.Clone(d.keys), "variant"), &p.Group)(n) })},
		{"cause", later(func(n *node) { d.words("entity", d.keys, &p.Cause)(n) })},
		{"apart", later(func(n *node) { d.words("step", d.steps, &p.Apart)(n) })},
		{"explained_by", later(func(n *node) { d.explainers(n, p) })},
		{"attach", later(func(n *node) { d.attach(n, p) })},
		{"variants", later(func(n *node) { d.each(n, func(e *node) { p.Variants = append(p.Variants, d.variant(e, p)) }) })},
		{"compare", later(func(n *node) { p.Compare = d.comparison(n) })},
		{"tables", later(func(n *node) { d.each(n, func(e *node) { p.Tables = append(p.Tables, d.table(e)) }) })},
		{"report", later(func(n *node) { p.Report = d.report(n) })},
		{"assess", later(func(n *node) { p.Assess = d.assessment(n) })},
	}, "id", "title", "severity", "needs", "steps", "match", "group", "report")
	if len(p.Steps) == 0 {
		return p // all else speaks of steps
	}
	d.steps, d.keys = wordsOf(p, d.voc)
	if !d.checked {
		d.names = d.templateNames(p)
	}
	for _, read := range late {
		read()
	}
	d.checkRelations(p)
	return p
}

func (d *decoder) id(into *string) func(*node) {
	return func(n *node) {
		if *into = d.text(n); *into != "" && !ValidID(*into) {
			d.problem(n, "an id has lower-case letters, digits and hyphens only")
		}
	}
}

// ValidID reports whether a text may be the id of a pattern.
func ValidID(id string) bool {
	return id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// wordsOf returns the names of the pattern's steps, and the words that name entities in it: the known ones and those
// that its steps bind.
func wordsOf(p *Pattern, voc *Vocabulary) (steps, keys []string) {
	keys = slices.Clone(voc.EntityKeys)
	for _, s := range p.Steps {
		steps = append(steps, s.Name)
		for _, b := range s.Binds {
			keys = append(keys, b.Name)
		}
		if s.Each != nil {
			keys = append(keys, s.Each.Name)
		}
	}
	return steps, keys
}

// GoName makes an entity key, a field's or a step's name usable in a template: tgw-attachment becomes tgw_attachment,
// cs(User-Agent) cs_User_Agent, and target:port_list target_port_list.
func GoName(key string) string { return goNames.Replace(key) }

var goNames = strings.NewReplacer("-", "_", ":", "_", "(", "_", ")", "")

func (d *decoder) assessment(n *node) Assessment {
	var a Assessment
	problems := len(d.problems)
	d.mapping(n, "assess", fields{
		{"kinds", d.words("kind", d.voc.kindNames(), &a.Kinds)},
		{"resources", d.words("type of resource", d.voc.Resources, &a.Resources)},
		{"metrics", d.strs(&a.Names)},
		{"why", func(n *node) {
			if a.Why = d.text(n); a.Why != "" && !strings.HasPrefix(a.Why, WholeBundle+" ") {
				d.problem(n, "why must begin with %q: of a part of it, that part is said instead", WholeBundle)
			}
		}},
		{"collect", d.commands(&a.Get)},
		{"fields", func(n *node) {
			d.each(n, func(e *node) { a.Tells = append(a.Tells, d.telling(e, a.Kinds)) })
		}},
	}, "why")
	if len(d.problems) == problems && len(a.Kinds)+len(a.Resources)+len(a.Names) == 0 {
		d.problem(n, "assess lacks kinds, resources or metrics")
	}
	return a
}

func (d *decoder) commands(into *[]TextTemplate) func(*node) {
	return func(n *node) {
		d.each(n, func(e *node) {
			var t *Template
			d.template(&t)(e)
			d.pasted(e, t, shell)
			*into = append(*into, t)
		})
	}
}

// telling reads what rows of some kinds must say.
func (d *decoder) telling(n *node, kinds []string) (t Telling) {
	known := func(field string) bool {
		return slices.ContainsFunc(d.voc.Kinds, func(k *parsers.Kind) bool { return slices.Contains(kinds, k.Name) && k.Slot(field) >= 0 })
	}
	d.mapping(n, "what rows must say", fields{
		{"has", func(n *node) {
			t.Fields = Alternatives(d.text(n))
			for _, field := range t.Fields {
				if !known(field) {
					d.problem(n, "unknown field %s of %s", field, strings.Join(kinds, ", "))
				}
			}
		}},
		{"why", d.str(&t.Why)},
		{"collect", d.commands(&t.Get)},
		{"together", d.truth(&t.Together)},
	}, "has", "why")
	return t
}
