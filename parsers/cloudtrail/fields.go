package cloudtrail

import "hamari/parsers"

// Slots of a record in [parsers.Event].Values, in the order of the fields of [Kind].
const (
	SlotEventVersion int = iota
	SlotEventTime
	SlotEventSource
	SlotEventName
	SlotAWSRegion
	SlotSourceIPAddress
	SlotUserAgent
	SlotErrorCode
	SlotErrorMessage
	SlotRequestID
	SlotEventID
	SlotEventType
	SlotEventCategory
	SlotReadOnly
	SlotManagementEvent
	SlotRecipientAccountID
	SlotSharedEventID
	SlotVPCEndpointID
	SlotAPIVersion

	// What an Insights event is about; it is no call itself, so that eventSource and eventName stay absent.
	SlotInsightType
	SlotInsightState
	SlotInsightSource
	SlotInsightName
	SlotInsightErrorCode

	// The caller.
	SlotIdentityType
	SlotIdentityARN
	SlotIdentityAccountID
	SlotIdentityPrincipalID
	SlotIdentityAccessKeyID
	SlotIdentityUserName
	SlotIdentityInvokedBy
	SlotIssuerARN
	SlotIssuerUserName
	SlotCredentialsIssuedTo

	// Derived from other fields of the record.
	SlotCallerService

	slots // how many there are
)

// Kind is the vocabulary of CloudTrail events. A field that is null or an empty string in the record is absent.
var Kind = newKind()

func newKind() *parsers.Kind {
	k := parsers.NewKind("cloudtrail", "CloudTrail event", fields)
	k.Nested = true
	k.Roots = roots
	return k
}

// roots are the objects and lists of a record whose inside differs by service or is rarely asked for.
var roots = []string{
	"requestParameters", "responseElements", "additionalEventData", "resources", "serviceEventDetails", "userIdentity",
	"addendum", "eventContext", "tlsDetails", "edgeDeviceDetails", "insightDetails", "timeWindow", "summary",
	"vpcEndpointAccountId", "sessionCredentialFromConsole", "annotation",
}

var fields = []parsers.Field{
	{Name: "eventVersion", Type: parsers.String,
		Doc: "Version of the record's format, such as 1.11; the minor version is a number of up to two digits."},
	{Name: "eventTime", Type: parsers.Timestamp,
		Doc: "When the request was completed, in UTC and whole seconds; absent from aggregated events."},
	{Name: "eventSource", Type: parsers.String,
		Doc: "Service that the request was made to, such as ec2.amazonaws.com."},
	{Name: "eventName", Type: parsers.String,
		Doc: "Requested action, one of the service's API operations; absent from Insights events."},
	{Name: "awsRegion", Type: parsers.String, Entity: "region",
		Doc: "Region that the request was made to; us-east-1 for global services."},
	{Name: "sourceIPAddress", Type: parsers.String, Entity: "address",
		Doc: "Address the request came from; a service's name or \"AWS Internal\" where a service made it."},
	{Name: "userAgent", Type: parsers.String, Entity: "user-agent",
		Doc: "Agent through which the request was made; a service's name or \"AWS Internal\" where a service made it."},
	{Name: "errorCode", Type: parsers.String,
		Doc: "The service's error if the request failed; with Client. or Server. in front for EC2."},
	{Name: "errorMessage", Type: parsers.String,
		Doc: "Description of the error; at most 1 KB of it is recorded."},
	{Name: "requestID", Type: parsers.String,
		Doc: "Identifies the request; calls that a service makes on the caller's behalf may carry the same one."},
	{Name: "eventID", Type: parsers.String,
		Doc: "Identifies the event; the same event may be delivered twice."},
	{Name: "eventType", Type: parsers.String,
		Doc: "AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn, AwsVpceEvent, AwsCloudTrailInsight or AwsAggregatedEvent."},
	{Name: "eventCategory", Type: parsers.String,
		Doc: "Management, Data, NetworkActivity, Insight or Aggregated."},
	{Name: "readOnly", Type: parsers.Bool,
		Doc: "Whether the operation only reads."},
	{Name: "managementEvent", Type: parsers.Bool,
		Doc: "Whether it is a management event."},
	{Name: "recipientAccountId", Type: parsers.String, Entity: "account",
		Doc: "Account that received the event; it may differ from the caller's in cross-account calls."},
	{Name: "sharedEventID", Type: parsers.String,
		Doc: "Shared by the events that one action left in different accounts, or by the start and end of an insight."},
	{Name: "vpcEndpointId", Type: parsers.String,
		Doc: "VPC endpoint through which the request was made; network activity events tell it of requests that the endpoint's policy denied, too."},
	{Name: "apiVersion", Type: parsers.String,
		Doc: "Version of the service's API, for AwsApiCall."},

	{Name: "insightDetails.insightType", Type: parsers.String,
		Doc: "Of Insights events: ApiCallRateInsight or ApiErrorRateInsight."},
	{Name: "insightDetails.state", Type: parsers.String,
		Doc: "Of Insights events: Start or End of the unusual activity; sharedEventID joins the two."},
	{Name: "insightDetails.eventSource", Type: parsers.String,
		Doc: "Of Insights events: service whose calls were unusual, such as ec2.amazonaws.com."},
	{Name: "insightDetails.eventName", Type: parsers.String,
		Doc: "Of Insights events: operation that was called, or failed, unusually often."},
	{Name: "insightDetails.errorCode", Type: parsers.String,
		Doc: "Of ApiErrorRateInsight events: the error that was unusually frequent."},

	{Name: "userIdentity.type", Type: parsers.String,
		Doc: "Root, IAMUser, AssumedRole, Role, FederatedUser, AWSAccount, AWSService, IdentityCenterUser and others."},
	{Name: "userIdentity.arn", Type: parsers.String, Entity: "principal",
		Doc: "Principal that made the call; for a role the assumed-role session."},
	{Name: "userIdentity.accountId", Type: parsers.String,
		Doc: "Account that granted the permissions for the request: the caller's."},
	{Name: "userIdentity.principalId", Type: parsers.String,
		Doc: "Unique ID of the caller; for a role followed by a colon and the session name."},
	{Name: "userIdentity.accessKeyId", Type: parsers.String, Entity: "access-key",
		Doc: "Access key that signed the request; begins with ASIA for temporary credentials."},
	{Name: "userIdentity.userName", Type: parsers.String,
		Doc: "Friendly name of the caller; in the CSV of the event history the session name for a role."},
	{Name: "userIdentity.invokedBy", Type: parsers.String,
		Doc: "AWS service that made the request on behalf of the principal."},
	{Name: "userIdentity.sessionContext.sessionIssuer.arn", Type: parsers.String, Entity: "role",
		Doc: "Role, or user, that the temporary credentials were issued for."},
	{Name: "userIdentity.sessionContext.sessionIssuer.userName", Type: parsers.String,
		Doc: "Friendly name of that role or user."},
	{Name: "userIdentity.inScopeOf.credentialsIssuedTo", Type: parsers.String,
		Doc: "Resource that the credentials were issued to, such as the ARN of an instance or a function."},

	{Name: "callerService", Type: parsers.String,
		Doc: "Derived: the service that made the call on the principal's behalf, from invokedBy, else from a sourceIPAddress or userAgent that names one; \"AWS Internal\" where it is not named."},
}

// Caller names who made a call: an ARN, else a user's name, else an access key; nil where the record does not tell.
func Caller(ev *parsers.Event) parsers.Value {
	return ev.First(SlotIdentityARN, SlotIdentityUserName, SlotIdentityAccessKeyID)
}
