package access

import (
	"strings"

	"hamari/parsers/cloudtrail"
	"hamari/parsers/lazy"
)

// wording is what the message of a refusal says.
type wording struct {
	caller, action, resource string
	layer                    string // kind of policy that refused, a cloudtrail.PolicyType
	explicit                 string // "true" for a Deny, "false" for a missing Allow; empty where it is not told
	transitive               bool   // "transitively through a service control policy"
	policy                   string // ARN of the policy, where the message ends with it
	encoded                  string // what aws sts decode-authorization-message decodes
	unknown                  bool   // the message speaks of something else than permissions
}

var (
	otherText   = lazy.Regexp(`NotFound|NoSuch|Throttl|Limit|DryRun`)
	refusalText = lazy.Regexp(`(?i)access ?denied|not authorized|unauthorized|access to .* is denied|do(?:es)? not have (?:permission|access)|insufficient (?:permissions|privileges)|forbidden|explicit deny`)
)

// encodedMark stands before what EC2 encodes.
const encodedMark = "Encoded authorization failure message: "

// reading remembers how messages were read: whoever is refused once is mostly refused again, in the same words.
type reading map[string]wording

const maxReadings = 2_000

// of takes a message apart like readMessage.
func (r reading) of(message string) wording {
	w, known := r[message]
	if known {
		return w
	}
	if len(r) >= maxReadings {
		clear(r)
	}
	w = readMessage(message)
	if w.encoded == "" { // else it is another message each time
		r[strings.Clone(message)] = w
	}
	return w
}

// readMessage takes a message apart. Line breaks within it count as spaces.
func readMessage(text string) wording {
	text = strings.Join(strings.Fields(text), " ")
	d, _ := cloudtrail.ParseDenial(text)
	w := wording{
		caller: strings.TrimRight(d.Caller, ".,)"), action: lowerService(d.Action), resource: arnIn(d.Resource), transitive: d.Transitive,
		policy: d.Policy, encoded: d.Encoded,
	}
	switch {
	case d.Explicit:
		w.layer, w.explicit = string(d.PolicyType), "true"
	case d.KeyState != "": // KMS lists all that may be the reason
	case d.PolicyType != "":
		w.layer, w.explicit = string(d.PolicyType), "false"
	}
	w.unknown = text != "" && w.encoded == "" && w.action == "" && w.explicit == "" && !refusalText().MatchString(text)
	return w
}

// arnIn is the resource of a denial if it is an ARN, or all of them.
func arnIn(resource string) string {
	if !strings.HasPrefix(resource, "arn:") && !strings.HasPrefix(resource, "*") {
		return ""
	}
	if end := strings.IndexAny(resource, " \","); end >= 0 {
		resource = resource[:end]
	}
	return strings.TrimRight(resource, ".,)")
}

// lowerService writes the service of an action in small letters, as policies do: some messages have SNS:Publish.
func lowerService(action string) string {
	service, operation, ok := strings.Cut(action, ":")
	if !ok {
		return action
	}
	return strings.ToLower(service) + ":" + operation
}

// refusals are the error codes with which services refuse, without Client. and Exception.
var refusals = map[string]bool{
	"AccessDenied": true, "UnauthorizedOperation": true, "AuthorizationError": true, "UnauthorizedAccess": true,
	"NotAuthorized": true, "Forbidden": true, "Unauthorized": true, "AllAccessDisabled": true,
}

// isRefusal reports whether an error code, or failing that the message, says that a permission was refused.
func isRefusal(code, message string) bool {
	return refusals[bareCode(code)] || strings.Contains(message, "not authorized to perform") && !otherText().MatchString(code)
}

// bareCode takes off what services add to the same code; some write Fault where others write Exception.
func bareCode(code string) string { return strings.TrimSuffix(cloudtrail.BareCode(code), "Fault") }
