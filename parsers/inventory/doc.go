// Package inventory reads the answers of describe, get and list calls as the AWS CLI prints them: what resources there
// were and how they were set when the customer collected the bundle.
//
// Every described resource becomes one event of kind "resource" whose Raw is the resource's own JSON object, so that
// AWS's own names reach everything in it ("Encrypted", "StateReason.Code"). A policy that AWS hands out as a string of
// JSON stays that string; gjson's @fromstr opens it ("Policy.@fromstr.Statement.#.Action"). Of a role's trust policy
// "AssumeRolePolicyDocument.@trusts" gives whose tokens it lets in (trust.go). The answers carry no time of
// their own, and neither do the events, but for answers that tell of something that happened (alarm history, scaling
// activities, AWS Health events) and for what AWS Config captured. Events of AWS Health, interruption warnings of
// Spot Instances, changes of the state of instances and what EBS tells of volumes are read as well where EventBridge
// delivered them: they tell what the answers tell.
//
// What is known of AWS's calls stands in one table (table.go, [Types]): under which key an answer keeps its resources,
// what identifies one, and by which members it is known where --query has cut the key off. A list that the table does
// not know is read all the same, as type "other:" and its key.
//
// The parts: type.go finds the row of the table for an object, document.go tells what a whole JSON document is,
// read.go walks through a file, resource.go fills in the fields, path.go takes hints from the member's path,
// time.go finds when something happened, recorded.go undoes what boto3 recorders do to dates, powershell.go what
// ConvertTo-Json does, config.go what AWS Config does, scan.go is the small JSON scanner below all of them.
package inventory
