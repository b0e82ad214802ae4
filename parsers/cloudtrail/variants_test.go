package cloudtrail

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
)

// TestInsights holds that an Insights event says what it is about without looking like a call that was made.
func TestInsights(t *testing.T) {
	const head = `"eventVersion":"1.09","eventTime":"2026-03-04T09:15:00Z","awsRegion":"eu-west-1","eventType":"AwsCloudTrailInsight","recipientAccountId":"111122223333","sharedEventID":"s","eventCategory":"Insight",`
	const context = `"insightContext":{"statistics":{"baseline":{"average":0.02},"insight":{"average":26.2},"insightDuration":3,"baselineDuration":10080},"attributions":[{"attribute":"userIdentityArn","insight":[{"value":"null","average":1}],"baseline":[]}]}`
	c := readAll(t, `{"Records":[{`+head+`"eventID":"i1","insightDetails":{"state":"Start","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","insightType":"ApiCallRateInsight",`+context+`}},`+
		`{`+head+`"eventID":"i2","insightDetails":{"state":"End","eventSource":"ssm.amazonaws.com","eventName":"GetParameter","insightType":"ApiErrorRateInsight","errorCode":"AccessDenied",`+context+`}}]}`)
	if len(c.events) != 2 || len(c.rejects) > 0 {
		t.Fatalf("%d events, rejects %q", len(c.events), c.rejects)
	}
	want := map[string]string{
		"eventVersion": "1.09", "eventTime": "2026-03-04T09:15:00Z", "awsRegion": "eu-west-1", "eventType": "AwsCloudTrailInsight", "recipientAccountId": "111122223333",
		"sharedEventID": "s", "eventCategory": "Insight", "eventID": "i2", "insightDetails.state": "End", "insightDetails.eventSource": "ssm.amazonaws.com",
		"insightDetails.eventName": "GetParameter", "insightDetails.insightType": "ApiErrorRateInsight", "insightDetails.errorCode": "AccessDenied",
	}
	if diff := cmp.Diff(want, c.events[1].Fields); diff != "" {
		t.Error(diff)
	}
	if e := c.events[0]; e.Fields["insightDetails.state"] != "Start" || gjson.Get(e.Raw, "insightDetails.insightContext.statistics.insight.average").Float() != 26.2 {
		t.Errorf("%+v", e)
	}
}

// TestNetworkActivity reads what a VPC endpoint let through and what its policy denied.
func TestNetworkActivity(t *testing.T) {
	c := readAll(t, `{"Records":[{"eventVersion":"1.09","userIdentity":{"type":"AWSAccount","principalId":"AIDAEXAMPLE","accountId":"444455556666"},"eventTime":"2026-03-04T09:15:00Z",
"eventSource":"kms.amazonaws.com","eventName":"Decrypt","awsRegion":"eu-west-1","sourceIPAddress":"10.0.1.5","errorCode":"VpceAccessDenied","errorMessage":"The request was denied due to a VPC endpoint policy",
"requestID":"r","eventID":"n","readOnly":true,"eventType":"AwsVpceEvent","recipientAccountId":"111122223333","vpcEndpointId":"vpce-0a1b","vpcEndpointAccountId":"111122223333","eventCategory":"NetworkActivity"}]}`)
	if len(c.events) != 1 {
		t.Fatalf("rejects %q", c.rejects)
	}
	for name, want := range map[string]string{"vpcEndpointId": "vpce-0a1b", "errorCode": "VpceAccessDenied", "eventType": "AwsVpceEvent", "eventCategory": "NetworkActivity",
		"userIdentity.accountId": "444455556666", "eventName": "Decrypt"} {
		if got := c.events[0].Fields[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

const lakeTitles = "eventversion,useridentity,eventtime,eventsource,eventname,awsregion,sourceipaddress,useragent,errorcode,errormessage,requestparameters,responseelements,additionaleventdata,requestid,eventid,readonly,resources,eventtype,recipientaccountid,vpcendpointid,tlsdetails,eventcategory\n"

// TestLake reads what a CloudTrail Lake query gives: lower-case columns, and cells in Presto's notation.
func TestLake(t *testing.T) {
	row := `1.11,"{type=AssumedRole, principalid=AROAEXAMPLE:ana, arn=arn:aws:sts::111122223333:assumed-role/Ops/ana, accountid=111122223333, accesskeyid=ASIAEXAMPLE, username=null, sessioncontext={attributes={creationdate=2026-03-04 08:00:00.000, mfaauthenticated=false}, sessionissuer={type=Role, principalid=AROAEXAMPLE, arn=arn:aws:iam::111122223333:role/Ops, accountid=111122223333, username=Ops}, webidfederationdata=null, sourceidentity=null}, invokedby=null, identityprovider=null}",2026-03-04 09:15:02.000,kms.amazonaws.com,CreateGrant,eu-west-1,203.0.113.7,"aws-cli/2.15, linux",AccessDenied,"User: x is not authorized, see policy","{granteePrincipal=111122223333:aws:ec2-infrastructure:i-0aaaabbbbccccdddd, operations=[""Decrypt"",""CreateGrant""], constraints={""encryptionContextSubset"":{""aws:ebs:id"":""vol-0aaaabbbbccccdddd""}}, keyId=arn:aws:kms:eu-west-1:111122223333:key/1}",null,{},r-1,e-1,false,"[{accountid=111122223333, type=AWS::KMS::Key, arn=arn:aws:kms:eu-west-1:111122223333:key/1, arnprefix=null}, {accountid=null, type=null, arn=arn:2, arnprefix=null}]",AwsApiCall,111122223333,null,"{tlsversion=TLSv1.3, ciphersuite=TLS_AES, clientprovidedhostheader=kms.eu-west-1.amazonaws.com}",Management` + "\n"
	c := readAll(t, lakeTitles+row)
	if len(c.events) != 1 || len(c.rejects)+len(c.notes) > 0 {
		t.Fatalf("%d events, rejects %q, notes %q", len(c.events), c.rejects, c.notes)
	}
	e := c.events[0]
	if !e.Time.Equal(time.Date(2026, 3, 4, 9, 15, 2, 0, time.UTC)) || e.ID != "e-1" {
		t.Errorf("%v %s", e.Time, e.ID)
	}
	for name, want := range map[string]string{
		"userIdentity.type": "AssumedRole", "userIdentity.arn": "arn:aws:sts::111122223333:assumed-role/Ops/ana", "userIdentity.accessKeyId": "ASIAEXAMPLE",
		"userIdentity.sessionContext.sessionIssuer.arn": "arn:aws:iam::111122223333:role/Ops", "userIdentity.userName": "", "userIdentity.invokedBy": "",
		"errorCode": "AccessDenied", "userAgent": "aws-cli/2.15, linux", "readOnly": "false", "callerService": "",
	} {
		if got := e.Fields[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for path, want := range map[string]string{
		"requestParameters.granteePrincipal":                               "111122223333:aws:ec2-infrastructure:i-0aaaabbbbccccdddd",
		"requestParameters.operations.1":                                   "CreateGrant",
		"requestParameters.constraints.encryptionContextSubset.aws:ebs:id": "vol-0aaaabbbbccccdddd",
		"resources.0.ARN":                                                  "arn:aws:kms:eu-west-1:111122223333:key/1", "resources.1.ARN": "arn:2", "tlsDetails.tlsVersion": "TLSv1.3",
		"userIdentity.sessionContext.attributes.creationDate": "2026-03-04 08:00:00.000",
	} {
		if got := gjson.Get(e.Raw, path).String(); got != want {
			t.Errorf("%s is %q in %s", path, got, e.Raw)
		}
	}
}

func BenchmarkLake(b *testing.B) {
	const identity = `"{type=AssumedRole, principalid=AROAEXAMPLE:ana, arn=arn:aws:sts::111122223333:assumed-role/Ops/ana, accountid=111122223333, sessioncontext={sessionissuer={type=Role, arn=arn:aws:iam::111122223333:role/Ops, username=Ops}}}"`
	text := "useridentity,eventtime,eventsource,eventname,eventid,requestparameters\n" +
		strings.Repeat(identity+`,2026-03-04 09:15:02.000,ec2.amazonaws.com,StartInstances,e-1,"{instancesSet={""items"":[{""instanceId"":""i-1""}]}}"`+"\n", 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := readFrom(strings.NewReader(text), &collector{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLakeForms holds that the record is the same in each form in which a query may give it.
func TestLakeForms(t *testing.T) {
	for name, text := range map[string]string{
		"Athena, everything quoted, JSON as text": `"eventtime","eventname","eventsource","useridentity","requestparameters"` + "\n" +
			`"2026-03-04T09:15:02Z","StartInstances","ec2.amazonaws.com","{type=IAMUser, principalid=AIDA, arn=arn:aws:iam::1:user/a, username=a}","{""instancesSet"":{""items"":[{""instanceId"":""i-1""}]}}"` + "\n",
		"the whole record as a column": "eventid,eventjson\n" + `x,"{""eventTime"":""2026-03-04T09:15:02Z"",""eventName"":""StartInstances"",""eventSource"":""ec2.amazonaws.com"",""userIdentity"":{""type"":""IAMUser"",""arn"":""arn:aws:iam::1:user/a""},""requestParameters"":{""instancesSet"":{""items"":[{""instanceId"":""i-1""}]}}}"` + "\n",
		"another dialect's titles": "eventTime,eventName,eventSource,userIdentity,requestParameters\n" +
			`2026-03-04 09:15:02,StartInstances,ec2.amazonaws.com,"{type=IAMUser, arn=arn:aws:iam::1:user/a}","{instancesSet={""items"":[{""instanceId"":""i-1""}]}}"` + "\n",
	} {
		c := readAll(t, text)
		if len(c.events) != 1 || len(c.rejects)+len(c.notes) > 0 {
			t.Errorf("%s: %d events, rejects %q, notes %q", name, len(c.events), c.rejects, c.notes)
			continue
		}
		e := c.events[0]
		if e.Fields["userIdentity.arn"] != "arn:aws:iam::1:user/a" || e.Fields["eventName"] != "StartInstances" ||
			gjson.Get(e.Raw, "requestParameters.instancesSet.items.0.instanceId").String() != "i-1" || !e.Time.Equal(time.Date(2026, 3, 4, 9, 15, 2, 0, time.UTC)) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// TestPrestoOdd holds that a cell which cannot be taken apart is kept, told, and costs nothing else.
func TestPrestoOdd(t *testing.T) {
	for cell, want := range map[string]string{
		`{a=1}`: `{"a":"1"}`, `{}`: `{}`, `[]`: `[]`, `{a=}`: `{"a":""}`, `{a=x, y}`: `{"a":"x, y"}`, `{a=b=c, d=1}`: `{"a":"b=c","d":"1"}`,
		`{a=[x, y]}`: `{"a":["x, y"]}`, `{a=f(x, b=1), c=2}`: `{"a":"f(x, b=1)","c":"2"}`, `{a={b=null}}`: `{"a":{"b":null}}`,
		`{a`: "", `{=1}`: "", `{a=1`: "", `{a=1}x`: "", `plain`: `"plain"`, strings.Repeat("{a=", 50): "", "[" + strings.Repeat(`{a="},`, 3): "",
	} {
		c := readAll(t, "eventTime,eventName,requestParameters\n2026-03-04T09:15:02Z,X,\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n")
		if len(c.events) != 1 {
			t.Errorf("%s: rejects %q", cell, c.rejects)
			continue
		}
		got := gjson.Get(c.events[0].Raw, "requestParameters")
		switch {
		case want == "" && (got.String() != cell || len(c.notes) != 1):
			t.Errorf("%.40s: %s, notes %q", cell, got.Raw, c.notes)
		case want != "" && got.Raw != want:
			t.Errorf("%s: %s, want %s", cell, got.Raw, want)
		}
	}
}

func FuzzPresto(f *testing.F) {
	f.Add(`{type=AssumedRole, arn=arn:aws:sts::1:x, sessioncontext={attributes=null}}`)
	f.Add(`[{accountid=1, type=null}, {"a":1}]`)
	f.Fuzz(func(t *testing.T, cell string) {
		if strings.ContainsAny(cell, "\n\r") || len(cell) > 1000 {
			return
		}
		c := readAll(t, "eventTime,eventName,userIdentity\n2026-03-04T09:15:02Z,X,\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n")
		if len(c.events)+len(c.rejects) != 1 {
			t.Fatalf("%d events, rejects %q", len(c.events), c.rejects)
		}
		for _, e := range c.events {
			if !gjson.Valid(e.Raw) {
				t.Fatalf("not JSON: %s", e.Raw)
			}
		}
	})
}

// TestHostileCell bounds the work on a cell all parts of which look like the beginning of JSON.
func TestHostileCell(t *testing.T) {
	cell := "[" + strings.Repeat(`{a="}, `, maxLine/8) + "{a=1}]"
	begin := time.Now()
	readAll(t, "eventTime,eventName,requestParameters\n2026-03-04T09:15:02Z,X,\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n")
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}
