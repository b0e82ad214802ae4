package access

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Bounds of the calls that are kept.
const (
	maxCalls   = 100_000          // that differ in caller or operation
	maxSamples = 16               // of one of them
	leastSlot  = 32 * time.Second // apart
	maxSlot    = 1 << 40          // slots grow no further
	otherNear  = 12 * time.Hour   // how near an allowed call of another kind must be to be worth comparing
	several    = 10               // refusals of a call that only reads are more than a probe
	atOnce     = time.Minute      // within which nobody asks for something else instead
	soon       = 15 * time.Minute // within which a permission that was just given has reached all servers
)

// callKey is a caller and an operation.
type callKey struct{ identity, source, name string }

// hash is what calls are found by: of a million different ones the chance that two share it is one in 37 million.
func (k callKey) hash() uint64 { return hashOf([]byte(k.identity), []byte(k.source), []byte(k.name)) }

func hashOf(identity, source, name []byte) uint64 {
	h := xxhash.Sum64(identity)
	h = h*31 + xxhash.Sum64(source)
	return h*31 + xxhash.Sum64(name)
}

// allowed holds some of the calls that AWS allowed, by the hash of caller and operation.
type allowed struct {
	calls   map[uint64]*calls
	dropped int64
}

// calls are samples of the calls of one key: the first of each stretch of time. There are never more than maxSamples,
// as the stretches grow; so which calls are kept depends on the calls alone.
type calls struct {
	after, before int64 // Unix seconds between which a call is not the first of its stretch: records mostly come in order

	width   int64    // of a stretch, in seconds
	samples []sample // in order of time
	key     callKey
}

// sample is a call that was allowed.
type sample struct {
	cite                       lens.Cite
	caller, address, region    string
	mfa, endpoint, words, name string
	asks                       string // what it asked for, where it changes something
}

func newAllowed() allowed { return allowed{calls: map[uint64]*calls{}} }

// add takes in a call without an error. Most of them are not the first of their stretch, which is seen before anything
// is copied.
func (a *allowed) add(ev *parsers.Event) {
	identity := identityOf(ev)
	if len(identity) == 0 || ev.Time.IsZero() {
		return
	}
	source, name := ev.Value(cloudtrail.SlotEventSource), ev.Value(cloudtrail.SlotEventName)
	c := a.calls[hashOf(identity, source, name)]
	if c == nil {
		if c = a.at(callKey{roleOf(identity.String()), source.String(), name.String()}); c == nil {
			return
		}
	}
	if !c.isFirst(lens.Cite{Pos: ev.Pos, Time: ev.Time}) {
		return
	}
	c.put(sample{
		cite:   lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time},
		caller: ev.Value(cloudtrail.SlotIdentityARN).String(), address: ev.Value(cloudtrail.SlotSourceIPAddress).String(),
		region: ev.Value(cloudtrail.SlotAWSRegion).String(), endpoint: ev.Value(cloudtrail.SlotVPCEndpointID).String(),
		mfa: mfaOf(ev), words: wordsOf(ev), name: name.String(), asks: asksOf(ev),
	})
}

// at returns the calls of a key; nil if there is no room for them.
func (a *allowed) at(key callKey) *calls {
	h := key.hash()
	c := a.calls[h]
	if c == nil {
		if len(a.calls) >= maxCalls {
			a.dropped++
			return nil
		}
		c = &calls{key: key, width: int64(leastSlot / time.Second)}
		a.calls[h] = c
	}
	return c
}

// isFirst reports whether nothing is known of the stretch of a call, or only what came after the call.
func (c *calls) isFirst(cite lens.Cite) bool {
	at := cite.Time.Unix()
	if c.after < at && at < c.before {
		return false
	}
	slot := at / c.width
	i, has := c.find(slot)
	if !has {
		return true
	}
	c.after, c.before = c.samples[i].cite.Time.Unix(), (slot+1)*c.width
	return cite.Compare(c.samples[i].cite) < 0
}

// find returns the place of a stretch among the samples.
func (c *calls) find(slot int64) (i int, has bool) {
	return slices.BinarySearchFunc(c.samples, slot, func(s sample, slot int64) int { return cmp.Compare(s.cite.Time.Unix()/c.width, slot) })
}

// put keeps the sample if it is the first of its stretch.
func (c *calls) put(s sample) {
	if !c.isFirst(s.cite) {
		return
	}
	if i, has := c.find(s.cite.Time.Unix() / c.width); has {
		c.samples[i] = s
	} else {
		c.samples = slices.Insert(c.samples, i, s)
	}
	for len(c.samples) > maxSamples && c.width < maxSlot {
		c.widen(2 * c.width)
	}
}

// widen makes the stretches longer.
func (c *calls) widen(width int64) {
	c.width, c.after, c.before = width, 0, 0
	c.samples = slices.CompactFunc(c.samples, func(a, b sample) bool { return a.cite.Time.Unix()/width == b.cite.Time.Unix()/width })
}

func (a *allowed) merge(o *allowed) {
	for _, theirs := range o.calls {
		mine := a.at(theirs.key)
		if mine == nil {
			continue
		}
		if theirs.width > mine.width {
			mine.widen(theirs.width)
		}
		for _, s := range theirs.samples {
			mine.put(s)
		}
	}
	a.dropped += o.dropped
}

// of returns the samples of some calls in order of time.
func (a *allowed) of(keys map[callKey]bool) (list []sample) {
	for key := range keys {
		if c := a.calls[key.hash()]; c != nil {
			list = append(list, c.samples...)
		}
	}
	slices.SortFunc(list, func(x, y sample) int { return x.cite.Compare(y.cite) })
	return list
}

// byIdentity returns the calls of each caller.
func (a *allowed) byIdentity() map[string]map[callKey]bool {
	all := map[string]map[callKey]bool{}
	for _, c := range a.calls {
		key := c.key
		if all[key.identity] == nil {
			all[key.identity] = map[callKey]bool{}
		}
		all[key.identity][key] = true
	}
	return all
}

// differs says in words how the circumstances of an allowed call differ from those of all refused ones.
func (s *sample) differs(d *denial) string {
	var parts []string
	if s.mfa != "" && len(d.mfa) > 0 && !d.mfa.has(s.mfa) {
		if s.mfa == "true" {
			parts = append(parts, "with MFA, which the refused sessions lacked")
		} else {
			parts = append(parts, "without MFA, which the refused sessions had")
		}
	}
	if s.region != "" && len(d.regions) > 0 && !d.regions.has(s.region) {
		parts = append(parts, "in "+s.region+" instead of "+strings.Join(d.regions, ", "))
	}
	if s.endpoint != "" && !d.endpoints.has(s.endpoint) {
		parts = append(parts, "through "+s.endpoint)
	} else if s.endpoint == "" && len(d.endpoints) > 0 {
		parts = append(parts, "not through "+strings.Join(d.endpoints, ", "))
	}
	if s.address != "" && len(d.addresses) > 0 && !d.addresses.has(s.address) {
		parts = append(parts, "from "+s.address+" instead of "+strings.Join(d.addresses[:min(3, len(d.addresses))], ", "))
	}
	return strings.Join(parts, "; ")
}
