package advice

import "strings"

// arnPart returns one part of an ARN, 0 being "arn": 1 partition, 2 service, 3 region, 4 account, 5 resource.
func arnPart(n int, arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if n < 0 || n >= len(parts) || parts[0] != "arn" {
		return ""
	}
	return parts[n]
}

// roleARN turns the ARN of a role session into that of its role; other ARNs stay as they are.
// A role with a path loses it in the session's ARN; sessionContext.sessionIssuer.arn has it.
func roleARN(arn string) string {
	resource := arnPart(5, arn)
	rest, ok := strings.CutPrefix(resource, "assumed-role/")
	if !ok {
		return arn
	}
	name, _, _ := strings.Cut(rest, "/")
	return strings.Join([]string{"arn", arnPart(1, arn), "iam", "", arnPart(4, arn), "role/" + name}, ":")
}

// roleName is the bare name of the role or user behind an ARN, as the AWS CLI asks for it.
func roleName(arn string) string {
	resource := arnPart(5, roleARN(arn))
	return resource[strings.LastIndexByte(resource, '/')+1:]
}

// Identity says in words what kind of principal an ARN is: "role OpsRole", "user tanaka". A session that IAM Identity Center opened
// has the name of the person.
func Identity(arn string) string {
	if permissionSet(arn) != "" {
		return Who(arn)
	}
	return kindOf(arn)
}

// Who is Identity with the session, where the ARN is that of one: of people who share a role it tells who it was.
func Who(arn string) string {
	if session := sessionOf(arn); session != "" && !strings.HasPrefix(roleName(arn), "AWSServiceRole") {
		return kindOf(arn) + " (session " + session + ")"
	}
	return kindOf(arn)
}

// sessionOf is the name of the session in the ARN of one.
func sessionOf(arn string) string {
	rest, ok := strings.CutPrefix(arnPart(5, arn), "assumed-role/")
	if !ok {
		return ""
	}
	_, session, _ := strings.Cut(rest, "/")
	return session
}

func kindOf(arn string) string {
	resource := arnPart(5, roleARN(arn))
	switch kind, _, _ := strings.Cut(resource, "/"); kind {
	case "role":
		if strings.Contains(resource, "/aws-service-role/") || strings.HasPrefix(roleName(arn), "AWSServiceRole") {
			return "service-linked role " + roleName(arn)
		}
		return "role " + roleName(arn)
	case "user":
		return "user " + roleName(arn)
	case "root":
		return "the root user"
	}
	return arn
}

// permissionSet is the name of the permission set of IAM Identity Center behind a role session: the role is called
// AWSReservedSSO_NAME_ and 16 characters.
// See https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
func permissionSet(arn string) string {
	name, ok := strings.CutPrefix(roleName(arn), "AWSReservedSSO_")
	if !ok {
		return ""
	}
	if i := strings.LastIndexByte(name, '_'); i > 0 {
		name = name[:i]
	}
	return name
}

// holder says to whom a policy for a principal is given: the role of a permission set of IAM Identity Center cannot be
// changed itself.
func holder(arn string) string {
	if set := permissionSet(arn); set != "" {
		return "the permission set " + set + " in IAM Identity Center, whose role " + roleName(arn) + " cannot be changed itself"
	}
	return Identity(arn)
}
