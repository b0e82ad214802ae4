package conversation

import (
	"net/netip"
	"slices"
	"testing"
)

func TestSilent(t *testing.T) {
	const start = 1_773_194_400
	var e exchange
	for i := range int64(50) {
		at := start + i*120
		e.askedAt.add(at)
		if i < 15 || i >= 35 {
			e.repliedAt.add(at)
		}
	}
	s := e.silent()
	lastAnswer, firstLost, lastLost, firstAnswer := int64(start+14*120), int64(start+15*120), int64(start+34*120), int64(start+35*120)
	if s.asks != 20 || s.broke[0] > lastAnswer || s.broke[0] < lastAnswer-32 || s.broke[1] < firstLost || s.broke[1] > firstLost+32 ||
		s.mends[0] > lastLost || s.mends[0] < lastLost-32 || s.mends[1] < firstAnswer || s.mends[1] > firstAnswer+32 {
		t.Errorf("%+v", s)
	}
	e.askedAt = marks{}
	for i := range int64(50) {
		if i < 15 || i >= 35 {
			e.askedAt.add(start + i*120)
		}
	}
	if s := e.silent(); s.asks != 0 {
		t.Errorf("nobody asked, and %+v", s)
	}
}

func TestTogether(t *testing.T) {
	at := func(broke, mended int64) silence {
		return silence{broke: [2]int64{broke, broke + 60}, mends: [2]int64{mended, mended + 60}, asks: 1}
	}
	groups := together([]silence{at(1000, 3000), at(1030, 3030), at(1030, 5000)})
	if len(groups) != 2 || groups[0].asks != 2 || groups[0].broke != [2]int64{1030, 1060} || groups[0].mends != [2]int64{3030, 3060} {
		t.Errorf("%d groups, first %+v", len(groups), groups[0])
	}
}

func TestWaysTo(t *testing.T) {
	got := waysTo(map[netip.Addr]bool{netip.MustParseAddr("172.20.4.4"): true, netip.MustParseAddr("172.20.9.9"): true}, false)
	for _, way := range []string{"private", "0.0.0.0/0", "172.16.0.0/12", "172.20.0.0/16", "172.20.0.0/20"} {
		if !slices.Contains(got, way) {
			t.Errorf("%s is none of %v", way, got)
		}
	}
	if slices.Contains(got, "172.20.4.0/24") {
		t.Errorf("a route to one of them: %v", got)
	}
}
