// Package access tells of each permission that AWS refused: who asked for what on which resource, which kind of policy
// refused it and why, how often, and what became of the same call before and afterwards.
//
// The lens is fed every CloudTrail record and every error message that a person pasted. Refusals are put together by
// caller (the role or user behind the session), action, resource and reason. Of the calls that AWS allowed, a few are
// kept for each caller and action, spread over time, and of the calls that change policies all; [Lens.Rows] sets them
// beside the refusals. A refusal that was followed by a success is a probe, a permission that had not reached every
// server yet, or one that somebody has mended.
//
// What a refusal says stands in its message where the service writes one, and is taken from eventSource, eventName and
// requestParameters where it does not:
//
//	User: ARN is not authorized to perform: ec2:StopInstances on resource: ARN because no identity-based policy allows the ec2:StopInstances action
//	... with an explicit deny in a service control policy: arn:aws:organizations::...
//	You are not authorized to perform this operation. [User: ...] Encoded authorization failure message: ...
//	Access Denied
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
//
// The files: message.go reads the message, request.go the rest of the record, lens.go is what is kept of refusals,
// allowed.go and change.go of the calls around them, asks.go compares what
// calls asked for, account.go tells whose policies decide, wall.go places logs
// without a zone, rows.go and kind.go are the rows.
package access
