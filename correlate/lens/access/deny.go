package access

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/advice"
	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/inventory"
)

// Bounds of the Deny statements that are kept.
const (
	maxStatements = 2_000
	maxStatement  = 8 << 10 // bytes of one
	maxDenying    = 3       // statements that are set beside a refusal
)

// policyTypes are the described resources that are policies, with the layer of each.
var policyTypes = map[string]string{
	"bucket-policy": resourceBased, "policy-version": identityBased, "policy-document": identityBased,
	"role-policy": identityBased, "user-policy": identityBased, "group-policy": identityBased,
}

// statement is a Deny statement of a policy in the bundle.
type statement struct {
	cite                                             lens.Cite
	layer, holder                                    string // holder: the role or user whose own policy it is, where that is known
	sid, text, of                                    string
	actions, notActions, resources, others, excepted []string // others, excepted: NotResource and the ARNs of NotPrincipal
	principals                                       []string // nil where it has none, as in policies of a caller
}

// Policy takes in a described policy.
func (l *Lens) Policy(ev *parsers.Event) {
	kind := ev.Value(inventory.SlotType).String()
	layer := policyTypes[kind]
	if layer == "" {
		return
	}
	holder := ""
	if kind == "role-policy" || kind == "user-policy" {
		holder = ev.Value(inventory.SlotParent).String()
	}
	s := statement{layer: layer, holder: lastPart(holder), of: "policy in the bundle"}
	if name := ev.Value(inventory.SlotName).String(); name != "" {
		s.of = "policy " + name
	}
	if layer == resourceBased {
		s.of = "policy of the bucket"
	}
	s.cite = lens.Cite{Pos: ev.Pos}
	raw := gjson.ParseBytes(ev.Raw)
	l.deny(document(raw, "Policy", "Document", "PolicyDocument"), s)
}

// changed takes in the policy that a call set.
func (l *Lens) changed(ev *parsers.Event) {
	parameters := gjson.GetBytes(ev.Raw, "requestParameters")
	name := ev.Value(cloudtrail.SlotEventName).String()
	op, does := changing()[actionOf(ev.Value(cloudtrail.SlotEventSource).String(), name)]
	if !does || op.layer != resourceBased && op.layer != identityBased && name != "CreatePolicyVersion" || !parameters.IsObject() {
		return
	}
	s := statement{layer: cmp.Or(op.layer, identityBased), of: "policy that " + name + " set"}
	if slices.Equal(op.from, role) || slices.Equal(op.from, user) {
		s.holder = strings.Clone(parameters.Get(op.from[0]).String())
	}
	s.cite = lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time}
	l.deny(document(parameters, "bucketPolicy", "policyDocument"), s)
}

// document is the policy in one of the fields, or the text itself.
func document(in gjson.Result, fields ...string) gjson.Result {
	for _, f := range fields {
		doc := in.Get(f)
		if doc.Type == gjson.String && strings.HasPrefix(strings.TrimSpace(doc.String()), "{") {
			doc = gjson.Parse(doc.String())
		}
		if doc.Get("Statement").Exists() {
			return doc
		}
	}
	return in
}

// deny files the Deny statements of a policy. What is kept of them is copied, so that it does not hold the record.
func (l *Lens) deny(policy gjson.Result, like statement) {
	for _, st := range policy.Get("Statement").Array() {
		if st.Get("Effect").String() != "Deny" {
			continue
		}
		if len(st.Raw) > maxStatement || len(l.denying) >= maxStatements {
			l.denyingDropped++
			continue
		}
		s := like
		s.sid, s.text = strings.Clone(st.Get("Sid").String()), strings.Clone(strings.Join(strings.Fields(st.Get("@ugly").Raw), " "))
		s.actions, s.notActions = lowered(st.Get("Action")), lowered(st.Get("NotAction"))
		s.resources, s.others = texts(st.Get("Resource")), texts(st.Get("NotResource"))
		s.excepted = texts(st.Get("NotPrincipal.AWS"))
		if p := st.Get("Principal"); p.Exists() {
			s.principals = append([]string{}, texts(p.Get("AWS"))...)
			if p.Type == gjson.String {
				s.principals = []string{strings.Clone(p.String())}
			}
		}
		l.denying = append(l.denying, s)
	}
}

func texts(list gjson.Result) (all []string) {
	for _, v := range list.Array() {
		all = append(all, strings.Clone(v.String()))
	}
	return all
}

func lowered(list gjson.Result) []string {
	all := texts(list)
	for i := range all {
		all[i] = strings.ToLower(all[i])
	}
	return all
}

// denies reports whether the statement, which is about the action, is about what was refused; whether its conditions hold is not looked into.
func (s *statement) denies(d *denial, end time.Time) bool {
	if d.key.layer != "" && d.key.layer != s.layer || !s.cite.Time.IsZero() && !end.IsZero() && s.cite.Time.After(end) {
		return false
	}
	switch resource := d.resourceARN(); {
	case resource == "" || resource == "*":
	case len(s.others) > 0 && anyLike(s.others, resource), len(s.resources) > 0 && !anyLike(s.resources, resource):
		return false
	}
	if s.layer == identityBased {
		return s.holder == "" || s.holder == lastPart(d.key.identity)
	}
	if len(s.excepted) > 0 {
		return !meets(s.excepted, d.key.identity)
	}
	return meets(s.principals, d.key.identity)
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

func anyLike(patterns []string, text string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return advice.Wildcard(p, text) })
}

// concerns reports whether the statement is about an action, given in small letters.
func (s *statement) concerns(action string) bool {
	if len(s.notActions) > 0 {
		return !anyLike(s.notActions, action)
	}
	return anyLike(s.actions, action)
}

// about are the statements about an action: refusals are many, and the actions of them few.
func (s *setting) about(action string) []*statement {
	action = strings.ToLower(action)
	list, known := s.byAction[action]
	if !known {
		for i := range s.denying {
			if s.denying[i].concerns(action) {
				list = append(list, &s.denying[i])
			}
		}
		s.byAction[action] = list
	}
	return list
}

// meets reports whether principals name an identity, its account or everybody.
func meets(principals []string, identity string) bool {
	account := accountOf(identity)
	return slices.ContainsFunc(principals, func(p string) bool {
		return p == "*" || p == identity || roleOf(p) == identity || account != "" && (p == account || strings.HasSuffix(p, ":"+account+":root"))
	})
}

// denyingStatements are the statements of the bundle that are about a refusal.
func (s *setting) denyingStatements(d *denial) (some []*statement) {
	if d.key.explicit != "true" {
		return nil
	}
	_, end := d.provenSpan()
	for _, st := range s.about(d.key.action) {
		twice := slices.ContainsFunc(some, func(o *statement) bool { return o.text == st.text })
		if !twice && len(some) < maxDenying && st.denies(d, end) {
			some = append(some, st)
		}
	}
	return some
}

// sortStatements puts them in an order that does not hang on which was read first.
func sortStatements(list []statement) []statement {
	slices.SortFunc(list, func(a, b statement) int { return cmp.Or(a.cite.Compare(b.cite), cmp.Compare(a.text, b.text)) })
	return list
}
