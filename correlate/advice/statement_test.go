package advice

import (
	"strings"
	"testing"
)

// TestDenying holds which Deny statements are taken to be about an action of a principal.
func TestDenying(t *testing.T) {
	const role = "arn:aws:iam::111122223333:role/path/app"
	for _, tt := range []struct {
		name, statement string
		want            bool
	}{
		{"everybody", `{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant"}`, true},
		{"all actions", `{"Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:GetObject","KMS:*"]}`, true},
		{"the role", `{"Effect":"Deny","Principal":{"AWS":["arn:aws:iam::111122223333:role/path/app"]},"Action":"kms:Create?rant"}`, true},
		{"its account", `{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"*"}`, true},
		{"all but", `{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/admin"},"NotAction":"kms:Decrypt"}`, true},
		{"allowed", `{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant"}`, false},
		{"another action", `{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrants"}`, false},
		{"another role", `{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/other"},"Action":"kms:*"}`, false},
		{"another account", `{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*"}`, false},
		{"a service", `{"Effect":"Deny","Principal":{"Service":"ec2.amazonaws.com"},"Action":"kms:*"}`, false},
		{"excepted", `{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/path/app"},"Action":"kms:*"}`, false},
		{"excepted action", `{"Effect":"Deny","Principal":"*","NotAction":["kms:Create*"]}`, false},
	} {
		for _, policy := range []string{`{"Statement":[` + tt.statement + `]}`, `{"Statement":` + tt.statement + `}`, `[` + tt.statement + `]`} {
			if got := denying(policy, "kms:CreateGrant", role) != ""; got != tt.want {
				t.Errorf("%s: %t for %s", tt.name, got, policy)
			}
		}
	}
	if ids := statementIDs(`{"Sid":"A"}` + "\n{}\n" + `{"Sid":"B"}`); ids != "A, B" {
		t.Errorf("ids %q", ids)
	}
}

// TestAllowedTo holds whom a policy is said to allow an action.
func TestAllowedTo(t *testing.T) {
	const policy = `{"Statement":[
		{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::111122223333:role/path/app"]},"Action":"kms:*"},
		{"Effect":"Allow","Principal":{"Service":"logs.amazonaws.com"},"Action":"kms:CreateGrant"},
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/reader"},"Action":"kms:Decrypt"},
		{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/other"},"Action":"kms:*"}]}`
	if got, want := allowedTo(policy, "kms:CreateGrant"), "account 111122223333, role app, logs.amazonaws.com"; got != want {
		t.Errorf("%q instead of %q", got, want)
	}
	if allowing(policy, "kms:CreateGrant", "arn:aws:iam::444455556666:role/app") != "" || allowing(policy, "kms:Decrypt", "arn:aws:iam::111122223333:role/reader") == "" {
		t.Error("allowing")
	}
}

// TestWildcard holds what IAM's wildcards stand for, and that a pattern made to take long does not.
func TestWildcard(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"?", "", false}, {"a*", "a", true}, {"*a", "ba", true}, {"*a", "ab", false},
		{"a*b*c", "a-b-b-c", true}, {"a*b*c", "a-c-b", false}, {"**a**", "a", true}, {"a?c*", "abcd", true}, {"*ab?", "aababc", true}, {"a?", "a", false},
		{"kms:" + strings.Repeat("*a", 500) + "*b", "kms:" + strings.Repeat("a", 5000), false},
	} {
		if got := Wildcard(tt.pattern, tt.text); got != tt.want {
			t.Errorf("%.40q fits %.40q: %t", tt.pattern, tt.text, got)
		}
	}
}
