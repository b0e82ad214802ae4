package traildigest

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	SlotAccount = iota
	SlotRegion
	SlotTrail
	SlotHomeRegion
	SlotBucket
	SlotObject
	SlotBackfill
	SlotFingerprint
	SlotPreviousObject
	SlotPreviousHash
	SlotOldest
	SlotNewest
	SlotFiles
	slots
)

// Kind is the vocabulary of digest files. An event's Time and End are the hour that the digest speaks of: the log files
// in it were delivered within.
var Kind = newKind("digest", "CloudTrail digest file", []string{"logFiles"}, []parsers.Field{
	SlotAccount:        {Name: "account", Entity: "account", Doc: "Account whose log files the digest lists."},
	SlotRegion:         {Name: "region", Entity: "region", Doc: "Region whose log files it lists, from its object key."},
	SlotTrail:          {Name: "trail", Entity: "trail", Doc: "Name of the trail, from its object key."},
	SlotHomeRegion:     {Name: "home_region", Doc: "Region in which the trail was made, from its object key."},
	SlotBucket:         {Name: "bucket", Entity: "bucket", Doc: "Bucket that it was delivered to."},
	SlotObject:         {Name: "object", Doc: "Object key that it was delivered under."},
	SlotBackfill:       {Name: "backfill", Type: parsers.Bool, Doc: "Whether it was made later, for hours that had none; such digests form a chain of their own."},
	SlotFingerprint:    {Name: "fingerprint", Doc: "Fingerprint of the public key that verifies its signature."},
	SlotPreviousObject: {Name: "previous_object", Doc: "Object key of the digest before it; absent in the first of a chain."},
	SlotPreviousHash:   {Name: "previous_hash", Doc: "SHA-256 of that digest, uncompressed, in hex."},
	SlotOldest:         {Name: "oldest_event", Type: parsers.Timestamp, Doc: "Time of the oldest event in its log files; absent where there are none."},
	SlotNewest:         {Name: "newest_event", Type: parsers.Timestamp, Doc: "Time of the newest event in its log files; absent where there are none."},
	SlotFiles:          {Name: "files", Type: parsers.Int, Unit: "files", Doc: "Log files that it lists."},
})

// Slots of the fields of SignKind.
const (
	SignSlotRegion = iota
	SignSlotFingerprint
	SignSlotFiles
	signSlots
)

// SignKind is the vocabulary of the sign files of query results. An event's Time is when the query was complete.
var SignKind = newKind("query-result-sign", "Sign file of CloudTrail Lake query results", []string{"files"}, []parsers.Field{
	SignSlotRegion:      {Name: "region", Entity: "region", Doc: "Region in which the query ran."},
	SignSlotFingerprint: {Name: "fingerprint", Doc: "Fingerprint of the public key that verifies its signature."},
	SignSlotFiles:       {Name: "files_listed", Type: parsers.Int, Unit: "files", Doc: "Result files that it lists."},
})

func newKind(name, title string, roots []string, fields []parsers.Field) *parsers.Kind {
	k := parsers.NewKind(name, title, fields)
	k.Nested, k.Roots = true, roots
	return k
}
