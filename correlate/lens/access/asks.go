package access

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Bounds of what is kept of what a call asked for, and of what is told of it.
const (
	maxAskedValue = 60
	maxAskedText  = 1024
	maxDepth      = 8
	maxOther      = 3 // parameters that are named
)

// passingParameters are another one in each call, or how it is made, and do not tell what it asks for.
var passingParameters = map[string]bool{
	"clienttoken": true, "clientrequesttoken": true, "clientrequestid": true, "requesttoken": true, "idempotencytoken": true,
	"creatorrequestid": true, "uploadid": true, "partnumber": true, "callerreference": true, "host": true, "dryrun": true, "userdata": true,
}

// asksOf is what a call that changes something asked for: its parameters, one a line, in order. Those that find no room are told
// apart by a hash at the end.
func asksOf(ev *parsers.Event) string {
	if reads(":" + ev.Value(cloudtrail.SlotEventName).String()) {
		return ""
	}
	var lines []string
	var walk func(path string, v gjson.Result, depth int)
	walk = func(path string, v gjson.Result, depth int) {
		if depth < maxDepth && (v.IsObject() || v.IsArray()) {
			n := 0
			v.ForEach(func(key, value gjson.Result) bool {
				name := key.String()
				if v.IsArray() {
					name = strconv.Itoa(n)
				}
				n++
				if !passingParameters[strings.ToLower(name)] {
					walk(path+"."+name, value, depth+1)
				}
				return true
			})
			return
		}
		if text := shortened(strings.Join(strings.Fields(v.String()), " ")); text != "" {
			lines = append(lines, strings.TrimPrefix(path, ".")+"="+text)
		}
	}
	walk("", gjson.GetBytes(ev.Raw, "requestParameters"), 0)
	slices.Sort(lines)
	size := 0
	for i, line := range lines {
		if size += len(line) + 1; size > maxAskedText {
			rest := xxhash.Sum64String(strings.Join(lines[i:], "\n"))
			return strings.Join(append(lines[:i:i], fmt.Sprintf("=%x", rest)), "\n")
		}
	}
	return strings.Join(lines, "\n")
}

// notRecorded is said of allowed calls where the records of the refused ones lack what they asked for, as those of many services do.
const notRecorded = "what the refused calls asked for is not recorded"

// besides says what an allowed call asked for besides, for a sentence that ends.
func besides(parameters string) string {
	if parameters == notRecorded {
		return "; whether it asked for the same is not recorded"
	}
	return ", but asked for something else: " + parameters
}

// shortened is a value, of a long one its beginning and a hash.
func shortened(value string) string {
	if len(value) <= maxAskedValue {
		return value
	}
	return fmt.Sprintf("%s... (%x)", strings.ToValidUTF8(value[:maxAskedValue], ""), xxhash.Sum64String(value))
}

// parameters says in words in which parameters an allowed call differs from all refused ones; empty where one of them asked for
// the same, and where it was not kept, as what was refused is known by its resource.
func (s *sample) parameters(d *denial) string {
	if s.asks == "" || d.asks.has(s.asks) {
		return ""
	}
	if len(d.asks) == 0 {
		if d.unasked {
			return notRecorded
		}
		return ""
	}
	var nearest []string
	for _, refused := range d.asks {
		if parts := other(refused, s.asks); nearest == nil || len(parts) < len(nearest) {
			nearest = parts
		}
	}
	return lens.Few(nearest, maxOther)
}

// other says what one request asked for in place of what another did.
func other(refused, allowed string) (parts []string) {
	was, is := valuesOf(refused), valuesOf(allowed)
	both := maps.Clone(was)
	maps.Copy(both, is)
	for _, path := range slices.Sorted(maps.Keys(both)) {
		before, had := was[path]
		after, has := is[path]
		switch {
		case path == "" || before == after:
		case !had:
			parts = append(parts, nameOf(path)+" "+after)
		case !has:
			parts = append(parts, "no "+nameOf(path)+" (refused: "+before+")")
		default:
			parts = append(parts, nameOf(path)+" "+after+" (refused: "+before+")")
		}
	}
	if len(parts) == 0 {
		return []string{"in parts that are too long to be compared here"}
	}
	return parts
}

// valuesOf are the parameters of a request by their paths.
func valuesOf(asks string) map[string]string {
	all := map[string]string{}
	for line := range strings.SplitSeq(asks, "\n") {
		path, value, _ := strings.Cut(line, "=")
		all[path] = value
	}
	return all
}

// nameOf is how a parameter is called: its path without the numbers and the wrappings of lists.
func nameOf(path string) string {
	parts := slices.DeleteFunc(strings.Split(path, "."), func(part string) bool {
		_, err := strconv.Atoi(part)
		return err == nil || part == "items"
	})
	return strings.Join(parts, ".")
}
