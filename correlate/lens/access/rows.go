package access

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// Bounds of what stands beside a refusal.
const (
	dayBefore  = 24 * time.Hour
	maxAround  = 4 // changes before, and after, one refusal
	probes     = 2 // refusals of a probe, at most
	maxAlike   = 3 // refusals that differ in the resource only, before they are put together
	maxNamed   = 8 // resources of those that are named
	maxFlagged = 4 // records of a refusal that are cited: the first ones and the last
)

// Rows returns the refusals in a fixed order, and what stands beside each.
func (l *Lens) Rows() (denials, around []lens.Row) {
	s := &setting{allowed: &l.allowed, byIdentity: l.allowed.byIdentity(), changes: l.changes.sorted(), denying: sortStatements(l.denying), byAction: map[string][]*statement{}}
	list := l.together(s)
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(a.lead.cite.Compare(b.lead.cite), a.key.compare(b.key))
	})
	for n, d := range list {
		id := strconv.Itoa(n)
		denials = append(denials, d.row(id, &d.beside))
		around = append(around, d.beside.rows(id, d.denial)...)
	}
	return denials, around
}

// placed is a refusal and what stands beside it.
type placed struct {
	*denial
	beside beside
}

// together returns the refusals. Those that differ in the resource only, and fared alike afterwards, are put together
// where they are many.
func (l *Lens) together(s *setting) (list []placed) {
	type kin struct {
		key   denialKey
		later string
	}
	alike := map[kin][]placed{}
	for _, d := range l.denials {
		p := placed{d, s.beside(d)}
		k := kin{d.key, p.beside.later}
		k.key.resource = allLike(k.key.resource)
		alike[k] = append(alike[k], p)
	}
	for k, group := range alike {
		if len(group) <= maxAlike {
			list = append(list, group...)
			continue
		}
		slices.SortFunc(group, func(a, b placed) int { return a.key.compare(b.key) })
		one := &denial{key: k.key, lead: group[0].lead, calls: map[callKey]bool{}, seen: map[uint64]lens.Cite{}}
		for _, d := range group {
			one.merge(d.denial)
			one.resources = append(one.resources, d.key.resource)
			for id, c := range d.seen {
				if c.Text == "" {
					c.Text = "on " + d.key.resource
					one.seen[id] = c
				}
			}
		}
		list = append(list, placed{one, s.beside(one)})
	}
	return list
}

// allLike is the ARN of all resources of the type of one: of instances instance/*, of objects BUCKET/*.
func allLike(resource string) string {
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) < 6 {
		return resource
	}
	if kind, _, ok := strings.Cut(parts[5], "/"); ok {
		parts[5] = kind + "/*"
	} else {
		parts[5] = parts[5][:strings.LastIndexByte(parts[5], ':')+1] + "*"
	}
	return strings.Join(parts, ":")
}

// about reports whether words, as wordsOf gives them, name a resource of the refusal.
func (d *denial) about(words string) bool {
	if len(d.resources) == 0 {
		return names(words, d.key.resource)
	}
	return slices.ContainsFunc(d.resources, func(r string) bool { return names(words, r) })
}

func (k denialKey) compare(o denialKey) int {
	return cmp.Or(cmp.Compare(k.identity, o.identity), cmp.Compare(k.action, o.action), cmp.Compare(k.resource, o.resource),
		cmp.Compare(k.layer, o.layer), cmp.Compare(k.explicit, o.explicit), cmp.Compare(k.reason, o.reason))
}

// setting is what refusals are set beside.
type setting struct {
	allowed    *allowed
	byIdentity map[string]map[callKey]bool
	byPlace    map[place][]theirs // of allowed
	changes    []change
	denying    []statement
	byAction   map[string][]*statement // of denying
}

// beside is what stands beside one refusal.
type beside struct {
	before, after, other *sample
	another              *sample // of another caller of the account
	causes, mends        []change
	later                string
	denying              []*statement
}

func (s *setting) beside(d *denial) (b beside) {
	b.later = laterNo
	b.denying = s.denyingStatements(d)
	start, end := d.provenSpan()
	if start.IsZero() {
		return b
	}
	b.another = s.another(d, start)
	for _, call := range s.allowed.of(d.calls) {
		if !d.about(call.words) {
			continue
		}
		same := call.parameters(d) == ""
		if call.cite.Time.Before(start) && (same || b.before == nil || b.before.parameters(d) != "") {
			b.before = &call
		}
		if call.cite.Time.After(end) && (b.after == nil || same && b.after.parameters(d) != "") {
			b.after = &call
		}
	}
	b.causes = concerning(between(s.changes, start.Add(-dayBefore), start), d)
	if b.after != nil {
		b.mends = concerning(between(s.changes, end, b.after.cite.Time), d)
		b.later = b.after.later(d, start, b.allowedBefore(d), len(b.mends) > 0)
	} else if d.key.explicit == "true" && b.before == nil {
		b.other = s.other(d, start)
	}
	return b
}

// later says what the first success after a refusal tells.
func (s *sample) later(d *denial, start time.Time, before, changed bool) string {
	besides, after := s.parameters(d), s.cite.Time.Sub(start)
	switch {
	case besides != "" && besides != notRecorded:
		return laterElse // whether a change mended the refused call nobody knows
	case changed:
		return laterChanged
	case s.differs(d) != "", besides != "" && after > atOnce:
		return laterElse
	case after <= soon, d.readOnly() == "true" && (before || d.times() < several):
		return laterTransient
	}
	return laterYes
}

// other finds the call of the caller, of any kind, that was allowed nearest to a refusal under other circumstances.
func (s *setting) other(d *denial, at time.Time) (near *sample) {
	for _, call := range s.allowed.of(s.byIdentity[d.key.identity]) {
		away := call.cite.Time.Sub(at).Abs()
		if away <= otherNear && call.differs(d) != "" && (near == nil || away < near.cite.Time.Sub(at).Abs()) {
			near = &call
		}
	}
	return near
}

// allowedBefore reports whether the same call was allowed before the first refusal.
func (b *beside) allowedBefore(d *denial) bool {
	return b.before != nil && b.before.parameters(d) == ""
}

// concerning returns the last of the changes that may matter to a refusal.
func concerning(list []change, d *denial) (some []change) {
	for i := range list {
		if list[i].concerns(d) {
			some = append(some, list[i])
		}
	}
	return some[max(0, len(some)-maxAround):]
}

// row makes the row of a refusal.
func (d *denial) row(id string, b *beside) lens.Row {
	start, end := d.span()
	service, _, _ := strings.Cut(d.key.action, ":")
	values := make([]lens.Value, slots)
	for slot, text := range map[int]string{
		slotID: id, slotIdentity: d.key.identity, slotPrincipal: d.lead.principal, slotPrincipals: d.principals(), slotRole: d.lead.role, slotAction: d.key.action,
		slotService: service, slotResource: d.resourceARN(), slotResourceFrom: d.lead.resourceFrom, slotLayer: d.key.layer, slotNamed: d.someResources(),
		slotExplicit: d.key.explicit, slotPolicy: d.lead.policy, slotReason: d.key.reason, slotEncoded: d.encoded,
		slotErrorCode: d.lead.code, slotMessage: d.lead.message, slotEventName: d.lead.name, slotReadOnly: d.readOnly(),
		slotVia: d.lead.via, slotAddress: strings.Join(d.addresses, ","), slotUserAgent: d.lead.agent, slotMFA: strings.Join(d.mfa, ", "),
		slotEndpoint: strings.Join(d.endpoints, ", "), slotAccount: strings.Join(d.accounts, ","), slotCaller: d.callerAccount(), slotGoverned: d.governed(), slotRegion: strings.Join(d.regions, ","),
		slotLater: b.later, slotHistory: b.history(d), slotBucket: d.named("s3", ""), slotKey: d.named("kms", "key/"),
		slotInstance: d.named("ec2", "instance/"), slotVolume: d.named("ec2", "volume/"),
		slotRequests: strings.Join(d.requests, ","), slotPower: powerOf(d.key.action), slotAsked: lens.Few(d.asked, maxAlike), slotPassedTo: d.receiver(),
		slotAccessKeys: strings.Join(d.accessKeys, ","),
	} {
		values[slot] = lens.Text(text)
	}
	values[slotTransitive], values[slotBefore], values[slotVaried] = lens.Truth(d.lead.transitive), lens.Truth(b.allowedBefore(d)), lens.Truth(d.varied)
	values[slotData] = lens.Truth(readsData(d.key.action))
	values[slotProbe] = lens.Truth(d.readOnly() == "true" && !d.lead.data && d.times() <= probes)
	values[slotIndirect] = lens.Truth(d.lead.eventSrc != "" && d.key.action != actionOf(d.lead.eventSrc, d.lead.name))
	if n := max(len(d.resources), min(1, len(d.resourceARN()))); n > 0 {
		values[slotResources] = lens.Number(float64(n))
	}
	values[slotTimes], values[slotSessions] = lens.Number(float64(d.times())), lens.Number(float64(len(d.sessions)))
	return lens.Row{Kind: Kind, Start: start, End: end, Values: values, Cites: d.cites(), Records: int64(len(d.seen)), Lacks: d.lacks}
}

// someResources names the first of several resources, and says how many more there are.
func (d *denial) someResources() string { return lens.Few(d.resources, maxNamed) }

func (d *denial) readOnly() string {
	if d.lead.readOnly != "" && d.key.action == actionOf(d.lead.eventSrc, d.lead.name) {
		return d.lead.readOnly
	}
	return strconv.FormatBool(reads(d.key.action))
}

// principals are the callers that were refused.
func (d *denial) principals() string {
	if len(d.sessions) == 0 {
		return d.lead.principal
	}
	return strings.Join(d.sessions, ",")
}

// history says what became of the same call before the refusal and afterwards.
func (b *beside) history(d *denial) string {
	var parts []string
	switch {
	case b.allowedBefore(d):
		parts = append(parts, "AWS had allowed it before, last at "+stamp(b.before.cite.Time)+".")
	case b.before != nil:
		parts = append(parts, fmt.Sprintf("AWS had allowed %s before, last at %s%s.", b.before.name, stamp(b.before.cite.Time), besides(b.before.parameters(d))))
	}
	if what, at, n := latest(b.causes); n > 0 {
		first, _ := d.provenSpan()
		text := "It was preceded by " + what + " at " + at
		if at == stamp(first) {
			text = "In the same second, " + at + ", came " + what
		}
		if len(b.causes) > n {
			text += ", the last of several changes in the 24 hours before"
		}
		parts = append(parts, text+".")
	}
	switch b.later {
	case laterChanged:
		what, at, _ := latest(b.mends)
		text := fmt.Sprintf("It succeeded at %s, after %s at %s.", stamp(b.after.cite.Time), what, at)
		if at == stamp(b.after.cite.Time) {
			text = fmt.Sprintf("It succeeded at %s, in the same second as %s.", at, what)
		}
		parts = append(parts, text)
	case laterElse:
		if what := b.after.parameters(d); what != "" {
			where := b.after.differs(d)
			if where != "" {
				where = " " + where
			}
			parts = append(parts, fmt.Sprintf("%s succeeded at %s%s%s.", b.after.name, stamp(b.after.cite.Time), where, besides(what)))
		} else {
			parts = append(parts, fmt.Sprintf("The same call succeeded at %s %s.", stamp(b.after.cite.Time), b.after.differs(d)))
		}
	case laterTransient:
		parts = append(parts, fmt.Sprintf("It succeeded at %s; the bundle shows no change of a policy in between.", stamp(b.after.cite.Time)))
	case laterYes:
		parts = append(parts, fmt.Sprintf("It succeeded at %s; the bundle shows no change of a policy in between (those of IAM are recorded in us-east-1).", stamp(b.after.cite.Time)))
	}
	return strings.Join(parts, " ")
}

// latest says in words which changes of a list in order of time came last, when, and how many they are: records have
// whole seconds, and which of one second was the last nobody knows.
func latest(list []change) (what, at string, n int) {
	if len(list) == 0 {
		return "", "", 0
	}
	last := list[len(list)-1]
	at = stamp(last.cite.Time)
	for n = 1; n < len(list) && stamp(list[len(list)-1-n].cite.Time) == at; n++ {
	}
	tied := list[len(list)-n:]
	var names, texts set
	for i := range tied {
		names.add(tied[i].name)
		texts.add(tied[i].words())
	}
	if !slices.ContainsFunc(tied, func(c change) bool { return c.target != last.target || c.caller != last.caller }) {
		last.name = enumerate(names)
		return last.words(), at, n
	}
	return enumerate(texts), at, n
}

// enumerate writes a list as one does in a sentence: "a, b and c".
func enumerate(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

// words says what was changed and by whom: "AttachRolePolicy on Ops by arn:...".
func (c *change) words() string {
	text := c.name
	if c.target != "" {
		text += " on " + c.target
	}
	if c.caller != "" {
		text += " by " + c.caller
	}
	return text
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }

// cites are the first records of a refusal and the last, each with its resource where they are several.
func (d *denial) cites() []lens.Cite {
	all := d.records()
	list := slices.Clone(all[:min(len(all), maxFlagged)])
	if len(all) > maxFlagged {
		list = append(list[:maxFlagged-1], all[len(all)-1])
	}
	for i := 1; i < len(list); i++ {
		text := cmp.Or(d.key.action, "the call") + " was refused again"
		if i == maxFlagged-1 && len(all) > maxFlagged {
			text = fmt.Sprintf("%s, the last of %d", text, d.times())
		}
		switch own := list[i].Text; {
		case own == "":
			list[i].Text, list[i].Again = text, true
		case !isPasted(list[i]):
			list[i].Text, list[i].Again = text+", "+own, true
		}
	}
	return list
}

// named is the name behind a prefix in the ARN of a resource of a service; of a bucket the part before its objects.
func named(resource, service, prefix string) string {
	m := arnText().FindStringSubmatch(resource)
	if m == nil || m[1] != service {
		return ""
	}
	name, ok := strings.CutPrefix(m[2], prefix)
	if name, _, _ = strings.Cut(name, "/"); !ok || strings.Contains(name, "*") {
		return ""
	}
	return name
}

// named are the names behind a prefix in the ARNs of the resources of a service.
func (d *denial) named(service, prefix string) string {
	resources := d.resources
	if len(resources) == 0 {
		resources = []string{d.key.resource}
	}
	var list set
	for _, r := range resources {
		list.add(named(r, service, prefix))
	}
	return strings.Join(list, ",")
}

func (b *beside) rows(id string, d *denial) (rows []lens.Row) {
	for what, s := range map[string]*sample{allowedBefore: b.before, allowedAfter: b.after, allowedOther: b.other, allowedElse: b.another} {
		if s != nil {
			later := ""
			if s == b.after {
				later = b.later
			}
			rows = append(rows, aroundRow(s.cite, map[int]string{
				aroundLater: later, aroundDenial: id, aroundWhat: what, aroundEventName: s.name, aroundCaller: s.caller, aroundAddress: s.address,
				aroundRegion: s.region, aroundMFA: s.mfa, aroundEndpoint: s.endpoint, aroundDiffers: s.differs(d), aroundAsks: strings.TrimPrefix(s.parameters(d), notRecorded),
			}))
		}
	}
	for what, list := range map[string][]change{changedBefore: b.causes, changedAfter: b.mends} {
		for i := range list {
			c := &list[i]
			rows = append(rows, aroundRow(c.cite, map[int]string{
				aroundDenial: id, aroundWhat: what, aroundEventName: c.name, aroundCaller: c.caller, aroundTarget: c.target, aroundLayer: c.layer, aroundPolicy: c.policy,
			}))
		}
	}
	for _, st := range b.denying {
		rows = append(rows, aroundRow(st.cite, map[int]string{
			aroundDenial: id, aroundWhat: denyStatement, aroundTarget: st.of, aroundLayer: st.layer, aroundSid: st.sid, aroundStatement: st.text,
		}))
	}
	slices.SortFunc(rows, func(x, y lens.Row) int {
		return cmp.Or(x.Cites[0].Compare(y.Cites[0]), cmp.Compare(x.Values[aroundWhat].String(), y.Values[aroundWhat].String()))
	})
	return rows
}

func aroundRow(cite lens.Cite, texts map[int]string) lens.Row {
	values := make([]lens.Value, aroundSlots)
	for slot, text := range texts {
		values[slot] = lens.Text(text)
	}
	return lens.Row{Kind: AroundKind, Start: cite.Time, Values: values, Cites: []lens.Cite{cite}, Records: 1}
}
