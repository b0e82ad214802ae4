package generate

import (
	"bytes"
	"testing"
)

// TestConversations holds a crowd to what is asked for: about so many distinct conversations, a few of which make up half
// of the records, 2 % errors, and scanners that try any port.
func TestConversations(t *testing.T) {
	opts := Options{Seed: 3, Size: 6_000_000, Members: 4, Conversations: 4000}
	bundle, _ := write(t, "single-flowlog", opts)
	if again, _ := write(t, "single-flowlog", opts); !bytes.Equal(bundle, again) {
		t.Error("two runs differ")
	}
	type conversation struct{ eni, peer, port string }
	seen := map[conversation]int{}
	var records, rejected, scans int
	for _, r := range flowLines(t, unpack(t, bundle)) {
		c := conversation{r["interface-id"], r["srcaddr"], r["dstport"]}
		if r["flow-direction"] == "egress" {
			c.peer, c.port = r["dstaddr"], r["srcport"]
		}
		switch {
		case r["packets"] == "1" && r["action"] == "REJECT":
			scans++
			continue
		case r["instance-id"] == "-" || r["pkt-srcaddr"] != r["srcaddr"]:
			continue // a session of the story
		}
		seen[c]++
		records++
		if r["action"] == "REJECT" {
			rejected++
		}
	}
	if len(seen) < 3700 || len(seen) > 4200 {
		t.Errorf("%d conversations, 4000 asked for", len(seen))
	}
	if share := float64(rejected) / float64(records); share < 0.01 || share > 0.03 {
		t.Errorf("%.3f of the records are rejected", share)
	}
	if share := float64(scans) / float64(records); share < 0.02 || share > 0.05 {
		t.Errorf("%.3f scans to a record", share)
	}
	for _, bad := range []Options{{Conversations: -1}, {Conversations: 5, Forms: Forms{FlowLog: "cwl-export"}}} {
		if _, err := Write(&bytes.Buffer{}, "quiet", bad); err == nil {
			t.Errorf("%+v accepted", bad)
		}
	}
}
