// Package generate writes synthetic bundles: zips of CloudTrail events, flow logs, access logs, CloudWatch metrics and describe-*
// answers in the shapes in which AWS hands them over, for tests, demonstrations and benchmarks.
//
// A [Scenarios] entry tells what goes wrong (or that nothing does); [Options] say how much there is of it and in which
// of the hand-over forms. The same scenario, seed and options give the same bytes, whatever the machine. What a report
// must find in the bundle is returned as its [Truth].
//
// # How it works
//
// A scenario fills a plan: the cast (world.go, inventory.go), the story (the few records and metric points that
// matter) and how many bytes of everyday noise surround it. The plan lays the bulk out as members that each cover a
// slot of time and have a seed of their own (trail.go, flows.go), so that they can be rendered in any order and by
// several workers; archive.go puts them into the zip in the plan's order. Records are appended to a buffer that is
// handed on when it is full, so memory does not grow with the size of the bundle.
//
// Nothing here knows how hamari reads logs: the generator follows AWS's documentation only, so that it can be held
// against the parsers.
package generate
