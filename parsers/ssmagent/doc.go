// Package ssmagent reads the logs that the AWS Systems Manager Agent writes on a machine.
//
//	2026-03-04 10:15:02.0417 ERROR [ssm-agent-worker] [HealthCheck] error when calling AWS APIs. error details - ...
//		status code: 400, request id: 0d6f1f0e-6c1b-4a53-9a55-5f1f7a1b2c3d
//
// That is the form of amazon-ssm-agent.log, hibernate.log, and of the log of each program that the agent has on Windows
// since 3.0.1209 (ssm-agent-worker.log and others); errors.log and logs at level debug name the place in the source
// behind the level: [HandleAwsError @ awserr.go.48]. The fraction of the second is there since August 2024. What stands
// in brackets before the message is the context: programs, modules, the instance, the command that is being run.
//
// A line that begins no record continues the one before: answers of services, causes, stack traces. Lines that the
// agent prints without a stamp while it has no logger, and lines of Go's own logger (2026/03/04 10:15:02 ...), are
// records of their own form.
//
// # Time
//
// The stamp is the host's local time, and no line says in which zone: every event is a reading of a wall clock.
//
// # Audits
//
// The files audits/amazon-ssm-agent-audit-2026-03-04 have the date in their name and rows of four words, the time being
// local, too:
//
//	SchemaVersion=1
//	agent_telemetry amazon-ssm-agent.start 3.3.131.0 09:10:28
//
// Not read: the Windows event log that the agent writes to beside, output of the commands that it ran
// (document/orchestration), and its JSON state files.
//
// The files: fields.go is the vocabulary, detect.go recognises the logs, read.go reads records, failure.go takes error
// messages apart, audit.go reads audits.
//
//   - logs: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-logs.html
//   - agent: https://github.com/aws/amazon-ssm-agent
package ssmagent
