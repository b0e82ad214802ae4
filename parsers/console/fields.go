package console

import "hamari/parsers"

// Slots of a message in [parsers.Event].Values, in the order of the kindFields of the kind "console".
const (
	SlotErrorCode int = iota
	SlotOperation
	SlotService
	SlotAPI
	SlotMessage
	SlotStatusCode
	SlotRequestID
	SlotEncoded
	SlotPrincipal
	SlotRole
	SlotResource
	SlotInstance
	SlotVolume
	SlotSnapshot
	SlotKey
	SlotDBInstance
	SlotAccount
	SlotRegion
	SlotForm
	SlotTimeSource
	SlotMail
	SlotType
)

// MailTime is the layout of the field mail, in UTC.
const MailTime = "2006-01-02 15:04:05Z"

// Values of SlotTimeSource.
const (
	FromLine  = "line"
	FromEvent = "log event"
)

// Kind is the vocabulary of a message.
var Kind = parsers.NewKind("console", "error message that a person pasted or an application logged", kindFields)

var kindFields = []parsers.Field{
	SlotErrorCode:  {Name: "errorCode", Doc: "UnauthorizedOperation, AccessDenied ...; absent where the message has none, as in the console"},
	SlotOperation:  {Name: "operation", Doc: "the call that failed, where it is told: StartInstances"},
	SlotService:    {Name: "service", Doc: "the service, where it is told, as the SDK names it: EC2, Ec2, AmazonEC2"},
	SlotAPI:        {Name: "api", Entity: "api", Doc: "the permission that is missing, where it is told: ec2:StartInstances"},
	SlotMessage:    {Name: "message", Doc: "the message, put together from the lines it was broken over"},
	SlotStatusCode: {Name: "statusCode", Type: parsers.Int, Doc: "HTTP status of the answer"},
	SlotRequestID:  {Name: "requestID", Doc: "the request as the service knows it; CloudTrail has the same"},
	SlotEncoded:    {Name: "encodedMessage", Doc: "what aws sts decode-authorization-message decodes"},
	SlotPrincipal:  {Name: "principal", Entity: "principal", Doc: "ARN of the caller"},
	SlotRole:       {Name: "role", Entity: "role", Doc: "name of the role in the caller's ARN, or of a role that the message speaks of"},
	SlotResource:   {Name: "resource", Doc: "ARN of what the call was denied for"},
	SlotInstance:   {Name: "instance", Entity: "instance", Doc: "first EC2 instance in the message, or in the lines around it, or the only one in the command of the CLI above the message"},
	SlotVolume:     {Name: "volume", Entity: "volume", Doc: "first EBS volume in the message, or in the lines around it"},
	SlotSnapshot:   {Name: "snapshot", Entity: "snapshot", Doc: "first EBS snapshot in the message, or in the lines around it"},
	SlotKey:        {Name: "key", Entity: "key", Doc: "first ARN of a KMS key in the message, or in the lines around it"},
	SlotDBInstance: {Name: "dbInstance", Entity: "db-instance", Doc: "DB instance of an ARN in the message"},
	SlotAccount:    {Name: "account", Entity: "account", Doc: "account ID in the first ARN of the message that has one"},
	SlotRegion:     {Name: "region", Entity: "region", Doc: "Region in the first ARN of the message that has one, or of the command of the CLI above the message"},
	SlotForm:       {Name: "form", Doc: "who worded it: cli, go-v2, go-v1, java, ruby, php, js, rust, xml, iam"},
	SlotTimeSource: {Name: "timeSource", Doc: "where the time is from: line, log event; absent without a time"},
	SlotMail:       {Name: "mail", Doc: "when the mail was sent that the message stands in, where the message has no time itself: 2026-03-04 09:20:00Z"},
	SlotType:       {Name: "instanceType", Doc: "instance type in the command of the CLI above the message: t3.micro"},
}

// Format finds messages, with events of the kind "console".
var Format = &parsers.Format{
	Name:     "console",
	Title:    "AWS error messages in mails, tickets and notes",
	URL:      "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
	Kinds:    []*parsers.Kind{Kind},
	Timeless: true,
	Detect:   detect,
	Read:     read,
}
