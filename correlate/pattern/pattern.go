package pattern

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"hamari/correlate/report"
	"hamari/parsers"
)

// Pattern is one checked failure pattern.
type Pattern struct {
	ID       string
	Title    string
	Severity report.Severity
	Needs    []string // formats without which nothing can be said; see Alternatives
	Helps    []string // formats that make the finding surer
	Assess   Assessment

	Steps    []*Step
	Match    []Relation
	Possible []Relation // what remains of the match where a part of it cannot be seen: then the finding is possible
	Confirm  []Relation
	Refute   []Relation
	Context  []Relation
	Group    []string // entity keys: matches that agree in them are one finding

	// Cause are entity keys: findings that agree in all of them, each of which must be known, are told together, the first of
	// them in full. Empty where each asks for a fix of its own.
	Cause []string

	Apart []string // steps whose things a finding is not about, if nothing but the inventory brings them into it

	ExplainedBy []Explainer // whose findings these are a part of, or a consequence
	Attach      []string    // the steps of which each match has one: to its finding these are attached

	Variants []Variant
	Compare  *Comparison
	Tables   []Table
	Report   Text

	File string // where it was loaded from, for messages
}

// Alternatives returns the formats of an entry of [Pattern.Needs], of which one is enough: "cloudtrail or inventory".
func Alternatives(need string) []string { return strings.Split(need, orWord) }

const orWord = " or "

// Step returns the step with the given name, or nil.
func (p *Pattern) Step(name string) *Step {
	for _, s := range p.Steps {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Late reports whether a step is needed only once the pattern's steps have been matched, and of its sightings only those
// that name what the match names: it stands in tables, or in relations that say what must be the same.
func (p *Pattern) Late(step string) bool {
	for _, r := range slices.Concat(p.Match, p.Possible) {
		if slices.Contains(r.Steps, step) || r.Until == step {
			return false
		}
	}
	for _, r := range slices.Concat(p.Confirm, p.Refute, p.Context) {
		if r.Until == step || slices.Contains(r.Steps, step) && (len(r.Same) == 0 || r.Absent) {
			return false // what the step selects beside the match counts as well
		}
	}
	for _, t := range p.Tables {
		if slices.Contains(t.Steps, step) && len(t.Same) == 0 {
			return false
		}
	}
	return p.Compare == nil || p.Compare.Others != step
}

// Assessment says what a bundle must hold before a pattern may be called "not found" rather than "not assessable".
type Assessment struct {
	Kinds     []string       // derived kinds of which at least one row must exist
	Resources []string       // types of resources of which at least one must be described, where they are named
	Names     []string       // metrics of which at least one must be there, where they are named
	Why       string         // what is missing otherwise; begins with WholeBundle
	Get       []TextTemplate // commands that would collect it
	Tells     []Telling      // what the rows must say
}

// Telling is what at least one row of the kinds must say before it can be told that nothing is there.
type Telling struct {
	Fields []string // of which one is enough
	Why    string   // what is missing otherwise
	Get    []TextTemplate

	// Together says that the fields follow from others, of which those before it tell: it is told where none of them is missing.
	Together bool
}

// WholeBundle is what [Assessment.Why] is said of.
const WholeBundle = "the bundle"

// Lacks says what is missing of what was looked at: of the whole bundle, or of a part that is given in words.
func (a *Assessment) Lacks(lookedAt string) string {
	return lookedAt + strings.TrimPrefix(a.Why, WholeBundle)
}

// Step selects records of one kind.
type Step struct {
	Name  string
	Kind  *parsers.Kind
	Where []Condition // all must hold
	Not   []Condition // none may hold
	Binds []Bind
	Each  *Bind         // one sighting per value
	For   time.Duration // a series must satisfy Where for this long
	Gap   time.Duration // interruptions of a series that are tolerated
	At    FieldRef      // a field with the time that counts as the start; Slot -1 and no name for the record's own
	Ends  FieldRef      // likewise for the end
	Since FieldRef      // the field whose time counts in place of the record's own where it has one; Name is empty where none does
	Times FieldRef      // a number: how often what a row tells of happened, which without it is once
	Text  *Template     // what the record says, for the evidence list
	Limit int           // sightings kept; 0 for the default
	Weak  bool          // a match through this step is no more than possible
	Again bool          // its records are too many to keep: they are looked for once more, around what was matched
	Sure  bool          // a match through this step is certain: what the record says is the cause itself

	// Steady are fields that have one value throughout a stretch: where another comes, the next stretch begins.
	Steady []FieldRef

	// Lead are the figures, the first before the next, by which one match of a finding is graver than another: texts speak of
	// the gravest.
	Lead []Figure

	at place // where it stands in the file, for messages
}

// Bind draws an entity or a word for the report out of a record.
type Bind struct {
	Name  string
	From  []FieldRef            // the first that has a value counts
	Is    string                // the value itself, where it is the same for all records of the kind
	Match func() *regexp.Regexp // its only group is the value; nil where the whole text is
}

// FieldRef is a field of a kind: a slot, or a path into the record's JSON.
type FieldRef struct {
	Name string
	Slot int    // -1 where Path is used
	Path string // gjson path into Event.Raw

	key string // without which no record has what Path leads to; empty where there is none
}

// Relation ties sightings of a step to what has been matched already.
type Relation struct {
	Steps    []string // usually one; several are taken together
	Same     []string // entity keys that must be known on both sides and agree
	Agree    []string // entity keys that must agree where both sides know them
	Differ   []string // entity keys that must be known on both sides and have nothing in common; such a step shows where it works, and names nothing of the finding
	Within   []Window // all must hold
	Overlaps string   // the sighting's time must overlap that step's
	Covers   string   // the sighting's time must cover half of that step's or more
	Until    string   // only before the next sighting of that step that agrees in the pattern's group keys
	Every    string   // the sightings together must cover every entity of this key that the match is linked to
	Linked   []string // entity keys under one of which the record must name what the match touches, by its records or over the links that the bundle tells of
	After    []string // only later than the start of that step, the first of several that was matched
	Ties     []string // entity keys, strongest first, of which one should agree; told in the report
	Loose    bool     // without a tie the match is only possible
	Tied     []string // the relation counts only where the match is tied by one of these keys, and by none that is stronger
	Untied   []string // the relation counts only where none of these keys ties the match
	AtLeast  int      // sightings needed; 0 means 1
	Settles  bool     // of a confirmation: a match through a weak step, or of a part, is certain with it
	Absent   bool     // the relation holds where no such sighting exists and the time is covered
	Order    string   // a field with a number by which the sightings are ordered, "-field" for the largest first: texts see the first
	Why      *Template

	// Clears, of what explains: the things of this key that the records name, and what hangs on them alone, are not what the
	// finding is about, as long as the match is linked to others.
	Clears string

	// MatchOnly, of a refutation: it tells of the records that were matched, and not of what the finding is about, of which
	// a part may stand.
	MatchOnly bool

	Lifts bool // of a confirmation: a match of a part is likely with it, and not only possible

	// Nearest says by how much a sighting must lie nearer to one match than to another that it ties equally, to count for
	// the nearer alone; 0 where it counts for both.
	Nearest time.Duration

	at place // where it stands in the file, for messages
}

// Window is a stretch of time relative to a matched step, the first of several that was matched. A relation with a window
// holds only where one was.
type Window struct {
	From, To time.Duration
	Of       []string
	OfEnd    bool   // relative to the end of that step instead of its start
	OfField  string // relative to the time that a field of that step tells; where it tells none, the window is without bounds
}

// FindingKind is the name of the kind whose records are the findings of other patterns.
const FindingKind = "finding"

// Explainer names a pattern whose findings explain those of another: a match that has an entity of every kind in Same in
// common with one of its matches, at the same time, is attached to its finding and not listed beside it.
type Explainer struct {
	Pattern  string
	Same     []string      // entity keys, and ByRecord
	Agree    []string      // entity keys of which both have one in common where both have any
	Naming   []string      // of the pattern's own matches only those that name all of these are explained
	Variants []string      // of its findings those that explain, where not all do
	Within   time.Duration // that the two may lie apart
	Inside   time.Duration // where it is not 0, how much earlier the match may begin than what explains it, and later end
}

// Around returns the window of a sighting that lasts from one time to another, or for an instant whose end is zero; ok is
// false for one without a time.
func (w *Window) Around(start, end time.Time) (from, to time.Time, ok bool) {
	if w.OfEnd && end.After(start) {
		start = end
	}
	return start.Add(w.From), start.Add(w.To), !start.IsZero()
}

// Variant is one cause among several that show the same symptom.
type Variant struct {
	ID     string
	When   []Selection // all must hold
	Cause  []string    // in the place of the pattern's own
	Report Text        // what is set here replaces the pattern's own text
}

// Selection is a condition on the records of one matched step.
type Selection struct {
	Step  string
	Where []Condition
	Not   []Condition
}

// Comparison sets the entity of a finding beside others of its kind.
type Comparison struct {
	Title  string
	Entity string   // entity key
	Others string   // step whose sightings name the others
	Same   []string // entity keys that the others share with the finding
	Rows   []CompareRow
	Plain  []string // labels of rows that always differ, such as names: their difference is not marked
}

// CompareRow is one attribute in a comparison.
type CompareRow struct {
	Label string
	Value TextTemplate
}

// Table is a table made of the sightings of one or more steps.
type Table struct {
	Title   string
	Steps   []string
	Same    []string
	Agree   []string
	Order   string // a field with a number by which rows are ordered, before their time; "-field" for the largest first
	Columns []CompareRow
	Path    *report.Path // where the rows are places on a way: which columns say what of them
}

// Text is what a finding tells its reader.
type Text struct {
	Title      *Template
	Severity   report.Severity
	Summary    *Template
	Explain    *Template
	Remedy     []Remedy
	Collect    []Collect
	Rivals     []Rival
	References []string
}

// Remedy is one way out.
type Remedy struct {
	Kind string
	Text *Template
	Body *Template
}

// Collect is a file worth asking for. It is left out where Unless names a format that the bundle has.
type Collect struct {
	Why     *Template
	Command *Template
	Unless  string
}

// Rival is another explanation of the same symptom, with the observation that tells the two apart. Where the bundle lacks
// one of the formats in Needs, in which that would be observed, the reader is told how to collect it.
type Rival struct {
	Pattern   string
	TellApart *Template
	Needs     []string
	Collect   *Collect
}
