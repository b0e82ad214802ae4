// Package flow is what the lenses on VPC and Transit Gateway flow logs share: which party of a record offers the
// service and what that service is called, so that rows of both can be joined by it; the networks of many other
// parties in little space; and where the records stand that a row rests on.
package flow
