package match

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"hamari/correlate/entity"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/lazy"
)

// Limits of what one finding shows.
const (
	maxEvidence = 30 // records; the rest is counted
	maxPerStep  = 8  // records of one step, so that one does not crowd the others out
	maxEntities = 40 // names under one entity key
	maxNamed    = 6  // names in a sentence
)

// byVariant is the group key that keeps the variants of a pattern apart.
const byVariant = "variant"

// group puts hits with the same group entities together, in order of first sighting.
func (e *Engine) group(p *pattern.Pattern, hits []*hit) [][]*hit {
	byKey := map[string][]*hit{}
	var order []string
	for _, h := range hits {
		k := e.groupKey(p, h)
		if byKey[k] == nil {
			order = append(order, k)
		}
		byKey[k] = append(byKey[k], h)
	}
	groups := make([][]*hit, 0, len(order))
	for _, k := range order {
		groups = append(groups, byKey[k])
	}
	return groups
}

func (e *Engine) groupKey(p *pattern.Pattern, h *hit) string { return e.keyOf(p, h, p.Group) }

// keyOf writes what a hit names under some entity keys.
func (e *Engine) keyOf(p *pattern.Pattern, h *hit, keys []string) string {
	var parts []string
	for _, key := range keys {
		if key == byVariant {
			if v := e.variant(p, h); v != nil {
				parts = append(parts, v.ID)
			}
			continue
		}
		parts = append(parts, strings.Join(e.named(h, key), ","))
	}
	return strings.Join(parts, "|")
}

// named is what a hit names under a key, by its first step if that names anything.
func (e *Engine) named(h *hit, key string) []string {
	if first := h.by[h.order[0]].Named(key); len(first) > 0 {
		return first
	}
	return e.of(h, key).list
}

// affected lists what hits are about: what they name under the first key by which they are grouped.
func (e *Engine) affected(p *pattern.Pattern, hits []*hit) []string {
	seen := map[string]bool{}
	if len(p.Group) > 0 {
		for _, h := range hits {
			for _, name := range strings.Split(e.keyOf(p, h, p.Group[:1]), ",") {
				seen[name] = name != ""
			}
		}
	}
	maps.DeleteFunc(seen, func(_ string, named bool) bool { return !named })
	return slices.Sorted(maps.Keys(seen))
}

// variant returns the first variant whose conditions hold, or nil.
func (e *Engine) variant(p *pattern.Pattern, h *hit) *pattern.Variant {
	for i := range p.Variants {
		if e.isVariant(&p.Variants[i], h) {
			return &p.Variants[i]
		}
	}
	return nil
}

func (e *Engine) isVariant(v *pattern.Variant, h *hit) bool {
	for _, sel := range v.When {
		s := h.by[sel.Step]
		if s == nil {
			s = h.witness(sel.Step)
		}
		if s == nil || !fieldsHold(s, sel.Where, true) || !fieldsHold(s, sel.Not, false) {
			return false
		}
	}
	return true
}

func (h *hit) witness(step string) *Sighting {
	for _, list := range [...][]witness{h.confirm, h.context} {
		for i := range list {
			if s := list[i].sighting; s != nil && s.Step.Name == step {
				return s
			}
		}
	}
	return nil
}

// fieldsHold tests conditions on the fields that a sighting kept: all must answer as wanted.
func fieldsHold(s *Sighting, conditions []pattern.Condition, want bool) bool {
	for i := range conditions {
		text, has := "", false
		switch v := s.Field(conditions[i].Field.Name).(type) {
		case string:
			text, has = v, true
		case float64:
			text, has = fmt.Sprint(v), true
		case Figures:
			text, has = fmt.Sprint(v.Mean), true
		}
		if conditions[i].Text(text, has) != want {
			return false
		}
	}
	return true
}

// finding makes one finding of the hits of one group.
func (e *Engine) finding(p *pattern.Pattern, hits []*hit) (report.Finding, error) {
	lead := e.leading(p, hits)
	variant := e.variant(p, lead)
	text := p.Report
	if variant != nil {
		text = overlay(text, variant.Report)
	}
	assumed := e.assumptions(hits)
	f := report.Finding{
		Pattern: p.ID, Title: p.Title, Severity: cmp.Or(text.Severity, p.Severity), Verdict: weighed(verdict(hits), assumed),
		References: orEmpty(text.References),
		Remedy:     []report.Remedy{}, Collect: []report.Collect{}, Rivals: []report.Rival{},
	}
	f.ClockAssumed = slices.ContainsFunc(assumed, func(a Assumption) bool { return a.Clock })
	f.Entities, f.DroppedEntities = e.entities(p, hits)
	if f.Cause = e.cause(p, variant, hits); f.Cause != nil {
		f.Apart = e.toldApartBy(p, lead)
	}
	f.Count, f.Records = countDistinct(p, hits)
	if f.Records <= int64(f.Count) {
		f.Records = 0 // there is no more to say
	}
	if f.Start, f.End = extent(subjects(p, hits)); f.Start.IsZero() {
		f.Start, f.End = extent(hits)
	}
	if f.Start.IsZero() {
		f.Start, f.End = confirmedAt(hits)
	}
	f.Evidence, f.DroppedEvidence = e.allEvidence(hits)
	data := e.data(p, lead, variant)
	data["verdict"], data["count"] = string(f.Verdict), f.Count
	data["first_seen"], data["last_seen"] = stamp(f.Start), stamp(f.End)
	data["failing"], data["unclear"] = e.failing, lead.unclear
	data["all"] = overAll(p, hits)
	err := e.fillIn(&f, text, data)
	for _, text := range sentences(assumed) {
		f.Summary += " " + text
	}
	f.Tables = append(f.Tables, e.tables(p, lead, data)...)
	f.Series = e.series(hits)
	return f, err
}

// fillIn renders the texts of a finding.
func (e *Engine) fillIn(f *report.Finding, text pattern.Text, data map[string]any) (err error) {
	render := func(t *pattern.Template) string {
		s, e2 := e.render(t, data)
		if err == nil {
			err = e2
		}
		return s
	}
	if text.Title != nil {
		f.Title = oneLine(render(text.Title))
	}
	f.Summary = oneLine(render(text.Summary))
	f.Explain = manySpaces().ReplaceAllLiteralString(render(text.Explain), " ")
	for _, r := range text.Remedy {
		body, what := render(r.Body), oneLine(render(r.Text))
		if what == "" {
			continue // a remedy whose text is empty does not apply
		}
		f.Remedy = append(f.Remedy, report.Remedy{Kind: r.Kind, Text: what, Body: body})
	}
	for _, c := range text.Collect {
		if c.Unless != "" && e.Formats[c.Unless] {
			continue
		}
		if command := plain(render(c.Command)); command != "" {
			f.Collect = append(f.Collect, report.Collect{Why: oneLine(render(c.Why)), Command: command})
		}
	}
	for _, r := range text.Rivals {
		rival := report.Rival{Pattern: r.Pattern, TellApart: oneLine(render(r.TellApart))}
		if rival.TellApart == "" {
			continue
		}
		rival.Missing = slices.DeleteFunc(slices.Clone(r.Needs), func(format string) bool { return e.Formats[format] })
		if len(rival.Missing) > 0 {
			rival.Collect = &report.Collect{Why: oneLine(render(r.Collect.Why)), Command: plain(render(r.Collect.Command))}
		}
		f.Rivals = append(f.Rivals, rival)
	}
	return err
}

func verdict(hits []*hit) report.Verdict {
	v := report.Possible
	for _, h := range hits {
		switch {
		case h.settled():
			return report.Confirmed
		case h.possible && h.lifted():
			v = report.Likely
		case h.possible:
		case h.sure || len(h.confirm) > 0:
			return report.Confirmed
		default:
			v = report.Likely
		}
	}
	return v
}

// settled reports whether a confirmation makes up for what the match leaves open.
func (h *hit) settled() bool {
	return slices.ContainsFunc(h.confirm, func(w witness) bool { return w.relation.Settles })
}

// lifted reports whether a confirmation makes a match likely that leaves something open.
func (h *hit) lifted() bool {
	return slices.ContainsFunc(h.confirm, func(w witness) bool { return w.relation.Lifts })
}

// overlay puts what a variant says in the place of what the pattern says.
func overlay(base, over pattern.Text) pattern.Text {
	base.Title = cmp.Or(over.Title, base.Title)
	base.Severity = cmp.Or(over.Severity, base.Severity)
	base.Summary = cmp.Or(over.Summary, base.Summary)
	base.Explain = cmp.Or(over.Explain, base.Explain)
	if over.Remedy != nil {
		base.Remedy = over.Remedy
	}
	if over.Collect != nil {
		base.Collect = over.Collect
	}
	if over.Rivals != nil {
		base.Rivals = over.Rivals
	}
	if over.References != nil {
		base.References = over.References
	}
	return base
}

// subject is the hit without the steps that must differ from those before them: they show where it works.
func (h *hit) subject(p *pattern.Pattern) *hit {
	var works []string
	for _, r := range slices.Concat(p.Match, p.Possible) {
		if len(r.Differ) > 0 {
			works = append(works, r.Steps...)
		}
	}
	s := *h
	s.order = slices.DeleteFunc(slices.Clone(h.order), func(step string) bool { return slices.Contains(works, step) })
	return &s
}

// entities collects what a finding is about, from the records themselves and, for what the graph adds, from it, and counts
// what there is no room for.
func (e *Engine) entities(p *pattern.Pattern, hits []*hit) (out map[string][]string, dropped map[string]int) {
	all := map[string]map[string]bool{}
	add := func(key string, list []string) {
		if !slices.Contains(EntityKeys, key) {
			return
		}
		if all[key] == nil {
			all[key] = map[string]bool{}
		}
		for _, name := range list {
			all[key][name] = true
		}
	}
	for _, h := range hits {
		h = h.subject(p)
		for _, name := range h.order {
			for key, list := range h.by[name].named() {
				add(key, list)
			}
		}
		for _, key := range []string{"instance", "volume", "key", "snapshot", "eni", "subnet", "az", "network-acl", "vpn"} {
			if len(all[key]) == 0 {
				add(key, e.apart(p, key, e.linkedTo(p, h, key)))
			}
		}
	}
	// Calls that a service makes in someone's name carry the service's name where an address would stand.
	maps.DeleteFunc(all["address"], func(name string, _ bool) bool { return !isAddress(name) })
	maps.DeleteFunc(all["user-agent"], func(name string, _ bool) bool {
		return strings.HasSuffix(name, ".amazonaws.com") || strings.HasSuffix(name, ".amazonaws.com.cn") || name == "AWS Internal"
	})
	out, dropped = map[string][]string{}, map[string]int{}
	for key, set := range all {
		if names := slices.Sorted(maps.Keys(set)); len(names) > 0 {
			out[key] = names[:min(len(names), maxEntities)]
		}
		if len(set) > maxEntities {
			dropped[key] = len(set) - maxEntities
		}
	}
	for _, key := range entity.Abridged {
		if len(out[key]) > 0 {
			out[key] = e.inFull(key, out[key])
			slices.Sort(out[key])
		}
	}
	return out, dropped
}

// apart takes out what a finding is not about, as a record of its own says: volumes of the instance that are not encrypted.
func (e *Engine) apart(p *pattern.Pattern, key string, list []string) []string {
	for _, step := range p.Apart {
		index := e.indexed(p.Step(step), key) // by what hangs on such things, too
		list = slices.DeleteFunc(slices.Clone(list), func(name string) bool {
			return slices.ContainsFunc(index[name], func(s *Sighting) bool { return slices.Contains(s.Named(key), name) })
		})
	}
	return list
}

// linkedTo is what the graph adds to a hit. What hangs on a KMS key counts only where the finding is about the key: a call
// that was refused one, for whatever purpose, says nothing of the volumes that it encrypts.
func (e *Engine) linkedTo(p *pattern.Pattern, h *hit, key string) []string {
	list := e.about(h, key)
	if len(list) == 0 || slices.Contains(p.Group, "key") {
		return list
	}
	others := slices.DeleteFunc(slices.Clone(reachers), func(k string) bool { return k == "key" })
	for _, step := range h.order {
		if s := h.by[step]; len(s.Named(key)) > 0 || len(e.reachedFrom(s, key, others).list) > 0 {
			return list
		}
	}
	return nil
}

// EntityKeys are the words by which reports name entities.
var EntityKeys = []string{
	"account", "region", "az", "instance", "instance-type", "volume", "snapshot", "key", "principal", "role", "access-key",
	"eni", "address", "subnet", "vpc", "network-acl", "security-group", "route-table", "nat-gateway", "tgw",
	"tgw-attachment", "vpn", "load-balancer", "target", "target-group", "distribution", "bucket", "function", "asg",
	"db-instance", "db-cluster", "log-group", "trail", "user-agent", "api",
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// manySpaces stand where a part of a text was left out.
var manySpaces = lazy.Regexp(`  +`)

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
