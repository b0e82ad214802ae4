package generate

import (
	"encoding/json"
	"time"
)

// instance is an EC2 instance of the story.
type instance struct {
	id, typ, name string
	zone          string
	subnet, vpc   string
	eni           string
	address       uint32
	volumes       []*volume
	launched      int64
	stopped       int64 // when it stopped for good; 0 while it runs
	failedStart   bool  // it was started and did not come up
}

// volume is an EBS volume of the story.
type volume struct {
	id, snapshot, key string
	sizeGiB           int
	created           int64
}

// object is a JSON object of a describe-* answer.
type object = map[string]any

// answer renders a describe-* answer as the CLI prints it.
func answer(name string, value object) file {
	return file{name: name, render: func(t *text) {
		text, err := json.MarshalIndent(value, "", "    ")
		if err != nil {
			t.err = err
			return
		}
		t.buf = append(append(t.buf, text...), '\n')
	}}
}

func describeTime(unix int64) string {
	return time.Unix(unix, 0).UTC().Format("2006-01-02T15:04:05+00:00")
}

func describeInstancesAnswer(w *world, r *random, list []*instance) file {
	var reservations []object
	for _, i := range list {
		reservations = append(reservations, object{
			"Groups": []any{}, "OwnerId": w.account, "ReservationId": r.id("r-"), "Instances": []object{i.describe(r)},
		})
	}
	return answer("describe-instances.json", object{"Reservations": reservations})
}

func (i *instance) describe(r *random) object {
	state, reason := object{"Code": 16, "Name": "running"}, ""
	if i.stopped > 0 {
		state = object{"Code": 80, "Name": "stopped"}
		reason = "User initiated (" + time.Unix(i.stopped, 0).UTC().Format("2006-01-02 15:04:05") + " GMT)"
	}
	devices := []object{}
	for n, v := range i.volumes {
		devices = append(devices, object{"DeviceName": deviceName(n), "Ebs": object{
			"AttachTime": describeTime(i.launched), "DeleteOnTermination": true, "Status": "attached", "VolumeId": v.id,
		}})
	}
	o := object{
		"InstanceId": i.id, "InstanceType": i.typ, "ImageId": r.id("ami-"), "LaunchTime": describeTime(i.launched), "State": state,
		"Placement":        object{"AvailabilityZone": i.zone, "Tenancy": "default", "GroupName": ""},
		"PrivateIpAddress": ipString(i.address), "SubnetId": i.subnet, "VpcId": i.vpc,
		"EbsOptimized": true, "Hypervisor": "xen", "RootDeviceType": "ebs", "RootDeviceName": deviceName(0),
		"StateTransitionReason": reason, "Tags": []object{{"Key": "Name", "Value": i.name}}, "BlockDeviceMappings": devices,
		"NetworkInterfaces": []object{{
			"NetworkInterfaceId": i.eni, "PrivateIpAddress": ipString(i.address), "SubnetId": i.subnet, "VpcId": i.vpc,
			"Status": "in-use", "InterfaceType": "interface",
		}},
	}
	if i.failedStart {
		o["StateReason"] = object{"Code": "Client.InternalError", "Message": "Client.InternalError: Client error on launch"}
	}
	return o
}

func deviceName(n int) string {
	if n == 0 {
		return "/dev/xvda"
	}
	return "/dev/sd" + string(rune('e'+n))
}

func describeVolumesAnswer(list []*instance) file {
	volumes := []object{}
	for _, i := range list {
		for n, v := range i.volumes {
			o := object{
				"VolumeId": v.id, "Size": v.sizeGiB, "VolumeType": "gp3", "State": "in-use", "Iops": 3000, "Throughput": 125,
				"Encrypted": v.key != "", "SnapshotId": v.snapshot, "AvailabilityZone": i.zone, "MultiAttachEnabled": false,
				"CreateTime": time.Unix(v.created, 0).UTC().Format("2006-01-02T15:04:05.412000+00:00"),
				"Attachments": []object{{
					"AttachTime": describeTime(i.launched), "Device": deviceName(n), "InstanceId": i.id, "State": "attached",
					"VolumeId": v.id, "DeleteOnTermination": true,
				}},
			}
			if v.key != "" {
				o["KmsKeyId"] = v.key
			}
			volumes = append(volumes, o)
		}
	}
	return answer("describe-volumes.json", object{"Volumes": volumes})
}

// subnet is a subnet with its network ACL.
type subnet struct {
	id, cidr string
	zone     int
	acl      string
	denied   string // CIDR that rule 90 refuses outbound; empty for none
}

func describeSubnetsAnswer(w *world, vpc string, list []*subnet) file {
	var subnets []object
	for _, s := range list {
		subnets = append(subnets, object{
			"SubnetId": s.id, "VpcId": vpc, "AvailabilityZone": w.zone(s.zone), "AvailabilityZoneId": w.region.ids[s.zone],
			"CidrBlock": s.cidr, "AvailableIpAddressCount": 240, "State": "available", "OwnerId": w.account,
		})
	}
	return answer("describe-subnets.json", object{"Subnets": subnets})
}

func describeNetworkAclsAnswer(w *world, r *random, vpc string, list []*subnet) file {
	rule := func(number int, action string, egress bool, cidr string) object {
		return object{"RuleNumber": number, "Protocol": "-1", "RuleAction": action, "Egress": egress, "CidrBlock": cidr}
	}
	const anywhere = "0.0.0.0/0"
	var acls []object
	for _, s := range list {
		var entries []object
		if s.denied != "" {
			entries = append(entries, rule(90, "deny", true, s.denied))
		}
		for _, egress := range []bool{true, false} {
			entries = append(entries, rule(100, "allow", egress, anywhere), rule(32767, "deny", egress, anywhere))
		}
		acls = append(acls, object{
			"NetworkAclId": s.acl, "VpcId": vpc, "IsDefault": false, "OwnerId": w.account, "Tags": []any{}, "Entries": entries,
			"Associations": []object{{"NetworkAclAssociationId": r.id("aclassoc-"), "NetworkAclId": s.acl, "SubnetId": s.id}},
		})
	}
	return answer("describe-network-acls.json", object{"NetworkAcls": acls})
}

func describeInterfacesAnswer(w *world, r *random, vpc string, gateways, servers []*nic) file {
	attachment := r.id("tgw-attach-")
	var interfaces []object
	for _, n := range append(append([]*nic{}, gateways...), servers...) {
		o := object{
			"NetworkInterfaceId": n.id, "InterfaceType": "interface", "SubnetId": n.subnet, "VpcId": vpc, "OwnerId": w.account,
			"AvailabilityZone": w.zone(n.zone), "PrivateIpAddress": ipString(n.address), "Description": "", "Status": "in-use",
			"Groups": []any{},
		}
		if n.instance == "" {
			o["InterfaceType"] = "transit_gateway"
			o["Description"] = "Network Interface for Transit Gateway Attachment " + attachment
		} else {
			o["Attachment"] = object{"InstanceId": n.instance, "DeviceIndex": 0, "Status": "attached"}
		}
		interfaces = append(interfaces, o)
	}
	return answer("describe-network-interfaces.json", object{"NetworkInterfaces": interfaces})
}

// describeFlowLogsAnswer tells the order of columns, which flow logs in CloudWatch Logs do not.
func describeFlowLogsAnswer(f *flows, start int64) file {
	format := ""
	for i, name := range f.net.names() {
		if i > 0 {
			format += " "
		}
		format += "${" + name + "}"
	}
	return answer("describe-flow-logs.json", object{"FlowLogs": []object{{
		"FlowLogId": f.id, "FlowLogStatus": "ACTIVE", "DeliverLogsStatus": "SUCCESS", "ResourceId": f.net.vpc, "TrafficType": "ALL",
		"LogDestinationType": word(f.form == "cwl-export" || f.form == "cwl-csv", "cloud-watch-logs", "s3"),
		"LogFormat":          format, "MaxAggregationInterval": 60, "CreationTime": describeTime(start - 86400*30),
	}}})
}
