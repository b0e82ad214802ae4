package changes

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

var start = time.Date(2026, time.March, 4, 10, 0, 0, 0, time.UTC)

// call is a record of an operation with what follows "requestParameters" and "responseElements" in it.
func call(n int, operation, request, response string) *parsers.Event {
	source, name, _ := strings.Cut(operation, ":")
	ev := &parsers.Event{
		Kind: cloudtrail.Kind, Time: start.Add(time.Duration(n) * time.Second), Values: make([]parsers.Value, len(cloudtrail.Kind.Fields)),
		Pos: parsers.Pos{Member: "trail", Record: n}, ID: fmt.Sprint("id", n),
		Raw: fmt.Appendf(nil, `{"requestParameters":%s,"responseElements":%s}`, request, response),
	}
	set(ev, "eventSource", source+".amazonaws.com")
	set(ev, "eventName", name)
	set(ev, "awsRegion", "eu-west-1")
	set(ev, "recipientAccountId", "111122223333")
	set(ev, "userIdentity.arn", "arn:aws:iam::111122223333:user/ann")
	set(ev, "userAgent", "aws-cli/2.17")
	return ev
}

func set(ev *parsers.Event, field, value string) {
	ev.Values[cloudtrail.Kind.Slot(field)] = parsers.Value(value)
}

// told says what a row touches and does.
func told(l *Lens) (lines []string) {
	for _, r := range l.Rows() {
		var parts []string
		for slot := slotIdentity; slot < slots; slot++ {
			if v := r.Value(slot); v.Exists() {
				parts = append(parts, fields[slot].Name+"="+v.String())
			}
		}
		lines = append(lines, strings.Join(append(parts, r.Value(slotWhat).String(), r.Value(slotDoes).String(), r.Value(slotUndoes).String()), "|"))
	}
	return lines
}

func TestOperations(t *testing.T) {
	for _, tt := range []struct{ operation, request, response, want string }{
		{"ec2:RevokeSecurityGroupIngress", `{"groupId":"sg-1","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"},{"cidrIp":"10.1.0.0/16"}]},"groups":{"items":[{"groupId":"sg-2"}]}}]}}`, `null`,
			"security-group=sg-1|sg-1 tcp 443-443 10.0.0.0/8; tcp 443-443 10.1.0.0/16; tcp 443-443 sg-2|" +
				"close ingress sg-1 tcp 443-443 10.0.0.0/8,close ingress sg-1 tcp 443-443 10.1.0.0/16,close ingress sg-1 tcp 443-443 sg-2|" +
				"open ingress sg-1 tcp 443-443 10.0.0.0/8,open ingress sg-1 tcp 443-443 10.1.0.0/16,open ingress sg-1 tcp 443-443 sg-2"},
		{"ec2:RevokeSecurityGroupEgress", `{"groupId":"sg-1","ipPermissions":{},"securityGroupRuleIds":{"items":[{"securityGroupRuleId":"sgr-1"}]}}`, `null`,
			"security-group=sg-1|sg-1 sgr-1|close egress sg-1 sgr-1|open egress sg-1 sgr-1"},
		{"ec2:CreateNetworkAclEntry", `{"networkAclId":"acl-1","ruleNumber":90,"egress":false,"ruleAction":"deny"}`, `null`,
			"network-acl=acl-1|acl-1 rule 90 ingress|create entry acl-1 rule 90 ingress|delete entry acl-1 rule 90 ingress"},
		{"ec2:DeleteRoute", `{"routeTableId":"rtb-1","destinationCidrBlock":"10.0.0.0/8"}`, `null`,
			"route-table=rtb-1|rtb-1 10.0.0.0/8|delete route rtb-1 10.0.0.0/8|create route rtb-1 10.0.0.0/8"},
		{"kms:DisableKey", `{"keyId":"arn:aws:kms:eu-west-1:111122223333:key/0aaa"}`, `null`, "key=0aaa|0aaa|disable 0aaa|enable 0aaa"},
		{"kms:DisableKey", `{"keyId":"alias/app"}`, `{"keyId":"arn:aws:kms:eu-west-1:111122223333:key/0aaa"}`, "key=0aaa|0aaa|disable 0aaa|enable 0aaa"},
		{"kms:PutKeyPolicy", `{"keyId":"0aaa","policyName":"default"}`, `null`, "key=0aaa|0aaa||"},
		{"iam:DetachRolePolicy", `{"roleName":"App","policyArn":"arn:aws:iam::aws:policy/AmazonS3FullAccess"}`, `null`,
			"identity=App|App arn:aws:iam::aws:policy/AmazonS3FullAccess|detach policy App arn:aws:iam::aws:policy/AmazonS3FullAccess|attach policy App arn:aws:iam::aws:policy/AmazonS3FullAccess"},
		{"elasticloadbalancing:DeregisterTargets", `{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1","targets":[{"id":"i-1"},{"id":"10.0.0.7"}]}`, `null`,
			"instance=i-1|target-group=targetgroup/web/1|targetgroup/web/1 i-1 10.0.0.7|deregister targetgroup/web/1 i-1 10.0.0.7|register targetgroup/web/1 i-1 10.0.0.7"},
		{"elasticloadbalancing:DeregisterInstancesFromLoadBalancer", `{"loadBalancerName":"legacy","instances":[{"instanceId":"i-1"}]}`, `{"instances":[]}`,
			"instance=i-1|load-balancer=legacy|legacy i-1|deregister legacy i-1|register legacy i-1"},
		{"elasticloadbalancing:DeleteRule", `{"ruleArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/web/50dc/f2f7/9683"}`, `null`,
			"load-balancer=app/web/50dc|app/web/50dc||"},
		{"elasticloadbalancing:SetRulePriorities", `{"rulePriorities":[{"ruleArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/web/50dc/f2f7/9683","priority":5}]}`, `null`,
			"load-balancer=app/web/50dc|app/web/50dc||"},
		{"elasticloadbalancing:ModifyRule", `{"ruleArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/web/50dc/f2f7/9683","actions":[{"type":"forward","forwardConfig":{"targetGroups":[{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1","weight":0},{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/2","weight":1}]}}]}`, `null`,
			"load-balancer=app/web/50dc|target-group=targetgroup/web/1,targetgroup/web/2|app/web/50dc||"},
		{"autoscaling:DetachLoadBalancerTargetGroups", `{"autoScalingGroupName":"web","targetGroupARNs":["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1"]}`, `null`,
			"target-group=targetgroup/web/1|asg=web|targetgroup/web/1 web|detach targetgroup/web/1 web|attach targetgroup/web/1 web"},
		{"autoscaling:DetachTrafficSources", `{"autoScalingGroupName":"web","trafficSources":[{"identifier":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1","type":"elbv2"}]}`, `null`,
			"target-group=targetgroup/web/1|asg=web|targetgroup/web/1 web|detach targetgroup/web/1 web|attach targetgroup/web/1 web"},
		{"ecs:UpdateService", `{"service":"cart","desiredCount":0}`, `{"service":{"loadBalancers":[{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1","containerPort":8080}]}}`,
			"target-group=targetgroup/web/1|targetgroup/web/1 cart||"},
		{"elasticloadbalancing:ModifyListener", `{"listenerArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc/f2f7"}`, `null`,
			"load-balancer=app/web/50dc|app/web/50dc||"},
		{"lambda:UpdateFunctionConfiguration20150331v2", `{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:resize:live"}`, `null`, "function=resize|resize||"},
		{"ec2:ModifyInstanceAttribute", `{"instanceId":"i-1","groupSet":{"items":[{"groupId":"sg-1"},{"groupId":"sg-2"}]}}`, `null`, "security-group=sg-1,sg-2|instance=i-1|i-1||"},
		{"rds:ModifyDBInstance", `{"dBInstanceIdentifier":"db"}`, `null`, "db-instance=db|db||"},
		{"ec2:CreateLaunchTemplateVersion", `{"CreateLaunchTemplateVersionRequest":{"LaunchTemplateId":"lt-1","LaunchTemplateData":{"BlockDeviceMapping":{"DeviceName":"/dev/xvda","tag":1,"Ebs":{"Encrypted":true,"KmsKeyId":"arn:aws:kms:eu-west-1:111122223333:key/0aaa"}}}}}`, `null`, "key=0aaa|0aaa lt-1||"},
		{"ec2:CreateLaunchTemplateVersion", `{"CreateLaunchTemplateVersionRequest":{"LaunchTemplateId":"lt-1","LaunchTemplateData":{"ImageId":"ami-1"}}}`, `null`, ""},
		// What names nothing, only reads, or is not in the table.
		{"ec2:CreateNetworkAclEntry", `null`, `null`, ""},
		{"ec2:DescribeNetworkAcls", `{"networkAclId":"acl-1"}`, `null`, ""},
		{"ec2:DisableKey", `{"keyId":"0aaa"}`, `null`, ""},
		{"ec2:DeleteRoute", `{"dryRun":true,"routeTableId":"rtb-1"}`, `null`, ""},
		{"kms:DisableKey", `{"keyId":"alias/app"}`, `null`, ""},
		{"ecs:UpdateService", `{"service":"worker","desiredCount":0}`, `{"service":{"loadBalancers":[]}}`, ""},
	} {
		l := New()
		l.Event(call(0, tt.operation, tt.request, tt.response))
		if got := strings.Join(told(l), "\n"); got != tt.want {
			t.Errorf("%s %s:\n got %s\nwant %s", tt.operation, tt.request, got, tt.want)
		}
	}
}

// TestUndo holds that every operation which undoes another is undone by it.
func TestUndo(t *testing.T) {
	for name, op := range operations() {
		if (op.does == "") != (op.undoes == "") {
			t.Errorf("%s does %q and undoes %q", name, op.does, op.undoes)
		}
		if op.does == "" {
			continue
		}
		found := false
		for _, other := range operations() {
			found = found || other.family == op.family && other.does == op.undoes && other.undoes == op.does && cmp.Equal(other.thing, op.thing)
		}
		if !found {
			t.Errorf("nothing undoes %s", name)
		}
		for _, touch := range op.touches {
			if touch.kind != identity && slotOf(touch.kind) < 0 {
				t.Errorf("%s touches an unknown %s", name, touch.kind)
			}
		}
	}
}

func slotOf(kind string) int { return Kind.Slot(kind) }

func TestFailed(t *testing.T) {
	l := New()
	ev := call(0, "kms:DisableKey", `{"keyId":"0aaa"}`, `null`)
	set(ev, "errorCode", "AccessDenied")
	l.Event(ev)
	if rows := l.Rows(); len(rows) != 0 {
		t.Errorf("a call that failed changed %+v", rows)
	}
}

func TestTools(t *testing.T) {
	for agent, want := range map[string]string{
		"APN/1.0 HashiCorp/1.0 Terraform/1.9 (+https://www.terraform.io)": "Terraform", "console.ec2.amazonaws.com": "the console",
		"cloudformation.amazonaws.com": "CloudFormation", "aws-cli/2.17 md/awscrt": "the AWS CLI", "Boto3/1.34": "a program (Boto3)",
		"elbv2.k8s.aws/v2.7.0 aws-sdk-go/1.50": "the AWS Load Balancer Controller", "eks.amazonaws.com": "eks.amazonaws.com", "mine/1": "mine/1",
	} {
		ev := call(0, "kms:DisableKey", `{"keyId":"0aaa"}`, `null`)
		set(ev, "userAgent", agent)
		if strings.HasSuffix(agent, ".amazonaws.com") && want != "the console" {
			set(ev, "callerService", agent)
		}
		if got := toolOf(ev); got != want {
			t.Errorf("%s: %s, want %s", agent, got, want)
		}
	}
}

// TestOrder holds that rows depend neither on who reads which record first, nor on how often one is delivered, and that
// what is given up is the latest.
func TestOrder(t *testing.T) {
	rows := func(order []int, lenses int) (lines []string) {
		ls := make([]*Lens, lenses)
		for i := range ls {
			ls[i] = New()
		}
		for i, n := range order {
			ls[i%lenses].Event(call(n, "kms:DisableKey", fmt.Sprintf(`{"keyId":"k%d"}`, n%7), `null`))
		}
		for _, other := range ls[1:] {
			ls[0].Merge(other)
		}
		for _, r := range ls[0].Rows() {
			lines = append(lines, fmt.Sprint(r.Start, r.Values, r.Cites))
		}
		return lines
	}
	var order []int
	for i := range 100 {
		order = append(order, i)
	}
	want := rows(order, 1)
	rand.New(rand.NewPCG(1, 0)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	if diff := cmp.Diff(want, rows(append(order, order[:20]...), 3)); diff != "" {
		t.Error(diff)
	}
	l := New()
	for i := range maxChanges + 1 {
		ev := call(i, "kms:DisableKey", `{"keyId":"k"}`, `null`)
		l.Event(ev)
	}
	if notes := l.Notes(); len(notes) != 1 || len(l.rows) != maxChanges || l.rows[fmt.Sprint("id", maxChanges)] != nil {
		t.Errorf("%d changes, notes %q", len(l.rows), notes)
	}
}
