package life

import (
	"regexp"
	"testing"
)

// TestSessionInstance holds what is found in ARNs against the expression that says what is meant.
func TestSessionInstance(t *testing.T) {
	meant := regexp.MustCompile(`assumed-role/([^/]+)/(i-[0-9a-f]{8,17})$`)
	const role = "arn:aws:sts::111122223333:assumed-role/"
	for _, arn := range []string{
		"", "i-12345678", "/i-12345678", role + "Web/i-12345678", role + "Web/i-0123456789abcdef0", role + "Web/i-1234567",
		role + "Web/i-0123456789abcdef01", role + "Web/i-0123456789ABCDEF0", role + "Web/x-0123456789abcdef0", role + "Web/deploy-12345678",
		role + "/i-12345678", role + "path/Web/i-12345678", role + "i-12345678", role + "aws:ec2-infrastructure/i-12345678",
		"arn:aws:iam::111122223333:role/Web/i-12345678", role + "Web/i-12345678/", "assumed-role/a/i-12345678", "xassumed-role/a/i-12345678",
	} {
		want := ""
		if m := meant.FindStringSubmatch(arn); m != nil && m[1] != "aws:ec2-infrastructure" {
			want = m[2]
		}
		if got := string(sessionInstance([]byte(arn))); got != want {
			t.Errorf("%s: %q, want %q", arn, got, want)
		}
	}
}
