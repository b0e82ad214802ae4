package changes

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Bounds of what is kept.
const (
	maxChanges = 50_000 // of more, the earliest
	maxNames   = 40     // entities of a kind, and deeds, of one call
)

// Lens gathers changes. One worker feeds one lens; lenses merge.
type Lens struct {
	rows map[string]*lens.Row // by what identifies the record
	cut  bool                 // later ones were given up
}

// New returns an empty lens.
func New() *Lens { return &Lens{rows: map[string]*lens.Row{}} }

// Takes reports whether Event takes anything from calls of this name.
func Takes(eventName []byte) bool { return names()[string(unversioned(eventName))] }

// Event takes in one CloudTrail record.
func (l *Lens) Event(ev *parsers.Event) {
	name := ev.Value(cloudtrail.SlotEventName)
	if !Takes(name) || ev.Value(cloudtrail.SlotErrorCode).Exists() || ev.Time.IsZero() {
		return
	}
	service, _, _ := bytes.Cut(ev.Value(cloudtrail.SlotEventSource), []byte("."))
	name = unversioned(name)
	op, known := operations()[string(service)+":"+string(name)]
	if !known || gjson.GetBytes(ev.Raw, "requestParameters.dryRun").Bool() {
		return
	}
	row := rowOf(&op, string(name), ev)
	if row == nil {
		return
	}
	id := row.Cites[0].ID
	if id == "" {
		id = fmt.Sprintf("%s#%d", ev.Pos.Member, ev.Pos.Record) // many records may stand on one line
	}
	l.keep(id, row)
}

// unversioned takes the version off the name of an operation of Lambda: UpdateFunctionCode20150331v2.
func unversioned(name []byte) []byte {
	if n := len(name); n == 0 || name[n-1] < '0' || name[n-1] > '9' {
		return name // as most are
	}
	if i := bytes.IndexAny(name, "0123456789"); i > 0 {
		return name[:i]
	}
	return name
}

// keep notes a change; of one that was delivered twice the first record.
func (l *Lens) keep(id string, row *lens.Row) {
	if known := l.rows[id]; known == nil || compare(row, known) < 0 {
		l.rows[id] = row
	}
	if len(l.rows) > 2*maxChanges {
		l.trim()
	}
}

func compare(a, b *lens.Row) int { return a.Cites[0].Compare(b.Cites[0]) }

func (l *Lens) trim() {
	if len(l.rows) <= maxChanges {
		return
	}
	l.cut = true
	ids := slices.SortedFunc(maps.Keys(l.rows), func(a, b string) int { return compare(l.rows[a], l.rows[b]) })
	for _, id := range ids[maxChanges:] {
		delete(l.rows, id)
	}
}

// Merge adds what another lens gathered.
func (l *Lens) Merge(o *Lens) {
	l.cut = l.cut || o.cut
	for id, row := range o.rows {
		l.keep(id, row)
	}
	l.trim()
}

// Notes says what was cut.
func (l *Lens) Notes() []string {
	if l.trim(); !l.cut {
		return nil
	}
	return []string{fmt.Sprintf("more than %d calls changed something: only the earliest were looked at", maxChanges)}
}

// Rows returns the changes in order of time.
func (l *Lens) Rows() (rows []lens.Row) {
	l.trim()
	for _, row := range slices.SortedFunc(maps.Values(l.rows), compare) {
		rows = append(rows, *row)
	}
	return rows
}

// rowOf reads a call; nil if it names nothing that it touches.
func rowOf(op *operation, name string, ev *parsers.Event) *lens.Row {
	values := make([]lens.Value, slots)
	var first string // what it touches first
	for _, t := range op.touches {
		found := find(ev.Raw, t)
		if len(found) == 0 {
			continue
		}
		if first == "" {
			first = strings.Join(found, " ")
		}
		slot := slotIdentity
		if t.kind != identity {
			slot = slotSecurityGroup + slices.Index(touched, t.kind)
		}
		values[slot] = lens.Text(strings.Join(found, ","))
	}
	if first == "" {
		return nil
	}
	things := thingsOf(op, ev.Raw)
	for slot, text := range map[int]string{
		slotFamily: op.family, slotEventName: name, slotWhat: strings.TrimSpace(first + " " + strings.Join(things[:min(len(things), 3)], "; ")),
		slotDoes: deeds(op.does, first, things), slotUndoes: deeds(op.undoes, first, things), slotCaller: cloudtrail.Caller(ev).String(), slotTool: toolOf(ev),
		slotAgent: ev.Value(cloudtrail.SlotUserAgent).String(), slotAddress: ev.Value(cloudtrail.SlotSourceIPAddress).String(),
		slotAccount: ev.Value(cloudtrail.SlotRecipientAccountID).String(), slotRegion: ev.Value(cloudtrail.SlotAWSRegion).String(),
	} {
		values[slot] = lens.Text(text)
	}
	return &lens.Row{Kind: Kind, Start: ev.Time, Values: values, Records: 1,
		Cites: []lens.Cite{{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time}}}
}

// find returns the names under the first path that has any.
func find(raw []byte, t touch) (found []string) {
	for _, path := range t.paths {
		for _, r := range leaves(gjson.GetBytes(raw, path)) {
			name := nameOf(t.kind, r)
			if name != "" && !slices.Contains(found, name) && len(found) < maxNames {
				found = append(found, name)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

func leaves(r gjson.Result) (list []string) {
	if !r.IsArray() {
		if s := r.String(); s != "" && r.Type != gjson.Null && !r.IsObject() {
			return []string{strings.Clone(s)}
		}
		return nil
	}
	for _, e := range r.Array() {
		list = append(list, leaves(e)...)
	}
	return list
}

// nameOf gives what a call names the form under which reports know it; empty where it is something else.
func nameOf(kind, name string) string {
	switch kind {
	case "key":
		if strings.HasPrefix(name, "alias/") || strings.Contains(name, ":alias/") {
			return ""
		}
	case "instance":
		if !strings.HasPrefix(name, "i-") {
			return "" // a target may be an address
		}
	case "target-group":
		if !strings.Contains(name, ":targetgroup/") {
			return "" // a resource of another kind, or a Classic Load Balancer as a traffic source
		}
	case "load-balancer":
		// A listener and a rule carry the name of their load balancer: :listener/app/NAME/ID/LISTENER
		if _, rest, isPart := strings.Cut(name, ":listener"); isPart {
			parts := strings.Split(rest, "/")
			if len(parts) < 4 {
				return ""
			}
			return strings.Join(parts[1:4], "/")
		}
		if strings.HasPrefix(name, "arn:") && !strings.Contains(name, ":loadbalancer/") {
			return "" // a resource of another kind
		}
	case "function":
		if _, rest, isARN := strings.Cut(name, ":function:"); isARN {
			name = rest
		}
		name, _, _ = strings.Cut(name, ":")
	}
	if strings.Contains(name, ",") {
		return ""
	}
	return entity.Canonical(kind, name)
}

// thingsOf says which things of what it touches a call changed: the rules of a security group, or what the paths name.
func thingsOf(op *operation, raw []byte) (things []string) {
	if op.family == "security-group" && op.does != "" {
		return rules(gjson.GetBytes(raw, "requestParameters"))
	}
	var parts []string
	for _, path := range op.thing {
		for _, s := range leaves(gjson.GetBytes(raw, path)) {
			parts = append(parts, strings.ReplaceAll(words(path, s), ",", " "))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts[:min(len(parts), maxNames)], " ")}
}

// words says what a value means that does not speak for itself.
func words(path, value string) string {
	switch {
	case strings.HasSuffix(path, ".ruleNumber"):
		return "rule " + value
	case strings.HasSuffix(path, ".egress") && value == "true":
		return "egress"
	case strings.HasSuffix(path, ".egress"):
		return "ingress"
	}
	return value
}

// rules lists the rules that a call for a security group names, as protocol, ports and the other side.
func rules(request gjson.Result) (list []string) {
	add := func(permission gjson.Result) {
		ports := permission.Get("ipProtocol").String() + " " + permission.Get("fromPort").String() + "-" + permission.Get("toPort").String()
		for _, path := range []string{
			"ipRanges.items.#.cidrIp", "ipv6Ranges.items.#.cidrIpv6", "groups.items.#.groupId", "prefixListIds.items.#.prefixListId", "cidrIp",
		} {
			for _, other := range leaves(permission.Get(path)) {
				if len(list) < maxNames {
					list = append(list, strings.ReplaceAll(ports+" "+other, ",", " "))
				}
			}
		}
	}
	for _, p := range request.Get("ipPermissions.items").Array() {
		add(p)
	}
	if request.Get("cidrIp").Exists() {
		add(request)
	}
	list = append(list, leaves(request.Get("securityGroupRuleIds.items.#.securityGroupRuleId"))...)
	return list[:min(len(list), maxNames)]
}

// deeds writes what a call does to each of the things.
func deeds(verb, first string, things []string) string {
	if verb == "" {
		return ""
	}
	if len(things) == 0 {
		return verb + " " + first
	}
	list := make([]string, len(things))
	for i, thing := range things {
		list[i] = verb + " " + first + " " + thing
	}
	return strings.Join(list, ",")
}

// tools are known by a word in the agent; the first that is there counts.
var tools = []struct{ word, name string }{
	{"Terraform", "Terraform"}, {"OpenTofu", "OpenTofu"}, {"pulumi", "Pulumi"}, {"aws-cdk", "CDK"}, {"cdk", "CDK"}, {"Ansible", "Ansible"},
	{"cloudformation", "CloudFormation"}, {"console.", "the console"}, {"signin.", "the console"}, {"AWSConsole", "the console"},
	{"S3Console", "the console"}, {"Mozilla/", "the console"}, {"aws-cli", "the AWS CLI"}, {"eksctl", "eksctl"}, {"kops", "kops"},
	{"elbv2.k8s.aws", "the AWS Load Balancer Controller"}, {"kubernetes", "Kubernetes"}, {"Boto3", "a program (Boto3)"}, {"aws-sdk", "a program (AWS SDK)"},
}

// toolOf says with what a call was made.
func toolOf(ev *parsers.Event) string {
	agent := ev.Value(cloudtrail.SlotUserAgent).String()
	if service := ev.Value(cloudtrail.SlotCallerService).String(); service != "" && !strings.Contains(service, "AWS Internal") {
		if strings.HasPrefix(service, "cloudformation.") {
			return "CloudFormation"
		}
		return service
	}
	for _, t := range tools {
		if strings.Contains(agent, t.word) {
			return t.name
		}
	}
	return agent
}
