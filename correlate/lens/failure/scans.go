package failure

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
)

// scanPorts is up to how many ports are told apart that one party in a private network tried in vain. Who tries more looks for
// what is open, and a line for each port would hide what else failed.
const scanPorts = 20

// try is what was rejected of one party's, or one network's, requests to a service that is not known to serve anybody.
type try struct {
	local, eni, port string
	idle             bool // nothing was accepted there
	concern          string
	tally            *tally
}

// try keeps the row of such requests until it is known how many ports they were for; false where it is of other things.
func (l *Lens) try(row *lens.Row) bool {
	who := cmp.Or(text(row, "rejected_party"), text(row, "rejected_network"))
	port := text(row, "port")
	if who == "" || port == "" || port == "0" || number(row, "rejected") == 0 || len(row.Cites) == 0 || text(row, "reject_reason") != "" ||
		text(row, "heading") != "to-local" || text(row, "server") != "local" || text(row, "outside") == "true" || text(row, "port_accepts") == "true" {
		return false
	}
	first, last := extent(row, "rejected")
	if l.tries == nil {
		l.tries = map[string][]try{}
	}
	l.tries[who] = append(l.tries[who], try{
		local: text(row, "local"), eni: text(row, "eni"), port: port + "/" + text(row, "protocol"), idle: text(row, "port_accepts") == "false", concern: rejectedOf(row),
		tally: &tally{n: number(row, "rejected"), first: first, last: last, cite: failed(row.Cites, "rejected")},
	})
	return true
}

// scans counts what was kept: that of a scan as one sort.
func (l *Lens) scans() {
	for _, who := range slices.Sorted(maps.Keys(l.tries)) {
		tries := l.tries[who]
		ports := distinctOf(tries, func(t try) string { return t.port })
		t, scan := l.of(conversation.Kind), ""
		if ports > scanPorts {
			scan = scanOf(who, tries, ports)
		}
		for _, one := range tries {
			one.concern = cmp.Or(scan, one.concern)
			t.join(map[string]*tally{rejected + "\n" + one.concern: one.tally})
			t.bound()
		}
	}
	l.tries = nil
}

// scanOf tells of a scan, who tried what.
func scanOf(who string, tries []try, ports int) string {
	where := tries[0].local + " at " + tries[0].eni
	if n := distinctOf(tries, func(t try) string { return t.local + " " + t.eni }); n > 1 {
		where = lens.Count(n, "address", "addresses")
	}
	if networks := strings.Split(who, ","); len(networks) > 1 {
		who = lens.Few(networks, 3)
	}
	text := lens.Count(ports, "port", "ports") + " of " + where + ", tried by " + who
	if !slices.ContainsFunc(tries, func(t try) bool { return !t.idle }) {
		text += "; nothing was accepted there"
	}
	return text
}

func distinctOf(tries []try, of func(try) string) int {
	seen := map[string]bool{}
	for _, t := range tries {
		seen[of(t)] = true
	}
	return len(seen)
}
