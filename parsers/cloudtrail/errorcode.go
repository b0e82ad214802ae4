package cloudtrail

import "strings"

// ErrorCode returns an errorCode as the service's API reference names it. EC2 puts in front of it whose fault it is:
// Client. (the request) or Server. (AWS); server says that it was the latter. Codes of other services have no such
// prefix and are returned as they are.
func ErrorCode(code string) (name string, server bool) {
	if name, ok := strings.CutPrefix(code, "Server."); ok {
		return name, true
	}
	return strings.TrimPrefix(code, "Client."), false
}

// BareCode returns an errorCode without what services and SDKs add to it: EC2's prefix, and the Exception that some
// services append to the same code.
func BareCode(code string) string {
	name, _ := ErrorCode(code)
	return strings.TrimSuffix(name, "Exception")
}
