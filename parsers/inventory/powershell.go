package inventory

import (
	"bytes"
	"slices"
	"time"

	"hamari/parsers/textlog"
)

// AWS's tools for PowerShell give objects of .NET, and ConvertTo-Json writes those with the names of AWS, but: words of
// a fixed set become objects with a Value, PowerShell 5 writes dates as "\/Date(1772615702000)\/" and collections that
// it enumerates as {"value":[...],"Count":2}, and what lies deeper than -Depth (by default 2) becomes the name of its
// type.
// See https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/convertto-json

var (
	valueKey  = []byte(`"Value"`)
	countKey  = []byte(`"Count"`)
	typeMark  = []byte(`"Amazon.`)
	listsMark = []byte(`"System.Collections.`)
)

// looksLikePowerShell reports whether there may be something to undo. Tags have a Value, too: it counts only where it
// is alone in its object.
func looksLikePowerShell(raw []byte) bool {
	if bytes.Contains(raw, textlog.DotNetMark) || bytes.Contains(raw, countKey) && bytes.Contains(raw, []byte(`"value"`)) ||
		bytes.Contains(raw, typeMark) || bytes.Contains(raw, listsMark) {
		return true
	}
	for from := 0; ; {
		i := bytes.Index(raw[from:], valueKey)
		if i < 0 {
			return false
		}
		i += from
		from = i + len(valueKey)
		if before := bytes.TrimRight(raw[:i], " \t\r\n"); bytes.HasSuffix(before, []byte("{")) {
			return true
		}
	}
}

// plainPowerShell appends the value as AWS writes it; cut says that parts of it are missing.
func plainPowerShell(dst, value []byte) (_ []byte, cut bool) {
	switch {
	case opens(value, '{'):
		return plainObject(dst, value)
	case opens(value, '['):
		dst = append(dst, '[')
		for w := walk(value); ; {
			m, ok := w.next()
			if !ok {
				return append(dst, ']'), cut
			}
			if dst[len(dst)-1] != '[' {
				dst = append(dst, ',')
			}
			var inner bool
			dst, inner = plainPowerShell(dst, m.value)
			cut = cut || inner
		}
	case opens(value, '"') && bytes.Contains(value, textlog.DotNetMark):
		return appendDate(dst, value), false
	}
	return append(dst, value...), bytes.HasPrefix(value, typeMark) || bytes.HasPrefix(value, listsMark)
}

func plainObject(dst, object []byte) (_ []byte, cut bool) {
	members, _ := membersOf(object, nil)
	switch {
	case len(members) == 1 && string(members[0].key) == "Value" && !opens(members[0].value, '{'):
		return plainPowerShell(dst, members[0].value)
	case len(members) == 2 && string(members[0].key) == "value" && string(members[1].key) == "Count" && opens(members[0].value, '['):
		return plainPowerShell(dst, members[0].value)
	}
	renames := isInstanceStatus(members)
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		key := m.key
		if renames && string(key) == "Status" {
			key = []byte("InstanceStatus")
		}
		dst = append(append(append(dst, '"'), key...), '"', ':')
		var inner bool
		dst, inner = plainPowerShell(dst, m.value)
		cut = cut || inner
	}
	return append(dst, '}'), cut
}

// isInstanceStatus reports whether the members are those of an instance's status checks, of which the SDK for .NET calls
// InstanceStatus by the name Status alone.
// See https://docs.aws.amazon.com/sdkfornet/v3/apidocs/items/EC2/TInstanceStatus.html
func isInstanceStatus(members []member) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(members, func(m member) bool { return string(m.key) == name })
	}
	return has("InstanceId") && has("SystemStatus") && has("Status") && !has("InstanceStatus")
}

// appendDate appends the time that a date of .NET stands for.
func appendDate(dst, value []byte) []byte {
	at, ok := textlog.ParseDotNet(value)
	if !ok {
		return append(dst, value...)
	}
	return append(at.AppendFormat(append(dst, '"'), time.RFC3339Nano), '"')
}

// netNames are members that AWS's SDK for .NET calls otherwise, by type of resource: a class of .NET has no member of its
// own name.
var netNames = map[string]struct{ net, aws string }{
	"instance-status": {"Status", "InstanceStatus"}, // of Amazon.EC2.Model.InstanceStatus
}

// awsNames appends the resource with the names of AWS; nothing where it has them already.
func awsNames(kind string, members []member, dst []byte) []byte {
	other, ok := netNames[kind]
	if !ok || find(members, other.aws) != nil || !opens(find(members, other.net), '{') {
		return nil
	}
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		key := string(m.key)
		if key == other.net {
			key = other.aws
		}
		dst = append(append(append(dst, '"'), key...), '"', ':')
		dst = append(dst, m.value...)
	}
	return append(dst, '}')
}
