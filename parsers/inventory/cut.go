package inventory

import (
	"bytes"
	"slices"

	"hamari/parsers/lazy"
)

// --query leaves of resources what was asked for, under any names: [{"ID":"vol-0a","Tag":[...]}], or ["vol-0a","vol-0b"].
// AWS's IDs say what they identify. A resource is known by one where it is the only ID in the object, or the only one
// under a key that says so; an object with several is left alone.

// idPrefixes are the types of resources by what their IDs begin with, and the keys that the IDs have in AWS's answers.
var idPrefixes = map[string]struct{ name, key string }{
	"i": {"instance", "InstanceId"}, "vol": {"volume", "VolumeId"}, "snap": {"snapshot", "SnapshotId"}, "ami": {"image", "ImageId"},
	"eni": {"eni", "NetworkInterfaceId"}, "subnet": {"subnet", "SubnetId"}, "vpc": {"vpc", "VpcId"}, "sg": {"security-group", "GroupId"},
	"acl": {"network-acl", "NetworkAclId"}, "rtb": {"route-table", "RouteTableId"}, "igw": {"internet-gateway", "InternetGatewayId"},
	"nat": {"nat-gateway", "NatGatewayId"}, "vpce": {"vpc-endpoint", "VpcEndpointId"}, "vpn": {"vpn", "VpnConnectionId"},
	"cgw": {"customer-gateway", "CustomerGatewayId"}, "vgw": {"vpn-gateway", "VpnGatewayId"}, "fl": {"flow-log", "FlowLogId"},
	"pcx": {"vpc-peering-connection", "VpcPeeringConnectionId"}, "lt": {"launch-template", "LaunchTemplateId"},
	"tgw": {"tgw", "TransitGatewayId"}, "tgw-attach": {"tgw-attachment", "TransitGatewayAttachmentId"},
	"tgw-rtb": {"tgw-route-table", "TransitGatewayRouteTableId"},
}

var idText = lazy.Regexp(`^([a-z]+(?:-attach|-rtb)?)-[0-9a-f]{8,17}$`)

// rowOfID returns the row for an ID, with the key that it stands under; nil if it is none.
func rowOfID(id []byte, key string) *row {
	m := idText().FindSubmatch(id)
	if m == nil {
		return nil
	}
	prefix, known := idPrefixes[string(m[1])]
	if !known {
		return nil
	}
	r := *byType()[prefix.name]
	r.IDKey = key
	return &r
}

// rowByID returns the row of an object that --query has left of a resource, nil if that is not certain.
func rowByID(members []member) *row {
	const most = 40
	if len(members) > most {
		return nil
	}
	var named, only *row
	ids, names := 0, 0
	for _, m := range members {
		if isLogKey(m.key) {
			return nil
		}
		if !opens(m.value, '"') {
			continue
		}
		r := rowOfID(text(m.value), string(m.key))
		if r == nil {
			continue
		}
		ids++
		only = r
		if bytes.EqualFold(m.key, []byte("id")) {
			names++
			named = r
		}
	}
	switch {
	case names == 1:
		return named
	case ids == 1:
		return only
	}
	return nil
}

// isLogKey reports whether a key is one of those of log records, which name resources, too.
func isLogKey(key []byte) bool {
	return slices.Contains([]string{"message", "msg", "level", "timestamp", "@timestamp", "time", "ts", "eventTime", "eventName", "logGroup"}, string(key))
}

// bareID emits the resource whose ID is all that --query left of it.
func (r *reader) bareID(value []byte, at int) error {
	row := rowOfID(text(value), "")
	if row == nil {
		return r.reject(at, errBare)
	}
	row.IDKey = idPrefixes[string(idText().FindSubmatch(text(value))[1])].key
	object := append(append([]byte(`{"`+row.IDKey+`":`), value...), '}')
	members, _ := membersOf(object, nil)
	return r.emit(row, members, object, at, nil)
}
