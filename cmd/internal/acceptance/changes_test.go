package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

// TestOtherChanges holds that the timeline shows what else was done to the things that a finding names, within a day before
// it, and nothing that was done to others.
func TestOtherChanges(t *testing.T) {
	key := func(id string) string { return "arn:aws:kms:eu-west-1:111122223333:key/" + id }
	const first, second = "aaaa1f0a-7b2e-4c8d-9a61-0f1e2d3c4b5a", "bbbb1f0a-7b2e-4c8d-9a61-0f1e2d3c4b5a"
	call := func(time, name, id, more string) string {
		return fmt.Sprintf(`{"eventVersion":"1.08","eventID":"%s-%s","eventTime":"%s","eventSource":"kms.amazonaws.com","eventName":"%s","awsRegion":"eu-west-1","recipientAccountId":"111122223333",`+
			`"readOnly":false,"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Deploy/ci"},"userAgent":"HashiCorp Terraform/1.9","requestParameters":{"keyId":%q}%s}`,
			time, id, time, name, key(id), more)
	}
	refused := `,"errorCode":"DisabledException","errorMessage":"` + key(first) + ` is disabled.","resources":[{"ARN":"` + key(first) + `","type":"AWS::KMS::Key"}]`
	trail := `{"Records":[` + strings.Join([]string{
		call("2026-03-02T09:00:00Z", "PutKeyPolicy", first, ""), // two days before
		call("2026-03-04T03:00:00Z", "PutKeyPolicy", first, ""),
		call("2026-03-04T03:30:00Z", "PutKeyPolicy", second, ""), // another key
		call("2026-03-04T08:58:00Z", "DisableKey", first, ""),    // which is evidence
		call("2026-03-04T09:00:00Z", "Encrypt", first, refused),
	}, ",") + `]}`
	b := patterntest.Bundle{Name: "changes", Files: []txtar.File{{Name: "ct.json", Data: []byte(trail)}}}
	packed, err := b.Zip(nil)
	if err != nil {
		t.Fatal(err)
	}
	rep := analyzeIn(t, packed, "", 1)
	if len(rep.Findings) == 0 {
		t.Fatal("the disabled key is not found")
	}
	var others []string
	for _, m := range rep.Timeline {
		if m.Finding == 0 {
			others = append(others, m.Time.Format("01-02 15:04 ")+m.Text)
			if m.Sign != report.Change || len(m.Entities["key"]) == 0 {
				t.Errorf("a change is shown as %+v", m)
			}
		}
	}
	if len(others) != 1 || !strings.HasPrefix(others[0], "03-04 03:00 PutKeyPolicy ") || !strings.Contains(others[0], "by role Deploy (Terraform)") {
		t.Errorf("the other changes are %q", others)
	}
}
