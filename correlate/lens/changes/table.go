package changes

import (
	"strings"
	"sync"
)

// operation says how one call is read.
type operation struct {
	family  string
	touches []touch
	thing   []string // paths whose values, together with what it touches first, say which thing it changed
	does    string   // to the thing; empty where nothing undoes it
	undoes  string
}

// touch is an entity that a call names: its kind and where in the record.
type touch struct {
	kind  string
	paths []string
}

// identity stands for a role or user in the list of what is touched.
const identity = "identity"

func at(kind string, paths ...string) touch { return touch{kind, paths} }

// named is where the event history as CSV, which has no parameters, names what a call was about.
const named = "resources.#.resourceName"

// forwards are the places of the target groups to which actions of a listener or rule forward.
func forwards(actions string) []string {
	return []string{"requestParameters." + actions + ".#.targetGroupArn", "requestParameters." + actions + ".#.forwardConfig.targetGroups.#.targetGroupArn"}
}

// Where calls name what they touch.
var (
	group      = []touch{at("security-group", "requestParameters.groupId", "requestParameters.ModifySecurityGroupRulesRequest.GroupId")}
	acl        = []touch{at("network-acl", "requestParameters.networkAclId")}
	routes     = []touch{at("route-table", "requestParameters.routeTableId"), at("subnet", "requestParameters.subnetId")}
	key        = []touch{at("key", "requestParameters.keyId", "responseElements.keyId", "resources.#.ARN")}
	role       = []touch{at(identity, "requestParameters.roleName")}
	user       = []touch{at(identity, "requestParameters.userName")}
	instance   = []touch{at("instance", "requestParameters.instanceId", "requestParameters.instancesSet.items.#.instanceId", "requestParameters.ModifyInstanceMetadataOptionsRequest.InstanceId"), at("security-group", "requestParameters.groupSet.items.#.groupId")}
	profile    = []touch{at("instance", "requestParameters.AssociateIamInstanceProfileRequest.InstanceId", "responseElements.AssociateIamInstanceProfileResponse.iamInstanceProfileAssociation.instanceId", "responseElements.DisassociateIamInstanceProfileResponse.iamInstanceProfileAssociation.instanceId", "responseElements.ReplaceIamInstanceProfileAssociationResponse.iamInstanceProfileAssociation.instanceId")}
	eni        = []touch{at("eni", "requestParameters.networkInterfaceId"), at("security-group", "requestParameters.groupSet.items.#.groupId")}
	volume     = []touch{at("volume", "requestParameters.volumeId", "requestParameters.ModifyVolumeRequest.VolumeId"), at("instance", "requestParameters.instanceId", "responseElements.instanceId")}
	balancer   = []touch{at("load-balancer", "requestParameters.loadBalancerArn", "requestParameters.listenerArn", "requestParameters.ruleArn", "requestParameters.rulePriorities.#.ruleArn", "requestParameters.loadBalancerName", named), at("security-group", "requestParameters.securityGroups"), at("target-group", forwards("defaultActions")...), at("target-group", forwards("actions")...)}
	targets    = []touch{at("target-group", "requestParameters.targetGroupArn", named), at("instance", "requestParameters.targets.#.id")}
	classic    = []touch{at("load-balancer", "requestParameters.loadBalancerName"), at("instance", "requestParameters.instances.#.instanceId")}
	sources    = []touch{at("target-group", "requestParameters.targetGroupARNs", "requestParameters.trafficSources.#.identifier"), at("asg", "requestParameters.autoScalingGroupName")}
	service    = []touch{at("target-group", "responseElements.service.loadBalancers.#.targetGroupArn")}
	dbInstance = []touch{at("db-instance", "requestParameters.dBInstanceIdentifier"), at("db-cluster", "responseElements.dBClusterIdentifier")}
	dbCluster  = []touch{at("db-cluster", "requestParameters.dBClusterIdentifier")}
	function   = []touch{at("function", "requestParameters.functionName")}
	bucket     = []touch{at("bucket", "requestParameters.bucketName")}
	asg        = []touch{at("asg", "requestParameters.autoScalingGroupName")}
	edge       = []touch{at("distribution", "requestParameters.id")}
	endpoint   = []touch{at("vpc", "responseElements.vpcEndpoint.vpcId"), at("subnet", "requestParameters.ModifyVpcEndpointRequest.AddSubnetId.content", "requestParameters.ModifyVpcEndpointRequest.RemoveSubnetId.content"), at("security-group", "requestParameters.ModifyVpcEndpointRequest.AddSecurityGroupId.content", "requestParameters.ModifyVpcEndpointRequest.RemoveSecurityGroupId.content")}
	gatewayOut = []touch{at("vpc", "requestParameters.vpcId"), at("nat-gateway", "requestParameters.DeleteNatGatewayRequest.NatGatewayId", "requestParameters.natGatewayId")}
)

// template reads a launch template that names a key, which what is launched from it then needs.
func template(request string) []touch {
	data := "requestParameters." + request + ".LaunchTemplateData."
	return []touch{at("key", data+"BlockDeviceMapping.Ebs.KmsKeyId", data+"BlockDeviceMapping.#.Ebs.KmsKeyId")}
}

func tgwRoute(request string) []touch {
	return []touch{at("tgw-attachment", "requestParameters."+request+".TransitGatewayAttachmentId"), at("route-table", "requestParameters."+request+".TransitGatewayRouteTableId")}
}

// What tells one thing of an entity from another.
var (
	entry       = []string{"requestParameters.ruleNumber", "requestParameters.egress"}
	destination = []string{"requestParameters.destinationCidrBlock", "requestParameters.destinationIpv6CidrBlock", "requestParameters.destinationPrefixListId"}
	association = []string{"requestParameters.associationId", "responseElements.associationId"}
	policyName  = []string{"requestParameters.policyName"}
	policyARN   = []string{"requestParameters.policyArn"}
	targetIDs   = []string{"requestParameters.targets.#.id"}
	instanceIDs = []string{"requestParameters.instances.#.instanceId"}
	scaling     = []string{"requestParameters.autoScalingGroupName"}
	accessKey   = []string{"requestParameters.accessKeyId"}
)

// operations are the calls that count as changes, by service and name. The rules of security groups are read in
// the lens itself, since one call may have many.
//
// AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html and its like of the other services.
var operations = sync.OnceValue(func() map[string]operation {
	return map[string]operation{
		"ec2:AuthorizeSecurityGroupIngress":   {"security-group", group, nil, "open ingress", "close ingress"},
		"ec2:AuthorizeSecurityGroupEgress":    {"security-group", group, nil, "open egress", "close egress"},
		"ec2:RevokeSecurityGroupIngress":      {"security-group", group, nil, "close ingress", "open ingress"},
		"ec2:RevokeSecurityGroupEgress":       {"security-group", group, nil, "close egress", "open egress"},
		"ec2:ModifySecurityGroupRules":        {"security-group", group, nil, "", ""},
		"ec2:ModifyNetworkInterfaceAttribute": {"security-group", eni, nil, "", ""},

		"ec2:CreateNetworkAclEntry":        {"network-acl", acl, entry, "create entry", "delete entry"},
		"ec2:DeleteNetworkAclEntry":        {"network-acl", acl, entry, "delete entry", "create entry"},
		"ec2:ReplaceNetworkAclEntry":       {"network-acl", acl, entry, "", ""},
		"ec2:ReplaceNetworkAclAssociation": {"network-acl", acl, nil, "", ""},

		"ec2:CreateRoute":                                {"route", routes, destination, "create route", "delete route"},
		"ec2:DeleteRoute":                                {"route", routes, destination, "delete route", "create route"},
		"ec2:ReplaceRoute":                               {"route", routes, destination, "", ""},
		"ec2:AssociateRouteTable":                        {"route", routes, association, "associate", "disassociate"},
		"ec2:DisassociateRouteTable":                     {"route", routes, association, "disassociate", "associate"},
		"ec2:ReplaceRouteTableAssociation":               {"route", routes, nil, "", ""},
		"ec2:CreateTransitGatewayRoute":                  {"route", tgwRoute("CreateTransitGatewayRouteRequest"), nil, "", ""},
		"ec2:DeleteTransitGatewayRoute":                  {"route", tgwRoute("DeleteTransitGatewayRouteRequest"), nil, "", ""},
		"ec2:ReplaceTransitGatewayRoute":                 {"route", tgwRoute("ReplaceTransitGatewayRouteRequest"), nil, "", ""},
		"ec2:EnableTransitGatewayRouteTablePropagation":  {"route", tgwRoute("EnableTransitGatewayRouteTablePropagationRequest"), nil, "", ""},
		"ec2:DisableTransitGatewayRouteTablePropagation": {"route", tgwRoute("DisableTransitGatewayRouteTablePropagationRequest"), nil, "", ""},
		"ec2:AssociateTransitGatewayRouteTable":          {"route", tgwRoute("AssociateTransitGatewayRouteTableRequest"), nil, "", ""},
		"ec2:DisassociateTransitGatewayRouteTable":       {"route", tgwRoute("DisassociateTransitGatewayRouteTableRequest"), nil, "", ""},
		"ec2:ModifyTransitGatewayVpcAttachment":          {"route", tgwRoute("ModifyTransitGatewayVpcAttachmentRequest"), nil, "", ""},
		"ec2:DeleteNatGateway":                           {"route", gatewayOut, nil, "", ""},
		"ec2:DetachInternetGateway":                      {"route", gatewayOut, []string{"requestParameters.internetGatewayId"}, "detach", "attach"},
		"ec2:AttachInternetGateway":                      {"route", gatewayOut, []string{"requestParameters.internetGatewayId"}, "attach", "detach"},
		"ec2:ModifyVpcEndpoint":                          {"route", endpoint, nil, "", ""},

		"kms:DisableKey":                {"key", key, nil, "disable", "enable"},
		"kms:EnableKey":                 {"key", key, nil, "enable", "disable"},
		"kms:ScheduleKeyDeletion":       {"key", key, nil, "schedule deletion", "cancel deletion"},
		"kms:CancelKeyDeletion":         {"key", key, nil, "cancel deletion", "schedule deletion"},
		"kms:DeleteImportedKeyMaterial": {"key", key, nil, "delete material", "import material"},
		"kms:ImportKeyMaterial":         {"key", key, nil, "import material", "delete material"},
		"kms:PutKeyPolicy":              {"key", key, nil, "", ""},
		"kms:RevokeGrant":               {"key", key, nil, "", ""},
		"kms:RetireGrant":               {"key", key, nil, "", ""},

		"iam:PutRolePolicy":                 {"identity", role, policyName, "put policy", "delete policy"},
		"iam:DeleteRolePolicy":              {"identity", role, policyName, "delete policy", "put policy"},
		"iam:AttachRolePolicy":              {"identity", role, policyARN, "attach policy", "detach policy"},
		"iam:DetachRolePolicy":              {"identity", role, policyARN, "detach policy", "attach policy"},
		"iam:PutUserPolicy":                 {"identity", user, policyName, "put policy", "delete policy"},
		"iam:DeleteUserPolicy":              {"identity", user, policyName, "delete policy", "put policy"},
		"iam:AttachUserPolicy":              {"identity", user, policyARN, "attach policy", "detach policy"},
		"iam:DetachUserPolicy":              {"identity", user, policyARN, "detach policy", "attach policy"},
		"iam:PutRolePermissionsBoundary":    {"identity", role, nil, "put boundary", "delete boundary"},
		"iam:DeleteRolePermissionsBoundary": {"identity", role, nil, "delete boundary", "put boundary"},
		"iam:PutUserPermissionsBoundary":    {"identity", user, nil, "put boundary", "delete boundary"},
		"iam:DeleteUserPermissionsBoundary": {"identity", user, nil, "delete boundary", "put boundary"},
		"iam:AddUserToGroup":                {"identity", user, []string{"requestParameters.groupName"}, "add to group", "remove from group"},
		"iam:RemoveUserFromGroup":           {"identity", user, []string{"requestParameters.groupName"}, "remove from group", "add to group"},
		"iam:UpdateAssumeRolePolicy":        {"identity", role, nil, "", ""},
		"iam:UpdateAccessKey":               {"identity", user, accessKey, "", ""},
		"iam:DeleteAccessKey":               {"identity", user, accessKey, "", ""},

		"elasticloadbalancing:ModifyTargetGroup":            {"load-balancer", targets, nil, "", ""},
		"elasticloadbalancing:ModifyTargetGroupAttributes":  {"load-balancer", targets, nil, "", ""},
		"elasticloadbalancing:RegisterTargets":              {"load-balancer", targets, targetIDs, "register", "deregister"},
		"elasticloadbalancing:DeregisterTargets":            {"load-balancer", targets, targetIDs, "deregister", "register"},
		"elasticloadbalancing:ModifyListener":               {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:ModifyListenerAttributes":     {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:DeleteListener":               {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:AddListenerCertificates":      {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:RemoveListenerCertificates":   {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:CreateRule":                   {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:ModifyRule":                   {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:DeleteRule":                   {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:SetRulePriorities":            {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:SetSecurityGroups":            {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:SetSubnets":                   {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:SetIpAddressType":             {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:ModifyLoadBalancerAttributes": {"load-balancer", balancer, nil, "", ""},

		// Of Classic Load Balancers.
		"elasticloadbalancing:RegisterInstancesWithLoadBalancer":       {"load-balancer", classic, instanceIDs, "register", "deregister"},
		"elasticloadbalancing:DeregisterInstancesFromLoadBalancer":     {"load-balancer", classic, instanceIDs, "deregister", "register"},
		"elasticloadbalancing:ConfigureHealthCheck":                    {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:ApplySecurityGroupsToLoadBalancer":       {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:AttachLoadBalancerToSubnets":             {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:DetachLoadBalancerFromSubnets":           {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:EnableAvailabilityZonesForLoadBalancer":  {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:DisableAvailabilityZonesForLoadBalancer": {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:DeleteLoadBalancerListeners":             {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:SetLoadBalancerPoliciesOfListener":       {"load-balancer", balancer, nil, "", ""},
		"elasticloadbalancing:SetLoadBalancerListenerSSLCertificate":   {"load-balancer", balancer, nil, "", ""},

		// Of what registers targets.
		"autoscaling:AttachLoadBalancerTargetGroups": {"load-balancer", sources, scaling, "attach", "detach"},
		"autoscaling:DetachLoadBalancerTargetGroups": {"load-balancer", sources, scaling, "detach", "attach"},
		"autoscaling:AttachTrafficSources":           {"load-balancer", sources, scaling, "attach", "detach"},
		"autoscaling:DetachTrafficSources":           {"load-balancer", sources, scaling, "detach", "attach"},
		"ecs:UpdateService":                          {"load-balancer", service, []string{"requestParameters.service"}, "", ""},

		"ec2:CreateLaunchTemplate":        {"instance", template("CreateLaunchTemplateRequest"), []string{"requestParameters.CreateLaunchTemplateRequest.LaunchTemplateName"}, "", ""},
		"ec2:CreateLaunchTemplateVersion": {"instance", template("CreateLaunchTemplateVersionRequest"), []string{"requestParameters.CreateLaunchTemplateVersionRequest.LaunchTemplateId", "requestParameters.CreateLaunchTemplateVersionRequest.LaunchTemplateName"}, "", ""},

		"ec2:ModifyInstanceAttribute":              {"instance", instance, nil, "", ""},
		"ec2:ModifyInstanceMetadataOptions":        {"instance", instance, nil, "", ""},
		"ec2:AssociateIamInstanceProfile":          {"instance", profile, nil, "associate profile", "disassociate profile"},
		"ec2:DisassociateIamInstanceProfile":       {"instance", profile, nil, "disassociate profile", "associate profile"},
		"ec2:ReplaceIamInstanceProfileAssociation": {"instance", profile, nil, "", ""},
		"ec2:ModifyVolume":                         {"volume", volume, nil, "", ""},
		"ec2:DetachVolume":                         {"volume", volume, nil, "detach", "attach"},
		"ec2:AttachVolume":                         {"volume", volume, nil, "attach", "detach"},

		"rds:ModifyDBInstance":  {"database", dbInstance, nil, "", ""},
		"rds:RebootDBInstance":  {"database", dbInstance, nil, "", ""},
		"rds:StopDBInstance":    {"database", dbInstance, nil, "", ""},
		"rds:ModifyDBCluster":   {"database", dbCluster, nil, "", ""},
		"rds:FailoverDBCluster": {"database", dbCluster, nil, "", ""},
		"rds:StopDBCluster":     {"database", dbCluster, nil, "", ""},

		"lambda:UpdateFunctionConfiguration": {"function", function, nil, "", ""},
		"lambda:UpdateFunctionCode":          {"function", function, nil, "", ""},
		"lambda:PutFunctionConcurrency":      {"function", function, nil, "limit concurrency", "free concurrency"},
		"lambda:DeleteFunctionConcurrency":   {"function", function, nil, "free concurrency", "limit concurrency"},

		"s3:PutBucketPolicy":            {"bucket", bucket, nil, "", ""},
		"s3:DeleteBucketPolicy":         {"bucket", bucket, nil, "", ""},
		"s3:PutBucketPublicAccessBlock": {"bucket", bucket, nil, "", ""},
		"s3:PutBucketOwnershipControls": {"bucket", bucket, nil, "", ""},
		"s3:PutBucketEncryption":        {"bucket", bucket, nil, "", ""},

		"autoscaling:UpdateAutoScalingGroup": {"instance", asg, nil, "", ""},
		"autoscaling:SetDesiredCapacity":     {"instance", asg, nil, "", ""},
		"autoscaling:SuspendProcesses":       {"instance", asg, nil, "", ""},
		"cloudfront:UpdateDistribution":      {"distribution", edge, nil, "", ""},
	}
})

// names are the operations by name alone, by which most calls are seen to be none.
var names = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for call := range operations() {
		_, name, _ := strings.Cut(call, ":")
		all[name] = true
	}
	return all
})
