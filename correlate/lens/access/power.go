package access

import (
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// What an action is good for that must not be handed out because it was refused: with the first two a caller can get every other
// permission, and with the third nobody sees, or can undo, what he does.
const (
	givesPermissions = "permissions"
	givesCredentials = "credentials"
	takesProtection  = "protection"
	passesRole       = "role"
)

// powers are actions by what they are good for, beside those that change policies and those of guarded services.
var powers = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for power, actions := range map[string]string{
		passesRole: "iam:PassRole",
		givesPermissions: "kms:PutKeyPolicy s3:PutBucketAcl s3:PutObjectAcl s3:PutObjectVersionAcl s3:PutAccessPointPolicy s3:PutAccessPointPolicyForObjectLambda " +
			"s3:PutMultiRegionAccessPointPolicy s3:CreateAccessGrant s3:PutBucketOwnershipControls " +
			"ec2:AssociateIamInstanceProfile ec2:ReplaceIamInstanceProfileAssociation ec2:ModifySnapshotAttribute ec2:ModifyImageAttribute " +
			"ec2:PutResourcePolicy rds:ModifyDBSnapshotAttribute rds:ModifyDBClusterSnapshotAttribute " +
			"lambda:AddLayerVersionPermission ecr:PutRegistryPolicy ecr-public:SetRepositoryPolicy es:UpdateDomainConfig glue:PutResourcePolicy logs:PutResourcePolicy " +
			"logs:PutDestinationPolicy events:PutPermission backup:PutBackupVaultAccessPolicy elasticfilesystem:PutFileSystemPolicy glacier:SetVaultAccessPolicy " +
			"kinesis:PutResourcePolicy codeartifact:PutDomainPermissionsPolicy codeartifact:PutRepositoryPermissionsPolicy codebuild:PutResourcePolicy " +
			"acm-pca:PutPolicy ram:CreateResourceShare ram:AssociateResourceShare ram:EnableSharingWithAwsOrganization lakeformation:GrantPermissions " +
			"lakeformation:BatchGrantPermissions lakeformation:PutDataLakeSettings eks:CreateAccessEntry eks:AssociateAccessPolicy eks:UpdateAccessEntry " +
			"ssm:ModifyDocumentPermission ssm:PutResourcePolicy",
		givesCredentials: "sts:AssumeRoot sts:GetFederationToken rolesanywhere:CreateTrustAnchor rolesanywhere:CreateProfile rolesanywhere:UpdateProfile " +
			"rolesanywhere:UpdateTrustAnchor",
		takesProtection: "kms:ScheduleKeyDeletion kms:DisableKey kms:DeleteImportedKeyMaterial kms:DisableKeyRotation kms:DeleteCustomKeyStore kms:DisconnectCustomKeyStore " +
			"s3:BypassGovernanceRetention s3:PutObjectRetention s3:PutObjectLegalHold s3:PutBucketPublicAccessBlock s3:PutAccountPublicAccessBlock " +
			"s3:DeleteBucketPublicAccessBlock s3:DeletePublicAccessBlock s3:DeleteAccountPublicAccessBlock s3:PutBucketVersioning s3:PutBucketLogging s3:PutEncryptionConfiguration " +
			"s3:PutLifecycleConfiguration s3:PutBucketObjectLockConfiguration s3:DeleteObjectVersion " +
			"ec2:DeleteFlowLogs ec2:DisableEbsEncryptionByDefault ec2:DisableSnapshotBlockPublicAccess ec2:DisableImageBlockPublicAccess ec2:UnlockSnapshot " +
			"ec2:ModifyVpcBlockPublicAccessOptions ec2:CreateVpcBlockPublicAccessExclusion ec2:ModifyInstanceMetadataDefaults " +
			"logs:DeleteLogGroup logs:DeleteLogStream logs:PutRetentionPolicy logs:DeleteSubscriptionFilter logs:DeleteDataProtectionPolicy " +
			"backup:DeleteRecoveryPoint backup:DeleteBackupVault backup:DeleteBackupVaultAccessPolicy backup:DeleteBackupVaultLockConfiguration " +
			"backup:UpdateRecoveryPointLifecycle " +
			"wafv2:DeleteWebACL wafv2:DisassociateWebACL wafv2:DeleteLoggingConfiguration shield:DeleteSubscription shield:DeleteProtection " +
			"network-firewall:DeleteFirewall network-firewall:UpdateFirewallDeleteProtection account:CloseAccount account:DisableRegion",
	} {
		for action := range strings.FieldsSeq(actions) {
			all[strings.ToLower(action)] = power
		}
	}
	for action, op := range changing() {
		if all[strings.ToLower(action)] == "" && op.layer != vpcEndpoint && !grants[action] {
			all[strings.ToLower(action)] = givesPermissions
		}
	}
	return all
})

// credentialNames are in the names of IAM's operations that make credentials, or let somebody in with those of others.
var credentialNames = []string{"accesskey", "loginprofile", "servicespecificcredential", "signingcertificate", "sshpublickey", "mfadevice", "accountpassword", "samlprovider", "openidconnect", "servercertificate"}

// ruling are the services in which each call that changes something gives permissions: to people, or to whole accounts.
var ruling = map[string]bool{"iam": true, "sso": true, "sso-directory": true, "identitystore": true, "organizations": true}

// guarding are the services that watch over an account, or record what happens in it.
var guarding = map[string]bool{
	"cloudtrail": true, "guardduty": true, "securityhub": true, "config": true, "access-analyzer": true, "macie2": true, "inspector2": true,
	"detective": true, "fms": true, "controltower": true, "auditmanager": true, "securitylake": true,
}

// harmless begin the names of operations of these services that give nothing: roles of services have the policies of AWS.
var harmless = []string{"generate", "simulate", "createservicelinkedrole", "validate", "lookup", "start", "batchget", "preview", "accept", "request", "putevaluation", "putexternalevaluation", "batchimport"}

// powerOf says what an action is good for that must not be handed out because it was refused, empty for most. IAM does not
// regard the case of actions.
func powerOf(action string) string {
	if reads(action) {
		return ""
	}
	action = strings.ToLower(action)
	if power := powers()[action]; power != "" {
		return credentials(action, power)
	}
	service, operation, _ := strings.Cut(action, ":")
	if operation == "*" && (ruling[service] || guarding[service]) || service == "*" {
		return givesPermissions
	}
	for _, begin := range harmless {
		if strings.HasPrefix(operation, begin) {
			return ""
		}
	}
	switch {
	case ruling[service]:
		return credentials(action, guardRail(operation))
	case guarding[service] && !strings.HasPrefix(operation, "tag"):
		return takesProtection
	case strings.HasSuffix(operation, "resourcepolicy"), strings.HasSuffix(operation, "permissionsboundary"):
		return givesPermissions
	}
	return ""
}

// guardRail tells the operations that take an account or a rule out of an organization from those that give.
func guardRail(operation string) string {
	for _, begin := range []string{"leave", "remove", "detach", "disable", "delete", "close", "deregister", "deactivate"} {
		if strings.HasPrefix(operation, begin) {
			return takesProtection
		}
	}
	return givesPermissions
}

func credentials(action, power string) string {
	operation, isIAM := strings.CutPrefix(action, "iam:")
	for _, name := range credentialNames {
		if isIAM && strings.Contains(operation, name) && !strings.HasPrefix(operation, "delete") && !strings.HasPrefix(operation, "deactivate") {
			return givesCredentials
		}
	}
	return power
}

// askedFields are the parameters of a request that tell what a power was wanted for.
var askedFields = []string{
	"policyArn", "policyName", "permissionsBoundary", "userName", "roleName", "groupName", "instanceProfileName", "policyDocument", "assumeRolePolicyDocument", "policy",
	"policyId", "targetId", "accountId", "permissionSetArn", "principalId", "keyId", "bucketName", "name", "trailName", "detectorId", "logGroupName", "functionName",
	"principal", "granteePrincipal", "action",
}

// maxAsked is how much of a parameter is kept.
const maxAsked = 200

// askedOf says in words what a call asked for that would have given power.
func askedOf(ev *parsers.Event) string {
	parameters := gjson.GetBytes(ev.Raw, "requestParameters")
	var parts []string
	for _, field := range askedFields {
		v := parameters.Get(field)
		text := strings.Join(strings.Fields(v.String()), " ")
		if text == "" || text == "null" {
			continue
		}
		if runes := []rune(text); len(runes) > maxAsked {
			text = string(runes[:maxAsked]) + "..."
		}
		parts = append(parts, field+" "+text)
	}
	return strings.Join(parts, ", ")
}

// passedTo are the services that take a role, where the principal that it is passed to is never another one.
var passedTo = map[string]string{
	"ecs": "ecs-tasks", "lambda": "lambda", "ec2": "ec2", "states": "states", "codebuild": "codebuild", "codepipeline": "codepipeline", "codedeploy": "codedeploy",
	"cloudformation": "cloudformation", "sagemaker": "sagemaker", "glue": "glue", "scheduler": "scheduler", "events": "events", "pipes": "pipes", "firehose": "firehose",
	"config": "config", "cloudtrail": "cloudtrail", "transfer": "transfer", "bedrock": "bedrock",
}

// passing are operations that only one service has, for messages that name no service.
var passing = map[string]string{
	"RunTask": "ecs", "StartTask": "ecs", "RegisterTaskDefinition": "ecs", "RunInstances": "ec2", "AssociateIamInstanceProfile": "ec2",
	"CreateStateMachine": "states", "UpdateStateMachine": "states", "UpdateFunctionConfiguration": "lambda",
}

// receiver is the service principal that a role was to be passed to, where the call tells.
func (d *denial) receiver() string {
	if powerOf(d.key.action) != passesRole {
		return ""
	}
	service := serviceOf(actionOf(d.lead.eventSrc, d.lead.name))
	if service == "" {
		service = passing[d.lead.name]
	}
	name := passedTo[service]
	switch {
	case name == "":
		return ""
	case name == "ec2" && strings.HasPrefix(d.key.resource, "arn:aws-cn:"):
		return "ec2.amazonaws.com.cn"
	}
	return name + ".amazonaws.com"
}
