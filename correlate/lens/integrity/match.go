package integrity

import (
	"cmp"
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"time"

	"hamari/parsers/lazy"
)

// Member is a member of the bundle.
type Member struct {
	Path   string
	Stored string // SHA-256, in hex, of the member as it was stored; "" where it is not known

	sums   Sums
	hashed bool
	err    error
	named  bool // by some digest
}

// deliveredName is the name that CloudTrail gives a log file, wherever in a file's name it stands: in front of it some
// tools put the key's path, behind it browsers put " (1)".
var deliveredName = lazy.Regexp(`(\d{12})_CloudTrail(?:-Insight)?_([a-z0-9-]+)_(\d{8}T\d{4}Z)_[A-Za-z0-9]{16}`)

// nameStamp is the layout of the time in such a name.
const nameStamp = "20060102T1504Z"

// stem returns by what a file is known: the name that CloudTrail gave it, or else its name without extensions.
func stem(name string) string {
	base := path.Base(name)
	if s := deliveredName().FindString(base); s != "" {
		return s
	}
	return strings.TrimSuffix(strings.TrimSuffix(base, ".gz"), ".json")
}

// Settle finds the members that digests and sign files name.
func (l *Lens) Settle(members []Member) {
	l.found, l.lists = map[string][]*Member{}, map[string][]*Member{}
	wanted := map[string]bool{}
	for _, d := range l.digests {
		for _, f := range d.files {
			wanted[stem(f.object)] = true
		}
	}
	results := map[string]bool{}
	for _, s := range l.signs {
		for _, f := range s.files {
			results[strings.TrimSuffix(f.object, ".gz")] = true
		}
	}
	members = slices.Clone(members)
	slices.SortFunc(members, func(a, b Member) int { return cmp.Compare(a.Path, b.Path) })
	for i := range members {
		m := &members[i]
		name := stem(m.Path)
		if m.named = wanted[name]; m.named || deliveredName().MatchString(name) {
			l.found[name] = append(l.found[name], m)
		}
		if base := strings.TrimSuffix(path.Base(m.Path), ".gz"); results[base] {
			l.lists[base] = append(l.lists[base], m)
		}
	}
}

// ToHash returns the paths of the members that have to be read for [Lens.Hashed].
func (l *Lens) ToHash() (paths []string) {
	for _, list := range l.found {
		for _, m := range list {
			if m.named {
				paths = append(paths, m.Path)
			}
		}
	}
	slices.Sort(paths)
	return paths
}

// Hashed takes in the hashes of a member's plain content, or why it could not be read to its end.
func (l *Lens) Hashed(path string, sums Sums, err error) {
	for _, m := range l.found[stem(path)] {
		if m.Path == path {
			m.sums, m.err, m.hashed = sums, err, true
		}
	}
}

// state says how a member fares against the hash that it should have.
func (m *Member) state(want Sum) (state string, reformatted bool) {
	if !m.hashed || m.err != nil {
		return unchecked, false
	}
	fits, reformatted := m.sums.fits(want)
	if fits {
		return ok, reformatted
	}
	return differs, false
}

// stateStored is state for hashes of the file as it was delivered, compressed.
func (m *Member) stateStored(want Sum) string {
	switch {
	case strings.EqualFold(m.Stored, hex.EncodeToString(want[:])):
		return ok
	case m.Stored == "" || !strings.HasSuffix(m.Path, ".gz"):
		return unchecked
	}
	return differs
}

// result returns the member that is a result file of the query: the one beside the sign file, else one anywhere that
// has its hash, since all queries give their files the same names.
func (l *Lens) result(s *sign, f file) *Member {
	list := l.lists[strings.TrimSuffix(f.object, ".gz")]
	for _, m := range list {
		if path.Dir(m.Path) == path.Dir(s.member) {
			return m
		}
	}
	for _, m := range list {
		if m.stateStored(f.hash) == ok {
			return m
		}
	}
	return nil
}

// stranger is a log file that no digest names, with the digest of the hour in its name.
type stranger struct {
	member *Member
	hour   *digest
}

// unnamed returns the log files that the digests of their time should name and do not, in order. A file counts only
// where the digest of the hour in its name and the next one are there: it may have been delivered a little later.
func (l *Lens) unnamed(digests []*digest) (list []stranger) {
	type place struct{ account, region string }
	known := map[place][]*digest{}
	for _, d := range digests {
		known[place{d.account, d.region}] = append(known[place{d.account, d.region}], d)
	}
	for _, members := range l.found {
		for _, m := range members {
			name := deliveredName().FindStringSubmatch(path.Base(m.Path))
			if m.named || name == nil || strings.Contains(name[0], "-Insight") {
				continue
			}
			at, err := time.Parse(nameStamp, name[3])
			if err != nil {
				continue
			}
			if d := vouching(known[place{name[1], name[2]}], at); d != nil {
				list = append(list, stranger{m, d})
			}
		}
	}
	slices.SortFunc(list, func(a, b stranger) int { return cmp.Compare(a.member.Path, b.member.Path) })
	return list
}

// vouching returns the digest for the time, if there is one and the next one is there as well.
func vouching(digests []*digest, at time.Time) *digest {
	for _, d := range digests {
		if at.Before(d.start) || !at.Before(d.end) {
			continue
		}
		for _, next := range digests {
			if compareChains(d, next) == 0 && next.start.Equal(d.end) {
				return d
			}
		}
	}
	return nil
}
