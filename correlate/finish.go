package correlate

import (
	"cmp"
	"fmt"
	"slices"

	"hamari/correlate/lens"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

var verdictRank = map[report.Verdict]int{report.Confirmed: 0, report.Likely: 1, report.Possible: 2}

var severityRank = map[report.Severity]int{report.Critical: 0, report.High: 1, report.Medium: 2, report.Low: 3, report.Info: 4}

// sortFindings orders by verdict, severity and start, then by what makes the order total; likewise what findings explain.
func sortFindings(list []report.Finding) {
	for i := range list {
		sortFindings(list[i].Explains)
	}
	slices.SortStableFunc(list, func(a, b report.Finding) int {
		return cmp.Or(
			cmp.Compare(verdictRank[a.Verdict], verdictRank[b.Verdict]),
			cmp.Compare(severityRank[a.Severity], severityRank[b.Severity]),
			a.Start.Compare(b.Start), cmp.Compare(a.Pattern, b.Pattern), cmp.Compare(a.Summary, b.Summary),
		)
	})
}

// tellAttached cuts what findings explain to what is read, and says of each pattern to which findings its own are
// attached.
func (a *analysis) tellAttached() {
	type target struct {
		number int
		count  int
	}
	attached := map[string][]target{} // by the pattern of what is attached
	untold := make([]bool, len(a.rep.Findings))
	for n := range a.rep.Findings {
		f := &a.rep.Findings[n]
		untold[n] = f.DroppedExplains > 0
		for _, g := range f.Explains {
			list := attached[g.Pattern]
			if len(list) == 0 || list[len(list)-1].number != n+1 {
				list = append(list, target{number: n + 1})
			}
			list[len(list)-1].count++
			attached[g.Pattern] = list
		}
		if over := len(f.Explains) - match.MaxExplains; over > 0 {
			f.Explains, f.DroppedExplains = f.Explains[:match.MaxExplains], f.DroppedExplains+over
		}
	}
	for i := range a.rep.Patterns {
		p := &a.rep.Patterns[i]
		for _, t := range attached[p.ID] {
			atLeast := ""
			if untold[t.number-1] {
				atLeast = "at least "
			}
			p.Why += fmt.Sprintf("; %s%d attached to finding %d (%s)", atLeast, t.count, t.number, a.rep.Findings[t.number-1].Pattern)
		}
	}
}

// commands collect the logs without which patterns cannot be judged.
var commands = map[string]report.Collect{
	"cloudtrail": {Why: "CloudTrail records of the time of the incident, in the region concerned",
		Command: "aws cloudtrail lookup-events --region REGION --start-time START --end-time END --output json > cloudtrail.json"},
	"flowlog": {Why: "VPC flow logs of the time of the incident, from the bucket that describe-flow-logs names",
		Command: "aws s3 cp --recursive s3://BUCKET/AWSLogs/ACCOUNT/vpcflowlogs/REGION/YYYY/MM/DD/ flowlogs/"},
	"tgwflowlog": {Why: "Transit Gateway flow logs of the time of the incident",
		Command: "aws s3 cp --recursive s3://BUCKET/AWSLogs/ACCOUNT/vpcflowlogs/REGION/YYYY/MM/DD/ tgwflowlogs/"},
	"alb": {Why: "ALB access logs of the time of the incident, from the bucket that the attribute access_logs.s3.bucket names",
		Command: "aws elbv2 describe-load-balancer-attributes --region REGION --load-balancer-arn LOAD-BALANCER-ARN; aws s3 cp --recursive s3://BUCKET/PREFIX/AWSLogs/ACCOUNT/elasticloadbalancing/REGION/YYYY/MM/DD/ alb/ --exclude '*' --include 'ACCOUNT_elasticloadbalancing_REGION_app.NAME.*'"},
	"albconn": {Why: "ALB connection logs of the time of the incident, from the bucket that the attribute connection_logs.s3.bucket names",
		Command: "aws elbv2 describe-load-balancer-attributes --region REGION --load-balancer-arn LOAD-BALANCER-ARN; aws s3 cp --recursive s3://BUCKET/PREFIX/AWSLogs/ACCOUNT/elasticloadbalancing/REGION/YYYY/MM/DD/ albconn/ --exclude '*' --include 'conn_log*_app.NAME.*'"},
	"nlb": {Why: "NLB access logs of the time of the incident (there are such of TLS listeners only), from the bucket that the attribute access_logs.s3.bucket names",
		Command: "aws elbv2 describe-load-balancer-attributes --region REGION --load-balancer-arn LOAD-BALANCER-ARN; aws s3 cp --recursive s3://BUCKET/PREFIX/AWSLogs/ACCOUNT/elasticloadbalancing/REGION/YYYY/MM/DD/ nlb/ --exclude '*' --include 'ACCOUNT_elasticloadbalancing_REGION_net.NAME.*'"},
	"clb": {Why: "Classic Load Balancer access logs of the time of the incident, from the bucket that its attributes name",
		Command: "aws elb describe-load-balancer-attributes --region REGION --load-balancer-name NAME; aws s3 cp --recursive s3://BUCKET/PREFIX/AWSLogs/ACCOUNT/elasticloadbalancing/REGION/YYYY/MM/DD/ clb/ --exclude '*' --include 'ACCOUNT_elasticloadbalancing_REGION_NAME_*'"},
	"cloudfront": {Why: "CloudFront access logs of the time of the incident, from the bucket that the distribution's configuration names",
		Command: "aws cloudfront get-distribution-config --id DISTRIBUTION --query DistributionConfig.Logging; aws s3 cp --recursive s3://BUCKET/ cloudfront/ --exclude '*' --include 'PREFIX*DISTRIBUTION.YYYY-MM-DD-*'"},
	"s3access": {Why: "S3 server access logs of the time of the incident and some hours after it, from the bucket that get-bucket-logging names",
		Command: "aws s3api get-bucket-logging --bucket BUCKET; aws s3 cp --recursive s3://TARGET-BUCKET/ s3access/ --exclude '*' --include 'TARGET-PREFIX*YYYY-MM-DD-*'"},
	"metrics": {Why: "the EBS metrics of the volume, one file per metric, at one-minute resolution",
		Command: "for m in VolumeReadOps VolumeWriteOps VolumeReadBytes VolumeWriteBytes VolumeTotalReadTime VolumeTotalWriteTime VolumeIdleTime; do aws cloudwatch get-metric-statistics --region REGION --namespace AWS/EBS --metric-name $m --dimensions Name=VolumeId,Value=vol-ID --statistics Sum --period 60 --start-time START --end-time END --output json > $m-vol-ID-Sum-60.json; done"},
	"traildigest": {Why: "the digest files by which CloudTrail vouches for its log files",
		Command: "aws s3 cp --recursive s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail-Digest/REGION/YYYY/MM/DD/ digests/"},
	"ssmagent": {Why: "the SSM Agent's logs of the instance; if no command reaches it, the folder /var/log/amazon/ssm over SSH or from a copy of its root volume",
		Command: "aws ssm send-command --region REGION --instance-ids i-ID --document-name AWS-RunShellScript --parameters 'commands=[\"cat /var/log/amazon/ssm/*.log\"]' --output-s3-bucket-name BUCKET"},
	"rdsevent": {Why: "the RDS events of up to 14 days, which is as far as RDS keeps them",
		Command: "aws rds describe-events --region REGION --duration 20160 --output json > rds-events.json"},
	"postgres":     databaseLog("the PostgreSQL log of the hour of the incident", "postgresql.log"),
	"mysqlerror":   databaseLog("the MySQL error log of the hour of the incident", "mysql-error"),
	"mysqlslow":    databaseLog("the MySQL slow query log, if slow_query_log is on and log_output is FILE", "slowquery"),
	"mysqlgeneral": databaseLog("the MySQL general log, if general_log is on and log_output is FILE", "general"),
	"mysqlaudit":   databaseLog("the audit log, if the audit plugin or Advanced Auditing is on", "audit"),
	"applog": {Why: "the log events of the function or application at the time of the incident",
		Command: "aws logs filter-log-events --region REGION --log-group-name /aws/lambda/FUNCTION --start-time START-MILLISECONDS --end-time END-MILLISECONDS --output json > log-events.json"},
	"console": {Why: "the exact error message, with its request ID and the encoded authorization message, as text",
		Command: "aws ec2 start-instances --region REGION --instance-ids i-ID --dry-run 2> error.txt"},
	"inventory": {Why: "what the instances and volumes are",
		Command: "aws ec2 describe-instances --region REGION --output json > describe-instances.json; aws ec2 describe-volumes --region REGION --output json > describe-volumes.json"},
}

// databaseLog tells how to fetch a log of a DB instance: first which files there are, then one of them.
func databaseLog(why, part string) report.Collect {
	return report.Collect{Why: why, Command: "aws rds describe-db-log-files --region REGION --db-instance-identifier DB --filename-contains " + part +
		"; aws rds download-db-log-file-portion --region REGION --db-instance-identifier DB --log-file-name FILE --starting-token 0 --output text > db.log"}
}

// withCommands adds, for a pattern that cannot be judged, how to collect what is missing.
func (a *analysis) withCommands(p *pattern.Pattern, rp report.Pattern) report.Pattern {
	if rp.Status != report.NotAssessable {
		return rp
	}
	if len(rp.Collect) == 0 { // else the pattern has its own, which are more exact
		for _, m := range rp.Missing {
			if c, ok := commands[m]; ok {
				rp.Collect = append(rp.Collect, c)
			}
		}
	}
	return rp
}

// notInFull says of how many members something may be missing.
func notInFull(failed int, rejected int64) string {
	text := lens.Count(failed, "source", "sources") + " could not be read in full"
	if rejected > 0 {
		text += " (" + lens.Count(rejected, "record", "records") + " rejected)"
	}
	if failed == 1 {
		return text + ": what it holds may be missing here"
	}
	return text + ": what they hold may be missing here"
}

// finish adds the notes that depend on the outcome.
func (a *analysis) finish() {
	failed, rejected := 0, int64(0)
	for _, s := range a.rep.Sources.Briefly() {
		if s.State == report.Failed || s.State == report.Partial {
			failed++
		}
		rejected += s.Rejected
	}
	if failed > 0 {
		a.rep.Notes = append(a.rep.Notes, notInFull(failed, rejected))
	}
	slices.Sort(a.rep.Limits)
	slices.Sort(a.rep.Notes)
	a.rep.Notes = slices.Compact(a.rep.Notes)
}
