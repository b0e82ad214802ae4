package catalogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

// rejects is a symptom in the network, as bare as it can be.
const rejects = `id: rejects
title: Rejects
severity: high
needs: [flowlog]
steps:
  rejected: {kind: conversation, where: {rejected|gte: 5}, at: [first_rejected, last_rejected]}
match: [rejected]
group: [eni]
report: {summary: 'rejects at {{.rejected.eni}} since {{.rejected.time}}', explain: e}
`

var midnight = time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC)

// flows is a flow log in which packets to a server are rejected from one minute to another.
func flows(from, to int) string {
	var b strings.Builder
	b.WriteString("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id\n")
	for minute := range 120 {
		action := "ACCEPT"
		if minute >= from && minute < to {
			action = "REJECT"
		}
		at := midnight.Add(time.Duration(minute) * time.Minute).Unix()
		fmt.Fprintf(&b, "5 111122223333 eni-0aaa000000000001 10.9.0.4 10.0.1.5 %d 443 6 1 60 %d %d %s OK vpc-0a subnet-0a1\n", 40000+minute, at, at+30, action)
	}
	return b.String()
}

const networkACLs = `{"NetworkAcls": [
{"NetworkAclId": "acl-0a1", "VpcId": "vpc-0a", "Associations": [{"NetworkAclId": "acl-0a1", "SubnetId": "subnet-0a1"}], "Entries": []},
{"NetworkAclId": "acl-0b1", "VpcId": "vpc-0a", "Associations": [{"NetworkAclId": "acl-0b1", "SubnetId": "subnet-0b1"}], "Entries": []}]}`

const interfaces = `{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0aaa000000000001", "SubnetId": "subnet-0a1", "VpcId": "vpc-0a", "InterfaceType": "interface",
"PrivateIpAddress": "10.0.1.5", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5"}], "Groups": [{"GroupId": "sg-0a1", "GroupName": "web"}]}]}`

// change is a CloudTrail record of a call "minute eventName parameters".
func change(text string) string {
	words := strings.SplitN(text, " ", 3)
	var minute int
	fmt.Sscan(words[0], &minute)
	name, failed, _ := strings.Cut(words[1], "!")
	if failed != "" {
		failed = fmt.Sprintf(`"errorCode":%q,`, failed)
	}
	return fmt.Sprintf(`{"eventVersion":"1.11","eventID":"0-%s-%s","eventTime":%q,"eventSource":"ec2.amazonaws.com","eventName":%q,"awsRegion":"eu-west-1",`+
		`"sourceIPAddress":"198.51.100.7","userAgent":"console.ec2.amazonaws.com","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/mo","userName":"mo"},%s`+
		`"requestParameters":%s,"responseElements":{"_return":true},"eventType":"AwsApiCall","recipientAccountId":"111122223333"}`,
		words[0], name, midnight.Add(time.Duration(minute)*time.Minute).Format(time.RFC3339), name, failed, words[2])
}

const (
	deny   = `{"networkAclId":"acl-0a1","ruleNumber":90,"egress":false,"ruleAction":"deny","cidrBlock":"10.9.0.0/24"}`
	revoke = `{"groupId":"sg-0a1","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"ipRanges":{"items":[{"cidrIp":"10.9.0.0/24"}]}}]}}`
)

// TestNetworkChanges holds which changes of the network are told with rejects, which begin after 60 minutes, and which
// are not.
func TestNetworkChanges(t *testing.T) {
	all, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	symptom, err := pattern.Parse("rejects.yaml", []byte(rejects), catalogue.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	patterns := []*pattern.Pattern{symptom}
	for _, p := range all {
		if p.ID == "change-then-break" {
			patterns = append(patterns, p)
		}
	}
	for _, tt := range []struct {
		name    string
		until   int // the rejects
		changes []string
		verdict report.Verdict
		text    string // of the change that is told first, or of what rules it out
	}{
		{"a rule of the network ACL", 120, []string{"50 CreateNetworkAclEntry " + deny}, report.Likely,
			"user mo called CreateNetworkAclEntry on acl-0a1 rule 90 ingress at 2026-03-04 00:50:00Z with the console from 198.51.100.7, 10 min before it began"},
		{"in the same minute", 120, []string{"60 CreateNetworkAclEntry " + deny}, report.Likely, "in the seconds in which it began"},
		{"the last before it broke", 120, []string{"35 CreateNetworkAclEntry " + deny, "55 ReplaceNetworkAclEntry " + deny}, report.Likely, "called ReplaceNetworkAclEntry"},
		{"a route of the subnet", 120, []string{`58 AssociateRouteTable {"routeTableId":"rtb-1","subnetId":"subnet-0a1"}`}, report.Likely, "called AssociateRouteTable on rtb-1"},
		{"a rule of its security group", 120, []string{"58 RevokeSecurityGroupIngress " + revoke}, report.Likely, "sg-0a1 tcp 443-443 10.9.0.0/24"},
		{"a rule of its security group, an hour before", 120, []string{"1 RevokeSecurityGroupIngress " + revoke}, report.Possible, "59 min before it began"},
		{"undone, and it ended", 80, []string{"58 RevokeSecurityGroupIngress " + revoke, "80 AuthorizeSecurityGroupIngress " + revoke}, report.Confirmed, "it was undone at 2026-03-04 01:20:00Z"},
		{"undone, and it went on", 120, []string{"58 RevokeSecurityGroupIngress " + revoke, "80 AuthorizeSecurityGroupIngress " + revoke}, "", "was undone at 2026-03-04 01:20:00Z, and it went on"},
		{"undone before", 120, []string{"50 CreateNetworkAclEntry " + deny, `55 DeleteNetworkAclEntry {"networkAclId":"acl-0a1","ruleNumber":91,"egress":false}`, "40 RevokeSecurityGroupIngress " + revoke, "45 AuthorizeSecurityGroupIngress " + revoke},
			report.Likely, "DeleteNetworkAclEntry"},
		{"later", 120, []string{"61 CreateNetworkAclEntry " + deny}, "", ""},
		{"a network ACL an hour before", 120, []string{"1 CreateNetworkAclEntry " + deny}, "", ""},
		{"another network ACL", 120, []string{"50 CreateNetworkAclEntry " + strings.Replace(deny, "acl-0a1", "acl-0b1", 1)}, "", ""},
		{"another security group", 120, []string{"58 RevokeSecurityGroupIngress " + strings.Replace(revoke, "sg-0a1", "sg-0b1", 1)}, "", ""},
		{"refused", 120, []string{"50 CreateNetworkAclEntry!Client.UnauthorizedOperation " + deny}, "", ""},
		{"read only", 120, []string{`50 DescribeNetworkAcls {"networkAclId":"acl-0a1"}`}, "", ""},
	} {
		var records []string
		for _, text := range tt.changes {
			records = append(records, change(text))
		}
		b := patterntest.Bundle{Name: tt.name, Files: []txtar.File{
			{Name: "flows.log", Data: []byte(flows(60, tt.until))}, {Name: "describe-network-acls.json", Data: []byte(networkACLs)},
			{Name: "describe-network-interfaces.json", Data: []byte(interfaces)},
			{Name: "trail.json", Data: []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)},
		}}
		r, err := b.Analyze(t.Context(), patterns, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Findings) != 1 || len(r.Notes) > 0 {
			t.Errorf("%s: %d findings, notes %q", tt.name, len(r.Findings), r.Notes)
			continue
		}
		told := r.Findings[0].Explains
		switch {
		case tt.verdict == "" && len(told) > 0:
			t.Errorf("%s: %s", tt.name, told[0].Summary)
		case tt.verdict == "" && !strings.Contains(r.Patterns[1].Why, tt.text):
			t.Errorf("%s: %s", tt.name, r.Patterns[1].Why)
		case tt.verdict != "" && (len(told) != 1 || told[0].Verdict != tt.verdict || !strings.Contains(told[0].Summary, tt.text)):
			t.Errorf("%s: %+v", tt.name, told)
		}
	}
}
