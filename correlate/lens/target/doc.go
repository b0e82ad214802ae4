// Package target makes of ALB access log records what failed between a load balancer and its targets: how often and in
// which way the load balancer had to answer for a target, after how long, how the failures lie in time, and which
// targets and URLs they concern. A request for which there was no target at all is a failure of its target group.
//
// One row stands for one way of failing of the requests that one load balancer sent to one target group, or, where it
// names a target, to that target. Answers that a target gave itself, whatever their status, are no failures here, nor
// are those of Lambda functions, of which the log states the reason.
//
// Failures that lie scattered among successes have other causes than an outage: rows count apart those of five minutes
// in which nearly all other requests were answered.
//
// AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html for the fields
// and https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html for what
// the load balancer answers when.
package target
