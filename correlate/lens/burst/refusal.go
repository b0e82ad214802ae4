package burst

import (
	"bytes"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// refusals are the errors that say that the caller may not, without the prefixes and suffixes that some services add.
var refusals = map[string]bool{
	"AccessDenied": true, "UnauthorizedOperation": true, "AuthorizationError": true, "NotAuthorized": true,
	"UnauthorizedAccess": true, "Unauthorized": true, "Forbidden": true,
}

// refused reports whether an error says that the caller may not: AccessDeniedException, Client.UnauthorizedOperation.
func refused(code parsers.Value) bool { return refusals[cloudtrail.BareCode(code.String())] }

// verbs begin the names of operations by which one looks around. Reading what is stored, such as GetObject, is the work
// of programs, see stored.
var verbs = []string{"List", "Get", "Describe", "Head", "BatchGet", "Lookup", "Search"}

// stored are operations that read what is stored and begin like those that look around.
var stored = map[string]bool{
	"GetObject": true, "HeadObject": true, "GetItem": true, "BatchGetItem": true, "GetRecords": true, "GetShardIterator": true,
	"GetSecretValue": true, "BatchGetSecretValue": true, "GetAuthorizationToken": true, "GetDownloadUrlForLayer": true,
	"BatchGetImage": true,
}

// looks reports whether a call looks around: it only reads, and not what is stored.
func looks(ev *parsers.Event) bool {
	name := ev.Value(cloudtrail.SlotEventName)
	if string(ev.Value(cloudtrail.SlotReadOnly)) == "false" || stored[string(name)] {
		return false
	}
	for _, verb := range verbs {
		if len(name) > len(verb) && string(name[:len(verb)]) == verb {
			return true
		}
	}
	return false
}

// writes reports whether a call changes something. Old records, and some exports, do not tell.
func writes(ev *parsers.Event) bool { return string(ev.Value(cloudtrail.SlotReadOnly)) == "false" }

// permission is what the message says that the caller lacks, where it differs from the operation: calling ListBuckets
// takes s3:ListAllMyBuckets.
func permission(ev *parsers.Event, operation string) []byte {
	_, after, _ := bytes.Cut(ev.Value(cloudtrail.SlotErrorMessage), []byte("is not authorized to perform: "))
	word, _, _ := bytes.Cut(after, []byte(" "))
	if string(word) == operation || !bytes.Contains(word, []byte(":")) {
		return nil
	}
	return word
}
