package entity

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/inventory"
	"hamari/parsers/lazy"
)

// extract says what one type of described resource tells: facts and links, each by its path in AWS's answer.
type extract struct {
	facts map[string]string // fact name -> path
	links map[string]string // entity key of the other end -> path
}

// extracts is keyed by the resource types of package inventory.
var extracts = map[string]extract{
	"instance": {
		facts: map[string]string{
			"instance-type": "InstanceType", "state": "State.Name", "state-reason": "StateReason.Code",
			"state-message": "StateReason.Message", "state-transition": "StateTransitionReason", "launched": "LaunchTime",
			"az": "Placement.AvailabilityZone", "private-address": "PrivateIpAddress", "root-device": "RootDeviceName",
			"ebs-optimized": "EbsOptimized", "platform": "Platform", "name": `Tags.#(Key=="Name").Value`, "lifecycle": "InstanceLifecycle",
			"image": "ImageId", "schedule": `Tags.#(Key=="Schedule").Value`, // by which the Instance Scheduler of AWS knows what is its
		},
		links: map[string]string{
			"volume": "BlockDeviceMappings.#.Ebs.VolumeId", "eni": "NetworkInterfaces.#.NetworkInterfaceId",
			"subnet": "SubnetId", "vpc": "VpcId", "address": "[PrivateIpAddress,PublicIpAddress]", "security-group": "SecurityGroups.#.GroupId",
			"asg": `Tags.#(Key=="aws:autoscaling:groupName").Value`, // which Auto Scaling puts on each member, and nobody else can
		},
	},
	"asg-instance": {
		links: map[string]string{"asg": "AutoScalingGroupName"},
	},
	"instance-status": {
		facts: map[string]string{"az": "AvailabilityZone"}, // which tells the region
	},
	"instance-credit-specification": {
		facts: map[string]string{"cpu-credits": "CpuCredits"},
	},
	"volume": {
		facts: map[string]string{
			"volume-type": "VolumeType", "size": "Size", "iops": "Iops", "throughput": "Throughput", "encrypted": "Encrypted",
			"snapshot": "SnapshotId", "created": "CreateTime", "attached": "Attachments.0.AttachTime",
			"device": "Attachments.0.Device", "state": "State", "az": "AvailabilityZone",
			"initialization-rate": "VolumeInitializationRate", "fast-restored": "FastRestored",
		},
		links: map[string]string{"instance": "Attachments.#.InstanceId", "key": "KmsKeyId", "snapshot": "SnapshotId"},
	},
	"volume-status": {
		facts: map[string]string{
			"initialization-type":     "InitializationStatusDetails.InitializationType",
			"initialization-progress": "InitializationStatusDetails.Progress",
			"volume-status":           "VolumeStatus.Status",
			"io-performance":          `VolumeStatus.Details.#(Name=="io-performance").Status`,
		},
	},
	"snapshot": {
		facts: map[string]string{"size": "VolumeSize", "encrypted": "Encrypted"},
		links: map[string]string{"key": "KmsKeyId"},
	},
	"eni": {
		facts: map[string]string{
			"eni-type": "InterfaceType", "az": "AvailabilityZone", "description": "Description",
			"private-address": "PrivateIpAddress", "status": "Status", "requester": "RequesterId",
		},
		links: map[string]string{
			"subnet": "SubnetId", "vpc": "VpcId", "instance": "Attachment.InstanceId",
			"address": "[PrivateIpAddresses.#.PrivateIpAddress,Association.PublicIp]", "security-group": "Groups.#.GroupId",
		},
	},
	"subnet": {
		facts: map[string]string{
			"cidr": "CidrBlock", "az": "AvailabilityZone", "az-id": "AvailabilityZoneId", "name": `Tags.#(Key=="Name").Value`,
		},
		links: map[string]string{"vpc": "VpcId"},
	},
	"network-acl": {
		facts: map[string]string{"default": "IsDefault", "entries": "Entries"},
		links: map[string]string{"subnet": "Associations.#.SubnetId", "vpc": "VpcId"},
	},
	"security-group": {
		facts: map[string]string{"name": "GroupName", "ingress": "IpPermissions", "egress": "IpPermissionsEgress"},
		links: map[string]string{"vpc": "VpcId"},
	},
	"security-group-rule": {
		facts: map[string]string{"rule": "@this"},
		links: map[string]string{"security-group": "GroupId"},
	},
	"vpc-endpoint": { // without links: they would join all instances of a VPC to what is behind its endpoints
		facts: map[string]string{
			"service": "ServiceName", "vpc": "VpcId", "state": "State", "private-dns": "PrivateDnsEnabled", "groups": "Groups.#.GroupId",
			"enis": "NetworkInterfaceIds",
		},
	},
	"prefix-list": {
		facts: map[string]string{"cidrs": "Cidrs"}, // of describe-prefix-lists only
	},
	"route-table": {
		facts: map[string]string{"routes": "Routes", "associations": "Associations"},
		links: map[string]string{"subnet": "Associations.#.SubnetId", "vpc": "VpcId"},
	},
	"tgw-attachment": {
		facts: map[string]string{
			"state": "State", "appliance-mode": "Options.ApplianceModeSupport", "resource-type": "ResourceType",
			"route-table": "Association.TransitGatewayRouteTableId",
		},
		links: map[string]string{"subnet": "SubnetIds", "vpc": "VpcId", "tgw": "TransitGatewayId"},
	},
	"tgw-route-table": {
		links: map[string]string{"tgw": "TransitGatewayId"},
	},
	"tgw-route": {
		facts: map[string]string{"state": "State", "type": "Type", "attachments": "TransitGatewayAttachments.#.TransitGatewayAttachmentId"},
	},
	"vpn": {
		links: map[string]string{"tunnel": "VgwTelemetry.#.OutsideIpAddress"},
	},
	"nat-gateway": {
		facts: map[string]string{"state": "State", "connectivity": "ConnectivityType", "addresses": "NatGatewayAddresses.#.PublicIp"},
		links: map[string]string{
			"subnet": "SubnetId", "vpc": "VpcId", "eni": "NatGatewayAddresses.#.NetworkInterfaceId", "address": "NatGatewayAddresses.#.PrivateIp",
		},
	},
	"instance-type": {
		facts: map[string]string{"description": "@this"},
	},
	"key": {
		facts: map[string]string{"key-state": "KeyState", "key-manager": "KeyManager", "deletion-date": "DeletionDate", "enabled": "Enabled"},
	},
	"key-policy": {
		facts: map[string]string{"policy": "Policy"},
	},
	"flow-log": {
		facts: map[string]string{
			"log-format": "LogFormat", "traffic-type": "TrafficType", "aggregation": "MaxAggregationInterval", "resource": "ResourceId",
		},
	},
	"asg": {
		links: map[string]string{"instance": "Instances.#.InstanceId"},
	},
	"load-balancer": {
		facts: map[string]string{"state": "State.Code", "type": "Type", "scheme": "Scheme", "dns-name": "DNSName"},
		links: map[string]string{
			"subnet": "AvailabilityZones.#.SubnetId", "vpc": "VpcId", "security-group": "SecurityGroups",
			"instance": "Instances.#.InstanceId", // of a Classic Load Balancer
		},
	},
	"db-instance": {
		facts: map[string]string{"class": "DBInstanceClass"},
		links: map[string]string{"engine": "Engine"},
	},
	"db-cluster":    {facts: map[string]string{"engine": "Engine"}},
	"cache-cluster": {facts: map[string]string{"class": "CacheNodeType"}},
	"ecs-service":   {facts: map[string]string{"status": "status"}},
	"target-group": {
		facts: map[string]string{
			"protocol": "Protocol", "port": "Port", "target-type": "TargetType", "health-check-path": "HealthCheckPath",
			"health-check-interval": "HealthCheckIntervalSeconds", "health-check-timeout": "HealthCheckTimeoutSeconds",
		},
		links: map[string]string{"load-balancer": "LoadBalancerArns", "vpc": "VpcId"},
	},
}

// standsFor are resource types that describe an entity of another type.
var standsFor = map[string]string{
	"volume-status": "volume", "key-policy": "key", "instance-credit-specification": "instance", "instance-status": "instance",
	"asg-instance": "instance",
}

// attachmentID finds the attachment in the description of a Transit Gateway ENI, the only place that names it.
var attachmentID = lazy.Regexp(`tgw-attach-[0-9a-f]+`)

// natGatewayID finds the NAT gateway in the description of its ENI: "Interface for NAT Gateway nat-0a1b2c3d4e5f".
var natGatewayID = lazy.Regexp(`\bnat-[0-9a-f]{8,17}\b`)

// ObserveResource takes in one described resource.
func (g *Graph) ObserveResource(ev *parsers.Event) {
	kind := ev.Value(inventory.SlotType).String()
	if kind == "volume-modification" {
		g.observeModification(ev)
		return
	}
	what, known := extracts[kind]
	if !known {
		return
	}
	id := resourceID(kind, ev)
	call := "aws " + ev.Value(inventory.SlotCall).String()
	cite := lens.Cite{Pos: ev.Pos, Time: ev.Time}
	g.read(id, gjson.ParseBytes(ev.Raw), what.facts, Fact{At: ev.Time, Cite: cite, From: call})
	for _, inherited := range []struct{ name, value string }{
		{"account", ev.Value(inventory.SlotAccount).String()}, {"region", ev.Value(inventory.SlotRegion).String()},
	} {
		g.Know(id, inherited.name, Fact{Value: inherited.value, Cite: cite, From: call})
	}
	for other, path := range what.links {
		for _, name := range texts(gjson.GetBytes(ev.Raw, path)) {
			g.Describe(id, ID{other, Canonical(other, name)}, ev.Time, cite, call)
		}
	}
	if snapshot := gjson.GetBytes(ev.Raw, "SnapshotId"); kind == "volume" && snapshot.Type == gjson.String && snapshot.Str == "" {
		g.Know(id, "made-empty", Fact{Value: "true", Cite: cite, From: call})
	}
	if arn := gjson.GetBytes(ev.Raw, "KmsKeyId").String(); strings.HasPrefix(arn, "arn:") {
		g.Know(ID{"key", Canonical("key", arn)}, "arn", Fact{Value: arn, Cite: cite, From: call})
	}
	if arn := ev.Value(inventory.SlotARN).String(); kind == "target-group" && strings.HasPrefix(arn, "arn:") {
		g.Know(id, "arn", Fact{Value: arn, Cite: cite, From: call})
	}
	if kind == "tgw-attachment" && gjson.GetBytes(ev.Raw, "ResourceType").String() == "vpc" {
		g.Describe(id, ID{"vpc", gjson.GetBytes(ev.Raw, "ResourceId").String()}, ev.Time, cite, call)
	}
	if kind == "instance" {
		g.observeAttachments(ev, cite, call)
	}
	if kind == "eni" {
		description := gjson.GetBytes(ev.Raw, "Description").String()
		g.Describe(id, ID{"tgw-attachment", attachmentID().FindString(description)}, ev.Time, cite, call)
		g.Describe(id, ID{"nat-gateway", natGatewayID().FindString(description)}, ev.Time, cite, call)
		if balancer, ok := strings.CutPrefix(description, "ELB "); ok {
			g.Describe(id, ID{"load-balancer", balancer}, ev.Time, cite, call)
		}
	}
}

func resourceID(kind string, ev *parsers.Event) ID {
	name := ev.Value(inventory.SlotID).String()
	if other, ok := standsFor[kind]; ok {
		kind = other
	}
	if kind == "tgw-route" { // a destination is a route of each of many tables
		name = cmp.Or(ev.Value(inventory.SlotParent).String(), ev.Pos.Member) + " " + name
	}
	if kind == "key" {
		if arn := ev.Value(inventory.SlotARN).String(); arn != "" {
			name = arn
		}
	}
	return ID{kind, Canonical(kind, name)}
}

// canonical says where in an ARN the name begins by which a kind of entity is known.
var canonical = map[string]string{"key": ":key/", "load-balancer": ":loadbalancer/"}

// Canonical gives an entity's name the one form under which all sources know it: a KMS key is known by its bare id,
// since a record may name it by id, by ARN, or by an ARN of another partition; a load balancer as access logs name it,
// app/NAME/ID, a Classic one by its name; a target group as metrics name it, targetgroup/NAME/ID.
func Canonical(kind, name string) string {
	if kind == "engine" {
		return logsAs(name)
	}
	if mark := canonical[kind]; mark != "" {
		if i := strings.LastIndex(name, mark); i >= 0 {
			return name[i+len(mark):]
		}
	}
	if kind == "target-group" {
		if i := strings.LastIndex(name, ":targetgroup/"); i >= 0 {
			return name[i+1:]
		}
	}
	return name
}

// Abridged are the kinds of entities whose canonical names are a part of their ARNs, which the graph knows as the fact
// "arn" where some record has them.
var Abridged = []string{"key", "target-group"}

// logsAs is the database whose logs an engine of RDS writes: aurora-postgresql those of postgres, mariadb those of mysql.
func logsAs(engine string) string {
	for _, family := range [...]struct{ part, name string }{{"postgres", "postgres"}, {"mysql", "mysql"}, {"mariadb", "mysql"}} {
		if strings.Contains(engine, family.part) {
			return family.name
		}
	}
	if engine == "aurora" { // compatible with MySQL 5.6
		return "mysql"
	}
	return engine
}

func texts(r gjson.Result) []string {
	if !r.IsArray() {
		if s := r.String(); s != "" {
			return []string{s}
		}
		return nil
	}
	var out []string
	for _, e := range r.Array() {
		out = append(out, texts(e)...)
	}
	return out
}
