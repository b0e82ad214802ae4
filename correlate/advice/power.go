package advice

import (
	"fmt"
	"strings"
)

// askFirst says of a refused action that gives power, given as a row of kind denial, what must be known before anybody allows it:
// who would have used it as a first step of an attack must not find the permission ready to paste.
func askFirst(v any) string {
	d := sightingOf(v)
	action, who := text(d["action"]), Identity(text(d["identity"]))
	var b strings.Builder
	if who == "" {
		who = "the caller"
	}
	ask := "who " + who + " is"
	if !strings.Contains(who, " ") {
		ask = "who is behind " + who
	}
	fmt.Fprintf(&b, "Ask first %s, and whether it should be able to do this.", ask)
	if told := cameFrom(d); told != "" {
		b.WriteString(" " + told)
	}
	switch text(d["power"]) {
	case "permissions":
		fmt.Fprintf(&b, " Whoever has %s can give permissions to others and to himself, up to those of an administrator.", action)
	case "credentials":
		fmt.Fprintf(&b, " Whoever has %s can act with the permissions of others, up to those of an administrator.", action)
	case "protection":
		fmt.Fprintf(&b, " Whoever has %s can take away what guards or records the account, or keeps its data.", action)
	case "role":
		fmt.Fprintf(&b, " Whoever may pass a role to a service can have it do all that the role may: look at the policies of %s before you allow it.", roleOr(text(d["resource"])))
		return b.String()
	}
	switch text(d["later"]) {
	case "changed", "later", "otherwise":
		b.WriteString(" The same call has succeeded since: look at what it did.")
	}
	b.WriteString(" Nothing stands here to be pasted, for that reason. If nobody knows of the call, deactivate the credentials and see what else they did, in every Region.")
	if narrow := narrowed(action); narrow != "" {
		b.WriteString(" If it is meant, " + narrow)
	}
	return b.String()
}

// cameFrom says where calls came from, with what, and what they asked for.
func cameFrom(d sighting) string {
	var b strings.Builder
	addresses, agent := strings.ReplaceAll(text(d["addresses"]), ",", ", "), text(d["userAgent"])
	switch {
	case addresses != "" && agent != "":
		fmt.Fprintf(&b, "The request came from %s with the agent %q.", addresses, agent)
	case addresses != "":
		fmt.Fprintf(&b, "The request came from %s.", addresses)
	case agent != "":
		fmt.Fprintf(&b, "The request came with the agent %q.", agent)
	}
	if asked := text(d["asked"]); asked != "" && text(d["power"]) != "role" {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "It asked for: %s.", strings.TrimSuffix(asked, "."))
	}
	return b.String()
}

func roleOr(resource string) string {
	if arnPart(5, resource) == "" {
		return "the role"
	}
	return Identity(resource)
}

// narrowed says how such an action is allowed to those who need it for their work.
func narrowed(action string) string {
	switch service, operation, _ := strings.Cut(action, ":"); {
	case service == "iam" && operationHas(operation, "CreateRole", "CreateUser", "RolePolicy", "UserPolicy", "PermissionsBoundary"):
		return "let those who are responsible for permissions give it to one role of a pipeline alone, for the paths that it works on and with a condition on iam:PermissionsBoundary, so that what it makes stays within a boundary."
	case service == "iam":
		return "let those who are responsible for permissions do it, or give it to one role for that purpose, for named resources alone."
	case action == "organizations:LeaveOrganization": // which a member calls for itself
		return "who runs the organization takes the account out of it, with credentials of the management account (organizations:RemoveAccountFromOrganization)."
	case service == "organizations", service == "account":
		return "who runs the organization does it, with credentials of the management account."
	}
	return "let those who are responsible for it do it, or give it to one role for that purpose, for this resource alone."
}

func operationHas(operation string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(operation, p) {
			return true
		}
	}
	return false
}
