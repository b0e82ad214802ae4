package life

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/lazy"
)

// Slots of Kind.
const (
	slotInstance = iota
	slotSource
	slotWhat
)

// Kind is the vocabulary of signs of life.
var Kind = parsers.NewKind("sign-of-life", "A sign that an instance was running", []parsers.Field{
	slotInstance: {Name: "instance", Entity: "instance", Doc: "The instance."},
	slotSource:   {Name: "source", Doc: "The kind of log that shows it: cloudtrail, metrics, flowlog."},
	slotWhat:     {Name: "what", Doc: "What it did, in words."},
})

// Bounds of what is kept: one sign per instance, source and slot of time, and so many in all.
const (
	slot     = 2 * 60 // seconds
	maxSigns = 1_000_000
)

// Lens gathers signs of life.
type Lens struct {
	signs map[key]sign
}

type key struct {
	instance, source string
	slot             int64
}

type sign struct {
	start, end time.Time
	what       string
	cite       lens.Cite
}

// New returns an empty lens.
func New() *Lens { return &Lens{signs: map[key]sign{}} }

// instancePrefix is what every session name of an instance's role begins with; looking for it is cheap.
var instancePrefix = []byte("/i-")

// sessionInstance finds the instance in the session name of a role that EC2 handed to it. EC2's own infrastructure
// role is named after instances, too, but acts before they run.
var sessionInstance = lazy.Regexp(`assumed-role/([^/]+)/(i-[0-9a-f]{8,17})$`)

// Event takes in one CloudTrail record.
func (l *Lens) Event(ev *parsers.Event) {
	if arn := ev.Value(cloudtrail.SlotIdentityARN); bytes.Contains(arn, instancePrefix) {
		if m := sessionInstance().FindSubmatch(arn); m != nil && string(m[1]) != "aws:ec2-infrastructure" {
			l.add(string(m[2]), "cloudtrail", sign{
				start: ev.Time, what: "its role called " + string(ev.Value(cloudtrail.SlotEventName)),
				cite: lens.Cite{Pos: ev.Pos, ID: ev.ID, Time: ev.Time},
			})
		}
	}
	if string(ev.Value(cloudtrail.SlotEventName)) == "UpdateInstanceInformation" && !ev.Value(cloudtrail.SlotErrorCode).Exists() {
		l.add(gjson.GetBytes(ev.Raw, "requestParameters.instanceId").String(), "cloudtrail", sign{
			start: ev.Time, what: "its SSM agent reported", cite: lens.Cite{Pos: ev.Pos, ID: ev.ID, Time: ev.Time},
		})
	}
}

// Reading takes in that a log shows the instance running for some time.
func (l *Lens) Reading(instance, source, what string, start, end time.Time, cite lens.Cite) {
	l.add(instance, source, sign{start: start, end: end, what: what, cite: cite})
}

// add notes one sign; of several in one slot the first is kept.
func (l *Lens) add(instance, source string, s sign) {
	if instance == "" {
		return
	}
	k := key{instance, source, s.start.Unix() / slot}
	known, has := l.signs[k]
	if !has && len(l.signs) >= maxSigns || has && compare(known, s) <= 0 {
		return
	}
	l.signs[k] = s
}

func compare(a, b sign) int {
	return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.cite.Pos.Member, b.cite.Pos.Member),
		cmp.Compare(a.cite.Pos.Record, b.cite.Pos.Record), cmp.Compare(a.what, b.what))
}

// Merge adds what the other lens gathered.
func (l *Lens) Merge(other *Lens) {
	for k, s := range other.signs {
		l.add(k.instance, k.source, s)
	}
}

// Rows returns the signs of the wanted instances, one series per instance and source, in order of time.
func (l *Lens) Rows(wanted func(instance string) bool) [][]lens.Row {
	maps.DeleteFunc(l.signs, func(k key, _ sign) bool { return !wanted(k.instance) })
	keys := slices.SortedFunc(maps.Keys(l.signs), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.instance, b.instance), cmp.Compare(a.source, b.source), cmp.Compare(a.slot, b.slot))
	})
	var out [][]lens.Row
	for i, k := range keys {
		s := l.signs[k]
		row := lens.Row{
			Kind: Kind, Start: s.start, End: s.end, Records: 1, Cites: []lens.Cite{s.cite},
			Values: []lens.Value{slotInstance: lens.Text(k.instance), slotSource: lens.Text(k.source), slotWhat: lens.Text(s.what)},
		}
		if i == 0 || keys[i-1].instance != k.instance || keys[i-1].source != k.source {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], row)
	}
	return out
}
