package gateway

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens/lenstest"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

func read(t testing.TB, lines ...string) *Lens {
	t.Helper()
	l := New()
	const header = "version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status packets-lost-no-route packets-lost-blackhole flow-direction"
	text := header + "\n" + strings.Join(lines, "\n") + "\n"
	if err := flowlog.TransitGateway.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: "t.log"}, lenstest.Sink{T: t, Take: l.Event}); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLossTimes holds that it is told when packets were lost, not only when packets were carried, whoever read which record.
func TestLossTimes(t *testing.T) {
	line := func(start, lost string) string {
		return "6 TransitGateway 111122223333 tgw-0a tgw-attach-0b 10.0.0.5 10.9.0.7 40000 22 6 1 60 " + start + "00 " + start + "50 OK 0 " + lost + " ingress"
	}
	l := read(t, line("17676001", "0"), line("17676003", "2"))
	l.Merge(read(t, line("17676002", "4"), line("17676009", "0")))
	for row := range l.Rows() {
		first, last := row.Value(slotFirstLost).String(), row.Value(slotLastLost).String()
		if first != "2026-01-05T08:03:20Z" || last != "2026-01-05T08:05:50Z" || row.End.Format("15:04:05") != "08:15:50" {
			t.Errorf("lost from %s to %s, in a row until %s", first, last, row.End)
		}
	}
}

// TestLossesOfAllInterfaces holds that what is lost of a service is told of all its interfaces together, too, and that no record in
// which nothing was lost stands for what was.
func TestLossesOfAllInterfaces(t *testing.T) {
	const header = "version resource-type account-id tgw-id tgw-src-eni tgw-src-vpc-id srcaddr dstaddr srcport dstport protocol packets start end log-status packets-lost-no-route packets-lost-blackhole flow-direction"
	line := func(eni, vpc, start, packets, lost string) string {
		return "6 TransitGateway 111122223333 tgw-0a " + eni + " " + vpc + " 10.0.0.5 10.9.0.7 22 40000 6 " + packets + " " + start + " " + start + " OK 0 " + lost + " ingress"
	}
	l := New()
	text := strings.Join([]string{
		header, line("eni-1", "vpc-1", "1767600100", "5", "0"), line("eni-1", "vpc-1", "1767600200", "0", "3"), line("eni-1", "vpc-1", "1767600300", "0", "1"),
		line("eni-2", "vpc-1", "1767600100", "5", "6"), line("eni-3", "vpc-2", "1767600100", "5", "0"),
	}, "\n") + "\n"
	if err := flowlog.TransitGateway.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: "t.log"}, lenstest.Sink{T: t, Take: l.Event}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range l.Rows() {
		got = append(got, fmt.Sprint(row.Value(slotENI), " ", row.Value(slotBlackhole), " of ", row.Value(slotServiceBlackhole), " ", row.Value(slotServiceShare), ": ", row.Cites[0].Pos.Record, " ", row.Cites[0].Text))
	}
	want := []string{"eni-1 4 of 10 0.5: 1 first of 2 records with lost packets", "eni-2 6 of 10 0.5: 3 the only record with lost packets", "eni-3 0 of 0 0: 4 the only record"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
