package flowlog

import "hamari/parsers"

// Slots of a VPC flow record in [parsers.Event].Values, in the order of the fields of the kind "flowlog".
const (
	// Version 2.
	SlotVersion int = iota
	SlotAccountID
	SlotInterfaceID
	SlotSrcAddr
	SlotDstAddr
	SlotSrcPort
	SlotDstPort
	SlotProtocol
	SlotPackets
	SlotBytes
	SlotStart
	SlotEnd
	SlotAction
	SlotLogStatus

	// Version 3.
	SlotVPCID
	SlotSubnetID
	SlotInstanceID
	SlotTCPFlags
	SlotType
	SlotPktSrcAddr
	SlotPktDstAddr

	// Version 4.
	SlotRegion
	SlotAZID
	SlotSublocationType
	SlotSublocationID

	// Version 5.
	SlotPktSrcAWSService
	SlotPktDstAWSService
	SlotFlowDirection
	SlotTrafficPath

	// Version 7.
	SlotECSClusterARN
	SlotECSClusterName
	SlotECSContainerInstanceARN
	SlotECSContainerInstanceID
	SlotECSContainerID
	SlotECSSecondContainerID
	SlotECSServiceName
	SlotECSTaskDefinitionARN
	SlotECSTaskARN
	SlotECSTaskID

	// Version 8.
	SlotRejectReason

	// Version 9.
	SlotResourceID

	// Version 10.
	SlotEncryptionStatus

	// Version 11.
	SlotInstanceTag
	SlotInstanceTag2
	SlotInterfaceTag
	SlotInterfaceTag2
	SlotASGTag
	SlotASGTag2
	SlotInterfaceType
	SlotNextHopInterfaceID
	SlotNextHopSubnetID
	SlotNextHopAZID
	SlotNextHopVPCID
	SlotNextHopInterfaceType
)

// vpcKind has the fields in AWS's order, so that every version's fields follow those of the versions before it and a
// prefix of the list is the documented order of a version.
var vpcKind = parsers.NewKind("flowlog", "VPC flow log record", vpcFields)

var vpcFields = []parsers.Field{
	{Name: "version", Type: parsers.Int,
		Doc: "Highest flow log version among the chosen fields; 2 for the default format."},
	{Name: "account-id", Type: parsers.String, Entity: "account",
		Doc: "Account that owns the source network interface; \"unknown\" for some interfaces that AWS services create."},
	{Name: "interface-id", Type: parsers.String, Entity: "eni",
		Doc: "Network interface whose traffic is recorded; absent for a regional NAT gateway."},
	{Name: "srcaddr", Type: parsers.Address, Entity: "address",
		Doc: "Source address; the interface's primary private address for traffic that leaves it."},
	{Name: "dstaddr", Type: parsers.Address, Entity: "address",
		Doc: "Destination address; the interface's primary private address for traffic that enters it."},
	{Name: "srcport", Type: parsers.Int,
		Doc: "Source port."},
	{Name: "dstport", Type: parsers.Int,
		Doc: "Destination port."},
	{Name: "protocol", Type: parsers.Int,
		Doc: "IANA protocol number: 6 TCP, 17 UDP, 1 ICMP."},
	{Name: "packets", Type: parsers.Int, Unit: "packets",
		Doc: "Packets of the flow within the interval."},
	{Name: "bytes", Type: parsers.Int, Unit: "bytes",
		Doc: "Bytes of the flow within the interval."},
	{Name: "start", Type: parsers.Timestamp, Unit: "seconds",
		Doc: "When the first packet of the flow was received within the interval; up to 60 seconds late."},
	{Name: "end", Type: parsers.Timestamp, Unit: "seconds",
		Doc: "When the last packet of the flow was received within the interval; up to 60 seconds late."},
	{Name: "action", Type: parsers.String,
		Doc: "ACCEPT, or REJECT by a security group, a network ACL or because the connection was closed already."},
	{Name: "log-status", Type: parsers.String,
		Doc: "OK, NODATA (no traffic in the interval) or SKIPDATA (records of the interval were lost)."},
	{Name: "vpc-id", Type: parsers.String, Entity: "vpc",
		Doc: "VPC of the network interface."},
	{Name: "subnet-id", Type: parsers.String, Entity: "subnet",
		Doc: "Subnet of the network interface."},
	{Name: "instance-id", Type: parsers.String, Entity: "instance",
		Doc: "Instance the interface is attached to, if the customer owns it; absent for interfaces that a service requested."},
	{Name: "tcp-flags", Type: parsers.Int,
		Doc: "TCP flags seen in the interval, OR-ed: FIN 1, SYN 2, RST 4, SYN-ACK 18; 0 where only ACK was seen."},
	{Name: "type", Type: parsers.String,
		Doc: "Type of traffic: IPv4, IPv6 or EFA."},
	{Name: "pkt-srcaddr", Type: parsers.Address, Entity: "address",
		Doc: "Source address as in the packet: behind a NAT gateway, a Transit Gateway or a pod, the original one."},
	{Name: "pkt-dstaddr", Type: parsers.Address, Entity: "address",
		Doc: "Destination address as in the packet: behind a NAT gateway, a Transit Gateway or a pod, the original one."},
	{Name: "region", Type: parsers.String, Entity: "region",
		Doc: "Region of the network interface."},
	{Name: "az-id", Type: parsers.String, Entity: "az",
		Doc: "Availability Zone ID of the network interface, such as use1-az2; absent in a sublocation."},
	{Name: "sublocation-type", Type: parsers.String,
		Doc: "wavelength, outpost or localzone; absent in the Region proper."},
	{Name: "sublocation-id", Type: parsers.String,
		Doc: "The sublocation's ID."},
	{Name: "pkt-src-aws-service", Type: parsers.String,
		Doc: "Name of the AWS IP address range that pkt-srcaddr belongs to: S3, EC2, DYNAMODB, AMAZON ..."},
	{Name: "pkt-dst-aws-service", Type: parsers.String,
		Doc: "Name of the AWS IP address range that pkt-dstaddr belongs to: S3, EC2, DYNAMODB, AMAZON ..."},
	{Name: "flow-direction", Type: parsers.String,
		Doc: "Seen from the interface: ingress or egress."},
	{Name: "traffic-path", Type: parsers.Int,
		Doc: "Way that egress traffic takes: 1 same VPC, 2 internet or gateway endpoint, 3 virtual private gateway, 4 and 5 peering within and between Regions, 6 local gateway, 7 gateway endpoint, 8 internet gateway."},
	{Name: "ecs-cluster-arn", Type: parsers.String,
		Doc: "ARN of the ECS cluster."},
	{Name: "ecs-cluster-name", Type: parsers.String,
		Doc: "Name of the ECS cluster."},
	{Name: "ecs-container-instance-arn", Type: parsers.String,
		Doc: "ARN of the ECS container instance, on EC2."},
	{Name: "ecs-container-instance-id", Type: parsers.String,
		Doc: "ID of the ECS container instance, on EC2."},
	{Name: "ecs-container-id", Type: parsers.String,
		Doc: "Docker runtime ID of the task's first container."},
	{Name: "ecs-second-container-id", Type: parsers.String,
		Doc: "Docker runtime ID of the task's second container."},
	{Name: "ecs-service-name", Type: parsers.String,
		Doc: "Name of the ECS service that started the task."},
	{Name: "ecs-task-definition-arn", Type: parsers.String,
		Doc: "ARN of the ECS task definition."},
	{Name: "ecs-task-arn", Type: parsers.String,
		Doc: "ARN of the ECS task."},
	{Name: "ecs-task-id", Type: parsers.String,
		Doc: "ID of the ECS task."},
	{Name: "reject-reason", Type: parsers.String,
		Doc: "Why the traffic was rejected where neither group nor ACL did it: BPA is VPC Block Public Access."},
	{Name: "resource-id", Type: parsers.String,
		Doc: "Resource whose traffic is recorded where it has no interface of the customer's: a regional NAT gateway."},
	{Name: "encryption-status", Type: parsers.Int,
		Doc: "Encryption in transit: 0 none, 1 by the Nitro system, 2 by the application, 3 both."},
	{Name: "instance-tag", Type: parsers.String,
		Doc: "Value of the first chosen tag of the instance, percent-encoded."},
	{Name: "instance-tag-2", Type: parsers.String,
		Doc: "Value of the second chosen tag of the instance, percent-encoded."},
	{Name: "interface-tag", Type: parsers.String,
		Doc: "Value of the first chosen tag of the interface, percent-encoded."},
	{Name: "interface-tag-2", Type: parsers.String,
		Doc: "Value of the second chosen tag of the interface, percent-encoded."},
	{Name: "asg-tag", Type: parsers.String,
		Doc: "Value of the first chosen tag of the Auto Scaling group, percent-encoded."},
	{Name: "asg-tag-2", Type: parsers.String,
		Doc: "Value of the second chosen tag of the Auto Scaling group, percent-encoded."},
	{Name: "interface-type", Type: parsers.String,
		Doc: "Type of the interface: nat_gateway, network_load_balancer, regional_nat_gateway, transit_gateway, vpc_endpoint."},
	{Name: "next-hop-interface-id", Type: parsers.String, Entity: "eni",
		Doc: "Interface at the other side of the hop: the receiver's for egress, the sender's for ingress."},
	{Name: "next-hop-subnet-id", Type: parsers.String, Entity: "subnet",
		Doc: "Subnet of the next hop's interface."},
	{Name: "next-hop-az-id", Type: parsers.String, Entity: "az",
		Doc: "Availability Zone ID of the next hop's interface."},
	{Name: "next-hop-vpc-id", Type: parsers.String, Entity: "vpc",
		Doc: "VPC of the next hop's interface."},
	{Name: "next-hop-interface-type", Type: parsers.String,
		Doc: "Type of the next hop's interface, in the words of interface-type."},
}
