package integrity

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotChecked = iota
	slotState
	slotReformatted
	slotSignature
	slotCause
	slotObject
	slotMember
	slotDigest
	slotAccount
	slotRegion
	slotTrail
	slotBucket
	slotHour
	slotWhy
	slots
)

// What a row speaks of.
const (
	logFile     = "log-file"
	digestFile  = "digest"
	hours       = "hours"
	queryResult = "query-result"
)

// How it fared.
const (
	ok        = "ok"
	differs   = "differs"
	missing   = "missing"
	notNamed  = "not-named"
	unchecked = "unchecked"
)

// What is known of the signature of a digest or sign file.
const (
	valid       = "valid"
	invalid     = "invalid"
	noKey       = "no-key"
	notRecorded = "not-recorded"
	notVerified = "not-verified"
)

// Why something is missing.
const (
	fileAbsent   = "file-absent"
	chainBegins  = "chain-begins-anew"
	chainGoesOn  = "no-digest-made"
	digestAbsent = "digest-absent"
)

// Kind is the vocabulary of what was checked. A row's time is that of the events in a log file where the digest tells
// it, and otherwise the hour of the digest.
var Kind = parsers.NewKind("trail-digest", "What a CloudTrail digest or sign file proves of one file or hour", fields)

var fields = []parsers.Field{
	slotChecked:     {Name: "checked", Doc: "log-file (that a digest names, or should name), digest (that the next one names), hours (between two digests), query-result (of CloudTrail Lake)."},
	slotState:       {Name: "state", Doc: "ok; differs (changed or rewritten since it was delivered); missing (from the bundle); not-named (a log file that no digest of its hour names); unchecked (see why)."},
	slotReformatted: {Name: "reformatted", Type: parsers.Bool, Doc: "The state is ok, but a tool has changed the white space between the JSON's tokens."},
	slotSignature:   {Name: "signature", Doc: "Of a digest or sign file: valid, invalid, no-key (the public key is not in the bundle), not-recorded (the newest digest's stands only in the metadata of its S3 object), not-verified (the file differs anyway). Absent for log files."},
	slotCause:       {Name: "cause", Doc: "Of hours without a digest: no-digest-made (the chain goes on behind them: CloudTrail wrote none), chain-begins-anew (logging or validation was switched on again behind them), digest-absent (there was one, and it is not in the bundle). Of a missing file: file-absent."},
	slotObject:      {Name: "object", Doc: "Object key of the file, or its name."},
	slotMember:      {Name: "member", Doc: "Path of the file in the bundle; absent where it is missing."},
	slotDigest:      {Name: "digest", Doc: "Object key of the digest, or path of the sign file, that says what the file should be."},
	slotAccount:     {Name: "account", Entity: "account", Doc: "Account of the log files."},
	slotRegion:      {Name: "region", Entity: "region", Doc: "Region of the log files."},
	slotTrail:       {Name: "trail", Entity: "trail", Doc: "Name of the trail; absent for files that no digest names."},
	slotBucket:      {Name: "bucket", Entity: "bucket", Doc: "Bucket of the trail."},
	slotHour:        {Name: "hour", Type: parsers.Timestamp, Doc: "Beginning of the time that the digest speaks of."},
	slotWhy:         {Name: "why", Doc: "The state in words."},
}
