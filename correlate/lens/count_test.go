package lens

import "testing"

func TestCount(t *testing.T) {
	for n, want := range map[int][2]string{
		0: {"0 replies", "first of 0 replies"},
		1: {"1 reply", "the only reply"},
		2: {"2 replies", "first of 2 replies"},
	} {
		if got := [2]string{Count(n, "reply", "replies"), FirstOf(n, "reply", "replies")}; got != want {
			t.Errorf("of %d: %q, want %q", n, got, want)
		}
	}
}
