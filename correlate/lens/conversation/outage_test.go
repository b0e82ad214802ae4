package conversation

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hamari/correlate/entity"
)

// TestMarks holds marks against a list of the moments, in whatever order and from how many parts they come.
func TestMarks(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		reach := int64(1) << (1 + rng.IntN(28))
		moments := make([]int64, 1+rng.IntN(50))
		for i := range moments {
			moments[i] = 1_700_000_000 + rng.Int64N(reach)
		}
		var one, first, second marks
		for _, m := range moments {
			one.add(m)
		}
		rng.Shuffle(len(moments), func(i, j int) { moments[i], moments[j] = moments[j], moments[i] })
		for i, m := range moments {
			if i%3 == 0 {
				first.add(m)
			} else {
				second.add(m)
			}
		}
		second.merge(&first)
		if one != second {
			t.Fatalf("%v: %+v, in another order %+v", moments, one, second)
		}
		k := one.shift()
		from, to := moments[0]-rng.Int64N(reach), moments[0]+rng.Int64N(reach)
		want := false
		for _, m := range moments {
			want = want || m>>k > max(from, int64(one.first))>>k && m>>k < min(to, int64(one.last))>>k
		}
		if got, _ := one.between(from, to); got != want {
			t.Fatalf("%v: between %d and %d %t, want %t", moments, from, to, got, want)
		}
	}
	var none marks
	none.add(0)
	none.add(1 << 40)
	if none != (marks{}) || none.interrupted(span{3, 10, 20}) {
		t.Errorf("moments of no clock: %+v", none)
	}
}

// TestOutage is what of a service that was served before and is since counts as an outage.
func TestOutage(t *testing.T) {
	const begin, hour = 1_700_000_000, 3600
	many := func(client string, from, to, every, flags int, action string) (lines []string) {
		for at := from; at < to; at += every {
			lines = append(lines, visit(client, 40000+at%20000, begin+at, flags, action))
		}
		return lines
	}
	join := func(parts ...[]string) (lines []string) {
		for _, p := range parts {
			lines = append(lines, p...)
		}
		return lines
	}
	unflagged := func(lines []string) []string {
		for i := range lines {
			lines[i] = strings.Replace(lines[i], " i-1 3 ", " i-1 - ", 1)
			lines[i] = strings.Replace(lines[i], " i-1 2 ", " i-1 - ", 1)
		}
		return lines
	}
	inside, public := "10.9.0.1", "52.1.2.3"
	outage := func(client string) []string {
		return join(many(client, 0, hour, 60, 3, "ACCEPT"), many(client, hour, 2*hour, 60, 2, "REJECT"), many(client, 2*hour, 3*hour, 60, 3, "ACCEPT"))
	}
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"down for an hour", outage(inside), "interrupted"},
		{"as a public client saw it", outage(public), "interrupted"},
		{"without flags", unflagged(outage(inside)), "interrupted"},
		{"a day, down for half an hour", join(many(inside, 0, 12*hour, 300, 3, "ACCEPT"), many(inside, 12*hour, 25*hour/2, 60, 2, "REJECT"), many(inside, 25*hour/2, 24*hour, 300, 3, "ACCEPT")), "interrupted"},
		{"one reject by chance", join(many(inside, 0, hour, 60, 3, "ACCEPT"), many(inside, hour, hour+60, 60, 2, "REJECT"), many(inside, hour+60, 2*hour, 60, 3, "ACCEPT")), ""},
		{"some rejected, some accepted", join(many(inside, 0, 3*hour, 60, 3, "ACCEPT"), many(inside, hour, 2*hour, 60, 2, "REJECT")), ""},
		{"never accepted again", join(many(inside, 0, hour, 60, 3, "ACCEPT"), many(inside, hour, 2*hour, 60, 2, "REJECT")), "was-served"},
		{"late packets of a closed connection", join(many(inside, 0, hour, 60, 3, "ACCEPT"), many(inside, hour, 2*hour, 60, 4, "REJECT"), many(inside, 2*hour, 3*hour, 60, 3, "ACCEPT")), ""},
	} {
		g := entity.NewGraph()
		g.Finish()
		got := ""
		for r := range read(t, tt.lines...).Exchanges(g) {
			got += r.Value(exStanding).String()
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestReopened is a service of the internet, each of whose clients comes once.
func TestReopened(t *testing.T) {
	const begin, hour = 1_700_000_000, 3600
	once := func(n, from, to, flags int, action string) (lines []string) {
		for i := range n {
			at := from + i*(to-from)/n
			lines = append(lines, visit(fmt.Sprintf("52.%d.%d.7", at/250%250, at%250), 40000, begin+at, flags, action))
		}
		return lines
	}
	count := func(parts ...[]string) (n int) {
		var lines []string
		for _, p := range parts {
			lines = append(lines, p...)
		}
		g := entity.NewGraph()
		g.Finish()
		for r := range read(t, lines...).Exchanges(g) {
			if r.Value(exStanding).String() == "was-reopened" {
				n++
			}
		}
		return n
	}
	before, after := once(60, 0, hour, 3, "ACCEPT"), once(60, 2*hour, 3*hour, 3, "ACCEPT")
	if n := count(before, once(60, hour, 2*hour, 2, "REJECT"), after); n != 60 {
		t.Errorf("of 60 clients that found it shut %d are told", n)
	}
	if n := count(before, once(5, hour, 2*hour, 2, "REJECT"), after); n != 0 {
		t.Errorf("5 clients in an hour, where 60 come, are told: %d", n)
	}
	if n := count(before, once(60, hour, 2*hour, 2, "REJECT"), once(30, hour, 2*hour, 3, "ACCEPT"), after); n != 0 {
		t.Errorf("some were served meanwhile, and %d are told", n)
	}
}
