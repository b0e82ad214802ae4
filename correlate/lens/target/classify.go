package target

import (
	"bytes"
	"time"

	"hamari/parsers"
	"hamari/parsers/alb"
)

// failure is a way of failing.
type failure uint8

const (
	closed failure = iota
	aborted
	timedOut
	unconnected
	untargeted
	failuresCount
	answered = failuresCount // not a failure
)

var failureNames = [failuresCount]string{closed: "closed", aborted: "aborted", timedOut: "timeout", unconnected: "unconnected", untargeted: "no-target"}

// Bounds in seconds. A target that closes a connection which the load balancer takes to be open does so within a round
// trip. The load balancer waits ten seconds for a connection.
const (
	atOnce       = 1.0
	leastConnect = 9.0
	mostConnect  = 12.0
)

// classify tells how a request failed, and after how many seconds it was answered.
func classify(ev *parsers.Event) (how failure, wait float64) {
	status := string(ev.Value(alb.SlotELBStatusCode))
	if status != "502" && status != "503" && status != "504" || ev.Value(alb.SlotTargetStatusCode).Exists() || ev.Value(alb.SlotErrorReason).Exists() {
		return answered, 0
	}
	wait = max(0, ev.End.Sub(ev.Time)).Seconds()
	sending, sent := seconds(ev, alb.SlotRequestProcessingTime)
	working, worked := seconds(ev, alb.SlotTargetProcessingTime)
	switch {
	case status == "503" && hadNoTarget(ev):
		return untargeted, wait
	case status == "503":
		return answered, 0
	case status == "502" && !ev.Value(alb.SlotTarget).Exists():
		return answered, 0 // of a Lambda function, or never sent
	case status == "502" && worked && working <= atOnce, status == "502" && !worked && wait-sending <= atOnce:
		return closed, wait
	case status == "502":
		return aborted, wait
	case !sent && wait >= leastConnect && wait <= mostConnect:
		return unconnected, wait
	case wait < atOnce:
		return answered, 0 // no time limit is that short
	}
	return timedOut, wait
}

// hadNoTarget reports whether a request was to be passed on and there was no target for it. A rule's fixed response or AWS
// WAF may answer 503, too; old records do not say what was done.
func hadNoTarget(ev *parsers.Event) bool {
	actions := ev.Value(alb.SlotActionsExecuted)
	return !ev.Value(alb.SlotTarget).Exists() && (!actions.Exists() || bytes.Contains(actions, []byte("forward")))
}

// seconds is a processing time; it is false where the request did not come that far.
func seconds(ev *parsers.Event, slot int) (s float64, ok bool) {
	s, ok = ev.Value(slot).Float()
	if !ok || s < 0 {
		return 0, false
	}
	return s, true
}

// slotLength is the length of the slots by which failures are counted, as long as there are not too many of them.
const slotLength = 5 * time.Minute
