// Package metric holds CloudWatch metrics as series and makes of them what a person reads off a dashboard: rates from
// sums, latencies from times and counts, and how near each minute came to the limit of the volume and of the instance.
//
// Kinds of rows: metric is one point of any series as CloudWatch gave it; volume-load is one period of one EBS volume;
// instance-load is one period of one instance's EBS traffic; cpu-load is one of its CPU.
//
// A series is kept as chunks of values whose times and record numbers, where they lie at even distances, take no room. A
// load is a table of columns, each computed when a step asks for it: most volumes come near no limit, and then a few
// columns show that no step selects anything of them.
//
// Metrics whose file names no volume, instance or target group are taken for those of the only one that the bundle speaks of; else they
// stay nameless, and the report says so.
//
// AWS: https://docs.aws.amazon.com/ebs/latest/userguide/using_cloudwatch_ebs.html for what the volume metrics mean and
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html for the instance's.
package metric
