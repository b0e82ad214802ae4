package generate

import (
	"strconv"
	"time"
)

// region is where a story takes place.
type region struct {
	name  string
	zones []string // Availability Zone letters
	ids   []string // the zone ids behind them, which differ from account to account
}

var regions = []region{
	{"ap-northeast-1", []string{"a", "c", "d"}, []string{"apne1-az4", "apne1-az1", "apne1-az2"}},
	{"eu-west-1", []string{"a", "b", "c"}, []string{"euw1-az3", "euw1-az1", "euw1-az2"}},
	{"us-east-1", []string{"a", "b", "d"}, []string{"use1-az6", "use1-az1", "use1-az4"}},
	{"us-west-2", []string{"a", "b", "c"}, []string{"usw2-az2", "usw2-az1", "usw2-az3"}},
	{"eu-central-1", []string{"a", "b", "c"}, []string{"euc1-az2", "euc1-az3", "euc1-az1"}},
}

// world is one account with those who call its APIs.
type world struct {
	account string
	region  region
	callers []*principal
	busy    popularity // which caller calls
	fleet   []string   // ids of instances that everyday calls speak of
}

// newWorld returns an account with the given number of callers.
func newWorld(r *random, reg region, callers int, start time.Time) *world {
	w := &world{account: r.digits(12), region: reg}
	for range 200 {
		w.fleet = append(w.fleet, r.id("i-"))
	}
	for i := range callers {
		w.callers = append(w.callers, w.newCaller(r, kinds[i%len(kinds)], i, start))
	}
	w.busy = newPopularity(callers, 0.9)
	return w
}

func (w *world) zone(i int) string { return w.region.name + w.region.zones[i%len(w.region.zones)] }

// principal is one caller: a user or a role session.
type principal struct {
	arn, user, accessKey string
	identity             []byte // userIdentity as JSON, without its closing brace
	from, agent          string
	invokedBy            string // the service that calls in the principal's name; empty for itself
	calls                []call
}

// appendIdentity appends userIdentity; via names the service that forwards the call, if any.
func (p *principal) appendIdentity(dst []byte, via string) []byte {
	dst = append(dst, p.identity...)
	if via != "" {
		dst = append(dst, `,"invokedBy":"`...)
		dst = append(dst, via...)
		dst = append(dst, '"')
	}
	return append(dst, '}')
}

// newRole returns a session of a role.
func (w *world) newRole(r *random, role, session string, since time.Time) *principal {
	id, key := r.keyID("AROA", 17), r.keyID("ASIA", 16)
	arn := "arn:aws:sts::" + w.account + ":assumed-role/" + role + "/" + session
	p := &principal{arn: arn, user: session, accessKey: key, from: ipString(publicIP(r)), agent: pick(r, sdkAgents)}
	p.identity = append(p.identity, `{"type":"AssumedRole","principalId":"`+id+`:`+session+`","arn":"`+arn+
		`","accountId":"`+w.account+`","accessKeyId":"`+key+
		`","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"`+id+`","arn":"arn:aws:iam::`+w.account+`:role/`+role+
		`","accountId":"`+w.account+`","userName":"`+lastElement(role)+`"},"attributes":{"creationDate":"`...)
	p.identity = append(appendTime(p.identity, since.Unix()-int64(r.between(60, 3000))), `","mfaAuthenticated":"false"}}`...)
	return p
}

// newUser returns an IAM user.
func (w *world) newUser(r *random, name string) *principal {
	key := r.keyID("AKIA", 16)
	arn := "arn:aws:iam::" + w.account + ":user/" + name
	p := &principal{arn: arn, user: name, accessKey: key, from: ipString(publicIP(r)), agent: pick(r, personAgents)}
	p.identity = []byte(`{"type":"IAMUser","principalId":"` + r.keyID("AIDA", 17) + `","arn":"` + arn +
		`","accountId":"` + w.account + `","accessKeyId":"` + key + `","userName":"` + name + `"`)
	return p
}

// newService returns an AWS service that acts for itself.
func newService(host string) *principal {
	return &principal{identity: []byte(`{"type":"AWSService"`), invokedBy: host, from: host, agent: host}
}

func lastElement(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

var (
	sdkAgents = []string{
		"Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.10 lang/python#3.11.8 Botocore/1.34.69",
		"aws-sdk-go/1.50.36 (go1.21.7; linux; amd64) amazon-ssm-agent/3.3.551.0",
		"aws-sdk-java/2.25.11 Linux/5.10.210 OpenJDK_64-Bit_Server_VM/17.0.10",
		"aws-sdk-js/3.523.0 ua/2.0 os/linux#5.10 lang/js md/nodejs#20.11.1 api/dynamodb#3.523.0",
		"APN/1.0 HashiCorp/1.0 Terraform/1.7.4 terraform-provider-aws/5.40.0",
	}
	personAgents = []string{
		"aws-cli/2.15.30 md/awscrt#0.19.19 ua/2.0 os/macos#23.4.0 md/arch#arm64 lang/python#3.11.8 cfg/retry-mode#standard",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
		"[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.674]",
	}
	familyNames = []string{"tanaka", "sato", "suzuki", "mueller", "rossi", "garcia", "kim", "silva", "okafor", "larsen"}
)

// publicIP returns an address of the ranges that documentation may use.
func publicIP(r *random) uint32 {
	switch r.IntN(3) {
	case 0:
		return ip(203, 0, 113, r.IntN(256))
	case 1:
		return ip(198, 51, 100, r.IntN(256))
	}
	return ip(192, 0, 2, r.IntN(256))
}

// callerKind is a way of using AWS: who it is and what it calls.
type callerKind struct {
	make  func(w *world, r *random, i int, since time.Time) *principal
	calls []call
}

// call is one API operation as a kind of caller uses it.
type call struct {
	source, name string
	readOnly     bool
	via          string // forwarding service
	request      func(dst []byte, w *world, r *random) []byte
	failures     []failure
}

// failure is a way in which a call fails. Services other than EC2 and S3 leave out the request then.
type failure struct{ code, message string }

var throttled = failure{"ThrottlingException", "Rate exceeded"}

func (w *world) newCaller(r *random, k callerKind, i int, since time.Time) *principal {
	p := k.make(w, r, i, since)
	p.calls = k.calls
	return p
}

// kinds are the callers of everyday life.
var kinds = []callerKind{
	{ // a monitoring product
		func(w *world, r *random, i int, since time.Time) *principal {
			return w.newRole(r, "MonitoringRole"+strconv.Itoa(i), "metrics-collector", since)
		},
		[]call{
			{source: "ec2.amazonaws.com", name: "DescribeInstances", readOnly: true, request: describeInstances,
				failures: []failure{{"Client.RequestLimitExceeded", "Request limit exceeded."}}},
			{source: "monitoring.amazonaws.com", name: "DescribeAlarms", readOnly: true, request: fixed(`{"maxRecords":100}`), failures: []failure{throttled}},
			{source: "elasticloadbalancing.amazonaws.com", name: "DescribeTargetHealth", readOnly: true, request: targetHealth, failures: []failure{throttled}},
			{source: "tagging.amazonaws.com", name: "GetResources", readOnly: true, request: fixed(`{"resourcesPerPage":100}`)},
		},
	},
	{ // an instance with the Systems Manager agent
		func(w *world, r *random, i int, since time.Time) *principal {
			return w.newRole(r, "AppServerRole", w.fleet[i%len(w.fleet)], since)
		},
		[]call{
			{source: "ssm.amazonaws.com", name: "UpdateInstanceInformation", request: instanceInformation, failures: []failure{throttled}},
			{source: "ssm.amazonaws.com", name: "ListInstanceAssociations", readOnly: true, request: instanceOnly},
			{source: "s3.amazonaws.com", name: "GetBucketLocation", readOnly: true, request: bucket,
				failures: []failure{{"AccessDenied", "Access Denied"}}},
			{source: "ecr.amazonaws.com", name: "GetAuthorizationToken", readOnly: true},
		},
	},
	{ // a Lambda function
		func(w *world, r *random, i int, since time.Time) *principal {
			return w.newRole(r, "service-role/fn-"+strconv.Itoa(i)+"-role", "fn-"+strconv.Itoa(i), since)
		},
		[]call{
			{source: "logs.amazonaws.com", name: "CreateLogStream", request: logStream,
				failures: []failure{{"ResourceAlreadyExistsException", "The specified log stream already exists"}}},
			{source: "kms.amazonaws.com", name: "Decrypt", readOnly: true, via: "AWS Internal", request: lambdaDecrypt},
			{source: "secretsmanager.amazonaws.com", name: "GetSecretValue", readOnly: true, request: secret},
		},
	},
	{ // a person
		func(w *world, r *random, i int, since time.Time) *principal {
			return w.newUser(r, familyNames[i%len(familyNames)]+strconv.Itoa(i))
		},
		[]call{
			{source: "s3.amazonaws.com", name: "GetBucketPolicy", readOnly: true, request: bucket,
				failures: []failure{{"NoSuchBucketPolicy", "The bucket policy does not exist"}}},
			{source: "iam.amazonaws.com", name: "ListRoles", readOnly: true,
				failures: []failure{{"AccessDenied", "User is not authorized to perform: iam:ListRoles"}}},
			{source: "ec2.amazonaws.com", name: "DescribeInstances", readOnly: true, request: describeInstances,
				failures: []failure{{"Client.UnauthorizedOperation", "You are not authorized to perform this operation."}}},
			{source: "sts.amazonaws.com", name: "GetCallerIdentity", readOnly: true},
			{source: "cloudtrail.amazonaws.com", name: "LookupEvents", readOnly: true, request: fixed(`{"maxResults":50}`), failures: []failure{throttled}},
		},
	},
	{ // Lambda itself, fetching credentials for its functions
		func(*world, *random, int, time.Time) *principal { return newService("lambda.amazonaws.com") },
		[]call{{source: "sts.amazonaws.com", name: "AssumeRole", readOnly: true, via: "lambda.amazonaws.com", request: assumeRole}},
	},
	{ // Auto Scaling
		func(w *world, r *random, _ int, since time.Time) *principal {
			p := w.newRole(r, "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", "AutoScaling", since)
			p.from, p.agent = "autoscaling.amazonaws.com", "autoscaling.amazonaws.com"
			return p
		},
		[]call{
			{source: "ec2.amazonaws.com", name: "DescribeInstanceStatus", readOnly: true, via: "autoscaling.amazonaws.com", request: describeInstances},
			{source: "elasticloadbalancing.amazonaws.com", name: "DescribeTargetHealth", readOnly: true, via: "autoscaling.amazonaws.com", request: targetHealth},
		},
	},
	{ // a deployment pipeline
		func(w *world, r *random, i int, since time.Time) *principal {
			return w.newRole(r, "DeployRole"+strconv.Itoa(i), "GitHubActions", since)
		},
		[]call{
			{source: "cloudformation.amazonaws.com", name: "DescribeStackEvents", readOnly: true, request: stack,
				failures: []failure{{"ValidationException", "Stack does not exist"}}},
			{source: "ecs.amazonaws.com", name: "DescribeServices", readOnly: true, request: fixed(`{"cluster":"main","services":["web","worker"]}`)},
			{source: "ec2.amazonaws.com", name: "DescribeSecurityGroups", readOnly: true, request: fixed(`{"securityGroupSet":{},"securityGroupIdSet":{},"filterSet":{}}`)},
			{source: "dynamodb.amazonaws.com", name: "DescribeTable", readOnly: true, request: fixed(`{"tableName":"terraform-locks"}`), failures: []failure{throttled}},
		},
	},
}

func fixed(json string) func([]byte, *world, *random) []byte {
	return func(dst []byte, _ *world, _ *random) []byte { return append(dst, json...) }
}

func describeInstances(dst []byte, w *world, r *random) []byte {
	dst = append(dst, `{"instancesSet":{"items":[{"instanceId":"`...)
	dst = append(dst, pick(r, w.fleet)...)
	return append(dst, `"}]},"filterSet":{}}`...)
}

func instanceOnly(dst []byte, w *world, r *random) []byte {
	return append(append(append(dst, `{"instanceId":"`...), pick(r, w.fleet)...), `","maxResults":20}`...)
}

func instanceInformation(dst []byte, w *world, r *random) []byte {
	dst = append(append(append(dst, `{"instanceId":"`...), pick(r, w.fleet)...), `","agentVersion":"3.3.551.0","agentStatus":"Active",`...)
	dst = append(dst, `"platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"`...)
	dst = appendIP(dst, ip(10, r.IntN(256), r.IntN(256), r.IntN(256)))
	return append(dst, `","computerName":"app.internal"}`...)
}

func bucket(dst []byte, w *world, r *random) []byte {
	dst = append(append(append(dst, `{"bucketName":"acme-`...), w.account...), '-')
	return append(strconv.AppendInt(dst, int64(r.IntN(40)), 10), `","Host":"s3.amazonaws.com"}`...)
}

func logStream(dst []byte, _ *world, r *random) []byte {
	dst = append(dst, `{"logGroupName":"/aws/lambda/fn-`...)
	dst = strconv.AppendInt(dst, int64(r.IntN(60)), 10)
	return append(r.appendHex(append(dst, `","logStreamName":"2026/[$LATEST]`...), 32), `"}`...)
}

func lambdaDecrypt(dst []byte, w *world, r *random) []byte {
	dst = append(dst, `{"encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:`+w.region.name+`:`+w.account+`:function:fn-`...)
	return append(strconv.AppendInt(dst, int64(r.IntN(60)), 10), `"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}`...)
}

func secret(dst []byte, w *world, r *random) []byte {
	return append(strconv.AppendInt(append(dst, `{"secretId":"prod/db-`...), int64(r.IntN(30)), 10), `"}`...)
}

func targetHealth(dst []byte, w *world, r *random) []byte {
	dst = append(dst, `{"targetGroupArn":"arn:aws:elasticloadbalancing:`+w.region.name+`:`+w.account+`:targetgroup/web-`...)
	dst = strconv.AppendInt(dst, int64(r.IntN(20)), 10)
	return append(r.appendHex(append(dst, '/'), 16), `"}`...)
}

func stack(dst []byte, _ *world, r *random) []byte {
	return append(strconv.AppendInt(append(dst, `{"stackName":"app-`...), int64(r.IntN(30)), 10), `"}`...)
}

func assumeRole(dst []byte, w *world, r *random) []byte {
	n := int64(r.IntN(60))
	dst = append(dst, `{"roleArn":"arn:aws:iam::`+w.account+`:role/service-role/fn-`...)
	dst = append(strconv.AppendInt(dst, n, 10), `-role","roleSessionName":"fn-`...)
	return append(strconv.AppendInt(dst, n, 10), `"}`...)
}
