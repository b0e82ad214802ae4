package failure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/gateway"
	"hamari/correlate/lens/metric"
	"hamari/parsers"
	"hamari/parsers/console"
)

// Sort is one sort of failures in one kind of log.
type Sort struct {
	Kind      *parsers.Kind
	Code      string // error code, status or level; "" where there were too many
	Concern   string // what it concerns; "" where there were too many sorts
	Count     int64
	Estimated bool  // Count is no exact figure
	Records   int64 // of that kind in all; 0 where that is not known
	Unit      string
	Start     time.Time // zero where the log states no zone
	End       time.Time
	Cite      lens.Cite // the earliest; its text is the record's own message
	Wall      bool      // the time of Cite is a reading of a clock whose zone the record does not state
	WallLast  Reading   // the last of such readings
}

// Row takes in a row of a lens that condenses flow logs, of which there are too many to look at each record twice.
// What internet hosts try at ports on which nothing is accepted is one sort: scanners try all ports of all interfaces.
func (l *Lens) Row(row *lens.Row) {
	switch row.Kind {
	case conversation.Kind:
		t := l.of(row.Kind)
		t.records += number(row, "flows")
		if !l.try(row) {
			t.row(row, "rejected", cmp.Or(rejectCodes[text(row, "reject_reason")], rejected), func() string { return rejectedOf(row) })
		}
		t.row(row, "half_open", "handshake half open", func() string {
			return text(row, "service") + " at " + text(row, "eni") + ": SYN-ACKs were sent again, as when no ACK comes back"
		})
		t.row(row, "no_reply", "requests without a reply", func() string { return silentOn(row) })
	case gateway.Kind:
		t := l.of(row.Kind)
		t.records += number(row, "packets")
		way := func() string { return lostOn(row) }
		t.row(row, "lost_no_route", "lost: no route", way)
		t.row(row, "lost_blackhole", "lost: blackhole", way)
		t.row(row, "lost_mtu_exceeded", "lost: MTU exceeded", way)
		t.row(row, "lost_ttl_expired", "lost: TTL expired", way)
	}
}

// rejected is the code of what a security group or a network ACL rejected.
const rejected = "REJECT"

// rejectCodes are the codes of packets that neither a security group nor a network ACL rejected.
var rejectCodes = map[string]string{
	"BPA":   "REJECT by VPC Block Public Access (reject-reason BPA)",
	"other": "REJECT for another reason (reject-reason)",
}

// rejectedOf tells of which service packets were rejected, and where.
func rejectedOf(row *lens.Row) string {
	if text(row, "outside") == "true" && text(row, "heading") == "to-local" {
		if text(row, "ip_version") == "6" { // nobody scans all of those, and those within VPCs are public as well
			return text(row, "service") + " at " + text(row, "eni") + ", of " + cmp.Or(text(row, "rejected_party"), text(row, "rejected_network")) + ", which may be of another VPC"
		}
		switch text(row, "port_accepts") {
		case "":
			return "of internet addresses, at ports of which the log does not tell whether anything is accepted"
		case "false":
			return "of internet addresses, at ports on which nothing was accepted: scanners try them all the time"
		}
		return text(row, "service") + " at " + text(row, "eni") + ", of internet addresses"
	}
	return text(row, "service") + " at " + text(row, "eni")
}

// silentOn tells of which clients a server's interface let requests in and no reply out.
func silentOn(row *lens.Row) string {
	clients := lens.Few(strings.Split(text(row, "no_reply_to"), ","), 3)
	if n := number(row, "no_reply_clients"); n > 3 {
		clients = fmt.Sprintf("%d clients, among them %s", n, strings.ReplaceAll(text(row, "no_reply_to"), ",", ", "))
	}
	return text(row, "service") + " at " + text(row, "eni") + ": requests of " + clients + " were let in and the server sent nothing back there, while it answered others, as when a firewall or a block list on the server itself drops them"
}

// lostOn tells of which service packets were lost, where they were going, and by which attachment they came or went.
func lostOn(row *lens.Row) string {
	way := text(row, "service")
	if port := text(row, "port"); text(row, "server") == "remote" && port != "" && port != "0" {
		way = "port " + port + "/" + text(row, "protocol") + " of the other side"
	}
	if list := text(row, "lost_network"); list != "" {
		networks := lens.Few(strings.Split(list, ","), 3)
		if text(row, "heading") == "to-local" {
			way += ", to " + text(row, "local") + " from " + networks
		} else {
			way += ", from " + text(row, "local") + " to " + networks
		}
	}
	if attachment := text(row, "attachment"); attachment != "" {
		way += ", " + attachment
	}
	return way
}

func text(row *lens.Row, field string) string { return row.Value(row.Kind.Slot(field)).String() }

func number(row *lens.Row, field string) int64 {
	n, _ := row.Value(row.Kind.Slot(field)).Float()
	return int64(n)
}

// row counts what a field says has failed. Most rows have nothing that has.
func (t *tallies) row(row *lens.Row, field, code string, concern func() string) {
	n := number(row, field)
	if n == 0 || len(row.Cites) == 0 {
		return
	}
	first, last := extent(row, field)
	t.join(map[string]*tally{code + "\n" + concern(): {n: n, first: first, last: last, cite: failed(row.Cites, field)}})
	t.bound()
}

// spans are the fields of a row that tell when what a field counts was first and last; lost packets share theirs.
var spans = map[string][2]string{"rejected": {"first_rejected", "last_rejected"}, "half_open": {"first_half_open", "last_half_open"}, "no_reply": {"first_no_reply", "last_no_reply"}}

// extent is the time of what failed, where the row tells that from its own.
func extent(row *lens.Row, field string) (first, last time.Time) {
	span, ok := spans[field]
	if !ok {
		span = [2]string{"first_lost", "last_lost"}
	}
	at := func(field string) time.Time {
		t, _ := time.Parse(time.RFC3339, text(row, field))
		return t
	}
	return cmp.Or(at(span[0]), failed(row.Cites, field).Time, row.Start), cmp.Or(at(span[1]), row.End, row.Start)
}

// failed is the record among those of a row that shows the failure; what it says, the row says already.
func failed(cites []lens.Cite, field string) lens.Cite {
	mark := "lost packets"
	switch field {
	case "rejected":
		mark = "REJECT"
	case "half_open":
		mark = "SYN-ACK"
	case "no_reply":
		mark = "without a reply"
	}
	cite := cites[len(cites)-1]
	for _, c := range cites {
		if strings.Contains(c.Text, mark) {
			cite = c
			break
		}
	}
	cite.Text = ""
	return cite
}

// Sorts returns all of them: of each kind of log the most frequent first.
func (l *Lens) Sorts() (sorts []Sort) {
	l.scans()
	for _, t := range l.ordered() {
		for key, s := range t.sorts {
			code, concern, _ := strings.Cut(key, "\n")
			different, estimated := s.ids.count()
			sorts = append(sorts, Sort{Kind: t.kind, Code: code, Concern: concern, Count: s.n + different, Estimated: estimated,
				Records: t.all(), Unit: t.unit(), Start: s.first, End: s.last, Cite: s.cite, Wall: s.wall, WallLast: s.wallLast})
		}
	}
	slices.SortFunc(sorts, func(a, b Sort) int {
		return cmp.Or(cmp.Compare(a.Kind.Name, b.Kind.Name), cmp.Compare(b.Count, a.Count), a.Cite.Compare(b.Cite), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Concern, b.Concern))
	})
	return sorts
}

func (t *tallies) all() int64 {
	if t.identified || t.kind == console.Kind { // whose every record is a failure
		return 0
	}
	if t.kind == metric.PointKind { // most metrics cannot tell of a failure
		return 0
	}
	return t.records
}

func (t *tallies) unit() string {
	switch t.kind {
	case gateway.Kind:
		return "packets"
	case metric.PointKind:
		return "points"
	}
	return "records"
}

func (l *Lens) ordered() (list []*tallies) {
	for _, t := range l.logs {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *tallies) int { return cmp.Compare(a.kind.Name, b.kind.Name) })
	return list
}
