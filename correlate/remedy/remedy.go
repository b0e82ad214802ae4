package remedy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"hamari/correlate/report"
	"hamari/parsers/lazy"
)

// The kinds of remedies of which several may become one.
const (
	command   = "command"    // one after the other they do what each of them does
	iamPolicy = "iam-policy" // what statements allow that differ in the Resource alone, one with all of these allows
)

// maxPolicy is how many characters a managed policy may have, white space not counted
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
const maxPolicy = 6144

// resource is a line of a policy with nothing but one Resource.
var resource = lazy.Regexp(`(?m)^([ \t]*)"Resource": ("(?:[^"\\\n]|\\.)*")(,?)$`)

// Shape tells the fixes apart that cannot be put together: lists of remedies of one shape can.
func Shape(list []report.Remedy) string {
	shape := make([][3]string, len(list))
	for i, r := range list {
		shape[i] = [...]string{r.Kind, r.Text, r.Body}
		switch {
		case r.Kind == command && r.Body != "":
			shape[i][2] = command
		case mergeable(r):
			shape[i][2] = resource().ReplaceAllString(r.Body, `${1}"Resource"${3}`)
		}
	}
	text, _ := json.Marshal(shape) // strings can always be written
	return string(text)
}

// mergeable reports whether a remedy is a policy to which resources can be added.
func mergeable(r report.Remedy) bool { return r.Kind == iamPolicy && json.Valid([]byte(r.Body)) }

// Together is the fix for all findings of which it is given those of each; all have one shape.
func Together(lists [][]report.Remedy) []report.Remedy {
	var all []report.Remedy
	for i, r := range lists[0] {
		var bodies []string
		for _, list := range lists {
			if i >= len(list) {
				continue // a report that was written by something else
			}
			if body := strings.Trim(list[i].Body, "\n"); !slices.Contains(bodies, body) {
				bodies = append(bodies, body)
			}
		}
		switch {
		case len(bodies) == 1:
			all = append(all, r)
		case mergeable(r):
			all = append(all, inParts(r, policies(bodies))...)
		default:
			r.Body = sequence(bodies)
			all = append(all, r)
		}
	}
	return all
}

// sequence writes commands one after the other. A call of the AWS CLI that stands on a line of its own is made once.
func sequence(bodies []string) string {
	made := map[string]bool{}
	var lines []string
	for _, body := range bodies {
		whole := true // the line before is
		for line := range strings.SplitSeq(body, "\n") {
			ends := !strings.HasSuffix(line, `\`)
			if call := whole && ends && strings.HasPrefix(line, "aws "); !call || !made[line] {
				lines = append(lines, line)
				made[line] = call
			}
			whole = ends
		}
	}
	return strings.Join(lines, "\n")
}

// inParts makes a remedy of each part of one that does not fit into a policy.
func inParts(r report.Remedy, parts []string) (list []report.Remedy) {
	for i, body := range parts {
		part := r
		if part.Body = body; len(parts) > 1 {
			part.Text = strings.TrimSpace(fmt.Sprintf("%s (Part %d of %d: a managed policy may have 6,144 characters.)", r.Text, i+1, len(parts)))
		}
		list = append(list, part)
	}
	return list
}

// policies puts policies that differ in the Resource alone into as few as will do.
func policies(bodies []string) (list []string) {
	for len(bodies) > 0 {
		n := 1
		for ; n < len(bodies) && written(merged(bodies[:n+1])) <= maxPolicy; n++ {
		}
		list, bodies = append(list, merged(bodies[:n])), bodies[n:]
	}
	return list
}

func written(policy string) (n int) {
	for _, c := range policy {
		if !unicode.IsSpace(c) {
			n++
		}
	}
	return n
}

// merged is a policy whose statements name what those of all name.
func merged(bodies []string) string {
	var named [][]string // by the number of the line
	for _, body := range bodies {
		for i, line := range resource().FindAllStringSubmatch(body, -1) {
			if i == len(named) {
				named = append(named, nil)
			}
			if !slices.Contains(named[i], line[2]) {
				named[i] = append(named[i], line[2])
			}
		}
	}
	i := -1
	return resource().ReplaceAllStringFunc(bodies[0], func(line string) string {
		i++
		if len(named[i]) == 1 {
			return line
		}
		indent, _, _ := strings.Cut(line, `"`)
		text := indent + "\"Resource\": [\n" + indent + "  " + strings.Join(named[i], ",\n"+indent+"  ") + "\n" + indent + "]"
		if strings.HasSuffix(line, ",") {
			text += ","
		}
		return text
	})
}
