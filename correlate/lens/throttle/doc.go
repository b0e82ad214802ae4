// Package throttle finds the times in which a service refused calls because there were too many, and who made them.
//
// Quotas of call rates are those of an account in a Region: who is refused may be the victim of somebody else's calls.
// Counting every caller of a large trail by the minute would take memory without bound, while hardly any minute is of
// interest. So it takes two steps. [Lens] counts refused calls alone, as the bundle is scanned; what it makes of them is
// storms. [Count] then goes through the records of those minutes once more, and counts all calls of the same service,
// account and Region by caller, agent and operation; of a storm that lasted longer, in its worst five minutes. Where nothing
// was refused, nothing is read again.
//
// A storm is what had [StormCalls] refused calls within [StormSpan]. A few refused calls that are repeated and succeed are
// how clients and services are meant to get along.
//
// The files: codes.go knows how services say it, lens.go and storms.go are the first step, count.go and rows.go the second.
//
//   - https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
//   - https://docs.aws.amazon.com/kms/latest/developerguide/throttling.html
package throttle
