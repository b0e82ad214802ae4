package access

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/console"
	"hamari/parsers/ssmagent"
)

// Bounds of what is kept.
const (
	maxDenials = 50_000  // refusals that differ
	maxEvents  = 300_000 // records of refusals
	maxSet     = 16      // addresses and the like of one refusal
)

// Lens gathers refusals and the calls around them.
type Lens struct {
	denials        map[denialKey]*denial
	allowed        allowed
	changes        changes
	reading        reading
	events         int
	dropped        int64 // records that found no room
	denying        []statement
	denyingDropped int
}

// denialKey is what makes two refusals the same.
type denialKey struct {
	identity, action, resource, layer, explicit, reason string
}

// denial is a refusal and its records.
type denial struct {
	key   denialKey
	lead  lead
	calls map[callKey]bool // by which it was refused
	seen  map[uint64]lens.Cite
	told  map[uint64]bool  // those of seen that are of a call to another service, which passes on why it failed
	words map[uint64]words // of those of seen that are messages

	readings map[uint64]clockReading // of those of seen that have no time but that of a clock without a zone
	doubtful map[uint64]bool         // those of them of whose zone nothing is sure

	unasked   bool     // a record lacks what it asked for
	varied    bool     // the records do not all have one code and message
	lacks     []string // the message, where the notation of a record leaves it out
	resources []string // that it is about, where they are several

	addresses, regions, accounts, endpoints, mfa, sessions set
	requests                                               set    // of those that a service made in the caller's name
	asks                                                   set    // what the calls asked for, where that may be why
	owners                                                 set    // accounts of the resource, where its ARN does not tell
	asked, accessKeys                                      set    // what was asked for with which keys, of actions that give power
	encoded                                                string // the smallest that is whole
}

// lead is what the first record says.
type lead struct {
	cite                                             lens.Cite
	principal, role, via, code, message, name, agent string
	account                                          string // of the caller
	policy, resourceFrom, readOnly, eventSrc         string
	transitive, data                                 bool      // data: a data event
	once                                             string    // what records of the same call have alike, where they are in several logs
	reading                                          time.Time // by a clock without a zone, where there is no time
	shared                                           string    // ID of the one call of which each account concerned has a record
}

func (l *lead) sameWords(o *lead) bool { return l.code == o.code && l.message == o.message }

// pasted begins the text of cited messages that a person pasted; logged is that of those which an application logged.
const (
	pasted  = "pasted"
	logged  = "in the log of an application"
	byAgent = "in the log of the SSM Agent"
)

// isPasted reports whether a record is but a message about a call, of which there may be a record, too.
func isPasted(c lens.Cite) bool {
	return strings.HasPrefix(c.Text, pasted) || c.Text == logged || c.Text == byAgent
}

// messageField is the field of a record that says why a call was refused.
const messageField = "errorMessage"

var lacksMessage = []string{messageField}

// New returns an empty lens.
func New() *Lens {
	return &Lens{denials: map[denialKey]*denial{}, allowed: newAllowed(), changes: changes{}, reading: reading{}}
}

// Event takes in one CloudTrail record, and [Lens.Change] takes in those of which Changes has the name.
func (l *Lens) Event(ev *parsers.Event) {
	code := ev.Value(cloudtrail.SlotErrorCode)
	if !code.Exists() {
		l.allowed.add(ev)
		return
	}
	message := ev.Value(cloudtrail.SlotErrorMessage).String()
	if !isRefusal(code.String(), message) || isDryRun(ev) {
		return
	}
	w := l.reading.of(message)
	source, name := ev.Value(cloudtrail.SlotEventSource).String(), ev.Value(cloudtrail.SlotEventName).String()
	d := lead{
		principal: ev.Value(cloudtrail.SlotIdentityARN).String(), via: ev.Value(cloudtrail.SlotIdentityInvokedBy).String(),
		role: ev.Value(cloudtrail.SlotIssuerARN).String(), account: ev.Value(cloudtrail.SlotIdentityAccountID).String(), code: code.String(), message: message, name: name, eventSrc: source,
		agent: ev.Value(cloudtrail.SlotUserAgent).String(), readOnly: ev.Value(cloudtrail.SlotReadOnly).String(),
	}
	d.data = string(ev.Value(cloudtrail.SlotManagementEvent)) == "false" || string(ev.Value(cloudtrail.SlotEventCategory)) == "Data"
	identity := identityOf(ev).String()
	switch {
	case identity == "":
		identity = cmp.Or(w.caller, d.via, anonymous)
	case !strings.HasPrefix(identity, "arn:") && strings.HasPrefix(w.caller, "arn:"):
		identity, d.principal = w.caller, w.caller // the record has only a name
	}
	if !strings.Contains(d.role, ":role/") {
		d.role = ""
	}
	known := l.denial(w, &d, roleOf(identity), actionOf(source, name), func(action string) string { return resourceOf(ev, action) })
	if known == nil {
		return
	}
	if slices.Contains(ev.Lacks, messageField) {
		known.lacks = lacksMessage
	}
	d.cite = lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time}
	d.shared = ev.Value(cloudtrail.SlotSharedEventID).String()
	if l.note(known, &d, w) {
		known.calls[callKey{known.key.identity, source, name}] = true
		known.addresses.add(ev.Value(cloudtrail.SlotSourceIPAddress).String())
		known.regions.add(ev.Value(cloudtrail.SlotAWSRegion).String())
		known.accounts.add(ev.Value(cloudtrail.SlotRecipientAccountID).String())
		known.endpoints.add(ev.Value(cloudtrail.SlotVPCEndpointID).String())
		known.mfa.add(mfaOf(ev))
		known.sessions.add(d.principal)
		for _, owner := range gjson.GetBytes(ev.Raw, "resources.#.accountId").Array() {
			known.owners.add(owner.String())
		}
		if known.key.explicit == "true" || lastName(known.key.resource) == "" { // Deny statements mostly have conditions
			asks := asksOf(ev)
			known.asks.add(asks)
			known.unasked = known.unasked || asks == "" && known.readOnly() != "true"
		}
		if powerOf(known.key.action) != "" {
			known.asked.add(askedOf(ev))
			known.accessKeys.add(ev.Value(cloudtrail.SlotIdentityAccessKeyID).String())
		}
		if d.via != "" {
			known.requests.add(ev.Value(cloudtrail.SlotRequestID).String())
		}
	}
}

// Message takes in an error message that a person pasted or an application logged. A time without a zone is none before [Lens.Resolve]; the
// date of a mail, which somebody wrote after the refusal, perhaps after it was mended, is only told.
func (l *Lens) Message(ev *parsers.Event) {
	message := ev.Value(console.SlotMessage).String()
	if encoded := ev.Value(console.SlotEncoded).String(); encoded != "" && !strings.Contains(message, encodedMark) {
		message += " " + encodedMark + encoded
	}
	code := ev.Value(console.SlotErrorCode).String()
	if !isRefusal(code, message) {
		return
	}
	w := readMessage(message)
	if own := serviceOf(w.action) + ":" + ev.Value(console.SlotOperation).String(); strings.EqualFold(own, w.action) {
		w.action = own // messages of SQS have sqs:sendmessage
	}
	d := lead{principal: cmp.Or(ev.Value(console.SlotPrincipal).String(), w.caller), code: code, message: message, name: ev.Value(console.SlotOperation).String()}
	if role := roleOf(d.principal); role != d.principal {
		d.role = role
	}
	service := strings.ToLower(strings.TrimPrefix(ev.Value(console.SlotService).String(), "Amazon"))
	if service == "" && bareCode(code) == "UnauthorizedOperation" {
		service = "ec2" // which alone has this code
	}
	action := cmp.Or(lowerService(ev.Value(console.SlotAPI).String()), actionOf(service, d.name))
	if w.action == "" && action == "" {
		return // nobody knows what was refused
	}
	known := l.denial(w, &d, roleOf(d.principal), action, func(string) string { return ev.Value(console.SlotResource).String() })
	if known == nil {
		return
	}
	d.cite = lens.Cite{Pos: ev.Pos, Text: pasted}
	source := string(ev.Value(console.SlotTimeSource))
	if source == console.FromEvent {
		d.cite.Text = logged
	}
	if sent := ev.Value(console.SlotMail).String(); sent != "" {
		d.cite.Text += " in a mail of " + sent
	}
	if d.reading = ev.Time; !ev.WallClock {
		d.cite.Time, d.reading = ev.Time, time.Time{}
	}
	if l.note(known, &d, w) {
		known.say(idOf(&d.cite), words{ev.Value(console.SlotMessage).String(), d.name, d.cite.Time})
		known.regions.add(ev.Value(console.SlotRegion).String())
		known.accounts.add(cmp.Or(accountOf(d.principal), ev.Value(console.SlotAccount).String()))
	}
}

// Logged takes in a record of the SSM Agent, and reports whether it tells of a refusal. The agent writes each error to two logs.
func (l *Lens) Logged(ev *parsers.Event) bool {
	action := ev.Value(ssmagent.SlotAction).String()
	code, message := ev.Value(ssmagent.SlotErrorCode).String(), ev.Value(ssmagent.SlotMessage).String()
	if action == "" || !isRefusal(code, message) {
		return false
	}
	if at := strings.Index(message, "User: "); at > 0 {
		message = message[at:] // what the agent says before it is its own
	}
	message, _, _ = strings.Cut(message, "status code:") // the request ID behind it is another one each time
	message = strings.TrimSpace(message)
	w := readMessage(message)
	_, operation, _ := strings.Cut(action, ":")
	d := lead{principal: cmp.Or(ev.Value(ssmagent.SlotPrincipal).String(), w.caller), code: code, message: message, name: operation}
	if role := roleOf(d.principal); role != d.principal {
		d.role = role
	}
	known := l.denial(w, &d, roleOf(d.principal), lowerService(action), func(string) string { return arnIn(ev.Value(ssmagent.SlotResource).String()) })
	if known == nil {
		return true
	}
	d.cite, d.once = lens.Cite{Pos: ev.Pos, Text: byAgent}, ev.Value(ssmagent.SlotRequestID).String()
	if d.reading = ev.Time; !ev.WallClock {
		d.cite.Time, d.reading = ev.Time, time.Time{}
	}
	if l.note(known, &d, w) {
		known.accounts.add(accountOf(d.principal))
		known.regions.add(regionOf(known.key.resource))
	}
	return true
}

// denial returns the refusal that a record belongs to; nil if there is no room for it.
func (l *Lens) denial(w wording, d *lead, identity, action string, resource func(action string) string) *denial {
	if w.action != "" && !strings.EqualFold(w.action, action) { // messages of SQS have sqs:sendmessage
		action = w.action
	}
	d.message, d.policy, d.transitive = plain(d, w), w.policy, w.transitive
	d.resourceFrom = fromMessage
	if w.resource == "" {
		if w.resource, d.resourceFrom = resource(action), fromRequest; w.resource == "" {
			d.resourceFrom = ""
		}
	}
	key := denialKey{identity, action, w.resource, w.layer, w.explicit, w.reason(d)}
	known := l.denials[key]
	if known == nil {
		if len(l.denials) >= maxDenials {
			l.dropped++
			return nil
		}
		known = &denial{key: key, calls: map[callKey]bool{}, seen: map[uint64]lens.Cite{}}
		l.denials[key] = known
	}
	return known
}

// reason says in how much detail the message tells why.
func (w *wording) reason(d *lead) string {
	switch {
	case w.layer != "":
		return "policy"
	case w.explicit != "":
		return "deny"
	case w.unknown:
		return "other"
	case w.encoded != "":
		return "encoded"
	case w.action != "":
		return "action"
	case d.message != "":
		return "plain"
	}
	return "none"
}

// note files one record of a refusal, and reports whether there was room.
func (l *Lens) note(known *denial, d *lead, w wording) bool {
	known.varied = known.varied || known.lead.cite.Pos.Member != "" && !known.lead.sameWords(d)
	id := idOf(&d.cite)
	switch {
	case d.shared != "":
		id = xxhash.Sum64String(d.shared)
	case d.cite.ID == "" && d.once != "":
		id = xxhash.Sum64String(d.once)
	}
	if before, has := known.seen[id]; has && before.Compare(d.cite) <= 0 {
		return true
	} else if !has {
		if l.events >= maxEvents {
			l.dropped++
			return false
		}
		l.events++
	}
	known.seen[id] = d.cite
	if !d.reading.IsZero() {
		known.read(id, clockReading{d.cite.Pos, d.reading})
	}
	if d.eventSrc != "" && serviceOf(actionOf(d.eventSrc, d.name)) != serviceOf(known.key.action) {
		known.tell(id)
	}
	if known.lead.cite.Pos.Member == "" || d.cite.Compare(known.lead.cite) < 0 {
		known.lead = *d
	}
	if w.encoded != "" && !strings.HasSuffix(w.encoded, "...") && (known.encoded == "" || w.encoded < known.encoded) {
		known.encoded = w.encoded
	}
	return true
}

// idOf tells one record from another.
func idOf(c *lens.Cite) uint64 {
	if c.ID == "" {
		return xxhash.Sum64String(fmt.Sprintf("%s\x00%d", c.Pos.Member, c.Pos.Record))
	}
	return xxhash.Sum64String(c.ID)
}

// Merge adds what the other lens gathered.
func (l *Lens) Merge(o *Lens) {
	for key, theirs := range o.denials {
		mine := l.denials[key]
		if mine == nil {
			l.denials[key] = theirs
			l.events += len(theirs.seen)
			continue
		}
		l.events += mine.merge(theirs)
	}
	l.allowed.merge(&o.allowed)
	l.changes.merge(o.changes)
	l.denying = append(l.denying, o.denying...)
	l.denyingDropped += o.denyingDropped
	l.dropped += o.dropped
}

// merge adds the records of the other, and returns how many were new.
func (d *denial) merge(o *denial) (added int) {
	for id, cite := range o.seen {
		known, has := d.seen[id]
		if !has {
			added++
		}
		if !has || cite.Compare(known) < 0 {
			d.seen[id] = cite
		}
	}
	for id, r := range o.readings {
		if d.seen[id].Pos == r.pos {
			d.read(id, r)
		}
	}
	for id := range o.doubtful {
		d.doubt(id)
	}
	for id := range o.told {
		d.tell(id)
	}
	for id, w := range o.words {
		d.say(id, w)
	}
	if d.lacks == nil {
		d.lacks = o.lacks
	}
	d.unasked = d.unasked || o.unasked
	d.varied = d.varied || o.varied || !d.lead.sameWords(&o.lead)
	if o.lead.cite.Compare(d.lead.cite) < 0 {
		d.lead = o.lead
	}
	if o.encoded != "" && (d.encoded == "" || o.encoded < d.encoded) {
		d.encoded = o.encoded
	}
	maps.Copy(d.calls, o.calls)
	for mine, theirs := range map[*set]set{
		&d.addresses: o.addresses, &d.regions: o.regions, &d.accounts: o.accounts, &d.endpoints: o.endpoints, &d.mfa: o.mfa, &d.sessions: o.sessions, &d.requests: o.requests,
		&d.asked: o.asked, &d.accessKeys: o.accessKeys, &d.asks: o.asks, &d.owners: o.owners,
	} {
		for _, name := range theirs {
			mine.add(name)
		}
	}
	return added
}

// Notes says what found no room.
func (l *Lens) Notes() (notes []string) {
	if n := l.dropped + l.allowed.dropped; n > 0 {
		notes = append(notes, fmt.Sprintf("%d records of refused or allowed calls found no room: how often permissions were refused is at least what is said", n))
	}
	if n := l.denyingDropped; n > 0 {
		notes = append(notes, fmt.Sprintf("%d Deny statements of policies found no room, or are longer than %d KiB: they are not set beside refusals", n, maxStatement>>10))
	}
	return notes
}

// plain is the message without its encoded part.
func plain(d *lead, w wording) string {
	if w.encoded == "" {
		return d.message
	}
	message, _, _ := strings.Cut(d.message, " "+strings.TrimSuffix(encodedMark, " "))
	return message
}

// isDryRun reports whether the call only asked whether it would be allowed.
func isDryRun(ev *parsers.Event) bool {
	dry := gjson.GetBytes(ev.Raw, "requestParameters.dryRun")
	return dry.Exists() && strings.EqualFold(dry.String(), "true")
}

func mfaOf(ev *parsers.Event) string {
	return gjson.GetBytes(ev.Raw, "userIdentity.sessionContext.attributes.mfaAuthenticated").String()
}

// regionOf is the Region in an ARN.
func regionOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[3]
	}
	return ""
}

// accountOf is the account in an ARN.
func accountOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

// records are the records of a refusal in order.
func (d *denial) records() []lens.Cite {
	return slices.SortedFunc(maps.Values(d.seen), lens.Cite.Compare)
}

// times is how often a call was refused. What was pasted tells of one of the calls on record, where there are any, and what S3
// says of KMS tells of a call that KMS may have recorded, too.
func (d *denial) times() int {
	var own, told int
	for id, c := range d.seen {
		switch {
		case isPasted(c):
		case d.told[id]:
			told++
		default:
			own++
		}
	}
	return cmp.Or(max(own, told), len(d.seen))
}

func (d *denial) tell(id uint64) {
	if d.told == nil {
		d.told = map[uint64]bool{}
	}
	d.told[id] = true
}

func serviceOf(action string) string {
	service, _, _ := strings.Cut(action, ":")
	return strings.ToLower(service)
}

// set is a few texts in order. Of too many the smallest stay, so that the order of reading does not show.
type set []string

func (s *set) add(name string) {
	i, has := slices.BinarySearch(*s, name)
	if name == "" || has || i >= maxSet {
		return
	}
	*s = slices.Insert(*s, i, strings.Clone(name))
	if len(*s) > maxSet {
		*s = (*s)[:maxSet]
	}
}

func (s set) has(name string) bool {
	_, has := slices.BinarySearch(s, name)
	return has
}
