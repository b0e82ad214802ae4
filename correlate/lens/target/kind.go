package target

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotFailure = iota
	slotBalancer
	slotGroup
	slotTarget
	slotWorst
	slotAddress
	slotNode
	slotAccount
	slotRegion
	slotTargets
	slotRequests
	slotFailures
	slotShare
	slotMeanwhile
	slotThenShare
	slotServed
	slotServedFrom
	slotSteady
	slotSteadyShare
	slotSlots
	slotSpan
	slotUnsent
	slotWait
	slotWaitShare
	slotLeastWait
	slotMostWait
	slotURLs
	slotBound
	slotExcess
	slots
)

// Kind is the vocabulary of the rows.
var Kind = parsers.NewKind("target-failures", "Requests that failed in one way between a load balancer and a target group or target", []parsers.Field{
	slotFailure: {Name: "failure", Doc: "closed: 502 at once, the target closed the connection or its answer was not understood; aborted: 502 after the target had worked on it; " +
		"timeout: 504, the target was sent the request and did not answer; unconnected: 504 after about ten seconds without a connection to the target; " +
		"no-target: 503, there was no target that the request could be sent to."},
	slotBalancer:    {Name: "load_balancer", Entity: "load-balancer", Doc: "The load balancer, as app/NAME/ID."},
	slotGroup:       {Name: "target_group", Entity: "target-group", Doc: "ARN of the target group."},
	slotTarget:      {Name: "target", Entity: "target", Doc: "The target, as ADDRESS:PORT; absent from the row of the whole target group."},
	slotWorst:       {Name: "worst_targets", Entity: "target", Doc: "The targets that failed so most often, separated by commas; of target groups only."},
	slotAddress:     {Name: "target_address", Entity: "address", Doc: "Of unconnected only: addresses of the targets that were not reached, separated by commas; the first of them, if there are many."},
	slotNode:        {Name: "node_address", Entity: "address", Doc: "Of unconnected only: addresses of the load balancer's nodes that found no connection, where the log has them; of target groups only."},
	slotAccount:     {Name: "account", Entity: "account", Doc: "Account of the load balancer."},
	slotRegion:      {Name: "region", Entity: "region", Doc: "Region of the load balancer."},
	slotTargets:     {Name: "targets", Type: parsers.Int, Doc: "How many targets failed so."},
	slotRequests:    {Name: "requests", Type: parsers.Int, Doc: "All requests for the target group, or for the target, in the bundle."},
	slotFailures:    {Name: "failures", Type: parsers.Int, Unit: "requests", Doc: "Those that failed so."},
	slotShare:       {Name: "share", Type: parsers.Float, Unit: "0 to 1", Doc: "failures / requests."},
	slotMeanwhile:   {Name: "requests_meanwhile", Type: parsers.Int, Doc: "The requests for the target group that were received from the second of the first failure to that of the last. Of target groups only, and not in very large logs."},
	slotThenShare:   {Name: "share_meanwhile", Type: parsers.Float, Unit: "0 to 1", Doc: "failures / requests_meanwhile; where these were not counted, as share."},
	slotServed:      {Name: "served_until", Doc: "The last second before the first failure in which a request was received that was sent to a target of the target group; absent where there is none in the logs. Of target groups only, and not in very large logs."},
	slotServedFrom:  {Name: "served_from", Doc: "The first second after the last failure in which such a request was received; as served_until."},
	slotSteady:      {Name: "steady", Type: parsers.Int, Unit: "requests", Doc: "Failures in slots of five minutes in which no more than two, or a twentieth of the requests, failed so. Of target groups only."},
	slotSteadyShare: {Name: "steady_share", Type: parsers.Float, Unit: "0 to 1", Doc: "steady / failures."},
	slotSlots:       {Name: "slots", Type: parsers.Int, Doc: "Slots of five minutes, or longer ones in very large logs, with steady failures."},
	slotSpan:        {Name: "span", Type: parsers.Float, Unit: "minutes", Doc: "From the first to the last failure."},
	slotUnsent:      {Name: "unsent_share", Type: parsers.Float, Unit: "0 to 1", Doc: "Share of the failures whose request_processing_time is -1."},
	slotWait:        {Name: "wait", Type: parsers.Int, Unit: "seconds", Doc: "The most frequent time from receiving the request to sending the answer, rounded to whole seconds."},
	slotWaitShare:   {Name: "wait_share", Type: parsers.Float, Unit: "0 to 1", Doc: "Share of the failures that waited for that long, give or take a second: near 1 where a time limit ended them."},
	slotLeastWait:   {Name: "least_wait", Type: parsers.Float, Unit: "seconds", Doc: "The shortest such time."},
	slotMostWait:    {Name: "most_wait", Type: parsers.Float, Unit: "seconds", Doc: "The longest such time."},
	slotURLs:        {Name: "urls", Doc: "Methods and paths that failed so most often, each with how often. Of target groups only."},
	slotBound:       {Name: "url_bound", Type: parsers.Float, Unit: "0 to 1", Doc: "Share of the failures on methods and paths of which a fifth or more of the requests, and two at least, failed so: near 1 where what is asked for decides. Of target groups only."},
	slotExcess:      {Name: "url_excess", Type: parsers.Float, Unit: "-1 to 1", Doc: "Share of the failures on the method and path that failed most often, less its share of the requests: near 0 where chance decides which requests fail. Of target groups only."},
})
