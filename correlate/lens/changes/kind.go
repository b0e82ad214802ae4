package changes

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotFamily = iota
	slotEventName
	slotWhat
	slotDoes
	slotUndoes
	slotCaller
	slotTool
	slotAgent
	slotAddress
	slotAccount
	slotRegion
	slotGives
	slotIdentity

	// What it touches, in the order of touched.
	slotSecurityGroup
	slotNetworkACL
	slotSubnet
	slotRouteTable
	slotVPC
	slotTGWAttachment
	slotENI
	slotKey
	slotInstance
	slotVolume
	slotLoadBalancer
	slotTargetGroup
	slotDBInstance
	slotDBCluster
	slotFunction
	slotBucket
	slotASG
	slotDistribution
	slotNAT
	slots
)

// Kind is the vocabulary of changes.
var Kind = parsers.NewKind("change", "A call that changed what others depend on", fields)

var fields = append([]parsers.Field{
	slotFamily:    {Name: "family", Doc: "What was changed: security-group, network-acl, route, key, identity, load-balancer, instance, volume, database, function, bucket, distribution."},
	slotEventName: {Name: "eventName", Doc: "The operation, without the version that Lambda appends."},
	slotWhat:      {Name: "what", Doc: "What it was about, in words: acl-0abc rule 90 ingress."},
	slotDoes:      {Name: "does", Doc: "What the call did, to be compared with what others undo; several are separated by commas."},
	slotUndoes:    {Name: "undoes", Doc: "What the call undid, if another had done it; several are separated by commas."},
	slotCaller:    {Name: "caller", Doc: "Who made the call: ARN, else user name, else access key."},
	slotTool:      {Name: "tool", Doc: "With what: the console, Terraform, CloudFormation, CDK, Pulumi, Ansible, the AWS CLI, an SDK, or the service that made it."},
	slotAgent:     {Name: "user_agent", Doc: "The agent as it was recorded."},
	slotAddress:   {Name: "source", Doc: "Where the call came from: an address or a service."},
	slotAccount:   {Name: "account", Entity: "account", Doc: "Account of the record."},
	slotRegion:    {Name: "region", Entity: "region", Doc: "Region of the call."},
	slotGives:     {Name: "gives", Type: parsers.Bool, Doc: "True where the call only lets more through: a rule of a network ACL was made that allows; else absent."},
	slotIdentity:  {Name: "identity", Doc: "Name of the role or user whose permissions were changed."},
}, entityFields()...)

// touched are the kinds of entities that a change may touch, in the order of their slots.
var touched = []string{
	"security-group", "network-acl", "subnet", "route-table", "vpc", "tgw-attachment", "eni", "key", "instance", "volume", "load-balancer",
	"target-group", "db-instance", "db-cluster", "function", "bucket", "asg", "distribution", "nat-gateway",
}

func entityFields() (list []parsers.Field) {
	for _, kind := range touched {
		list = append(list, parsers.Field{Name: kind, Entity: kind, Doc: "What it touched, separated by commas."})
	}
	return list
}
