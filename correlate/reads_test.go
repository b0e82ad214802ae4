package correlate_test

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/report"
)

// TestKeyUse holds that the use of a key counts for more than a look around, though CloudTrail records both as reads.
func TestKeyUse(t *testing.T) {
	const denied = `{"Records":[{"eventVersion":"1.11","eventID":"e-1","eventTime":"2026-03-04T09:15:02Z","eventSource":"%[1]s.amazonaws.com","eventName":"%[2]s",` +
		`"awsRegion":"eu-west-1","readOnly":true,"recipientAccountId":"111122223333","errorCode":"AccessDenied","userIdentity":{"type":"IAMUser","userName":"ann","arn":"arn:aws:iam::111122223333:user/ann"},` +
		`"errorMessage":"User: arn:aws:iam::111122223333:user/ann is not authorized to perform: %[1]s:%[2]s on resource: %[3]s because no identity-based policy allows the %[1]s:%[2]s action"}]}`
	for want, record := range map[report.Severity]string{
		report.Medium: fmt.Sprintf(denied, "kms", "Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1ef7a789-25b2-468a-a06e-ab47efadca06"),
		report.Low:    fmt.Sprintf(denied, "kms", "ListKeys", "*"),
	} {
		found := analyzeWithAll(t, txtar.File{Name: "trail.json", Data: []byte(record)}).Findings
		if len(found) != 1 || found[0].Pattern != "iam-implicit-deny" || found[0].Severity != want {
			t.Errorf("want severity %s: %+v", want, found)
		}
	}
}
