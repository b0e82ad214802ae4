package conversation

import (
	"strings"

	"hamari/parsers/lazy"
)

// streamPath finds the log stream's name in the path of a member that an export of CloudWatch Logs to S3 wrote. It tells the
// traffic type. A file of such a name may have been named by anybody.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
var streamPath = lazy.Regexp(`(?:^|/)(eni-[0-9a-f]{8,17})-(all|accept|reject)/\d{6}(?:\.gz)?$`)

// answers are the members whose records stand beside the names of their log streams: answers of filter-log-events and the
// like. One may have been filtered: a search for rejected packets gives streams of all traffic, and no accepted record.
type answers struct {
	of   map[string]*answer // by member
	last *answer            // records of one member mostly come one after the other
	path string             // of last
}

type answer struct {
	accepts bool // some record is an accepted one: the rejected ones were not asked for alone
	enis    map[uint32]sorts
}

// learn takes in the name of the log stream that has a record of the interface: eni-0a1b2c3d-reject.
func (a *answers) learn(info *eniInfo, stream, member string, rejected bool) {
	traffic, ok := strings.CutPrefix(stream, info.id)
	if !ok || !strings.HasPrefix(traffic, "-") {
		return
	}
	if a.last == nil || a.path != member {
		a.last, a.path = a.get(member), member
	}
	a.last.accepts = a.last.accepts || !rejected
	a.last.enis[info.number] = a.last.enis[info.number].or(sortsOf(traffic[1:]))
}

func (a *answers) get(member string) *answer {
	if a.of[member] == nil {
		if a.of == nil {
			a.of = map[string]*answer{}
		}
		a.of[member] = &answer{enis: map[uint32]sorts{}}
	}
	return a.of[member]
}

func (a *answers) merge(o *answers, eni func(uint32) (uint32, bool)) {
	for member, theirs := range o.of {
		mine := a.get(member)
		mine.accepts = mine.accepts || theirs.accepts
		for number, s := range theirs.enis {
			if n, known := eni(number); known {
				mine.enis[n] = mine.enis[n].or(s)
			}
		}
	}
}

// streams returns what the names of the log streams tell that the records of interfaces are of.
func (l *Lens) streams() map[string]sorts {
	of := map[string]sorts{}
	for _, path := range l.members.Paths() {
		if m := streamPath().FindStringSubmatch(path); m != nil {
			of[m[1]] = of[m[1]].or(sortsOf(m[2]))
		}
	}
	for _, answer := range l.answers.of {
		for n, s := range answer.enis {
			s.accepted = s.accepted && answer.accepts
			of[l.enis[n].id] = of[l.enis[n].id].or(s)
		}
	}
	return of
}

// sortsOf are those of a traffic type, as the names of log streams have it.
func sortsOf(traffic string) sorts {
	return sorts{accepted: traffic == "all" || traffic == "accept", rejected: traffic == "all" || traffic == "reject"}
}

func (s sorts) or(o sorts) sorts { return sorts{s.accepted || o.accepted, s.rejected || o.rejected} }

func (s sorts) with(g *group) sorts { return s.or(sorts{g.accepted > 0, g.rejected > 0}) }
