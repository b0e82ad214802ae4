package access

import (
	"cmp"
	"regexp"
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
	if w.resource == "" {
		w.resource = nameIn(d.Resource, serviceOf(w.action))
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

// nameForms are the names that messages of a service have in the place of an ARN, of which one can be made.
var nameForms = map[string]func() *regexp.Regexp{
	"secretsmanager": lazy.Regexp(`^[\w/+=.@-]{1,512}$`),
	"iam":            lazy.Regexp(`^(?:user|role|group|policy|instance profile) [\w+=,.@-]{1,128}$`),
}

// nameIn is the resource of a denial that is a name.
func nameIn(resource, service string) string {
	if form := nameForms[service]; form != nil && form().MatchString(resource) {
		return resource
	}
	return ""
}

// resourceARN is the ARN of what a refusal is about. That of a secret ends with six characters that Secrets Manager has chosen, and
// that the name leaves out.
func (d *denial) resourceARN() string {
	name := d.key.resource
	if name == "" || name == "*" || strings.HasPrefix(name, "arn:") || strings.HasPrefix(name, "*") {
		return name
	}
	account, region := accountOf(d.key.identity), ""
	if len(d.accounts) == 1 {
		account = d.accounts[0] // where the call was made
	}
	if len(d.regions) == 1 {
		region = d.regions[0]
	}
	partition := partitionOf(region)
	if parts := strings.SplitN(d.key.identity, ":", 3); len(parts) == 3 && parts[0] == "arn" {
		partition = parts[1]
	}
	switch service := serviceOf(d.key.action); {
	case account == "":
		return ""
	case service == "secretsmanager":
		return strings.Join([]string{"arn", partition, service, cmp.Or(region, "*"), account, "secret:" + name + "-??????"}, ":")
	case service == "iam":
		kind, own, _ := strings.Cut(strings.Replace(name, "instance profile", "instance-profile", 1), " ")
		return strings.Join([]string{"arn", partition, service, "", account, kind + "/" + own}, ":")
	}
	return ""
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
