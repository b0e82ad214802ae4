package inventory

import (
	"testing"

	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// TestTypes reads an answer of each call that failure patterns ask for most, and holds what patterns reach in it.
func TestTypes(t *testing.T) {
	for _, tt := range []struct{ call, in, event, path, value string }{
		{"autoscaling describe-scaling-activities", `{"Activities":[{"ActivityId":"a-1","AutoScalingGroupName":"web","Description":"Launching a new EC2 instance","Cause":"At ...","StartTime":"2026-03-04T09:15:02Z","StatusCode":"Failed","StatusMessage":"You have requested more vCPU capacity"}]}`,
			"type=scaling-activity id=a-1 parent=web", "StatusCode", "Failed"},
		{"cloudformation describe-stack-events", `{"StackEvents":[{"StackId":"arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1","EventId":"App-1","StackName":"web","LogicalResourceId":"App","PhysicalResourceId":"i-0a","ResourceType":"AWS::EC2::Instance","Timestamp":"2026-03-04T09:15:02.123Z","ResourceStatus":"CREATE_FAILED","ResourceStatusReason":"no"}]}`,
			"type=stack-event id=App-1 parent=web", "ResourceStatusReason", "no"},
		{"elbv2 describe-target-health", `{"TargetHealthDescriptions":[{"Target":{"Id":"i-0a","Port":80},"HealthCheckPort":"80","TargetHealth":{"State":"unhealthy","Reason":"Target.Timeout","Description":"Request timed out"}}]}`,
			"type=target-health id=i-0a", "TargetHealth.Reason", "Target.Timeout"},
		{"ec2 describe-instance-types", `{"InstanceTypes":[{"InstanceType":"m5.large","CurrentGeneration":true,"VCpuInfo":{"DefaultVCpus":2},"EbsInfo":{"EbsOptimizedInfo":{"BaselineIops":3600,"MaximumIops":18750}}}]}`,
			"type=instance-type id=m5.large", "EbsInfo.EbsOptimizedInfo.BaselineIops", "3600"},
		{"ec2 describe-spot-instance-requests", `{"SpotInstanceRequests":[{"CreateTime":"2026-03-04T08:00:00+00:00","InstanceId":"i-0a","LaunchSpecification":{"InstanceType":"m5.large"},"SpotInstanceRequestId":"sir-0a","State":"closed","Status":{"Code":"instance-terminated-no-capacity","UpdateTime":"2026-03-04T09:15:02+00:00"}}]}`,
			"type=spot-instance-request id=sir-0a", "Status.Code", "instance-terminated-no-capacity"},
		{"ec2 describe-nat-gateways", `{"NatGateways":[{"NatGatewayId":"nat-0a","SubnetId":"subnet-0a","VpcId":"vpc-0a","State":"failed","FailureCode":"InsufficientFreeAddressesInSubnet","NatGatewayAddresses":[{"NetworkInterfaceId":"eni-0a"}]}]}`,
			"type=nat-gateway id=nat-0a parent=subnet-0a", "FailureCode", "InsufficientFreeAddressesInSubnet"},
		{"ec2 describe-vpc-endpoints", `{"VpcEndpoints":[{"VpcEndpointId":"vpce-0a","VpcEndpointType":"Interface","VpcId":"vpc-0a","ServiceName":"com.amazonaws.eu-west-1.ssm","State":"available","PrivateDnsEnabled":false}]}`,
			"type=vpc-endpoint id=vpce-0a parent=vpc-0a", "PrivateDnsEnabled", "false"},
		{"ec2 describe-vpn-connections", `{"VpnConnections":[{"VpnConnectionId":"vpn-0a","State":"available","CustomerGatewayId":"cgw-0a","TransitGatewayId":"tgw-0a","VgwTelemetry":[{"OutsideIpAddress":"203.0.113.1","Status":"DOWN","StatusMessage":"IPSEC IS DOWN"}]}]}`,
			"type=vpn id=vpn-0a parent=cgw-0a", "VgwTelemetry.0.Status", "DOWN"},
		{"rds describe-db-instances", `{"DBInstances":[{"DBInstanceIdentifier":"db1","DBInstanceClass":"db.m5.large","DBInstanceStatus":"storage-full","DBInstanceArn":"arn:aws:rds:eu-west-1:111122223333:db:db1","AllocatedStorage":20}]}`,
			"type=db-instance id=db1 arn=arn:aws:rds:eu-west-1:111122223333:db:db1 account=111122223333 region=eu-west-1 name=db1", "DBInstanceStatus", "storage-full"},
		{"rds describe-db-clusters", `{"DBClusters":[{"DBClusterIdentifier":"c1","DBClusterArn":"arn:aws:rds:eu-west-1:111122223333:cluster:c1","Status":"available","Engine":"aurora-mysql","DBClusterMembers":[{"DBInstanceIdentifier":"db1","IsClusterWriter":true}]}]}`,
			"type=db-cluster id=c1 arn=arn:aws:rds:eu-west-1:111122223333:cluster:c1 account=111122223333 region=eu-west-1 name=c1", "DBClusterMembers.0.IsClusterWriter", "true"},
		{"cloudwatch describe-alarms", `{"MetricAlarms":[{"AlarmName":"cpu","AlarmArn":"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu","StateValue":"INSUFFICIENT_DATA","MetricName":"CPUUtilization"}],"CompositeAlarms":[]}`,
			"type=alarm id=cpu arn=arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu account=111122223333 region=eu-west-1 name=cpu", "StateValue", "INSUFFICIENT_DATA"},
		{"health describe-events", `{"events":[{"arn":"arn:aws:health:eu-west-1::event/EC2/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED/1","service":"EC2","eventTypeCode":"AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED","region":"eu-west-1","startTime":1772615702.0,"statusCode":"open"}]}`,
			"type=health-event id=arn:aws:health:eu-west-1::event/EC2/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED/1 arn=arn:aws:health:eu-west-1::event/EC2/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED/1 region=eu-west-1", "statusCode", "open"},
		{"health describe-affected-entities", `{"entities":[{"entityArn":"arn:aws:health:eu-west-1:111122223333:entity/1","eventArn":"arn:aws:health:eu-west-1::event/EC2/X/1","entityValue":"i-0a","awsAccountId":"111122223333","lastUpdatedTime":1772615702.0,"statusCode":"IMPAIRED"}]}`,
			"type=health-entity id=i-0a arn=arn:aws:health:eu-west-1:111122223333:entity/1 account=111122223333 region=eu-west-1 parent=arn:aws:health:eu-west-1::event/EC2/X/1", "statusCode", "IMPAIRED"},
		{"AWS Health Event", `{"version":"0","id":"1","detail-type":"AWS Health Event","source":"aws.health","account":"111122223333","time":"2026-03-04T08:00:00Z","region":"us-east-1","resources":["i-0a"],"detail":{"eventArn":"arn:aws:health:eu-west-1::event/EC2/X/1","service":"EC2","eventTypeCode":"X","statusCode":"upcoming"}}`,
			"type=health-notice id=arn:aws:health:eu-west-1::event/EC2/X/1 arn=arn:aws:health:eu-west-1::event/EC2/X/1 account=111122223333 region=eu-west-1", "detail.statusCode", "upcoming"},
		{"EBS Volume Notification", `{"version":"0","id":"1","detail-type":"EBS Volume Notification","source":"aws.ec2","account":"111122223333","time":"2026-03-04T08:00:00Z","region":"eu-west-1","resources":["arn:aws:ec2:eu-west-1:111122223333:volume/vol-0a","arn:aws:kms:eu-west-1:111122223333:key/1"],"detail":{"event":"attachVolume","result":"failed","cause":"arn:aws:kms:eu-west-1:111122223333:key/1 is disabled.","request-id":""}}`,
			"type=volume-notice id=1 account=111122223333 region=eu-west-1", "detail.cause", "arn:aws:kms:eu-west-1:111122223333:key/1 is disabled."},
		{"EC2 Instance State-change Notification", `{"version":"0","id":"1","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"111122223333","time":"2026-03-04T08:00:00Z","region":"eu-west-1","resources":["arn:aws:ec2:eu-west-1:111122223333:instance/i-0a"],"detail":{"instance-id":"i-0a","state":"stopped"}}`,
			"type=state-change-notice id=i-0a account=111122223333 region=eu-west-1", "detail.state", "stopped"},
		{"EC2 Spot Instance Interruption Warning", `{"version":"0","id":"1","detail-type":"EC2 Spot Instance Interruption Warning","source":"aws.ec2","account":"111122223333","time":"2026-03-04T08:00:00Z","region":"eu-west-1","resources":["arn:aws:ec2:eu-west-1a:instance/i-0a"],"detail":{"instance-id":"i-0a","instance-action":"terminate"}}`,
			"type=spot-warning id=i-0a account=111122223333 region=eu-west-1", "detail.instance-action", "terminate"},
	} {
		got := read(t, "f", tt.in)
		if len(got.events) != 1 || got.events[0] != tt.event || len(got.rejects) > 0 {
			t.Errorf("%s: %q, rejects %q, want %q", tt.call, got.events, got.rejects, tt.event)
			continue
		}
		if value := gjson.Get(got.raws[0], tt.path).String(); value != tt.value {
			t.Errorf("%s: %s is %q", tt.call, tt.path, value)
		}
		if c := Detect(&parsers.Header{Name: "event_history.csv", Prefix: []byte(tt.in)}); c != parsers.ByContent {
			t.Errorf("%s: detected %v", tt.call, c)
		}
	}
}
