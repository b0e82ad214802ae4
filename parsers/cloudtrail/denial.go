package cloudtrail

import (
	"regexp"
	"strings"

	"hamari/parsers/lazy"
)

// Denial is what an errorMessage says about a call that was refused for lack of permission, or because the KMS key that
// it needs cannot be used. What the message does not say is empty: many services give no reason, and where several
// policies deny, only one is named.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
type Denial struct {
	Caller     string     // ARN of the principal
	Action     string     // kms:CreateGrant
	Resource   string     // ARN, or a name such as "user alice"; empty for "this resource"
	PolicyType PolicyType // the kind of policy that decided
	Explicit   bool       // a Deny statement matched; false: no statement allows the action
	Transitive bool       // "transitively through a service control policy"
	Policy     string     // ARN of the policy that decided, where the message ends with it
	Encoded    string     // argument for aws sts decode-authorization-message, which tells the rest
	Key        string     // ARN, alias or ID of the KMS key, also where it is the Resource
	KeyState   KeyState   // why the key cannot be used, where that is the reason
}

// PolicyType is a kind of policy, as denials name them.
type PolicyType string

// The kinds of policies. For a [ServiceControlPolicy] a denial is worded as explicit even where an Allow is missing.
const (
	IdentityBasedPolicy   PolicyType = "identity-based policy"
	ResourceBasedPolicy   PolicyType = "resource-based policy"
	RoleTrustPolicy       PolicyType = "role trust policy"
	ServiceControlPolicy  PolicyType = "service control policy"
	ResourceControlPolicy PolicyType = "resource control policy"
	PermissionsBoundary   PolicyType = "permissions boundary"
	SessionPolicy         PolicyType = "session policy"
	VPCEndpointPolicy     PolicyType = "VPC endpoint policy"
)

// KeyState is why a KMS key cannot be used.
type KeyState string

// The states of a key that KMS gives as a reason.
// See https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
const (
	KeyDisabled        KeyState = "disabled"
	KeyPendingDeletion KeyState = "pending deletion"
	KeyPendingImport   KeyState = "pending import"
	KeyNotFound        KeyState = "not found"
	KeyUnreachable     KeyState = "not found or not permitted" // KMS does not say which, to callers without permission
)

const (
	policyWords = `service control policy|resource control policy|identity-based policy|resource-based polic(?:y|ies)|` +
		`VPC endpoint policy|sessions? policy|role trust policy|permissions boundary`
	keyWords = `arn:aws[\w-]*:kms:[\w-]*:\d*:(?:key|alias)/[\w/-]+`
)

var (
	callerText   = lazy.Regexp(`\b[Uu]ser: (\S+)`)
	actionText   = lazy.Regexp(`not authorized to perform:? \[?([\w-]+:[\w*]+)`)
	resourceText = lazy.Regexp(`on (?:the )?(?:following )?resources?(?::| ) ?"?(.+?)"?(?: because | with an explicit deny|\.? Encoded authorization|\.?$)`)
	policyText   = lazy.Regexp(`(?:policy|boundary): (arn:[^\s,)]+?)\.?(?:[\s,)]|$)`)
	implicitText = lazy.Regexp(`(?:because|,) no (` + policyWords + `)`)
	explicitText = lazy.Regexp(`with an explicit deny(?:.*?(` + policyWords + `))?`)
	encodedText  = lazy.Regexp(`Encoded authorization failure message: (\S+)`)
	keyText      = lazy.Regexp(keyWords)
	quotedKey    = lazy.Regexp(`^Key '([^']+)' does not exist`)
)

// keyReasons are the texts by which KMS, and services that it works for, explain that a key cannot be used.
var keyReasons = []struct {
	text  func() *regexp.Regexp
	state KeyState
}{
	{lazy.Regexp(`(?:` + keyWords + `) is disabled`), KeyDisabled},
	{lazy.Regexp(`(?:` + keyWords + `) is pending deletion`), KeyPendingDeletion},
	{lazy.Regexp(`(?:` + keyWords + `) is pending import`), KeyPendingImport},
	{lazy.Regexp(`^Key '[^']+' does not exist|^Alias ` + keyWords + ` is not found`), KeyNotFound},
	{lazy.Regexp(`customer master key that does not exist, does not exist in this region, or you are not allowed to access`), KeyUnreachable},
	{lazy.Regexp(`perform: kms:\w+ on (?:this resource|the resource associated with this ciphertext) because the resource does not exist in this Region, no resource-based policies allow access`), KeyUnreachable},
}

// ParseDenial takes an errorMessage apart. It returns false if the message does not tell of a refusal or says nothing
// about it, like S3's "Access Denied".
func ParseDenial(message string) (Denial, bool) {
	d := Denial{
		Caller:   submatch(callerText, message),
		Action:   submatch(actionText, message),
		Encoded:  submatch(encodedText, message),
		Resource: submatch(resourceText, message),
		Policy:   submatch(policyText, message),
		KeyState: keyState(message),
	}
	d.Transitive = strings.Contains(message, "transitively through a service control policy")
	if m := explicitText().FindStringSubmatch(message); m != nil {
		d.Explicit = true
		d.PolicyType = policyType(m[1])
	} else {
		d.PolicyType = policyType(submatch(implicitText, message))
	}
	if d == (Denial{}) {
		return d, false
	}
	d.Key = keyOf(message)
	return d, true
}

func submatch(re func() *regexp.Regexp, s string) string {
	if m := re().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// policyType unifies the spellings of one kind.
func policyType(words string) PolicyType {
	words = strings.Replace(words, "policies", "policy", 1)
	words = strings.Replace(words, "sessions", "session", 1)
	return PolicyType(words)
}

func keyState(message string) KeyState {
	for _, r := range keyReasons {
		if r.text().MatchString(message) {
			return r.state
		}
	}
	return ""
}

func keyOf(message string) string {
	if id := submatch(quotedKey, message); id != "" {
		return id
	}
	return keyText().FindString(message)
}
