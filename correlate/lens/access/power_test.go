package access

import "testing"

func TestPower(t *testing.T) {
	for action, want := range map[string]string{
		"iam:AttachUserPolicy":            givesPermissions,
		"iam:putrolepolicy":               givesPermissions,
		"iam:CreatePolicyVersion":         givesPermissions,
		"iam:UpdateAssumeRolePolicy":      givesPermissions,
		"iam:AddRoleToInstanceProfile":    givesPermissions,
		"iam:*":                           givesPermissions,
		"iam:CreateAccessKey":             givesCredentials,
		"iam:UpdateLoginProfile":          givesCredentials,
		"iam:CreateOpenIDConnectProvider": givesCredentials,
		"iam:DeactivateMFADevice":         takesProtection,
		"iam:PassRole":                    passesRole,
		"iam:ListUsers":                   "",
		"iam:CreateServiceLinkedRole":     "",
		"kms:PutKeyPolicy":                givesPermissions,
		"kms:ScheduleKeyDeletion":         takesProtection,
		"kms:Decrypt":                     "",
		"kms:CreateGrant":                 "", // always with a condition
		"s3:PutBucketPolicy":              givesPermissions,
		"s3:PutObject":                    "",
		"organizations:LeaveOrganization": takesProtection,
		"cloudtrail:StopLogging":          takesProtection,
		"cloudtrail:LookupEvents":         "",
		"guardduty:DeleteDetector":        takesProtection,
		"config:PutEvaluations":           "",
		"lambda:AddPermission":            givesPermissions,
		"lambda:UpdateFunctionCode":       "",
		"xray:PutResourcePolicy":          givesPermissions,
		"autoscaling:PutScalingPolicy":    "",
		"ec2:ModifyVpcEndpoint":           "",
		"":                                "",
	} {
		if got := powerOf(action); got != want {
			t.Errorf("%s: %q instead of %q", action, got, want)
		}
	}
}
