package burst

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotID = iota
	slotPrincipal
	slotCaller
	slotAccount
	slotRegion
	slotActions
	slotCrowd
	slotRequests
	slotCalls
	slotKnown
	slotWrites
	slotServices
	slotAPI
	slotNames
	slotAddress
	slotAgent
	slotErrorCode
	slotAccessKey
	slots
)

// Kind is the vocabulary of bursts.
var Kind = parsers.NewKind("denial-burst", "Read-only calls that were refused to one caller in a short time", fields)

var fields = []parsers.Field{
	slotID:        {Name: "id", Doc: "Number of the burst, by which the steps of a pattern can mean the same one."},
	slotPrincipal: {Name: "principal", Entity: "principal", Doc: "ARN of the caller; absent where the records do not have it, as in the CSV of the event history."},
	slotCaller:    {Name: "caller", Doc: "The caller: its ARN, else its user name, else its access key."},
	slotAccount:   {Name: "account", Entity: "account", Doc: "Account of the records; several are separated by commas."},
	slotRegion:    {Name: "region", Entity: "region", Doc: "Regions of the calls, separated by commas."},
	slotActions:   {Name: "actions", Type: parsers.Int, Unit: "operations", Doc: "Different operations that were refused."},
	slotCrowd:     {Name: "crowd", Type: parsers.Int, Unit: "operations", Doc: "The most different operations that were refused within ten minutes."},
	slotRequests:  {Name: "requests", Type: parsers.Int, Unit: "requests", Doc: "Different requests that were refused: operations with their parameters, in each region. At least so many: of one operation in one minute and region no more than 64 are told apart."},
	slotCalls:     {Name: "calls", Type: parsers.Int, Unit: "calls", Doc: "Calls that were refused, at least: those of one operation in one second and region with the same parameters count as one."},
	slotKnown:     {Name: "allowed_before", Type: parsers.Float, Unit: "0 to 1", Doc: "Which part of the operations the same caller was allowed before the burst; absent where there are too many callers to tell."},
	slotWrites:    {Name: "writes", Type: parsers.Int, Unit: "operations", Doc: "Different operations that do not only read, refused to the caller meanwhile."},
	slotServices:  {Name: "services", Doc: "The services asked, in the order of the alphabet, separated by commas and a space."},
	slotAPI:       {Name: "api", Entity: "api", Doc: "The refused operations, such as ec2:DescribeInstances, and the permissions that the messages name where those are called otherwise, separated by commas; at most 200."},
	slotNames:     {Name: "names", Doc: "The first operations, in words."},
	slotAddress:   {Name: "address", Entity: "address", Doc: "Where the calls came from, separated by commas; at most 8."},
	slotAgent:     {Name: "user_agent", Doc: "Agents through which they were made, separated by a semicolon and a space; at most 4."},
	slotErrorCode: {Name: "errorCode", Doc: "The errors, separated by commas."},
	slotAccessKey: {Name: "access-key", Entity: "access-key", Doc: "Access keys that the calls were signed with, separated by commas; at most 8."},
}
