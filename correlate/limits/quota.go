package limits

import (
	"hamari/parsers/cloudtrail"
	"hamari/parsers/lazy"
)

// Quota is one entry of Service Quotas. Its code is what aws service-quotas asks for; it is the same in every account and
// Region. Where an error leaves open which of several quotas is meant, it has no code and no name.
type Quota struct {
	Service string // service code: ec2, ebs, vpc
	Code    string // such as L-1216C47A
	Name    string // as Service Quotas spells it
	List    Listing
}

// Listing is the command of aws ec2 that lists what counts. It is a piece of a command line as it is.
type Listing string

// Pasteable returns the piece of the command line.
func (l Listing) Pasteable() string { return string(l) }

// What lists the instances that count, On-Demand or Spot.
const (
	instances = "describe-instances --filters Name=instance-state-name,Values=pending,running"
	spot      = "describe-instances --filters Name=instance-lifecycle,Values=spot Name=instance-state-name,Values=pending,running"
)

// vcpu is one bucket of instance types that share a quota of vCPUs, On-Demand and Spot apart. A bucket that Spot does not
// have, or has more than one quota for, has no Spot code.
type vcpu struct {
	letters        []string // of the instance family, before the number of the generation
	onDemand, spot string
	name           string // as in "Running On-Demand NAME instances"
}

// buckets are those of https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html and
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-limits.html; the codes are those that
// aws service-quotas list-service-quotas --service-code ec2 prints. P is divided between two quotas for Spot.
var buckets = []vcpu{
	{[]string{"a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"}, "L-1216C47A", "L-34B43A08", "Standard (A, C, D, H, I, M, R, T, Z)"},
	{[]string{"g", "gr", "vt"}, "L-DB2E81BA", "L-3819A6DF", "G and VT"},
	{[]string{"p"}, "L-417A185B", "", "P"},
	{[]string{"f"}, "L-74FC7D96", "L-88CF9481", "F"},
	{[]string{"x"}, "L-7295265B", "L-E3A00192", "X"},
	{[]string{"inf"}, "L-1945791B", "L-B5D1601B", "Inf"},
	{[]string{"trn"}, "L-2C3B7624", "L-6B0D517C", "Trn"},
	{[]string{"dl"}, "L-6E869C2A", "L-85EED4F7", "DL"},
	{[]string{"hpc"}, "L-F7808C92", "", "HPC"},
	{[]string{"u", "u-"}, "L-43DA4232", "", "High Memory"},
}

var familyLetters = lazy.Regexp(`^(u-|[a-z]+)\d`)

// vcpuQuota returns the quota that counts the vCPUs of running instances of a type, On-Demand or Spot; without a code where
// the type's bucket is not known.
func vcpuQuota(instanceType string, isSpot bool) Quota {
	q := Quota{Service: "ec2", List: instances}
	if isSpot {
		q.List = spot
	}
	m := familyLetters().FindStringSubmatch(instanceType)
	if m == nil {
		return q
	}
	for _, b := range buckets {
		for _, letters := range b.letters {
			switch {
			case letters != m[1]:
			case isSpot && b.spot != "":
				q.Code, q.Name = b.spot, "All "+b.name+" Spot Instance Requests"
			case !isSpot:
				q.Code, q.Name = b.onDemand, "Running On-Demand "+b.name+" instances"
			}
		}
	}
	return q
}

// counted are the quotas of which EC2's error code names the thing that is counted. Sources:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html for the codes,
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html and aws service-quotas for the quotas.
var counted = map[string]Quota{
	"VpcLimitExceeded":                        {"vpc", "L-F678F1CE", "VPCs per Region", "describe-vpcs"},
	"SubnetLimitExceeded":                     {"vpc", "L-407747CB", "Subnets per VPC", "describe-subnets"},
	"RouteTableLimitExceeded":                 {"vpc", "L-589F43AA", "Route tables per VPC", "describe-route-tables"},
	"InternetGatewayLimitExceeded":            {"vpc", "L-A4707A72", "Internet gateways per Region", "describe-internet-gateways"},
	"NatGatewayLimitExceeded":                 {"vpc", "L-FE5A380F", "NAT gateways per Availability Zone", "describe-nat-gateways"},
	"SecurityGroupLimitExceeded":              {"vpc", "L-E79EC296", "VPC security groups per Region", "describe-security-groups"},
	"RulesPerSecurityGroupLimitExceeded":      {"vpc", "L-0EA8095F", "Inbound or outbound rules per security group", "describe-security-group-rules"},
	"SecurityGroupsPerInterfaceLimitExceeded": {"vpc", "L-2AFB9258", "Security groups per network interface", "describe-network-interfaces"},
	"NetworkInterfaceLimitExceeded":           {"vpc", "L-DF5E4CA3", "Network interfaces per Region", "describe-network-interfaces"},
	"AddressLimitExceeded":                    {"ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", "describe-addresses"},
	"SnapshotLimitExceeded":                   {"ebs", "L-309BACF6", "Snapshots per Region", "describe-snapshots --owner-ids self"},
}

// volumes is a quota of EBS that counts the volumes of a type.
type volumes struct{ code, name string }

// storage are the quotas of the storage of all volumes of a type. Source:
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
var storage = map[string]volumes{
	"gp2":      {"L-D18FCD1D", "Storage for General Purpose SSD (gp2) volumes, in TiB"},
	"gp3":      {"L-7A658B76", "Storage for General Purpose SSD (gp3) volumes, in TiB"},
	"io1":      {"L-FD252861", "Storage for Provisioned IOPS SSD (io1) volumes, in TiB"},
	"io2":      {"L-09BD8365", "Storage for Provisioned IOPS SSD (io2) volumes, in TiB"},
	"st1":      {"L-82ACEF56", "Storage for Throughput Optimized HDD (st1) volumes, in TiB"},
	"sc1":      {"L-17AF77E8", "Storage for Cold HDD (sc1) volumes, in TiB"},
	"standard": {"L-9CF3C2EB", "Storage for Magnetic (standard) volumes, in TiB"},
}

// iops are the quotas of the IOPS of all volumes of a type.
var iops = map[string]volumes{
	"io1": {"L-B3A130E6", "IOPS for Provisioned IOPS SSD (io1) volumes"},
	"io2": {"L-8D977E7E", "IOPS for Provisioned IOPS SSD (io2) volumes"},
}

// ExceededQuota returns the quota that an error of EC2 speaks of. The code may have Client. or Server. before it; what is
// of the type that the call asked for: an instance type or a volume type. Where that leaves the quota open, it has the
// service alone; nothing where the error's code is not known.
func ExceededQuota(code, what string) Quota {
	code, _ = cloudtrail.ErrorCode(code)
	switch code {
	case "VcpuLimitExceeded":
		return vcpuQuota(what, false)
	case "MaxSpotInstanceCountExceeded":
		return vcpuQuota(what, true)
	case "InstanceLimitExceeded":
		return Quota{Service: "ec2", List: instances}
	case "VolumeLimitExceeded":
		return ofVolumes(storage, what)
	case "MaxIOPSLimitExceeded":
		return ofVolumes(iops, what)
	}
	return counted[code]
}

// ofVolumes returns the quota for a type of volume; only that it is one of EBS where that has none.
func ofVolumes(quotas map[string]volumes, volumeType string) Quota {
	q := Quota{Service: "ebs", List: "describe-volumes"}
	if v, known := quotas[volumeType]; known {
		q.Code, q.Name = v.code, v.name
		q.List += Listing(" --filters Name=volume-type,Values=" + volumeType)
	}
	return q
}
