package inventory

import (
	"bytes"
	"slices"
	"strings"
)

// form is what a JSON object is, taken as a whole document.
type form int

const (
	unknown  form = iota
	resource      // a resource itself: --query cut it out, or the call answers without an envelope
	answer        // an envelope with at least one list that the table knows
	recorded      // an envelope of a boto3 recorder around an answer
	lone          // nothing but lists that the table does not know, in an envelope like AWS's
)

// document is an object with what it was found to be.
type document struct {
	form    form
	row     *row   // of a resource
	content member // the recorded answer, or the lone list
}

// identify tells what an object is. It also works on the beginning of one, whose last member is cut.
func identify(members []member, raw []byte) document {
	if find(members, "status_code") != nil {
		for _, m := range members {
			if string(m.key) == "data" && opens(m.value, '{') {
				return document{form: recorded, content: m}
			}
		}
	}
	// A resource comes first: an instance has a list of NetworkInterfaces as the answer of another call has.
	if r := rowByShape(members, raw); r != nil {
		return document{form: resource, row: r}
	}
	lists, strangers := 0, 0
	for _, m := range members {
		switch {
		case isAnswer(m):
			return document{form: answer}
		case isLone(m):
			lists++
		case !companions[string(m.key)]:
			strangers++
		}
	}
	if lists > 0 && strangers == 0 {
		return document{form: lone}
	}
	return document{}
}

// isAnswer reports whether the member is a list, or a single resource, that the table knows under this key.
func isAnswer(m member) bool {
	if indexed().byList[string(m.key)] == nil {
		return false
	}
	object, listed := m.value, opens(m.value, '[')
	if listed {
		object = first(m.value)
		if object == nil {
			return !foreign[string(m.key)]
		}
	}
	if listed && isSelected(string(m.key), object) {
		return true
	}
	if !opens(object, '{') {
		return false
	}
	var buf [64]member
	members, whole := membersOf(object, buf[:0])
	if rowByList(string(m.key), members, object, false) != nil {
		return true
	}
	return listed && m.cut && !whole && !foreign[string(m.key)] // what identifies it may stand behind the cut
}

// isLone reports whether the member looks like the list of an AWS answer: a CamelCase key and objects in an array.
func isLone(m member) bool {
	if len(m.key) == 0 || m.key[0] < 'A' || m.key[0] > 'Z' || foreign[string(m.key)] || bytes.ContainsAny(m.key, " -_./:\\") {
		return false
	}
	return opens(m.value, '[') && opens(first(m.value), '{')
}

// companions are the members that AWS and the CLI put beside the list of an answer.
var companions = map[string]bool{
	"NextToken": true, "nextToken": true, "NextMarker": true, "Marker": true, "IsTruncated": true, "Truncated": true,
	"QueryInfo": true, "unprocessedResourceKeys": true, "fileVersion": true, "configSnapshotId": true,
	"MaxResults": true, "MaxItems": true, "ResponseMetadata": true, "RequestId": true, "$metadata": true,
}

// foreign are the lists that belong to other formats: CloudTrail, metrics, log events, RDS events.
var foreign = map[string]bool{
	"Records": true, "Events": true, "events": true, "logEvents": true, "searchedLogStreams": true,
	"Datapoints": true, "MetricDataResults": true, "MetricStatistics": true, "Messages": true,
}

// inner are the lists that also stand inside a resource, or beside the single resource of another answer. A document
// is not split at them before it is known what it is.
var inner = map[string]bool{
	"Associations": true, "Attributes": true, "AvailabilityZones": true, "Certificates": true, "DBParameterGroups": true,
	"DBSecurityGroups": true, "Entries": true, "GroupPolicyList": true, "Groups": true, "Instances": true, "Metrics": true,
	"NetworkInterfaces": true, "Policies": true, "PolicyVersionList": true, "RolePolicyList": true, "Roles": true, "Routes": true,
	"SecurityGroups": true, "Subnets": true, "TagList": true, "Tags": true, "Targets": true, "Tasks": true,
	"TransitGatewayAttachments": true, "UserPolicyList": true, "Users": true, "clusters": true, "entities": true,
	"events": true, "services": true, "tasks": true,
}

// streamed returns the keys at which the documents of a file are split into resources while they are read, given the
// file's first bytes. Every other document is taken whole, up to the size that a record may have; the first one, if it
// is longer than the prefix, is split at whatever list it has.
func streamed(prefix []byte) []string {
	keys := map[string]bool{}
	for _, t := range table {
		for key := range strings.FieldsSeq(t.List) {
			keys[key] = !inner[key]
		}
	}
	if members, whole := firstObject(prefix); !whole {
		form := identify(members, prefix).form
		single := slices.ContainsFunc(members, func(m member) bool { return isAnswer(m) && opens(m.value, '{') })
		for _, m := range members {
			switch {
			case form != answer && form != lone, single: // only the whole document has all that is in it
				keys[string(m.key)] = false
			case isAnswer(m) || isLone(m):
				keys[string(m.key)] = true
			}
		}
	}
	var list []string
	for key, split := range keys {
		if split {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return list
}

func firstObject(prefix []byte) (members []member, whole bool) {
	prefix = bytes.TrimLeft(prefix, " \t\r\n")
	if !opens(prefix, '{') {
		return nil, true
	}
	return membersOf(prefix, nil)
}

func opens(value []byte, bracket byte) bool { return len(value) > 0 && value[0] == bracket }
