package gateway

import (
	"context"
	"strings"
	"testing"

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
