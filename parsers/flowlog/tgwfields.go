package flowlog

import "hamari/parsers"

// Slots of a Transit Gateway flow record in [parsers.Event].Values, in the order of the fields of the kind
// "tgwflowlog".
const (
	TGWSlotVersion int = iota
	TGWSlotResourceType
	TGWSlotAccountID
	TGWSlotID
	TGWSlotAttachmentID
	TGWSlotSrcVPCAccountID
	TGWSlotDstVPCAccountID
	TGWSlotSrcVPCID
	TGWSlotDstVPCID
	TGWSlotSrcSubnetID
	TGWSlotDstSubnetID
	TGWSlotSrcENI
	TGWSlotDstENI
	TGWSlotSrcAZID
	TGWSlotDstAZID
	TGWSlotPairAttachmentID
	TGWSlotSrcAddr
	TGWSlotDstAddr
	TGWSlotSrcPort
	TGWSlotDstPort
	TGWSlotProtocol
	TGWSlotPackets
	TGWSlotBytes
	TGWSlotStart
	TGWSlotEnd
	TGWSlotLogStatus
	TGWSlotType
	TGWSlotPacketsLostNoRoute
	TGWSlotPacketsLostBlackhole
	TGWSlotPacketsLostMTUExceeded
	TGWSlotPacketsLostTTLExpired
	TGWSlotTCPFlags
	TGWSlotRegion
	TGWSlotFlowDirection
	TGWSlotPktSrcAWSService
	TGWSlotPktDstAWSService
)

// tgwKind has the fields in the order of the default format.
var tgwKind = parsers.NewKind("tgwflowlog", "Transit Gateway flow log record", tgwFields)

var tgwFields = []parsers.Field{
	{Name: "version", Type: parsers.Int,
		Doc: "Flow log version; 6 for the default format."},
	{Name: "resource-type", Type: parsers.String,
		Doc: "Kind of resource that the record is about: TransitGateway."},
	{Name: "account-id", Type: parsers.String, Entity: "account",
		Doc: "Account that owns the Transit Gateway."},
	{Name: "tgw-id", Type: parsers.String, Entity: "tgw",
		Doc: "Transit Gateway that carried the traffic."},
	{Name: "tgw-attachment-id", Type: parsers.String, Entity: "tgw-attachment",
		Doc: "Attachment whose traffic is recorded."},
	{Name: "tgw-src-vpc-account-id", Type: parsers.String, Entity: "account",
		Doc: "Account that owns the VPC the traffic comes from."},
	{Name: "tgw-dst-vpc-account-id", Type: parsers.String, Entity: "account",
		Doc: "Account that owns the VPC the traffic goes to."},
	{Name: "tgw-src-vpc-id", Type: parsers.String, Entity: "vpc",
		Doc: "VPC that the traffic comes from."},
	{Name: "tgw-dst-vpc-id", Type: parsers.String, Entity: "vpc",
		Doc: "VPC that the traffic goes to."},
	{Name: "tgw-src-subnet-id", Type: parsers.String, Entity: "subnet",
		Doc: "Subnet of the Transit Gateway's interface on the source side."},
	{Name: "tgw-dst-subnet-id", Type: parsers.String, Entity: "subnet",
		Doc: "Subnet of the Transit Gateway's interface on the destination side."},
	{Name: "tgw-src-eni", Type: parsers.String, Entity: "eni",
		Doc: "Transit Gateway's interface on the source side."},
	{Name: "tgw-dst-eni", Type: parsers.String, Entity: "eni",
		Doc: "Transit Gateway's interface on the destination side."},
	{Name: "tgw-src-az-id", Type: parsers.String, Entity: "az",
		Doc: "Availability Zone ID of the Transit Gateway's interface on the source side."},
	{Name: "tgw-dst-az-id", Type: parsers.String, Entity: "az",
		Doc: "Availability Zone ID of the Transit Gateway's interface on the destination side."},
	{Name: "tgw-pair-attachment-id", Type: parsers.String, Entity: "tgw-attachment",
		Doc: "Attachment at the other side of the Transit Gateway."},
	{Name: "srcaddr", Type: parsers.Address, Entity: "address",
		Doc: "Source address."},
	{Name: "dstaddr", Type: parsers.Address, Entity: "address",
		Doc: "Destination address."},
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
	{Name: "log-status", Type: parsers.String,
		Doc: "OK, NODATA (no traffic in the interval) or SKIPDATA (records of the interval were lost)."},
	{Name: "type", Type: parsers.String,
		Doc: "Type of traffic: IPv4, IPv6 or EFA."},
	{Name: "packets-lost-no-route", Type: parsers.Int, Unit: "packets",
		Doc: "Packets lost because no route led to the destination."},
	{Name: "packets-lost-blackhole", Type: parsers.Int, Unit: "packets",
		Doc: "Packets lost in a blackhole route."},
	{Name: "packets-lost-mtu-exceeded", Type: parsers.Int, Unit: "packets",
		Doc: "Packets lost because they were larger than the MTU."},
	{Name: "packets-lost-ttl-expired", Type: parsers.Int, Unit: "packets",
		Doc: "Packets lost because their time to live ran out."},
	{Name: "tcp-flags", Type: parsers.Int,
		Doc: "TCP flags seen in the interval, OR-ed: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, SYN-ACK 18, URG 32."},
	{Name: "region", Type: parsers.String, Entity: "region",
		Doc: "Region of the Transit Gateway."},
	{Name: "flow-direction", Type: parsers.String,
		Doc: "Seen from the attachment: ingress or egress."},
	{Name: "pkt-src-aws-service", Type: parsers.String,
		Doc: "Name of the AWS IP address range that srcaddr belongs to: S3, EC2, DYNAMODB, AMAZON ..."},
	{Name: "pkt-dst-aws-service", Type: parsers.String,
		Doc: "Name of the AWS IP address range that dstaddr belongs to: S3, EC2, DYNAMODB, AMAZON ..."},
}
