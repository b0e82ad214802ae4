package throttle

import (
	"bytes"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// codes are the errors by which services refuse a call for its rate, without the Client. or Server. that EC2 puts before
// them, and without the Exception that some append. Services name them in their API references; the AWS SDKs retry all of them.
var codes = map[string]bool{
	"RequestLimitExceeded": true, "Throttling": true, "Throttled": true, "RequestThrottled": true, "EC2Throttled": true,
	"TooManyRequests": true, "RateExceeded": true, "PriorRequestNotComplete": true, "SlowDown": true,
	"ProvisionedThroughputExceeded": true,
}

// refused reports whether a call was refused for its rate.
func refused(ev *parsers.Event) bool {
	code := ev.Value(cloudtrail.SlotErrorCode)
	if !code.Exists() {
		return false
	}
	return codes[cloudtrail.BareCode(code.String())] || bytes.HasPrefix(ev.Value(cloudtrail.SlotErrorMessage), []byte("Rate exceeded"))
}

// Operations that are counted together, against one quota for all of them. Other operations have quotas of their own, or
// share one that is not published.
const (
	cryptographic = "cryptographic operations"
	invocations   = "invocations"
)

// shared has the operations of each such quota.
//
//   - https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
//   - https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
var shared = map[string]map[string]string{
	"kms.amazonaws.com": {
		"Decrypt": cryptographic, "Encrypt": cryptographic, "ReEncrypt": cryptographic, "ReEncryptFrom": cryptographic,
		"ReEncryptTo": cryptographic, "GenerateDataKey": cryptographic, "GenerateDataKeyWithoutPlaintext": cryptographic,
		"GenerateMac": cryptographic, "VerifyMac": cryptographic, "GenerateRandom": cryptographic,
	},
	"lambda.amazonaws.com": {"Invoke": invocations, "InvokeAsync": invocations, "InvokeWithResponseStream": invocations},
}
