package ticket

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// letter is the text before it is made to fit.
type letter struct {
	r        *report.Report
	causes   []words.Cause
	records  []report.Evidence // those that the findings rest on
	discreet *discretion
}

// The order in which sections lose what is too much, the first at once.
const (
	losesPlans = iota
	losesNotes
	losesGaps
	losesEvidence
	losesRuledOut
	losesCoverage
	losesAlso
	losesRequests
	losesErrors
	losesResources
	losesFindings
	losesNothing
)

// spare is how many requests and messages stand before findings are told in few words.
const spare = 6

func (l *letter) sections() []*section {
	findings, brief := l.findings()
	sections := []*section{
		{items: []string{"Subject: " + l.subject()}, plain: true, rank: losesNothing, keep: 1},
		{title: "Question to AWS", items: l.question(), plain: true, rank: losesNothing, keep: 2},
		{title: "Where and when", items: l.where(), what: "facts", rank: losesNothing, keep: 4},
		{title: "What happened", items: findings, brief: brief, what: "further findings", rank: losesFindings, keep: 1, spare: len(findings)},
		{title: "This also shows in our logs", items: l.also(), what: "further signs of the same", rank: losesAlso},
		{title: "What failed in our logs, without a cause that we found", items: l.failures(), what: "sorts of failures", rank: losesFindings, keep: 1},
		{title: "Resources", items: l.resources(), what: "resources", rank: losesResources, spare: spare},
		{title: "Requests (UTC)", items: l.requests(), what: "requests", rank: losesRequests, keep: 1, spare: spare},
		{title: "Error messages, word for word", items: l.errors(), what: "error messages", rank: losesErrors, keep: 1, spare: spare},
		{title: "What the logs show (UTC)", items: l.evidence(), what: "pieces of evidence", rank: losesEvidence},
		{title: "Measured", items: l.measured(), what: "measured quantities", rank: losesEvidence},
		{title: "Ruled out", items: l.ruledOut(), what: "other causes that were ruled out", rank: losesRuledOut},
		{title: "Not judged, for lack of logs", items: l.notAssessable(), what: "causes that were not judged", rank: losesGaps},
		{title: "What we consider doing", items: l.plans(), what: "plans", rank: losesPlans},
		{title: "Logs that were looked at (UTC)", items: l.coverage(), what: "kinds of logs", rank: losesCoverage},
		{title: "Assumptions and limits of this analysis", items: l.notes(), what: "assumptions", rank: losesNotes},
		{title: "Search keywords", items: l.keywords(), what: "keywords", rank: losesNothing, keep: 6},
	}
	return append(sections, &section{items: l.discreet.remark(sections), plain: true, rank: losesNothing, keep: 1})
}

// say makes a text from the bundle one line that names nobody else.
func (l *letter) say(text string) string {
	return l.discreet.text(strings.Join(strings.Fields(text), " "))
}

func (l *letter) subject() string {
	if len(l.r.Findings) == 0 {
		return "Cause of a failure not found in our logs"
	}
	f := &l.r.Findings[0]
	subject := l.say(f.Title)
	entities := l.nameable(f.Entities)
	for _, key := range unnamed {
		delete(entities, key)
	}
	if keys := words.EntityKeys(entities); len(keys) > 0 {
		if name := entities[keys[0]][0]; !strings.Contains(subject, name) {
			subject += " (" + strings.TrimSpace(name+" "+l.causes[0].More()) + ")"
		}
	}
	return shorten(subject, 200)
}

// question asks what only the other side can know.
func (l *letter) question() []string {
	const impact = "Impact: [to be filled in: who is affected, since when, how badly]"
	if len(l.r.Findings) == 0 {
		return []string{"We did not find the cause of the failure in our logs. Please tell us what your side shows for this account, region and " +
			"time, and which further logs would help.", impact}
	}
	if ask := questions[l.r.Findings[0].Pattern]; ask != "" {
		return []string{ask, impact}
	}
	if l.r.Findings[0].Verdict == report.Confirmed {
		return []string{"Our logs show the cause below. Please confirm from your side, with the resources, requests and times listed, that this is " +
			"what happened, and tell us whether anything on AWS's side (an event, a limit, a change) had a part in it.", impact}
	}
	return []string{"Our logs point to the cause below but do not prove it. Please check on your side, with the resources, requests and times " +
		"listed, whether it is so; if not, please tell us what else your side shows.", impact}
}

// What is asked where callers of the account are the matter, and nothing on AWS's side can have had a part.
const (
	askOfCredentials = "Our logs show the calls below. Please tell us what your side shows of these credentials and addresses, in all Regions and in services that " +
		"our logs do not cover, and what you advise us to do so that the account is safe."
	askOfPolicies = "Our logs show that the calls below were refused. Please confirm from your side, by the requests listed, which policy decided it and in which account it is, and tell us if " +
		"it was anything but a policy."
)

// questions are by the pattern of the first finding.
var questions = map[string]string{
	"trail-tampered": askOfCredentials, "denied-probing": askOfCredentials,
	"iam-implicit-deny": askOfPolicies, "iam-explicit-deny": askOfPolicies, "iam-scp-deny": askOfPolicies, "iam-boundary-session-endpoint": askOfPolicies,
	"ec2-unauthorized-operation": askOfPolicies, "sts-assume-role-denied": askOfPolicies,
}

// fillIn stands for what AWS asks for first, where the logs do not say it.
const fillIn = "[to be filled in]"

func (l *letter) where() []string {
	var facts []string
	for _, fact := range []struct{ name, value string }{
		{"Account", cmp.Or(strings.Join(l.own("account", func(c report.Coverage) string { return c.Account }), ", "), fillIn)},
		{"Region", cmp.Or(strings.Join(l.own("region", func(c report.Coverage) string { return c.Region }), ", "), fillIn)},
		{"Availability Zone", strings.Join(l.values("az"), ", ")},
		{"Time (UTC)", l.time()},
	} {
		if fact.value != "" {
			facts = append(facts, fact.name+": "+fact.value)
		}
	}
	return facts
}

// own returns the accounts or regions of the findings. Where they name none, the one that all logs are from will do.
func (l *letter) own(key string, of func(report.Coverage) string) []string {
	if values := l.values(key); len(values) > 0 {
		return values
	}
	if value := onlyValue(l.r.Coverage, of); value != "" {
		return []string{value}
	}
	return nil
}

// values returns the entities of one kind of all findings, each once.
func (l *letter) values(key string) []string {
	var all []string
	for _, f := range l.r.Findings {
		for _, value := range f.Entities[key] {
			if !slices.Contains(all, value) {
				all = append(all, value)
			}
		}
	}
	return all
}

func (l *letter) time() string {
	var start, end time.Time
	for _, f := range l.r.Findings {
		if !f.Start.IsZero() && (start.IsZero() || f.Start.Before(start)) {
			start = f.Start
		}
		if f.End.After(end) {
			end = f.End
		}
	}
	if start.IsZero() && l.r.Window == (report.Span{}) {
		return "[to be filled in: nothing in our logs has a time]"
	}
	if start.IsZero() {
		return strings.Replace(words.Window(l.r.Window), " UTC", "", 1)
	}
	return words.Span(start, end)
}

// maxBrief is how long a finding in few words may be.
const maxBrief = 160

// findings tells what was found, and the same in few words.
func (l *letter) findings() (items, brief []string) {
	for i := range l.causes {
		c := &l.causes[i]
		title := fmt.Sprintf("%s (%s, %s)", l.say(c.Title), c.Verdict, c.Seen())
		items = append(items, strings.TrimSpace(fmt.Sprintf("%s. %s %s", title, l.say(c.Summary), c.Alike())))
		brief = append(brief, shorten(title, maxBrief))
		for _, same := range l.same(c) {
			items, brief = append(items, same), append(brief, shorten(same, maxBrief))
		}
	}
	return items, brief
}

// also tells what comes of the findings.
func (l *letter) also() (items []string) {
	for _, c := range l.causes {
		for _, alike := range words.ByPattern(c.Explains) {
			for _, g := range alike[:min(len(alike), words.MaxAlike)] {
				items = append(items, l.say(cmp.Or(g.Summary, g.Title)))
			}
		}
	}
	return items
}

// same names what else failed for a cause, and when.
func (l *letter) same(c *words.Cause) (items []string) {
	const perItem = 20
	for others := range slices.Chunk(c.Same, perItem) {
		var named []string
		for _, s := range others {
			named = append(named, strings.TrimSpace(strings.Join(c.Names(s).Told(nil), " ")+" "+words.Since(s.Start, " ")))
		}
		items = append(items, "The same cause: "+l.say(strings.Join(named, "; ")))
	}
	return items
}

// failures tells what failed, where no finding does.
func (l *letter) failures() (items []string) {
	if len(l.r.Findings) > 0 {
		return nil
	}
	shown, _ := words.Failures(l.r.Failures)
	for _, f := range shown {
		items = append(items, l.say(words.Failure(f)+"; "+words.FirstFailure(f, f.At.Member)))
	}
	return items
}

// unnamed are kinds of entities that stand elsewhere in the text, or that AWS has no use for.
var unnamed = []string{"account", "region", "az", "access-key", "user-agent"}

// nameable leaves out of entities where callers called from.
func (l *letter) nameable(entities map[string][]string) map[string][]string {
	some := make(map[string][]string, len(entities))
	for key, names := range entities {
		some[key] = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return l.discreet.callers[name] && !l.discreet.own[name] })
	}
	return some
}

func (l *letter) resources() []string {
	all := make(map[string][]string)
	for _, f := range l.r.Findings {
		for key := range f.Entities {
			if !slices.Contains(unnamed, key) {
				all[key] = l.values(key)
			}
		}
	}
	all = l.nameable(all)
	var items []string
	for _, key := range words.EntityKeys(all) {
		items = append(items, key+": "+strings.Join(all[key], ", "))
	}
	return items
}

// evidence writes what the records of the findings show, what the findings rest on first.
func (l *letter) evidence() []string {
	rank := map[report.Role]int{report.Match: 0, report.Confirm: 1, report.Refute: 2, report.Context: 3}
	var items []string
	findings := make([]*report.Finding, 0, len(l.r.Findings)) // what is told in full first
	for _, c := range l.causes {
		findings = append(findings, c.First)
	}
	for _, c := range l.causes {
		for _, s := range c.Same {
			findings = append(findings, s.Finding)
		}
	}
	for _, f := range findings {
		all := words.PerRecord(f.Evidence)
		slices.SortStableFunc(all, func(a, b words.Cited) int { return cmp.Compare(rank[a.Role], rank[b.Role]) })
		for _, e := range all {
			said := make([]string, len(e.Parts))
			for i, part := range e.Parts {
				said[i] = words.Shows(part)
			}
			text := l.say(strings.Join(said, "; "))
			if e.Time != nil {
				text = words.When(e.Time, e.End) + " " + text
			}
			if !slices.Contains(items, text) {
				items = append(items, text)
			}
		}
	}
	return items
}

// measured says between which values the quantities moved that the findings rest on, each once.
func (l *letter) measured() []string {
	var items []string
	for _, f := range l.r.Findings {
		for i := range f.Series {
			s := f.Series[i]
			// What our pattern asks for says nothing to the other side.
			s.Lines = slices.DeleteFunc(slices.Clone(s.Lines), func(line report.Line) bool { return line.Name == "" })
			if text := l.say(words.Measured(&s) + " (" + words.MeasuredOn(&s) + ")"); !slices.Contains(items, text) {
				items = append(items, text)
			}
		}
	}
	return items
}

func (l *letter) ruledOut() []string {
	var items []string
	for _, p := range words.WithStatus(l.r.Patterns, report.RuledOut) {
		items = append(items, l.say(cmp.Or(p.Title, p.ID))+": "+l.say(p.Why))
	}
	return items
}

func (l *letter) notAssessable() []string {
	var items []string
	near, far := words.Lacks(l.r)
	for _, lack := range near {
		var names []string
		for _, p := range lack.Patterns {
			names = append(names, l.say(cmp.Or(p.Title, p.ID)))
		}
		items = append(items, l.say(lack.Why)+": "+strings.Join(names, "; "))
	}
	others := 0 // whose names say nothing to the other side
	for _, lack := range far {
		others += len(lack.Patterns)
	}
	if others > 0 {
		items = append(items, words.Count(others, "further cause", "further causes")+" of other kinds, whose logs we do not have")
	}
	return items
}

func (l *letter) plans() []string {
	var items []string
	for _, f := range l.r.Findings {
		for _, r := range f.Remedy {
			text := endSentence(l.say(r.Text))
			if actions := allowed(r.Body); text != "" && actions != "" {
				text += " (" + l.say(actions) + ")"
			}
			if text != "" && !slices.Contains(items, text) {
				items = append(items, text)
			}
		}
	}
	return items
}

// allowed says what the statements of a policy, or some by themselves, are about; "" where the text is none.
func allowed(body string) string {
	body = "[" + body + "]"
	if !gjson.Valid(body) {
		return ""
	}
	var parts []string
	statement := func(s gjson.Result) {
		var actions []string
		for _, action := range s.Get("Action").Array() {
			actions = append(actions, action.String())
		}
		if effect := s.Get("Effect").String(); effect != "" && len(actions) > 0 {
			parts = append(parts, effect+" "+strings.Join(actions, ", "))
		}
	}
	for _, part := range gjson.Parse(body).Array() {
		statement(part)
		for _, s := range part.Get("Statement").Array() {
			statement(s)
		}
	}
	return strings.Join(parts, "; ")
}

func (l *letter) notes() []string {
	items := make([]string, len(l.r.Notes))
	for i, note := range l.r.Notes {
		items[i] = l.say(note)
	}
	return items
}

// endSentence ends a text that led over to what is to be pasted, which is left out.
func endSentence(text string) string {
	if rest, ok := strings.CutSuffix(text, ":"); ok {
		return rest + "."
	}
	return text
}

// coverage says which logs stand behind the findings, in the accounts and regions that they are about.
func (l *letter) coverage() []string {
	var items []string
	for _, c := range l.r.Coverage {
		if c.Start == nil || c.End == nil || l.discreet.isOther(c.Account) {
			continue
		}
		gaps := "without gaps"
		if len(c.Gaps) > 0 {
			gaps = "with " + words.Count(len(c.Gaps), "gap", "gaps")
		}
		items = append(items, fmt.Sprintf("%s: %s, %s", words.Log(c), words.Span(*c.Start, *c.End), gaps))
	}
	if metrics := l.metrics(); metrics != "" {
		items = append(items, metrics)
	}
	return items
}

// metrics says when the metrics are from where the coverage does not, as of a clock whose zone had to be found.
func (l *letter) metrics() string {
	const format = "metrics"
	if slices.ContainsFunc(l.r.Coverage, func(c report.Coverage) bool { return c.Format == format }) {
		return ""
	}
	var start, end time.Time
	for _, s := range l.r.Sources.All() {
		if s.Format != format || s.Start == nil || s.End == nil {
			continue
		}
		if start.IsZero() || s.Start.Before(start) {
			start = *s.Start
		}
		if s.End.After(end) {
			end = *s.End
		}
	}
	if start.IsZero() {
		return ""
	}
	return format + ": " + words.Span(start, end)
}
