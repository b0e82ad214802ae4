package inventory

import "hamari/parsers"

// Slots of Kind's fields.
const (
	SlotType = iota
	SlotID
	SlotARN
	SlotAccount
	SlotRegion
	SlotName
	SlotCall
	SlotParent
	slots
)

// Kind is the vocabulary of described resources. Beyond these fields every member of the resource can be reached by
// its path, in AWS's own names.
var Kind = parsers.NewKind("resource", "Resource of a describe, get or list answer", fields)

var fields = []parsers.Field{
	{Name: "type", Type: parsers.String, Doc: `what it is: "instance", "volume", "key-policy" and so on; "other:" and the list's key for what is not known`},
	{Name: "id", Type: parsers.String, Doc: "what AWS identifies it by within its type: an ID, or a name or ARN where there is no ID"},
	{Name: "arn", Type: parsers.String, Doc: "its ARN, where the answer states it"},
	{Name: "account", Type: parsers.String, Entity: "account", Doc: "the account that owns it, from the answer or else from the member's path"},
	{Name: "region", Type: parsers.String, Entity: "region", Doc: "its region, from its ARN or zone or else from the member's path"},
	{Name: "name", Type: parsers.String, Doc: "its Name tag, or else the name that it has of its own"},
	{Name: "call", Type: parsers.String, Doc: `the CLI call that gives such an answer: "ec2 describe-volumes"; absent for what is not known`},
	{Name: "parent", Type: parsers.String, Doc: "what it belongs to: the key of a key policy or grant, the role of a role policy, the VPC of a subnet"},
}

func init() {
	Kind.Nested = true
	Kind.Small = []string{"health", "statusCode", "event", "resources", "detail", "events", "runningCount", "desiredCount"} // of a node group, of AWS Health, of EventBridge, and of an ECS service
}
