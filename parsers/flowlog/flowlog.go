package flowlog

import "hamari/parsers"

// VPC reads VPC flow logs of every version, with events of the kind "flowlog".
//
// An event's Time and End are the record's start and end. Custom formats may lack them: without start, Time is the end;
// without both, the event has no time.
var VPC = &parsers.Format{
	Name:   "flowlog",
	Title:  "VPC flow logs",
	URL:    "https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
	Kinds:  []*parsers.Kind{vpcKind},
	Detect: vpcWords.detect,
	Read:   vpcWords.read,
}

// TransitGateway reads Transit Gateway flow logs, with events of the kind "tgwflowlog". Time and End are as for [VPC].
var TransitGateway = &parsers.Format{
	Name:   "tgwflowlog",
	Title:  "Transit Gateway flow logs",
	URL:    "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html",
	Kinds:  []*parsers.Kind{tgwKind},
	Detect: tgwWords.detect,
	Read:   tgwWords.read,
}
