package access

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotID = iota
	slotIdentity
	slotPrincipal
	slotPrincipals
	slotRole
	slotAction
	slotService
	slotResource
	slotResourceFrom
	slotResources
	slotNamed
	slotLayer
	slotExplicit
	slotTransitive
	slotPolicy
	slotReason
	slotEncoded
	slotErrorCode
	slotMessage
	slotVaried
	slotEventName
	slotIndirect
	slotReadOnly
	slotData
	slotProbe
	slotVia
	slotAddress
	slotUserAgent
	slotMFA
	slotEndpoint
	slotAccount
	slotCaller
	slotGoverned
	slotRegion
	slotTimes
	slotSessions
	slotBefore
	slotLater
	slotHistory
	slotBucket
	slotKey
	slotInstance
	slotVolume
	slotRequests
	slotPower
	slotAsked
	slotPassedTo
	slotAccessKeys
	slots
)

// How the same call of the same caller fared after the last refusal.
const (
	laterNo        = "no"
	laterTransient = "transient"
	laterChanged   = "changed"
	laterElse      = "otherwise"
	laterYes       = "later"
)

// Where the resource was found.
const (
	fromMessage = "message"
	fromRequest = "request"
)

// Kind is the vocabulary of refusals. A row's time is from the first refusal to the last.
var Kind = parsers.NewKind("denial", "A permission that AWS refused a caller, once or several times", fields)

var fields = []parsers.Field{
	slotID:           {Name: "denial", Doc: "Identifies the row; what stands around it (kind around-denial) has the same."},
	slotIdentity:     {Name: "identity", Doc: "ARN of the role or user whose policies count, the same for all sessions of a role; the user name where the record has no ARN (event history as CSV); anonymous; or the service that called for itself."},
	slotPrincipal:    {Name: "principal", Doc: "ARN of the caller in the first record; for a role the session."},
	slotPrincipals:   {Name: "principals", Entity: "principal", Doc: "ARNs of all callers that were refused: for a role its sessions, 16 at the most."},
	slotRole:         {Name: "role", Entity: "role", Doc: "ARN of the role, where the caller is a session of one."},
	slotAction:       {Name: "action", Entity: "api", Doc: "The permission that was refused, as policies write it: ec2:StopInstances. From the message, or else from the service and the operation."},
	slotService:      {Name: "service", Doc: "The part of action before the colon."},
	slotResource:     {Name: "resource", Doc: "ARN that the permission was refused for, or *; absent where neither the message nor the request tells it."},
	slotResourceFrom: {Name: "resourceFrom", Doc: "message or request: where the resource was found."},
	slotResources:    {Name: "resources", Type: parsers.Int, Doc: "How many resources it was refused for. More than three of one type are one row, whose resource ends with *."},
	slotNamed:        {Name: "named", Doc: "The first of the resources of such a row, and how many more there are."},
	slotLayer:        {Name: "layer", From: messageField, Doc: "Kind of policy that refused: identity-based policy, resource-based policy, role trust policy, permissions boundary, session policy, service control policy, resource control policy, VPC endpoint policy. Absent where the message does not tell."},
	slotExplicit:     {Name: "explicit", From: messageField, Type: parsers.Bool, Doc: "true: a Deny statement; false: no policy of that kind allows it; absent where the message does not tell."},
	slotTransitive:   {Name: "transitive", From: messageField, Type: parsers.Bool, Doc: "true where the message says \"transitively through a service control policy\"."},
	slotPolicy:       {Name: "policy", From: messageField, Doc: "ARN of the policy that refused, where the message names it."},
	slotReason:       {Name: "reason", From: messageField, Doc: "How the message tells: policy (it names the kind of policy), deny (an explicit deny of an unnamed policy), action (it names the action only), encoded (only an encoded message tells), plain (Access Denied and no more), none (the record has no message), other (it speaks of something else)."},
	slotEncoded:      {Name: "encoded", From: messageField, Doc: "An encoded authorization message. Absent, too, where CloudTrail recorded only its beginning, which cannot be decoded."},
	slotErrorCode:    {Name: "errorCode", Doc: "Error code of the first record."},
	slotMessage:      {Name: "message", From: messageField, Doc: "Message of the first record, without the encoded part."},
	slotVaried:       {Name: "varied", Type: parsers.Bool, Doc: "true where not all records have the error code and the message of the first: they name other sessions of the role, or other resources."},
	slotEventName:    {Name: "eventName", Doc: "The operation that was called in the first record; it may need more permissions than the one of its own name."},
	slotIndirect:     {Name: "indirect", Type: parsers.Bool, Doc: "true where the operation that was called is not the one that action names: RunInstances that lacks iam:PassRole."},
	slotReadOnly:     {Name: "readOnly", Type: parsers.Bool, Doc: "Whether the call only reads."},
	slotData:         {Name: "data", Type: parsers.Bool, Doc: "true where the action reads what programs work with, not how things are set up: objects, secrets, parameters, items, messages, images, or what KMS has encrypted."},
	slotProbe:        {Name: "probe", Type: parsers.Bool, Doc: "true where a call that only reads configuration was refused once or twice: as consoles and tools ask for what they may not see."},
	slotVia:          {Name: "via", Doc: "Service that made the call in the caller's name (invokedBy)."},
	slotAddress:      {Name: "addresses", Entity: "address", Doc: "Addresses that the refused calls came from."},
	slotUserAgent:    {Name: "userAgent", Doc: "User agent of the first record."},
	slotMFA:          {Name: "mfa", Doc: "mfaAuthenticated of the refused sessions: true, false, or both."},
	slotEndpoint:     {Name: "vpcEndpoint", Doc: "VPC endpoints that the refused calls came through."},
	slotAccount:      {Name: "account", Entity: "account", Doc: "Account that the call was made in."},
	slotCaller:       {Name: "callerAccount", Doc: "Account of the caller, which is another one where it asks for what belongs to others."},
	slotGoverned:     {Name: "governed", Doc: "Where a policy of the organization refused the call, the account that it is there for: of a service control policy the caller's, of a resource control policy the one that owns the resource, where the record tells."},
	slotRegion:       {Name: "regions", Entity: "region", Doc: "Regions of the refused calls."},
	slotTimes:        {Name: "times", Type: parsers.Int, Doc: "How often it was refused."},
	slotSessions:     {Name: "sessions", Type: parsers.Int, Doc: "How many sessions of the role were refused, at least."},
	slotBefore:       {Name: "before", Type: parsers.Bool, Doc: "true where AWS had allowed the caller the same call before the first refusal."},
	slotLater:        {Name: "later", Doc: "What became of the same call of the same caller after the last refusal: no (none that succeeded is in the bundle), transient (it succeeded within 15 minutes of the first refusal, or at any time where it only reads and was allowed before or refused less than ten times, and no policy was changed in between), changed (it succeeded after a policy was changed), otherwise (it succeeded from another address, Region, VPC endpoint, with another MFA state, or asked for something else), later (it succeeded, and nothing tells why)."},
	slotHistory:      {Name: "history", Doc: "before and later in words, with the change of a policy that mended it; absent where neither says anything."},
	slotBucket:       {Name: "bucket", Entity: "bucket", Doc: "The bucket in resource, or of each of the resources."},
	slotKey:          {Name: "key", Entity: "key", Doc: "The KMS key likewise."},
	slotInstance:     {Name: "instance", Entity: "instance", Doc: "The EC2 instance likewise."},
	slotVolume:       {Name: "volume", Entity: "volume", Doc: "The EBS volume likewise."},
	slotRequests:     {Name: "requests", Doc: "Request IDs of the refused calls that a service made in the caller's name, 16 at the most: mostly those of the calls that it made them for."},
	slotPower:        {Name: "power", Doc: "What the action is good for, where it must not be handed out because it was refused: permissions (who may do it can give permissions to others and to himself), credentials (it makes those of others), protection (it takes away what guards, records or keeps), role (iam:PassRole). Absent for all others."},
	slotAsked:        {Name: "asked", Doc: "Of such an action what the requests asked for: policyArn arn:aws:iam::aws:policy/AdministratorAccess, userName ann."},
	slotPassedTo:     {Name: "passedTo", Doc: "Of iam:PassRole the service that the role was to be passed to, as iam:PassedToService has it, where the call tells."},
	slotAccessKeys:   {Name: "accessKeys", Doc: "Of an action with power the access keys that the refused calls were signed with, 16 at the most."},
}

// Slots of the fields of AroundKind.
const (
	aroundDenial = iota
	aroundWhat
	aroundEventName
	aroundCaller
	aroundTarget
	aroundLayer
	aroundPolicy
	aroundAddress
	aroundRegion
	aroundMFA
	aroundEndpoint
	aroundDiffers
	aroundAsks
	aroundLater
	aroundSid
	aroundStatement
	aroundSlots
)

// What happened around a refusal.
const (
	allowedBefore = "allowed-before"
	allowedAfter  = "allowed-after"
	allowedOther  = "allowed-other"
	changedBefore = "changed-before"
	changedAfter  = "changed-after"
	denyStatement = "denying"
	allowedElse   = "allowed-to-another"
)

// AroundKind is the vocabulary of what is set beside a refusal.
var AroundKind = parsers.NewKind("around-denial", "A call that was allowed, or a change of a policy, beside a refusal", aroundFields)

var aroundFields = []parsers.Field{
	aroundDenial:    {Name: "denial", Doc: "The refusal that it stands beside, the denial field of kind denial."},
	aroundWhat:      {Name: "what", Doc: "allowed-before, allowed-after (the same call of the same caller succeeded before the first or after the last refusal), allowed-other (another call of the caller succeeded under other circumstances: only for an explicit deny), changed-before (a policy that may matter was changed within 24 hours before the first refusal), changed-after (one was changed between the last refusal and the success), allowed-to-another (of a refusal by the organization: another principal of the same account was allowed a call of the same name in the same Region), denying (a Deny statement of a policy in the bundle is about the refused action and its caller; whether its conditions hold is not looked into)."},
	aroundEventName: {Name: "eventName", Doc: "The call."},
	aroundCaller:    {Name: "caller", Doc: "ARN of who made it."},
	aroundTarget:    {Name: "target", Doc: "What the changed policy belongs to: a role, user, group, policy, bucket, key and so on."},
	aroundLayer:     {Name: "layer", Doc: "Kind of the changed policy, in the words of kind denial."},
	aroundPolicy:    {Name: "policy", Doc: "The changed policy: the ARN of a managed one, the name of one that a role, user or group has of its own."},
	aroundAddress:   {Name: "address", Doc: "Address that the call came from."},
	aroundRegion:    {Name: "awsRegion", Doc: "Region of the call."},
	aroundMFA:       {Name: "mfa", Doc: "mfaAuthenticated of the session, true or false."},
	aroundEndpoint:  {Name: "vpcEndpoint", Doc: "VPC endpoint that it came through."},
	aroundDiffers:   {Name: "differs", Doc: "In what an allowed call differs from all refused ones, in words: with MFA, where the refused calls had none."},
	aroundAsks:      {Name: "asks", Doc: "What an allowed call asked for other than all refused ones, in words, where that may be why: no iamInstanceProfile.name (refused: web)."},
	aroundSid:       {Name: "sid", Doc: "Sid of the Deny statement, where it has one."},
	aroundStatement: {Name: "statement", Doc: "The Deny statement as it stands in the policy."},
	aroundLater:     {Name: "later", Doc: "Of allowed-after: what it says of the refusal, the later field of kind denial."},
}
