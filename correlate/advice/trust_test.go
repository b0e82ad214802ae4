package advice

import "testing"

// TestTrust holds what a trust policy is taken to say of a caller.
func TestTrust(t *testing.T) {
	const caller = "arn:aws:iam::111122223333:user/ann"
	for _, tt := range []struct {
		name, statements string
		want             Trust
	}{
		{"no policy", ``, Trust{}},
		{"another account", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole"}`, Trust{Known: true}},
		{"another action", `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:TagSession"}`, Trust{Known: true}},
		{"the account", `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:*"}`, Trust{Known: true, Names: true, Account: true, Open: true}},
		{"the caller", `{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:user/ann"]},"Action":"sts:AssumeRole"}`, Trust{Known: true, Names: true, Open: true}},
		{"a condition", `{"Sid":"P","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"STS:externalid":["a","b"]},"Bool":{"aws:MultiFactorAuthPresent":true}}}`,
			Trust{Known: true, Names: true, Account: true, ExternalID: true, MFA: true, IDs: "P", Conditions: "STS:externalid StringEquals a or b; aws:MultiFactorAuthPresent Bool true"}},
		{"one of two without", `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"a"}}},{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`,
			Trust{Known: true, Names: true, Account: true, Open: true, ExternalID: true}},
		{"a deny", `{"Sid":"D","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}`, Trust{Known: true, Denies: true, IDs: "D"}},
	} {
		got := trustOf(`{"Statement":[`+tt.statements+`]}`, "sts:AssumeRole", caller)
		got.Statements = ""
		if got != tt.want {
			t.Errorf("%s: %+v instead of %+v", tt.name, got, tt.want)
		}
	}
	if trustOf(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}`, "sts:AssumeRole", "AIDAEXAMPLE").Known {
		t.Error("a caller without an ARN cannot be looked up")
	}
}
