package integrity

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// Hole is a time for which log files are known to be missing from the bundle.
type Hole struct {
	Account, Region string
	Start, End      time.Time
}

// Holes returns them in order, those that touch put together. Rows must have been called.
func (l *Lens) Holes() []Hole {
	slices.SortFunc(l.holes, func(a, b Hole) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), a.Start.Compare(b.Start), a.End.Compare(b.End))
	})
	var out []Hole
	for _, h := range l.holes {
		if n := len(out) - 1; n >= 0 && out[n].Account == h.Account && out[n].Region == h.Region && !h.Start.After(out[n].End) {
			if h.End.After(out[n].End) {
				out[n].End = h.End
			}
			continue
		}
		out = append(out, h)
	}
	return out
}

func (l *Lens) hole(d *digest, start, end time.Time) {
	if end.After(start) {
		l.holes = append(l.holes, Hole{Account: d.account, Region: d.region, Start: start, End: end})
	}
}

// chains follows the digests of each chain from one to the next.
func (l *Lens) chains(digests []*digest) {
	byObject := map[string][]*digest{}
	for _, d := range digests {
		byObject[d.object] = append(byObject[d.object], d)
	}
	vouchedFor := map[*digest]bool{}
	var end time.Time // of the chain so far
	for i, d := range digests {
		begins := i == 0 || compareChains(digests[i-1], d) != 0
		if begins {
			end = time.Time{}
		}
		for _, previous := range byObject[d.prevObject] {
			if previous != d {
				vouchedFor[previous] = true
				l.vouch(previous, d)
			}
		}
		switch {
		case begins:
		case d.prevObject == "":
			l.gap(end, d, chainBegins)
		case byObject[d.prevObject] == nil:
			l.absentDigest(d)
			l.gap(end, d, digestAbsent)
		default:
			l.gap(end, d, chainGoesOn)
		}
		if d.end.After(end) {
			end = d.end
		}
	}
	for _, d := range digests {
		if !vouchedFor[d] {
			r := d.row(digestFile, unchecked, "no later digest of the chain is in the bundle that says what it should be")
			l.add(r.set(slotObject, d.object).set(slotMember, d.member).set(slotSignature, notRecorded))
		}
	}
}

// vouch checks a digest against what the next one says of it.
func (l *Lens) vouch(previous, d *digest) {
	var want Sum
	n, err := hex.Decode(want[:], []byte(d.prevHash))
	r := previous.row(digestFile, unchecked, "the next digest does not tell its hash")
	r.cites = append(r.cites, d.cite)
	r.set(slotObject, previous.object).set(slotMember, previous.member).set(slotDigest, d.object).set(slotSignature, notVerified)
	if err == nil && n == len(want) {
		switch fits, reformatted := previous.sums.fits(want); {
		case fits:
			signature := l.verify(previous.fingerprint, previous.signedText(d.prevHash), d.prevSignature)
			r.set(slotState, ok).set(slotSignature, signature).set(slotReformatted, truth(reformatted)).set(slotWhy, digestWords(signature, reformatted))
		default:
			r.set(slotState, differs).set(slotWhy, fmt.Sprintf("the digest was changed or rewritten since it was delivered: its SHA-256 is %s, the next digest says %s", previous.sums.Plain, want))
		}
	}
	l.add(r)
}

func digestWords(signature string, reformatted bool) string {
	text := "the digest is what the next one says it is"
	if reformatted {
		text += ", but for its layout"
	}
	switch signature {
	case valid:
		return text + "; its signature is CloudTrail's"
	case invalid:
		return text + ", but the signature in the next digest is not that of the key named in it"
	case noKey:
		return text + "; its signature cannot be verified without the public key"
	}
	return text + "; the next one does not repeat its signature"
}

// digestSpan is what a digest speaks of, as a rule.
const digestSpan = time.Hour

// absentDigest tells of a digest that another names and that is not in the bundle.
func (l *Lens) absentDigest(d *digest) {
	r := d.row(digestFile, missing, "the next digest names it, and it is not in the bundle")
	r.start, r.end = d.start.Add(-digestSpan), d.start
	l.add(r.set(slotObject, d.prevObject).set(slotDigest, d.object).set(slotCause, fileAbsent))
}

// gapWords explain hours without a digest.
var gapWords = map[string]string{
	digestAbsent: "the digests of this time are not in the bundle",
	chainBegins:  "the digests begin anew behind this time: logging or log file validation was off, or the trail was made anew",
	chainGoesOn:  "CloudTrail made no digest for this time, although the chain goes on behind it",
}

// gap tells of time between two digests.
func (l *Lens) gap(from time.Time, d *digest, cause string) {
	const tolerance = time.Minute
	if from.IsZero() || d.start.Sub(from) < tolerance || d.backfill {
		return
	}
	r := d.row(hours, missing, gapWords[cause])
	r.start, r.end = from, d.start
	r.set(slotDigest, d.object).set(slotCause, cause).set(slotHour, from.Format(time.RFC3339))
	l.add(r)
	l.hole(d, from, d.start)
}

// logFiles checks the log files that the digests name.
func (l *Lens) logFiles(digests []*digest) (notes []string) {
	here, absent := map[string]bool{}, map[string]int{}
	for _, d := range digests {
		for _, f := range d.files {
			if len(l.found[stem(f.object)]) > 0 {
				here[d.account+" "+d.region] = true
			}
		}
	}
	for _, d := range digests {
		for _, f := range d.files {
			members := l.found[stem(f.object)]
			for _, m := range members {
				l.add(d.checked(f, m))
			}
			switch {
			case len(members) > 0:
			case here[d.account+" "+d.region]:
				l.add(l.absentFile(d, f))
			default:
				absent[d.account+" "+d.region]++
				r := d.row(logFile, unchecked, "no log file of this account and region is in the bundle under CloudTrail's name for it")
				r.over(f)
				l.add(r.set(slotObject, f.object).set(slotDigest, d.object))
			}
		}
	}
	for place, n := range absent {
		account, region, _ := strings.Cut(place, " ")
		notes = append(notes, fmt.Sprintf("digests name %s of account %s in %s, and none is in the bundle under its name: whether its records are all there, and what CloudTrail wrote, cannot be checked",
			lens.Count(n, "log file", "log files"), account, region))
	}
	slices.Sort(notes)
	return notes
}

// checked holds a member against the entry of a digest.
func (d *digest) checked(f file, m *Member) *row {
	state, reformatted := m.state(f.hash)
	r := d.row(logFile, state, "")
	r.over(f)
	r.set(slotObject, f.object).set(slotMember, m.Path).set(slotDigest, d.object)
	switch {
	case m.err != nil:
		r.set(slotWhy, "the member could not be read to its end: "+m.err.Error())
	case state == unchecked:
		r.set(slotWhy, "the member was not read again")
	case state == differs:
		r.set(slotWhy, fmt.Sprintf("the file was changed or rewritten since it was delivered: its SHA-256 is %s, the digest says %s", m.sums.Plain, f.hash))
	case reformatted:
		r.set(slotReformatted, truth(true)).set(slotWhy, "the file has the content that CloudTrail delivered, in another layout")
	default:
		r.set(slotWhy, "the file is what CloudTrail delivered")
	}
	return r
}

// absentFile tells of a log file that is not in the bundle.
func (l *Lens) absentFile(d *digest, f file) *row {
	r := d.row(logFile, missing, "a digest names the file, and it is not in the bundle")
	r.over(f)
	r.set(slotObject, f.object).set(slotDigest, d.object).set(slotCause, fileAbsent)
	l.hole(d, r.start, r.end.Add(time.Second))
	return r
}

// results checks the results of Lake queries.
func (l *Lens) results() {
	slices.SortFunc(l.signs, func(a, b *sign) int { return comparePos(a.cite.Pos, b.cite.Pos) })
	for _, s := range l.signs {
		signature := l.verify(s.fingerprint, s.signedText(), s.signature)
		for _, f := range s.files {
			l.add(l.resultRow(s, f).set(slotSignature, signature))
		}
	}
}

// resultWords say how a result file fares.
var resultWords = map[string]string{
	ok:        "the file is what CloudTrail Lake delivered",
	differs:   "the file was changed, or compressed anew, since it was delivered",
	unchecked: "the hash is of the compressed file, and this one is not compressed any more: it cannot be checked",
	missing:   "the sign file names it, and it is not in the bundle",
}

func (l *Lens) resultRow(s *sign, f file) *row {
	r := &row{start: s.at, cites: []lens.Cite{s.cite}}
	r.set(slotChecked, queryResult).set(slotObject, f.object).set(slotDigest, s.member).set(slotRegion, s.region).
		set(slotHour, s.at.Format(time.RFC3339))
	state := missing
	if m := l.result(s, f); m != nil {
		state = m.stateStored(f.hash)
		r.set(slotMember, m.Path)
	} else {
		r.set(slotCause, fileAbsent)
	}
	return r.set(slotState, state).set(slotWhy, resultWords[state])
}
