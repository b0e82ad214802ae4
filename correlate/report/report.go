package report

import (
	"encoding/json"
	"time"
)

// Schema is the name and version of the JSON form.
const Schema = "hamari.report/v1"

// RedactedNote is how a report says that it is redacted.
const RedactedNote = "accounts, keys, users, addresses, hosts and secrets stand under pseudonyms; hashes are those of the bundle that was analysed, which holds the originals"

// Report is a finished analysis.
type Report struct {
	Schema   string        `json:"schema"`
	Tool     Tool          `json:"tool"`
	Bundle   []Bundle      `json:"bundle"`
	Window   Span          `json:"window"`
	Asked    *Span         `json:"asked,omitempty"` // the time outside of which records were left out, where that was asked for; one end may be nil
	Focus    []string      `json:"focus,omitempty"` // names of entities, where only findings that touch one of them were asked for
	Sources  Sources       `json:"sources"`
	Coverage []Coverage    `json:"coverage"`
	Findings []Finding     `json:"findings"`
	Patterns []Pattern     `json:"patterns"`
	Timeline []Moment      `json:"timeline"`
	Failures []FailureSort `json:"failures"`          // what failed, whether or not a pattern explains it; of each log the most frequent first
	Notes    []string      `json:"notes"`             // assumptions, limits that cut something: everything a reader must know
	Limits   []string      `json:"limits,omitempty"`  // those of the notes that tell of a limit of the analysis which cut something
	Unnamed  []string      `json:"unnamed,omitempty"` // what the report was to be about, where nothing in the bundle bears that name
}

// Tool is the program that wrote the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Bundle is one of the inputs that were analysed as one case.
type Bundle struct {
	Name    string `json:"name"` // base name, never a path of the machine
	SHA256  string `json:"sha256"`
	Bytes   int64  `json:"bytes"`
	Members int    `json:"members"`
}

// Span is a stretch of time in UTC. Both ends are nil where nothing in the bundle has a time.
type Span struct {
	Start *time.Time `json:"start"`
	End   *time.Time `json:"end"`
}

// State says how far a member could be read.
type State string

// The states of a member.
const (
	OK           State = "ok"
	Partial      State = "partial" // some records were rejected, or reading broke off
	Failed       State = "failed"  // no record could be read
	Unrecognised State = "unrecognised"
	Skipped      State = "skipped" // a limit or a filter kept it from being read
)

// Source is one member of the bundle and what was read from it.
type Source struct {
	Member     string     `json:"member"`
	Format     string     `json:"format"`        // "" where unrecognised
	Via        []string   `json:"via,omitempty"` // the envelopes around the records, outermost first
	State      State      `json:"state"`
	Bytes      int64      `json:"bytes"`
	SHA256     string     `json:"sha256"`
	Records    int64      `json:"records"`
	Rejected   int64      `json:"rejected"`
	Duplicates int64      `json:"duplicates"`
	Start      *time.Time `json:"start"`
	End        *time.Time `json:"end"`
	Timezone   string     `json:"timezone"` // "UTC", "assumed UTC", "estimated +09:00", "given Asia/Tokyo"; "" without times
	Reason     string     `json:"reason"`   // why it is not ok, or what its first bytes look like
	Notes      []string   `json:"notes,omitempty"`
	Rejects    []Reject   `json:"rejects"` // the first of them; Rejected counts all
}

// Reject is a record that could not be understood.
type Reject struct {
	Line   int    `json:"line"`
	Record int    `json:"record"`
	Offset int64  `json:"offset"`
	Error  string `json:"error"`
}

// Coverage says for which time a kind of log is present, and where it has holes.
type Coverage struct {
	Format  string     `json:"format"`
	Account string     `json:"account"`
	Region  string     `json:"region"`
	Start   *time.Time `json:"start"`
	End     *time.Time `json:"end"`
	Gaps    []Gap      `json:"gaps"`
}

// Gap is a hole in the coverage.
type Gap struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Why   string    `json:"why"` // "no records", "SKIPDATA", "missing file", "truncated"
}

// Verdict says how sure a finding is.
type Verdict string

// The verdicts of findings.
const (
	Confirmed Verdict = "confirmed" // all match steps and a confirming step
	Likely    Verdict = "likely"    // all match steps
	Possible  Verdict = "possible"  // what the pattern accepts as a part of them
)

// Severity says how much a finding hurts the customer.
type Severity string

// The severities, from worst to mildest.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Finding is one cause on one entity, however many records show it.
type Finding struct {
	Pattern         string              `json:"pattern"`
	Title           string              `json:"title"`
	Severity        Severity            `json:"severity"`
	Verdict         Verdict             `json:"verdict"`
	Start           time.Time           `json:"start,omitzero"` // zero, as End, where no record that it rests on has a time
	End             time.Time           `json:"end,omitzero"`
	ClockAssumed    bool                `json:"clock_assumed,omitempty"` // the times rest on a zone that nothing states
	Count           int                 `json:"count"`
	Records         int64               `json:"records,omitempty"`          // on which Count rests, where one of what it counts is many
	Entities        map[string][]string `json:"entities"`                   // entity key -> ids, sorted
	DroppedEntities map[string]int      `json:"dropped_entities,omitempty"` // how many more ids there are under a key
	Summary         string              `json:"summary"`
	Explain         string              `json:"explain"`
	Evidence        []Evidence          `json:"evidence"`
	DroppedEvidence int                 `json:"dropped_evidence"`
	Tables          []Table             `json:"tables,omitempty"` // comparisons: healthy beside failing, hop by hop, run by run
	Series          []Series            `json:"series,omitempty"` // what was measured around it, in the order in which it is read
	Remedy          []Remedy            `json:"remedy"`
	Collect         []Collect           `json:"collect"`
	Rivals          []Rival             `json:"rivals"`
	References      []string            `json:"references"`

	// Cause is what this finding and others of its pattern are alike in, so that one fix is for all of them, by the names that the pattern
	// has for it; it is empty where there is no other. SameCauseAs is the number, from 1, of the first of them, which readable
	// reports tell in full, with the others in it; in that one itself it is 0. Apart are the names by which these are told apart.
	Cause       map[string][]string `json:"cause,omitempty"`
	SameCauseAs int                 `json:"same_cause_as,omitempty"`
	Apart       []string            `json:"apart,omitempty"`

	// Explains are findings of other patterns that this one explains. They stand here and not beside it, and explain
	// nothing themselves: what one of them would explain stands here, too.
	Explains        []Finding `json:"explains,omitempty"`
	DroppedExplains int       `json:"dropped_explains,omitempty"` // explained findings beyond the cap
}

// Table is a small comparison that belongs to a finding.
type Table struct {
	Title  string     `json:"title"`
	Header []string   `json:"header"`
	Rows   [][]string `json:"rows"`
	Differ []int      `json:"differ,omitempty"` // rows whose columns differ, where that is the point
	Path   *Path      `json:"path,omitempty"`   // where the rows are the places that something passes one after the other
}

// Path tells which columns of a table (from 0) say what of a place on a way: a renderer may draw the way.
type Path struct {
	Stage   int `json:"stage"`   // the step of the way, the same for places that stand for one another
	Lane    int `json:"lane"`    // what tells such places apart, such as the Availability Zone
	Place   int `json:"place"`   // the place itself, such as an interface
	Passed  int `json:"passed"`  // how much passed there
	Stopped int `json:"stopped"` // how much was stopped there
	Note    int `json:"note"`    // what decided it, such as a rule
}

// Role says what a piece of evidence does for its finding.
type Role string

// The roles of evidence.
const (
	Match   Role = "match"
	Confirm Role = "confirm"
	Refute  Role = "refute"
	Context Role = "context"
)

// Evidence is one record, or one stretch of a derived series, that a statement rests on.
type Evidence struct {
	Step string          `json:"step"`
	Role Role            `json:"role"`
	Time *time.Time      `json:"time"` // nil for a record without a time, such as a describe answer
	End  *time.Time      `json:"end,omitempty"`
	Last *time.Time      `json:"last,omitempty"` // end of the last of the records that it is the first of
	Text string          `json:"text"`
	At   Position        `json:"at"`
	Raw  json.RawMessage `json:"raw"` // the record: an object, or a string for a line of text
}

// Position is where in the bundle a record stands.
type Position struct {
	Member string `json:"member"`
	Line   int    `json:"line"`
	Record int    `json:"record"`
	ID     string `json:"id"` // CloudTrail eventID, or empty
}

// Remedy is one way out.
type Remedy struct {
	Kind string `json:"kind"` // iam-policy, key-policy, command, setting, advice
	Text string `json:"text"`
	Body string `json:"body"` // ready to paste; may be empty for advice
}

// Collect is a file that would make the report surer, and the command that gets it.
type Collect struct {
	Why     string `json:"why"`
	Command string `json:"command"`
}

// Rival is another pattern that explains the same symptom. Where the bundle lacks what the observation takes that tells
// them apart, it says what that is and how to get it.
type Rival struct {
	Pattern   string   `json:"pattern"`
	TellApart string   `json:"tell_apart"`
	Missing   []string `json:"missing,omitempty"` // formats
	Collect   *Collect `json:"collect,omitempty"`
}

// Status says how a pattern fared on the bundle.
type Status string

// The statuses of patterns.
const (
	Matched       Status = "matched"
	RuledOut      Status = "ruled-out"
	NotFound      Status = "not-found"
	NotAssessable Status = "not-assessable"
)

// Pattern is what became of one pattern of the catalogue.
type Pattern struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Status   Status     `json:"status"`
	Why      string     `json:"why"`
	Missing  []string   `json:"missing"`        // formats without which the pattern cannot be judged
	Near     Nearness   `json:"near,omitempty"` // of one that cannot be judged
	Evidence []Evidence `json:"evidence"`
	Collect  []Collect  `json:"collect"`
	Untold   int        `json:"untold,omitempty"`    // findings that are only counted, beyond those that are told of one by one
	UntoldOf []string   `json:"untold_of,omitempty"` // what these are about, the first of them
}

// Nearness says what a pattern that cannot be judged has to do with the bundle, so that a reader sees first what matters.
type Nearness string

// How near patterns are, the nearest first. Most have none: nothing in the bundle has to do with them.
const (
	NearRecords   Nearness = "records"   // a part of the logs that it takes is there
	NearFinding   Nearness = "finding"   // it would explain what a finding explains
	NearResources Nearness = "resources" // the bundle names resources of the kind that it is about
)

// Moment is one mark of the report's timeline.
type Moment struct {
	Time     time.Time           `json:"time"`
	End      *time.Time          `json:"end,omitempty"`
	Last     *time.Time          `json:"last,omitempty"` // as of [Evidence]
	Kind     string              `json:"kind"`
	Text     string              `json:"text"`
	Entities map[string][]string `json:"entities"` // those of the finding that the record names; all of them where it names none
	Finding  int                 `json:"finding"`  // 1-based number in Findings; 0 for none
	Sign     Sign                `json:"sign,omitempty"`
}

// Sign says of a moment what the eye should catch.
type Sign string

// The signs of moments. Most have none.
const (
	Change  Sign = "change" // a call that was meant to change something
	Failure Sign = "error"  // a call, a request or a packet that was refused or failed
)

// FailureSort is one sort of what failed in one kind of log.
type FailureSort struct {
	Format    string     `json:"format"`
	Code      string     `json:"code"`    // error code, status or level; "" where there were too many
	What      string     `json:"what"`    // the call, the resource, or the message without its numbers and names; "" where there were too many
	Message   string     `json:"message"` // what the first of them says in its own words, "" where it says nothing
	Count     int64      `json:"count"`
	Estimated bool       `json:"estimated,omitempty"` // count is an estimate, give or take two in a hundred
	Of        int64      `json:"of,omitempty"`        // how many there are of Unit in the logs of this format
	Unit      string     `json:"unit"`                // records, packets or points
	Start     *time.Time `json:"start"`
	End       *time.Time `json:"end"`
	At        Position   `json:"at"` // where the first of them stands
}
