package integrity

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/traildigest"
)

// maxFiles is how many entries of digests are kept: those of half a year of a busy account.
const maxFiles = 500_000

// Lens keeps what digests, sign files and public keys say.
type Lens struct {
	digests map[digestID]*digest
	signs   []*sign
	keys    map[string]string // DER of a public key by its fingerprint
	files   int
	dropped int64 // entries that found no room

	found map[string][]*Member // members by the stem of their name, see Settle
	lists map[string][]*Member // members by their base name
	holes []Hole
	rows  []lens.Row
}

// digestID tells digests apart: the same one may be in the bundle twice, and two different ones under one key.
type digestID struct {
	object string
	sum    Sum
}

type digest struct {
	account, region, trail, home, bucket, object string
	fingerprint                                  string
	prevObject, prevHash, prevSignature          string
	backfill                                     bool
	start, end                                   time.Time
	sums                                         Sums
	files                                        []file
	member                                       string
	cite                                         lens.Cite
}

// file is an entry of a digest or sign file.
type file struct {
	object         string
	hash           Sum
	oldest, newest time.Time // of the events in it; zero where not told
}

// sign is a sign file of query results.
type sign struct {
	region, fingerprint, signature string
	member                         string
	hashes                         []string
	files                          []file
	at                             time.Time
	cite                           lens.Cite
}

// New returns an empty lens.
func New() *Lens { return &Lens{digests: map[digestID]*digest{}, keys: map[string]string{}} }

// Empty reports whether there is nothing to check.
func (l *Lens) Empty() bool { return len(l.digests) == 0 && len(l.signs) == 0 }

// Event takes in one digest or sign file.
func (l *Lens) Event(ev *parsers.Event) {
	if ev.Kind == traildigest.SignKind {
		l.sign(ev)
		return
	}
	str := func(slot int) string { return strings.Clone(ev.Value(slot).String()) }
	d := &digest{
		account: str(traildigest.SlotAccount), region: str(traildigest.SlotRegion), trail: str(traildigest.SlotTrail),
		home: str(traildigest.SlotHomeRegion), bucket: str(traildigest.SlotBucket), object: str(traildigest.SlotObject),
		fingerprint: str(traildigest.SlotFingerprint), prevObject: str(traildigest.SlotPreviousObject),
		prevHash: strings.ToLower(str(traildigest.SlotPreviousHash)), backfill: ev.Value(traildigest.SlotBackfill).String() == "true",
		prevSignature: strings.Clone(gjson.GetBytes(ev.Raw, "previousDigestSignature").String()),
		start:         ev.Time, end: ev.End, sums: sumsOf(ev.Raw), member: ev.Pos.Member,
		cite: lens.Cite{Pos: ev.Pos, Time: ev.Time, End: ev.End},
	}
	id := digestID{d.object, d.sums.Plain}
	if known := l.digests[id]; known != nil {
		if comparePos(d.cite.Pos, known.cite.Pos) < 0 {
			known.cite, known.member = d.cite, d.member
		}
		return
	}
	d.files = l.entries(gjson.GetBytes(ev.Raw, "logFiles"), "s3Object", "hashValue")
	l.digests[id] = d
}

func (l *Lens) sign(ev *parsers.Event) {
	s := &sign{
		region:      strings.Clone(ev.Value(traildigest.SignSlotRegion).String()),
		fingerprint: strings.Clone(ev.Value(traildigest.SignSlotFingerprint).String()),
		signature:   strings.Clone(gjson.GetBytes(ev.Raw, "hashSignature").String()),
		member:      ev.Pos.Member, at: ev.Time, cite: lens.Cite{Pos: ev.Pos, Time: ev.Time},
	}
	list := gjson.GetBytes(ev.Raw, "files")
	s.files = l.entries(list, "fileName", "fileHashValue")
	for _, f := range list.Get("#.fileHashValue").Array() {
		s.hashes = append(s.hashes, strings.Clone(f.String()))
	}
	l.signs = append(l.signs, s)
}

// entries takes in the list of a digest or sign file, as far as there is room.
func (l *Lens) entries(list gjson.Result, name, hash string) (files []file) {
	list.ForEach(func(_, entry gjson.Result) bool {
		if l.files >= maxFiles {
			l.dropped++
			return true
		}
		f := file{object: strings.Clone(entry.Get(name).String())}
		if n, err := hex.Decode(f.hash[:], []byte(entry.Get(hash).String())); err != nil || n != len(f.hash) {
			return true // the format has rejected it
		}
		f.oldest, f.newest = stamp(entry.Get("oldestEventTime")), stamp(entry.Get("newestEventTime"))
		files = append(files, f)
		l.files++
		return true
	})
	return files
}

func stamp(r gjson.Result) time.Time {
	t, err := time.Parse(time.RFC3339, r.String())
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Key takes in a public key as list-public-keys gives it: the record has Fingerprint and Value, base64 of its DER form.
func (l *Lens) Key(raw []byte) {
	fingerprint, value := gjson.GetBytes(raw, "Fingerprint").String(), gjson.GetBytes(raw, "Value").String()
	if fingerprint != "" && len(value) <= maxKey && len(l.keys) < maxKeys {
		l.keys[strings.Clone(fingerprint)] = strings.Clone(value)
	}
}

// Merge adds what the other lens kept.
func (l *Lens) Merge(o *Lens) {
	for id, theirs := range o.digests {
		mine := l.digests[id]
		switch {
		case mine == nil:
			l.digests[id] = theirs
			l.files += len(theirs.files)
		case comparePos(theirs.cite.Pos, mine.cite.Pos) < 0:
			mine.cite, mine.member = theirs.cite, theirs.member
		}
	}
	l.signs = append(l.signs, o.signs...)
	for fingerprint, value := range o.keys {
		l.keys[fingerprint] = value
	}
	l.dropped += o.dropped
}

// Cut says what found no room.
func (l *Lens) Cut() []string {
	if l.dropped == 0 {
		return nil
	}
	return []string{fmt.Sprintf("digest files name more than %d log files: %d of them were not checked", maxFiles, l.dropped)}
}

func comparePos(a, b parsers.Pos) int {
	return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.Record, b.Record))
}

// sorted returns the digests chain by chain, in order of time.
func (l *Lens) sorted() []*digest {
	list := make([]*digest, 0, len(l.digests))
	for _, d := range l.digests {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *digest) int {
		return cmp.Or(compareChains(a, b), a.start.Compare(b.start), cmp.Compare(a.object, b.object), comparePos(a.cite.Pos, b.cite.Pos))
	})
	return list
}

// compareChains orders digests by the chain that they belong to: that of one trail in one region. Backfilled digests
// form chains of their own.
func compareChains(a, b *digest) int {
	flag := func(d *digest) string {
		if d.backfill {
			return "backfill"
		}
		return ""
	}
	return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region),
		cmp.Compare(a.trail, b.trail), cmp.Compare(a.home, b.home), cmp.Compare(flag(a), flag(b)))
}
