// Package failure counts what failed, whatever patterns make of it: calls that were refused, requests that were answered
// with an error, packets that were rejected or lost, handshakes that stay half open, messages of the level error,
// points of metrics that say that something is down. What no pattern knows must at least be seen.
//
// Failures are put together by kind of log, by their code (an error code, a status, a level) and by what they concern:
// the call, the load balancer, the text of the message without its numbers and names. Where that leads to too many
// sorts, those of one code become one.
package failure
