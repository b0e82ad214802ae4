// Package applog reads the log events of applications: of Lambda functions, containers and whatever else writes into a log
// group and has no format of its own.
//
//	START RequestId: 7c1f2a3b-1111-4222-8333-944455556666 Version: $LATEST
//	[ERROR]	2026-03-04T09:02:02.120Z	7c1f2a3b-1111-4222-8333-944455556666	could not write order 17
//	2026-03-04T09:02:11.000Z 7c1f2a3b-1111-4222-8333-944455556666 Task timed out after 3.00 seconds
//	2026-03-04 10:15:02,123 [main] ERROR com.example.App - no connection
//	{"timestamp":"2026-03-04T09:02:02Z","level":"ERROR","message":"could not write order 17","requestId":"7c1f2a3b-..."}
//
// Only what comes out of an envelope of log events is read, and only where no other format knows it. One message is one
// record. Its time is the one that the log event has, whatever the message says: that one is in UTC, always. Where --query has
// left nothing but messages, it is the one that the message begins with, if that states its zone, else there is none.
//
// An error message of AWS within a message becomes an event of the kind "console" in place of one of the kind "applog", so
// that what refusals are looked for finds it, and nothing is counted twice.
//
// # Level and failure
//
// A message has a level where it states one before its own words: behind a time, an ID, a thread in brackets. A word like
// ERROR further behind is part of a sentence. Messages without a level tell of a failure in the words by which Lambda and
// the runtimes of programs do.
//
// The files: applog.go is the format and its vocabulary, head.go reads what stands before the words of a message.
//
//   - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
//   - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
//   - https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
package applog
