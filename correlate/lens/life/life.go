package life

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Slots of Kind.
const (
	slotInstance = iota
	slotSource
	slotWhat
)

// Kind is the vocabulary of signs of life.
var Kind = parsers.NewKind("sign-of-life", "A sign that an instance was running", fields)

var fields = []parsers.Field{
	slotInstance: {Name: "instance", Entity: "instance", Doc: "The instance."},
	slotSource:   {Name: "source", Doc: "The kind of log that shows it: cloudtrail, metrics, flowlog."},
	slotWhat:     {Name: "what", Doc: "What it did, in words."},
}

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

// Event takes in one CloudTrail record.
func (l *Lens) Event(ev *parsers.Event) {
	if instance := sessionInstance(ev.Value(cloudtrail.SlotIdentityARN)); instance != nil {
		l.call(instance, ev, func() string { return "its role called " + string(ev.Value(cloudtrail.SlotEventName)) })
	}
	if string(ev.Value(cloudtrail.SlotEventName)) == "UpdateInstanceInformation" && !ev.Value(cloudtrail.SlotErrorCode).Exists() {
		instance := gjson.GetBytes(ev.Raw, "requestParameters.instanceId").String()
		l.call([]byte(instance), ev, func() string { return "its SSM agent reported" })
	}
}

// call adds a sign that a record of CloudTrail gives. Most of them come too late to be the first of their slot, which is
// seen before anything is copied.
func (l *Lens) call(instance []byte, ev *parsers.Event, what func() string) {
	known, has := l.signs[key{string(instance), "cloudtrail", ev.Time.Unix() / slot}]
	if has && known.start.Before(ev.Time) {
		return
	}
	l.add(string(instance), "cloudtrail", sign{
		start: ev.Time, what: what(), cite: lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time}, // alone: others lie beside it
	})
}

// sessionInstance finds the instance in the session name of a role that EC2 handed to it, as in
// arn:aws:sts::111122223333:assumed-role/Role/i-0123456789abcdef0; nil if the ARN is no such session. EC2's own
// infrastructure role is named after instances, too, but acts before they run.
func sessionInstance(arn []byte) []byte {
	at := len(arn)
	for at > 0 && isHex(arn[at-1]) {
		at--
	}
	role, isInstance := bytes.CutSuffix(arn[:at], []byte("/i-"))
	if digits := len(arn) - at; !isInstance || digits < 8 || digits > 17 {
		return nil
	}
	before, name, _ := cutLast(role, '/')
	if len(name) == 0 || string(name) == "aws:ec2-infrastructure" || !bytes.HasSuffix(before, []byte("assumed-role")) {
		return nil
	}
	return arn[at-len("i-"):]
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }

func cutLast(s []byte, sep byte) (before, after []byte, found bool) {
	if i := bytes.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return nil, s, false
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
