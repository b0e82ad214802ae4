// Package gateway makes of Transit Gateway flow log records what the gateway itself did with the packets of each
// service: through which of its interfaces, in which zone, it took them in or handed them over, and how many it lost
// and why. Such records have no action; whether the VPC accepts the packets only the VPC's own flow log tells.
//
// One row stands for one service as one interface of the gateway carried it in one direction. Services are named as in
// package conversation, so that rows of both can be joined. A gateway logs a flow at the attachment where it comes in
// and again where it goes out; the two are counted apart and the larger count is told.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html
package gateway
