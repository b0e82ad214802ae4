package burst

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// Measures of a burst.
const (
	quiet = 10 * time.Minute // without a refusal end it
	span  = 10 * time.Minute // in which its operations are counted
	least = 3                // requests, below which it is none
)

// Bounds of what a row tells.
const (
	maxAPIs      = 200
	maxNames     = 8
	maxAddresses = 8
	maxAgents    = 4
	maxCited     = 10
)

// refusal is a cell with its key, on its way into a row.
type refusal struct {
	cellKey
	*cell
}

// Rows returns the bursts, in order of caller and time.
func (l *Lens) Rows() (rows []lens.Row) {
	l.trim()
	byCaller := map[string][]refusal{}
	for k, c := range l.cells {
		byCaller[k.caller] = append(byCaller[k.caller], refusal{k, c})
	}
	for _, caller := range slices.Sorted(maps.Keys(byCaller)) {
		list := byCaller[caller]
		slices.SortFunc(list, func(a, b refusal) int {
			return cmp.Or(a.first.Compare(b.first), a.cellKey.compare(b.cellKey))
		})
		for from := 0; from < len(list); {
			to := from + 1
			last := list[from].last()
			for to < len(list) && list[to].first.Time.Sub(last) <= quiet {
				if end := list[to].last(); end.After(last) {
					last = end
				}
				to++
			}
			if row, ok := l.row(list[from:to]); ok {
				row.Values[slotID] = lens.Text(strconv.Itoa(len(rows)))
				rows = append(rows, row)
			}
			from = to
		}
	}
	return rows
}

// last is the last second of the cell in which the operation was refused.
func (r *refusal) last() time.Time {
	second := 63
	for r.seconds>>second == 0 {
		second--
	}
	return time.Unix(r.minute*60+int64(second), 0).UTC()
}

// row makes the row of a burst, unless it is none: writes that were refused are no looking around by themselves.
func (l *Lens) row(burst []refusal) (lens.Row, bool) {
	looked := slices.DeleteFunc(slices.Clone(burst), func(r refusal) bool { return r.write })
	s := summarize(looked)
	if s.requests < least {
		return lens.Row{}, false
	}
	writes := map[string]bool{}
	for _, r := range burst {
		if r.write {
			writes[r.operation] = true
		}
	}
	start, end := looked[0].first.Time, looked[0].first.Time
	for i := range looked {
		if last := looked[i].last(); last.After(end) {
			end = last
		}
	}
	names := slices.Sorted(maps.Keys(s.operations))
	values := make([]lens.Value, slots)
	for slot, text := range map[int]string{
		slotPrincipal: looked[0].principal, slotCaller: looked[0].caller, slotAccount: joined(s.accounts, maxAddresses, ","),
		slotRegion: joined(s.regions, maxAPIs, ","), slotServices: joined(s.services, maxAPIs, ", "), slotAPI: joined(s.apis, maxAPIs, ","),
		slotNames: firstNames(looked, len(names)), slotAddress: joined(s.addresses, maxAddresses, ","), slotAgent: joined(s.agents, maxAgents, "; "),
		slotErrorCode: joined(s.codes, maxAddresses, ","), slotAccessKey: joined(s.keys, maxAddresses, ","),
	} {
		values[slot] = lens.Text(text)
	}
	for slot, n := range map[int]int{
		slotActions: len(names), slotCrowd: crowd(looked), slotRequests: s.requests, slotCalls: s.calls, slotWrites: len(writes),
	} {
		values[slot] = lens.Number(float64(n))
	}
	if !l.crowded {
		known := l.allowedBefore(looked[0].caller, names, start)
		values[slotKnown] = lens.Number(float64(known) / float64(len(names)))
	}
	return lens.Row{Kind: Kind, Start: start, End: end, Values: values, Cites: cites(looked), Records: int64(s.calls)}, true
}

type set map[string]bool

func (s set) add(words ...string) {
	for _, w := range words {
		if w != "" {
			s[w] = true
		}
	}
}

func joined(s set, most int, between string) string {
	list := slices.Sorted(maps.Keys(s))
	return strings.Join(list[:min(len(list), most)], between)
}

// summary is what the refusals of a burst have in them.
type summary struct {
	operations, apis, services, regions, accounts, addresses, agents, codes, keys set
	requests, calls                                                               int
}

func summarize(burst []refusal) summary {
	s := summary{set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, 0, 0}
	type request struct {
		operation, region string
		hash              uint64
	}
	requests := map[request]bool{}
	for _, r := range burst {
		service, _, _ := strings.Cut(r.operation, ":")
		s.operations.add(r.operation)
		s.apis.add(r.operation)
		s.apis.add(r.permissions...)
		s.services.add(service)
		s.regions.add(r.region)
		s.accounts.add(r.account)
		s.addresses.add(r.addresses...)
		s.agents.add(r.agents...)
		s.codes.add(r.codes...)
		s.keys.add(r.keys...)
		s.calls += r.count()
		for h := range r.hashes {
			requests[request{r.operation, r.region, h}] = true
		}
	}
	s.requests = len(requests)
	return s
}

// crowd returns the most different operations that were refused within the span.
func crowd(burst []refusal) (most int) {
	inside := map[string]int{}
	from := 0
	for _, r := range burst {
		inside[r.operation]++
		for ; r.first.Time.Sub(burst[from].first.Time) > span; from++ {
			if inside[burst[from].operation]--; inside[burst[from].operation] == 0 {
				delete(inside, burst[from].operation)
			}
		}
		most = max(most, len(inside))
	}
	return most
}

// allowedBefore counts the operations that the caller was allowed before a time.
func (l *Lens) allowedBefore(caller string, operations []string, start time.Time) (n int) {
	for _, operation := range operations {
		if at, ok := l.allowed[caller][operation]; ok && at.Before(start) {
			n++
		}
	}
	return n
}

// firstNames lists the first operations that were refused, each once.
func firstNames(burst []refusal, all int) string {
	var names []string
	for _, r := range burst {
		if !slices.Contains(names, r.operation) {
			names = append(names, r.operation)
		}
		if len(names) == maxNames {
			break
		}
	}
	text := strings.Join(names, ", ")
	if len(names) < all {
		text += " ..."
	}
	return text
}

// cites returns the first record of each of the first operations, and of all that follow the last one.
func cites(burst []refusal) (list []lens.Cite) {
	seen := set{}
	for i, r := range burst {
		isLast := i == len(burst)-1
		if seen[r.operation] && !isLast || len(list) >= maxCited && !isLast {
			continue
		}
		seen.add(r.operation)
		c := r.first
		if c.Text = r.operation; isLast && len(list) > 0 {
			c.Text = "the last: " + c.Text
		}
		list = append(list, c)
	}
	return list
}
