package inventory

import (
	"bytes"

	"hamari/parsers"
)

// fill sets the values of one resource. owner is the account that the object around it names, if any.
func (r *reader) fill(row *row, members []member, owner []byte) {
	v := r.event.Values
	arn := arnOf(row, members)
	v[SlotType] = row.name
	v[SlotCall] = row.call
	v[SlotARN] = arn
	v[SlotID] = nil
	if row.IDKey != "" {
		v[SlotID] = text(get(members, row.IDKey))
	}
	v[SlotAccount] = accountOf(row, members, arn, owner)
	if v[SlotAccount] == nil {
		v[SlotAccount] = r.hints.account
	}
	v[SlotRegion] = regionOf(members, arn)
	if v[SlotRegion] == nil {
		v[SlotRegion] = r.hints.region
	}
	v[SlotName] = nameOf(row, members)
	v[SlotParent] = nil
	switch {
	case row.ParentKey != "":
		v[SlotParent] = text(get(members, row.ParentKey))
	case row.ParentInFile:
		v[SlotParent] = r.parentInFile(row)
	}
	if row.IDKey == "" { // it is known as the only one of its kind that its parent has: the policy of a key
		v[SlotID] = v[SlotParent]
	}
}

// call names another call than the row's.
func (r *reader) call(name string) { r.event.Values[SlotCall] = []byte(name) }

func (r *reader) parentInFile(row *row) parsers.Value {
	if row != r.parentRow {
		r.parentRow, r.parent = row, nil
		if name := r.hints.parent(&row.Type); name != "" {
			r.parent = []byte(name)
		}
	}
	return r.parent
}

var arnPrefix = []byte("arn:")

func arnOf(row *row, members []member) []byte {
	keys := [...]string{row.ARNKey, "Arn", "ARN", "arn", row.IDKey}
	for _, key := range keys {
		if key == "" {
			continue
		}
		if arn := text(get(members, key)); bytes.HasPrefix(arn, arnPrefix) {
			return arn
		}
	}
	return nil
}

// arnPart returns the n-th colon-separated part of an ARN (arn:partition:service:region:account:resource), nil if empty.
func arnPart(arn []byte, n int) []byte {
	for ; n > 0; n-- {
		i := bytes.IndexByte(arn, ':')
		if i < 0 {
			return nil
		}
		arn = arn[i+1:]
	}
	i := bytes.IndexByte(arn, ':')
	if i <= 0 {
		return nil
	}
	return arn[:i]
}

func accountOf(row *row, members []member, arn, owner []byte) []byte {
	keys := [...]string{row.OwnerKey, "OwnerId", "Owner"}
	for _, key := range keys {
		if key == "" {
			continue
		}
		if account := text(get(members, key)); isAccount(account) {
			return account
		}
	}
	if account := arnPart(arn, 4); isAccount(account) {
		return account
	}
	if isAccount(owner) {
		return owner
	}
	return nil
}

// isAccount reports whether the text is an account ID; OwnerId can also be "amazon" and the like.
func isAccount(text []byte) bool {
	if len(text) != 12 {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func regionOf(members []member, arn []byte) []byte {
	if region := arnPart(arn, 3); region != nil {
		return region
	}
	for _, key := range [...]string{"AvailabilityZone", "Placement.AvailabilityZone", "AvailabilityZones.ZoneName", "AvailabilityZones", "availabilityZone", "LaunchedAvailabilityZone"} {
		if region := regionOfZone(text(get(members, key))); region != nil {
			return region
		}
	}
	for _, key := range [...]string{"Region", "RegionName", "HomeRegion", "region"} {
		if region := text(get(members, key)); region != nil {
			return region
		}
	}
	return nil
}

// regionOfZone returns the region that a zone's name begins with: us-west-2 of us-west-2b and of us-west-2-lax-1a.
func regionOfZone(zone []byte) []byte {
	digit := bytes.IndexAny(zone, "0123456789")
	if digit < 1 || zone[digit-1] != '-' {
		return nil
	}
	return zone[:digit+1]
}

func nameOf(row *row, members []member) []byte {
	for _, key := range [...]string{"Tags", "TagList", "TagSet"} {
		if name := nameTag(find(members, key)); name != nil {
			return name
		}
	}
	if row.NameKey == "" {
		return nil
	}
	return text(get(members, row.NameKey))
}

// nameTag returns the value of the tag Name in a list of {"Key":...,"Value":...}, or in an object of tags.
func nameTag(tags []byte) []byte {
	if opens(tags, '{') {
		return text(child(tags, "Name"))
	}
	if !opens(tags, '[') {
		return nil
	}
	for w := walk(tags); ; {
		tag, ok := w.next()
		if !ok {
			return nil
		}
		if string(text(child(tag.value, "Key"))) == "Name" {
			return text(child(tag.value, "Value"))
		}
	}
}
