package metrics

import "hamari/parsers"

// Slots of the fields of [Kind].
const (
	SlotNamespace = iota
	SlotMetric
	SlotStat
	SlotPeriod
	SlotUnit
	SlotRegion
	SlotAccount
	SlotID
	SlotLabel
	SlotDimensions
	SlotInstance
	SlotVolume
	SlotInstanceType
	SlotLoadBalancer
	SlotTargetGroup
	SlotVPN
	SlotTunnel
	SlotTransitGateway
	SlotTransitGatewayAttachment
	SlotNATGateway
	SlotFunction
	SlotDBInstance
	SlotDBCluster
	SlotASG
	SlotAZ
	SlotBucket
	SlotDistribution
	SlotValue

	slotCount
)

// Kind is the vocabulary of metric points.
var Kind = parsers.NewKind("metric-point", "CloudWatch metric data point", fields)

var fields = []parsers.Field{
	SlotNamespace:                {Name: "namespace", Doc: "Namespace of the metric, such as AWS/EBS."},
	SlotMetric:                   {Name: "metric", Doc: "Name of the metric, such as VolumeReadOps."},
	SlotStat:                     {Name: "stat", Doc: "Statistic in CloudWatch's spelling: Average, Sum, Minimum, Maximum, SampleCount, p99; absent where the source does not state it."},
	SlotPeriod:                   {Name: "period", Type: parsers.Int, Unit: "seconds", Doc: "Length of the interval that the point covers, stated or inferred from the spacing of the points."},
	SlotUnit:                     {Name: "unit", Doc: "Unit of the value in CloudWatch's words, such as Count or Percent."},
	SlotRegion:                   {Name: "region", Entity: "region", Doc: "AWS Region of the metric."},
	SlotAccount:                  {Name: "account", Entity: "account", Doc: "Account that owns the metric."},
	SlotID:                       {Name: "id", Doc: "Id of the metric in its graph or request, such as m1."},
	SlotLabel:                    {Name: "label", Doc: "Label that the graph or answer gives to the series."},
	SlotDimensions:               {Name: "dimensions", Doc: "All dimensions as Name=Value, sorted by name and joined with commas."},
	SlotInstance:                 {Name: "instance", Entity: "instance", Doc: "Dimension InstanceId."},
	SlotVolume:                   {Name: "volume", Entity: "volume", Doc: "Dimension VolumeId."},
	SlotInstanceType:             {Name: "instance_type", Entity: "instance-type", Doc: "Dimension InstanceType."},
	SlotLoadBalancer:             {Name: "load_balancer", Entity: "load-balancer", Doc: "Dimension LoadBalancer, or LoadBalancerName of a Classic Load Balancer."},
	SlotTargetGroup:              {Name: "target_group", Entity: "target-group", Doc: "Dimension TargetGroup."},
	SlotVPN:                      {Name: "vpn", Entity: "vpn", Doc: "Dimension VpnId."},
	SlotTunnel:                   {Name: "tunnel", Type: parsers.Address, Entity: "address", Doc: "Dimension TunnelIpAddress: the outside address of a VPN tunnel."},
	SlotTransitGateway:           {Name: "tgw", Entity: "tgw", Doc: "Dimension TransitGateway."},
	SlotTransitGatewayAttachment: {Name: "tgw_attachment", Entity: "tgw-attachment", Doc: "Dimension TransitGatewayAttachment."},
	SlotNATGateway:               {Name: "nat_gateway", Entity: "nat-gateway", Doc: "Dimension NatGatewayId."},
	SlotFunction:                 {Name: "function", Entity: "function", Doc: "Dimension FunctionName."},
	SlotDBInstance:               {Name: "db_instance", Entity: "db-instance", Doc: "Dimension DBInstanceIdentifier."},
	SlotDBCluster:                {Name: "db_cluster", Entity: "db-cluster", Doc: "Dimension DBClusterIdentifier."},
	SlotASG:                      {Name: "asg", Entity: "asg", Doc: "Dimension AutoScalingGroupName."},
	SlotAZ:                       {Name: "az", Entity: "az", Doc: "Dimension AvailabilityZone."},
	SlotBucket:                   {Name: "bucket", Entity: "bucket", Doc: "Dimension BucketName."},
	SlotDistribution:             {Name: "distribution", Entity: "distribution", Doc: "Dimension DistributionId."},
	SlotValue:                    {Name: "value", Type: parsers.Float, Doc: "The measured value, in the unit of the metric."},
}

// dimensionSlots are the dimensions that have a field of their own.
var dimensionSlots = map[string]int{
	"InstanceId":               SlotInstance,
	"VolumeId":                 SlotVolume,
	"InstanceType":             SlotInstanceType,
	"LoadBalancer":             SlotLoadBalancer,
	"LoadBalancerName":         SlotLoadBalancer,
	"TargetGroup":              SlotTargetGroup,
	"VpnId":                    SlotVPN,
	"TunnelIpAddress":          SlotTunnel,
	"TransitGateway":           SlotTransitGateway,
	"TransitGatewayAttachment": SlotTransitGatewayAttachment,
	"NatGatewayId":             SlotNATGateway,
	"FunctionName":             SlotFunction,
	"DBInstanceIdentifier":     SlotDBInstance,
	"DBClusterIdentifier":      SlotDBCluster,
	"AutoScalingGroupName":     SlotASG,
	"AvailabilityZone":         SlotAZ,
	"BucketName":               SlotBucket,
	"DistributionId":           SlotDistribution,
}
