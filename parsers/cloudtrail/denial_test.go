package cloudtrail

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseDenial(t *testing.T) {
	const (
		caller = "arn:aws:sts::111122223333:assumed-role/OpsRole/ops"
		key    = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
		user   = "User: " + caller + " is not authorized to perform: "
		grant  = user + "kms:CreateGrant on resource: " + key
		role   = "arn:aws:iam::111122223333:role/Target"
	)
	tests := []struct {
		message string
		want    Denial
	}{
		{grant + " because no identity-based policy allows the kms:CreateGrant action",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, PolicyType: IdentityBasedPolicy}},
		{grant + " because no resource-based policy allows the kms:CreateGrant action",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, PolicyType: ResourceBasedPolicy}},
		{user + "kms:CreateGrant on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
			Denial{Caller: caller, Action: "kms:CreateGrant", PolicyType: ResourceBasedPolicy, KeyState: KeyUnreachable}},
		{grant + " with an explicit deny in an identity-based policy",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, PolicyType: IdentityBasedPolicy, Explicit: true}},
		{grant + " with an explicit deny in a resource-based policy",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, PolicyType: ResourceBasedPolicy, Explicit: true}},
		{grant + " with an explicit deny in a service control policy",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, PolicyType: ServiceControlPolicy, Explicit: true}},
		{grant + " with an explicit deny transitively through a service control policy",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, PolicyType: ServiceControlPolicy, Explicit: true, Transitive: true}},
		{user + "ec2:StopInstances on the following resources: arn:aws:ec2:eu-west-1:111122223333:instance/i-1 with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/lab.",
			Denial{Caller: caller, Action: "ec2:StopInstances", Resource: "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", PolicyType: PermissionsBoundary, Explicit: true, Policy: "arn:aws:iam::111122223333:policy/lab"}},
		{grant + " with an explicit deny",
			Denial{Caller: caller, Action: "kms:CreateGrant", Resource: key, Key: key, Explicit: true}},
		{user + "sts:AssumeRole on resource: " + role + " with an explicit deny in the role trust policy",
			Denial{Caller: caller, Action: "sts:AssumeRole", Resource: role, PolicyType: RoleTrustPolicy, Explicit: true}},
		{user + "sts:AssumeRole on resource: " + role + " because no role trust policy allows the sts:AssumeRole action",
			Denial{Caller: caller, Action: "sts:AssumeRole", Resource: role, PolicyType: RoleTrustPolicy}},
		{user + "sts:AssumeRole on resource: " + role,
			Denial{Caller: caller, Action: "sts:AssumeRole", Resource: role}},
		{user + "iam:PassRole on resource: " + role + " because no permissions boundary allows the iam:PassRole action",
			Denial{Caller: caller, Action: "iam:PassRole", Resource: role, PolicyType: PermissionsBoundary}},
		{user + `s3:ListBucket on resource: "arn:aws:s3:::example" because no VPC endpoint policy allows the s3:ListBucket action`,
			Denial{Caller: caller, Action: "s3:ListBucket", Resource: "arn:aws:s3:::example", PolicyType: VPCEndpointPolicy}},
		{user + "iam:GetUser on resource: user alice because no session policy allows the iam:GetUser action",
			Denial{Caller: caller, Action: "iam:GetUser", Resource: "user alice", PolicyType: SessionPolicy}},
		{user + "ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:111122223333:instance/* with an explicit deny in a sessions policy. Encoded authorization failure message: aB-c_1",
			Denial{Caller: caller, Action: "ec2:RunInstances", Resource: "arn:aws:ec2:eu-west-1:111122223333:instance/*", PolicyType: SessionPolicy, Explicit: true, Encoded: "aB-c_1"}},
		{"You are not authorized to perform this operation. Encoded authorization failure message: aB-c_1",
			Denial{Encoded: "aB-c_1"}},
		{key + " is disabled.", Denial{Key: key, KeyState: KeyDisabled}},
		{key + " is pending deletion.", Denial{Key: key, KeyState: KeyPendingDeletion}},
		{key + " is pending import.", Denial{Key: key, KeyState: KeyPendingImport}},
		{"Key '" + key + "' does not exist", Denial{Key: key, KeyState: KeyNotFound}},
		{"Key '1234abcd-12ab-34cd-56ef-1234567890ab' does not exist", Denial{Key: "1234abcd-12ab-34cd-56ef-1234567890ab", KeyState: KeyNotFound}},
		{"Alias arn:aws:kms:eu-west-1:111122223333:alias/ebs is not found.", Denial{Key: "arn:aws:kms:eu-west-1:111122223333:alias/ebs", KeyState: KeyNotFound}},
		{"The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
			Denial{KeyState: KeyUnreachable}},
	}
	for _, tt := range tests {
		got, ok := ParseDenial(tt.message)
		if diff := cmp.Diff(tt.want, got); diff != "" || !ok {
			t.Errorf("%s: ok %t\n%s", tt.message, ok, diff)
		}
	}
	for _, message := range []string{
		"", "Access Denied", "Rate exceeded", "The bucket policy does not exist",
		"Encountered key " + key + " that is fine",
		"User limit exceeded",
	} {
		if got, ok := ParseDenial(message); ok {
			t.Errorf("%q: %+v", message, got)
		}
	}
}

func TestErrorCode(t *testing.T) {
	tests := []struct {
		in, want string
		server   bool
	}{
		{"Client.UnauthorizedOperation", "UnauthorizedOperation", false},
		{"Client.InvalidVolume.NotFound", "InvalidVolume.NotFound", false},
		{"Server.InsufficientInstanceCapacity", "InsufficientInstanceCapacity", true},
		{"AccessDenied", "AccessDenied", false},
		{"ServerException", "ServerException", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got, server := ErrorCode(tt.in); got != tt.want || server != tt.server {
			t.Errorf("%s: %s, %t", tt.in, got, server)
		}
	}
}

func TestBareCode(t *testing.T) {
	for code, want := range map[string]string{
		"Client.UnauthorizedOperation": "UnauthorizedOperation", "AccessDeniedException": "AccessDenied", "Server.InternalError": "InternalError",
		"Client.ThrottlingException": "Throttling", "AccessDenied": "AccessDenied", "": "",
	} {
		if got := BareCode(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}
