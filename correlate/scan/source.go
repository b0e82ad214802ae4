package scan

import (
	"cmp"
	"slices"
	"time"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/console"
	"hamari/parsers/flowlog"
	"hamari/parsers/formats"
	"hamari/parsers/inventory"
	"hamari/parsers/metrics"
	"hamari/parsers/traildigest"
)

// MaxRejects is how many rejected records of a member are told; all are counted.
const MaxRejects = 20

// Source is one member: the sink of its records, and the account of what was read from it.
type Source struct {
	Member                        string
	Records, Rejected, Duplicates int64
	Start, End                    time.Time // of the times that carry a zone, and, once it is known, of the others

	state  *State
	known  bool    // the state has it
	number int     // among the members whose events are known, from 1; 0 where it has none yet
	rarity *rarity // nil where there is none
	once   *onceOf // nil where all its records count
	flows  *sample // of VPC flow log records; nil without any
}

// rarity is what few members have. It stands aside, since there may be very many members.
type rarity struct {
	wallFrom, wallTo time.Time
	rejects          []*parsers.SyntaxError
	notes            []string
}

// Wall returns the first and the last reading of a clock without a zone, as if it were UTC; zero where there is none.
func (src *Source) Wall() (from, to time.Time) { return src.rare().wallFrom, src.rare().wallTo }

// Rejects returns the first rejected records.
func (src *Source) Rejects() []*parsers.SyntaxError { return src.rare().rejects }

// Notes returns the remarks on the member.
func (src *Source) Notes() []string { return src.rare().notes }

// rare returns what few members have, to be read.
func (src *Source) rare() *rarity {
	if src.rarity == nil {
		return &nothingRare
	}
	return src.rarity
}

// nothingRare stands for what most members do not have.
var nothingRare rarity

// rarer returns what few members have, to be added to.
func (src *Source) rarer() *rarity {
	if src.rarity == nil {
		src.rarity = &rarity{}
	}
	return src.rarity
}

// enter makes the source known to its state, now that there is something to tell of it: of a member that no format reads
// there may never be.
func (src *Source) enter() {
	if !src.known {
		src.known = true
		src.state.Sources = append(src.state.Sources, src)
	}
}

// Repeated is how many of its records count for another member, but for events that have an ID.
func (src *Source) Repeated() int64 {
	if src.once == nil {
		return 0
	}
	return src.Duplicates
}

// Release lets go of the state. The source takes in nothing afterwards.
func (src *Source) Release() { src.state = nil }

// Event takes in one record.
func (src *Source) Event(ev *parsers.Event) error {
	src.enter()
	if ev.ID != "" && ev.Kind == cloudtrail.Kind && src.state.seen.duplicate(ev, src) {
		return nil
	}
	if src.once.repeats(ev) {
		src.Duplicates++
		src.span(ev)
		return nil
	}
	src.Records++
	src.span(ev)
	src.cover(ev)
	src.state.event(ev)
	return nil
}

// Reject takes a record that could not be understood.
func (src *Source) Reject(e *parsers.SyntaxError) {
	src.enter()
	src.Rejected++
	if r := src.rarer(); len(r.rejects) < MaxRejects {
		r.rejects = append(r.rejects, e)
	}
}

// Note takes a remark on the member.
func (src *Source) Note(text string) {
	src.enter()
	if r := src.rarer(); !slices.Contains(r.notes, text) && len(r.notes) < MaxRejects {
		r.notes = append(r.notes, text)
	}
}

// merge adds what another worker read of the member. The rejects told are those that stand first.
func (src *Source) merge(o *Source) {
	src.Records += o.Records
	src.Rejected += o.Rejected
	src.Duplicates += o.Duplicates
	if !o.Start.IsZero() {
		src.extend(o.Start, o.End)
	}
	switch {
	case o.flows == nil:
	case src.flows == nil:
		src.flows = o.flows
	default:
		src.flows.merge(o.flows)
	}
	if o.rarity == nil {
		return
	}
	r := src.rarer()
	if from, to := o.Wall(); !from.IsZero() {
		r.span(from, to)
	}
	r.rejects = append(r.rejects, o.Rejects()...)
	slices.SortStableFunc(r.rejects, func(a, b *parsers.SyntaxError) int { return cmp.Compare(a.Pos.Record, b.Pos.Record) })
	r.rejects = r.rejects[:min(len(r.rejects), MaxRejects)]
	for _, note := range o.Notes() {
		src.Note(note)
	}
}

func (src *Source) span(ev *parsers.Event) {
	if ev.Time.IsZero() {
		return
	}
	end := ev.End
	if end.IsZero() {
		end = ev.Time
	}
	if ev.WallClock {
		src.rarer().span(ev.Time, end)
	} else {
		src.extend(ev.Time, end)
	}
}

// extend makes the time that the source spans reach over another stretch.
func (src *Source) extend(from, to time.Time) {
	src.Start, src.End = union(src.Start, src.End, from, to)
}

// span makes the time that the readings span reach over another stretch.
func (r *rarity) span(from, to time.Time) {
	r.wallFrom, r.wallTo = union(r.wallFrom, r.wallTo, from, to)
}

// union returns the least stretch that holds both; the first may be zero.
func union(from, to, from2, to2 time.Time) (time.Time, time.Time) {
	if from.IsZero() || from2.Before(from) {
		from = from2
	}
	if to2.After(to) {
		to = to2
	}
	return from, to
}

// cover notes for which time, account and region the record is there.
func (src *Source) cover(ev *parsers.Event) {
	if ev.Pasted {
		src.state.Pasted[origins[ev.Kind].format] = true
		return
	}
	if ev.Time.IsZero() {
		return
	}
	switch ev.Kind {
	case cloudtrail.Kind:
		src.state.Coverage.add(ev, "cloudtrail", ev.Value(cloudtrail.SlotRecipientAccountID), ev.Value(cloudtrail.SlotAWSRegion))
	case metrics.Kind:
		src.state.Coverage.add(ev, "metrics", ev.Value(metrics.SlotAccount), ev.Value(metrics.SlotRegion))
	case flowlog.VPC.Kinds[0]:
		src.state.Coverage.flow(ev)
		if src.flows == nil {
			src.flows = &sample{}
		}
		src.flows.flow(ev)
	case flowlog.TransitGateway.Kinds[0]:
		src.state.Coverage.add(ev, "tgwflowlog", ev.Value(flowlog.TGWSlotAccountID), ev.Value(flowlog.TGWSlotRegion))
	case inventory.Kind, traildigest.Kind, traildigest.SignKind: // they say how things are or should be, and cover no time
	case console.Kind: // a pasted message says what went wrong once, and covers none either
	default:
		if o, ok := origins[ev.Kind]; ok {
			src.state.Coverage.add(ev, o.format, ev.Value(o.account), ev.Value(o.region))
		}
	}
}

// origin is where the records of a kind tell whose they are.
type origin struct {
	format          string
	account, region int // slots, -1 for none
}

// origins has the kinds of all formats.
var origins = func() map[*parsers.Kind]origin {
	kinds := map[*parsers.Kind]origin{}
	for _, f := range formats.All() {
		for _, k := range f.Kinds {
			kinds[k] = origin{f.Name, entitySlot(k, "account"), entitySlot(k, "region")}
		}
	}
	return kinds
}()

// entitySlot returns the slot of the first field that names an entity of the given kind, or -1.
func entitySlot(k *parsers.Kind, entity string) int {
	return slices.IndexFunc(k.Fields, func(f parsers.Field) bool { return f.Entity == entity })
}
