// Package rdsevent reads what Amazon RDS and Aurora tell of their instances, clusters and snapshots: starts, failovers,
// backups, full disks.
//
//	{"Events": [{"SourceType": "db-instance", "SourceIdentifier": "orders", "EventCategories": ["failover"],
//	 "Message": "Multi-AZ instance failover started.", "Date": "2026-03-04T09:15:02.983Z",
//	 "SourceArn": "arn:aws:rds:eu-west-1:111122223333:db:orders"}]}
//
// is the answer of aws rds describe-events; the list alone (--query Events), pages one after the other and one event per
// line are read, too. The same events come through EventBridge, where they also have an EventID (RDS-EVENT-0013) and
// write their source type in capitals, and through Amazon SNS with keys of their own ("Event Source", "Event Message").
//
// describe-events tells of the last hour unless asked for more, and of 14 days at most: that an event is missing here
// does not mean that it did not happen. Answers as YAML, text or table are not read.
//
//   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ListEvents.html
//   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
package rdsevent
