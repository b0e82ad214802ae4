package correlate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/report"
)

// selectors is what get-event-selectors answers of a trail.
func selectors(trail, rest string) string {
	return fmt.Sprintf(`{"TrailARN":"arn:aws:cloudtrail:eu-west-1:%s",%s}`, trail, rest)
}

// TestLeftOut holds that a pattern is not called "not found" whose records the trail is set to leave out, and that it is
// where another trail, or any record of that service, shows that the bundle would have them.
func TestLeftOut(t *testing.T) {
	const (
		main       = "111122223333:trail/main"
		call       = `{"eventVersion":"1.11","eventID":"e-%d","eventTime":"2026-03-04T09:15:02Z","eventSource":"%s.amazonaws.com","eventName":"%s","readOnly":%t,"eventCategory":"Management","awsRegion":"eu-west-1","recipientAccountId":"111122223333","userIdentity":{"type":"IAMUser","userName":"ann","arn":"arn:aws:iam::111122223333:user/ann"}}`
		withoutKMS = `"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true,"ExcludeManagementEventSources":["kms.amazonaws.com"]}]`
		management = `{"Field":"eventCategory","Equals":["Management"]}`
		kms        = "the event selectors of trail main leave out the events of kms.amazonaws.com, and the bundle has none"
		reads      = "the event selectors of trail main leave out all events that only read, and the bundle has none"
	)
	start := strings.Replace(fmt.Sprintf(call, 1, "ec2", "StartInstances", false), `"userIdentity"`, `"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0aaaabbbbccccdddd"}]}},"userIdentity"`, 1)
	described := fmt.Sprintf(call, 2, "ec2", "DescribeInstances", true)
	used := fmt.Sprintf(call, 3, "kms", "CreateGrant", false)
	all := selectors("111122223333:trail/other", `"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true}]`)
	dataOnly := selectors("111122223333:trail/other", `"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":false}]`)
	for _, tt := range []struct {
		name      string
		selectors []string
		records   []string
		pattern   string
		why       string // "" where it is not found
	}{
		{"left out", []string{selectors(main, withoutKMS)}, []string{start, described}, "kms-key-unusable", kms},
		{"beside what is there", []string{selectors(main, withoutKMS)}, []string{start, described}, "kms-ebs-start-denied", kms},
		{"and the rest is not there either", []string{selectors(main, withoutKMS)}, []string{described}, "kms-ebs-start-denied", ""},
		{"of another service", []string{selectors(main, withoutKMS)}, []string{start, described}, "sts-assume-role-denied", ""},
		{"advanced", []string{selectors(main, `"AdvancedEventSelectors":[{"FieldSelectors":[`+management+`,{"Field":"eventSource","NotEquals":["kms.amazonaws.com","rdsdata.amazonaws.com"]}]}]`)},
			[]string{start, described}, "kms-key-unusable", kms},
		{"advanced, of another service", []string{selectors(main, `"AdvancedEventSelectors":[{"FieldSelectors":[`+management+`,{"Field":"eventSource","NotEquals":["rdsdata.amazonaws.com"]}]}]`)},
			[]string{start, described}, "kms-key-unusable", ""},
		{"advanced, and data events", []string{selectors(main, `"AdvancedEventSelectors":[{"FieldSelectors":[`+management+`]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"eventSource","NotEquals":["kms.amazonaws.com"]}]}]`)},
			[]string{start, described}, "kms-key-unusable", ""},
		{"there all the same", []string{selectors(main, withoutKMS)}, []string{start, used}, "kms-key-unusable", ""},
		{"another trail has them", []string{selectors(main, withoutKMS), all}, []string{start, described}, "kms-key-unusable", ""},
		{"another trail has data events", []string{selectors(main, withoutKMS), dataOnly}, []string{start, described}, "kms-key-unusable", kms},
		{"of another account", []string{selectors("444455556666:trail/main", withoutKMS)}, []string{start, described}, "kms-key-unusable", ""},
		{"write only", []string{selectors(main, `"EventSelectors":[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true}]`)}, []string{start}, "denied-probing", reads},
		{"write only, refusals", []string{selectors(main, `"EventSelectors":[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true}]`)}, []string{start}, "iam-implicit-deny", reads},
		{"write only, what writes", []string{selectors(main, `"EventSelectors":[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true}]`)}, []string{start}, "ec2-insufficient-capacity", ""},
		{"write only, advanced", []string{selectors(main, `"AdvancedEventSelectors":[{"FieldSelectors":[`+management+`,{"Field":"readOnly","Equals":["false"]}]}]`)}, []string{start}, "sts-assume-role-denied", reads},
		{"write only, and yet what reads", []string{selectors(main, `"EventSelectors":[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true}]`)}, []string{start, described}, "denied-probing", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := []txtar.File{{Name: "trail.json", Data: []byte(`{"Records":[` + strings.Join(tt.records, ",") + "]}")}}
			for i, s := range tt.selectors {
				files = append(files, txtar.File{Name: fmt.Sprintf("selectors-%d.json", i), Data: []byte(s)})
			}
			p := judged(t, files...)[tt.pattern]
			if tt.why == "" {
				if p.Status != report.NotFound {
					t.Errorf("%s: %s", p.Status, p.Why)
				}
			} else if p.Status != report.NotAssessable || p.Why != tt.why || len(p.Collect) != 1 || !strings.Contains(p.Collect[0].Command, "lookup-events") {
				t.Errorf("%s: %s; collect %+v", p.Status, p.Why, p.Collect)
			}
		})
	}
	history := func(records ...string) txtar.File {
		for i, r := range records {
			records[i] = fmt.Sprintf(`{"EventId":"e-%d","CloudTrailEvent":%q}`, i, r)
		}
		return txtar.File{Name: "history.json", Data: []byte(`{"Events":[` + strings.Join(records, ",") + "]}")}
	}
	t.Run("event history alone", func(t *testing.T) {
		patterns := judged(t, history(start, fmt.Sprintf(call, 4, "sts", "GetCallerIdentity", true)), txtar.File{Name: "s.json", Data: []byte(selectors(main, withoutKMS))})
		if p := patterns["kms-key-unusable"]; p.Status != report.NotFound {
			t.Errorf("%s: %s", p.Status, p.Why)
		}
	})
	t.Run("event history of one service", func(t *testing.T) {
		patterns := judged(t, history(start))
		for id, want := range map[string]report.Status{"kms-key-unusable": report.NotAssessable, "iam-implicit-deny": report.NotAssessable, "ec2-insufficient-capacity": report.NotAssessable, "ec2-stopped-after-start": report.NotFound, "ec2-unexpected-stop": report.NotFound, "subnet-ip-exhausted": report.NotFound} {
			p := patterns[id]
			if p.Status != want || want == report.NotAssessable && (!strings.Contains(p.Why, "are of ec2.amazonaws.com: a lookup") || len(p.Collect) != 1) {
				t.Errorf("%s: %s: %s; collect %+v", id, p.Status, p.Why, p.Collect)
			}
		}
	})
}
