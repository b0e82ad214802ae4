package throttle

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotStorm = iota
	slotAccount
	slotRegion
	slotService
	slotQuota
	slotOperation
	slotCode
	slotMessage
	slotRefused
	slotPeak
	slotHard
	slotCalls
	slotAccepted
	slotCallers
	slotVictim
	slotVictims
	slotReads
	slotPartly
	slotTimes
	slotLast
	stormSlots
)

// Kind is the vocabulary of storms.
var Kind = parsers.NewKind("throttling", "A time in which a service refused calls of an account in a Region because there were too many", []parsers.Field{
	slotStorm:     {Name: "storm", Doc: "Identifies the storm; the callers in it have the same."},
	slotAccount:   {Name: "account", Entity: "account", Doc: "The account whose calls were refused."},
	slotRegion:    {Name: "region", Entity: "region", Doc: "The Region."},
	slotService:   {Name: "service", Doc: "The service, as in eventSource: ec2.amazonaws.com."},
	slotQuota:     {Name: "quota", Doc: "What the calls were counted as, where operations are known to share a quota: \"cryptographic operations\" of KMS, \"invocations\" of Lambda."},
	slotOperation: {Name: "operations", Doc: "The operations that were refused, most often refused first, separated by commas."},
	slotCode:      {Name: "codes", Doc: "The errors, separated by commas."},
	slotMessage:   {Name: "message", Doc: "The message of the first refused call that has one."},
	slotRefused:   {Name: "refused", Type: parsers.Int, Unit: "calls", Doc: "Refused calls."},
	slotPeak:      {Name: "peak", Type: parsers.Int, Unit: "calls", Doc: "Refused calls in the five minutes that had most of them."},
	slotHard:      {Name: "refused_hard", Type: parsers.Int, Unit: "calls", Doc: "Those of the refused calls whose principals had at least three, and a tenth, of their calls refused: others get through by repeating a call."},
	slotCalls:     {Name: "calls", Type: parsers.Int, Unit: "calls", Doc: "All recorded calls that count against the same quotas, refused or not, from a minute before to a minute after; of a long storm see partly."},
	slotAccepted:  {Name: "accepted", Type: parsers.Int, Unit: "calls", Doc: "Those of them that were not refused for their rate."},
	slotCallers:   {Name: "callers", Type: parsers.Int, Doc: "How many principals made them."},
	slotVictim:    {Name: "victim", Entity: "principal", Doc: "The principal that was refused most often."},
	slotVictims:   {Name: "victims", Type: parsers.Int, Doc: "How many principals were refused."},
	slotReads:     {Name: "reads_recorded", Type: parsers.Bool, Doc: "The bundle has accepted calls that only read, of any service, for the account and Region and that time: its trail records such."},
	slotPartly:    {Name: "partly", Type: parsers.Bool, Doc: "The storm was long, and calls and callers are those of the five minutes with the most refused calls alone."},
	slotTimes:     {Name: "times", Type: parsers.Int, Doc: "How many storms of the service there were in this account and Region; the worst two have rows."},
	slotLast:      {Name: "until", Type: parsers.Timestamp, Doc: "The end of the last of them."},
})

// Slots of the fields of CallerKind.
const (
	callerStorm = iota
	callerAccount
	callerRegion
	callerService
	callerPrincipal
	callerAgent
	callerOperation
	callerRank
	callerCalls
	callerRefused
	callerPeak
	callerOwn
	callerShare
	callerSlots
)

// CallerKind is the vocabulary of the callers in a storm.
var CallerKind = parsers.NewKind("throttling-caller", "One principal's calls of one operation through one agent while calls were refused", []parsers.Field{
	callerStorm:     {Name: "storm", Doc: "The storm."},
	callerAccount:   {Name: "account", Entity: "account", Doc: "The account."},
	callerRegion:    {Name: "region", Entity: "region", Doc: "The Region."},
	callerService:   {Name: "service", Doc: "The service, as in eventSource."},
	callerPrincipal: {Name: "caller", Entity: "principal", Doc: "Who called: the user, the role of a session, or the service that called by itself."},
	callerAgent:     {Name: "agent", Entity: "user-agent", Doc: "Through what: userAgent; a service's name where a service called on the principal's behalf."},
	callerOperation: {Name: "operation", Doc: "The operation."},
	callerRank:      {Name: "rank", Type: parsers.Int, Doc: "1 for what the principal with the most calls, refused or not, called most, and so on."},
	callerCalls:     {Name: "calls", Type: parsers.Int, Unit: "calls", Doc: "Recorded calls, refused or not."},
	callerRefused:   {Name: "refused", Type: parsers.Int, Unit: "calls", Doc: "Those of them that were refused."},
	callerPeak:      {Name: "per_minute", Type: parsers.Int, Unit: "calls", Doc: "Calls in the minute that had most of them."},
	callerOwn:       {Name: "caller_calls", Type: parsers.Int, Unit: "calls", Doc: "All recorded calls of the caller, through every agent and of every operation that counts."},
	callerShare:     {Name: "share", Type: parsers.Float, Unit: "0 to 1", Doc: "caller_calls / all calls of the storm."},
})
