package access

import (
	"strings"

	"hamari/parsers/lazy"
)

// wording is what the message of a refusal says.
type wording struct {
	caller, action, resource string
	layer                    string // kind of policy that refused, one of those in layers
	explicit                 string // "true" for a Deny, "false" for a missing Allow; empty where it is not told
	transitive               bool   // "transitively through a service control policy"
	policy                   string // ARN of the policy, where the message ends with it
	encoded                  string // what aws sts decode-authorization-message decodes
	unknown                  bool   // the message speaks of something else than permissions
}

var (
	callerText   = lazy.Regexp(`\b[Uu]ser: (\S+)`)
	actionText   = lazy.Regexp(`not authorized to perform:? \[?([A-Za-z0-9-]+:[A-Za-z0-9]+)`)
	resourceText = lazy.Regexp(`on (?:the )?(?:following )?resources?:? "?((?:arn:|\*)[^\s",]*)`)
	allowText    = lazy.Regexp(`because no (service control|resource control|identity-based|resource-based|VPC endpoint|sessions?|role trust) policy\b`)
	boundaryText = lazy.Regexp(`(?:because no|explicit deny in (?:a|an|the)?) ?permissions boundary`)
	denyText     = lazy.Regexp(`with an explicit deny(?: in (?:an? |the )?(service control|resource control|identity-based|resource-based|VPC endpoint|sessions?|role trust) policy)?`)
	policyText   = lazy.Regexp(`(?:policy|boundary): (arn:[^\s,)]+)`)
	encodedText  = lazy.Regexp(`Encoded authorization failure message: (\S+)`)
	otherText    = lazy.Regexp(`NotFound|NoSuch|Throttl|Limit|DryRun`)
	refusalText  = lazy.Regexp(`(?i)access ?denied|not authorized|unauthorized|access to .* is denied|do(?:es)? not have (?:permission|access)|insufficient (?:permissions|privileges)|forbidden|explicit deny`)
)

// layers are the kinds of policies by the words of messages, as the field layer names them.
var layers = map[string]string{
	"identity-based": "identity-based policy", "resource-based": "resource-based policy", "role trust": "role trust policy",
	"service control": "service control policy", "resource control": "resource control policy",
	"VPC endpoint": "VPC endpoint policy", "session": "session policy", "sessions": "session policy",
}

const boundary = "permissions boundary"

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
func readMessage(text string) (w wording) {
	text = strings.Join(strings.Fields(text), " ")
	if m := encodedText().FindStringSubmatch(text); m != nil {
		w.encoded = m[1]
		text = strings.TrimSuffix(text, m[0])
	}
	w.caller = strings.TrimRight(first(callerText().FindStringSubmatch(text)), ".,)")
	w.action = lowerService(first(actionText().FindStringSubmatch(text)))
	w.resource = strings.TrimRight(first(resourceText().FindStringSubmatch(text)), ".,)")
	w.policy = strings.TrimRight(first(policyText().FindStringSubmatch(text)), ".")
	w.transitive = strings.Contains(text, "transitively through a service control policy")
	switch {
	case boundaryText().MatchString(text):
		w.layer, w.explicit = boundary, "false"
		if strings.Contains(text, "explicit deny") {
			w.explicit = "true"
		}
	case allowText().MatchString(text):
		w.layer, w.explicit = layers[first(allowText().FindStringSubmatch(text))], "false"
	case denyText().MatchString(text):
		w.layer, w.explicit = layers[first(denyText().FindStringSubmatch(text))], "true"
	default:
		w.unknown = text != "" && w.encoded == "" && w.action == "" && !refusalText().MatchString(text)
	}
	return w
}

// first returns the only group of a match, or nothing.
func first(match []string) string {
	if len(match) < 2 {
		return ""
	}
	return match[1]
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

// bareCode takes off what services add to the same code.
func bareCode(code string) string {
	for _, prefix := range []string{"Client.", "Server."} {
		code = strings.TrimPrefix(code, prefix)
	}
	for _, suffix := range []string{"Exception", "Fault"} {
		code = strings.TrimSuffix(code, suffix)
	}
	return code
}
