package advice

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// denying returns the Deny statements of a resource's policy that are about an action and name the principal, its account
// or everybody, each on a line as it stands in the policy. Whether their conditions hold is not looked into. The policy is its
// text, or the list of its statements.
func denying(policy, action, principal string) string {
	return about(policy, "Deny", action, principal)
}

// allowing returns the Allow statements of such a policy in the same way.
func allowing(policy, action, principal string) string {
	return about(policy, "Allow", action, principal)
}

func about(policy, effect, action, principal string) string {
	var found []string
	for _, s := range statements(policy) {
		if s.Get("Effect").String() == effect && concerns(s, action) && names(s, principal) {
			found = append(found, strings.Join(strings.Fields(s.Get("@ugly").Raw), " "))
		}
	}
	return strings.Join(found, "\n")
}

func statements(policy string) []gjson.Result {
	list := gjson.Parse(policy)
	if list.IsObject() {
		list = list.Get("Statement")
	}
	return list.Array() // one statement may stand without a list around it
}

// allowedTo names the principals to whom a resource's policy allows an action.
func allowedTo(policy, action string) string {
	var all []string
	for _, s := range statements(policy) {
		if s.Get("Effect").String() != "Allow" || !concerns(s, action) {
			continue
		}
		for _, kind := range []string{"AWS", "Service"} {
			for _, p := range s.Get("Principal." + kind).Array() {
				name := p.String()
				if account, isRoot := strings.CutSuffix(name, ":root"); isRoot {
					name = "account " + arnPart(4, account+":")
				}
				if name = Identity(name); !slices.Contains(all, name) {
					all = append(all, name)
				}
			}
		}
	}
	return strings.Join(all, ", ")
}

// statementIDs names statements, as denying returns them, by their Sid.
func statementIDs(statements string) string {
	var ids []string
	for _, s := range strings.Split(statements, "\n") {
		if id := gjson.Get(s, "Sid").String(); id != "" {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, ", ")
}

func concerns(s gjson.Result, action string) bool {
	if not := s.Get("NotAction"); not.Exists() {
		return !anyAction(not, action)
	}
	return anyAction(s.Get("Action"), action)
}

// anyAction compares as IAM does: without regard to case, * for any characters and ? for one.
func anyAction(list gjson.Result, action string) bool {
	for _, a := range list.Array() {
		if Wildcard(strings.ToLower(a.String()), strings.ToLower(action)) {
			return true
		}
	}
	return false
}

func names(s gjson.Result, principal string) bool {
	role, account := roleARN(principal), arnPart(4, principal)
	is := func(list gjson.Result) bool {
		for _, p := range list.Array() {
			name := p.String()
			if name == "*" || name == principal || name == role || name == account || account != "" && strings.HasSuffix(name, ":"+account+":root") {
				return true
			}
		}
		return false
	}
	if not := s.Get("NotPrincipal"); not.Exists() {
		return !is(not.Get("AWS"))
	}
	p := s.Get("Principal")
	return p.String() == "*" || is(p.Get("AWS"))
}

// Wildcard matches a text against * for any characters and ? for one. It goes back to the last * alone: policies come from
// outside, and may have very many.
func Wildcard(pattern, s string) bool {
	p, i := 0, 0
	star, from := -1, 0 // the last *, and where what it stands for ends
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p, i = p+1, i+1
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
