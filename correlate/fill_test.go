package correlate_test

import (
	"fmt"
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

// TestRegionOfZone holds that an Availability Zone tells the Region, in what is to be collected and in the commands of a remedy.
func TestRegionOfZone(t *testing.T) {
	subnets := func(zones ...string) txtar.File {
		var list []string
		for i, zone := range zones {
			list = append(list, fmt.Sprintf(`{"SubnetId":"subnet-0a1b2c3d4e5f6071%d","VpcId":"vpc-0a1b2c3d4e5f60718","AvailabilityZone":"%s","CidrBlock":"10.0.%d.0/24"}`, i, zone, i))
		}
		return txtar.File{Name: "describe-subnets.json", Data: []byte(`{"Subnets":[` + strings.Join(list, ",") + `]}`)}
	}
	var tunnel strings.Builder
	tunnel.WriteString("timestamp,namespace,metric,dimensions,stat,period,value\n")
	for m := range 40 {
		fmt.Fprintf(&tunnel, "2026-08-08T08:%02d:00Z,AWS/VPN,TunnelState,\"TunnelIpAddress=203.0.113.10,VpnId=vpn-0a1b2c3d4e5f60718\",Minimum,60,%d\n", m, min(1, m/10%2))
	}
	states := txtar.File{Name: "tunnel.csv", Data: []byte(tunnel.String())}
	for _, tt := range []struct{ zones, region string }{
		{"eu-west-1a eu-west-1b", "eu-west-1"}, {"us-west-2-lax-1a", "us-west-2"}, {"eu-west-1a eu-west-2a", "REGION"}, {"", "REGION"},
	} {
		rep := analyzeWithAll(t, subnets(strings.Fields(tt.zones)...), states)
		found := false
		for i := range rep.Findings {
			for _, r := range rep.Findings[i].Remedy {
				if strings.Contains(r.Body, "modify-vpn-tunnel-options") {
					found = strings.Contains(r.Body, "--region "+tt.region+" ")
				}
			}
		}
		if !found {
			t.Errorf("%s: no remedy with --region %s: %+v", tt.zones, tt.region, rep.Findings)
		}
		for _, p := range rep.Patterns {
			if p.ID == "ec2-status-check-failed" && !strings.Contains(p.Collect[0].Command, "--region "+tt.region+" ") {
				t.Errorf("%s: %s", tt.zones, p.Collect[0].Command)
			}
		}
	}
}
