package correlate_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/report"
)

// rejected is a row of a flow log in a zone, at a second of 2026-03-09 or of the days after it.
func rejected(region, instance, seconds string) string {
	return "111122223333 " + region + " " + instance + " eni-" + instance[2:] + " 10.1.2.3 10.1.9.9 40000 443 6 1 40 " + seconds + " " + seconds + " REJECT OK\n"
}

// TestBlanks holds that commands which get what is missing are about the Region, the account, the instance and the time
// that the bundle is about, and leave blank what is not one.
func TestBlanks(t *testing.T) {
	const (
		titles = "account-id region instance-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"
		one    = "i-0aaaaaaaaaaaaaaaa"
		other  = "i-0bbbbbbbbbbbbbbbb"
		at     = "1773050400" // 2026-03-09T10:00:00Z
		later  = "1773057600" // 2026-03-09T12:00:00Z
		days   = "1773309600" // 2026-03-12T10:00:00Z
	)
	for _, tt := range []struct {
		name     string
		rows     []string
		pattern  string
		has, not []string
	}{
		{"all is one", []string{rejected("eu-west-1", one, at), rejected("eu-west-1", one, later)}, "ec2-status-check-failed",
			[]string{"--region eu-west-1 ", "Value=" + one + " ", "-" + one + "-Maximum", "--start-time 2026-03-09T09:00:00Z --end-time 2026-03-09T13:00:00Z "}, nil},
		{"the folder of the day", []string{rejected("eu-west-1", one, at)}, "alb-502-keepalive-mismatch",
			[]string{"/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/09/", "'111122223333_elasticloadbalancing_eu-west-1_app.NAME.*'"}, nil},
		{"two Regions and instances", []string{rejected("eu-west-1", one, at), rejected("eu-west-2", other, at)}, "ec2-status-check-failed",
			[]string{"--region REGION ", "Value=INSTANCE_ID ", "--start-time 2026-03-09T09:00:00Z "}, []string{one, other, "eu-west"}},
		{"days", []string{rejected("eu-west-1", one, at), rejected("eu-west-1", one, days)}, "ec2-status-check-failed",
			[]string{"--region eu-west-1 ", "--start-time START --end-time END "}, nil},
		{"no folder of several days", []string{rejected("eu-west-1", one, at), rejected("eu-west-1", one, days)}, "alb-502-keepalive-mismatch",
			[]string{"/eu-west-1/YYYY/MM/DD/"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := judged(t, txtar.File{Name: "flow.log", Data: []byte(titles + strings.Join(tt.rows, ""))})[tt.pattern]
			if p.Status != report.NotAssessable || len(p.Collect) == 0 {
				t.Fatalf("%s: %+v", p.Status, p.Collect)
			}
			command := p.Collect[0].Command
			for _, part := range tt.has {
				if !strings.Contains(command, part) {
					t.Errorf("no %q in %s", part, command)
				}
			}
			for _, part := range tt.not {
				if strings.Contains(command, part) {
					t.Errorf("%q in %s", part, command)
				}
			}
		})
	}
}
