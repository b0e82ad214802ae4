package inventory

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// AWS Config describes resources in an envelope of its own, the configuration item: in snapshot and history files
// ({"fileVersion":"1.0","configurationItems":[...]}), in answers of get-resource-config-history and
// batch-get-resource-config, and as text in those of select-resource-config. The description itself stands under
// "configuration" (as a string of JSON in answers, as an object in files), with keys that begin in lower case. It is
// turned into what the service's own describe call gives, as far as that is a matter of spelling, so that one path
// reads both; what the item says beside it is kept under "ConfigurationItem".
// See https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html

// configItem is the name of the table's row for configuration items.
const configItem = "config-item"

// configTypes are the names of resource types in the table, by what Config calls them. The rest are "other:" and
// Config's name.
var configTypes = map[string]string{
	"AWS::EC2::Instance": "instance", "AWS::EC2::Volume": "volume", "AWS::EC2::NetworkInterface": "eni", "AWS::EC2::Subnet": "subnet",
	"AWS::EC2::VPC": "vpc", "AWS::EC2::NetworkAcl": "network-acl", "AWS::EC2::SecurityGroup": "security-group", "AWS::EC2::RouteTable": "route-table",
	"AWS::EC2::InternetGateway": "internet-gateway", "AWS::EC2::NatGateway": "nat-gateway", "AWS::EC2::VPCEndpoint": "vpc-endpoint",
	"AWS::EC2::VPNConnection": "vpn", "AWS::EC2::CustomerGateway": "customer-gateway", "AWS::EC2::VPNGateway": "vpn-gateway",
	"AWS::EC2::EIP": "address", "AWS::EC2::FlowLog": "flow-log", "AWS::EC2::VPCPeeringConnection": "vpc-peering-connection",
	"AWS::EC2::TransitGateway": "tgw", "AWS::EC2::TransitGatewayAttachment": "tgw-attachment", "AWS::EC2::TransitGatewayRouteTable": "tgw-route-table",
	"AWS::EC2::LaunchTemplate": "launch-template", "AWS::KMS::Key": "key", "AWS::KMS::Alias": "key-alias",
	"AWS::IAM::Role": "role", "AWS::IAM::User": "user", "AWS::IAM::Group": "group", "AWS::IAM::Policy": "policy",
	"AWS::AutoScaling::AutoScalingGroup": "asg", "AWS::AutoScaling::LaunchConfiguration": "launch-configuration",
	"AWS::AutoScaling::ScalingPolicy": "scaling-policy", "AWS::ElasticLoadBalancingV2::LoadBalancer": "load-balancer",
	"AWS::ElasticLoadBalancing::LoadBalancer": "load-balancer", "AWS::ElasticLoadBalancingV2::Listener": "listener",
	"AWS::RDS::DBInstance": "db-instance", "AWS::RDS::DBCluster": "db-cluster", "AWS::RDS::DBSnapshot": "db-snapshot",
	"AWS::CloudTrail::Trail": "trail", "AWS::CloudWatch::Alarm": "alarm", "AWS::Lambda::Function": "function",
}

// byType has the first row of the table for each type.
var byType = sync.OnceValue(func() map[string]*row {
	rows := make(map[string]*row, len(table))
	for i, t := range table {
		if rows[t.Name] == nil {
			rows[t.Name] = newRow(t, i)
		}
	}
	return rows
})

// configItems are the keys of an item that describe it and not the resource.
var configItems = []string{
	"configurationItemCaptureTime", "configurationItemStatus", "configurationStateId", "resourceType", "resourceId", "resourceName",
	"resourceCreationTime", "relationships", "relatedEvents", "supplementaryConfiguration", "availabilityZone",
}

// configured emits the resource that a configuration item describes.
func (r *reader) configured(item []member, at int) error {
	kind := string(text(find(item, "resourceType")))
	row := byType()[configTypes[kind]]
	if row == nil {
		if row = r.other(kind, nil); row == nil {
			return r.reject(at, errManyOthers)
		}
	}
	configuration := find(item, "configuration")
	if opens(configuration, '"') {
		configuration = text(configuration)
		if configuration != nil && !gjson.ValidBytes(configuration) {
			return r.reject(at, errConfiguration)
		}
	}
	r.config = appendDescribed(r.config[:0], item, configuration)
	members, whole := membersOf(r.config, nil)
	if !whole {
		return r.reject(at, errMembers)
	}
	r.fill(row, members, text(find(item, "accountId")))
	r.call("configservice get-resource-config-history")
	r.own(item)
	r.event.Time, _ = Time(text(find(item, "configurationItemCaptureTime")))
	r.event.Raw, r.event.Pos = r.config, r.pos(at)
	r.record++
	return r.sink.Event(&r.event)
}

// own fills in what the item itself says of the resource, where its configuration does not.
func (r *reader) own(item []member) {
	v := r.event.Values
	if v[SlotID] == nil {
		v[SlotID] = text(find(item, "resourceId"))
	}
	if v[SlotName] == nil {
		v[SlotName] = text(find(item, "resourceName"))
	}
	if account := text(find(item, "accountId")); isAccount(account) {
		v[SlotAccount] = account
	} else if account := text(find(item, "awsAccountId")); isAccount(account) {
		v[SlotAccount] = account
	}
	if region := text(find(item, "awsRegion")); region != nil && string(region) != "global" {
		v[SlotRegion] = region
	}
}

// appendDescribed appends the resource as its own describe call would give it.
func appendDescribed(dst []byte, item []member, configuration []byte) []byte {
	dst = append(dst, '{')
	hasARN, hasTags := false, false
	if opens(configuration, '{') {
		members, _ := membersOf(configuration, nil)
		for _, m := range members {
			hasARN = hasARN || strings.HasSuffix(strings.ToLower(string(m.key)), "arn")
			hasTags = hasTags || string(m.key) == "tags" && !bytes.Equal(m.value, []byte("[]"))
			if string(m.key) != "tags" || hasTags {
				dst = appendMember(dst, m.key)
				dst = appendSpelt(dst, m.key, m.value)
			}
		}
	}
	for _, key := range []string{"arn", "ARN"} {
		if arn := find(item, key); arn != nil && !hasARN {
			dst = append(appendMember(dst, []byte("Arn")), arn...)
			hasARN = true
		}
	}
	if tags := find(item, "tags"); tags != nil && !hasTags {
		dst = appendSpelt(appendMember(dst, []byte("tags")), []byte("tags"), tags)
	}
	dst = append(appendMember(dst, []byte("ConfigurationItem")), '{')
	for _, key := range configItems {
		if value := find(item, key); value != nil {
			dst = append(appendMember(dst, []byte(key)), value...)
		}
	}
	return append(dst, '}', '}')
}

// appendMember appends a key, with its first letter as describe calls have it.
func appendMember(dst, key []byte) []byte {
	if c := dst[len(dst)-1]; c != '{' && c != '[' {
		dst = append(dst, ',')
	}
	dst = append(dst, '"')
	if len(key) > 0 && key[0] >= 'a' && key[0] <= 'z' {
		dst = append(dst, key[0]-'a'+'A')
		key = key[1:]
	}
	dst = append(dst, key...)
	return append(dst, '"', ':')
}

// appendSpelt appends a value with the keys inside it spelt as describe calls do. Tags become a list of Key and Value.
func appendSpelt(dst, key, value []byte) []byte {
	switch {
	case opens(value, '{') && strings.EqualFold(string(key), "tags"):
		dst = append(dst, '[')
		for w := walk(value); ; {
			m, ok := w.next()
			if !ok {
				return append(dst, ']')
			}
			if dst[len(dst)-1] != '[' {
				dst = append(dst, ',')
			}
			dst = append(append(append(dst, `{"Key":"`...), m.key...), `","Value":`...)
			dst = append(append(dst, m.value...), '}')
		}
	case opens(value, '{'):
		dst = append(dst, '{')
		for w := walk(value); ; {
			m, ok := w.next()
			if !ok {
				return append(dst, '}')
			}
			dst = appendSpelt(appendMember(dst, m.key), m.key, m.value)
		}
	case opens(value, '['):
		dst = append(dst, '[')
		for w := walk(value); ; {
			m, ok := w.next()
			if !ok {
				return append(dst, ']')
			}
			if dst[len(dst)-1] != '[' {
				dst = append(dst, ',')
			}
			dst = appendSpelt(dst, nil, m.value)
		}
	}
	return append(dst, value...)
}

// isSelected reports whether the element of a list is a configuration item that select-resource-config gives as text.
func isSelected(key string, raw []byte) bool {
	return key == "Results" && bytes.HasPrefix(raw, []byte(`"{`)) && bytes.Contains(raw, []byte("resourceType"))
}

// unquoted returns the text of a JSON string.
func unquoted(raw []byte) ([]byte, bool) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, false
	}
	return []byte(s), true
}
