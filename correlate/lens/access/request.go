package access

import (
	"bytes"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/lazy"
)

// anonymous is the caller of requests that nobody signed.
const anonymous = "anonymous"

// identityOf names who is behind a call: the role or user whose policies count, which is the same for all sessions of
// a role; nil where the record names nobody but a service.
func identityOf(ev *parsers.Event) parsers.Value {
	if arn := ev.First(cloudtrail.SlotIssuerARN, cloudtrail.SlotIdentityARN); arn.Exists() {
		return arn
	}
	if string(ev.Value(cloudtrail.SlotIdentityAccountID)) == anonymous {
		return parsers.Value(anonymous)
	}
	return ev.First(cloudtrail.SlotIdentityUserName, cloudtrail.SlotIdentityPrincipalID, cloudtrail.SlotIdentityAccessKeyID)
}

var sessionText = lazy.Regexp(`^(arn:[\w-]+):sts::(\d*):assumed-role/([^/]+)(?:/.*)?$`)

// roleOf turns the ARN of a role session into that of the role; others stay as they are.
func roleOf(arn string) string {
	if m := sessionText().FindStringSubmatch(arn); m != nil {
		return m[1] + ":iam::" + m[2] + ":role/" + m[3]
	}
	return arn
}

// serviceNames are the services whose actions have another prefix than the first word of their eventSource.
var serviceNames = map[string]string{
	"monitoring": "cloudwatch", "email": "ses", "tagging": "tag", "application-insights": "applicationinsights",
	"mturk-requester": "mechanicalturk", "models": "lex", "runtime": "lex", "data": "iot", "transcribestreaming": "transcribe",
}

// operations are the operations of S3 that need another permission than their name says.
// See https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
var operations = map[string]string{
	"s3:ListObjects": "ListBucket", "s3:ListObjectsV2": "ListBucket", "s3:HeadBucket": "ListBucket", "s3:HeadObject": "GetObject",
	"s3:ListObjectVersions": "ListBucketVersions", "s3:ListBuckets": "ListAllMyBuckets", "s3:CopyObject": "PutObject",
	"s3:CreateMultipartUpload": "PutObject", "s3:InitiateMultipartUpload": "PutObject", "s3:UploadPart": "PutObject",
	"s3:UploadPartCopy": "PutObject", "s3:CompleteMultipartUpload": "PutObject", "s3:DeleteObjects": "DeleteObject",
	"s3:DeleteMultipleObjects": "DeleteObject", "s3:ListMultipartUploads": "ListBucketMultipartUploads", "s3:ListParts": "ListMultipartUploadParts",
	"s3:SelectObjectContent": "GetObject", "s3:GetBucketEncryption": "GetEncryptionConfiguration", "s3:PutBucketEncryption": "PutEncryptionConfiguration",
	"s3:DeleteBucketEncryption": "PutEncryptionConfiguration", "s3:GetBucketLifecycle": "GetLifecycleConfiguration",
	"s3:GetBucketLifecycleConfiguration": "GetLifecycleConfiguration", "s3:PutBucketLifecycle": "PutLifecycleConfiguration",
	"s3:PutBucketLifecycleConfiguration": "PutLifecycleConfiguration", "s3:GetBucketReplication": "GetReplicationConfiguration",
	"s3:PutBucketReplication": "PutReplicationConfiguration", "s3:GetBucketCors": "GetBucketCORS", "s3:PutBucketCors": "PutBucketCORS",
	"s3:GetPublicAccessBlock": "GetBucketPublicAccessBlock", "s3:PutPublicAccessBlock": "PutBucketPublicAccessBlock",
	"lambda:Invoke": "InvokeFunction",
}

var versionSuffix = lazy.Regexp(`\d{8}(?:v\d+)?$`)

// actionOf is the permission that an operation needs, as far as its name tells: Lambda's names carry the version of its API.
func actionOf(source, name string) string {
	service, _, _ := strings.Cut(source, ".")
	if other := serviceNames[service]; other != "" {
		service = other
	}
	name = versionSuffix().ReplaceAllString(name, "")
	if service == "" || name == "" {
		return ""
	}
	if other := operations[service+":"+name]; other != "" {
		name = other
	}
	return service + ":" + name
}

// readVerbs begin the names of operations that only read.
var readVerbs = []string{"Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet", "Query", "Scan", "Select", "Simulate", "Check", "View", "Discover"}

// reads reports whether an action only reads, by its name.
func reads(action string) bool {
	_, operation, _ := strings.Cut(action, ":")
	for _, verb := range readVerbs {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}

// dataReads are the actions that read what programs work with.
var dataReads = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for action := range strings.FieldsSeq("s3:GetObject s3:GetObjectVersion secretsmanager:GetSecretValue secretsmanager:BatchGetSecretValue ssm:GetParameter ssm:GetParameters " +
		"ssm:GetParametersByPath dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query dynamodb:Scan dynamodb:GetRecords dynamodb:GetShardIterator kinesis:GetRecords " +
		"kinesis:GetShardIterator ecr:BatchGetImage ecr:GetDownloadUrlForLayer ecr:GetAuthorizationToken codeartifact:GetAuthorizationToken codecommit:GitPull " +
		"appconfig:GetLatestConfiguration appconfig:GetConfiguration athena:GetQueryResults kms:Decrypt kms:Encrypt kms:GenerateDataKey " +
		"kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo") {
		all[strings.ToLower(action)] = true
	}
	return all
})

// readsData reports whether an action reads what programs work with, which they cannot do without.
func readsData(action string) bool { return dataReads()[strings.ToLower(action)] }

var ec2ID = lazy.Regexp(`^(i|vol|snap|ami|subnet|sg|vpc|eni|rtb|acl|igw|vpce|lt|tgw|nat|eipalloc|tgw-attach)-[0-9a-f]{8,17}$`)

// ec2Types are the types of EC2's ARNs by the prefix of an ID.
var ec2Types = map[string]string{
	"i": "instance", "vol": "volume", "snap": "snapshot", "ami": "image", "subnet": "subnet", "sg": "security-group", "vpc": "vpc",
	"eni": "network-interface", "rtb": "route-table", "acl": "network-acl", "igw": "internet-gateway", "vpce": "vpc-endpoint",
	"lt": "launch-template", "tgw": "transit-gateway", "nat": "natgateway", "eipalloc": "elastic-ip", "tgw-attach": "transit-gateway-attachment",
}

// resourceOf names the resource that a call was about, where the message does not: from the list of resources, or from
// the request. Calls that make something, and those that name nothing, have none.
func resourceOf(ev *parsers.Event, action string) string {
	parameters := gjson.GetBytes(ev.Raw, "requestParameters")
	service, operation, _ := strings.Cut(action, ":")
	mayBe := func(arn string) bool { // a key is what KMS refuses, not the bucket whose object it was asked for
		return strings.HasPrefix(arn, "arn:") && (service != "kms" || strings.Contains(arn, ":kms:"))
	}
	for _, r := range gjson.GetBytes(ev.Raw, "resources.#.ARN").Array() {
		if s := r.String(); mayBe(s) {
			return s
		}
	}
	region, account := ev.Value(cloudtrail.SlotAWSRegion).String(), ev.Value(cloudtrail.SlotRecipientAccountID).String()
	partition := partitionOf(region)
	bucket := parameters.Get("bucketName").String()
	if bucket == "" && strings.Contains(operation, "Bucket") { // the event history has no parameters
		bucket = gjson.GetBytes(ev.Raw, `resources.#(resourceType=="AWS::S3::Bucket").resourceName`).String()
	}
	if service == "s3" && bucket != "" {
		arn := "arn:" + partition + ":s3:::" + bucket
		if key := parameters.Get("key").String(); key != "" {
			arn += "/" + key
		}
		return arn
	}
	if isEC2List(ev.Value(cloudtrail.SlotEventSource), parsers.Value(operation)) {
		return "*"
	}
	if strings.HasPrefix(operation, "Create") || strings.HasPrefix(operation, "Run") {
		return ""
	}
	var found string
	eachText(parameters, func(s string) bool {
		if mayBe(s) {
			found = s
		} else if m := ec2ID().FindStringSubmatch(s); m != nil && service == "ec2" {
			found = strings.Join([]string{"arn", partition, "ec2", region, account, ec2Types[m[1]] + "/" + s}, ":")
		}
		return found == ""
	})
	return found
}

// isEC2List reports whether an operation is one of EC2's that describe and whose permission knows no resources.
func isEC2List(source, name parsers.Value) bool {
	return string(source) == "ec2.amazonaws.com" && bytes.HasPrefix(name, []byte("Describe")) && !bytes.HasSuffix(name, []byte("Attribute"))
}

// partitionOf is the partition of a Region.
func partitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// eachText calls yield for the texts within a part of a record, until it returns false.
func eachText(r gjson.Result, yield func(string) bool) bool {
	if !r.IsArray() && !r.IsObject() {
		return r.Type != gjson.String || yield(r.String())
	}
	goOn := true
	r.ForEach(func(_, value gjson.Result) bool {
		goOn = eachText(value, yield)
		return goOn
	})
	return goOn
}

// Bounds of what is kept of the request of a call that was allowed.
const (
	maxWord  = 256
	maxWords = 1024
)

// wordsOf are the names in the request of a call, or else in its list of resources, one a line, by which it can be told whether the
// call was about the resource of a refusal.
func wordsOf(ev *parsers.Event) string {
	var b strings.Builder
	add := func(s string) bool {
		if len(s) <= maxWord && b.Len()+len(s) < maxWords {
			b.WriteString(s)
			b.WriteByte('\n')
		}
		return b.Len() < maxWords
	}
	if isEC2List(ev.Value(cloudtrail.SlotEventSource), ev.Value(cloudtrail.SlotEventName)) {
		return "" // it is refused for *, whatever it asks for
	}
	eachText(gjson.GetBytes(ev.Raw, "requestParameters"), add)
	if b.Len() == 0 {
		eachText(gjson.GetBytes(ev.Raw, "resources.#.ARN"), add)
	}
	return b.String()
}

// names reports whether words, as wordsOf gives them, name the resource. A resource that is none in particular ("*",
// instance/*) is named by any; where there are no words nobody knows.
func names(words, resource string) bool {
	name := lastName(resource)
	if name == "" || words == "" {
		return true
	}
	for _, part := range strings.SplitN(name, "/", 2) {
		if !containsWord(words, part) {
			return false
		}
	}
	return true
}

// containsWord reports whether one of the words is the name, or an ARN that ends with it.
func containsWord(words, name string) bool {
	for word := range strings.SplitSeq(words, "\n") {
		if word == name || strings.HasSuffix(word, "/"+name) || strings.HasSuffix(word, ":"+name) {
			return true
		}
	}
	return false
}

var arnText = lazy.Regexp(`^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$`)

// lastName is the name at the end of an ARN, of an object in S3 the bucket and the key; empty for wildcards.
func lastName(resource string) string {
	m := arnText().FindStringSubmatch(resource)
	if m == nil || strings.Contains(m[2], "*") {
		return ""
	}
	if m[1] == "s3" {
		return m[2]
	}
	return m[2][strings.LastIndexAny(m[2], "/:")+1:]
}
