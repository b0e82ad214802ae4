package ticket

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate/entity"
	"hamari/correlate/report"
	"hamari/parsers/lazy"
)

// other stands for the name of somebody or something that does not belong to the findings.
const other = "[other]"

// discretion knows what may be named: the entities of the findings, those that were asked for, and what titles and summaries
// are about. Everything else that has the form of a name is replaced, and so are the names, whatever their form, that records
// give to callers who have no part in a finding.
type discretion struct {
	own       map[string]bool
	about     []byte          // titles and summaries of the findings
	callers   map[string]bool // addresses that calls came from and that nothing else names
	strangers *regexp.Regexp  // nil where there is none
}

// named finds what has the form of a name: ARNs, addresses of mail, resource IDs, unique IDs of IAM, account IDs,
// addresses and networks. What has the form of the ID of a request or an event is found first, so that its end is not taken
// for an account: see [isName].
var named = lazy.Regexp(`arn:aws[a-z-]*:[^\s"'<>()\[\]{},;]+` +
	`|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b` +
	`|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+` +
	`|\b[a-z][a-z0-9]*(?:-[a-z]+)*-[0-9a-f]{8}(?:[0-9a-f]{9})?\b` +
	`|\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|AIPA|ANVA|ASCA)[A-Z0-9]{12,}\b` +
	`|\b[0-9]{12}\b` +
	`|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?\b` +
	`|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:/[0-9]{1,3})?`)

// uuid is the form of the IDs of requests and events, which AWS looks up and which name nobody.
var uuid = lazy.Regexp(`^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func newDiscretion(r *report.Report) *discretion {
	d := &discretion{own: make(map[string]bool), callers: callerAddresses(r.Findings)}
	for _, name := range r.Focus {
		d.own[name] = true
	}
	for _, f := range r.Findings {
		d.admit(&f)
		for i := range f.Explains {
			d.admit(&f.Explains[i])
		}
	}
	if account := onlyValue(r.Coverage, func(c report.Coverage) string { return c.Account }); account != "" {
		d.own[account] = true // all logs are of it
	}
	d.learnStrangers(r)
	return d
}

// admit lets what a finding is about be named.
func (d *discretion) admit(f *report.Finding) {
	for _, ids := range f.Entities {
		for _, id := range ids {
			d.own[id] = d.own[id] || !d.callers[id]
		}
	}
	about := f.Title + "\n" + f.Summary
	d.about = append(append(d.about, about...), '\n')
	for _, name := range named().FindAllString(about, -1) {
		d.own[trimName(name)] = true
	}
	for _, e := range f.Evidence {
		if e.Role == report.Match && !gjson.GetBytes(e.Raw, "userIdentity").Exists() { // a call has a caller, and no parties
			d.admitParties(e.Text)
		}
	}
}

// admitParties lets the addresses be named between which the packets and requests went that a finding rests on.
func (d *discretion) admitParties(text string) {
	for _, name := range named().FindAllString(text, -1) {
		name = trimName(name)
		if _, err := netip.ParseAddr(name); err == nil && !d.callers[name] {
			d.own[name] = true
		}
	}
}

// callerAddresses returns the addresses from which the calls came that the findings rest on, and which no other record
// names: where somebody sat who called AWS is no resource that AWS could look at.
func callerAddresses(findings []report.Finding) map[string]bool {
	callers := make(map[string]bool)
	records := recordsOf(findings)
	for _, e := range records {
		if address := field(e.Raw, "sourceIPAddress"); address != "" {
			callers[address] = true
		}
	}
	for address := range callers {
		for _, e := range records {
			if field(e.Raw, "sourceIPAddress") == "" && strings.Contains(string(e.Raw), address) {
				delete(callers, address)
			}
		}
	}
	return callers
}

// onlyValue returns the account or region that all logs are of; "" where there are several, or none.
func onlyValue(coverage []report.Coverage, of func(report.Coverage) string) string {
	only := ""
	for _, c := range coverage {
		value := of(c)
		if only != "" && value != "" && value != only {
			return ""
		}
		only = cmp.Or(value, only)
	}
	return only
}

// trimName takes the end of a sentence off a name.
func trimName(name string) string { return strings.TrimRight(name, ".:") }

// text replaces what must not be named.
func (d *discretion) text(s string) string {
	s = named().ReplaceAllStringFunc(s, func(name string) string {
		core := trimName(name)
		if core == "" || d.own[core] || !isName(core) {
			return name
		}
		return other + name[len(core):]
	})
	if d.strangers != nil {
		s = d.strangers.ReplaceAllString(s, "${1}"+other+"${2}")
	}
	return s
}

// isName tells addresses from what only looks like them, such as times and versions. Networks that are everybody's name
// nobody.
func isName(s string) bool {
	if uuid().MatchString(s) {
		return false
	}
	if !strings.Contains(s, ".") && !strings.Contains(s, ":") || strings.HasPrefix(s, "arn:") || strings.Contains(s, "@") {
		return true
	}
	if network, err := netip.ParsePrefix(s); err == nil {
		return network.Bits() > 0
	}
	address, err := netip.ParseAddr(s)
	return err == nil && !address.IsUnspecified() && !address.IsLoopback() && !address.IsLinkLocalUnicast()
}

// isOther reports whether an account has no part in the findings.
func (d *discretion) isOther(account string) bool { return account != "" && !d.own[account] }

// learnStrangers collects the names of callers and resources that have no part in a finding.
func (d *discretion) learnStrangers(r *report.Report) {
	names := make(map[string]bool)
	for _, f := range r.Findings {
		d.learnCallers(f.Evidence, names)
		for _, g := range f.Explains {
			d.learnCallers(g.Evidence, names)
		}
	}
	for _, p := range r.Patterns {
		d.learnCallers(p.Evidence, names)
	}
	for _, m := range r.Timeline {
		for key, ids := range m.Entities {
			if slices.Contains(common, key) {
				continue
			}
			for _, id := range ids {
				names[id] = true
			}
		}
	}
	var alternatives []string
	for name := range names {
		if len(name) >= 3 && !isAWS(name) && !d.belongs(name) {
			alternatives = append(alternatives, regexp.QuoteMeta(name))
		}
	}
	if len(alternatives) == 0 {
		return
	}
	slices.SortFunc(alternatives, func(a, b string) int { // the longest first, or a part of it would match
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	const most = 5000 // names; a report cites far fewer records
	d.strangers = regexp.MustCompile(`(^|[^A-Za-z0-9_])(?:` + strings.Join(alternatives[:min(len(alternatives), most)], "|") + `)($|[^A-Za-z0-9_])`)
}

// isAWS reports whether a name is of AWS itself: a service that calls in somebody's name, or its role.
func isAWS(name string) bool {
	return strings.HasSuffix(name, ".amazonaws.com") || strings.HasSuffix(name, ".amazonaws.com.cn") || name == "AWS Internal" ||
		strings.HasPrefix(name, "AWSServiceRoleFor")
}

// common are kinds of entities whose values name nobody.
var common = []string{"region", "az", "instance-type", "api", "user-agent"}

// belongs reports whether a name is one of the findings', or a part of one, such as the role's name in its ARN.
func (d *discretion) belongs(name string) bool {
	if d.own[name] || entity.NamedIn(d.about, name) {
		return true
	}
	for id := range d.own {
		if strings.HasPrefix(id, "arn:") && slices.Contains(strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == ':' }), name) {
			return true
		}
	}
	return false
}

// learnCallers adds the names of those who made the calls of CloudTrail records.
func (d *discretion) learnCallers(evidence []report.Evidence, names map[string]bool) {
	for _, e := range evidence {
		identity := gjson.GetBytes(e.Raw, "userIdentity")
		for _, path := range []string{"userName", "sessionContext.sessionIssuer.userName", "arn", "sessionContext.sessionIssuer.arn", "principalId"} {
			value := lineOf(identity.Get(path).String())
			names[value] = true
			if i := strings.LastIndexAny(value, "/:"); i >= 0 {
				names[value[i+1:]] = true
			}
		}
		for _, path := range []string{"sourceIPAddress", "userAgent"} {
			names[field(e.Raw, path)] = true
		}
	}
}

// remark explains what stands for the names that were replaced, if any was.
func (d *discretion) remark(sections []*section) []string {
	for _, s := range sections {
		for _, item := range s.items {
			if strings.Contains(item, other) {
				return []string{other + " stands for names that do not belong to the findings."}
			}
		}
	}
	return nil
}

// lineOf makes a value of a raw record, which package clean leaves as it is, harmless.
func lineOf(value string) string { return clean.Line(value) }
