package access

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// maxChanges is how many changes of policies are kept.
const maxChanges = 20_000

// changes are the calls that changed policies, by what identifies their records.
type changes map[string]change

// change is a call that changed a policy.
type change struct {
	cite                  lens.Cite
	name, caller, account string
	layer                 string // of the policy, empty for one that may be several
	target                string // what it belongs to
	owner                 string // the role or user that it concerns; empty where others are concerned
	resource              string // the resource that it belongs to
	policy                string // ARN of a managed one that was taken away or attached, the name of one of its own
}

// operation that changes a policy, and the parameter that names what it belongs to.
type operation struct {
	layer string
	from  []string
}

// changing are the operations that change who may do what.
var changing = sync.OnceValue(func() map[string]operation {
	return map[string]operation{
		"iam:CreateRole": {"", role}, "iam:CreateUser": {"", user},
		"iam:PutRolePolicy": {identityBased, role}, "iam:DeleteRolePolicy": {identityBased, role},
		"iam:AttachRolePolicy": {identityBased, role}, "iam:DetachRolePolicy": {identityBased, role},
		"iam:PutUserPolicy": {identityBased, user}, "iam:DeleteUserPolicy": {identityBased, user},
		"iam:AttachUserPolicy": {identityBased, user}, "iam:DetachUserPolicy": {identityBased, user},
		"iam:AddUserToGroup": {identityBased, user}, "iam:RemoveUserFromGroup": {identityBased, user},
		"iam:PutGroupPolicy": {identityBased, group}, "iam:DeleteGroupPolicy": {identityBased, group},
		"iam:AttachGroupPolicy": {identityBased, group}, "iam:DetachGroupPolicy": {identityBased, group},
		"iam:CreatePolicyVersion": {"", policy}, "iam:SetDefaultPolicyVersion": {"", policy}, "iam:DeletePolicyVersion": {"", policy},
		"iam:PutRolePermissionsBoundary": {boundary, role}, "iam:DeleteRolePermissionsBoundary": {boundary, role},
		"iam:PutUserPermissionsBoundary": {boundary, user}, "iam:DeleteUserPermissionsBoundary": {boundary, user},
		"iam:UpdateAssumeRolePolicy": {roleTrust, role},

		"organizations:AttachPolicy": {orgPolicy, policyID}, "organizations:DetachPolicy": {orgPolicy, policyID},
		"organizations:UpdatePolicy": {orgPolicy, policyID}, "organizations:DeletePolicy": {orgPolicy, policyID},
		"organizations:EnablePolicyType": {orgPolicy, policyID}, "organizations:DisablePolicyType": {orgPolicy, policyID},
		"organizations:MoveAccount": {orgPolicy, policyID},

		"sso:PutInlinePolicyToPermissionSet": {identityBased, permissionSet}, "sso:DeleteInlinePolicyFromPermissionSet": {identityBased, permissionSet},
		"sso:AttachManagedPolicyToPermissionSet": {identityBased, permissionSet}, "sso:DetachManagedPolicyFromPermissionSet": {identityBased, permissionSet},
		"sso:ProvisionPermissionSet": {identityBased, permissionSet}, "sso:CreateAccountAssignment": {identityBased, permissionSet},
		"sso:PutPermissionsBoundaryToPermissionSet": {boundary, permissionSet},

		"ec2:ModifyVpcEndpoint": {vpcEndpoint, []string{"ModifyVpcEndpointRequest.VpcEndpointId", "vpcEndpointId"}},

		"s3:PutBucketPolicy": {resourceBased, bucket}, "s3:DeleteBucketPolicy": {resourceBased, bucket},
		"kms:PutKeyPolicy": {resourceBased, key}, "kms:CreateGrant": {resourceBased, key}, "kms:RevokeGrant": {resourceBased, key}, "kms:RetireGrant": {resourceBased, key},
		"sns:AddPermission": {resourceBased, topic}, "sns:RemovePermission": {resourceBased, topic}, "sns:SetTopicAttributes": {resourceBased, topic},
		"sqs:AddPermission": {resourceBased, queue}, "sqs:RemovePermission": {resourceBased, queue}, "sqs:SetQueueAttributes": {resourceBased, queue},
		"lambda:AddPermission": {resourceBased, function}, "lambda:RemovePermission": {resourceBased, function},
		"secretsmanager:PutResourcePolicy": {resourceBased, secret}, "secretsmanager:DeleteResourcePolicy": {resourceBased, secret},
		"ecr:SetRepositoryPolicy": {resourceBased, []string{"repositoryName"}}, "ecr:DeleteRepositoryPolicy": {resourceBased, []string{"repositoryName"}},
		"dynamodb:PutResourcePolicy": {resourceBased, []string{"resourceArn"}}, "dynamodb:DeleteResourcePolicy": {resourceBased, []string{"resourceArn"}},
	}
})

// grants are the operations on grants of KMS keys.
var grants = map[string]bool{"kms:CreateGrant": true, "kms:RevokeGrant": true, "kms:RetireGrant": true}

const (
	identityBased = string(cloudtrail.IdentityBasedPolicy)
	resourceBased = string(cloudtrail.ResourceBasedPolicy)
	orgPolicy     = string(cloudtrail.ServiceControlPolicy)
	roleTrust     = string(cloudtrail.RoleTrustPolicy)
	boundary      = string(cloudtrail.PermissionsBoundary)
	vpcEndpoint   = string(cloudtrail.VPCEndpointPolicy)
)

var (
	role          = []string{"roleName"}
	user          = []string{"userName"}
	group         = []string{"groupName"}
	policy        = []string{"policyArn"}
	policyID      = []string{"policyId", "accountId"}
	permissionSet = []string{"permissionSetArn", "permissionSetId"}
	bucket        = []string{"bucketName"}
	key           = []string{"keyId"}
	topic         = []string{"topicArn"}
	queue         = []string{"queueUrl"}
	function      = []string{"functionName"}
	secret        = []string{"secretId"}
)

// changingNames are the operations by the name of their events, without the version that Lambda appends.
var changingNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for action := range changing() {
		_, name, _ := strings.Cut(action, ":")
		names[name] = true
	}
	for _, name := range []string{"AddPermission20150331v2", "RemovePermission20150331v2"} {
		names[name] = true
	}
	return names
})

// Changes reports whether calls of this name may change a permission.
func Changes(eventName []byte) bool { return changingNames()[string(eventName)] }

// Change takes in a CloudTrail record that may tell that a permission was changed.
func (l *Lens) Change(ev *parsers.Event) {
	if Changes(ev.Value(cloudtrail.SlotEventName)) && !ev.Value(cloudtrail.SlotErrorCode).Exists() {
		l.changes.add(ev)
		l.changed(ev)
	}
}

// add takes in a call without an error.
func (c changes) add(ev *parsers.Event) {
	if len(c) >= maxChanges {
		return
	}
	name := ev.Value(cloudtrail.SlotEventName)
	action := actionOf(ev.Value(cloudtrail.SlotEventSource).String(), name.String())
	op, does := changing()[action]
	if !does || grants[action] && ev.Value(cloudtrail.SlotCallerService).Exists() {
		return // services make and retire grants for themselves all the time
	}
	ch := change{
		cite: lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time}, name: name.String(), layer: op.layer,
		caller:  ev.Value(cloudtrail.SlotIdentityARN).String(),
		account: ev.Value(cloudtrail.SlotRecipientAccountID).String(),
	}
	for _, path := range op.from {
		if target := gjson.GetBytes(ev.Raw, "requestParameters."+path).String(); ch.target == "" {
			ch.target = target
		}
	}
	ch.policy = cmp.Or(gjson.GetBytes(ev.Raw, "requestParameters.policyArn").String(), gjson.GetBytes(ev.Raw, "requestParameters.policyName").String())
	switch {
	case slices.Equal(op.from, role), slices.Equal(op.from, user):
		ch.owner = ch.target
	case op.layer == resourceBased:
		ch.resource = ch.target[strings.LastIndexAny(ch.target, "/:")+1:]
	}
	c.put(cmp.Or(ch.cite.ID, ch.cite.Pos.String()), ch)
}

func (c changes) put(id string, ch change) {
	if known, has := c[id]; !has || ch.cite.Compare(known.cite) < 0 {
		c[id] = ch
	}
}

func (c changes) merge(o changes) {
	for id, ch := range o {
		c.put(id, ch)
	}
}

// sorted returns the changes in order of time.
func (c changes) sorted() []change {
	list := make([]change, 0, len(c))
	for _, ch := range c {
		list = append(list, ch)
	}
	slices.SortFunc(list, func(a, b change) int { return a.cite.Compare(b.cite) })
	return list
}

// between returns those of the changes, in order of time, that lie after one time and not after another.
func between(list []change, from, to time.Time) []change {
	first, _ := slices.BinarySearchFunc(list, from, func(c change, t time.Time) int { return compareOpen(c.cite.Time, t) })
	last, _ := slices.BinarySearchFunc(list, to, func(c change, t time.Time) int { return compareOpen(c.cite.Time, t) })
	return list[first:max(first, last)]
}

// compareOpen orders equal times before, so that a search finds the first later one.
func compareOpen(a, b time.Time) int {
	if a.After(b) {
		return 1
	}
	return -1
}

// concerns reports whether the change may matter to a refusal: one of the caller itself, of a group or a managed policy
// in its account, of the resource, or of the organization.
func (c *change) concerns(d *denial) bool {
	name := lastPart(d.key.identity)
	own := accountOf(d.key.identity)
	switch {
	case c.owner != "":
		return c.owner == name && (own == "" || c.account == "" || c.account == own)
	case c.resource != "":
		return containsWord(strings.ReplaceAll(d.key.resource, "/", "\n"), c.resource)
	case c.layer == orgPolicy:
		return d.key.layer == "" || d.key.layer == orgPolicy || strings.HasPrefix(d.key.layer, "resource control") || d.lead.transitive
	case c.layer == vpcEndpoint:
		return d.key.layer == c.layer || d.endpoints.has(c.target)
	case strings.Contains(c.target, "permissionSet") || strings.HasPrefix(c.target, "arn:aws:sso"):
		return strings.HasPrefix(name, "AWSReservedSSO_")
	}
	return own == "" || c.account == "" || c.account == own
}
