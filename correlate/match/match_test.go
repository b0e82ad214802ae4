package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/advice"
	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
)

var (
	day  = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	call = parsers.NewKind("call", "A call", []parsers.Field{
		{Name: "name"}, {Name: "instance", Entity: "instance"}, {Name: "volume", Entity: "volume"},
		{Name: "principal", Entity: "principal"}, {Name: "request"}, {Name: "code"},
	})
	load = parsers.NewKind("load", "A load", []parsers.Field{{Name: "volume", Entity: "volume"}, {Name: "share", Type: parsers.Float}, {Name: "times", Type: parsers.Int}})
)

func init() { load.Series = true }

var vocabulary = &pattern.Vocabulary{
	Kinds: []*parsers.Kind{call, load}, Formats: []string{"calls"}, EntityKeys: EntityKeys,
	RemedyKinds: []string{"command"}, Funcs: advice.Funcs(entity.NewGraph(), nil),
}

// world is what the engine sees: calls written "minute name field=value ...".
func world(t *testing.T, yaml string, graph *entity.Graph, calls ...string) (*Engine, *pattern.Pattern) {
	t.Helper()
	p, err := pattern.Parse("test.yaml", []byte(yaml), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	if graph == nil {
		graph = entity.NewGraph()
	}
	graph.Finish()
	e := &Engine{Graph: graph, Sightings: map[*pattern.Step][]*Sighting{}, Formats: map[string]bool{"calls": true}, Rows: map[string]int{}}
	e.Funcs = advice.Funcs(graph, e.Lookup())
	for n, text := range calls {
		ev := event(text, n)
		for _, step := range p.Steps {
			misses := func(c pattern.Condition) bool { return !c.Event(ev) }
			if step.Kind == call && !slices.ContainsFunc(step.Where, misses) {
				e.Sightings[step] = append(e.Sightings[step], FromEvent(step, ev)...)
			}
		}
	}
	for _, list := range e.Sightings {
		slices.SortFunc(list, Compare)
	}
	return e, p
}

func event(text string, n int) *parsers.Event {
	words := strings.Fields(text)
	var minute float64
	fmt.Sscan(words[0], &minute)
	ev := &parsers.Event{
		Kind: call, Time: day.Add(time.Duration(minute * float64(time.Minute))), Values: make([]parsers.Value, len(call.Fields)),
		Pos: parsers.Pos{Member: "calls", Record: n}, ID: fmt.Sprint("id", n),
	}
	ev.Values[0] = parsers.Value(words[1])
	for _, w := range words[2:] {
		field, value, _ := strings.Cut(w, "=")
		ev.Values[call.Slot(field)] = parsers.Value(value)
	}
	return ev
}

// outcome writes what was found in short: "instance verdict count" per finding, or the pattern's status.
func outcome(e *Engine, p *pattern.Pattern) []string {
	out := e.Judge(p)
	var lines []string
	for _, f := range out.Findings {
		lines = append(lines, fmt.Sprintf("%s %s %d", strings.Join(f.Entities["instance"], "+"), f.Verdict, f.Count))
	}
	if lines == nil {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s", out.Pattern.Status, out.Pattern.Why)))
	}
	slices.Sort(lines)
	return lines
}

// sample is a pattern with the relation under test put in.
func sample(relation, rest string) string {
	return `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  start: {kind: call, where: {name: start}, bind: {req: request}, text: 'start of {{.instance}}'}
  deny: {kind: call, where: {name: deny}, bind: {req: request}}
  alive: {kind: call, where: {name: alive}}
  grant: {kind: call, where: {name: grant}}
  halt: {kind: call, where: {name: halt}}
match:
  - start
  - {step: deny, ` + relation + `}
` + rest + `
group: [instance]
report: {summary: '{{.instance}} by {{.tie}}', explain: e}
`
}

// TestBound holds that a text sees what a step binds, under a name of the pattern's own, as it sees a thing.
func TestBound(t *testing.T) {
	yaml := strings.Replace(sample("same: [instance]", ""), "{{.instance}} by {{.tie}}", "{{.instance}} by {{.req}}", 1)
	e, p := world(t, yaml, nil, "0 start instance=i1 request=r1", "1 deny instance=i1 request=r2")
	if out := e.Judge(p); len(out.Findings) != 1 || out.Findings[0].Summary != "i1 by r1" {
		t.Errorf("%+v", out.Findings)
	}
}

func TestRelations(t *testing.T) {
	linked := func() *entity.Graph {
		g := entity.NewGraph()
		g.Connect(entity.ID{Kind: "volume", Name: "v1"}, entity.ID{Kind: "instance", Name: "i1"}, day, lens.Cite{}, "aws ec2 describe-volumes")
		g.Connect(entity.ID{Kind: "volume", Name: "v2"}, entity.ID{Kind: "instance", Name: "i1"}, day, lens.Cite{}, "aws ec2 describe-volumes")
		return g
	}
	for _, tt := range []struct {
		name, relation, rest string
		graph                *entity.Graph
		calls                []string
		want                 []string
	}{
		{"same", "same: [principal]", "", nil, []string{"0 start instance=i1 principal=a", "1 deny principal=a", "1 deny principal=b"}, []string{"i1 likely 1"}},
		{"same is not met by what is unknown", "same: [principal]", "", nil, []string{"0 start instance=i1 principal=a", "1 deny"}, []string{"not-found nothing fits in calls"}},
		{"same through the graph", "same: [instance]", "", linked(), []string{"0 start instance=i1", "1 deny volume=v1"}, []string{"i1 likely 1"}},
		{"agree is met by what is unknown", "agree: [instance]", "", nil, []string{"0 start instance=i1", "1 deny"}, []string{"i1 likely 1"}},
		{"agree is not met by a contradiction", "agree: [instance]", "", nil, []string{"0 start instance=i1", "1 deny instance=i2"}, []string{"not-found nothing fits in calls"}},
		{"differ", "differ: [principal]", "", nil, []string{"0 start instance=i1 principal=a", "1 deny principal=a"}, []string{"not-found nothing fits in calls"}},
		{"differ is met", "differ: [principal]", "", nil, []string{"0 start instance=i1 principal=a", "1 deny principal=b"}, []string{"i1 likely 1"}},
		{"within, at its edge", "within: [-5s, 2m, start]", "", nil, []string{"10 start instance=i1", "12 deny"}, []string{"i1 likely 1"}},
		{"within, behind it", "within: [-5s, 2m, start]", "", nil, []string{"10 start instance=i1", "12.1 deny"}, []string{"not-found nothing fits in calls"}},
		{"within, before it", "within: [-5s, 2m, start]", "", nil, []string{"10 start instance=i1", "9.9 deny"}, []string{"not-found nothing fits in calls"}},
		{"within, of a field", "within: [-1m, 9m, request of start]", "", nil, []string{"10 start instance=i1 request=" + day.Add(5*time.Minute).Format(time.RFC3339), "4.5 deny"}, []string{"i1 likely 1"}},
		{"within, before that of a field", "within: [-1m, 9m, request of start]", "", nil, []string{"10 start instance=i1 request=" + day.Add(5*time.Minute).Format(time.RFC3339), "3.5 deny"}, []string{"not-found nothing fits in calls"}},
		{"within, of a field that is not there", "within: [-1m, 9m, request of start]", "", nil, []string{"10 start instance=i1", "3.5 deny"}, []string{"i1 likely 1"}},
		{"two windows, in both", "within: [[-5s, 9m, start], [-2m, 0s, end of start]]", "", nil, []string{"10 start instance=i1", "10 deny"}, []string{"i1 likely 1"}},
		{"two windows, in the first alone", "within: [[-5s, 9m, start], [-2m, 0s, end of start]]", "", nil, []string{"10 start instance=i1", "12 deny"}, []string{"not-found nothing fits in calls"}},
		{"two windows, in the second alone", "within: [[0s, 9m, start], [-2m, 0s, end of start]]", "", nil, []string{"10 start instance=i1", "9 deny"}, []string{"not-found nothing fits in calls"}},
		{"one finding, however often", "same: [instance]", "", nil, []string{"0 start instance=i1", "1 deny instance=i1", "60 start instance=i1", "61 deny instance=i1"}, []string{"i1 likely 2"}},
		{"confirmed", "same: [instance]", "confirm: [{step: grant, same: [instance]}]", nil, []string{"0 start instance=i1", "1 deny instance=i1", "5 grant instance=i1"}, []string{"i1 confirmed 1"}},
		{"refuted", "same: [principal]", "refute: [{step: alive, same: [instance], within: [0s, 9m, start], why: '{{.instance}} lives'}]", nil,
			[]string{"0 start instance=i1 principal=a", "1 deny principal=a", "5 alive instance=i1"}, []string{"ruled-out i1 lives"}},
		{"not refuted by another instance", "same: [principal]", "refute: [{step: alive, same: [instance], within: [0s, 9m, start], why: x}]", nil,
			[]string{"0 start instance=i1 principal=a", "1 deny principal=a", "5 alive instance=i2"}, []string{"i1 likely 1"}},
		{"not refuted after the next start", "same: [principal], within: [0s, 1m, start]", "refute: [{step: alive, same: [instance], within: [0s, 90m, start], until: start, why: x}]", nil,
			[]string{"0 start instance=i1 principal=a", "1 deny principal=a", "30 start instance=i1 principal=b", "35 alive instance=i1"}, []string{"i1 likely 1"}},
		{"every volume granted", "same: [principal]", "refute: [{step: grant, same: [instance], every: volume, why: granted}]", linked(),
			[]string{"0 start instance=i1 principal=a", "1 deny principal=a", "1 grant instance=i1 volume=v1", "1 grant instance=i1 volume=v2"}, []string{"ruled-out granted"}},
		{"one of two volumes granted", "same: [principal]", "refute: [{step: grant, same: [instance], every: volume, why: granted}]", linked(),
			[]string{"0 start instance=i1 principal=a", "1 deny principal=a", "1 grant instance=i1 volume=v1"}, []string{"i1 likely 1"}},
		{"the strongest tie wins", "same: [principal], ties: [instance, req]", "", nil,
			[]string{"0 start instance=i1 principal=a request=r", "0 start instance=i2 principal=a request=r", "1 deny principal=a instance=i2 request=r"}, []string{"i2 likely 1"}},
		{"a tie that several share proves none of them", "same: [principal], ties: [instance, req]", "", nil,
			[]string{"0 start instance=i1 principal=a request=r", "0 start instance=i2 principal=a request=r", "1 deny principal=a request=r"}, []string{"i1 possible 1", "i2 possible 1"}},
		{"unless one of them is confirmed", "same: [principal], ties: [req]", "confirm: [{step: halt, same: [instance]}]", nil,
			[]string{"0 start instance=i1 principal=a request=r", "0 start instance=i2 principal=a request=r", "1 deny principal=a request=r", "9 halt instance=i2"}, []string{"i1 possible 1", "i2 confirmed 1"}},
		{"loose", "same: [principal], ties: [req], loose: possible", "", nil, []string{"0 start instance=i1 principal=a request=r", "1 deny principal=a"}, []string{"i1 possible 1"}},
		{"untied", "same: [principal], ties: [req]", "refute: [{step: alive, same: [instance], untied: [req], why: x}]", nil,
			[]string{"0 start instance=i1 principal=a request=r", "1 deny principal=a request=r", "2 alive instance=i1"}, []string{"i1 likely 1"}},
		{"tied", "same: [principal], ties: [instance, req]", "confirm: [{step: halt, same: [instance], tied: [req]}]", nil,
			[]string{"0 start instance=i1 principal=a request=r", "1 deny principal=a request=r", "2 halt instance=i1", "0 start instance=i2 principal=b", "1 deny principal=b", "2 halt instance=i2",
				"0 start instance=i3 principal=c request=s", "1 deny principal=c request=s instance=i3", "2 halt instance=i3"}, []string{"i1 confirmed 1", "i2 likely 1", "i3 likely 1"}},
		{"at least", "same: [instance]", "confirm: [{step: grant, same: [instance], at_least: 2}]", nil, []string{"0 start instance=i1", "1 deny instance=i1", "5 grant instance=i1"}, []string{"i1 likely 1"}},
		{"possible without the whole", "same: [instance]", "possible: [start, {step: halt, same: [instance]}]", nil, []string{"0 start instance=i1", "5 halt instance=i1"}, []string{"i1 possible 1"}},
		{"the whole beats the possible", "same: [instance]", "possible: [start, {step: halt, same: [instance]}]", nil, []string{"0 start instance=i1", "1 deny instance=i1", "5 halt instance=i1"}, []string{"i1 likely 1"}},
	} {
		e, p := world(t, sample(tt.relation, tt.rest), tt.graph, tt.calls...)
		if diff := cmp.Diff(tt.want, outcome(e, p)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestAbsence holds that silence counts only where there could have been a sound.
func TestAbsence(t *testing.T) {
	rest := "confirm: [{step: alive, same: [instance], within: [1m, 20m, start], absent: true}]"
	for _, tt := range []struct {
		name    string
		covered bool
		calls   []string
		want    string
	}{
		{"silent after a life, and the time is covered", true, []string{"-9 alive instance=i1"}, "i1 confirmed 1"},
		{"not covered", false, []string{"-9 alive instance=i1"}, "i1 likely 1"},
		{"never heard of", true, nil, "i1 likely 1"},
		{"not silent", true, []string{"-9 alive instance=i1", "9 alive instance=i1"}, "i1 likely 1"},
	} {
		e, p := world(t, sample("same: [instance]", rest), nil, append(tt.calls, "0 start instance=i1", "1 deny instance=i1")...)
		e.Covered = func(string, *Sighting, time.Time, time.Time) bool { return tt.covered }
		if diff := cmp.Diff([]string{tt.want}, outcome(e, p)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestMissingFormat(t *testing.T) {
	e, p := world(t, sample("same: [instance]", ""), nil)
	e.Formats = nil
	out := e.Judge(p)
	if out.Pattern.Status != report.NotAssessable || !slices.Equal(out.Pattern.Missing, []string{"calls"}) {
		t.Errorf("%+v", out.Pattern)
	}
}

func TestOneOfSeveralFormats(t *testing.T) {
	e, p := world(t, sample("same: [instance]", ""), nil)
	p.Needs = []string{"calls or words"}
	for _, tt := range []struct {
		formats map[string]bool
		status  report.Status
		missing []string
		why     string
	}{
		{map[string]bool{"words": true}, report.NotFound, []string{}, "nothing fits in words"},
		{map[string]bool{"other": true}, report.NotAssessable, []string{"calls", "words"}, "the bundle holds no calls records and no words records"},
	} {
		e.Formats = tt.formats
		out := e.Judge(p).Pattern
		if out.Status != tt.status || !slices.Equal(out.Missing, tt.missing) || out.Why != tt.why {
			t.Errorf("%v: %+v", tt.formats, out)
		}
	}
}

// TestLacks holds how formats are listed that are not there.
func TestLacks(t *testing.T) {
	e := &Engine{}
	for _, tt := range []struct {
		formats []string
		want    string
	}{
		{[]string{"a"}, "the bundle holds no a records"},
		{[]string{"a", "b"}, "the bundle holds no a records and no b records"},
		{[]string{"a", "b", "c"}, "the bundle holds no a records, no b records and no c records"},
	} {
		if got := e.lacks(tt.formats); got != tt.want {
			t.Errorf("%v: %s", tt.formats, got)
		}
	}
}

func TestEvidence(t *testing.T) {
	calls := []string{"0 start instance=i1"}
	for n := range 30 {
		calls = append(calls, fmt.Sprintf("%d deny instance=i1", n+1))
	}
	e, p := world(t, sample("same: [instance]", ""), nil, calls...)
	f := e.Judge(p).Findings[0]
	if len(f.Evidence)+f.DroppedEvidence != len(calls) || f.DroppedEvidence == 0 {
		t.Errorf("%d shown, %d dropped of %d", len(f.Evidence), f.DroppedEvidence, len(calls))
	}
	if f.Evidence[0].Text != "start of i1" || f.Evidence[0].At.ID != "id0" || f.Evidence[0].Role != report.Match {
		t.Errorf("%+v", f.Evidence[0])
	}
}

// TestOrder holds that findings do not depend on the order in which calls were sighted.
func TestOrder(t *testing.T) {
	var calls []string
	for n := range 60 {
		calls = append(calls, fmt.Sprintf("%d start instance=i%d principal=p%d", n, n%7, n%3), fmt.Sprintf("%d.5 deny principal=p%d", n, n%3))
	}
	yaml := sample("same: [principal], within: [0s, 2m, start], ties: [instance]", "")
	e, p := world(t, yaml, nil, calls...)
	want := e.Judge(p)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		e2, p2 := world(t, yaml, nil, calls...)
		for step, list := range e2.Sightings {
			rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			slices.SortFunc(e2.Sightings[step], Compare)
		}
		if diff := cmp.Diff(want, e2.Judge(p2)); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestEpisodes(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.9}, for: 5m, gap: 2m}
match: [full]
group: [volume]
report: {summary: s, explain: e}
`
	p, err := pattern.Parse("test.yaml", []byte(yaml), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	series := func(shares string) lens.Rows {
		var rows lens.Rows
		for i, c := range shares {
			if c == ' ' {
				continue // no data
			}
			start := day.Add(time.Duration(i) * time.Minute)
			rows = append(rows, lens.Row{Kind: load, Start: start, End: start.Add(time.Minute), Values: []lens.Value{lens.Text("v"), lens.Number(float64(c-'0') / 10)}})
		}
		return rows
	}
	for _, tt := range []struct {
		name, shares string
		want         []string
	}{
		{"long enough", "1199999911", []string{"3-8"}},
		{"too short", "1199991111", nil},
		{"a quiet minute does not end it", "119991999911", []string{"3-10"}},
		{"a long pause does", "9999911111199999", []string{"1-5", "12-16"}},
		{"nor does a missing point", "99999 9999", []string{"1-10"}},
		{"half the time is no stretch", "9191919191919", nil},
		{"a stretch is not lost in what flickers after it", "99999911911911911911911", []string{"1-6"}},
		{"nor before it", "91191191199999", []string{"10-14"}},
	} {
		var got []string
		for _, s := range FromSeries(p.Steps[0], series(tt.shares)) {
			got = append(got, fmt.Sprintf("%d-%d", int(s.Start.Sub(day).Minutes())+1, int(s.End.Sub(day).Minutes())))
			if f := s.Field("share").(Figures); f.Min < 0.9 || f.Mean < f.Min-1e-9 || f.Mean > f.Max+1e-9 {
				t.Errorf("%s: %+v", tt.name, f)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestSteady holds that a stretch ends where a field changes that it must have one value of, though what does not fit in
// between may have any.
func TestSteady(t *testing.T) {
	p, err := pattern.Parse("test.yaml", []byte(`id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.9}, for: 3m, gap: 3m, steady: volume}
match: [full]
group: [volume]
report: {summary: s, explain: e}
`), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	for limits, want := range map[string][]string{
		"aaaaaaaaaa": {"1-10"}, "aaaabbbbbb": {"1-4", "5-10"}, "aaaaab....": {"1-10"}, "aaaabbaaaa": {"1-4", "7-10"},
	} {
		var rows lens.Rows
		for i, c := range limits {
			row := lens.Row{Kind: load, Start: day.Add(time.Duration(i) * time.Minute), End: day.Add(time.Duration(i+1) * time.Minute),
				Values: []lens.Value{lens.Text(string(c)), lens.Number(1)}}
			if limits == "aaaaab...." { // a minute that does not fit
				row.Values[0], row.Values[1] = lens.Text("a"), lens.Number(1)
				if c == 'b' {
					row.Values[0], row.Values[1] = lens.Text("b"), lens.Number(0)
				}
			}
			rows = append(rows, row)
		}
		var got []string
		for _, s := range FromSeries(p.Steps[0], rows) {
			got = append(got, fmt.Sprintf("%d-%d", int(s.Start.Sub(day).Minutes())+1, int(s.End.Sub(day).Minutes())))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", limits, diff)
		}
	}
}

// TestWideContext holds that the search for what speaks against matches costs bounded work as well, and that the matches that
// it was not made for are no findings, which is told.
func TestWideContext(t *testing.T) {
	var calls []string
	for n := range 800 {
		calls = append(calls, fmt.Sprintf("%d Stop instance=i-%d code=c", n, n), fmt.Sprintf("%d Start instance=i-%d code=c", n, n))
	}
	e, p := world(t, `
id: wide
title: Something stops
severity: low
needs: [calls]
steps:
  stop: {kind: call, where: {name: Stop}, bind: {instance: instance, code: code}}
  start: {kind: call, where: {name: Start}, bind: {instance: instance, code: code}}
match: [stop]
refute:
  - {step: start, same: [code], differ: [code], why: w}
group: [instance]
report: {summary: s, explain: e}
`, nil, calls...)
	e.witnessLooks = 500_000
	out := e.Judge(p)
	if len(out.Limits) != 2 || !strings.Contains(out.Limits[0], "174 matches") || len(out.Findings) != maxFindings || out.Pattern.Untold != 626-maxFindings {
		t.Errorf("%d findings, %q", len(out.Findings), out.Limits)
	}
}

// TestWide holds that a pattern whose steps hang together by nothing that the records name costs bounded work, and that
// the cut is told, and not taken for having looked at everything; a window keeps it from being one.
func TestWide(t *testing.T) {
	var calls []string
	for n := range 3000 {
		calls = append(calls, fmt.Sprintf("%d Stop instance=i-%d code=c", n, n), fmt.Sprintf("%d Start instance=i-%d code=c", n, n))
	}
	for relation, limits := range map[string]int{
		"{step: start, same: [principal]}":                            0, // which nothing names
		"{step: start, same: [code], differ: [code]}":                 1,
		"{step: start, same: [principal], within: [-60s, 60s, stop]}": 0,
		"{step: start, same: [instance], within: [1s, 60s, stop]}":    0,
	} {
		e, p := world(t, `
id: wide
title: Something stops and something starts
severity: low
needs: [calls]
steps:
  stop: {kind: call, where: {name: Stop}, bind: {instance: instance, code: code}}
  start: {kind: call, where: {name: Start}, bind: {instance: instance, code: code}}
match: [stop, `+relation+`]
group: [instance]
report: {summary: s, explain: e}
`, nil, calls...)
		want := report.NotFound
		if limits > 0 {
			want = report.NotAssessable
		}
		if out := e.Judge(p); len(out.Limits) != limits || out.Pattern.Status != want {
			t.Errorf("%s: %q, %s", relation, out.Limits, out.Pattern.Status)
		}
	}
}

// TestEvidenceOfMany holds that the first of many records says when the last of them ended, and that of several first ones, of
// which each is of others, none does.
func TestEvidenceOfMany(t *testing.T) {
	cite := func(from, to int, text string) lens.Cite {
		return lens.Cite{Text: text, Time: day.Add(time.Duration(from) * time.Minute), End: day.Add(time.Duration(to) * time.Minute)}
	}
	for name, tt := range map[string]struct {
		cites []lens.Cite
		last  bool
	}{
		"the first of many":   {[]lens.Cite{cite(0, 1, "first of 52 REJECT records")}, true},
		"the only one":        {[]lens.Cite{cite(0, 90, "the REJECT record")}, false},
		"of two kinds each":   {[]lens.Cite{cite(0, 1, "first of 3 ACCEPT records"), cite(2, 3, "first of 2 REJECT records")}, false},
		"says nothing itself": {[]lens.Cite{cite(0, 1, "")}, false},
	} {
		e, p := world(t, sample("same: [instance]", ""), nil, "0 start instance=i1", "1 deny instance=i1")
		s := e.Sightings[p.Step("start")][0]
		s.Cites, s.End = tt.cites, day.Add(90*time.Minute)
		for _, ev := range e.evidence(s, report.Match) {
			if (ev.Last != nil) != tt.last || tt.last && !ev.Last.Equal(s.End) {
				t.Errorf("%s: last %v", name, ev.Last)
			}
		}
	}
}
