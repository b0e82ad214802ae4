package pattern

import (
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 7 * 24 * time.Hour: "7d", -90 * 24 * time.Hour: "-90d", 12 * time.Hour: "12h", -5 * time.Second: "-5s",
		90 * time.Second: "1m30s", 2 * time.Minute: "2m", time.Hour + 30*time.Minute: "1h30m", 10 * time.Hour: "10h", 25 * time.Hour: "25h",
	} {
		if got := span(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
